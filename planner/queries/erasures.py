"""Questions to the database about what was erased."""

import datetime as dt

from sqlalchemy import Select, select

from planner.models import Erasure


def erasures() -> Select[dt.datetime, str, int, int | None]:
    """Select the columns of an ErasedRow of all rows that were erased, the first one first."""
    columns = Erasure.erased_at, Erasure.table_name, Erasure.row_id, Erasure.merged_into_id
    return select(*columns).order_by(Erasure.id)
