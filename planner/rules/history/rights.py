"""Who may take back what: the permission that the pages ask for which change such rows."""

from collections.abc import Mapping

from planner.models import HistoryRow, User
from planner.rules.permissions import Permission, may

P = Permission
EDITED_WITH: Mapping[str, Permission] = {
    **dict.fromkeys(("visit", "delegation", "delegate", "old_slug"), P.EDIT_VISITS),
    **dict.fromkeys(("visit_reader",), P.EDIT_VISITS),
    **dict.fromkeys(("event", "transfer", "assignment", "talking_point"), P.EDIT_EVENTS),
    **dict.fromkeys(("guest", "move"), P.EDIT_GUESTS),
    **dict.fromkeys(("person", "term", "address_override"), P.EDIT_PEOPLE),
    **dict.fromkeys(("fact", "municipality", "network", "network_member"), P.EDIT_PLACES),
    **dict.fromkeys(("organisation", "partnership", "picture", "venue"), P.EDIT_PLACES),
    **dict.fromkeys(("scheme", "scheme_entry", "scheme_version"), P.EDIT_SCHEMES),
    **dict.fromkeys(("office", "user", "role", "roles_users"), P.CHANGE_SETTINGS),
    "feed": P.MAKE_FEEDS,
}

#: What stays as it is once it is done, and has pages of its own to end or renew it: why, by table.
FINAL: Mapping[str, str] = {
    "feed": "an address that was given away or ended is known outside",
    "picture": "its file is gone with it",
    "visit_reader": "who learns of a confidential visit is decided at the visit",
    **dict.fromkeys(("authenticator_app", "passkey", "recovery_code"), "a secret is not kept"),
    **dict.fromkeys(("reset_link", "sign_in", "printout", "handed_copy"), "it has happened"),
}
#: Likewise of single fields.
FINAL_FIELDS: Mapping[str, frozenset[str]] = {
    "visit": frozenset({"is_confidential"}),
    "user": frozenset({"password", "must_change_password"}),
}
#: Likewise of acts as a whole, whatever they have changed besides.
FINAL_ACTS = frozenset({"restrict_visit", "open_visit"})
#: Tables whose rows neither come nor go by taking back; what was changed in them can be.
NEITHER_ADDED_NOR_DELETED = frozenset({"user", "role", "roles_users"})


def may_take_back(user: User, row: HistoryRow) -> bool:
    """Tell whether a user may take back what was done to a row; the own account everybody may."""
    if row.table_name == User.__tablename__ and row.row_key == str(user.id):
        return row.fields != [] and not {"active"} & set(row.fields)
    needed = EDITED_WITH.get(row.table_name)
    return needed is None or may(user, needed)
