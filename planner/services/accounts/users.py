"""Acts on users: add, save, give a password, link with a person of the address book."""

from planner.db import Session, act, bump_version, execute_update, set_columns
from planner.languages import Message
from planner.models import RoleName, User
from planner.queries.people.people import person_locked
from planner.queries.sign_ins import forgotten_devices, links_of
from planner.queries.users import (
    administrators_locked,
    role_named,
    user_locked,
    user_of_person,
    user_with_email,
)
from planner.rules import RuleBroken
from planner.rules.users import (
    EMAIL_TAKEN,
    change_role,
    check_person_free,
    new_user,
    store_password_hash,
    written_email,
)
from planner.services.accounts.passwords import check_new_password, hashed_password
from planner.services.rows import one_or_not_found
from planner.services.versions import check_unchanged, lock_calendars, lock_row

UNPRINTED = "must_change_password"  # a column that no calendar looks at
NO_LONGER = Message(
    "You are no administrator any more: somebody else has just changed your account."
)


def add_user(
    name: str, email: str, role: RoleName, password: str, *, must_change_password: bool = True
) -> User:
    """Add an account with a password; not within an act, since a password is hashed slowly.

    Raises RuleBroken about `password` if that may not be chosen, and about `email` if there is an
    account with this address already.
    """
    check_new_password(password, name=name, email=email, field="password")
    fresh = hashed_password(password)
    return insert_user(name, email, role, fresh, must_change_password=must_change_password)


def insert_user(
    name: str,
    email: str,
    role: RoleName,
    password_hash: str = "",
    *,
    must_change_password: bool = False,
) -> User:
    """Add an account with the hash of a password; without one a link is needed to sign in.

    Raises RuleBroken about `email` if there is an account with this address already.
    """
    with act("insert_user", on_conflict=RuleBroken(EMAIL_TAKEN, "email")) as own:
        if own.scalar(user_with_email(email)):
            raise RuleBroken(EMAIL_TAKEN, "email")
        user = new_user(name, email, own.scalars(role_named(role)).one())
        store_password_hash(user, password_hash, must_change=must_change_password)
        own.add(user)
    return user


def set_password(user: User, password: str, *, must_change: bool = False) -> None:
    """Set a password of a user from the terminal; sessions, links and known devices end.

    Raises RuleBroken about `password` if that may not be chosen, NotFound if the user is gone.
    """
    check_new_password(password, name=user.name, email=user.email, field="password")
    user_id, fresh = user.id, hashed_password(password)
    with act("set_password") as own:
        user = one_or_not_found(own, user_locked(user_id))
        store_password_hash(user, fresh, must_change=must_change)
        end_access(own, user)


def end_access(own: Session, user: User) -> None:
    """End all ways in which a user is or gets in, but the password; inside an act."""
    user.sessions.clear()
    execute_update(own, links_of(user.id))
    execute_update(own, forgotten_devices(user.id))


def save_user(
    user: User,
    *,
    name: str,
    role: RoleName,
    active: bool,
    seen: int | None = None,
    email: str | None = None,
    by: User | None = None,
) -> User:
    """Save name, address and role of a user, and whether the account is in use.

    Without an address that stays; `by` is the administrator who does it, None the command line.
    `seen` is the lock_version that was read, None for whichever there is. Sessions, links and known
    devices of an account that is off end. Raises RuleBroken about `role` if no administrator would
    be left, about `email` if another account has the address, about no field if `by` is no
    administrator any more, EditConflict if somebody saved the user meanwhile, and NotFound if the
    user is gone.
    """
    with act("save_user", on_conflict=RuleBroken(EMAIL_TAKEN, "email")) as own:
        lock_calendars(own)
        left = own.scalars(administrators_locked()).all()
        if by is not None and by.id not in {one.id for one in left}:
            raise RuleBroken(NO_LONGER)
        lock_seen(own, user, seen)
        email = written_email(email or user.email)
        other = own.scalar(user_with_email(email))
        if other and other.id != user.id:
            raise RuleBroken(EMAIL_TAKEN, "email")
        change_role(user, own.scalars(role_named(role)).one(), active, left)
        user.name, user.email = name, email
        bump_version(user, UNPRINTED)  # another role alone is no change of the row
        if not active:
            end_access(own, user)
    return user


def lock_seen(own: Session, user: User, seen: int | None) -> None:
    """Lock a user for a change; raise EditConflict if it is not the version that was read."""
    lock_row(own, user)
    if seen is not None:
        check_unchanged(user, seen)


def save_account(user: User, values: dict[str, object], *, seen: int | None = None) -> User:
    """Save the choices of a user: the name and number on papers, language, clock and colours.

    `values` are columns by name, `seen` is the lock_version that was read, None for whichever there
    is. Raises EditConflict if somebody saved the user meanwhile, NotFound if the user is gone.
    """
    with act("save_account") as own:
        lock_seen(own, user, seen)
        set_columns(user, values)
    return user


def link_person(user: User, person_id: int) -> User:
    """Link a user with a person of the address book.

    Raises RuleBroken if the person has another account, NotFound if one of the two is gone. The
    person is locked, so that nobody else is linked meanwhile.
    """
    user_id = user.id
    with act("link_person") as own:
        person = one_or_not_found(own, person_locked(person_id))
        user = one_or_not_found(own, user_locked(user_id))
        check_person_free(user, own.scalar(user_of_person(person.id)))
        user.person_id = person.id
    return user


def unlink_person(user: User) -> User:
    """Unlink a user from the person of the address book. Raises NotFound if the user is gone."""
    user_id = user.id
    with act("unlink_person") as own:
        user = one_or_not_found(own, user_locked(user_id))
        user.person_id = None
    return user
