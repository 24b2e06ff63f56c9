"""No paper tells more than its class may: every text of a visit has a mark, and papers are read."""

import itertools
import re

import pytest

from planner.models import Audience
from planner.printing.catalogue import BY_KEY, DOCUMENTS
from planner.rules.field_classes import FieldClass, columns_of
from planner.rules.printing.occasions import EVENT, PERSON, VISIT
from tests.full_visit import APART, make_full, make_others, reached, with_exceptions
from tests.papers import address_of, parts_of, print_paper, solid
from tests.world import texts

MARK = re.compile(r"Q(\d{4})ZZ")
LANGUAGES = ("de", "en")


PUBLIC = columns_of(FieldClass.PUBLIC)
GUESTS = PUBLIC | columns_of(FieldClass.GUESTS)
MAY_SHOW = {Audience.PUBLIC: PUBLIC, Audience.GUESTS: GUESTS}

CALLS = {"person.phone", "user.phone"}
SPOKEN = {"office.spoken_de_neutral", "office.spoken_en"}
#: What internal papers show besides; one that is not named here may show whatever is useful.
INTERNAL = {
    "guests": {"guest.seat", "move.reason"},
    "minute-plan": {"event.internal_notes", *CALLS},
    "transfers": CALLS,
    "interpreters": CALLS,
    "delegation-list-internal": {
        *("person.phone", "person.email", "person.pronunciation"),
        *SPOKEN,
    },
    "door-list": {"guest.seat"},
    "greeting-list": {"person.pronunciation", *SPOKEN},
    "place-cards": SPOKEN,
    "tent-cards": set(),
    "table-signs": {"guest.seat"},
    "badges": set(),
    "labels": {"person.postal_address"},
    "attendance": set(),
    "briefing": {
        *("person.biography_de", "person.biography_en", "visit.purpose_de", "visit.purpose_en"),
        *("event.aim", "event.desired_outcome", "talking_point.text", "person.pronunciation"),
        *CALLS,
    },
}


class Marks:
    """Which mark stands for which column of which row."""

    def __init__(self):
        self.places = []

    def put_on(self, row):
        """Give each text of a row a mark of its own."""
        for column in texts(row):
            setattr(row, column.key, f"Q{len(self.places):04}ZZ")
            self.places.append((str(column), row))

    def found_in(self, text):
        """Return the (column, row) of the marks in a text."""
        return [self.places[int(number)] for number in MARK.findall(solid(text))]


@pytest.fixture(scope="module")
def marked(lasting_app):
    """A visit with a mark on every text, of every table that papers could tell of."""
    full, marks = with_exceptions(make_full(7)), Marks()
    for row in reached(full.rows):
        marks.put_on(row)
    with lasting_app.extensions["sessionmaker"](expire_on_commit=False) as session:
        session.add_all(full.rows)
        session.flush()
        others = make_others(session)
        for row in others:
            marks.put_on(row)
        session.add_all(others)
        session.commit()
    return full, marks


@pytest.fixture(scope="module")
def app(lasting_app, marked):
    """A planner with that visit."""
    return lasting_app


def answers(client, document, full):
    """Yield what readers get of a document, but for the PDF: pages and spreadsheets."""
    both_at_once = "both" in document.choices
    for subject, language in itertools.product({VISIT, EVENT} & document.subjects, LANGUAGES):
        choice = {"language": "both" if both_at_once else language, "reasons": "y"}
        address = f"{address_of(subject, full.visit, full.dinner)}/print/{document.key}"
        yield client.get(address, query_string=choice).text
        if document.table and language == "de":
            yield client.get(f"{address}.csv", query_string=choice).text
            table = client.get(f"{address}.xlsx", query_string=choice).data
            yield "".join(parts_of(table).values())
    if PERSON in document.subjects:
        person = full.visit.delegations[0].delegates[0].person_id
        yield client.get(f"/visits/full/print/{document.key}", query_string={"person": person}).text


def choice_of(document):
    """Return both languages where a document can have both."""
    return {"other_language": "en"} if "both" in document.choices else {}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.key)
def test_paper_shows_what_its_class_may_and_nothing_else(app, organiser, marked, document):
    full, marks = marked
    pdf = "".join(print_paper(app, document, full.visit, full.dinner, **choice_of(document)).pages)
    found = marks.found_in(pdf)
    for text in answers(organiser, document, full):
        found += marks.found_in(text)
    columns = {column for column, _ in found}

    assert columns & {"visit.title_de", "event.title_de"}  # the marks are there
    if document.reader is Audience.INTERNAL:
        assert columns - GUESTS == INTERNAL.get(document.key, columns - GUESTS)
    else:
        hidden = full.internal + full.for_guests * (document.reader is Audience.PUBLIC)
        assert columns <= MAY_SHOW[document.reader]
        assert not [place for place in found if any(place[1] is row for row in hidden)]


def test_every_text_that_papers_could_tell_of_has_a_mark(marked):
    _, marks = marked
    tables = {row.__table__.name for _, row in marks.places}

    assert not tables & APART
    assert {"person.notes", "person.email", "move.reason", "visit.purpose_de"} <= {
        column for column, _ in marks.places
    }
    assert INTERNAL.keys() <= BY_KEY.keys()
