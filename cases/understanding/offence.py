"""Which offence a story sounds like: the signs that stand in it, and the examples it resembles.

A story is weighed as a whole and in parts of a few clauses, and the part that speaks loudest counts, so that the one
sentence about the crime is not lost among ten about the firm. What describes no offence (no_offence.toml) is weighed
the same way and speaks against all of them. The figures below were tuned on stories told for the purpose.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from cases.questionnaire import Offence
from cases.understanding.likeness import LONGEST, Likeness, pieces
from cases.understanding.signs import compiled
from cases.understanding.writing import composed, plain

NOTHING = ""  # the label of what describes no offence
SIGN = 0.03  # what one sign adds to the likeness, which is about 0.1 for a story much like the examples
MOST_SIGNS = 3  # more of them say nothing new
DOUBT = 0.7  # how much the likeness to no offence takes away
FAINT = 0.005  # less than this is noise
FEWEST = 4  # different pieces of writing; 哈哈哈 has two
MOST = 5  # candidates, more would help nobody
PART = 45  # characters of a part, about two clauses; English takes three times as many
SURE, CLEAR = 0.05, 1.6  # the first one's least score, and how many times the second's it must be

_MARKS = r"，。！？；、,!?;\s"
_CLAUSE = re.compile(rf"(?:[^{_MARKS}]|(?<=\d),(?=\d)){{1,60}}[{_MARKS}]{{0,3}}|[{_MARKS}]{{1,60}}")
_EDGES = "，。！？；、,.!?;: "


@dataclass(frozen=True)
class Candidate:
    """An offence the story may describe; `score` is above 0, `quote` are the story's words that speak most for it."""

    offence: str
    score: float
    quote: str


class Sense:
    """The offences' examples and signs, read once, ready to be compared with stories."""

    def __init__(self, offences: Iterable[Offence]) -> None:
        nothing = _data("no_offence.toml")
        say: dict[str, Sequence[str]] = {NOTHING: nothing["say"]}
        signs: dict[str, Sequence[str]] = {NOTHING: nothing["signs"]}
        for offence in offences:
            say[offence.id], signs[offence.id] = offence.say, offence.signs
        self._likeness = Likeness(say, _data("word_kinds.toml"))
        self._signs = {label: [compiled(sign) for sign in found] for label, found in signs.items()}

    def candidates(self, text: str) -> list[Candidate]:
        """The offences the story may describe, the likeliest first; none when it rather describes no offence."""
        parts = list(_parts(text[:LONGEST]))
        written = [plain(part)[: len(part) + PART].lower() for part in parts]
        whole = " ".join(written)
        if len(pieces(whole)) < FEWEST:
            return []
        seen = self._signs_in(written, whole)
        heard = list(map(self._heard, written, seen))
        all_in_all = self._heard(whole, seen[-1]) if len(parts) > 1 else heard[0]
        found = []
        for label, score in all_in_all.items():
            loudest, quote = max(zip((one[label] for one in heard), parts, strict=True))
            if max(score, loudest) > FAINT:
                found.append(Candidate(label, max(score, loudest), composed(quote).strip(_EDGES)))
        return sorted(found, key=lambda one: -one.score)[:MOST]

    def _signs_in(self, written: Sequence[str], whole: str) -> list[Counter[str]]:
        """How many signs of each label begin in each of the parts, and last in the whole."""
        starts = list(accumulate((len(part) + 1 for part in written), initial=0))
        seen: list[Counter[str]] = [Counter() for _ in starts]
        for label, signs in self._signs.items():
            for sign in signs:
                if found := sign.search(whole):
                    seen[bisect(starts, found.start()) - 1][label] += 1
                    seen[-1][label] += 1
        return seen

    def _heard(self, text: str, seen: Mapping[str, int]) -> dict[str, float]:
        """How much more the text sounds like each offence than like none."""
        alike = dict(self._likeness.scores(text))
        marks = {label: alike.get(label, 0) + SIGN * min(seen[label], MOST_SIGNS) for label in self._signs}
        doubt = DOUBT * marks.pop(NOTHING)
        return {label: mark - doubt for label, mark in marks.items()}


def is_sure(candidates: Sequence[Candidate]) -> bool:
    """Whether the first stands so clearly ahead that it may be said back instead of being offered among others."""
    if not candidates or candidates[0].score < SURE:
        return False
    return len(candidates) == 1 or candidates[0].score >= CLEAR * candidates[1].score


def _data(name: str) -> dict[str, list[str]]:
    return tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))


def _parts(text: str) -> Iterator[str]:
    """The text cut between clauses into parts of `PART` characters or a little more; at least one."""
    size = PART * 3 if text.isascii() else PART
    start = 0
    for clause in _CLAUSE.finditer(text):
        if clause.end() - start >= size and len(text) - clause.end() >= size / 2:
            yield text[start : clause.end()]
            start = clause.end()
    yield text[start:]
