"""The part of a poll that says who asks: signing in, rights and answer are one statement.

Such a statement is made once, and executed with other values: making it takes longer than asking.
"""

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    bindparam,
    exists,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute

from planner.db import Base, shared_alias
from planner.models import AuthenticatorApp, Passkey, Role, User, UserSession, roles_users
from planner.queries.confidentiality import is_readable

KEY = "id"
ROW_ID = bindparam("row_id", type_=Integer)
ASKING = shared_alias(User, "asking")


def asking_user() -> Select[int, str, str | None, bool | None]:
    """Select id, role, language and hours_12 of whoever asks: no row if nobody is signed in.

    Its values are those of web.cookies.polled_session. Whoever has to choose a password or a
    second factor first gets no answer either.
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
            UserSession.token_hash == bindparam("token_hash"),
            UserSession.started_at > bindparam("not_before"),
            UserSession.is_pending.is_(False),
            ASKING.must_change_password.is_(False),
            or_(Role.needs_second_factor.is_(False), has_app, has_passkey),
        )
    )


def is_there_for_asking(model: type[Base]) -> ColumnElement[bool]:
    """Return whether there is ROW_ID, not in the trash, and whoever asks may know of it."""
    conditions = *conditions_of(model, ROW_ID), is_readable(model, ASKING.id)
    return exists(select(literal_column("1")).select_from(model).where(*conditions))


def id_of(model: type[Base]) -> InstrumentedAttribute[int]:
    """Return the column id of a model that has one."""
    column: InstrumentedAttribute[int] = getattr(model, KEY)
    return column


def conditions_of(model: type[Base], row_id: int | BindParameter[int]) -> list[ColumnElement[bool]]:
    """Return the conditions that a row has a number and is not in the trash."""
    here = [id_of(model) == row_id]
    return [*here, model.deleted_at.is_(None)] if hasattr(model, "deleted_at") else here
