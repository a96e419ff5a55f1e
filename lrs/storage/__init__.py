"""What the LRS keeps: SQLAlchemy Core tables and the deeds and questions upon them."""
