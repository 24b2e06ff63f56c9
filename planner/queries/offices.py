"""Questions to the database about offices."""

from sqlalchemy import func, select

from planner.models import Office, Term
from planner.queries.alphabet import by_name


def offices(language):
    """Select all offices by their title."""
    return select(Office).order_by(*by_name(Office, language))


def holders_of(offices):
    """Select how many people hold or held each of the offices."""
    return (
        select(Term.office_id, func.count(Term.person_id.distinct()))
        .where(Term.office_id.in_([office.id for office in offices]))
        .group_by(Term.office_id)
    )


def office_with(office_id):
    """Select an office."""
    return select(Office).where(Office.id == office_id)


def terms_in(office):
    """Select how many terms an office has, of today and of former times."""
    return select(func.count()).select_from(Term).where(Term.office_id == office.id)
