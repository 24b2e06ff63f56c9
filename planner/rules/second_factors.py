"""Rules of the second factor: codes of an app, codes on paper, and which passkeys are offered."""

import datetime as dt
import hashlib
import hmac
import ipaddress
import re
import secrets
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

import pyotp
from pyotp.exceptions import OTPVerificationError

from planner.clock import EPOCH
from planner.models import Role, RoleName

RECOVERY_CODES = 10
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
CHALLENGE_LIFE = dt.timedelta(minutes=10)
RECENT = dt.timedelta(minutes=10)  # so long after the password the factors may be changed
MOST_PASSKEYS = 20
MICROSECOND = dt.timedelta(microseconds=1)


class RelyingParty(NamedTuple):
    """Who asks for a passkey: the host of the planner and the origin of its pages (WebAuthn)."""

    id: str
    origin: str


class Challenge(NamedTuple):
    """Bytes that a passkey signs, and when they were made: they tell by themselves whose they are.

    Nothing of them is stored, so that nobody fills a table by opening the page, and two tabs work.
    """

    value: bytes
    made_at: dt.datetime


class RolesWithFactor(NamedTuple):
    """Which roles need a second factor; the version rises whenever one of all roles is saved."""

    roles: list[RoleName]
    lock_version: int


def roles_with_factor(roles: Iterable[Role]) -> RolesWithFactor:
    """Return which of all roles need a second factor, as one row that a form can edit."""
    roles = list(roles)
    needing = [RoleName(role.name) for role in roles if role.needs_second_factor]
    return RolesWithFactor(needing, sum(role.lock_version for role in roles))


def new_challenge(secret_key: str, purpose: str, now: dt.datetime) -> Challenge:
    """Return a challenge for one purpose: 8 bytes of the moment, 16 random ones, 32 that prove."""
    moment = (now - EPOCH) // MICROSECOND
    value = moment.to_bytes(8, "big") + secrets.token_bytes(16)
    return Challenge(value + proof(secret_key, purpose, value), now)


def challenge_of(secret_key: str, purpose: str, value: bytes) -> Challenge | None:
    """Return the challenge that was made for this purpose, or None if it was not."""
    given, proved = value[:24], value[24:]
    if not hmac.compare_digest(proved, proof(secret_key, purpose, given)):
        return None
    return Challenge(value, EPOCH + int.from_bytes(given[:8], "big") * MICROSECOND)


def proof(secret_key: str, purpose: str, value: bytes) -> bytes:
    """Return what only this planner can say of a challenge."""
    return hmac.digest(secret_key.encode(), f"passkey: {purpose} ".encode() + value, hashlib.sha256)


def relying_party(public_url: str) -> RelyingParty | None:
    """Return who asks for passkeys; none where browsers refuse: at a number, or without https."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        is_safe = parts.scheme == "https" or host == "localhost" or host.endswith(".localhost")
        return RelyingParty(host, f"{parts.scheme}://{parts.netloc}") if is_safe else None
    return None


def user_handle(secret_key: str, user_id: int) -> bytes:
    """Return by what a passkey knows its user: always the same, and nothing about a person."""
    return hmac.digest(secret_key.encode(), f"passkey of user {user_id}".encode(), hashlib.sha256)


def is_usable(challenge: Challenge, last_used_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Tell whether an answer to a challenge may count: in time, and never a second time."""
    is_in_time = challenge.made_at <= now <= challenge.made_at + CHALLENGE_LIFE
    return is_in_time and (last_used_at is None or last_used_at < challenge.made_at)


def new_recovery_codes() -> list[str]:
    """Return ten codes of 79 random bits to be printed: four groups of four letters each."""
    return [
        "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
        for _ in range(RECOVERY_CODES)
    ]


def clean_code(typed: str) -> str:
    """Return a typed code as it was made: without blanks, a recovery code with its hyphens."""
    letters = re.sub(r"[\s\-\u2010-\u2015]", "", typed).lower()
    if letters.isdecimal():
        return letters
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def timecode_of(secret: str, code: str, now: dt.datetime, last_timecode: int) -> int | None:
    """Return the half minute that an app's code stands for, or None if it is wrong or used.

    The clock of a phone may be half a minute off; a code works once (RFC 6238 5.2).
    """
    try:
        seconds = now.timestamp()
        timecode = pyotp.TOTP(secret).verify_and_get_timecode(
            code, for_time=seconds, valid_window=1
        )
    except OTPVerificationError:
        return None
    return timecode if timecode > last_timecode else None


def app_address(secret: str, email: str, issuer: str) -> str:
    """Return the otpauth address that an app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def spaced(secret: str) -> str:
    """Return a secret in groups of four, for those who type it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
