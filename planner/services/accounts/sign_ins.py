"""Acts on what signing in leaves: the log, known devices, and what of all that is over."""

import datetime as dt
import secrets

from flask import current_app
from sqlalchemy.orm import Session

from planner.db import act, execute_update
from planner.models import KnownDevice, SignIn, User
from planner.queries import sign_ins as statements
from planner.queries.users import user_locked
from planner.rules.devices import kind_of_device
from planner.rules.users import hash_token
from planner.services.rows import one_or_not_found

SIGN_INS_KEPT = dt.timedelta(days=90)
MOST_UNKNOWN = 10_000  # tries with unknown accounts: strangers do not fill the database
MOST_DEVICES = 20  # of a user: those that were used last
DEVICE_KNOWN = dt.timedelta(days=400)  # browsers keep no cookie for longer
PENDING_FOR = dt.timedelta(minutes=10)  # between the password and a second step


def add_sign_in(
    own: Session, user_id: int | None, agent: str, now: dt.datetime, *, succeeded: bool
) -> None:
    """Add a try to sign in to the log, inside an act; an unknown account has no user."""
    browser, system = kind_of_device(agent)
    own.add(SignIn(user_id=user_id, at=now, succeeded=succeeded, browser=browser, system=system))


def log_failure(user_id: int | None, *, agent: str, now: dt.datetime) -> None:
    """Log a try to sign in that has failed."""
    with act("log_failure") as own:
        if user_id is None or own.scalar(user_locked(user_id)):
            add_sign_in(own, user_id, agent, now, succeeded=False)


def remember_device(user: User, token: str, *, now: dt.datetime) -> str:
    """Remember the browser in which a user has signed in; return the token that it keeps.

    `token` is what it kept already, or nothing. Whoever shares the browser shares the token, and
    each of them is known by a row of their own. One that nobody is known by is not taken over.
    """
    user_id = user.id
    with act("remember_device") as own:
        one_or_not_found(own, user_locked(user_id))
        known = own.scalars(statements.devices_with(hash_token(token))).all() if token else ()
        token = token if known else secrets.token_urlsafe()
        device = next((one for one in known if one.user_id == user_id), None)
        if device is None:
            device = KnownDevice(token_hash=hash_token(token), user_id=user_id)
            own.add(device)
        device.expires_at = now + DEVICE_KNOWN
        own.flush()
        for old in own.scalars(statements.devices_of(user_id)).all()[:-MOST_DEVICES]:
            own.delete(old)
    return token


def forget_devices(user: User) -> None:
    """Forget all browsers of a user: in each the next try to sign in is that of a stranger."""
    user_id = user.id
    with act("forget_devices") as own:
        execute_update(own, statements.forgotten_devices(user_id))


def purge_sign_ins(now: dt.datetime) -> None:
    """Delete tries to sign in after 90 days, and those beyond what is kept of unknown accounts."""
    with act("purge_sign_ins") as own:
        execute_update(own, statements.old_sign_ins(now - SIGN_INS_KEPT))
        execute_update(own, statements.unknown_sign_ins_beyond(MOST_UNKNOWN))


def purge_access(now: dt.datetime) -> None:
    """Delete sessions, known devices and links to a new password that are over."""
    hours = dt.timedelta(hours=current_app.config["SESSION_HOURS"])
    with act("purge_access") as own:
        execute_update(own, statements.sessions_over(now - hours, now - PENDING_FOR, now + hours))
        execute_update(own, statements.expired_devices(now))
        execute_update(own, statements.expired_links(now))
