"""Masterclasses and resources, and who can help."""
