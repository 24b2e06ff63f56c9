"""Questions to the database about second factors."""

from sqlalchemy import Delete, Exists, Select, delete, exists, func, or_, select

from planner.models import AuthenticatorApp, Passkey, RecoveryCode, Role, User


def app_of(user_id: int) -> Select[AuthenticatorApp]:
    """Select the authenticator app of a user."""
    return select(AuthenticatorApp).where(AuthenticatorApp.user_id == user_id)


def passkeys_of(user_id: int) -> Select[Passkey]:
    """Select the passkeys of a user, the oldest first."""
    return select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.added_at, Passkey.id)


def passkey_of(user_id: int, passkey_id: int) -> Select[Passkey]:
    """Select a passkey of a user."""
    return select(Passkey).where(Passkey.user_id == user_id, Passkey.id == passkey_id)


def passkey_with(credential_id: bytes) -> Select[Passkey]:
    """Select the passkey that a device names."""
    return select(Passkey).where(Passkey.credential_id == credential_id)


def unused_recovery_codes(user_id: int) -> Select[int]:
    """Select how many recovery codes of a user are left."""
    return select(func.count()).where(RecoveryCode.user_id == user_id)


def use_recovery_code(user_id: int, code_hash: str) -> Delete:
    """Delete a recovery code of a user: it works once."""
    return delete(RecoveryCode).where(
        RecoveryCode.user_id == user_id, RecoveryCode.code_hash == code_hash
    )


def recovery_codes_of(user_id: int) -> Delete:
    """Delete all recovery codes of a user."""
    return delete(RecoveryCode).where(RecoveryCode.user_id == user_id)


def has_app() -> Exists:
    """Tell in a statement on users whether one signs in with an authenticator app."""
    return exists().where(AuthenticatorApp.user_id == User.id)


def has_passkey() -> Exists:
    """Tell in a statement on users whether one has a passkey."""
    return exists().where(Passkey.user_id == User.id)


def second_factor_of(user_id: int) -> Select[bool]:
    """Select whether a user has a second factor."""
    return select(or_(has_app(), has_passkey())).where(User.id == user_id)


def roles_with_users() -> Select[Role, int, int]:
    """Select each role with the number of its active users, and of those with a second factor."""
    has_one = or_(has_app(), has_passkey())
    return (
        select(Role, func.count(User.id), func.count(User.id).filter(has_one))
        .outerjoin(Role.users.and_(User.active))
        .group_by(Role.id)
        .order_by(Role.id)
    )


def roles_locked() -> Select[Role]:
    """Select all roles, to be changed by nobody else meanwhile."""
    return select(Role).order_by(Role.id).with_for_update()
