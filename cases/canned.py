"""Answers the unit gives often, with fields for what differs: which fields there are, and how a text with them is read.

A field is kept by its id in braces, `{company}`. A lead writes it by its name in either language, and reads
it so: `{企业名称}`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from cases.errors import CaseError

FIELDS = ("company", "contact", "number", "officer", "date", "reply_at", "news_at", "unit", "phone")
LONGEST_TITLE, LONGEST_TEXT, MOST = 40, 2000, 100  # letters, letters, answers
FIELD = re.compile(r"\{([^{}]*)\}")


class UnknownField(CaseError):
    """The text has a field that there is none of."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


class FieldMissing(CaseError):
    """The answer says something that this case does not tell."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class NoSuchAnswer(CaseError):
    """Nobody is offered that answer any more."""


def by_ids(text: str, names: Mapping[str, str]) -> str:
    """The text as it is kept; `names` are the fields' ids by the names people write. Raises UnknownField."""

    def named(found: re.Match[str]) -> str:
        name = found[1].strip()
        field = name if name in FIELDS else names.get(name.casefold())
        if field is None:
            raise UnknownField(name)
        return f"{{{field}}}"

    return FIELD.sub(named, text)


def by_names(text: str, names: Mapping[str, str]) -> str:
    """The text as a lead reads it; `names` are the names by ids."""
    return FIELD.sub(lambda found: f"{{{names.get(found[1], found[1])}}}", text)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text for one case. Raises FieldMissing for the first field without a value."""

    def value(found: re.Match[str]) -> str:
        said = values.get(found[1], "")
        if not said:
            raise FieldMissing(found[1])
        return said

    return FIELD.sub(value, text)
