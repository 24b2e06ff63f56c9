"""Forms of guests: invite somebody who is known or new, change a guest, invite a delegation."""

from collections.abc import Callable, Iterable
from typing import Protocol

from flask_babel import lazy_gettext
from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectField,
    ValidationError,
)

from planner.forms import (
    LINE,
    Form,
    FormData,
    Joined,
    LazyText,
    VersionedForm,
    line,
    one_line,
    paragraphs,
)
from planner.forms.bounds import ChecksField
from planner.forms.choices import BilingualRow, SelectChoice, id_or_none
from planner.forms.people.people import LANGUAGE_FIELDS, PersonForm
from planner.languages import translate
from planner.models import Event, Guest, GuestRole, Reply, Representation
from planner.rules import RuleBroken
from planner.rules.guests.guests import REPLIES
from planner.rules.guests.invitations import (
    PartnerNotInvited,
    RepresentedInCircle,
    TypedGuest,
    partner_of,
)
from planner.rules.people.people import list_name
from planner.rules.people.person_types import SortedName
from planner.rules.precedence.schemes import ROLES

REPRESENTATIONS = [
    SelectChoice(Representation.OWN_RANK, lazy_gettext("keeps the own rank")),
    SelectChoice(
        Representation.PLACE_OF_REPRESENTED, lazy_gettext("takes the place of the represented")
    ),
]
NOBODY = SelectChoice("", "–")
PERSON_FIELDS = (
    *("gender", "academic_title", "given_name", "name_prefix", "family_name"),
    *("organisation_id", "country", "function_de", "function_en"),
)
OMITTED_FIELDS = (  # of a person; None in place of a field takes it out of a form
    *("post_nominals", "pronunciation", "email", "phone", "postal_address"),
    *("biography_de", "biography_en", *LANGUAGE_FIELDS),
)


class ListedPerson(SortedName, Protocol):
    """A person whom a select offers by the name that lists print."""

    @property
    def id(self) -> int:
        """The id of the person."""


def role_choices() -> list[SelectChoice]:
    """Return the roles in the language of the reader."""
    return [SelectChoice(role, translate(word)) for role, word in ROLES.items()]


def reply_choices() -> list[SelectChoice]:
    """Return the replies in the language of the reader."""
    return [SelectChoice(reply, translate(word)) for reply, word in REPLIES.items()]


class GuestForm(VersionedForm):
    """Change what a person is at an event, and what the person answered."""

    joined_fields: Joined = (
        ("reply", "replied_through"),
        ("represents_id", "representation"),
    )

    role = SelectField(
        lazy_gettext("Role"), choices=role_choices, coerce=GuestRole, default=GuestRole.GUEST
    )
    delegation_id = SelectField(lazy_gettext("Delegation"), coerce=id_or_none)
    partner_id = SelectField(
        lazy_gettext("Comes with"),
        coerce=id_or_none,
        description=lazy_gettext("A companion follows the partner in all lists."),
    )
    represents_id = SelectField(
        lazy_gettext("Stands in for"),
        coerce=id_or_none,
        description=lazy_gettext(
            "Lists say “representing …”. A guest who is represented gets that as reply."
        ),
    )
    representation = RadioField(
        lazy_gettext("As representative"),
        choices=REPRESENTATIONS,
        coerce=Representation,
        default=Representation.OWN_RANK,
    )
    reply = RadioField(
        lazy_gettext("Reply"), choices=reply_choices, coerce=Reply, default=Reply.OPEN
    )
    replied_through = line(
        lazy_gettext("Through whom"),
        description=lazy_gettext("Who gave the reply and how: the office, by phone."),
    )
    seat = line(lazy_gettext("Seat"))
    notes = paragraphs(
        lazy_gettext("Internal notes"),
        description=lazy_gettext("Never on paper, in feeds or on public pages."),
    )

    def set_choices(
        self,
        delegations: Iterable[BilingualRow],
        others: Iterable[ListedPerson],
        guest: Guest | None = None,
    ) -> None:
        """Let the user choose a delegation, and a partner or a represented person among others."""
        named = [SelectChoice(one.id, one.name.in_language().text) for one in delegations]
        self.delegation_id.choices = [NOBODY, *named]
        people = {one.id: list_name(one) for one in others}
        represented: dict[int, str] = {}
        if guest:
            people.pop(guest.person_id, None)
            represented = {one.id: list_name(one) for one in [guest.represents] if one}
        self.partner_id.choices = [NOBODY, *(SelectChoice(*one) for one in people.items())]
        people |= represented
        self.represents_id.choices = [NOBODY, *(SelectChoice(*one) for one in people.items())]

    def entry(self) -> TypedGuest:
        """Return what was typed."""
        return TypedGuest(**{name: self[name].data for name in TypedGuest._fields})

    def refuse(self, broken: RuleBroken) -> None:
        """Show at the field of the partner or of the represented which rule is broken."""
        circle = isinstance(broken, RepresentedInCircle)
        field = self.represents_id if circle else self.partner_id
        field.errors = [*field.errors, translate(broken.message)]


def guest_form(guest: Guest, event: Event, **options: FormData | None) -> GuestForm:
    """Return the form of somebody who is a guest already; the event has a usual mode (P-31)."""
    partner = partner_of(guest)
    form = GuestForm(obj=guest, partner_id=partner.person_id if partner else None, **options)
    if guest.represents_id is None and form.represents_id.data is None:
        form.representation.data = event.representation
    return form


def at_least_one(message: LazyText) -> Callable[[Form, Field], None]:
    """Return a validator that refuses a list of which nothing is ticked."""

    def check(_form: Form, field: Field) -> None:
        if not field.data:
            raise ValidationError(message)

    return check


SOME_EVENT = at_least_one(lazy_gettext("Please choose at least one event."))
SOME_DELEGATE = at_least_one(lazy_gettext("Please choose at least one person."))


class InvitingForm(GuestForm):
    """Invite somebody to one or several events."""

    person_id = HiddenField(lazy_gettext("Person"), [LINE], filters=[one_line])
    events = ChecksField(lazy_gettext("Invited to"), [SOME_EVENT], coerce=int)

    def offer_events(self, choices: Iterable[tuple[int, str]]) -> None:
        """Let the user choose events of a visit, given as (id, words)."""
        self.events.choices = [SelectChoice(*choice) for choice in choices]

    def refuse(self, broken: RuleBroken) -> None:
        """Show at its field which rule an invitation breaks."""
        if isinstance(broken, PartnerNotInvited | RepresentedInCircle):
            super().refuse(broken)
        else:
            self.person_id.errors = [*self.person_id.errors, translate(broken.message)]


class NewGuestForm(InvitingForm, PersonForm):
    """Invite somebody whom the address book does not know yet."""

    def person_values(self) -> dict[str, object]:
        """Return what was typed about the person, by the names of columns."""
        return {name: self[name].data for name in PERSON_FIELDS}


for name in OMITTED_FIELDS:
    setattr(NewGuestForm, name, None)


class DelegationForm(Form):
    """Invite delegates to events."""

    delegates = ChecksField(lazy_gettext("People"), [SOME_DELEGATE], coerce=int)
    events = ChecksField(lazy_gettext("Invited to"), [SOME_EVENT], coerce=int)

    def set_choices(
        self, delegates: Iterable[tuple[int, str]], events: Iterable[tuple[int, str]]
    ) -> None:
        """Let the user choose delegates and events, both given as (id, words)."""
        self.delegates.choices = [SelectChoice(*choice) for choice in delegates]
        self.events.choices = [SelectChoice(*choice) for choice in events]
