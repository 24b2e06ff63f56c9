"""Acts of signing in with more than a password: a second step, a passkey alone, once more."""

import contextlib
import datetime as dt
from collections.abc import Iterator

from planner.db import act
from planner.models import User
from planner.queries.users import session_of, user_locked
from planner.rules import RuleBroken
from planner.rules.second_factors import RelyingParty
from planner.rules.users import hash_token
from planner.services.accounts.passkeys import REFUSED
from planner.services.accounts.passwords import password_is_right
from planner.services.accounts.second_factors import check_code, use_passkey
from planner.services.accounts.sessions import WRONG_PASSWORD, add_session, complete_session
from planner.services.accounts.sign_ins import add_sign_in, log_failure
from planner.services.rows import one_or_not_found


def complete_with_code(user: User, token: str, code: str, *, agent: str, now: dt.datetime) -> str:
    """Begin the session of a user whose code is right, in place of the pending one.

    Returns its token. Raises RuleBroken about `code` if it is wrong, NotFound if the pending
    session is over or the account is off.
    """
    user_id = user.id
    with failures_logged(user_id, agent, now), act("complete_with_code") as own:
        user = one_or_not_found(own, user_locked(user_id))
        check_code(own, user, code, now)
        return complete_session(user, token, agent=agent, now=now)


def complete_with_passkey(
    user: User, token: str, answer: str, party: RelyingParty, *, agent: str, now: dt.datetime
) -> str:
    """Begin the session of a user whose passkey is right, in place of the pending one.

    Returns its token. Raises RuleBroken if the passkey is refused or somebody else's, NotFound if
    the pending session is over or the account is off.
    """
    user_id = user.id
    with failures_logged(user_id, agent, now), act("complete_with_passkey") as own:
        user = one_or_not_found(own, user_locked(user_id))
        if use_passkey(own, answer, party, now, alone=False).user_id != user_id:
            raise RuleBroken(REFUSED)
        return complete_session(user, token, agent=agent, now=now)


def begin_session(
    answer: str, party: RelyingParty, *, agent: str, now: dt.datetime
) -> tuple[User, str]:
    """Begin a session by a passkey that knows its user; a password is not asked for.

    Returns the user and the token. Raises RuleBroken if it is refused or the account is off.
    """
    with act("begin_session") as own:
        passkey = use_passkey(own, answer, party, now, alone=True)
        user = one_or_not_found(own, user_locked(passkey.user_id))
        if not user.active:
            raise RuleBroken(REFUSED)
        add_sign_in(own, user.id, agent, now, succeeded=True)
        return user, add_session(own, user, agent, now, has_password=False)


def confirm_password(user: User, token: str, password: str, *, now: dt.datetime) -> None:
    """Note in a session that its user has typed the password just now.

    Raises RuleBroken about `current_password` if it is wrong.
    """
    if not password_is_right(user, password):
        raise RuleBroken(WRONG_PASSWORD, "current_password")
    user_id, token_hash = user.id, hash_token(token)
    with act("confirm_password") as own:
        one_or_not_found(own, session_of(user_id, token_hash)).password_at = now


@contextlib.contextmanager
def failures_logged(user_id: int, agent: str, now: dt.datetime) -> Iterator[None]:
    """Log a second step that is refused, once its act is over."""
    try:
        yield
    except RuleBroken:
        log_failure(user_id, agent=agent, now=now)
        raise
