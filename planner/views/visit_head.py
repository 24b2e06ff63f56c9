"""The head that all pages of a visit share: who, when, on which clocks, and its tabs."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import current_app, render_template, request, url_for

from planner import dates
from planner.db import session
from planner.languages import Message, reader_language, translate
from planner.models import Delegation, Municipality, Visit
from planner.queries.programme.visits import delegations_counted, home, people_counted
from planner.rules.permissions import Permission, may
from planner.rules.programme.visits import (
    VisitEnd,
    ZoneDifference,
    noon,
    place_of_origin,
    place_of_stay,
    sender_of,
    zone_differences,
)
from planner.web.access import signed_in_user

PART_OF = {
    "assignments": "events",
    "copies": "printing",
    "briefings": "events",
}  # pages that stand behind the tab of others


class Tab(NamedTuple):
    """A page of a visit."""

    label: Message
    endpoint: str
    number: int | None = None
    values: Mapping = MappingProxyType({})


class Head(NamedTuple):
    """What the head of a visit's pages says."""

    visit: Visit
    delegations: list[tuple[Delegation, int]]  # with the number of its delegates
    people: int  # on the guest list of the visit (model rule 7)
    home: Municipality | None
    near: VisitEnd
    far: VisitEnd | None
    differences: list[ZoneDifference]  # empty where there is only one clock

    @property
    def title(self):
        """The title in the language of the reader, if it has one."""
        return self.visit.title.in_language().text

    @property
    def senders(self):
        """How many come from which municipality, in the order of the delegations."""
        found = {}
        for delegation, number in self.delegations:
            if number and (sender := sender_of(delegation)):
                found[sender.name] = found.get(sender.name, 0) + number
        return list(found.items())

    def zone_name(self, side):
        """Return the short name of a side's time zone on the first day: "MESZ", "CDT"."""
        local = noon(self.visit.first_day, self.visit.zone).astimezone(ZoneInfo(side.zone))
        return dates.zone_name(local, reader_language())


def visit_page(template, visit, **values):
    """Return a page made on templates/visits/_frame.html; without a visit it is on base.html."""
    if visit:
        head = head_of(visit)
        values |= {"head": head, "tabs": tabs_of(head), "may_open": may_open}
    return render_template(template, visit=visit, **values)


def head_of(visit):
    """Return the head of a visit's pages; three statements."""
    counted = [tuple(row) for row in session.execute(delegations_counted([visit.id]))]
    people = session.execute(people_counted([visit.id])).first()
    town = session.scalar(home())
    near, far = (
        place_of_stay(visit, town),
        place_of_origin(visit, [one for one, _ in counted], town),
    )
    return Head(
        visit=visit,
        delegations=counted,
        people=people[1] if people else 0,
        home=town,
        near=near,
        far=far,
        differences=zone_differences(visit, far.zone) if far else [],
    )


def tabs_of(head):
    """Return (label, address, current?, count) of each page of the visit that its reader has."""
    pages = [
        Tab(Message("Program"), "events.programme"),
        Tab(Message("Guests"), "guests.index", head.people),
        delegations_tab(head),
        Tab(Message("Calendar feeds"), "feeds.index"),
        Tab(Message("Print"), "printing.choose"),
        Tab(Message("History"), "history.visit"),
    ]
    return [
        (
            translate(tab.label),
            url_for(tab.endpoint, slug=head.visit.slug, **tab.values),
            PART_OF.get(request.blueprint, request.blueprint) == tab.endpoint.split(".")[0],
            tab.number,
        )
        for tab in pages
        if may_open(tab.endpoint)
    ]


def delegations_tab(head):
    """Return the tab of the only delegation, or of the list of all."""
    if len(head.delegations) == 1:
        [(delegation, number)] = head.delegations
        values = {"delegation_id": delegation.id}
        return Tab(Message("Delegation"), "delegations.show", number, values)
    return Tab(Message("Delegations"), "delegations.index", len(head.delegations))


def may_open(endpoint):
    """Tell whether a page exists and its reader has the right to open it."""
    view = current_app.view_functions.get(endpoint)
    permission = getattr(view, "permission", None)
    return isinstance(permission, Permission) and may(signed_in_user(), permission)
