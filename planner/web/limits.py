"""Limits: how often somebody may try.

What is counted is a bucket, which a keyed hash chooses: nothing that a stranger sends is kept, and
there are never more than so many. Addresses are counted before accounts, so that nobody fills the
bucket of an account from one place; who has signed in before is counted by the browser alone, so
that no stranger holds them up. Where the storage of the counts is away, each process counts for
itself.
"""

import hashlib
import hmac
import ipaddress
import logging
import time
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from flask import Flask, current_app, request
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.errors import ConfigurationError, StorageError
from limits.storage import MemoryStorage, Storage, storage_from_string
from limits.strategies import (
    MovingWindowRateLimiter,
    RateLimiter,
    SlidingWindowCounterRateLimiter,
)
from werkzeug.exceptions import TooManyRequests

from planner.machine.config_file import BadSetting

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
BUCKETS = 4096  # of a kind: all of them full are 40 megabytes
SITE = 64  # bits of an address that one household or office has to itself (IPv6)
LIMITS: dict[str, tuple[RateLimitItem, ...]] = {
    "address": (RateLimitItemPerMinute(30), RateLimitItemPerHour(300)),
    "account from an address": (RateLimitItemPerMinute(5), RateLimitItemPerHour(20)),
    "account": (RateLimitItemPerMinute(20), RateLimitItemPerHour(100)),
    "device": (RateLimitItemPerMinute(10), RateLimitItemPerHour(60)),
    "code": (RateLimitItemPerMinute(10), RateLimitItemPerHour(30)),
    "user": (RateLimitItemPerMinute(5), RateLimitItemPerHour(30)),
}


class Counts(NamedTuple):
    """What counts, in the storage of the settings or in this process."""

    exact: MovingWindowRateLimiter  # remembers each try
    rough: SlidingWindowCounterRateLimiter  # two numbers, however many tries

    def of(self, window: RateLimitItem) -> RateLimiter:
        """Return what counts in a window: by the minute exactly, which is few, else roughly."""
        return self.exact if isinstance(window, RateLimitItemPerMinute) else self.rough


def count_sender(device_id: int | None = None) -> None:
    """Count a try of whoever asks, whatever is in it; raise TooManyRequests if it is one too many.

    `device_id` is that of the browser, where the account that is tried is known in it.
    """
    if device_id is None:
        count("address", site_of(request.remote_addr))
    else:
        count("device", str(device_id))


def count_account(email: str, device_id: int | None) -> None:
    """Count a stranger's try to sign in to an account; raise TooManyRequests."""
    if device_id is None:
        account = email.strip().lower()
        count("account from an address", site_of(request.remote_addr), account)
        count("account", account)


def count_password(user_id: int) -> None:
    """Count a try of somebody who is signed in to enter the password; raise TooManyRequests."""
    count("user", str(user_id))


def count_code(user_id: int) -> None:
    """Count a code typed after a right password; raise TooManyRequests if they are too many.

    Thirty an hour leave one in ten thousand who guesses; a passkey is not guessed, nor counted.
    """
    count("code", str(user_id))


def is_fetched_too_often(feed_id: int) -> bool:
    """Count a fetch of a secret address, and tell whether it is one too many this hour (H18)."""
    allowed = RateLimitItemPerHour(current_app.config["FEED_FETCHES_PER_HOUR"])
    return not ask(lambda counts: counts.exact.hit(allowed, "feed", str(feed_id)))


def count(kind: str, *names: str) -> None:
    """Count a try in all its windows; raise TooManyRequests, and count nothing, if one is full."""
    key = bucket(kind, *names)

    def first_full(counts: Counts) -> float | None:
        for counts_it in (False, True):
            for window in LIMITS[kind]:
                tries = counts.of(window)
                if not (tries.hit if counts_it else tries.test)(window, kind, key):
                    return tries.get_window_stats(window, kind, key).reset_time
        return None

    again_at = ask(first_full)
    if again_at is not None:
        raise TooManyRequests(retry_after=max(1, round(again_at - time.time())))


def bucket(*names: str) -> str:
    """Return the name of the bucket in which these are counted, whatever their length."""
    text, secret = "\0".join(names).encode(), current_app.config["SECRET_KEY"].encode()
    return str(int.from_bytes(hmac.digest(secret, text, hashlib.sha256)[:8]) % BUCKETS)


def site_of(address: str | None) -> str:
    """Return whom an address belongs to: itself, or the first half of one of IPv6."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:  # what a proxy believes in
        return address or ""
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((int(found), SITE), strict=False))


def ask(question: Callable[[Counts], Answer]) -> Answer:
    """Return what the storage says; where it is away, what this process has counted."""
    try:
        return question(current_app.extensions["limits"])
    except StorageError as away:
        log.warning("The counts of tries are away: %s", type(away.storage_error).__name__)
        return question(current_app.extensions["limits of this process"])


def counts_in(storage: Storage) -> Counts:
    """Return what counts in a storage."""
    return Counts(MovingWindowRateLimiter(storage), SlidingWindowCounterRateLimiter(storage))


def init_app(app: Flask) -> None:
    """Count the tries where the settings say. Raises BadSetting if nothing counts there."""
    try:
        storage = storage_from_string(app.config["RATELIMIT_STORAGE_URI"], wrap_exceptions=True)
    except ConfigurationError as wrong:
        raise BadSetting(f"RATELIMIT_STORAGE_URI is of no use: {wrong}") from wrong
    if not isinstance(storage, Storage):
        raise BadSetting("RATELIMIT_STORAGE_URI names a storage for programs of another kind.")
    app.extensions["limits"] = counts_in(storage)
    app.extensions["limits of this process"] = counts_in(MemoryStorage())
