"""Rows that are kept under the hash of a secret token, named in a button or a form by the beginning of that hash."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false
from sqlmodel import col

MARK = 24  # hex digits: nobody who has not seen the row can make one


def mark_of_hash(hashed: str) -> str:
    return hashed[:MARK]


def marked(column: Any, mark: str) -> ColumnElement[bool]:
    """No mark is shorter, so none finds more than one."""
    return col(column).startswith(mark) if len(mark) == MARK and mark.isalnum() else false()
