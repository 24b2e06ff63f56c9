"""The plan of erasing: what becomes of each row that names one which is erased."""

import enum
from collections.abc import Mapping

from planner.models import Representation


class Fate(enum.Enum):
    """What becomes of a row whose foreign key names a row that is erased."""

    GOES = "is erased with it"
    STAYS = "stays, and names nothing any more"


GOES, STAYS = Fate.GOES, Fate.STAYS

#: Tables with a trash, in the order in which it is emptied: what is in a visit goes with it.
ROOTS = ("visit", "event", "delegation", "guest", "delegate", "person")

#: Tables of which erased rows are logged, and erased again after a restore: accounts too.
LOGGED = (*ROOTS, "user")

#: By table, in the order of the acts: the foreign keys to it, as "table.column", and their fates.
#: A test finds what is missing here. Tables without an entry are named by none, and go at once.
FATES: dict[str, dict[str, Fate]] = {
    "visit": {
        **dict.fromkeys(("event.visit_id", "delegation.visit_id", "feed.visit_id"), GOES),
        **dict.fromkeys(("job.visit_id", "old_slug.visit_id", "printout.visit_id"), GOES),
        **dict.fromkeys(("visit_reader.visit_id", "visit_takeover.visit_id"), GOES),
        "history_row.visit_id": STAYS,  # who did what when stays for its own time
    },
    "event": {
        "guest.event_id": GOES,  # with the companions, who are guests of it too
        **dict.fromkeys(("assignment.event_id", "transfer.event_id"), GOES),
        **dict.fromkeys(("talking_point.event_id", "rendered_event.event_id"), GOES),
        **dict.fromkeys(("old_slug.event_id", "printout.event_id", "handed_row.event_id"), GOES),
        "history_row.event_id": STAYS,  # without values: queries/history/erasing.py
    },
    "delegation": {
        "delegate.delegation_id": GOES,
        "guest.delegation_id": STAYS,  # invited as before
        "history_row.delegation_id": STAYS,
    },
    "guest": {
        "move.guest_id": GOES,
        "move.anchor_id": GOES,  # the rules place the other one again
        "guest.companion_of_id": STAYS,
    },
    "delegate": {"delegate.companion_of_id": STAYS},
    "person": {
        **dict.fromkeys(("guest.person_id", "delegate.person_id", "feed.person_id"), GOES),
        **dict.fromkeys(("assignment.person_id", "term.person_id"), GOES),
        "address_override.person_id": GOES,
        **dict.fromkeys(("printout_person.person_id", "handed_row.person_id"), GOES),
        "person.merged_into_id": STAYS,
        "history_row.person_id": STAYS,
        "guest.represents_id": STAYS,
        "user.person_id": STAYS,  # the account is a colleague's
    },
    "user": {  # after a restore: what services.accounts.deleting does, and nobody takes over
        **dict.fromkeys(("feed.user_id", "job.user_id", "roles_users.user_id"), GOES),
        **dict.fromkeys(("user_session.user_id", "sign_in.user_id", "passkey.user_id"), GOES),
        **dict.fromkeys(("authenticator_app.user_id", "recovery_code.user_id"), GOES),
        "editing.user_id": GOES,
        **dict.fromkeys(("known_device.user_id", "reset_link.user_id"), GOES),
        "history_look.user_id": GOES,
        "visit_reader.user_id": GOES,
        **dict.fromkeys(("visit.in_charge_id", "event.responsible_id", "feed.made_by_id"), STAYS),
        **dict.fromkeys(("history_entry.user_id", "printout.user_id", "move.moved_by_id"), STAYS),
        **dict.fromkeys(("visit_reader.named_by_id", "visit_takeover.user_id"), STAYS),
    },
    "printout": {"printout_person.printout_id": GOES, "handed_copy.printout_id": GOES},
    "handed_copy": {"handed_row.copy_id": GOES},
    "feed": {},
    "job": {},
}

#: What else changes in a row that names nothing any more.
THEN: Mapping[str, Mapping[str, object]] = {
    "guest.represents_id": {"representation": Representation.OWN_RANK},
}


def hanging(table: str, fate: Fate) -> list[tuple[str, str]]:
    """Return the tables and columns whose rows have a fate if a row of the table is erased."""
    return [
        (child, column)
        for key, wanted in FATES.get(table, {}).items()
        if wanted is fate
        for child, _, column in [key.partition(".")]
    ]


def erased_apart(table: str) -> list[tuple[str, str]]:
    """Return the tables and columns whose rows go first, since others hang on them."""
    return [(child, column) for child, column in hanging(table, GOES) if child in FATES]


def erased_together(table: str) -> list[tuple[str, str]]:
    """Return the tables and columns whose rows go in the act that erases a row of the table."""
    return [(child, column) for child, column in hanging(table, GOES) if child not in FATES]
