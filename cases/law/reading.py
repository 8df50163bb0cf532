"""Reading the law's files: TOML that a legal officer edits, each entry with its source, its dates and how sure we are.

Whatever is wrong stops the start with the file, the line and the reason. A unit's own files of the same names take the
place of ours; they come as what was read of them, so that what somebody looked at and accepted is what counts.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from cases.errors import CaseError
from cases.questionnaire import Question

SHIPPED = Path(__file__).parent
Own = Mapping[str, bytes]  # the unit's own files: what stands in each, by its name
CONFIDENCES = (
    "A",
    "B",
    "C",
)  # A: the text itself was read · B: a secondary page · C: from memory, to be verified
BASIS = frozenset({"source", "place", "confidence", "effective_from", "checked_on"})
_HEADER = re.compile(r"^\s*\[\[?\s*([\w.-]+)\s*\]\]?")
_KEY = re.compile(r"^\s*([\w-]+|\"[^\"]+\")\s*=")


class BadLaw(CaseError):
    """A file of the law cannot be used."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(file, line, reason)
        self.file, self.line, self.reason = file, line, reason

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(frozen=True)
class Source:
    """A legal instrument or page, as sources.toml names it by its short code."""

    code: str
    title: str
    title_en: str
    confidence: str


@dataclass(frozen=True)
class Basis:
    """Where a rule comes from: the source, the place in it ("art. 76"), since when, and how sure we are of the text."""

    source: Source
    place: str
    confidence: str
    effective_from: date
    checked_on: date


@dataclass(frozen=True)
class Entry:
    """One `[[table]]` of a file, with the lines its keys stand on."""

    file: str
    line: int
    values: Mapping[str, Any]
    lines: Mapping[str, int]

    def wrong(self, reason: str, key: str | None = None) -> BadLaw:
        return BadLaw(self.file, self.lines.get(key or "", self.line), reason)

    def only(self, known: Iterable[str]) -> None:
        """Raises BadLaw for a key nobody reads: a slip of the pen must not pass as a rule."""
        if unknown := sorted(set(self.values) - set(known)):
            raise self.wrong(f"{unknown[0]} is not a key that can stand here", unknown[0])

    def text(self, key: str) -> str:
        value = self._needed(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"{key} is not a text", key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty when the key is not there."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.wrong(f"{key} is not a list of texts", key)
        return tuple(value)

    def number(self, key: str) -> Decimal:
        """A figure, zero or more. Raises BadLaw."""
        value = self._needed(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
            raise self.wrong(f"{key} is not a number", key)
        return Decimal(str(value))

    def whole(self, key: str) -> int:
        found = self.number(key)
        if found != found.to_integral_value():
            raise self.wrong(f"{key} is not a whole number", key)
        return int(found)

    def date(self, key: str) -> date:
        value = self._needed(key)
        if type(value) is not date:
            raise self.wrong(f"{key} is not a date such as 2026-11-23", key)
        return value

    def flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(f"{key} is neither true nor false", key)
        return value

    def one_of(self, key: str, known: Iterable[str]) -> str:
        value = self.text(key)
        if value not in set(known):
            raise self.wrong(f"{key} {value} is not known", key)
        return value

    def all_of(self, key: str, known: Iterable[str]) -> tuple[str, ...]:
        """A list of identifiers, each known; empty when the key is not there."""
        found, names = self.texts(key), set(known)
        if unknown := [one for one in found if one not in names]:
            raise self.wrong(f"{key} {unknown[0]} is not known", key)
        return found

    def _needed(self, key: str) -> Any:
        if key not in self.values:
            raise self.wrong(f"{key} is missing")
        return self.values[key]


@dataclass(frozen=True)
class Shelf:
    """The files of the law, and the identifiers they may name: questions with their options, and offences."""

    own: Own
    sources: Mapping[str, Source]
    questions: Mapping[str, Sequence[str]]
    offences: frozenset[str]
    form: Mapping[str, Question]  # the questions themselves, for who must know what kind of answer they take

    def entries(self, name: str, table: str) -> list[Entry]:
        """All `[[table]]` of <name>.toml, in the order they stand."""
        return entries(self.own, name, table)

    def basis(self, entry: Entry) -> Basis:
        """Every rule says where it comes from. Raises BadLaw when one of the five is missing or the source unknown."""
        code = entry.one_of("source", self.sources)
        return Basis(
            self.sources[code],
            str(entry.values.get("place", "")),
            entry.one_of("confidence", CONFIDENCES),
            entry.date("effective_from"),
            entry.date("checked_on"),
        )


def shipped() -> dict[str, Path]:
    """The files of ours that a unit may have its own of, by name; three are no law, and may be theirs too."""
    others = [SHIPPED.parent / name for name in ("triage.toml", "follow_ups.toml", "notices.toml")]
    return {file.name: file for file in (*sorted(SHIPPED.glob("*.toml")), *others)}


def files_in(folder: Path | None) -> dict[str, bytes]:
    """What stands in the unit's own folder under names that count. Raises OSError."""
    there = {name: folder / name for name in shipped() if (folder / name).exists()} if folder else {}
    return {name: file.read_bytes() for name, file in there.items()}


def entries(own: Own, name: str, table: str) -> list[Entry]:
    """The tables of the unit's file of that name, or of ours. Raises BadLaw."""
    file, ours = f"{name}.toml", shipped()[f"{name}.toml"].read_bytes()
    text, tables = load(file, own.get(file, ours))
    if file in own:
        _check_tables(file, text, tables, ours)
    rows, places = tables.get(table, []), _places(text, table)
    if not isinstance(rows, list) or len(rows) != len(places):
        raise BadLaw(file, 1, f"{table} is not written as [[{table}]], one for each")
    return [Entry(file, place["["], values, place) for place, values in zip(places, rows, strict=True)]


@lru_cache(maxsize=64)  # a file is asked for table by table
def load(name: str, written: bytes) -> tuple[str, dict[str, Any]]:
    """The text and its tables. Raises BadLaw."""
    try:
        text = written.decode("utf-8-sig")  # some editors put a mark before the first character
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = written.count(b"\n", 0, error.start) + 1
        raise BadLaw(name, line, "the file is not saved as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise BadLaw(name, int(found[1]) if found else 1, str(error)) from error


def _check_tables(name: str, text: str, tables: Mapping[str, Any], ours: bytes) -> None:
    """A table that ours does not have is read by nobody: [[threshold]] must not pass as a rule."""
    for table in tables.keys() - load(name, ours)[1].keys():
        place = next(iter(_places(text, table)), {"[": 1})
        raise BadLaw(name, place["["], f"{table} is not a table that can stand here")


def parts(entry: Entry, key: str) -> list[Entry]:
    """The `[[table.key]]` below an entry, or its list of inline tables, each as an entry of its own."""
    rows = entry.values.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise entry.wrong(f"{key} is not a list of tables", key)
    return [_part(entry, key, number, row) for number, row in enumerate(rows)]


def _part(entry: Entry, key: str, number: int, row: Mapping[str, Any]) -> Entry:
    place = f"{key}#{number}"
    line = entry.lines.get(place, entry.lines.get(key, entry.line))
    return Entry(entry.file, line, row, {name: entry.lines.get(f"{place}.{name}", line) for name in row})


def _places(text: str, table: str) -> list[dict[str, int]]:
    """For each `[[table]]` the line of its header ("["), of its keys, and of its parts ("any#0", "any#0.id", …)."""
    found: list[dict[str, int]] = []
    inside = part = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            inside, _, part = header[1].partition(".")
            if inside == table and not part:
                found.append({"[": number})
            elif inside == table and found:
                count = sum(name.startswith(f"{part}#") and "." not in name for name in found[-1])
                part = f"{part}#{count}"
                found[-1][part] = number
        elif inside == table and found and (key := _KEY.match(line)):
            name = key[1].strip('"')
            found[-1].setdefault(f"{part}.{name}" if part else name, number)
    return found
