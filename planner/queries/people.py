"""Questions to the database about people."""

from sqlalchemy.orm import joinedload, selectinload

from planner.models import Person, Term

OFFICES = selectinload(Person.terms).options(joinedload(Term.office), joinedload(Term.municipality))
"""What office_line reads: select(Guest).options(joinedload(Guest.person).options(OFFICES))."""
