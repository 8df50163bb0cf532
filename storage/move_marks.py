"""What stands in the place of a database's revision while a unit moves from it, or to it.

No version of the program knows such a revision, so none starts on it: nor do those that never heard of moving.
"""

from __future__ import annotations

from typing import NamedTuple

from cases.errors import CaseError

COMING, GONE = "moving", "moved"  # stands in the new database until all is done; and in the old one from then on


class MoveUnfinished(CaseError):
    """A move to this database was cut off, or is at work at this moment."""


class HasMoved(CaseError):
    """The unit moved from this database to another."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


class Origin(NamedTuple):
    """Whose a move is: the id of the unit's data key, the number of its file on its disk, and where it lies.

    A copy of the unit, brought back elsewhere or on another machine, is another file.
    """

    unit: str
    number: str
    file: str


def coming(revision: str, origin: Origin) -> str:
    return " ".join((COMING, revision, *origin))


def gone(revision: str, where: str) -> str:
    """SQLite holds a text of any length there."""
    return f"{GONE} {revision} {where}"


def is_coming(here: str | None) -> bool:
    return (here or "").startswith(COMING)


def comes_from(here: str | None) -> Origin | None:
    """Whose move stands there; None where that is not said."""
    parts = (here or "").split(" ", 4)
    return Origin(*parts[2:]) if is_coming(here) and len(parts) == 5 else None


def where_to(here: str | None) -> str | None:
    """Where the unit moved; None from where it did not."""
    return here.split(" ", 2)[2] if here and here.startswith(GONE) else None


def revision_behind(here: str) -> str:
    """The revision it would be at without the mark."""
    return here.split(" ", 2)[1]


def check_not_moved(here: str | None) -> None:
    """Raises MoveUnfinished and HasMoved."""
    if is_coming(here):
        raise MoveUnfinished
    if where := where_to(here):
        raise HasMoved(where)
