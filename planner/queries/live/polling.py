"""The part of a poll that says who asks: signing in, rights and answer are one statement."""

import datetime as dt

from sqlalchemy import ColumnElement, Select, exists, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from planner.db import Base, shared_alias
from planner.models import AuthenticatorApp, Passkey, Role, User, UserSession, roles_users
from planner.queries.confidentiality import is_readable

KEY = "id"
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


def is_there_for_asking(model: type[Base], row_id: int) -> ColumnElement[bool]:
    """Return whether there is a row, not in the trash, of which whoever asks may know."""
    conditions = *conditions_of(model, row_id), is_readable(model, ASKING.id)
    return exists(select(literal_column("1")).select_from(model).where(*conditions))


def id_of(model: type[Base]) -> InstrumentedAttribute[int]:
    """Return the column id of a model that has one."""
    column: InstrumentedAttribute[int] = getattr(model, KEY)
    return column


def conditions_of(model: type[Base], row_id: int) -> list[ColumnElement[bool]]:
    """Return the conditions that a row has a number and is not in the trash."""
    here = [id_of(model) == row_id]
    return [*here, model.deleted_at.is_(None)] if hasattr(model, "deleted_at") else here
