"""Words of a unit's own in the messages that the plan sends: which messages have any, and what may stand in them.

Such a text is no template: besides words it has fields in braces, `{number}`, each of which its message fills. A lead
writes a field by its name in either language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cases.canned import FIELD
from cases.errors import CaseError
from cases.messages import Kind
from cases.never_asked import NeverAsked, asked_for
from cases.understanding import read_text

LONGEST = 800  # letters; the law's next step and the fixed lines come to it
BRACE = re.compile(r"[{}]")


@dataclass(frozen=True)
class Fields:
    """What a message can fill in; without what is `needed` a reporter would not know of which case, or until when."""

    known: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()


TEXTS: Mapping[Kind, Fields] = {
    Kind.STILL_WORKING: Fields(("number", "officer", "next_at"), ("number", "next_at")),
    Kind.STILL_WAITING: Fields(("number", "next_at"), ("number", "next_at")),
    Kind.REPLY_LATE: Fields(("number", "next_at"), ("number", "next_at")),
    Kind.MATERIALS_REMINDER: Fields(("number", "missing", "count", "next_at"), ("number", "missing")),
    Kind.DRAFT_REMINDER: Fields(),
    Kind.HOW_WAS_IT: Fields(("number",), ("number",)),
}
FIELDS = tuple(dict.fromkeys(name for one in TEXTS.values() for name in one.known))


class BadPlanText(CaseError):
    """A text of the plan has a slip: in which message and language, in which line of it, and what it is."""

    def __init__(self, kind: Kind, language: str, line: int, slip: str, what: str = "") -> None:
        super().__init__(kind.value, language, line, slip)
        self.kind, self.language, self.line, self.slip, self.what = kind, language, line, slip, what


def read_plan_text(kind: Kind, language: str, typed: str, names: Mapping[str, str]) -> str:
    """The text as it is kept, its fields by their ids; `names` are the ids by the names people write.

    Raises BadPlanText with the first slip, and NotUnderstood where it is too long.
    """
    text = read_text(typed, LONGEST)
    fields = TEXTS[kind]
    lines = [_line(kind, language, number, line, names) for number, line in enumerate(text.splitlines(), 1)]
    for number, never in _never_asked(lines):
        raise BadPlanText(kind, language, number, "never", never.said)
    kept = "\n".join(lines)
    if missing := [name for name in fields.needed if f"{{{name}}}" not in kept]:
        raise BadPlanText(kind, language, len(lines), "needed", missing[0])
    return kept


def may_be_said(text: str) -> bool:
    """Also a text that was kept before: what is never asked may have grown since."""
    return not any(True for _ in _never_asked(text.splitlines()))


def _line(kind: Kind, language: str, number: int, line: str, names: Mapping[str, str]) -> str:
    def by_id(found: re.Match[str]) -> str:
        said = found[1].strip()
        name = names.get(said.casefold(), said)
        if name not in TEXTS[kind].known:
            raise BadPlanText(kind, language, number, "field", said)
        return f"{{{name}}}"

    if BRACE.search(FIELD.sub("", line)):
        raise BadPlanText(kind, language, number, "brace")
    return FIELD.sub(by_id, line)


def _never_asked(lines: list[str]) -> Iterator[tuple[int, NeverAsked]]:
    """Line by line, then all of them together, for what only the next line says."""
    for number, line in (*enumerate(lines, 1), (len(lines), "".join(lines))):
        for what, place in asked_for(line):
            yield number, NeverAsked(what, place)
