"""What can be chosen in a verb's form in chat: a field for each choice, in the order in which they are asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.law.triage import Urgency
from cases.placing import NO_ITEM
from cases.tracks import DESK_REASONS, ENDED
from cases.verbs import Takes
from handlers.door import Voice
from handlers.outside import read_id
from handlers.said.cases import districts
from handlers.said.consulting import experts, lacking, open_tasks, owners, panel, recommendations, times
from handlers.said.law import legal_names
from handlers.said.links import identifier_names, look_further
from handlers.said.materials import line_title, place_title
from handlers.said.planned import later_options, planned_options
from handlers.said.revising import changeable, in_short
from handlers.said.signatures import look_at_named, own_names
from handlers.said.special_teams import anybody, hours, scopes, seated
from handlers.said.team import colleagues, person_words
from handlers.said.together import along, officers, series_choices
from handlers.said.tracks import TracksView, look_at_tracks
from storage.consulting import tasks_of
from storage.materials import open_checklist
from storage.planned import planned_for
from storage.tables import Case, Member
from storage.team import team_of
from storage.tracks import tracks_of

Options = dict[str, str]  # label by value
MOST_FILES_SHOWN = 40  # the console shows all
WRITTEN = "written"  # another case than those that are shown, by its number in the text


@dataclass(frozen=True)
class Asked:
    """One member filling a form for one case. `given` holds ids only: it stands unsealed with the chat."""

    session: AsyncSession
    voice: Voice
    member: Member
    case: Case
    given: Mapping[str, str]

    def now_in(self, session: AsyncSession) -> Asked:
        """The same form in another session: it was asked for in one that reads, and is done in one that writes."""
        return replace(self, session=session)

    def with_more(self, **given: str) -> Asked:
        return replace(self, given={**self.given, **{name: value for name, value in given.items() if value}})

    async def tracks(self) -> TracksView:
        tracks = await tracks_of(self.session, self.case.id)
        return await look_at_tracks(self.session, self.voice, self.member, self.case, tracks)

    def colleague(self, field: str) -> UUID | None:
        return read_id(self.given.get(field, ""))


@dataclass(frozen=True)
class Field:
    """One choice. A field that offers nothing is passed over if it may lack."""

    name: str
    options: Callable[[Asked], Awaitable[Options]]
    may_lack: bool = False
    names: Callable[[Asked], Awaitable[Options]] | None = None  # what was chosen, where the buttons say more
    aside: Callable[[Asked], Awaitable[list[str]]] | None = None  # what is said beneath, and cannot be pressed


async def _colleagues(asked: Asked) -> Options:
    found = await colleagues(asked.session, asked.voice, asked.case, asked.member)
    return {str(one.member.id): person_words(asked.voice, one) for one in found if not one.is_away}


async def _names(asked: Asked) -> Options:
    team = await team_of(asked.session)
    return {str(one.id): name for one, name in team.named(team.working(asked.case.district))}


async def _absent(asked: Asked) -> list[str]:
    found = await colleagues(asked.session, asked.voice, asked.case, asked.member)
    return [person_words(asked.voice, one) for one in found if one.is_away]


async def _holder(asked: Asked) -> Options:
    """A colleague who has the case: to write to their reporter takes one more press."""
    case, team = asked.case, await team_of(asked.session)
    if case.service in ENDED or case.holder_id in {None, asked.member.id}:
        return {}
    return {str(case.holder_id): asked.voice.say("team.write_despite", name=team.name(case.holder_id))}


async def _messages(asked: Asked) -> Options:
    return in_short(asked.voice, await changeable(asked.session, asked.case, asked.member))


async def _planned(asked: Asked) -> Options:
    return planned_options(asked.voice, await planned_for(asked.session, asked.case))


async def _later(asked: Asked) -> Options:
    return later_options(asked.voice, asked.case)


async def _reasons(asked: Asked) -> Options:
    return {reason.value: asked.voice.say(f"reasons.{reason.value}") for reason in DESK_REASONS}


async def _right_reasons(asked: Asked) -> Options:
    """Those it did not end for."""
    return {value: words for value, words in (await _reasons(asked)).items() if value != asked.case.close_reason}


async def _sure(asked: Asked) -> Options:
    """That the reporter is told again takes one more press."""
    return {asked.given["right"]: asked.voice.say("verbs.correct_outcome.sure")}


async def _told_before(asked: Asked) -> list[str]:
    """What the press does, in full."""
    was, reason = (asked.voice.say(f"reasons.{one}") for one in (asked.case.close_reason, asked.given["right"]))
    return [asked.voice.say("verbs.correct_outcome.tells", was=was, reason=reason)]


async def _offences(asked: Asked) -> Options:
    return legal_names(asked.voice)


async def _districts(asked: Asked) -> Options:
    return districts(asked.voice)


async def _urgencies(asked: Asked) -> Options:
    """Those it is not, the most urgent first."""
    return {one.value: asked.voice.say(f"triage.{one.value}") for one in Urgency if one is not asked.case.urgency}


async def _steps(asked: Asked) -> Options:
    """Every move that can be written down now, every change of a clock, every clock that begins by hand."""
    voice, view = asked.voice, await asked.tracks()
    moves = {f"move.{form.id}": form.name for form in view.forms}
    changes = {
        f"{change}.{clock.id}": _named(voice, change, clock.name) if change != "stop" else clock.done
        for clock in view.clocks
        for change in clock.verbs
    }
    begun = {f"start.{rule}": _named(voice, "start", name) for rule, name in view.by_hand}
    return moves | changes | begun


def _named(voice: Voice, change: str, clock: str) -> str:
    return voice.say(f"verbs.changes.{change}", clock=clock)


async def _outcomes(asked: Asked) -> Options:
    move = asked.given["step"].removeprefix("move.")
    return next((dict(form.outcomes) for form in (await asked.tracks()).forms if form.id == move), {})


async def _second_officers(asked: Asked) -> Options:
    team = await team_of(asked.session)
    found = [one for one in team.officers(asked.case.district) if one.id != asked.member.id]
    return {str(one.id): name for one, name in team.named(found)}


async def _files(asked: Asked) -> Options:
    """Those first of which nobody has said what they are; each with where it stands."""
    checklist = await open_checklist(asked.session, asked.voice.door.law, asked.case)
    papers = [*checklist.loose, *(paper for paper in checklist.papers if paper not in checklist.loose)]
    return {
        str(paper.file.id): f"{paper.name} · {place_title(asked.voice, paper.file.step, checklist.lines)}"
        for paper in papers[:MOST_FILES_SHOWN]
    }


async def _items(asked: Asked) -> Options:
    """The whole list, and that a file is for none of it."""
    checklist = await open_checklist(asked.session, asked.voice.door.law, asked.case)
    items = {line.id: line_title(asked.voice, line) for line in checklist.lines}
    return items | {NO_ITEM: place_title(asked.voice, NO_ITEM)}


async def _panel(asked: Asked) -> Options:
    return panel(asked.voice, await team_of(asked.session), asked.case, asked.member)


async def _lacking(asked: Asked) -> list[str]:
    return lacking(asked.voice, await team_of(asked.session), asked.case, asked.member)


async def _experts(asked: Asked) -> Options:
    return experts(asked.voice, await team_of(asked.session), asked.case, asked.member)


async def _owners(asked: Asked) -> Options:
    return owners(asked.voice, await team_of(asked.session), asked.case, asked.member)


async def _times(asked: Asked) -> Options:
    return times(asked.voice)


async def _recommendations(asked: Asked) -> Options:
    return recommendations(asked.voice)


async def _measures(asked: Asked) -> Options:
    return open_tasks(await tasks_of(asked.session, asked.case))


async def _records(asked: Asked) -> Options:
    """What this member may correct, the newest first."""
    found = [one for one in (await asked.tracks()).records if one.may_correct]
    return {str(one.id): f"{one.name} · {one.document}" for one in reversed(found)}


async def _own_names(asked: Asked) -> Options:
    """What somebody else wrote down in this member's name, and they have not objected to."""
    tracks = await tracks_of(asked.session, asked.case.id)
    return own_names(await look_at_named(asked.session, asked.voice, asked.case, tracks), asked.member)


async def _others(asked: Asked) -> Options:
    """The cases that are shown with this one, and that another may be written."""
    said = await look_further(asked.session, asked.voice, asked.case, asked.member.district)
    shown = {one.number: f"{one.number} {'、'.join(one.reasons)}" for one in (*said.cases, *said.likely)}
    return {**shown, WRITTEN: asked.voice.say("links.written")} if shown else {}


async def _identifiers(asked: Asked) -> Options:
    return await identifier_names(asked.session, asked.voice, asked.case)


async def _officers(asked: Asked) -> Options:
    return await officers(asked.session, asked.voice, asked.case, asked.member)


async def _along(asked: Asked) -> Options:
    return await along(asked.session, asked.voice, asked.case, asked.member)


async def _series(asked: Asked) -> Options:
    return await series_choices(asked.session, asked.voice, asked.member)


async def _scopes(asked: Asked) -> Options:
    return await scopes(asked.session, asked.voice, asked.case, asked.member)


async def _anybody(asked: Asked) -> Options:
    return await anybody(asked.session, asked.voice, asked.member)


async def _seated(asked: Asked) -> Options:
    return await seated(asked.session, asked.case, asked.member)


async def _hours(asked: Asked) -> Options:
    return hours(asked.voice)


CHOICES: dict[Takes, tuple[Field, ...]] = {
    Takes.NOTHING: (),
    Takes.TEXT: (),
    Takes.REVISION: (Field("message", _messages),),
    Takes.MESSAGE: (Field("message", _messages),),
    Takes.TO_REPORTER: (Field("despite", _holder, may_lack=True),),
    Takes.PLANNED: (Field("planned", _planned),),
    Takes.PLANNED_WORDS: (Field("planned", _planned),),
    Takes.PLANNED_LATER: (Field("planned", _planned), Field("later", _later)),
    Takes.COLLEAGUE: (Field("to", _colleagues, names=_names, aside=_absent),),
    Takes.REASON: (Field("reason", _reasons),),
    Takes.ROUND: (),
    Takes.FILE: (Field("file", _files), Field("item", _items)),
    Takes.CLASSIFICATION: (Field("offence", _offences), Field("district", _districts)),
    Takes.URGENCY: (Field("urgency", _urgencies),),
    Takes.CONVENING: (Field("panel", _panel, aside=_lacking), Field("within", _times)),
    Takes.EXPERT: (Field("expert", _experts),),
    Takes.OPINION: (Field("recommendation", _recommendations),),
    Takes.MEASURE: (Field("owner", _owners), Field("until", _times)),
    Takes.DONE: (Field("measure", _measures),),
    Takes.LINK: (Field("other", _others, may_lack=True),),
    Takes.IDENTIFIER: (Field("identifier", _identifiers),),
    Takes.SCHEME: (Field("officer", _officers), Field("along", _along, may_lack=True)),
    Takes.CIRCULAR: (),
    Takes.SERIES: (Field("series", _series),),
    Takes.TEAM: (
        Field("scope", _scopes, may_lack=True),
        Field("leader", _anybody),
        Field("hour", _hours),
    ),
    Takes.ANYBODY: (Field("anybody", _anybody),),
    Takes.SEATED: (Field("seated", _seated),),
    Takes.OFFICER: (Field("officer", _officers),),
    Takes.OUTCOME: (Field("right", _right_reasons), Field("sure", _sure, aside=_told_before)),
    Takes.CORRECTION: (Field("move", _records),),
    Takes.OBJECTION: (Field("entry", _own_names),),
    Takes.RECORD: (
        Field("step", _steps),
        Field("outcome", _outcomes, may_lack=True),
        Field("second", _second_officers),
    ),
}
