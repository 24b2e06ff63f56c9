"""Questions to the database about users."""

import datetime as dt

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from planner.models import Role, RoleName, User, UserSession, roles_users


def user_of_session(
    token_hash: str, not_before: dt.datetime, *, is_pending: bool = False
) -> Select[User]:
    """Select the active user of a browser whose session the server still knows.

    A pending session lacks a second step of signing in: it opens nothing but that step.
    """
    return (
        select(User)
        .join(User.sessions)
        .where(
            User.active,
            UserSession.token_hash == token_hash,
            UserSession.started_at > not_before,
            UserSession.is_pending.is_(is_pending),
        )
        .options(joinedload(User.roles))
    )


def user_with_email(email: str) -> Select[User]:
    """Select the user with an e-mail address, however it is written."""
    written = email.strip().lower().replace("\0", "\ufffd")  # PostgreSQL takes no NUL
    return select(User).where(User.email == written).options(joinedload(User.roles))


def users() -> Select[User]:
    """Select all users by name, those who may not sign in last, with role and person."""
    needed = contains_eager(User.roles), joinedload(User.person)
    by_name = User.active.desc(), func.lower(User.name), User.id
    return select(User).join(User.roles).options(*needed).order_by(*by_name)


def user_with(user_id: int) -> Select[User]:
    """Select a user."""
    needed = joinedload(User.roles), joinedload(User.person)
    return select(User).where(User.id == user_id).options(*needed)


def user_locked(user_id: int) -> Select[User]:
    """Select a user whom nobody else can change meanwhile; nothing is changed that feeds print.

    The history may go on to name the user: of what the user does elsewhere, at the same time.
    """
    return select(User).where(User.id == user_id).with_for_update(key_share=True)


def administrators_locked() -> Select[User]:
    """Select the active users who may change settings, to be changed by nobody else meanwhile.

    What links them with their role is locked too: after a wait PostgreSQL looks anew at the rows
    that it locks, and at no other one that was joined to them.
    """
    return (
        select(User)
        .join(roles_users, roles_users.c.user_id == User.id)
        .join(Role, Role.id == roles_users.c.role_id)
        .where(User.active, Role.name == RoleName.ADMINISTRATOR)
        .order_by(User.id)
        .with_for_update(of=[User, roles_users], key_share=True)  # the history names them
    )


def session_of(user_id: int, token_hash: str) -> Select[UserSession]:
    """Select the session of a user that has a token."""
    return select(UserSession).where(
        UserSession.user_id == user_id, UserSession.token_hash == token_hash
    )


def session_with_password(token_hash: str, since: dt.datetime) -> Select[UserSession]:
    """Select the session of a token if the password was typed in it since a moment."""
    return select(UserSession).where(
        UserSession.token_hash == token_hash, UserSession.password_at >= since
    )


def sessions_of(user_id: int, not_before: dt.datetime) -> Select[UserSession]:
    """Select the sessions of a user that are not over, the latest first."""
    return (
        select(UserSession)
        .where(
            UserSession.user_id == user_id,
            UserSession.started_at > not_before,
            UserSession.is_pending.is_(False),
        )
        .order_by(UserSession.started_at.desc(), UserSession.id.desc())
    )


def user_of_person(person_id: int) -> Select[User]:
    """Select the user who is a person of the address book."""
    return select(User).where(User.person_id == person_id)


def role_named(name: str) -> Select[Role]:
    """Select a role."""
    return select(Role).where(Role.name == name)


def active_users() -> Select[User]:
    """Select the active users by name: those who can be in charge of something."""
    return select(User).where(User.active).order_by(User.name, User.id)
