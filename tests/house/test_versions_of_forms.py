"""Whatever a form or an act edits counts its saves, so that two editors learn of each other."""

import importlib
import pkgutil

import planner.forms
from planner.db import Base
from planner.forms import Form, VersionedForm
from planner.forms.sent import all_forms

#: Forms that need no version of what their users have seen, and why.
WITHOUT_VERSION = {
    # they add a row, and change none
    "AddDelegateForm": "adds a delegate",
    "CopyForm": "adds a copy that is given away",
    "AssignmentForm": "adds an assignment, which nobody changes afterwards",
    "DelegationForm": "invites delegates; whoever is a guest already stays as is",
    "EntryForm": "adds a place to a scheme",
    "FeedForm": "adds an address, which ends and is never changed",
    "NewDelegateForm": "adds a person and a delegate",
    "NewPasskeyForm": "adds a passkey",
    "PersonFeedForm": "adds an address",
    "UserFeedForm": "adds an address",
    "UserForm": "adds a user",
    "VenueFeedForm": "adds an address",
    "VisitFeedForm": "adds an address",
    # what they replace must be known to whoever sends them
    "AppForm": "a code of the new app proves itself",
    "ConfirmForm": "asks for the password of now",
    "NewPasswordForm": "the link that opens it works once",
    "PasskeyForm": "the device proves itself",
    "PasswordForm": "asks for the password of now",
    "SecondStepForm": "a code works once",
    "SignInForm": "edits no row",
    # what was seen is sent in words of their own
    "ComparisonForm": "each difference is named as it was seen, and is gone once it has changed",
    "DeleteUserForm": "deletes the account for good, whatever it says by then",
    "MergeForm": "has the versions of both people",
    # they ask, and edit nothing
    "CancellingForm": "asks on; what it asks about is sent along with the version",
    "HintForm": "asks who may be meant",
    "PrintForm": "asks for paper",
    # parts of other forms
    "PictureFields": "part of a form that has the version",
    "PublishingFields": "part of a form that has the version",
    "TimeRules": "part of a form that has the version",
    "TransferFields": "part of a form that has the version",
}

#: Tables that count no saves, and why.
WITHOUT_COUNT = {
    # their rows are part of another row, which is saved with them
    "address_override": "of its person",
    "fact": "of its municipality",
    "move": "of its guest",
    "network_member": "of its network",
    "picture": "of its event or municipality",
    "roles_users": "of its user",
    "scheme_entry": "of its version",
    "talking_point": "of its event",
    "transfer": "of its event",
    "visit_reader": "of its visit",
    # nobody changes a row: it is added, and goes or ends
    "assignment": "added and deleted; who merges two people locks them",
    "authenticator_app": "added and deleted",
    "erasure": "added",
    "feed": "added and ended; the rest is what a program that fetches it leaves",
    "handed_copy": "added and deleted",
    "handed_row": "added, and blanked by erasing",
    "history_entry": "added",
    "history_row": "added",
    "history_values": "added, and blanked by erasing",
    "old_slug": "added and deleted",
    "passkey": "added and deleted",
    "printout": "added",
    "printout_person": "added",
    "recovery_code": "added and deleted",
    "reset_link": "added and deleted",
    "shipped_key": "added",
    "sign_in": "added",
    "visit_takeover": "added",
    # the program alone changes them
    "calendar_revision": "counts by itself",
    "editing": "who has a page open; gone after two minutes",
    "feed_snapshot": "made from other rows",
    "history_look": "when somebody has looked",
    "housekeeping": "what the clock showed",
    "job": "claimed by whoever works at it",
    "known_device": "made by signing in",
    "rendered_event": "made from other rows",
    "stored_file": "made from other rows",
    "stored_piece": "made from other rows",
    "tombstone": "made from other rows",
    "user_session": "made by signing in",
}


def forms_of_the_planner():
    for module in pkgutil.walk_packages(planner.forms.__path__, "planner.forms."):
        importlib.import_module(module.name)
    return {one for one in all_forms(Form) if one.__module__.startswith("planner.")}


def test_each_form_that_edits_a_row_sends_the_version_that_was_seen():
    unversioned = {one for one in forms_of_the_planner() if not issubclass(one, VersionedForm)}
    assert {one.__name__ for one in unversioned} == set(WITHOUT_VERSION)


def test_each_table_that_somebody_edits_counts_its_saves():
    counted = {
        mapper.local_table.name
        for mapper in Base.registry.mappers
        if mapper.version_id_col is not None
    }
    assert set(Base.metadata.tables) - counted == set(WITHOUT_COUNT)
    assert {name for name, table in Base.metadata.tables.items() if "lock_version" in table.c} == (
        counted
    )
