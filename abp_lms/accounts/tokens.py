"""Random tokens for cookies and links; the database holds only their hashes."""

from __future__ import annotations

import hashlib
import hmac
import secrets


def new() -> str:
    """256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """What the database holds of a token (SHA-256: the token is random, so no salt is needed)."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed(text: str, key: bytes) -> str:
    """A hash of something guessable, such as an address, that nobody without the key can undo."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
