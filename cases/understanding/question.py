"""A question that a person asks us, instead of answering ours or telling what happened."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cases.asked import Known
from cases.understanding.asking import Form, clauses, form, sentences
from cases.understanding.subject import Subjects

LONGEST = 600  # characters at the end of a text that are looked at, and
MOST = 6  # clauses: a question stands there, or is most of it
SHARE = 0.6  # of the text, from which on the question is what it is about
ASIDE = 20  # characters beside the question that may be quoted with it, when they tell nothing that counts

_THANKS = re.compile(
    r"\W*(?:谢谢|多谢|感谢|谢了|拜托|麻烦了?|辛苦|急|在线等|盼复|thanks?|thank you|please)(?:[你您们了啊急]|\W){0,9}",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"[0-9０-９]|[一二两三四五六七八九十几百]+[万千亿百块元]")


@dataclass(frozen=True)
class Asking:
    """A question to us: `id` is one of asked.toml, None where we have no answer; `quote` is its place in the text."""

    id: str | None
    quote: str


class Asked:
    """Finds what is asked; built once, at start."""

    def __init__(self, known: Sequence[Known]) -> None:
        self._subjects = Subjects(known)

    def find(self, text: str) -> Asking | None:
        """The question in `text`, when it is most of it or ends it. A story with a question inside is a story."""
        parts = [part for sentence in sentences(text[-LONGEST:]) for part in clauses(sentence)]
        while len(parts) > 1 and _THANKS.fullmatch(parts[-1]):
            parts.pop()
        looked_at = parts[-MOST:]
        places = [place for place in range(len(looked_at)) if self._asks(looked_at, place)]
        if not places:
            return None
        length = len(text) if len(text) > LONGEST else sum(map(len, parts))
        asking = sum(len(looked_at[place]) for place in places)
        if places[-1] < len(looked_at) - 1 and asking < SHARE * length:
            return None
        quote = _quote(looked_at, places, beside=length - asking)
        return Asking(self._subjects.of(quote) or self._subjects.of(_with_one_before(looked_at, places[-1])), quote)

    def all_known(self, text: str) -> tuple[str, ...]:
        """The ids of what is asked in `text`, where several questions stand beside each other, in their order."""
        whole = self.find(text)
        if whole is None:
            return ()
        each = [self.find(part) for one in sentences(text[-LONGEST:]) for part in clauses(one)][-MOST:]
        known = tuple(dict.fromkeys(one.id for one in each if one and one.id))
        return known if len(known) > 1 else (whole.id,) if whole.id else ()

    def _asks(self, parts: Sequence[str], place: int) -> bool:
        """To us: in words about what is done here, or with a question that we know, maybe with the clause before."""
        how = form(parts[place])
        if how in {Form.TO_US, Form.NOT}:
            return how is Form.TO_US
        known = self._subjects.of(parts[place])
        return bool(known or (how is Form.OPEN and place and self._subjects.of(_with_one_before(parts, place))))


def _with_one_before(parts: Sequence[str], place: int) -> str:
    """A clause with the one before it, which may hold what it is about: 钱刚转走，还拦得住吗."""
    return "".join(parts[max(0, place - 1) : place + 1])


def _quote(parts: Sequence[str], places: Sequence[int], beside: int) -> str:
    """The whole when the rest, `beside` characters, tells nothing; else the clauses at the end that ask."""
    rest = (part for place, part in enumerate(parts) if place not in places)
    if beside <= ASIDE and not any(map(_FIGURES.search, rest)):
        return "".join(parts).strip()
    last = first = places[-1]
    while first - 1 in places:
        first -= 1
    return "".join(parts[first : last + 1]).strip()
