"""Questions to the database about tries to sign in, known devices and links to a new password."""

import datetime as dt

from sqlalchemy import Delete, Select, delete, select
from sqlalchemy.orm import joinedload

from planner.models import KnownDevice, ResetLink, SignIn, User, UserSession


def sign_ins() -> Select[SignIn]:
    """Select all tries to sign in, the latest first."""
    return select(SignIn).options(joinedload(SignIn.user)).order_by(SignIn.at.desc(), SignIn.id)


def sign_ins_of(user_id: int) -> Select[SignIn]:
    """Select the tries to sign in to an account, the latest first."""
    return sign_ins().where(SignIn.user_id == user_id)


def device_of(email: str, token_hash: str, now: dt.datetime) -> Select[KnownDevice]:
    """Select the known device of whoever has an e-mail address, by its token."""
    return (
        select(KnownDevice)
        .join(User, User.id == KnownDevice.user_id)
        .where(
            KnownDevice.token_hash == token_hash,
            KnownDevice.expires_at > now,
            User.email == email.strip().lower().replace("\0", "\ufffd"),
        )
    )


def devices_with(token_hash: str) -> Select[KnownDevice]:
    """Select for each user of a browser that it is known."""
    return select(KnownDevice).where(KnownDevice.token_hash == token_hash)


def devices_of(user_id: int) -> Select[KnownDevice]:
    """Select the known devices of a user, the latest last."""
    of_user = KnownDevice.user_id == user_id
    return select(KnownDevice).where(of_user).order_by(KnownDevice.expires_at, KnownDevice.id)


def link_with(token_hash: str, now: dt.datetime) -> Select[ResetLink]:
    """Select the link of a token, if it serves and its user may sign in."""
    return (
        select(ResetLink)
        .join(ResetLink.user)
        .where(ResetLink.token_hash == token_hash, ResetLink.expires_at > now, User.active)
    )


def links_of(user_id: int) -> Delete:
    """Delete the links of a user to a new password."""
    return delete(ResetLink).where(ResetLink.user_id == user_id)


def forgotten_devices(user_id: int) -> Delete:
    """Delete the known devices of a user."""
    return delete(KnownDevice).where(KnownDevice.user_id == user_id)


def old_sign_ins(before: dt.datetime) -> Delete:
    """Delete tries to sign in from before a moment."""
    return delete(SignIn).where(SignIn.at < before)


def unknown_sign_ins_beyond(most: int) -> Delete:
    """Delete the oldest tries with unknown accounts where there are more than so many."""
    unknown = select(SignIn.id).where(SignIn.user_id.is_(None))
    kept = unknown.order_by(SignIn.at.desc(), SignIn.id.desc()).limit(most)
    return delete(SignIn).where(SignIn.user_id.is_(None), SignIn.id.not_in(kept))


def sessions_over(
    before: dt.datetime, pending_before: dt.datetime, never_after: dt.datetime
) -> Delete:
    """Delete sessions that began too long ago; pending ones have less time.

    Those that begin later than can be were begun by a wrong clock, and would last too long.
    """
    begun = UserSession.started_at
    is_late = (begun <= before) | (UserSession.is_pending & (begun <= pending_before))
    return delete(UserSession).where(is_late | (begun > never_after))


def expired_links(now: dt.datetime) -> Delete:
    """Delete links to a new password that are over."""
    return delete(ResetLink).where(ResetLink.expires_at <= now)


def expired_devices(now: dt.datetime) -> Delete:
    """Delete what is known of devices that have not been used for long."""
    return delete(KnownDevice).where(KnownDevice.expires_at <= now)
