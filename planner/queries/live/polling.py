"""The part of a poll that says who asks: signing in, rights and answer are one statement."""

import datetime as dt

from sqlalchemy import Select, exists, or_, select

from planner.db import shared_alias
from planner.models import AuthenticatorApp, Passkey, Role, User, UserSession, roles_users

ASKING = shared_alias(User, "asking")


def asking_user(
    token_hash: str, not_before: dt.datetime
) -> Select[int, str, str | None, bool | None]:
    """Select id, role, language and hours_12 of whoever asks: no row if nobody is signed in.

    Whoever has to choose a password or a second factor first gets no answer either.
    """
    has_app = exists().where(AuthenticatorApp.user_id == ASKING.id)
    has_passkey = exists().where(Passkey.user_id == ASKING.id)
    return (
        select(ASKING.id, Role.name, ASKING.language, ASKING.hours_12)
        .join(UserSession, UserSession.user_id == ASKING.id)
        .join(roles_users, roles_users.c.user_id == ASKING.id)
        .join(Role, Role.id == roles_users.c.role_id)
        .where(
            ASKING.active,
            UserSession.token_hash == token_hash,
            UserSession.started_at > not_before,
            UserSession.is_pending.is_(False),
            ASKING.must_change_password.is_(False),
            or_(Role.needs_second_factor.is_(False), has_app, has_passkey),
        )
    )
