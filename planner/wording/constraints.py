"""What a reader is told when the database refuses a row: a sentence by the name of a constraint.

Acts say it before, at the field that it is about; these are for two who do the same at once.
"""

from planner.languages import Message

REFUSED = Message(
    "This cannot be saved together with what others have just saved. Please look again."
)
SAME_PERSON = Message("This person is on the list already.")
ADDRESS = Message("Another page has this address already.")
SAME_NAME = Message("There is something of this name already.")
SENTENCES = {
    "uq_assignment_event_id_person_id_duty": Message("This person has this duty already."),
    "uq_delegate_leader": Message("Somebody else leads this delegation already."),
    "uq_delegate_person": SAME_PERSON,
    "uq_event_slug": ADDRESS,
    **dict.fromkeys(
        (f"uq_feed_label_of_{one}" for one in ("person", "user", "venue", "visit")),
        Message("There is an address with this label already."),
    ),
    "uq_guest_person": SAME_PERSON,
    "uq_municipality_home": Message("The office is at home in another municipality already."),
    "uq_municipality_name_state_country": SAME_NAME,
    "uq_municipality_plain_name_country": SAME_NAME,
    "uq_municipality_slug": ADDRESS,
    "uq_network_name": SAME_NAME,
    "uq_network_plain_name": SAME_NAME,
    "uq_network_slug": ADDRESS,
    "uq_old_slug_event": ADDRESS,
    "uq_old_slug_municipality": ADDRESS,
    "uq_old_slug_visit": ADDRESS,
    "uq_partnership_one_id_other_id": Message("These two are partners already."),
    "uq_passkey_credential_id": Message("This passkey is known already."),
    "uq_scheme_default": Message("New visits take another scheme already."),
    **dict.fromkeys(
        (f"uq_scheme_entry_{one}" for one in ("branch", "level", "office", "rest", "role")),
        Message("The scheme has this entry already."),
    ),
    "uq_scheme_version_scheme_id_number": Message("Somebody else has begun this version already."),
    **dict.fromkeys(
        ("uq_term_holder", "uq_term_holder_anywhere"),
        Message("Somebody else holds this office, and only one person can at a time."),
    ),
    "uq_user_email": Message("There is an account with this e-mail address already."),
    "uq_user_person_id": Message("This person has an account already."),
    "uq_visit_slug": ADDRESS,
}
