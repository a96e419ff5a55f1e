"""The LRS by itself: its rules, its storage, and its answers over WSGI on both databases."""
