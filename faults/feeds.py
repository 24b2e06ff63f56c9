"""The secret address of a feed for the office, in a planner that is not running."""

from sqlalchemy import select

from faults.planners import Planner
from planner import create_app
from planner.models import Visit
from tests.factories import make_feed

TOKEN = "token-of-a-feed-that-faults-poll-and-nobody-else"


def secret_feed(planner: Planner) -> str:
    """Add a feed of the visit that comes, and return its path."""
    app = create_app(planner.settings())
    with app.extensions["sessionmaker"]() as session:
        visit = session.scalars(select(Visit).order_by(Visit.first_day.desc())).first()
        session.add(make_feed(TOKEN, visit=visit))
        session.commit()
    app.extensions["sessionmaker"].kw["bind"].dispose()
    return f"/feeds/{TOKEN}.ics"
