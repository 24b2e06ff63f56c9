"""Accounts with which strangers could begin."""

from collections.abc import Iterator

from sqlalchemy import func, select

from planner.commands.first_run import ADMINISTRATOR
from planner.doctor.database import used_connections
from planner.doctor.findings import Finding, Patient, note, wrong
from planner.models import User


def first_administrator(patient: Patient) -> Iterator[Finding]:
    """Find the account of the first run, whose address everybody knows."""
    statement = select(User.must_change_password).where(User.email == ADMINISTRATOR)
    for connection in used_connections(patient):
        for must_change in connection.execute(statement).scalars():
            if must_change:
                told = f"{ADMINISTRATOR} still has the password that the first run has printed."
                yield wrong(told, f"Sign in and choose another. {OWN}")
            else:
                told = f"There is the account {ADMINISTRATOR}, whose address everybody knows."
                yield note(told, OWN)


OWN = "Better: planner user add YOU --role administrator, and switch that one off."


def one_time_passwords(patient: Patient) -> Iterator[Finding]:
    """Find accounts with which nobody has ever signed in."""
    others = User.must_change_password & (User.email != ADMINISTRATOR)
    for connection in used_connections(patient):
        number = connection.execute(select(func.count()).where(others)).scalar_one()
        if number:
            told = f"Accounts that still have the password that they were given: {number}."
            yield note(told, "Remind their holders, or switch them off under Settings, Users.")


CHECKS = (first_administrator, one_time_passwords)
