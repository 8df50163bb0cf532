"""Statements of the hot path, made and compiled once: building a query and a session costs more than the database does.

Everything else goes through sessions (storage/database.py); what is read here is the same rows, as the same classes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Executable
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import class_mapper
from sqlalchemy.types import TypeEngine
from sqlmodel import SQLModel

SQLITE = sqlite.dialect()
Convert = Callable[[Any], Any]


class Statement:
    """An update with named values, or a select of all columns of `tables`."""

    def __init__(self, clause: Executable, *tables: type[SQLModel]) -> None:
        self.clause = clause
        compiled: Any = clause.compile(dialect=SQLITE)  # type: ignore[attr-defined]
        self.sql = str(compiled)
        self._values = [(name, _binding(compiled.binds[name].type)) for name in compiled.positiontup]
        self._shapes = [Shape(table) for table in tables]

    def to_sqlite(self, values: Mapping[str, Any]) -> list[Any]:
        """The values as SQLite stores them, in the order of the statement."""
        return [convert(values[name]) if convert else values[name] for name, convert in self._values]

    def entities(self, row: Sequence[Any], *, as_stored: bool) -> list[Any]:
        """One of each table, None for an outer join's gap; `as_stored`: SQLite's own values are still to be read."""
        found, at = [], 0
        for shape in self._shapes:
            found.append(shape.entity(row[at : at + shape.width], as_stored=as_stored))
            at += shape.width
        return found


class Shape:
    """How a table's columns become one of its entities, in no session: `session.merge` takes it into one."""

    def __init__(self, table: type[SQLModel]) -> None:
        mapper = class_mapper(table)
        self.width = len(mapper.columns)
        self._names = list(mapper.columns.keys())
        converts = [(name, _reading(column.type)) for name, column in mapper.columns.items()]
        self._converts = [(name, convert) for name, convert in converts if convert]
        self._key = self._names.index(mapper.primary_key[0].key or "")
        self._new = mapper.class_manager.new_instance

    def entity(self, values: Sequence[Any], *, as_stored: bool) -> SQLModel | None:
        if values[self._key] is None:
            return None
        attributes = dict(zip(self._names, values, strict=True))
        for name, convert in self._converts if as_stored else ():
            if attributes[name] is not None:
                attributes[name] = convert(attributes[name])
        found: SQLModel = self._new()
        found.__dict__.update(attributes)
        return found


def columns(*tables: type[SQLModel]) -> list[ColumnElement[Any]]:
    """What to select for whole rows of these tables."""
    return [column for table in tables for column in class_mapper(table).columns]


def _binding(kind: TypeEngine[Any]) -> Convert | None:
    return kind.dialect_impl(SQLITE).bind_processor(SQLITE)


def _reading(kind: TypeEngine[Any]) -> Convert | None:
    return kind.dialect_impl(SQLITE).result_processor(SQLITE, None)
