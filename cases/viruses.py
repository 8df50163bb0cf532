"""Whether a file was checked for viruses, and what that means for whoever wants to open it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from cases.errors import CaseError

UNCHECKED = "unchecked"  # in the place of a virus's name: nobody has looked yet
TOGETHER = timedelta(seconds=30)  # files come in lots; what is found in one is told once
TOLD_EVERY = timedelta(minutes=10)  # of one case, at most; each time all that was found


@dataclass(frozen=True)
class Verdict:
    """What was found in a file: the name of a virus, or nothing. `by` is who looked, with which signatures."""

    virus: str
    by: str


class CheckerAway(CaseError):
    """Whoever checks files does not answer, is slow, or says what nobody understands."""


class CheckerNotThere(CheckerAway):
    """There is no way to it at this moment; no file is to blame."""


class FileNotChecked(CaseError):
    """The checker looks at no file like this one."""


class FileInfected(CaseError):
    """A virus was found in the file; it does not go out."""

    def __init__(self, name: str, virus: str) -> None:
        super().__init__(name, virus)
        self.name, self.virus = name, virus


class Checker(Protocol):
    """Looks at the bytes of one file. Raises CheckerAway, FileNotChecked, and what the chunks raise."""

    async def check(self, chunks: AsyncIterator[bytes]) -> Verdict: ...


def held_by(virus: str | None, *, checks: bool) -> str:
    """What stands in the way of opening a file as it is: a virus's name, that nobody has looked, or nothing.

    Where nobody `checks` files, only what was found before.
    """
    if virus is None:
        return UNCHECKED if checks else ""
    return virus
