"""Lists in pages of 50 rows; the page stands in the address."""

import math
from typing import NamedTuple

from flask import request, url_for
from sqlalchemy import func, select

from planner.addresses import query_values
from planner.db import session
from planner.forms import one_line

ROWS = 50
LONGEST_SEARCH = 100


def sought_text(by_default=""):
    """Return what the address says that one looks for: a line, cut where nobody types on."""
    return one_line(request.args.get("q", by_default))[:LONGEST_SEARCH]


class Page(NamedTuple):
    """One page of a list: its rows, and where it stands among the others."""

    rows: list
    page: int
    total: int

    @property
    def pages(self):
        """Return how many pages there are, at least one."""
        return max(1, math.ceil(self.total / ROWS))

    @property
    def first(self):
        """Return the number of the first row of this page, from 1."""
        return min(self.total, (self.page - 1) * ROWS + 1)

    @property
    def last(self):
        """Return the number of the last row of this page."""
        return min(self.total, self.page * ROWS)

    def address(self, number):
        """Return the address of another page of the same list, filters and all."""
        query = query_values() | {"page": number}
        return url_for(request.endpoint, **request.view_args or {}, **query)


def wanted_page(total):
    """Return the page that the address names; one that does not exist gives the nearest."""
    number = request.args.get("page", 1, type=int)
    return min(max(1, number), max(1, math.ceil(total / ROWS)))


def paginate(statement):
    """Return the wanted page of ORM rows; two statements."""
    counted = select(func.count()).select_from(statement.order_by(None).subquery())
    total = session.scalar(counted)
    number = wanted_page(total)
    wanted = statement.limit(ROWS).offset((number - 1) * ROWS)
    return Page(session.scalars(wanted).unique().all(), number, total)


def paginate_rows(rows):
    """Return the wanted page of rows that are all in memory already."""
    number = wanted_page(len(rows))
    return Page(rows[(number - 1) * ROWS : number * ROWS], number, len(rows))
