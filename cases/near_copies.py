"""Which stories and names are nearly the same: bands by which candidates are found, and a score for each of them.

A story is the set of its letters and pairs of letters, without sums, signs, grammar and the pairs that every other
report has. MinHash: the least values of two such sets under a permutation are the same as often as their members are
(Broder 1997); three of them make a band, and one equal band of twenty makes a candidate (Leskovec, Rajaraman, Ullman,
Mining of Massive Datasets, chapter 3). Bands are looked up by the blind index like everything else.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from math import log, prod, sqrt
from pathlib import Path

from rapidfuzz import fuzz

from cases.understanding.firm_names import PLACES
from cases.understanding.likeness import Manner, pieces
from cases.understanding.tables import any_of
from cases.understanding.words import GRAMMAR
from cases.understanding.writing import plain
from cases.written import brand_of

LONGEST = 2_000  # letters of a story that are looked at
BANDS, ROWS = 20, 3
FEWEST = 8  # of them, below which a story says too little to be like another
COMMON = 0.012  # of the example sentences: what more of them hold tells no story from another
SHOWN = 0.32  # the least score at which two cases are shown as likely related
SAME_NAME, SAME_SHORT_NAME = 0.45, 0.25  # 李大海 is rarer than 王伟
OTHER_PLACE = 0.6  # 宁波恒信贸易 and 上海恒信贸易 are rarely one firm
SHORTEST_BRAND = 3

_PRIME = (1 << 61) - 1
_DRAWN = random.Random(20_261_128)  # noqa: S311 - fixed for good: stored bands depend on it, and a key hides them
_PERMUTATIONS = [(_DRAWN.randrange(1, _PRIME), _DRAWN.randrange(_PRIME)) for _ in range(BANDS * ROWS)]
_PIECES = Manner((1, 2), lambda _before, word: (word,), ())
_PLACE = re.compile(any_of(PLACES))


@dataclass(frozen=True)
class Story:
    """A story made ready once, to be compared with many."""

    text: str

    @cached_property
    def written(self) -> str:
        return re.sub(r"[0-9.,:%]+", "", plain(self.text[:LONGEST]).lower())

    @cached_property
    def pieces(self) -> frozenset[str]:
        """Its letters and pairs of letters, without grammar and the pairs that every other report has."""
        common = _common()
        return frozenset(
            piece
            for piece in pieces(self.written, _PIECES)
            if GRAMMAR.isdisjoint(piece) and (len(piece) == 1 or piece not in common)
        )

    @cached_property
    def weight(self) -> float:
        return _weight(self.pieces)


def bands(story: str) -> list[str]:
    """Of a story, each with its own number in front; none of one that is too short."""
    hashes = [_hash(piece) for piece in Story(story).pieces]
    if len(hashes) < FEWEST:
        return []
    least = [min((a * one + b) % _PRIME for one in hashes) for a, b in _PERMUTATIONS]
    return [":".join(map(str, (band, *least[band * ROWS : (band + 1) * ROWS]))) for band in range(BANDS)]


def story_likeness(one: Story, other: Story) -> float:
    """From 0 to 1: what they share weighed by how rare it is, and how much of the one is letter for letter the other.

    The first does not mind another order, the second not a few words that many stories have.
    """
    if min(len(one.pieces), len(other.pieces)) < FEWEST:
        return 0
    shared = _weight(one.pieces & other.pieces) / sqrt(one.weight * other.weight)
    return (shared + fuzz.ratio(one.written, other.written) / 100) / 2


def firm_likeness(one: str, other: str) -> float:
    """Of two bare names with one brand: less when they are at home in different places."""
    places = [_PLACE.search(name) for name in (one, other)]
    here, there = (found[0] if found else "" for found in places)
    alike = fuzz.ratio(brand_of(one), brand_of(other)) * 0.5 + fuzz.ratio(one, other) * 0.5
    return alike / 100 * (OTHER_PLACE if here and there and here != there else 1)


def brands(bare_names: Iterable[str]) -> set[str]:
    """By which firms of nearly the same name are found; what is too short to mean one is left out."""
    return {brand for name in bare_names if len(brand := brand_of(name)) >= SHORTEST_BRAND}


def name_likeness(letters: int) -> float:
    return SAME_SHORT_NAME if letters < SHORTEST_BRAND else SAME_NAME


def together(scores: Iterable[float]) -> float:
    """Several reasons make it more likely than the best of them."""
    return 1 - prod(1 - score for score in scores)


def _weight(found: Iterable[str]) -> float:
    weights, unknown = _weights()
    return sum(weights.get(piece, unknown) for piece in found)


@lru_cache(maxsize=1)
def _counted() -> tuple[Counter[str], int]:
    """In how many of the offences' example sentences a piece stands, and how many sentences there are."""
    files = sorted((Path(__file__).parent / "offences").glob("*.toml"))
    rows = [row for file in files for row in tomllib.loads(file.read_text("utf-8"))["offences"]]
    sentences = [sentence for row in rows for sentence in row.get("say", ())]
    return Counter(piece for one in sentences for piece in pieces(Story(one).written, _PIECES)), len(sentences)


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    counted, sentences = _counted()
    return frozenset(piece for piece, times in counted.items() if times > COMMON * sentences)


@lru_cache(maxsize=1)
def _weights() -> tuple[dict[str, float], float]:
    """By piece, and of one that no example holds."""
    counted, sentences = _counted()
    return {piece: log((sentences + 1) / (times + 1)) for piece, times in counted.items()}, log(sentences + 1)


def _hash(piece: str) -> int:
    return int.from_bytes(blake2b(piece.encode(), digest_size=8).digest()) % _PRIME
