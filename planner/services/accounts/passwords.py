"""Passwords: hashed and checked slowly, on purpose, so never while an act holds its locks."""

import unicodedata

from flask import current_app
from flask_security import hash_password
from flask_security.utils import verify_password

from planner.models import User


def hashed_password(password: str) -> str:
    """Return what is stored in place of a password."""
    return hash_password(normalized(password))


def password_is_right(user: User | None, password: str) -> bool:
    """Tell whether a password is the user's; without a user it takes as long."""
    if user is None:
        hashed_password(password)
        return False
    return verify_password(normalized(password), user.password) and user.active


def hash_to_keep(user: User, password: str) -> str:
    """Return the hash of a right password: the stored one, or a new one if it is outdated."""
    is_old = current_app.extensions["security"].pwd_context.needs_update(user.password)
    return hashed_password(password) if is_old else user.password


def normalized(password: str) -> str:
    """Return a password as it is hashed, whichever keyboard it was typed on."""
    return unicodedata.normalize("NFKD", password)
