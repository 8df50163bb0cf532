"""The arithmetic of a finding in words: what each tier asks for, what the answers give, how far apart they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from cases.law.findings import Finding, Line
from cases.law.measures import Measure, Unit
from handlers.door import Door, Voice

TIMES_FROM = 1000  # percent


@dataclass(frozen=True)
class Figure:
    """One condition: what is measured, what is needed and what was found; `verdict` as in findings.Verdict.

    `is_sum`: in yuan, which needs no name; `is_option`: it was chosen; `is_circumstance`: it is there or not, so that
    the name alone says it.
    """

    measure: str
    needed: str
    found: str | None
    share: str  # of what is needed, such as "80%" or "106 倍"; empty where it is not known
    verdict: str
    is_sum: bool
    is_option: bool
    is_circumstance: bool


@dataclass(frozen=True)
class Tier:
    """One tier with its conditions; `best`: the one that decided or came nearest."""

    best: bool
    figures: list[Figure]


def tiers(voice: Voice, finding: Finding) -> list[Tier]:
    """Every tier in the order of the standard."""
    return [
        Tier(tier == finding.best, [_figure(voice, finding, line) for line in lines])
        for tier, lines in groupby(finding.lines, key=lambda line: line.tier)
    ]


def conflicts(voice: Voice, finding: Finding) -> Iterator[tuple[str, str]]:
    """Other sources' figures for the same thing: what is measured, and the figure there."""
    for conflict in finding.conflicts:
        yield _measure(voice, conflict.measure), _said(voice, conflict.unit, conflict.figure)


def _figure(voice: Voice, finding: Finding, line: Line) -> Figure:
    measure = _measure(voice, line.measure)
    found = None if line.found is None else _value(voice, finding, line, line.found)
    if found and line.at_least:
        found = voice.say("findings.at_least", figure=found)
    if found and line.approximate:
        found = voice.say("findings.about", figure=found)
    taken_from = _measured(voice.door, finding, line.measure)
    return Figure(
        measure,
        _needed(voice, finding, line),
        found,
        _share(voice, line.percent),
        line.verdict.value,
        is_sum=line.unit is Unit.YUAN,
        is_option=line.unit is Unit.OPTION,
        is_circumstance=bool(taken_from and taken_from.values and line.unit is Unit.OPTION),
    )


def _share(voice: Voice, percent: int | None) -> str:
    """From ten times on in times, rounded down."""
    if percent is None:
        return ""
    return f"{percent}%" if percent < TIMES_FROM else voice.say("findings.times", times=percent // 100)


def _needed(voice: Voice, finding: Finding, line: Line) -> str:
    figure = _value(voice, finding, line, line.needed)
    if line.up_to is not None:
        most = _said(voice, line.unit, line.up_to)
        return voice.say("findings.range", least=figure, most=most)
    return voice.say("findings.over", figure=figure) if line.over else figure


def _value(voice: Voice, finding: Finding, line: Line, value: Decimal | int | tuple[str, ...]) -> str:
    if not isinstance(value, tuple):
        return _said(voice, line.unit, value)
    options = [_option(voice, finding, line.measure, one) for one in value]
    return voice.say("phrases.comma").join(options)


def _said(voice: Voice, unit: Unit, value: Decimal | int) -> str:
    if unit is Unit.YUAN:
        return voice.spoken.money(int(value * 100))
    return voice.say(f"findings.units.{unit.value}", figure=f"{value:,}")


def _measure(voice: Voice, name: str) -> str:
    path = f"findings.measures.{name}"
    return voice.say(path) if voice.has(path) else name


def _option(voice: Voice, finding: Finding, measure: str, option: str) -> str:
    """The words of the button that was pressed, from the question the measure is taken from."""
    taken_from = _measured(voice.door, finding, measure)
    path = f"questions.{taken_from.questions[0].id}.options.{option}" if taken_from else ""
    return voice.say(path) if path and voice.has(path) else option


def _measured(door: Door, finding: Finding, name: str) -> Measure | None:
    """The measure as this offence takes it: two offences may ask different questions for the same thing."""
    standards = door.law.thresholds.get(finding.offence, ())
    conditions = (one for standard in standards for tier in standard.tiers for one in tier.conditions)
    return next((one.measure for one in conditions if one.measure.name == name), None)
