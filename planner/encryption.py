"""Encryption of what must be read again and may not lie in the database as it is."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken


class KeyChanged(Exception):
    """Something was encrypted with another SECRET_KEY than that of today."""


def encrypt(secret_key: str, purpose: str, text: str) -> str:
    """Return a text encrypted for one purpose with the key of the settings."""
    return fernet(secret_key, purpose).encrypt(text.encode()).decode()


def decrypt(secret_key: str, purpose: str, stored: str) -> str:
    """Return what was encrypted. Raises KeyChanged if it was with another key or purpose."""
    try:
        return fernet(secret_key, purpose).decrypt(stored.encode()).decode()
    except InvalidToken as other:
        raise KeyChanged from other


def fernet(secret_key: str, purpose: str) -> Fernet:
    """Return what encrypts for a purpose; no purpose can read what was meant for another."""
    key = hashlib.blake2b(purpose.encode(), key=hashlib.sha256(secret_key.encode()).digest())
    return Fernet(base64.urlsafe_b64encode(key.digest()[:32]))
