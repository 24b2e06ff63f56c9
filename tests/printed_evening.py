"""What tests of papers share: an evening of which each list shows something, and its words."""

import dataclasses
import datetime as dt
import re

import pypdfium2
import pytest

from planner.db import session
from planner.models import (
    AddressForm,
    AddressOverride,
    Audience,
    Event,
    Gender,
    GuestRole,
    Reply,
    Visit,
)
from planner.printing.catalogue import BY_KEY
from planner.printing.paper import Letterhead, PrintContext
from planner.printing.typesetting import typesetting
from planner.rules.printing.occasions import Occasion
from planner.rules.printing.printing import PaperChoice
from tests.factories import (
    make_delegate,
    make_event,
    make_guest,
    make_organisation,
    make_person,
    make_visit,
)
from tests.reception import INTERNAL, make_reception

NOON = dt.datetime(2026, 4, 12, 12, 0, tzinfo=dt.UTC)
PHONE = "PHONE-MARK"
ADDRESS = "ADDRESS-MARK 7"
CODE = re.compile(r"\b[A-Z2-7]{12}\b")
VERSION = re.compile(r"(Fassung|Version) \w{6}")

#: Names as people have them, and as people type who try what happens.
HARD_NAMES = (
    ("Hubert Blaine", "Wolfeschlegelsteinhausenbergerdorff"),
    ("Karl-Theodor Maria Nikolaus Johann Jacob Philipp Franz Joseph Sylvester", "Guttenberg"),
    ("Sivaramakrishnan Venkatanarasimharajuvaripeta", "Thiruvananthapuramsubramaniam"),
    ("Leone Sextus Tollemache-Tollemache de Orellana Plantagenet", "Tollemache-Tollemache"),
    ("X" * 120, "Y" * 200),
    ("مريم", "الحسيني"),
    ("דוד", "לוי"),
    ("小明", "王"),
    ("Anna 🎉", "Özdemir"),
)
#: Names as guest lists have them: each must stand there as it is written, in one piece.
RIGHT_TO_LEFT = (("مريم", "الحسيني"), ("דוד", "לוי"))
UNPRINTABLE = (("小明", "王"), ("Anna 🎉", "Özdemir"))
WHOLE = (
    ("Karl-Friedrich Maria Nikolaus Johann", "Freiherr von und zu Lindenfels-Hohenstein"),
    ("Maria Theresia Walburga", "Gräfin Waldbott-Leutershausen und Reichenberg"),
    ("Anna-Katharina", "Müller-Lüdenscheidt"),
    ("Đorđe", "Łódź"),
    ("Đorđević", "Özdemir"),
    ("Ιωάννα", "Παπαδοπούλου"),
    ("Юлія", "Шевченко"),
    ("Sivaramakrishnan", "Thiruvananthapuram"),
)
#: What people type who try what happens.
HOSTILE = (
    '#read("/etc/passwd")',
    "*bold* _it_",
    '=HYPERLINK("http://x")',
    "+1",
    "-1",
    "@x",
    "<script>alert(1)</script>",
    "$x$",
    "\\ \\u{41}",
    "`raw` ```",
    "// comment",
    "/* comment",
    '#include "x"',
    "<label> @label",
    "= Heading",
)
NAMES = (
    *WHOLE,
    *RIGHT_TO_LEFT,
    *UNPRINTABLE,
    *((text, f"Berg {text}") for text in HOSTILE),
    *((f"Ada {text}", text) for text in HOSTILE),
    ("X" * 120, "Y" * 200),
)
INJECTIONS = (
    ('#read("/etc/passwd")', "*bold*"),
    ("<script>alert(1)</script>", "$x^2$ @ref"),
    ("=HYPERLINK(1;2)", "\\u{41}"),
)


def make_evening():
    """Return a visit with an evening: seats, languages, a pronunciation, an override, marks."""
    things = make_reception()
    visit, guests = things[0], {one.person.given_name: one for one in things[1:]}
    seats = {"Đorđe": "Tisch 2, Platz 1", "Kim": "Tisch 2, Platz 2", "Ayşe": "Tisch 10, Platz 1"}
    for name, seat in seats.items():
        guests[name].seat = seat
    for guest in things[1:]:
        person = guest.person
        person.email, person.notes = f"{INTERNAL}@planner.example", INTERNAL
        person.phone, person.postal_address = PHONE, f"{ADDRESS}\n58636 Iserlohn"
        person.biography_de = person.biography_en = INTERNAL
        guest.notes = guest.replied_through = INTERNAL
    senator, deputy = guests["Đorđe"].person, guests["Ayşe"].person
    senator.gender, senator.languages, senator.pronunciation = Gender.HERR, "en de", "Dschordsche"
    deputy.address_overrides = [
        AddressOverride(language=language, form=AddressForm.PLACE_CARD, text="Ayşe Hanım")
        for language in ("de", "en")
    ]
    visit.purpose_de, visit.outcomes_de = INTERNAL, INTERNAL
    evening = guests["Đorđe"].event
    press = make_person("Pia", "Presse", phone=PHONE)
    zoe = guests["Zoé"].person
    zoe.organisation = make_organisation("Ville de Lyon", name_en="City of Lyon")
    spouse = make_delegate(make_person("Luc", "Martin"), 3)
    spouse.companion_of = next(one for one in visit.delegations[0].delegates if one.is_leader)
    visit.delegations[0].delegates.append(spouse)
    return [*things, make_guest(press, evening, role=GuestRole.PRESS, reply=Reply.ACCEPTED)]


def make_dinner(*names, **values):
    """Return an event of a visit, and guests of these names who have accepted."""
    event = make_event("2026-05-04 19:00", "2026-05-04 22:00", visit=make_visit(slug="lyon"))
    return [
        event,
        *(
            make_guest(make_person(given, family, **values), event, reply=Reply.ACCEPTED)
            for given, family in names
        ),
    ]


@pytest.fixture
def evening(save):
    """An evening of which each list and each card shows something."""
    visit = save(*make_evening())
    return min(visit.events, key=lambda event: event.id)


@pytest.fixture
def paper(app):
    """Return a function that makes the data of a paper of a saved visit or event."""

    def paper(key, thing, **choice):
        with app.app_context():
            row = session.get(type(thing), thing.id)
            visit = row if isinstance(row, Visit) else row.visit
            occasion = Occasion(visit, row if isinstance(row, Event) else None)
            return paper_of(session, key, occasion, **choice)

    return paper


def printing_in(language, key="", **values):
    """Return the circumstances of a print."""
    letterhead = Letterhead("Stadt Iserlohn", "Protokoll", "#17407f")
    given = {"badge_key": "key", "reader": BY_KEY[key].reader if key else Audience.INTERNAL}
    return PrintContext(
        language, letterhead, NOON, "Europe/Berlin", "Ada Lindqvist", **given | values
    )


def paper_of(session, key, occasion, language="en", **choice):
    """Return the data of a paper."""
    wanted = PaperChoice(language=language, **choice)
    size = {"size": wanted.size}
    return BY_KEY[key].make(session, occasion, wanted, printing_in(language, key, **size))


def typeset(key, paper):
    """Return the PDF of a paper."""
    return typesetting.pdf(f"{BY_KEY[key].template}.typ", dataclasses.asdict(paper), NOON)


def text_of_pages(document):
    """Return the text of each page, with what differs from run to run left out."""
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(document))
    return [
        VERSION.sub(r"\1 …", CODE.sub("CODE", text.replace("\r", "").replace("\ufffe", "-")))
        for text in pages
    ]
