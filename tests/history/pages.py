"""Histories to read: changes that users make, and lines as a page tells them."""

import re

from planner.confidentiality import reading_as
from planner.db import act

LINE = r'<li(?: class="calm")?>\s*<a class="when".*?<div>(.*?)</div>'


def change_row(app, user, row, name="save_event", **values):
    """Let a user change a row, as an act of this name."""
    with app.app_context(), reading_as(user.id), act(name) as own:
        found = own.get(type(row), row.id)
        for field, value in values.items():
            setattr(found, field, value)


def add_row(app, user, row, name="save_event"):
    """Let a user add a row, as an act of this name."""
    with app.app_context(), reading_as(user.id), act(name) as own:
        own.add(row)
    return row


def told(page):
    """Return the lines of a history page: what each says, without its buttons."""
    found = re.findall(
        r'<li(?: class="calm")?>\s*<a class="when".*?<div>(.*?)</div>', page.text, re.S
    )
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in found]
