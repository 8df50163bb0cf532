"""The banks' own telephone numbers: whoever just paid must ring there, after 110."""

from __future__ import annotations

from dataclasses import dataclass

from cases.law.reading import BASIS, Basis, Shelf


@dataclass(frozen=True)
class Bank:
    """`names` are all the ways people write it, its own name first."""

    id: str
    name: str
    name_en: str
    names: tuple[str, ...]
    hotline: str
    basis: Basis


def read_banks(shelf: Shelf) -> tuple[Bank, ...]:
    """In the order of the file. Raises BadLaw."""
    found: list[Bank] = []
    for entry in shelf.entries("banks", "banks"):
        entry.only({"id", "name", "name_en", "names", "hotline", *BASIS})
        name, hotline = entry.text("name"), entry.text("hotline")
        if not hotline.replace("-", "").isdigit():
            raise entry.wrong("hotline is not a telephone number", "hotline")
        if any(bank.id == entry.text("id") for bank in found):
            raise entry.wrong(f"bank {entry.text('id')} stands twice", "id")
        names = (name, *entry.texts("names"))
        found.append(Bank(entry.text("id"), name, entry.text("name_en"), names, hotline, shelf.basis(entry)))
    return tuple(found)


def bank_in(banks: tuple[Bank, ...], said: str) -> Bank | None:
    """The bank somebody names: the longest name wins, so that 宁波银行 is not taken for another."""
    words = said.lower()
    named = [(len(name), bank) for bank in banks for name in bank.names if name.lower() in words]
    return max(named, key=lambda one: one[0])[1] if named else None
