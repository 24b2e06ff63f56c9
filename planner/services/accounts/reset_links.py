"""Acts on links: an address at which a user chooses a password, once."""

import datetime as dt
import secrets

from planner.db import act, execute_update, session
from planner.models import ResetLink, User
from planner.queries.sign_ins import forgotten_devices, link_with, links_of
from planner.queries.users import user_locked
from planner.rules import NotFound
from planner.rules.users import hash_token, store_password_hash
from planner.services.accounts.passwords import (
    check_new_password,
    check_not_current,
    hashed_password,
)
from planner.services.rows import one_or_not_found

LINK_SERVES = dt.timedelta(hours=24)


def make_link(user: User, *, now: dt.datetime) -> str:
    """Make a link for a user, in place of an older one; return its token, which is kept nowhere.

    The password and the sessions of now go on until the link is used. Raises NotFound if the user
    is gone or the account is off.
    """
    user_id, token = user.id, secrets.token_urlsafe()
    with act("make_link") as own:
        user = one_or_not_found(own, user_locked(user_id))
        if not user.active:
            raise NotFound
        execute_update(own, links_of(user_id))
        own.add(
            ResetLink(token_hash=hash_token(token), user_id=user_id, expires_at=now + LINK_SERVES)
        )
    return token


def link_serves(token: str, *, now: dt.datetime) -> bool:
    """Tell whether somebody can still choose a password at a link; asking uses nothing up."""
    return session.scalar(link_with(hash_token(token), now)) is not None


def use_link(token: str, password: str, *, now: dt.datetime) -> User:
    """Give the user of a link a password; the link and all sessions of the user end.

    Browsers that were known are so no longer. Raises NotFound if the link does not serve any more,
    RuleBroken about `new_password` if that may not be chosen.
    """
    token_hash = hash_token(token)
    link = session.scalar(link_with(token_hash, now))
    if link is None:
        raise NotFound
    user_id, user = link.user_id, link.user
    check_new_password(password, name=user.name, email=user.email)
    check_not_current(user, password)
    fresh = hashed_password(password)
    with act("use_link") as own:
        user = one_or_not_found(own, user_locked(user_id))
        own.delete(one_or_not_found(own, link_with(token_hash, now)))
        store_password_hash(user, fresh, must_change=False)
        execute_update(own, forgotten_devices(user_id))
    return user
