"""Rules of users."""

import hashlib
import secrets
from collections.abc import Iterable

from planner.languages import Message
from planner.models import Role, RoleName, User
from planner.rules import RuleBroken

EMAIL_TAKEN = Message("There is an account with this e-mail address already.")
OWN_ACCOUNT = Message("Nobody can delete their own account: another administrator can.")
SYLLABLES = [a + b for a in "bdfghjkmnprstvz" for b in "aeiou"]


def random_password() -> str:
    """Return a password of 75 random bits that can be read out: four parts of three syllables."""
    return "-".join("".join(secrets.choice(SYLLABLES) for _ in range(3)) for _ in range(4))


def written_email(email: str) -> str:
    """Return an e-mail address as accounts have it, however somebody writes it."""
    return email.strip().lower()


def new_user(name: str, email: str, role: Role) -> User:
    """Return a user with a role and without a password, which store_password_hash sets."""
    return User(
        name=name,
        email=written_email(email),
        password="",
        must_change_password=False,
        roles=[role],
    )


def store_password_hash(user: User, password_hash: str, *, must_change: bool) -> None:
    """Give a user a new password by its hash, and sign the user out everywhere."""
    user.password = password_hash
    user.must_change_password = must_change
    user.sessions.clear()


def check_administrator_left(
    administrators: Iterable[User], user: User, role: RoleName, active: bool
) -> None:
    """Raise RuleBroken if no administrator would be left: nobody could change settings."""
    stays = active and role is RoleName.ADMINISTRATOR
    if not stays and [administrator.id for administrator in administrators] == [user.id]:
        raise RuleBroken(Message("This is the last administrator: make another one first."), "role")


def check_deletion(administrators: Iterable[User], user: User, by_id: int) -> None:
    """Raise RuleBroken if a user deletes the own account, or the last administrator goes."""
    if user.id == by_id:
        raise RuleBroken(OWN_ACCOUNT)
    check_administrator_left(administrators, user, RoleName.READER, False)


def change_role(user: User, role: Role, active: bool, administrators: Iterable[User]) -> None:
    """Give a user a role and allow or forbid to sign in; an administrator must be left."""
    check_administrator_left(administrators, user, RoleName(role.name), active)
    user.roles = [role]
    user.active = active


def check_person_free(user: User, other: User | None) -> None:
    """Raise RuleBroken if another account is linked to the person already; `other` is its user."""
    if other and other.id != user.id:
        message = Message("This person has an account already: %(name)s.", name=other.name)
        raise RuleBroken(message)


def hash_token(token: str) -> str:
    """Return the SHA-256 hash that is stored for a token; 256 random bits need no salt (S01)."""
    return hashlib.sha256(token.encode()).hexdigest()
