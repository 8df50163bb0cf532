"""What a unit's own file says otherwise than ours: entry by entry, for somebody who reads no TOML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cases.law.added import ADDED
from cases.law.reading import load, shipped

NAMED_BY = ("id", "code", "offence", "district", "organ", "role", "reason", "year", "name")
TELEPHONES = frozenset({"hotline", "phone", "telephone"})


@dataclass(frozen=True)
class Difference:
    """In `entry`, the value of `key`; without a key the whole entry came or went. What is not there is None."""

    entry: str
    key: str | None
    before: str | None
    after: str | None

    @property
    def is_telephone(self) -> bool:
        """What a person in need will ring."""
        return self.key in TELEPHONES or "hotline" in (self.after or "")


def differences(name: str, own: bytes) -> list[Difference]:
    """Between ours and the unit's file, telephone numbers first. Raises BadLaw."""
    before, after = _entries(name, shipped()[name].read_bytes()), _entries(name, own)
    older = [table for table in ADDED.get(name.removesuffix(".toml"), ()) if table not in load(name, own)[1]]
    after |= {entry: row for entry, row in before.items() if entry.partition(" ")[0] in older}  # there ours counts
    found = [one for entry in {**before, **after} for one in _between(entry, before.get(entry), after.get(entry))]
    return sorted(found, key=lambda one: not one.is_telephone)


def _between(entry: str, before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        yield Difference(_titled(entry, before or after), None, _said(before), _said(after))
        return
    for key in {**before, **after}:
        if (was := before.get(key)) != (now := after.get(key)):
            if isinstance(was, list) and isinstance(now, list):  # of a long list what came and went, if that is all
                was, now = _only(was, now) or was, _only(now, was) or now
            yield Difference(_titled(entry, before), key, _said(was), _said(now))


def _entries(name: str, written: bytes) -> dict[str, Any]:
    """Every entry by what it is called; those of one name are counted."""
    found, seen = dict[str, Any](), Counter[str]()
    for table, rows in load(name, written)[1].items():
        for row in rows if isinstance(rows, list) else [rows]:
            called = _called(table, row)
            seen[called] += 1
            found[called if seen[called] == 1 else f"{called} ({seen[called]})"] = row
    return found


def _called(table: str, row: Any) -> str:
    known = [str(row[key]) for key in NAMED_BY if key in row][:1] if isinstance(row, Mapping) else []
    return " ".join([table, *known])


def _titled(entry: str, row: Any) -> str:
    """With its name, where that is not what it is called already."""
    name = str(row.get("name", row.get("title", ""))) if isinstance(row, Mapping) else ""
    return f"{entry} {name}" if name and name not in entry else entry


def _only(these: list[Any], those: list[Any]) -> list[Any]:
    return [one for one in these if one not in those]


def _said(value: Any) -> str | None:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {_said(one)}" for key, one in value.items())
    if isinstance(value, list):
        return f"[{', '.join(str(_said(one)) for one in value)}]"
    return None if value is None else str(value)
