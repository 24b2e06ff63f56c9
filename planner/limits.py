"""Limits: how often somebody may try."""

import time

from flask import current_app, request
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

TRIES = {"account": RateLimitItemPerMinute(5), "address": RateLimitItemPerMinute(30)}
CODES = RateLimitItemPerHour(30)


def count_try():
    """Count a try to sign in, per account and per address; raise TooManyRequests if too many."""
    account = request.form.get("email", "").strip().lower()
    for kind, name in {"account": account, "address": request.remote_addr or ""}.items():
        if name and not limiter().hit(TRIES[kind], kind, name):  # an empty form is no account
            again_at = limiter().get_window_stats(TRIES[kind], kind, name).reset_time
            raise TooManyRequests(retry_after=max(1, round(again_at - time.time())))


def count_code_try(user_id: int) -> None:
    """Count a code typed after a right password; raise TooManyRequests if they are too many.

    Thirty an hour leave one in ten thousand who guesses; a passkey is not guessed, nor counted.
    """
    count(CODES, "code", str(user_id))


def count_passkey_try() -> None:
    """Count a passkey offered without a password; raise TooManyRequests if they are too many."""
    count(TRIES["address"], "passkey", request.remote_addr or "")


def count(allowed: RateLimitItem, kind: str, name: str) -> None:
    """Count once more; raise TooManyRequests if it is once too often."""
    if not limiter().hit(allowed, kind, name):
        again_at = limiter().get_window_stats(allowed, kind, name).reset_time
        raise TooManyRequests(retry_after=max(1, round(again_at - time.time())))


def is_fetched_too_often(feed_id):
    """Count a fetch of a secret address, and tell whether it is one too many this hour (H18)."""
    allowed = RateLimitItemPerHour(current_app.config["FEED_FETCHES_PER_HOUR"])
    return not limiter().hit(allowed, "feed", str(feed_id))


def limiter():
    """Return what counts for this application."""
    return current_app.extensions["limits"]


def init_app(app):
    """Count the tries where the settings say."""
    storage = storage_from_string(app.config["RATELIMIT_STORAGE_URI"])
    app.extensions["limits"] = MovingWindowRateLimiter(storage)
