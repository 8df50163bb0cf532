"""The plan as a lead reads and changes it: its rows and texts, what they would say, and every change there was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.canned import FieldMissing, by_names
from cases.law.plans import UNITS, Plans
from cases.messages import Kind
from cases.plan_changes import Change, Row, Time, changed, rows_of
from cases.plan_texts import FIELDS, TEXTS
from handlers.door import Voice
from handlers.said.examples import example_text
from handlers.said.letter_facts import kind_name
from handlers.said.plan import row_name, when_sent, when_words
from storage.plans import Version, versions
from storage.team import team_of
from templates.rendering import LANGUAGES

MOST_SHOWN = 50


@dataclass(frozen=True)
class RowSaid:
    """One row with what it is for, its time as it is now, and whether that is the file's."""

    name: str
    what: str
    time: Time
    hours: str
    ours: str  # as the file has it, where a lead changed it


@dataclass(frozen=True)
class TextSaid:
    """One message: when it is sent, what may stand in it, the unit's own words and what would be sent."""

    kind: Kind
    name: str
    when: list[str]
    fields: list[str]
    own: Mapping[str, str]
    examples: Mapping[str, str]


@dataclass(frozen=True)
class Step:
    """What one version changed: of what, what it was, and what it is since."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class VersionSaid:
    number: int
    by: str
    at: datetime | None
    why: str
    steps: list[Step]


def rows_said(voice: Voice, files: Plans, plans: Plans) -> list[RowSaid]:
    ours = dict(rows_of(files))
    return [_row(voice, name, row, ours[name]) for name, row in rows_of(plans)]


def _row(voice: Voice, name: str, row: Row, ours: Row) -> RowSaid:
    was = "" if row.when == ours.when else when_words(voice, ours.when)
    within = row.when.hours
    hours = f"{within.opens:%H:%M}–{within.closes:%H:%M}" if within else ""
    return RowSaid(name, row_name(voice, row), Time.of(row.when), hours, was)


def texts_said(voice: Voice, plans: Plans) -> list[TextSaid]:
    """By the given plan, which need not be the one that stands."""
    voices = {language: with_plan(Voice(voice.door, language), plans) for language in LANGUAGES}
    found = []
    for kind in TEXTS:
        own = {language: _own(one, kind) for language, one in voices.items()}
        shown = {language: _example(one, kind) for language, one in voices.items()}
        when = when_sent(voices[voice.language], kind)
        found.append(TextSaid(kind, kind_name(voice, kind), when, fields_of(voice, kind), own, shown))
    return found


def _example(voice: Voice, kind: Kind) -> str:
    """What it would say; of a text that breaks, why: else nobody could open the page to mend it."""
    try:
        return example_text(voice, kind)
    except FieldMissing as error:
        return voice.say("plan.rows.broken", field=error.field)


def with_plan(voice: Voice, plans: Plans) -> Voice:
    """The same voice where that plan stands."""
    return replace(voice, door=voice.door.still(replace(voice.door.law, plans=plans)))


def _own(voice: Voice, kind: Kind) -> str:
    names = {name: voice.say(f"plan.fields.{name}") for name in FIELDS}
    return by_names(voice.door.law.plans.texts.get(kind, {}).get(voice.language, ""), names)


def fields_of(voice: Voice, kind: Kind) -> list[str]:
    return [voice.say(f"plan.fields.{name}") for name in TEXTS[kind].known]


def field_ids(voice: Voice) -> dict[str, str]:
    """By the names in every language, because a lead may write one in a text of the other."""
    voices = [Voice(voice.door, language) for language in LANGUAGES]
    return {one.say(f"plan.fields.{name}").casefold(): name for one in voices for name in FIELDS}


async def history_of(session: AsyncSession, voice: Voice) -> list[VersionSaid]:
    """The newest first, each with what it changed since the one before it."""
    team, found = await team_of(session), await versions(session, MOST_SHOWN + 1)
    pairs = zip(found, [*found[1:], Version()], strict=False)
    files = voice.door.standing.files.plans
    return [
        VersionSaid(new.number, team.name(new.made_by), new.made_at, new.why, list(_steps(voice, files, old, new)))
        for new, old in list(pairs)[:MOST_SHOWN]
    ]


def _steps(voice: Voice, files: Plans, old: Version, new: Version) -> Iterator[Step]:
    rows, before, after = dict(rows_of(files)), _times(files, old.change), _times(files, new.change)
    for name in sorted({*old.change.times, *new.change.times}):
        was, now = (_time_words(voice, one, name) for one in (before, after))
        if was != now:
            yield Step(row_name(voice, rows[name]) if name in rows else name, was, now)
    for kind in TEXTS:
        for language in LANGUAGES:
            was, now = (one.change.texts.get(kind, {}).get(language, "") for one in (old, new))
            if was != now:
                yield Step(_text_name(voice, kind, language), _said(voice, was), _said(voice, now))


def _times(files: Plans, change: Change) -> Mapping[str, Row]:
    return dict(rows_of(changed(files, change)[0]))


def _time_words(voice: Voice, rows: Mapping[str, Row], name: str) -> str:
    return when_words(voice, rows[name].when) if name in rows else ""


def _text_name(voice: Voice, kind: str, language: str) -> str:
    return voice.say("plan.rows.text", what=kind_name(voice, kind), language=voice.say(f"plan.languages.{language}"))


def _said(voice: Voice, text: str) -> str:
    names = {name: voice.say(f"plan.fields.{name}") for name in FIELDS}
    return by_names(text, names) or voice.say("plan.rows.ours")


def units_said(voice: Voice) -> list[tuple[str, str]]:
    return [(unit, voice.say(f"plan.units.{unit}")) for unit in UNITS]
