"""What can be done in a programme: one function for one deed. None commits."""
