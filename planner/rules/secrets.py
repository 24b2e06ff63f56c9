"""Secrets: what is stored of a token that somebody else keeps."""

import hashlib


def hashed(token):
    """Return what is stored in place of a token: SHA-256; 256 random bits need no salt (S01)."""
    return hashlib.sha256(token.encode()).hexdigest()
