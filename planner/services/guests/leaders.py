"""Who leads a delegation is written after who led it before: the database keeps one leader each."""

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from planner.models import Delegate


def promote_last(own: Session) -> None:
    """Write all changes of an act, those who lead a delegation from now on at the end."""
    promoted = [row for row in own.dirty if isinstance(row, Delegate) and is_promoted(row)]
    for delegate in promoted:
        delegate.is_leader = False
    own.flush()
    for delegate in promoted:
        delegate.is_leader = True


def is_promoted(delegate: Delegate) -> bool:
    """Tell whether somebody leads a delegation who has not led it when it was read."""
    return delegate.is_leader and bool(inspect(delegate).attrs.is_leader.history.added)
