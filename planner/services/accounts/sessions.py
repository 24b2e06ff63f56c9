"""Acts on sessions: sign in, sign out, change one's own password, end them."""

import datetime as dt
import secrets
from typing import NamedTuple

from sqlalchemy.orm import Session

from planner.db import act, session
from planner.languages import Message
from planner.models import User, UserSession
from planner.queries.second_factors import second_factor_of
from planner.queries.users import session_of, user_locked, user_of_session, user_with_email
from planner.rules import NotFound, RuleBroken
from planner.rules.users import hash_token, store_password_hash
from planner.services.accounts.passwords import (
    check_new_password,
    hash_to_keep,
    hashed_password,
    password_is_right,
)
from planner.services.accounts.sign_ins import PENDING_FOR, add_sign_in, log_failure
from planner.services.rows import one_or_not_found

LONGEST_AGENT = 200
WRONG = Message("E-mail address or password is wrong.")
WRONG_PASSWORD = Message("This is not your password.")


class BegunSession(NamedTuple):
    """A session that has begun: its user, the token that the browser keeps, and what it lacks."""

    user: User
    token: str
    is_pending: bool


def begin_session(email: str, password: str, *, agent: str, now: dt.datetime) -> BegunSession:
    """Begin a session of a user who knows the password; pending if there is a second factor.

    Of the token that the browser keeps only the hash is stored. `agent` is what the browser calls
    itself. Raises RuleBroken about `password` if the account is unknown or off, or if the password
    is wrong; which of them, nobody learns.
    """
    user = session.scalar(user_with_email(email))
    is_right = password_is_right(user, password)  # also if there is none: it takes as long
    if user is None or not is_right:
        log_failure(user.id if user else None, agent=agent, now=now)
        raise RuleBroken(WRONG, "password")
    user_id, checked, kept = user.id, user.password, hash_to_keep(user, password)
    with act("begin_session") as own:
        user = one_or_not_found(own, user_locked(user_id))
        if user.password != checked or not user.active:
            raise RuleBroken(WRONG, "password")
        user.password = kept
        lacks = bool(own.scalar(second_factor_of(user_id)))
        if not lacks:
            add_sign_in(own, user.id, agent, now, succeeded=True)
        return BegunSession(user, add_session(own, user, agent, now, is_pending=lacks), lacks)


def add_session(
    own: Session,
    user: User,
    agent: str,
    now: dt.datetime,
    *,
    is_pending: bool = False,
    has_password: bool = True,
) -> str:
    """Add a session of a user, and return its token; inside an act.

    A pending one opens nothing but a second step of signing in, until complete_session; one
    without `has_password` was begun by a passkey alone.
    """
    token = secrets.token_urlsafe()
    own.add(
        UserSession(
            token_hash=hash_token(token),
            user_id=user.id,
            started_at=now,
            last_seen_at=now,
            agent=agent[:LONGEST_AGENT],
            is_pending=is_pending,
            password_at=now if has_password else None,
        )
    )
    return token


def complete_session(user: User, token: str, *, agent: str, now: dt.datetime) -> str:
    """Begin the session of a user whose second step was right, in place of the pending one.

    Returns its token, another one than that of the pending session, which is over. Raises NotFound
    if the pending session is over already, or the account is off.
    """
    user_id = user.id
    with act("complete_session") as own:
        waits = user_of_session(hash_token(token), now - PENDING_FOR, is_pending=True)
        waits = waits.where(User.id == user_id).with_for_update(of=User, key_share=True)
        user = one_or_not_found(own, waits)
        own.delete(own.scalars(session_of(user_id, hash_token(token))).one())
        add_sign_in(own, user.id, agent, now, succeeded=True)
        return add_session(own, user, agent, now)


def end_session(user: User, token: str) -> None:
    """End the session of a token, if it is the user's; no copy of the token works any more."""
    user_id = user.id
    with act("end_session") as own:
        known = own.scalar(session_of(user_id, hash_token(token)))
        if known:
            own.delete(known)


def end_session_of(user: User, session_id: int) -> None:
    """End a session of a user in some browser. Raises NotFound if it is not the user's."""
    user_id = user.id
    with act("end_session_of") as own:
        known = own.get(UserSession, session_id)
        if known is None or known.user_id != user_id:
            raise NotFound
        own.delete(known)


def end_sessions(user: User, *, but: str = "") -> None:
    """End all sessions of a user, but the one of a token. Raises NotFound if the user is gone."""
    user_id = user.id
    with act("end_sessions") as own:
        user = one_or_not_found(own, user_locked(user_id))
        for known in list(user.sessions):
            if known.token_hash != hash_token(but):
                own.delete(known)


def note_seen(session_id: int, now: dt.datetime) -> None:
    """Note that a browser was seen now."""
    with act("note_seen") as own:
        known = own.get(UserSession, session_id)
        if known:
            known.last_seen_at = now


def change_password(
    user: User, current: str, password: str, *, agent: str, now: dt.datetime
) -> str:
    """Change the password of a user, and end all sessions but the one of this browser.

    Returns the token of that session. Raises RuleBroken about `current_password` if that is wrong,
    and about `new_password` if that may not be chosen.
    """
    check_new_password(password, name=user.name, email=user.email, current=current)
    if not password_is_right(user, current):
        raise RuleBroken(WRONG_PASSWORD, "current_password")
    user_id, checked, fresh = user.id, user.password, hashed_password(password)
    with act("change_password") as own:
        user = one_or_not_found(own, user_locked(user_id))
        if user.password != checked or not user.active:
            raise RuleBroken(WRONG_PASSWORD, "current_password")
        store_password_hash(user, fresh, must_change=False)
        return add_session(own, user, agent, now)
