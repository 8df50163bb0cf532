"""A case as a card in chat: everything that fits a message, and below it what this member may do now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message

from cases.understanding.reply import is_courtesy
from cases.verbs import PLANNING, RULES, Takes, Verb, possible
from handlers.callbacks import DeskPress
from handlers.chat import button, change, keyboard
from handlers.desk.acting import Acting
from handlers.desk.argument import SUGGESTED, key_of
from handlers.door import Door, Voice
from handlers.said.cases import verb_label
from handlers.said.dossier import answer_lines, own_words
from handlers.said.law import look_at_law, unit_name
from handlers.said.letter_buttons import mark_of
from handlers.said.merged import Merged, look_merged
from handlers.said.minutes import may_be_written
from handlers.said.summary import summary
from handlers.said.team import Suggested, suggested_for
from handlers.said.timeline import just_done, timeline_of
from handlers.said.together import look_together
from handlers.said.triage import urgency_words
from handlers.taking_along import near_of
from storage.came_back import came_back
from storage.cases import case_for_member, chair_of
from storage.consulting import councils_of, tasks_of
from storage.conversations import Caller
from storage.dossiers import Dossier, open_dossier
from storage.looks import note_look
from storage.merged import main_for
from storage.tables import Author, Member, Seen
from storage.team import team_of

IN_A_ROW = 3
ALONE = "alone"  # what was merged, by itself
DOOR = "chat"  # in the access record
RECORD = "record"  # one button for every move and clock of the tracks


@dataclass(frozen=True)
class Pressing(Acting):
    """One press, or one text, of a member about a case."""

    message: Message
    press: DeskPress
    door: Door
    caller: Caller
    now: datetime

    @property
    def number(self) -> str:
        return self.press.number

    def button(self, action: str, argument: str = "", label: str | None = None) -> InlineKeyboardButton:
        return desk_button(self.voice, action, self.number, argument, label)


def desk_button(
    voice: Voice, action: str, number: str, argument: str = "", label: str | None = None
) -> InlineKeyboardButton:
    return button(label or verb_label(voice, action), DeskPress(action=action, number=number, argument=argument))


async def show_dossier(pressing: Pressing) -> None:
    """The whole card, as a message of its own."""
    alone = pressing.press.argument == ALONE
    text, rows = await card(pressing.voice, pressing.member, pressing.number, alone=alone)
    await pressing.message.answer(text, reply_markup=rows)


async def refresh(pressing: Pressing) -> None:
    """The card as it is now, in place of the one that was pressed."""
    text, rows = await card(pressing.voice, pressing.member, pressing.number, alone=True)
    await change(pressing.message, text, rows)


async def card(
    voice: Voice, member: Member, number: str, *, alone: bool = False
) -> tuple[str, InlineKeyboardMarkup | None]:
    """A case with everything that fits a message, and what this member may do now. Raises CaseNotFound.

    What was merged leads to the main case, unless it is asked for `alone`.
    """
    door = voice.door
    async with door.database.reading() as session:
        case = await case_for_member(session, number, member)
        if not alone:
            case = await main_for(session, case, member) or case
        dossier = await open_dossier(session, case)
        near = await near_of(session, voice, dossier, member)
        councils, tasks = await councils_of(session, case), await tasks_of(session, case)
        suggested, together = await suggested_for(session, voice, case), await look_together(session, case, member)
        team = await team_of(session)
        merged, back = await look_merged(session, case, member), await came_back(session, [case])
    await note_look(door.database, case, member, Seen.CASE, DOOR, door.clock(), beside=merged.opened)
    told = timeline_of(voice, dossier, team, near.tracks, near.materials)
    text = voice.chat(
        "desk/dossier",
        done=just_done(member, told, door.clock()),
        case=case,
        dossier=dossier,
        summary=summary(voice, dossier, near),
        linked=near.linked,
        together=together,
        merged=merged,
        led_from=number if case.number != number else "",
        lines=answer_lines(voice, dossier),
        words=[one for one in own_words(voice, dossier) if one.is_question or not is_courtesy(one.text)],
        materials=near.materials.readiness,
        unit=unit_name(voice, case.unit),
        urgency=urgency_words(voice, dossier),
        councils=councils,
        tasks=tasks,
        reader=member,
        now=door.clock(),
        address=door.address,
        suggested=suggested,
        back=back.get(case.id),
    )
    return text, case_rows(voice, member, dossier, suggested, merged, has_minutes=any(map(may_be_written, councils)))


def case_rows(
    voice: Voice,
    member: Member,
    dossier: Dossier,
    suggested: Suggested | None = None,
    merged: Merged | None = None,
    *,
    has_minutes: bool = False,
) -> InlineKeyboardMarkup | None:
    """The verbs of the table that are possible for this member on this case, then what can be looked at."""
    case = dossier.case
    verbs = possible(chair_of(case, member))
    actions = [verb.value for verb in verbs if RULES[verb].takes is not Takes.RECORD]
    if len(actions) < len(verbs):
        actions.append(RECORD)
    if not dossier.files:  # there is nothing to be placed
        actions = [one for one in actions if one != Verb.PLACE_FILE]
    actions = [one for one in actions if one != Verb.OBJECT_NAME]  # below the message that tells of the record
    actions = [one for one in actions if one not in PLANNING]  # beside the messages they are about
    looks = [*(["files"] if dossier.files else []), "ledger", "law", "dossier_pdf"]
    looks += ["minutes"] if has_minutes else []
    looks += ["series"] if case.series_id else []
    looks += ["special"] if Verb.TEAM_NOTE in verbs else []
    rows = [actions[at : at + IN_A_ROW] for at in range(0, len(actions), IN_A_ROW)]
    assign = (
        [assign_button(voice, case.number, suggested)]
        if suggested and suggested.member.id != member.id and Verb.HAND_OVER in verbs
        else []
    )
    parts = [
        [desk_button(voice, "dossier", one.case.number, ALONE, voice.say("together.part", number=one.case.number))]
        for one in (merged.parts if merged else [])
    ]
    theirs = (one.message.id for one in reversed(dossier.messages) if one.message.author is Author.REPORTER)
    read = {Verb.NO_REPLY.value: mark_of(next(theirs, None))}
    done = ([desk_button(voice, action, case.number, read.get(action, "")) for action in row] for row in (*rows, looks))
    return keyboard(assign, *parts, *done)


def assign_button(voice: Voice, number: str, suggested: Suggested) -> InlineKeyboardButton:
    argument = f"{SUGGESTED}.{key_of(str(suggested.member.id))}"
    return desk_button(voice, Verb.HAND_OVER.value, number, argument, voice.say("team.assign_to", name=suggested.name))


async def show_law(pressing: Pressing) -> None:
    """What the law's files say about the case, in full, as a message of its own."""
    async with pressing.door.database.reading() as session:
        case = await case_for_member(session, pressing.number, pressing.member)
        dossier = await open_dossier(session, case)
    await note_look(pressing.door.database, case, pressing.member, Seen.LAW, DOOR, pressing.now)
    law = look_at_law(pressing.voice, dossier.answers, case)
    await pressing.message.answer(pressing.voice.chat("desk/law", number=pressing.number, law=law))
