"""A case as a card in chat: everything that fits a message, and below it what this member may do now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup, Message

from cases.verbs import RULES, Takes, possible
from handlers.callbacks import DeskPress
from handlers.chat import button, change, keyboard
from handlers.door import Door, Voice
from handlers.said.cases import verb_label
from handlers.said.dossier import answer_lines, own_words
from handlers.said.law import look_at_law, unit_name
from storage.cases import case_for_member, chair_of, linked_cases
from storage.conversations import Caller
from storage.dossiers import Dossier, files_of, open_dossier
from storage.keys import keys_of
from storage.materials import checklist_of
from storage.tables import Member

log = structlog.get_logger()
SENDABLE = 45 * 1024 * 1024
IN_A_ROW = 3
RECORD = "record"  # one button for every move and clock of the tracks


@dataclass(frozen=True)
class Pressing:
    """One press, or one text, of a member about a case."""

    message: Message
    press: DeskPress
    door: Door
    caller: Caller
    now: datetime

    @property
    def voice(self) -> Voice:
        return self.door.voice(self.caller)

    @property
    def member(self) -> Member:
        assert self.caller.member
        return self.caller.member

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
    text, rows = await card(pressing.voice, pressing.member, pressing.number)
    await pressing.message.answer(text, reply_markup=rows)


async def refresh(pressing: Pressing) -> None:
    """The card as it is now, in place of the one that was pressed."""
    text, rows = await card(pressing.voice, pressing.member, pressing.number)
    await change(pressing.message, text, rows)


async def card(voice: Voice, member: Member, number: str) -> tuple[str, InlineKeyboardMarkup | None]:
    """A case with everything that fits a message, and what this member may do now. Raises CaseNotFound."""
    door = voice.door
    async with door.database.reading() as session:
        case = await case_for_member(session, number, member)
        dossier, linked = await open_dossier(session, case), await linked_cases(session, case, member.district)
        materials = await checklist_of(session, door.law, dossier)
    log.info("dossier opened", case=number, member=str(member.id), by="chat")
    text = voice.chat(
        "desk/dossier",
        case=case,
        dossier=dossier,
        linked=linked,
        lines=answer_lines(voice, dossier),
        words=own_words(voice, dossier),
        materials=materials.readiness,
        unit=unit_name(voice, case.unit),
        now=door.clock(),
        address=door.address,
    )
    return text, case_rows(voice, member, dossier)


def case_rows(voice: Voice, member: Member, dossier: Dossier) -> InlineKeyboardMarkup | None:
    """The verbs of the table that are possible for this member on this case, then what can be looked at."""
    case = dossier.case
    verbs = possible(chair_of(case, member))
    actions = [verb.value for verb in verbs if RULES[verb].takes is not Takes.RECORD]
    if len(actions) < len(verbs):
        actions.append(RECORD)
    looks = ["files", "law"] if dossier.files else ["law"]
    rows = [actions[at : at + IN_A_ROW] for at in range(0, len(actions), IN_A_ROW)]
    return keyboard(*([desk_button(voice, action, case.number) for action in row] for row in (*rows, looks)))


async def show_law(pressing: Pressing) -> None:
    """What the law's files say about the case, in full, as a message of its own."""
    async with pressing.door.database.reading() as session:
        case = await case_for_member(session, pressing.number, pressing.member)
        dossier = await open_dossier(session, case)
    log.info("dossier opened", case=pressing.number, member=str(pressing.member.id), by="chat")
    law = look_at_law(pressing.voice, dossier.answers, case)
    await pressing.message.answer(pressing.voice.chat("desk/law", number=pressing.number, law=law))


async def send_files(pressing: Pressing) -> None:
    """The files of the case into this chat; very large ones only in the console."""
    door = pressing.door
    async with door.database.reading() as session:
        case = await case_for_member(session, pressing.number, pressing.member)
        papers = await files_of(session, case.id, case.key_id)
        cipher = await keys_of(session).cipher(session, case.key_id)
    for paper in papers:
        if paper.file.size > SENDABLE:
            facts = {"name": paper.name, "address": door.address, "number": case.number}
            await pressing.message.answer(pressing.voice.chat("desk/file_in_console", **facts))
            continue
        content = b"".join([chunk async for chunk in door.files.open(cipher, paper.file.id)])
        await pressing.message.answer_document(BufferedInputFile(content, paper.name))
