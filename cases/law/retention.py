"""How long cases that are over are kept, by why they ended. Read from retention.toml; nothing is deleted by itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from cases.law.reading import BASIS, Basis, Shelf
from cases.tracks import CloseReason

A_YEAR = timedelta(days=365.25)


@dataclass(frozen=True)
class Kept:
    """For how many years after its end, and where that stands."""

    years: int
    basis: Basis

    @property
    def time(self) -> timedelta:
        return self.years * A_YEAR


def read_retention(shelf: Shelf) -> Mapping[CloseReason, Kept]:
    """Raises BadLaw."""
    found: dict[CloseReason, Kept] = {}
    for entry in shelf.entries("retention", "retention"):
        entry.only({"reasons", "years", *BASIS})
        kept = Kept(entry.whole("years"), shelf.basis(entry))
        if not kept.years:
            raise entry.wrong("years is not one or more", "years")
        for reason in entry.all_of("reasons", CloseReason):
            if reason in found:
                raise entry.wrong(f"{reason} stands twice", "reasons")
            found[CloseReason(reason)] = kept
    return found
