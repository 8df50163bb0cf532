"""The filing standards as data: the versions of each offence, with their tiers, local figures and other readings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from cases.law.measures import Measure, Unit, read_measure, read_measures
from cases.law.reading import BASIS, Basis, Entry, Shelf, parts
from cases.law.tiers import Condition, Tier, in_its_unit, read_figure, read_tiers

FLAGS = frozenset({"verify", "open_ended"})
PARTS = frozenset({"any", "local", "conflicts"})
KEYS = BASIS | FLAGS | PARTS | {"offence", "article", "result", "company_is", "half_if", "measures"}
WITHOUT_FIGURE = ("no_figure", "unknown")
PROVINCE = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True)
class Local:
    """The figure (fen or a number) a province fixed within the range of a tier."""

    province: str
    tier: str
    figure: int
    basis: Basis


@dataclass(frozen=True)
class Conflict:
    """Another source that gives another figure (yuan or a number): stored, not hidden."""

    measure: str
    unit: Unit
    figure: Decimal | int
    basis: Basis


@dataclass(frozen=True)
class Standard:
    """One version of an offence's standard. `result` stands where there is no figure, or none is known to us.

    `open_ended`: the article also names circumstances that no question asks about, so that less than every tier is
    never the last word. `half_if`: where this holds, half of each figure is enough.
    """

    offence: str
    article: str
    basis: Basis
    result: str | None
    tiers: tuple[Tier, ...] = ()
    locals: tuple[Local, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    half_if: Condition | None = None
    verify: bool = False
    open_ended: bool = False
    company_is_suspect: bool = False

    def local(self, tier: Tier, province: str | None, on: date) -> Local | None:
        """The newest figure that this province had fixed for this tier by that day."""
        return in_force([one for one in self.locals if (one.province, one.tier) == (province, tier.id)], on)

    def tiers_in(self, province: str | None, on: date) -> tuple[Tier, ...]:
        """The tiers as they hold there: with the province's figure in place of a range, where there is one."""
        fixed = [(tier, self.local(tier, province, on)) for tier in self.tiers]
        return tuple(tier.fixed_at(local.figure) if local else tier for tier, local in fixed)


Dated = TypeVar("Dated", Standard, Local)


def in_force(versions: Sequence[Dated], on: date) -> Dated | None:
    """The newest version that had begun by that day."""
    begun = [one for one in versions if one.basis.effective_from <= on]
    return max(begun, key=lambda one: one.basis.effective_from, default=None)


def read_thresholds(shelf: Shelf) -> dict[str, tuple[Standard, ...]]:
    """Every version by offence, oldest first. Raises BadLaw."""
    measures = read_measures(shelf)
    found: dict[str, list[Standard]] = {}
    for entry in shelf.entries("thresholds", "thresholds"):
        standard = _standard(shelf, entry, measures)
        versions = found.setdefault(standard.offence, [])
        begins = standard.basis.effective_from
        if any(begins == other.basis.effective_from for other in versions):
            raise entry.wrong(f"{standard.offence} has two versions from {begins}", "effective_from")
        versions.append(standard)
    return {name: tuple(sorted(all_, key=lambda one: one.basis.effective_from)) for name, all_ in found.items()}


def _standard(shelf: Shelf, entry: Entry, measures: Mapping[str, Measure]) -> Standard:
    entry.only(KEYS)
    measures = {**measures, **_own_measures(shelf, entry)}
    tiers = read_tiers(parts(entry, "any"), measures)
    if bool(tiers) == ("result" in entry.values):
        raise entry.wrong("a standard has either tiers ([[thresholds.any]]) or a result without figures", "result")
    return Standard(
        entry.one_of("offence", shelf.offences),
        entry.text("article"),
        shelf.basis(entry),
        None if tiers else entry.one_of("result", WITHOUT_FIGURE),
        tiers,
        _locals(shelf, entry, tiers),
        tuple(_conflict(shelf, part, measures) for part in parts(entry, "conflicts")),
        _half_if(entry, measures),
        **{flag: entry.flag(flag) for flag in FLAGS},
        company_is_suspect="company_is" in entry.values and entry.one_of("company_is", ("suspect",)) == "suspect",
    )


def _own_measures(shelf: Shelf, entry: Entry) -> dict[str, Measure]:
    """What this offence measures by another question: `amount = "bribe_amount"`, or a whole measure in braces."""
    rows: Any = entry.values.get("measures", {})
    if not isinstance(rows, dict):
        raise entry.wrong("measures is not a table", "measures")
    line = entry.lines.get("measures", entry.line)
    tables = {name: row if isinstance(row, dict) else {"question": row} for name, row in rows.items()}
    return {
        name: read_measure(shelf, Entry(entry.file, line, row, dict.fromkeys(row, line)), name)
        for name, row in tables.items()
    }


def _half_if(entry: Entry, measures: Mapping[str, Measure]) -> Condition | None:
    if "half_if" not in entry.values:
        return None
    measure = measures[entry.one_of("half_if", [name for name, measure in measures.items() if measure.values])]
    return Condition(measure, options=measure.values)


def _locals(shelf: Shelf, entry: Entry, tiers: Sequence[Tier]) -> tuple[Local, ...]:
    ranged = {tier.id: tier.ranged for tier in tiers if tier.ranged}
    found: dict[tuple[object, ...], Local] = {}
    for part in parts(entry, "local"):
        local = _local(shelf, part, ranged)
        key = (local.province, local.tier, local.basis.effective_from)
        if key in found:
            raise part.wrong(f"{local.province} has two figures for {local.tier} from {local.basis.effective_from}")
        found[key] = local
    return tuple(found.values())


def _local(shelf: Shelf, part: Entry, ranged: Mapping[str, Condition]) -> Local:
    """A figure within the range it fixes; `tier` may be left out where there is only one range. Raises BadLaw."""
    province = part.text("province")
    if not PROVINCE.fullmatch(province):
        raise part.wrong(f"province {province} is not two capital letters", "province")
    if not ranged:
        raise part.wrong("no tier leaves a range to the province")
    tier = next(iter(ranged)) if len(ranged) == 1 and "tier" not in part.values else part.one_of("tier", ranged)
    condition = ranged[tier]
    part.only(BASIS | {"province", "tier", condition.measure.name})
    figure = read_figure(part, condition.measure.name, condition.measure)
    if not condition.needed <= figure <= (condition.up_to or figure):
        raise part.wrong(f"{condition.measure.name} is outside the range of the tier {tier}", condition.measure.name)
    return Local(province, tier, figure, shelf.basis(part))


def _conflict(shelf: Shelf, part: Entry, measures: Mapping[str, Measure]) -> Conflict:
    named = [name for name in part.values if name not in BASIS]
    if len(named) != 1 or named[0] not in measures or measures[named[0]].unit is Unit.OPTION:
        raise part.wrong("a conflict names one measure with its other figure")
    measure = measures[named[0]]
    figure = in_its_unit(measure, read_figure(part, measure.name, measure))
    return Conflict(measure.name, measure.unit, figure, shelf.basis(part))
