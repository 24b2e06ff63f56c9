"""Rules of users."""

import hashlib
import secrets

from planner.languages import Message
from planner.models import RoleName, User
from planner.rules import RuleBroken

EMAIL_TAKEN = Message("There is an account with this e-mail address already.")
SYLLABLES = [a + b for a in "bdfghjkmnprstvz" for b in "aeiou"]


def random_password():
    """Return a password of 75 random bits that can be read out: four parts of three syllables."""
    return "-".join("".join(secrets.choice(SYLLABLES) for _ in range(3)) for _ in range(4))


def new_user(name, email, role):
    """Return a user with a role; the password is set by who may know it."""
    return User(
        name=name,
        email=email.strip().lower(),
        password="",
        fs_uniquifier=secrets.token_hex(),
        must_change_password=True,
        roles=[role],
    )


def store_password_hash(user: User, password_hash: str, *, must_change: bool) -> None:
    """Let a user have a password, of which the hash is given, and be signed out everywhere."""
    user.password = password_hash
    user.fs_uniquifier = secrets.token_hex()
    user.must_change_password = must_change
    user.sessions.clear()


def check_administrator_left(administrators, user, role, active):
    """Raise RuleBroken if nobody could change settings any more."""
    stays = active and role is RoleName.ADMINISTRATOR
    if not stays and [one.id for one in administrators] == [user.id]:
        raise RuleBroken(Message("This is the last administrator: make another one first."), "role")


def change_role(user, role, active, administrators):
    """Give a user a role and let the user sign in or not; an administrator must be left."""
    check_administrator_left(administrators, user, RoleName(role.name), active)
    user.roles = [role]
    user.active = active


def check_person_free(user, other):
    """Raise RuleBroken if another account is linked to the person already."""
    if other and other.id != user.id:
        message = Message("This person has an account already: %(name)s.", name=other.name)
        raise RuleBroken(message)


def hash_token(token):
    """Return what is stored in place of a token: SHA-256; 256 random bits need no salt (S01)."""
    return hashlib.sha256(token.encode()).hexdigest()
