"""Passwords: hashed and checked slowly, on purpose, so never while an act holds its locks.

At most two are hashed at once in a process, and two may wait: hashing takes memory and processors
from whoever only wants to read a page.
"""

import contextlib
import threading
from collections.abc import Iterator, Mapping
from typing import Any, cast

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, current_app

from planner.db import is_acting
from planner.models import User
from planner.rules import RuleBroken
from planner.rules.passwords import SAME, check_password, is_same, normalized

AT_ONCE, WAITING = 2, 2
PATIENCE = 2.0  # seconds that a password waits for its turn


class HashingBusy(Exception):
    """So many passwords are being checked that one more has to be sent again."""


class HashedInAct(RuntimeError):
    """A password was to be hashed while an act holds its locks: all who write would wait."""


def check_new_password(
    password: str, *, name: str, email: str, current: str = "", field: str = "new_password"
) -> None:
    """Raise RuleBroken about a field if a user may not choose a password.

    `current` is the password of now, where the user has just entered it. Pages, commands and links
    ask here, and nowhere else.
    """
    check_password(password, words_of(name, email, current_app.config), field)
    if current and is_same(password, current):
        raise RuleBroken(SAME, field)


def words_of(name: str, email: str, config: Mapping[str, Any]) -> list[str]:
    """Return what whoever knows a user and the office guesses first."""
    office = (config["OFFICE_NAME"], config["OFFICE_UNIT_DE"], config["OFFICE_UNIT_EN"])
    return [name, email, *office, config["PUBLIC_URL"]]


def check_not_current(user: User, password: str, field: str = "new_password") -> None:
    """Raise RuleBroken about a field if a password is the one that the user has now."""
    if user.password and matches(user.password, password):
        raise RuleBroken(SAME, field)


def hashed_password(password: str) -> str:
    """Return what is stored in place of a password. Raises HashingBusy."""
    with turn():
        return hasher().hash(normalized(password))


def password_is_right(user: User | None, password: str) -> bool:
    """Tell whether a password is the user's; without a user or a hash it takes as long."""
    if user is None or not user.password:
        hashed_password(password)
        return False
    return matches(user.password, password) and user.active


def matches(stored: str, password: str) -> bool:
    """Tell whether a password is the one of a stored hash. Raises HashingBusy."""
    with turn():
        try:
            return hasher().verify(stored, normalized(password))
        except (VerificationError, InvalidHashError):
            return False


def hash_to_keep(user: User, password: str) -> str:
    """Return the hash of a right password: the stored one, or a new one if it is outdated."""
    is_old = hasher().check_needs_rehash(user.password)
    return hashed_password(password) if is_old else user.password


@contextlib.contextmanager
def turn() -> Iterator[None]:
    """Wait for one's turn to hash. Raises HashingBusy if too many wait, or it takes too long."""
    if is_acting():
        raise HashedInAct
    queue = cast(HashingQueue, current_app.extensions["hashing_queue"])
    with queue.turn():
        yield


class HashingQueue:
    """So many hash at once, and so many wait for them."""

    def __init__(self, at_once: int, waiting: int, patience: float) -> None:
        self.patience = patience
        self.places = threading.BoundedSemaphore(at_once + waiting)
        self.turns = threading.BoundedSemaphore(at_once)

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn. Raises HashingBusy."""
        if not self.places.acquire(blocking=False):
            raise HashingBusy
        try:
            if not self.turns.acquire(timeout=self.patience):
                raise HashingBusy
            try:
                yield
            finally:
                self.turns.release()
        finally:
            self.places.release()


def hasher() -> PasswordHasher:
    """Return what hashes for this application."""
    return cast(PasswordHasher, current_app.extensions["password_hasher"])


def init_app(app: Flask) -> None:
    """Hash as argon2-cffi advises; tests hash faster."""
    app.extensions["password_hasher"] = PasswordHasher(**app.config.get("ARGON2", {}))
    app.extensions["hashing_queue"] = HashingQueue(AT_ONCE, WAITING, PATIENCE)
