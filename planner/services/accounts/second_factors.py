"""Acts on second factors: add, check, remove; and which roles need one."""

import datetime as dt
from collections.abc import Collection

from flask import current_app

from planner.db import Session, act, execute_update
from planner.encryption import KeyChanged, decrypt, encrypt
from planner.languages import Message
from planner.models import AuthenticatorApp, Passkey, RecoveryCode, RoleName, User
from planner.queries.second_factors import (
    app_of,
    passkey_of,
    passkey_with,
    passkeys_of,
    recovery_codes_of,
    roles_locked,
    second_factor_of,
    unused_recovery_codes,
    use_recovery_code,
)
from planner.queries.users import user_locked
from planner.rules import RuleBroken
from planner.rules.second_factors import (
    MOST_PASSKEYS,
    Challenge,
    RelyingParty,
    challenge_of,
    clean_code,
    is_usable,
    new_recovery_codes,
    roles_with_factor,
    timecode_of,
)
from planner.rules.users import hash_token
from planner.services.accounts.passkeys import (
    REFUSED,
    credential_id_of,
    new_key,
    sign_count_of,
    signed_challenge,
)
from planner.services.rows import one_or_not_found
from planner.services.versions import check_unchanged

PURPOSE = "authenticator app"
SIGN_IN = "sign in"
WRONG_CODE = Message("This code is not right, or was used already. The app shows a new one soon.")
KNOWN_KEY = Message("This passkey is known already.")
TOO_MANY_KEYS = Message("These are many passkeys already. Please remove one first.")
APP_UNREADABLE = Message(
    "The secret key of this planner has changed, so codes of your app cannot be checked. Use a "
    "recovery code or a passkey, or ask an administrator."
)


def add_app(user: User, secret: str, code: str, *, now: dt.datetime) -> list[str]:
    """Add the authenticator app of a user, in place of an older one, once it shows a right code.

    Returns recovery codes if the user has none yet. Raises RuleBroken about `code` if it is wrong.
    """
    timecode = timecode_of(secret, clean_code(code), now, 0)
    if timecode is None:
        raise RuleBroken(WRONG_CODE, "code")
    user_id = user.id
    with act("add_app") as own:
        one_or_not_found(own, user_locked(user_id))
        app = own.scalar(app_of(user_id)) or AuthenticatorApp(user_id=user_id)
        app.encrypted_secret = encrypt(current_app.config["SECRET_KEY"], PURPOSE, secret)
        app.added_at, app.last_timecode = now, timecode
        own.add(app)
        return _first_recovery_codes(own, user_id)


def remove_app(user: User) -> None:
    """Remove the authenticator app of a user."""
    user_id = user.id
    with act("remove_app") as own:
        one_or_not_found(own, user_locked(user_id))
        if app := own.scalar(app_of(user_id)):
            own.delete(app)
        _drop_idle_codes(own, user_id)


def add_passkey(
    user: User, answer: str, name: str, party: RelyingParty, *, now: dt.datetime
) -> list[str]:
    """Add the passkey with which a device has answered. Returns recovery codes if there are none.

    Raises RuleBroken if it is wrong, late or known already, or if the user has too many.
    """
    user_id = user.id
    challenge = made_challenge(for_new_key(user_id), answer)
    if not is_usable(challenge, None, now):
        raise RuleBroken(REFUSED)
    key = new_key(answer, party, challenge)
    with act("add_passkey", on_conflict=RuleBroken(KNOWN_KEY)) as own:
        one_or_not_found(own, user_locked(user_id))
        if own.scalar(passkey_with(key.credential_id)):
            raise RuleBroken(KNOWN_KEY)
        if len(own.scalars(passkeys_of(user_id)).all()) >= MOST_PASSKEYS:
            raise RuleBroken(TOO_MANY_KEYS)
        own.add(Passkey(user_id=user_id, name=name, added_at=now, **key._asdict()))
        return _first_recovery_codes(own, user_id)


def remove_passkey(user: User, passkey_id: int) -> None:
    """Remove a passkey of a user. Raises NotFound if it is not the user's."""
    user_id = user.id
    with act("remove_passkey") as own:
        one_or_not_found(own, user_locked(user_id))
        own.delete(one_or_not_found(own, passkey_of(user_id, passkey_id)))
        _drop_idle_codes(own, user_id)


def renew_recovery_codes(user: User) -> list[str]:
    """Return new recovery codes of a user; the old ones are worth nothing."""
    user_id = user.id
    with act("renew_recovery_codes") as own:
        one_or_not_found(own, user_locked(user_id))
        return _new_codes(own, user_id)


def remove_second_factors(user: User) -> None:
    """Remove all second factors of a user who has lost them; every browser is signed out."""
    user_id = user.id
    with act("remove_second_factors") as own:
        user = one_or_not_found(own, user_locked(user_id))
        for row in [*own.scalars(app_of(user_id)), *own.scalars(passkeys_of(user_id))]:
            own.delete(row)
        own.execute(recovery_codes_of(user_id))
        user.sessions.clear()


def demand_of_roles(names: Collection[RoleName], *, seen: int | None) -> None:
    """Demand a second factor of the users with these roles, and of no others.

    `seen` is the version of all roles that was read. Raises EditConflict if somebody saved one of
    them meanwhile.
    """
    with act("demand_of_roles") as own:
        roles = own.scalars(roles_locked()).all()
        check_unchanged(roles_with_factor(roles), seen)
        for role in roles:
            role.needs_second_factor = role.name in names


def check_code(own: Session, user: User, typed: str, now: dt.datetime) -> None:
    """Use up a code of the user's app or a recovery code; inside an act that has locked the user.

    Raises RuleBroken about `code` if it is neither.
    """
    code = clean_code(typed)
    if not code.isdecimal():
        if not execute_update(own, use_recovery_code(user.id, hash_token(code))):
            raise RuleBroken(WRONG_CODE, "code")
        return
    app = own.scalar(app_of(user.id))
    timecode = timecode_of(_secret_of(app), code, now, app.last_timecode) if app else None
    if app is None or timecode is None:
        raise RuleBroken(WRONG_CODE, "code")
    app.last_timecode = timecode


def use_passkey(
    own: Session, answer: str, party: RelyingParty, now: dt.datetime, *, alone: bool
) -> Passkey:
    """Return the passkey whose device has answered the page of signing in; inside an act.

    `alone` is without a password. Raises RuleBroken if it is unknown, wrong, late, or used twice.
    """
    challenge = made_challenge(SIGN_IN, answer)
    passkey = own.scalar(passkey_with(credential_id_of(answer)).with_for_update())
    if passkey is None or not is_usable(challenge, passkey.last_used_at, now):
        raise RuleBroken(REFUSED)
    passkey.sign_count = sign_count_of(answer, passkey, party, challenge, alone=alone)
    passkey.last_used_at = now
    return passkey


def made_challenge(purpose: str, answer: str) -> Challenge:
    """Return the challenge of ours that an answer has signed. Raises RuleBroken if it is not."""
    made = challenge_of(current_app.config["SECRET_KEY"], purpose, signed_challenge(answer))
    if made is None:
        raise RuleBroken(REFUSED)
    return made


def for_new_key(user_id: int) -> str:
    """Return the purpose of a challenge with which a user adds a passkey."""
    return f"a new one of {user_id}"


def _secret_of(app: AuthenticatorApp) -> str:
    """Return the secret of an app. Raises RuleBroken about `code` if the key has changed."""
    try:
        return decrypt(current_app.config["SECRET_KEY"], PURPOSE, app.encrypted_secret)
    except KeyChanged as changed:
        raise RuleBroken(APP_UNREADABLE, "code") from changed


def _first_recovery_codes(own: Session, user_id: int) -> list[str]:
    """Return new recovery codes if a user has none; inside an act."""
    return [] if own.scalar(unused_recovery_codes(user_id)) else _new_codes(own, user_id)


def _new_codes(own: Session, user_id: int) -> list[str]:
    """Replace the recovery codes of a user; inside an act."""
    codes = new_recovery_codes()
    own.execute(recovery_codes_of(user_id))
    own.add_all(RecoveryCode(user_id=user_id, code_hash=hash_token(code)) for code in codes)
    return codes


def _drop_idle_codes(own: Session, user_id: int) -> None:
    """Delete recovery codes that stand in for nothing any more; inside an act."""
    own.flush()
    if not own.scalar(second_factor_of(user_id)):
        own.execute(recovery_codes_of(user_id))
