"""Partner cities on paper: portrait, facts, and since when they are partners."""

from collections.abc import Sequence

from babel.numbers import format_decimal
from sqlalchemy.orm import Session

from planner import dates
from planner.languages import Message, Text, translate
from planner.models import Direction, Municipality, Visit
from planner.printing.books.books import Chapter, LabelledTexts, Section, prose
from planner.printing.paper import Fact, dot_joined
from planner.printing.programme.schedule import facts
from planner.queries.guests.delegations import delegations_in_full
from planner.queries.places.partners import earlier_visits, partnerships_of, portraits_of
from planner.rules.places.countries import country_name
from planner.rules.places.partners import Partner, first_visits, partners_of
from planner.rules.programme.visits import sender_of

TITLE = Message("Partner cities")


def chapter(session: Session, visit: Visit, language: str) -> Chapter | None:
    """Return the chapter about the partner cities of a visit, without our own, or None."""
    found = session.scalars(portraits_of(partner_ids(session, visit)))
    cities = [city for city in found if not city.is_home]
    ids = [city.id for city in cities]
    partnerships = session.scalars(partnerships_of(ids)).all()
    last = first_visits(session.execute(earlier_visits(ids, visit.first_day)))
    sections = tuple(
        section(city, partners_of(city, partnerships), last.get(city.id), language)
        for city in cities
    )
    return Chapter(translate(TITLE, language), sections, begins_page=True) if sections else None


def partner_ids(session: Session, visit: Visit) -> set[int]:
    """Read the ids of the municipalities that a visit goes to, or that send its delegations."""
    if visit.direction is Direction.OUTGOING:
        return {visit.host_id} if visit.host_id else set()
    senders = map(sender_of, session.scalars(delegations_in_full(visit)))
    return {city.id for city in senders if city}


def section(
    city: Municipality, partners: Sequence[Partner], last: Visit | None, language: str
) -> Section:
    """Return the section about a city: portrait, facts and partnership."""
    paragraphs, note = prose(city.portrait, language)
    home = next((one.partnership for one in partners if one.municipality.is_home), None)
    about = home.about.in_language(language).text if home else ""
    country = country_name(city.country, language) if city.country else ""
    known = facts(
        language,
        (Message("Where"), ", ".join(part for part in (city.state, country) if part)),
        (Message("Inhabitants"), inhabitants(city, language)),
        (Message("Partner since"), str(home.since) if home and home.since else ""),
        (Message("Partnership"), about),
        (Message("Website"), city.website),
    )
    own = (
        Fact(fact.label.in_language(language).text, fact.text.in_language(language).text)
        for fact in city.facts
    )
    return Section(
        Text(city.name, language),
        facts=(*known, *own),
        paragraphs=paragraphs,
        notes=note,
        box=outcomes(last, language),
    )


def outcomes(last: Visit | None, language: str) -> tuple[LabelledTexts, ...]:
    """Return the outcomes of the last visit."""
    if last is None:
        return ()
    when = dates.days(last.first_day, last.last_day, language)
    title = last.title.in_language(language).text
    texts = last.outcomes.in_language(language).text.splitlines()
    return (
        LabelledTexts(translate(Message("Last visit"), language), (dot_joined(title, when),)),
        LabelledTexts(translate(Message("Outcomes"), language), tuple(filter(None, texts))),
    )


def inhabitants(city: Municipality, language: str) -> str:
    """Return how many people live in a city, as the language writes numbers."""
    if city.population is None:
        return ""
    return format_decimal(city.population, locale=dates.locale(language))
