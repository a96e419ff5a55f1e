"""A learning record store that speaks xAPI 1.0.3 and 2.0."""
