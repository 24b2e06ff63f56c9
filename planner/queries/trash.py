"""Questions to the database about what lies in the bin."""

from sqlalchemy import select


def row_of(model, row_id):
    """Select a row, deleted or not."""
    return select(model).where(model.id == row_id)


def deleted_rows(model, not_before):
    """Select what was deleted since a moment, the latest first; at most 50."""
    return (
        select(model)
        .where(model.deleted_at >= not_before)
        .order_by(model.deleted_at.desc(), model.id)
        .limit(50)
    )
