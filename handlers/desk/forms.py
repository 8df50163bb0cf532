"""What a verb still needs, asked for in chat: choices one after another as buttons, then at most one text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aiogram.types import Message

from actions.attaching import Chosen
from actions.filled import Classification, Filled, Placing, Record
from actions.revising import wording_of
from cases.circulars import in_two
from cases.consulting import Recommendation
from cases.law.triage import Urgency
from cases.numbers import case_number_in, without_case_number
from cases.papers import Paper, read_correction, read_paper
from cases.people import NotAllowed
from cases.planned import Later
from cases.rounds import read_round
from cases.tracks import CloseReason
from cases.verbs import RECORDS, RULES, Takes, Verb, check_may, check_state, may
from handlers.desk.argument import key_of
from handlers.desk.card import RECORD
from handlers.desk.choices import CHOICES, WRITTEN, Asked, Field, Options
from handlers.door import Door
from handlers.outside import read_id, read_ids
from handlers.said.materials import line_title
from handlers.said.revising import changeable
from storage.cases import chair_of
from storage.conversations import Caller, set_mode
from storage.materials import open_checklist
from storage.tables import Case, Member

TYPED = frozenset(
    {
        Takes.TEXT,
        Takes.TO_REPORTER,
        Takes.REVISION,
        Takes.PLANNED_WORDS,
        Takes.PLANNED_LATER,
        Takes.COLLEAGUE,
        Takes.ROUND,
        Takes.CLASSIFICATION,
        Takes.URGENCY,
        Takes.CONVENING,
        Takes.OPINION,
        Takes.MEASURE,
        Takes.DONE,
        Takes.LINK,
        Takes.IDENTIFIER,
        Takes.SCHEME,
        Takes.CIRCULAR,
        Takes.OUTCOME,
        Takes.CORRECTION,
        Takes.OBJECTION,
        Takes.TEAM,
        Takes.RECORD,
    }
)
TO = ("to", "expert", "owner", "officer", "leader", "anybody", "seated")  # the fields that name a member
PREVIEWED = "previewed"  # the words are shown to who writes them before they go
OPTIONAL = frozenset({Takes.COLLEAGUE})  # the text may be left out, by the button WITHOUT_WORDS


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


async def labels(asked: Asked, takes: Takes) -> dict[str, str]:
    """The choices made, in words."""
    found = {}
    for field in CHOICES[takes]:
        if field.name in asked.given:
            found[field.name] = (await (field.names or field.options)(asked)).get(asked.given[field.name], "")
    return found


async def undecided(asked: Asked) -> Options:
    """The items of the list that an officer may still decide, in its order: their titles by id."""
    checklist = await open_checklist(asked.session, asked.voice.door.law, asked.case)
    return {line.id: line_title(asked.voice, line) for line in checklist.lines if not line.is_decided}


async def says_now(asked: Asked, takes: Takes) -> str:
    """What the words that come next put right, as it says now: it is copied, and a word of it changed."""
    if takes is Takes.REVISION:
        found = await changeable(asked.session, asked.case, asked.member)
        return next((one.text for one in found if str(one.message.id) == asked.given["message"]), "")
    if takes is Takes.CORRECTION:
        records = (await asked.tracks()).records
        return next((" ".join(one.paper).strip() for one in records if str(one.id) == asked.given["move"]), "")
    return ""


def chosen_files(asked: Asked) -> Chosen:
    """The files that stand at the form, to go with its words."""
    return read_ids(asked.given.get("files", ""))


def with_files(asked: Asked, files: Chosen) -> Asked:
    """With these and no others, also where these are none."""
    return replace(asked, given={**asked.given, "files": ",".join(map(str, files))})


def fill(asked: Asked, takes: Takes, text: str) -> Filled:
    """The form of a verb as it was filled. Raises NotUnderstood."""
    given = asked.given
    items = given.get("items", "").split(",")
    door = asked.voice.door
    text, english = in_two(text) if takes is Takes.CIRCULAR else (text, "")
    paper, reason = read_correction(text, door.clock(), door.zone) if takes is Takes.CORRECTION else (Paper(), text)
    is_written = takes is Takes.LINK and given.get("other", WRITTEN) == WRITTEN
    return Filled(
        text=without_case_number(text) if is_written else reason,
        english=english,
        at_once="at_once" in given,
        move=asked.colleague("move"),
        entry=asked.colleague("entry"),
        paper=paper,
        to=next((one for name in TO if (one := asked.colleague(name))), None),
        had=given.get("had", ""),
        despite=given.get("despite", ""),
        read=given.get("read", ""),
        reason=_reason_in(given),
        sure=given.get("sure", ""),
        files=chosen_files(asked),
        classification=Classification(given.get("offence", ""), given.get("district", "")),
        placing=Placing(asked.colleague("file"), given.get("item", "")),
        urgency=Urgency(given["urgency"]) if "urgency" in given else None,
        panel=(given["panel"],) if "panel" in given else (),
        within=given.get("within") or given.get("until", ""),
        recommendation=Recommendation(given["recommendation"]) if "recommendation" in given else None,
        message=asked.colleague("message"),
        planned=asked.colleague("planned"),
        later=Later(given["later"]) if "later" in given else None,
        seen=given.get("seen", ""),
        measure=asked.colleague("measure"),
        other=(case_number_in(text) or "") if is_written else given.get("other", ""),
        identifier=given.get("identifier", ""),
        scope=given.get("scope", ""),
        hour=given.get("hour", ""),
        series=asked.colleague("series"),
        others=(given["along"],) if "along" in given else (),
        round=read_round(text, items) if takes is Takes.ROUND else Filled().round,
    )


def _reason_in(given: Mapping[str, str]) -> CloseReason | None:
    """Why a case ends, or why it really did."""
    named = given.get("reason") or given.get("right")
    return CloseReason(named) if named else None


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
    return Record(paper, clock=read_id(named), change=kind, seen=asked.given.get("seen"))


async def seen_by(asked: Asked, takes: Takes) -> str:
    """What the form was made after, so that nothing a colleague did meanwhile is done twice or undone."""
    if takes is Takes.REVISION:
        found = await changeable(asked.session, asked.case, asked.member)
        return next((wording_of(one.message) for one in found if str(one.message.id) == asked.given["message"]), "")
    return await _seen_of_step(asked) if takes is Takes.RECORD else ""


async def _seen_of_step(asked: Asked) -> str:
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
    elif chat.mode:
        async with door.database.writing() as session:
            await set_mode(session, chat.id)
        chat.mode, chat.about = "", {}
