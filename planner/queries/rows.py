"""Plain rows: what a query selects, as a type that names each column."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnExpressionArgument, Executable, Result, Row, Select
from sqlalchemy.orm import Bundle, Session

RowType = TypeVar("RowType", bound=NamedTuple)


def read_rows(
    session: Session, row_type: Callable[..., RowType], statement: Executable
) -> list[RowType]:
    """Read the rows of a statement as rows of a type; the columns are called like its fields."""
    return [row_type(**row) for row in rows_by_name(session.execute(statement))]


def rows_by_name(result: Result[*tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    """Yield each row as its values by the names of their columns."""
    names = tuple(result.keys())
    return (dict(zip(names, row, strict=True)) for row in result)


class RowBundle(Bundle[RowType | None]):
    """Columns of an outer join that come back as one plain row of a type, by their names.

    The first column is only asked whether there is a row: where it is NULL, the value is None.
    """

    inherit_cache = True

    def __init__(
        self,
        name: str,
        row_type: Callable[..., RowType],
        key: ColumnExpressionArgument[int],
        *columns: ColumnExpressionArgument[Any] | Bundle[Any],
    ) -> None:
        super().__init__(name, key, *columns)
        self.row_type = row_type

    def create_row_processor(
        self,
        query: Select[Any],
        procs: Sequence[Callable[[Row[Any]], Any]],
        labels: Sequence[str],
    ) -> Callable[[Row[Any]], RowType | None]:
        """Return what makes the value of a row."""
        (has_row, *reading), (_, *names) = procs, labels
        return lambda row: (
            None
            if has_row(row) is None
            else self.row_type(
                **{name: read(row) for name, read in zip(names, reading, strict=True)}
            )
        )
