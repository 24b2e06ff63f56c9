"""Passwords: hashed and checked slowly, on purpose, so never while an act holds its locks."""

import unicodedata
from typing import cast

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, current_app

from planner.models import User


def hashed_password(password: str) -> str:
    """Return what is stored in place of a password."""
    return hasher().hash(normalized(password))


def password_is_right(user: User | None, password: str) -> bool:
    """Tell whether a password is the user's; without a user it takes as long."""
    if user is None:
        hashed_password(password)
        return False
    return matches(user.password, password) and user.active


def matches(stored: str, password: str) -> bool:
    """Tell whether a password is the one of a stored hash; an empty one is nobody's."""
    try:
        return hasher().verify(stored, normalized(password))
    except (VerificationError, InvalidHashError):
        return False


def hash_to_keep(user: User, password: str) -> str:
    """Return the hash of a right password: the stored one, or a new one if it is outdated."""
    is_old = hasher().check_needs_rehash(user.password)
    return hashed_password(password) if is_old else user.password


def normalized(password: str) -> str:
    """Return a password as it is hashed, whichever keyboard it was typed on."""
    return unicodedata.normalize("NFKD", password)


def hasher() -> PasswordHasher:
    """Return what hashes for this application."""
    return cast(PasswordHasher, current_app.extensions["password_hasher"])


def init_app(app: Flask) -> None:
    """Hash as argon2-cffi advises; tests hash faster."""
    app.extensions["password_hasher"] = PasswordHasher(**app.config.get("ARGON2", {}))
