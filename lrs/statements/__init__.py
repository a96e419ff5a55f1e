"""Statements, purely: what is right, what is added on the way in, what is shown on the way out."""
