"""No test may do slow work inside an act: its locks keep all others from writing.

Drawing, typesetting, hashing of passwords and writing of files tell whether the session of this
thread is acting; wherever that is, the test fails. (Passwords are refused there by the program
itself, HashedInAct; here is watched whether all of it passes by that.)
"""

import functools
import subprocess

import argon2
import pytest
from argon2 import low_level
from flask import has_app_context
from PIL import Image, ImageFile

from planner.db import is_acting
from planner.machine import files

SLOW = (
    (ImageFile.ImageFile, "load"),
    (Image.Image, "save"),
    (Image.Image, "resize"),
    (subprocess.Popen, "__init__"),
    (argon2.PasswordHasher, "hash"),
    (argon2.PasswordHasher, "verify"),
    (low_level, "hash_secret"),
    (low_level, "verify_secret"),
    (files.os, "fsync"),
)
ALLOWED: list[object] = []  # not empty while a test may


class SlowWorkInAct(AssertionError):
    """Something slow was begun while an act held its locks."""


def outside_of_acts(function, name):
    """Return a function that fails inside an act, and otherwise does what it did."""

    @functools.wraps(function)
    def checked(*args, **options):
        if has_app_context() and is_acting() and not ALLOWED:
            raise SlowWorkInAct(f"{name} inside an act")
        return function(*args, **options)

    return checked


@pytest.fixture(scope="session", autouse=True)
def nothing_slow_in_acts():
    """Let slow work inside an act fail, in all tests."""
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in SLOW:
            patch.setattr(owner, name, outside_of_acts(getattr(owner, name), name))
        yield


@pytest.fixture
def slow_acts():
    """Let acts of a test be slow: it puts one into another, as no page does."""
    ALLOWED.append(True)
    yield
    ALLOWED.clear()
