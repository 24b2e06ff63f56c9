"""Which changes a paper shows: by its key, the tables and fields that can be read from it.

What stands here says if a row is marked; it is no list of what may be printed.
"""

from collections.abc import Collection, Mapping

from planner.models import Operation

Fields = frozenset[str]
Shown = Mapping[str, Fields]  # by the name of the table

#: Tables whose rows belong to one person, wherever that one is invited.
OF_PEOPLE = frozenset({"person", "term", "address_override"})

NAMES: Fields = frozenset(
    {"given_name", "family_name", "name_prefix", "academic_title", "post_nominals", "gender"}
    | {"deleted_at", "merged_into_id"}
)
WORK: Fields = frozenset({"function_de", "function_en", "organisation_id"})
TERM: Fields = frozenset(
    {"office_id", "body_de", "body_en", "municipality_id", "since", "until", "is_acting"}
)
WORDING: Fields = frozenset({"text"})
COMES: Fields = frozenset({"reply", "companion_of_id", "represents_id", "deleted_at"})
PLACE: Fields = frozenset({"anchor_id", "side"})  # moved by hand
MEMBER: Fields = frozenset({"deleted_at", "companion_of_id", "is_leader"})
MEMBER_OF: Fields = frozenset({"function_de", "function_en"})
WHEN: Fields = frozenset(
    {"starts_at", "start_zone", "start_fold", "ends_at", "end_zone", "end_fold", "is_whole_day"}
)
EVENT: Fields = WHEN | {
    *("title_de", "title_en", "description_de", "description_en", "venue_id", "status", "audience"),
    *("dress_de", "dress_en", "languages", "interpretation", "deleted_at"),
}
RUN: Fields = EVENT | {"is_side_programme", "responsible_id", "internal_notes", "kind"}
JOURNEY: Fields = frozenset(
    {"pick_up_at", "from_venue_id", "to_venue_id", "vehicle", "number", "seats"}
)
DUTY: Fields = frozenset({"person_id", "duty", "languages"})

NAMED: Shown = {"person": NAMES | WORK, "term": TERM, "guest": COMES}
ADDRESSED: Shown = {**NAMED, "address_override": WORDING}
PROGRAMME: Shown = {"event": EVENT, "assignment": DUTY, "person": NAMES | WORK, "term": TERM}

SHOWN: Mapping[str, Shown] = {
    "guests": {
        **{"person": NAMES | WORK | {"country"}, "term": TERM, "move": PLACE, "delegate": MEMBER},
        "guest": COMES | {"role", "seat", "delegation_id"},
    },
    "programme": PROGRAMME,
    "guests-programme": PROGRAMME,
    "briefing": {
        **{"event": RUN | {"aim", "desired_outcome"}, "assignment": DUTY, "delegate": MEMBER},
        "person": NAMES | WORK | {"biography_de", "biography_en"},
        **{"term": TERM, "guest": COMES | {"role"}},
        "talking_point": frozenset({"text", "kind", "position"}),
    },
    "itineraries": {**PROGRAMME, "transfer": JOURNEY, "guest": COMES},
    "minute-plan": {
        **{"event": RUN, "assignment": DUTY, "transfer": JOURNEY},
        **{"guest": COMES | {"role"}, "person": NAMES},
    },
    "transfers": {
        **{"event": EVENT | {"kind"}, "assignment": DUTY, "transfer": JOURNEY},
        **{"guest": COMES, "person": NAMES},
    },
    "interpreters": {
        **{"event": EVENT, "assignment": DUTY, "guest": COMES},
        **{"person": NAMES | WORK, "term": TERM},
    },
    "delegation-list": {
        **{"person": NAMES | WORK, "term": TERM, "delegate": MEMBER | MEMBER_OF},
    },
    "delegation-list-internal": {
        "person": NAMES | WORK | {"country", "languages", "phone", "email", "pronunciation"},
        "term": TERM | {"form_confirmed_on"},
        **{"delegate": MEMBER | MEMBER_OF, "address_override": WORDING},
    },
    "door-list": {**NAMED, "guest": COMES | {"seat"}},
    "greeting-list": {
        **{**ADDRESSED, "move": PLACE},
        "person": NAMES | WORK | {"pronunciation"},
    },
    "place-cards": ADDRESSED,
    "tent-cards": ADDRESSED,
    "table-signs": {"guest": frozenset({"seat", "deleted_at"})},
    "badges": {
        "person": NAMES | WORK | {"country", "languages"},
        **{"term": TERM, "guest": COMES | {"role"}},
    },
    "labels": {**ADDRESSED, "person": NAMES | WORK | {"postal_address"}},
    "attendance": NAMED,
}


def is_shown(
    document: str, table: str, operation: Operation, changed_fields: Collection[str]
) -> bool:
    """Tell whether a paper shows what an act did to a row."""
    fields = SHOWN[document].get(table)
    if fields is None:
        return False
    return operation is not Operation.CHANGED or not fields.isdisjoint(changed_fields)
