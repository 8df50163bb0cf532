"""What a text sounds like: the short pieces of its writing weighed against example sentences.

A piece of a story is a Chinese character or two neighbouring ones, or the beginning of a word or of two neighbouring
words; of a question, which is short, two to four characters, and words as they stand with the parts of them.
A piece that few examples share weighs more (TF-IDF), and two texts are as alike as the angle between them is small
(cosine). Nothing is learned and nothing is fetched: the examples are the whole model, and a reader can change them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from operator import mul, truediv

from cases.understanding.writing import plain

LONGEST = 2_000  # characters of a text that are looked at

_CHINESE, _WORD = "[\u3400-\u4dbf\u4e00-\u9fff]", "[^\\W\\d_\u3400-\u4dbf\u4e00-\u9fff]"
_RUN = re.compile(f"({_CHINESE}+)|{_WORD}+")


def _beginnings(before: str, word: str) -> tuple[str, ...]:
    """So that payment and payments are one piece."""
    return word[:6], before[:6] + word[:6]


def _whole_and_parts(before: str, word: str) -> tuple[str, ...]:
    bare = word[1:]
    return f"{word} ", f"{before[1:]}{word}", *(bare[at : at + 4] for at in range(len(bare) - 3))


@dataclass(frozen=True)
class Manner:
    """How texts are compared.

    The sizes of a piece of Chinese, the pieces of a word behind another (each with a blank in front), and how much the
    likest examples of a label count, the likest first.
    """

    sizes: tuple[int, ...]
    of_words: Callable[[str, str], tuple[str, ...]]
    shares: tuple[float, ...]


STORIES = Manner((1, 2), _beginnings, tuple(place / 55 for place in range(10, 0, -1)))
QUESTIONS = Manner((2, 3, 4), _whole_and_parts, (0.6, 0.25, 0.15))


class Likeness:
    """Example sentences by label, ready to be compared with a text.

    `kinds` are lists of words that say the same, in small letters; a text with one of them is like an example with
    another.
    """

    def __init__(
        self,
        examples: Mapping[str, Sequence[str]],
        kinds: Mapping[str, Sequence[str]] | None = None,
        manner: Manner = STORIES,
    ) -> None:
        """Blank examples and labels without examples are never found."""
        self._manner = manner
        self._kinds = {
            f"<{kind}>": re.compile("|".join(map(re.escape, words))) for kind, words in (kinds or {}).items()
        }
        found: dict[str, list[int]] = defaultdict(list)
        self._spans: dict[str, slice] = {}
        rows = 0
        for label, sentences in examples.items():
            for row, sentence in enumerate(sentences, rows):
                for piece in self._pieces(sentence):
                    found[piece].append(row)
            self._spans[label] = slice(rows, rows + len(sentences))
            rows += len(sentences)
        self._rare = log(rows + 1) ** 2
        self._where = {piece: (log((rows + 1) / len(where)) ** 2, where) for piece, where in found.items()}
        squares = [0.0] * rows
        for weight, where in self._where.values():
            for row in where:
                squares[row] += weight
        self._lengths = [sqrt(square) or 1.0 for square in squares]

    def scores(self, text: str) -> list[tuple[str, float]]:
        """(label, likeness from 0 to 1) of every label that shares a piece with the text, the likest first."""
        shared = [0.0] * len(self._lengths)
        square = 0.0
        for piece in self._pieces(text):
            weight, where = self._where.get(piece, (self._rare, ()))
            square += weight
            for row in where:
                shared[row] += weight
        if not square:
            return []
        length = sqrt(square)
        alike = list(map(truediv, shared, self._lengths))
        marks = ((label, _mixed(alike[span], self._manner.shares) / length) for label, span in self._spans.items())
        return sorted((mark for mark in marks if mark[1]), key=lambda mark: -mark[1])

    def _pieces(self, text: str) -> set[str]:
        written = _written(text)
        return pieces(written, self._manner) | {kind for kind, words in self._kinds.items() if words.search(written)}


def pieces(written: str, manner: Manner = STORIES) -> set[str]:
    """The different pieces of a text in plain writing and small letters. Digits, marks and emoji belong to none."""
    found: set[str] = set()
    before = ""
    for run in _RUN.finditer(written):
        word = run[0]
        if run[1]:
            found.update(*([word[at : at + size] for at in range(len(word) - size + 1)] for size in manner.sizes))
            before = ""
        else:
            word = f" {word}"
            found.update(manner.of_words(before, word))
            before = word
    return found


def _written(text: str) -> str:
    return plain(text[:LONGEST])[:LONGEST].lower()


def _mixed(alike: list[float], shares: tuple[float, ...]) -> float:
    """The mean of the best few examples of a label, the best weighed most."""
    return float(sum(map(mul, shares, sorted(alike, reverse=True))))
