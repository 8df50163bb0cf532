"""What a verb still needs, asked for in chat: choices one after another as buttons, then at most one text."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from uuid import UUID

from aiogram.types import Message
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.filled import Classification, Filled, Record
from cases.papers import read_paper
from cases.people import NotAllowed
from cases.rounds import read_round
from cases.tracks import DESK_REASONS, CloseReason
from cases.verbs import RECORDS, RULES, Takes, Verb, check_may, check_state, may
from handlers.desk.card import RECORD
from handlers.door import Door, Voice
from handlers.said.cases import colleagues, districts
from handlers.said.law import legal_names
from handlers.said.materials import line_title
from handlers.said.tracks import TracksView, look_at_tracks
from storage.cases import chair_of
from storage.conversations import Caller, set_mode
from storage.materials import open_checklist
from storage.tables import Case, Member
from storage.team import team_of
from storage.tracks import tracks_of

Options = dict[str, str]  # label by value
LONGEST_VALUE = 24  # bytes of a button that are left for what it chooses


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
        return UUID(self.given[field]) if self.given.get(field) else None


@dataclass(frozen=True)
class Field:
    """One choice. A field that offers nothing is passed over if it may lack."""

    name: str
    options: Callable[[Asked], Awaitable[Options]]
    may_lack: bool = False


async def _colleagues(asked: Asked) -> Options:
    found = colleagues(await team_of(asked.session), asked.case, asked.member)
    return {str(one.id): name for one, name in found}


async def _reasons(asked: Asked) -> Options:
    return {reason.value: asked.voice.say(f"reasons.{reason.value}") for reason in DESK_REASONS}


async def _offences(asked: Asked) -> Options:
    return legal_names(asked.voice)


async def _districts(asked: Asked) -> Options:
    return districts(asked.voice)


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
    found = [one for one in team.working(asked.case.district) if one.id != asked.member.id]
    return {str(one.id): name for one, name in team.named(found)}


CHOICES: dict[Takes, tuple[Field, ...]] = {
    Takes.NOTHING: (),
    Takes.TEXT: (),
    Takes.COLLEAGUE: (Field("to", _colleagues),),
    Takes.REASON: (Field("reason", _reasons),),
    Takes.ROUND: (),
    Takes.CLASSIFICATION: (Field("offence", _offences), Field("district", _districts)),
    Takes.RECORD: (
        Field("step", _steps),
        Field("outcome", _outcomes, may_lack=True),
        Field("second", _second_officers),
    ),
}
TYPED = frozenset({Takes.TEXT, Takes.ROUND, Takes.CLASSIFICATION, Takes.RECORD})


def takes_of(action: str) -> Takes | None:
    """What the form of that button takes; None for what is no verb of a case."""
    if action == RECORD:
        return Takes.RECORD
    return RULES[Verb(action)].takes if action in list(Verb) else None


def check(action: str, case: Case, member: Member) -> None:
    """Before anything is asked for. Raises what cases/verbs.py says."""
    if action == RECORD:
        if not any(may(member.role, verb) for verb in RECORDS.values()):
            raise NotAllowed
        return
    check_may(member.role, Verb(action))
    check_state(Verb(action), chair_of(case, member))


async def next_choice(asked: Asked, takes: Takes) -> tuple[int, Field, Options] | None:
    """The first choice that was not made, with its place and what can be chosen; None when all were."""
    for place, field in enumerate(CHOICES[takes]):
        if field.name in asked.given:
            continue
        options = await field.options(asked)
        if options or not field.may_lack:
            return place, field, options
    return None


async def choose(asked: Asked, takes: Takes, place: int, key: str) -> Asked | None:
    """With the choice that a button stands for; None when it is not, or no longer, among them."""
    fields = CHOICES[takes]
    if place >= len(fields) or fields[place].name in asked.given:
        return None
    options = await fields[place].options(asked)
    value = next((value for value in options if key_of(value) == key), None)
    return replace(asked, given={**asked.given, fields[place].name: value}) if value else None


def key_of(value: str) -> str:
    """What a button carries for a value: itself where it is short, since a button holds 64 bytes."""
    short = len(value.encode()) <= LONGEST_VALUE and ":" not in value
    return value if short else sha256(value.encode()).hexdigest()[:12]


async def labels(asked: Asked, takes: Takes) -> dict[str, str]:
    """The choices made, in words."""
    found = {}
    for field in CHOICES[takes]:
        if field.name in asked.given:
            found[field.name] = (await field.options(asked)).get(asked.given[field.name], "")
    return found


async def undecided(asked: Asked) -> Options:
    """The items of the list that an officer may still decide, in its order: their titles by id."""
    checklist = await open_checklist(asked.session, asked.voice.door.law, asked.case)
    return {line.id: line_title(asked.voice, line) for line in checklist.lines if not line.is_decided}


def fill(asked: Asked, takes: Takes, text: str) -> Filled:
    """The form of a verb as it was filled. Raises NotUnderstood."""
    given = asked.given
    items = given.get("items", "").split(",")
    return Filled(
        text=text,
        to=asked.colleague("to"),
        reason=CloseReason(given["reason"]) if "reason" in given else None,
        classification=Classification(given.get("offence", ""), given.get("district", "")),
        round=read_round(text, items) if takes is Takes.ROUND else Filled().round,
    )


def record(asked: Asked, text: str) -> Record:
    """What is to be written down, under the names of who types and of the second officer."""
    door = asked.voice.door
    kind, _, named = asked.given["step"].partition(".")
    paper = replace(
        read_paper(text, door.clock(), door.zone), officer=asked.member.id, second_officer=asked.colleague("second")
    )
    if kind == "move":
        return Record(paper, move=named, to=asked.given.get("outcome"), seen=asked.given.get("seen"))
    if kind == "start":
        return Record(paper, rule=named)
    return Record(paper, clock=UUID(named), change=kind, seen=asked.given.get("seen"))


async def seen_by(asked: Asked) -> str:
    """What the step chosen was chosen after, so that one which somebody else took meanwhile is not taken twice."""
    kind, _, named = asked.given["step"].partition(".")
    view = await asked.tracks()
    if kind == "move":
        return next((str(form.seen) for form in view.forms if form.id == named), "")
    return next((clock.shape for clock in view.clocks if str(clock.id) == named), "")


async def put_aside(message: Message, door: Door, caller: Caller) -> None:
    """A form that waits for something in this chat is left, and that is said: what is typed next goes to nobody."""
    chat = caller.conversation
    if takes_of(chat.mode):
        async with door.database.writing() as session:
            await set_mode(session, chat.id)
        number, chat.mode, chat.about = chat.about["number"], "", {}
        await message.answer(door.voice(caller).say("phrases.put_aside", number=number))
