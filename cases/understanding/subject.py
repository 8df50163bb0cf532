"""Which of the known questions a question is: by the words it turns on, and by what it sounds like.

A word weighs the more the fewer questions use it: 律师 tells much, 怎么办 next to nothing. Where two questions come out
nearly alike, neither is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import log

from cases.asked import Known
from cases.understanding.likeness import QUESTIONS, Likeness
from cases.understanding.writing import plain

ENOUGH = 2.07  # as much as a word of seven questions in fifty-six
PLENTY = 6.0  # as much as two words of one question
SECOND = 0.75  # of the best, at the most, may the next one have
LIKENESS = 5.0  # how much the likeness (0 to 1) adds to the weight of words
NEARLY = 0.65  # as like as the likest must be whose words fit, unless they are plenty
SAME = 0.35  # so like a way of asking that the next one does not matter

Sign = tuple[frozenset[str], ...]  # of each part one word

_WORDS = re.compile(r"[\w']+")

# Ways of asking that mean the same, in the spelling that asked.toml uses.
_SAME = tuple(
    (re.compile(said), meant)
    for said, meant in (
        ("[您妳]", "你"),
        ("俺|咱们?", "我"),
        ("[啥甚](?!至)", "什么"),
        ("干[嘛吗]|做什么用", "干什么"),
        ("怎样|如何|咋", "怎么"),
        ("哪儿", "哪里"),
        ("(?<=[这那哪几一两每整找换派叫来有])个人", "个 人"),
        ("多长时间|多少时间", "多久"),
        ("能不能|可不可以|可以不可以|是否可以|能否|可否|能够|可以", "能"),
        ("要不要|需不需要|用不用|是否需要|需要", "要"),
        ("是否", "是"),
        (r"(?![动时])([\u4e00-\u9fff])[不没]\1", r"\1"),
        ("^我?也?不(?:知道|清楚|晓得)(?=[能会要是够算])", ""),
        ("(?:没有?|不|嘛|(?<![什怎这那])么)$", "吗"),
    )
)


def spoken(text: str) -> str:
    """`text` in one spelling: simplified, lower case, without end marks, and one word where people use several."""
    words = plain(text).lower().strip(" ?!。.~…")
    for said, meant in _SAME:
        words = said.sub(meant, words)
    return words


class Subjects:
    """The known questions, ready to be compared with a question."""

    def __init__(self, known: Sequence[Known]) -> None:
        said = {one.id: tuple(map(spoken, one.say)) for one in known}
        self._likeness = Likeness(said, manner=QUESTIONS)
        self._signs = [(one.id, tuple(map(_sign, one.about))) for one in known]
        words = frozenset().union(*(part for _, signs in self._signs for sign in signs for part in sign))
        texts = [_spaced(" ".join(ways)) for ways in said.values()]
        self._weights = {word: log(len(texts) / max(sum(word in one for one in texts), 1)) for word in words}

    def of(self, question: str) -> str | None:
        """The id of the one known question that stands out; None when there is none, or more than one."""
        words = spoken(question)
        alike = dict(self._likeness.scores(words))
        marks = self._marks(words, alike)
        best, second = sorted(marks, key=marks.__getitem__, reverse=True)[:2]
        if marks[best] < ENOUGH:
            return None
        if alike.get(best, 0.0) >= SAME:
            return best
        sounds_so = marks[best] >= PLENTY or alike.get(best, 0.0) >= NEARLY * max(alike.values(), default=0.0)
        return best if sounds_so and marks[second] <= SECOND * marks[best] else None

    def _marks(self, words: str, alike: Mapping[str, float]) -> dict[str, float]:
        """What speaks for each question: its words that are there, and the likeness."""
        text = _spaced(words)
        there = {word: weight for word, weight in self._weights.items() if word in text}
        return {
            name: max(_weight(sign, there) for sign in signs) + LIKENESS * alike.get(name, 0.0)
            for name, signs in self._signs
        }


def _sign(about: str) -> Sign:
    """As asked.toml writes it: "A/B C" is A or B, and C. English words stand between spaces, Chinese ones anywhere."""
    return tuple(
        frozenset(
            f" {word.replace('_', ' ')} " if word.isascii() and not word.isdecimal() else word
            for word in part.split("/")
        )
        for part in about.split()
    )


def _weight(sign: Sign, there: Mapping[str, float]) -> float:
    """The weight of the words that are there; 0 unless every part has one."""
    for part in sign:
        if part.isdisjoint(there):
            return 0.0
    return sum(max(there[word] for word in part & there.keys()) for part in sign)


def _spaced(words: str) -> str:
    return f" {' '.join(_WORDS.findall(words))} "
