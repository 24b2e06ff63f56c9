"""Who may read what of the history: a row with the right to read the page on which it stands."""

from collections.abc import Collection, Sequence

from planner.models import Operation
from planner.rules.history.changes import RowChange
from planner.rules.history.followed import FOLLOWED
from planner.rules.history.rights import EDITED_WITH, FINAL, NEITHER_ADDED_NOR_DELETED
from planner.rules.permissions import HasRole, Permission, may

P = Permission

#: By table: the right without which nobody reads of its rows. A test finds a table that is missing.
READ_WITH: dict[str, Permission] = {
    **dict.fromkeys(("visit", "event", "delegation", "delegate", "transfer"), P.READ_VISITS),
    **dict.fromkeys(("assignment", "old_slug"), P.READ_VISITS),
    **dict.fromkeys(("municipality", "fact", "picture", "venue"), P.READ_VISITS),
    **dict.fromkeys(("network", "network_member", "partnership"), P.READ_VISITS),
    "talking_point": P.EDIT_EVENTS,
    "visit_reader": P.EDIT_VISITS,
    **dict.fromkeys(("guest", "move"), P.READ_GUESTS),
    **dict.fromkeys(("scheme", "scheme_version", "scheme_entry"), P.READ_GUESTS),
    **dict.fromkeys(("person", "term", "address_override", "organisation"), P.READ_PEOPLE),
    **dict.fromkeys(("printout", "handed_copy"), P.PRINT_GUESTS),
    "feed": P.MAKE_FEEDS,
    **dict.fromkeys(("office", "role", "roles_users", "user"), P.CHANGE_SETTINGS),
    **dict.fromkeys(("sign_in", "passkey", "authenticator_app"), P.CHANGE_SETTINGS),
    **dict.fromkeys(("recovery_code", "reset_link"), P.CHANGE_SETTINGS),
}

#: Fields that fewer read than the rest of their row: those that only the form of it shows.
FIELDS_WITH: dict[tuple[str, str], Permission] = {
    ("delegate", "notes"): P.EDIT_VISITS,
    ("event", "aim"): P.EDIT_EVENTS,
    ("event", "desired_outcome"): P.EDIT_EVENTS,
    ("guest", "notes"): P.EDIT_GUESTS,
    ("guest", "replied_through"): P.EDIT_GUESTS,
    ("move", "reason"): P.EDIT_GUESTS,
    ("person", "notes"): P.EDIT_PEOPLE,
    ("person", "postal_address"): P.EDIT_PEOPLE,
}

#: Kinds of entries that one may look for, and the tables of which they tell.
KINDS: dict[str, tuple[str, ...]] = {
    "programme": (
        "visit",
        "old_slug",
        "event",
        "transfer",
        "assignment",
        "talking_point",
        "visit_reader",
    ),
    "guests": ("guest", "move", "delegation", "delegate"),
    "people": ("person", "term", "address_override"),
    "places": (
        *("municipality", "fact", "picture", "venue", "network", "network_member"),
        *("partnership", "organisation"),
    ),
    "papers": ("printout", "handed_copy", "feed"),
    "settings": (
        *("office", "scheme", "scheme_version", "scheme_entry", "user", "role", "roles_users"),
        *("sign_in", "passkey", "authenticator_app", "recovery_code", "reset_link"),
    ),
}


def readable_tables(user: HasRole, kind: str | None = None) -> list[str]:
    """Return the tables of whose rows a user may read, all of them or those of a kind."""
    wanted: Collection[str] = KINDS[kind] if kind else FOLLOWED
    return sorted(table for table in wanted if may(user, READ_WITH.get(table, P.CHANGE_SETTINGS)))


def may_undo(user: HasRole, changes: Sequence[RowChange]) -> bool:
    """Tell whether a user may take back what became of some rows: it is worth a button."""
    return may_undo_tables(
        user,
        [
            change.table
            for change in changes
            if change.table not in NEITHER_ADDED_NOR_DELETED
            or change.operation is Operation.CHANGED
        ],
    )


def may_undo_tables(user: HasRole, tables: Collection[str]) -> bool:
    """Tell whether a user may take back what became of rows of some tables."""
    permissions = {EDITED_WITH.get(table) for table in tables}
    is_final = all(table in FINAL for table in tables)
    return not is_final and all(one is None or may(user, one) for one in permissions)


def readable_change(user: HasRole, change: RowChange) -> RowChange | None:
    """Return what a user may read of a change; None: only fields that others read were changed."""
    hidden = {
        name
        for (table, name), permission in FIELDS_WITH.items()
        if table == change.table and not may(user, permission)
    }
    if not hidden:
        return change
    before = change.before and {n: v for n, v in change.before.items() if n not in hidden}
    after = change.after and {n: v for n, v in change.after.items() if n not in hidden}
    if change.after and change.before and not after:
        return None
    row = {name: value for name, value in change.row.items() if name not in hidden}
    return change._replace(before=before, after=after, row=row)
