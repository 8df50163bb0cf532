"""The tiers of a standard: each says what must all be there, and one of them is enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import permutations

from cases.law.measures import Measure, Unit
from cases.law.reading import CONFIDENCES, Entry

KEYS = frozenset({"id", "near_80", "act_only", "figure_unknown", "confidence", "fixed_by"})
ENDINGS = ("_over", "_from", "_to")
FEN = 100


@dataclass(frozen=True)
class Condition:
    """A measure reaches `needed` (fen or a number), or is one of `options`.

    `up_to` is the end of a range in which each province fixes its own figure; `over`: more than, not at least.
    """

    measure: Measure
    needed: int = 0
    options: tuple[str, ...] = ()
    up_to: int | None = None
    over: bool = False

    @property
    def least(self) -> int:
        """The smallest figure that is enough. The months between two moments are already those they are more than."""
        return self.needed + 1 if self.over and self.measure.until is None else self.needed

    def halved(self) -> Condition:
        up_to = None if self.up_to is None else share(self.up_to, 50)
        return replace(self, needed=share(self.needed, 50), up_to=up_to)

    def implies(self, other: Condition) -> bool:
        """Whether whatever fulfils this one fulfils the other."""
        if self.measure.name != other.measure.name:
            return False
        if self.options:
            return set(self.options) <= set(other.options)
        return (self.up_to or self.least) >= (other.up_to or other.least)


@dataclass(frozen=True)
class Tier:
    """`near_80`: a tier of figures above this one is reached by 80 % (STD2 art. 81); `confidence` where it differs."""

    id: str
    conditions: tuple[Condition, ...]
    near_80: bool = False
    act_only: bool = False
    figure_unknown: bool = False
    confidence: str | None = None

    @property
    def ranged(self) -> Condition | None:
        """The condition whose figure a province fixes."""
        return next((condition for condition in self.conditions if condition.up_to is not None), None)

    def fixed_at(self, figure: int) -> Tier:
        """The same with the province's figure in place of the range."""
        fixed = [replace(one, needed=figure, up_to=None) if one.up_to else one for one in self.conditions]
        return replace(self, conditions=tuple(fixed))

    def halved(self) -> Tier:
        return replace(self, conditions=tuple(one if one.options else one.halved() for one in self.conditions))


def share(figure: int, percent: int) -> int:
    """The smallest whole fen, or number, that is at least so many percent of it."""
    return -(-figure * percent // 100)


def read_tiers(entries: Sequence[Entry], measures: Mapping[str, Measure]) -> tuple[Tier, ...]:
    """In the order of the file. Raises BadLaw, also for tiers that contradict or swallow each other."""
    found = [_tier(entry, measures) for entry in entries]
    for (entry, one), (_, other) in permutations(reversed(list(zip(entries, found, strict=True))), 2):
        if one.id == other.id:
            raise entry.wrong(f"tier {one.id} stands twice", "id")
        if _asks_the_same(one, other):
            raise entry.wrong(f"tiers {other.id} and {one.id} give two figures for the same thing", "id")
        if _implies(one, other):
            raise entry.wrong(f"tier {one.id} can never decide: whatever meets it meets {other.id}", "id")
    return tuple(found)


def _tier(entry: Entry, measures: Mapping[str, Measure]) -> Tier:
    conditions = tuple(_condition(entry, key, measures) for key in entry.values if _is_condition(entry, key))
    flags = {key: entry.flag(key) for key in ("near_80", "act_only", "figure_unknown")}
    if not conditions and not flags["act_only"]:
        raise entry.wrong("a tier without any condition")
    if ("fixed_by" in entry.values) != any(condition.up_to for condition in conditions):
        raise entry.wrong("a range, and only a range, is fixed_by the province", "fixed_by")
    if "fixed_by" in entry.values:
        entry.one_of("fixed_by", ("province",))
    confidence = entry.one_of("confidence", CONFIDENCES) if "confidence" in entry.values else None
    return Tier(entry.text("id"), conditions, **flags, confidence=confidence)


def _is_condition(entry: Entry, key: str) -> bool:
    """The two ends of a range are one condition, which its beginning stands for."""
    is_end = key.endswith("_to") and f"{key.removesuffix('_to')}_from" in entry.values
    return key not in KEYS and not is_end


def _condition(entry: Entry, key: str, measures: Mapping[str, Measure]) -> Condition:
    ending = next((one for one in ENDINGS if key.endswith(one)), "")
    measure = measures.get(key.removesuffix(ending))
    if measure is None or ending == "_to":
        raise entry.wrong(f"{key} is not a measure", key)
    if measure.unit is Unit.OPTION:
        return Condition(measure, options=_options(entry, key, measure))
    needed = read_figure(entry, key, measure)
    if ending != "_from":
        return Condition(measure, needed, over=ending == "_over")
    up_to = read_figure(entry, f"{measure.name}_to", measure)
    if needed > up_to:
        raise entry.wrong(f"{key} is above {measure.name}_to", key)
    return Condition(measure, needed, up_to=up_to)


def _options(entry: Entry, key: str, measure: Measure) -> tuple[str, ...]:
    value = entry.values[key]
    if value is True and measure.values:
        return measure.values
    offered = measure.questions[0].options
    chosen = entry.all_of(key, offered) if isinstance(value, list) else (entry.one_of(key, offered),)
    if not chosen:
        raise entry.wrong(f"{key} names no option", key)
    return chosen


def read_figure(entry: Entry, key: str, measure: Measure) -> int:
    """A sum in yuan as fen, or a number. Raises BadLaw unless it is more than nothing and whole."""
    figure = entry.number(key) * (FEN if measure.unit is Unit.YUAN else 1)
    if figure != figure.to_integral_value() or figure <= 0:
        raise entry.wrong(f"{key} is not a figure above zero, to the fen or whole", key)
    return int(figure)


def in_its_unit(measure: Measure, figure: int) -> Decimal | int:
    """As people write it: yuan for a sum, the number itself for the rest."""
    return Decimal(figure) / FEN if measure.unit is Unit.YUAN else figure


def _asks_the_same(one: Tier, other: Tier) -> bool:
    return one.near_80 == other.near_80 and _circumstances(one) == _circumstances(other)


def _circumstances(tier: Tier) -> set[tuple[str, frozenset[str]]]:
    return {(condition.measure.name, frozenset(condition.options)) for condition in tier.conditions}


def _implies(one: Tier, other: Tier) -> bool:
    if other.near_80 or other.figure_unknown:
        return False
    return all(any(condition.implies(needed) for condition in one.conditions) for needed in other.conditions)
