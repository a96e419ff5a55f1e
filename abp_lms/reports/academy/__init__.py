"""What an academy sees of its own participants: places, attendance, completion. Never free text.

Every question takes the academies of whoever asks, and none is answered outside them.
"""
