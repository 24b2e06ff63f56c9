"""Who may do what: the one table of permissions."""

import enum
from typing import Protocol

from planner.models import RoleName


class Permission(enum.Enum):
    """An action that needs a permission; the value describes it in words."""

    READ_VISITS = "read visits and their programme"
    EDIT_VISITS = "add and change visits and delegations"
    EDIT_EVENTS = "plan events"
    READ_GUESTS = "read guest lists"
    EDIT_GUESTS = "keep guest lists and note replies"
    PRINT_GUESTS = "print guest lists"
    READ_PEOPLE = "read the address book"
    EDIT_PEOPLE = "keep the address book"
    EDIT_PLACES = "keep partner cities, venues and organisations"
    EDIT_SCHEMES = "change precedence schemes"
    MAKE_FEEDS = "make calendar feeds"
    CHANGE_SETTINGS = "change offices, users and settings"
    USE_ACCOUNT = "use one's own account"


P = Permission
READING = {P.USE_ACCOUNT, P.READ_VISITS, P.READ_GUESTS, P.READ_PEOPLE}
GUEST_KEEPING = READING | {P.EDIT_GUESTS, P.PRINT_GUESTS, P.EDIT_PEOPLE}
PLANNING = GUEST_KEEPING | {P.EDIT_VISITS, P.EDIT_EVENTS, P.EDIT_PLACES}
PLANNING |= {P.EDIT_SCHEMES, P.MAKE_FEEDS}
GRANTS = {
    RoleName.READER: READING,
    RoleName.DOOR: {P.USE_ACCOUNT},  # check-in only
    RoleName.ASSISTANT: GUEST_KEEPING,
    RoleName.ORGANISER: PLANNING,
    RoleName.ADMINISTRATOR: PLANNING | {P.CHANGE_SETTINGS},
}


class HasRole(Protocol):
    """Somebody with a role: a user, or what is known of one."""

    @property
    def role(self) -> RoleName: ...


def may(user: HasRole, permission: Permission) -> bool:
    """Tell whether the user has the permission."""
    return permission in GRANTS[user.role]


def roles_with(permission: Permission) -> list[RoleName]:
    """Return the roles that have a permission, in the order of the table of roles."""
    return [role for role in RoleName if permission in GRANTS[role]]
