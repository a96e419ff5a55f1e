"""The programme as people run it."""
