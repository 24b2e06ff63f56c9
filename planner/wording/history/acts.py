"""What each act is called in the history: a sentence of its own, or on purpose the usual one."""

from planner.languages import Message

#: Acts that save what a form says: the rows tell whether something was added, changed or deleted.
USUAL_ACTS = frozenset(
    {"save_visit", "add_visit", "save_event", "save_person", "save_term", "delete_term"}
    | {"save_delegation", "save_delegate", "add_delegate", "add_new_delegate", "save_guest"}
    | {"save_municipality", "save_network", "save_venue", "save_organisation", "delete_place"}
    | {"add_partnership", "save_partnership", "delete_partnership", "save_office", "delete_office"}
    | {"save_scheme", "add_scheme", "delete_scheme", "add_entry", "move_entry", "remove_entry"}
    | {"change_tie_breakers", "save_briefing", "insert_user", "save_user", "save_account"}
    | {"assign_person", "release_assignment"}
)

#: By the name of an act: what somebody did. %(what)s is the row that matters, linked.
SENTENCES: dict[str, Message] = {
    # programme
    "cancel_event": Message("%(who)s canceled %(what)s"),
    "reinstate_event": Message("%(who)s reinstated %(what)s"),
    "move_event": Message("%(who)s moved %(what)s"),
    "restrict_visit": Message("%(who)s made %(what)s confidential"),
    "open_visit": Message("%(who)s made %(what)s open to the office again"),
    "name_reader": Message("%(who)s named %(user)s as one who knows of %(what)s"),
    "remove_reader": Message("%(who)s no longer names %(user)s as one who knows of %(what)s"),
    "take_over": Message("%(who)s took over %(what)s: nobody was left who knew of it"),
    "dismiss_takeovers": Message("%(who)s took note of a takeover"),
    # guests
    "note_reply": Message("%(who)s noted the reply of %(what)s"),
    "move_guest": Message("%(who)s gave %(what)s a place by hand"),
    "undo_move": Message("%(who)s put %(what)s back where the rules put them"),
    "send_representative": Message("%(who)s noted who stands in for %(what)s"),
    "end_representation": Message("%(who)s ended who stands in for %(what)s"),
    "move_delegate": Message("%(who)s changed the order of a delegation: %(what)s"),
    "apply_differences": Message("%(who)s made the guest list follow the delegation: %(what)s"),
    # people
    "merge_people": Message("%(who)s merged two entries into %(what)s"),
    "link_person": Message("%(who)s linked the account of %(what)s with its person"),
    "unlink_person": Message("%(who)s took the person from the account of %(what)s"),
    # trash
    "delete_row": Message("%(who)s moved %(what)s to the trash"),
    "restore_row": Message("%(who)s restored %(what)s"),
    "erase_now": Message("%(who)s erased for good: %(what)s"),
    "erase_with_hanging": Message("%(who)s erased for good: %(what)s"),
    "erase_again": Message("%(who)s erased once more what had been erased before a restore"),
    "erase_if_due": Message("%(who)s erased what was in the trash for 30 days: %(what)s"),
    "empty_table": Message("%(who)s erased what was in the trash for 30 days: %(what)s"),
    "empty_trash": Message("%(who)s erased what was in the trash for 30 days: %(what)s"),
    "end_duties": Message("%(who)s ended the duties of a person who is erased"),
    # papers and calendars
    "log_printout": Message("%(who)s printed or exported %(what)s"),
    "log_calendar_file": Message("%(who)s downloaded %(what)s"),
    "hand_copy": Message("%(who)s gave away %(what)s"),
    "delete_copy": Message("%(who)s deleted what was kept of a list given away: %(what)s"),
    "make_folder": Message("%(who)s made all papers: %(what)s"),
    "order_folder": Message("%(who)s ordered all papers: %(what)s"),
    "make_feed": Message("%(who)s made a calendar address: %(what)s"),
    "renew_feed": Message("%(who)s renewed a calendar address: %(what)s"),
    "end_feed": Message("%(who)s ended a calendar address: %(what)s"),
    "wipe_feed": Message("%(who)s emptied a calendar: %(what)s"),
    # accounts
    "begin_session": Message("%(who)s signed in"),
    "complete_session": Message("%(who)s signed in"),
    "complete_with_code": Message("%(who)s signed in with a second factor"),
    "complete_with_passkey": Message("%(who)s signed in with a passkey"),
    "log_failure": Message("Somebody tried in vain to sign in"),
    "confirm_password": Message("%(who)s confirmed the password"),
    "remember_device": Message("%(who)s signed in from a browser of theirs"),
    "forget_devices": Message("%(who)s forgot known browsers"),
    "end_session": Message("%(who)s signed out"),
    "end_session_of": Message("%(who)s signed out a browser"),
    "end_sessions": Message("%(who)s signed out browsers"),
    "note_seen": Message("%(who)s was here"),
    "change_password": Message("%(who)s changed the own password"),
    "set_password": Message("%(who)s set the password of %(what)s"),
    "make_link": Message("%(who)s made a link to a new password"),
    "use_link": Message("Somebody used a link to a new password"),
    "add_app": Message("%(who)s added an authenticator app"),
    "remove_app": Message("%(who)s removed an authenticator app"),
    "add_passkey": Message("%(who)s added a passkey"),
    "remove_passkey": Message("%(who)s removed a passkey"),
    "renew_recovery_codes": Message("%(who)s made new recovery codes"),
    "remove_second_factors": Message("%(who)s removed the second factor of an account"),
    "demand_of_roles": Message("%(who)s changed which roles need a second factor"),
    "delete_user": Message("%(who)s deleted an account: %(what)s"),
    # the house
    "add_first_rows": Message("%(who)s added what the planner brings along"),
    "load_example": Message("%(who)s loaded the example"),
    "migrate_to_head": Message("%(who)s brought the planner to a new version"),
    "undo_entry": Message("%(who)s took back a change: %(what)s"),
}

#: Acts that bring so much along that nobody wants to read it, or to take it back, in a list.
WITHOUT_DETAILS = frozenset({"load_example", "add_first_rows", "migrate_to_head"})

#: Files and work in the background: nothing that the history follows is changed by them.
WITHOUT_ROWS = frozenset(
    {"enqueue", "enqueue_periodic", "claim_job", "count_step", "finish_job", "fail_job"}
    | {"send_heartbeats", "requeue_jobs", "release_lost_job", "cancel_job", "read_clock"}
    | {"note_editing", "end_editing", "purge_editing"}
    | {"keep_file", "add_file", "write_file", "remove_file"}
)

#: What is done when an act has no sentence of its own, by what became of the row that matters.
ADDED = Message("%(who)s added %(what)s")
CHANGED = Message("%(who)s changed %(what)s")
DELETED = Message("%(who)s deleted %(what)s")
TRASHED = Message("%(who)s moved %(what)s to the trash")
RESTORED = Message("%(who)s restored %(what)s")
REASSIGNED = Message("%(who)s gave %(what)s another role")

MOVED = Message("%(who)s moved %(what)s from %(before)s to %(after)s")
REPLIED = Message("%(who)s noted the reply of %(what)s: %(reply)s")
INVITED = Message("%(who)s invited %(person)s to %(event)s")
TOOK_BACK_OWN = Message("%(who)s took back a change of their own: %(what)s")
TOOK_BACK = Message("%(who)s took back a change by %(whom)s: %(what)s")
