"""What belongs to a report: its tables say so themselves, by a column, so that none is left out of a list."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Column, Table
from sqlmodel import SQLModel

from storage.tables import metadata

COLUMNS = ("case_id", "report_id")  # one id: of the draft, and of the case it becomes


def report_column(table: Table) -> Column[UUID] | None:
    """The column that names the report a row of this table belongs to; None for a table that is of no report."""
    return next((table.c[name] for name in COLUMNS if name in table.c), None)


def tables_of_reports() -> list[tuple[Table, Column[UUID]]]:
    """Each with that column; what points to others comes before them, so that rows can be deleted in this order."""
    found = ((table, report_column(table)) for table in reversed(metadata.sorted_tables))
    return [(table, column) for table, column in found if column is not None]


def report_of(row: SQLModel) -> UUID | None:
    """The report a row belongs to, if it belongs to one."""
    column = report_column(row.__table__)  # type: ignore[attr-defined]
    found: UUID | None = None if column is None else getattr(row, column.name)
    return found
