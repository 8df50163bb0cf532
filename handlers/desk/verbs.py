"""Buttons on a case: the dossier card, take, hand over, return, and the beginnings of writing and closing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardMarkup, Message

from actions.desk import NoSuchMember, close_case, hand_over, return_case, take_case
from cases.errors import CaseError
from cases.people import Verb, may, may_see
from cases.tracks import DESK_REASONS, ENDED, CloseReason, MoveNotPossible
from handlers.callbacks import DeskPress
from handlers.chat import keyboard, message_of
from handlers.desk.words import desk_button, error_words
from handlers.door import Door, Voice
from handlers.said.dossier import answer_lines
from handlers.said.law import look_at_law, unit_name
from storage.cases import case_for_member
from storage.conversations import Caller, set_mode
from storage.dossiers import Dossier, files_of, open_dossier
from storage.keys import keys_of
from storage.materials import open_checklist
from storage.tables import Member
from storage.team import members, name_of


class OnlyInOwnChat(CaseError):
    """In a group nobody knows whose next text would go to the reporter."""


log = structlog.get_logger()
SENDABLE = 45 * 1024 * 1024


@dataclass(frozen=True)
class Pressing:
    """One press of a member on a case."""

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


def register(router: Router) -> None:
    router.callback_query.register(pressed, DeskPress.filter())


async def pressed(query: CallbackQuery, callback_data: DeskPress, door: Door, caller: Caller, now: datetime) -> None:
    """Do it, or say why not to the one who pressed."""
    message = message_of(query)
    action = ACTIONS.get(callback_data.action)
    if message is None or action is None:
        await query.answer(door.voice(caller).say("phrases.report_gone"))
        return
    try:
        await action(Pressing(message, callback_data, door, caller, now))
    except CaseError as error:
        await query.answer(error_words(error, door.voice(caller), now)[:200], show_alert=True)
        return
    await query.answer()


async def show_dossier(pressing: Pressing) -> None:
    """The whole card, as a message of its own."""
    text, rows = await card(pressing.voice, pressing.member, pressing.press.number)
    await pressing.message.answer(text, reply_markup=rows)


async def card(voice: Voice, member: Member, number: str) -> tuple[str, InlineKeyboardMarkup | None]:
    """A case with everything that fits a message, and what this member may do now. Raises CaseNotFound."""
    async with voice.door.database.reading() as session:
        case = await case_for_member(session, number, member)
        dossier = await open_dossier(session, case)
        materials = await open_checklist(session, voice.door.law, dossier)
    log.info("dossier opened", case=number, member=str(member.id), by="chat")
    lines = answer_lines(voice, dossier)
    text = voice.chat(
        "desk/dossier",
        case=case,
        dossier=dossier,
        lines=lines,
        materials=materials.readiness,
        unit=unit_name(voice, case.unit),
        now=voice.door.clock(),
        address=voice.door.address,
    )
    return text, case_rows(voice, member, dossier)


def case_rows(voice: Voice, member: Member, dossier: Dossier) -> InlineKeyboardMarkup | None:
    """The verbs that are possible for this member on this case."""
    case = dossier.case

    def offer(action: str, verb: Verb) -> list:  # type: ignore[type-arg]
        return [desk_button(voice, action, case.number)] if may(member.role, verb) else []

    files = [desk_button(voice, "files", case.number)] if dossier.files else []
    files += offer("law", Verb.READ)
    if case.service in ENDED:
        return keyboard(offer("note", Verb.NOTE) + files)
    first = [] if case.holder_id else offer("take", Verb.TAKE)
    return keyboard(
        first + offer("ask", Verb.ASK) + offer("answer", Verb.ANSWER),
        offer("note", Verb.NOTE) + files,
        offer("hand_over", Verb.HAND_OVER)
        + (offer("return", Verb.RETURN) if case.holder_id else [])
        + offer("close", Verb.CLOSE),
    )


async def show_law(pressing: Pressing) -> None:
    """What the law's files say about the case, in full, as a message of its own."""
    door, number = pressing.door, pressing.press.number
    async with door.database.reading() as session:
        case = await case_for_member(session, number, pressing.member)
        dossier = await open_dossier(session, case)
    log.info("dossier opened", case=number, member=str(pressing.member.id), by="chat")
    law = look_at_law(pressing.voice, dossier.answers, case)
    await pressing.message.answer(pressing.voice.chat("desk/law", number=number, law=law))


async def take(pressing: Pressing) -> None:
    async with pressing.door.database.writing() as session:
        await take_case(session, pressing.press.number, pressing.member, pressing.now, pressing.door.zone)
    await refresh(pressing)


async def choose_colleague(pressing: Pressing) -> None:
    """Who could have it: everyone working who may see it."""
    door, number = pressing.door, pressing.press.number
    async with door.database.reading() as session:
        case = await case_for_member(session, number, pressing.member)
        able = [
            (one, name_of(session, one)) for one in await members(session)
            if one.id != case.holder_id and may(one.role, Verb.TAKE) and may_see(one.district, case.district)
        ]  # fmt: skip
    rows = [[desk_button(pressing.voice, "to", number, one.id.hex[:12], label=name)] for one, name in able]
    await pressing.message.answer(
        pressing.voice.chat("desk/hand_over", number=number, nobody=not able),
        reply_markup=keyboard(*rows),
    )


async def give(pressing: Pressing) -> None:
    """To the colleague chosen."""
    door = pressing.door
    async with door.database.writing() as session:
        chosen = [one for one in await members(session) if one.id.hex.startswith(pressing.press.argument)]
        if len(chosen) != 1:
            raise NoSuchMember
        await hand_over(session, pressing.press.number, pressing.member, chosen[0], pressing.now, door.zone)
        name = name_of(session, chosen[0])
    await replace(pressing, pressing.voice.chat("desk/handed_over", number=pressing.press.number, name=name))


async def give_back(pressing: Pressing) -> None:
    async with pressing.door.database.writing() as session:
        await return_case(session, pressing.press.number, pressing.member, pressing.now, pressing.door.zone)
    await refresh(pressing)


async def choose_reason(pressing: Pressing) -> None:
    """Why it ends; nothing ends by one press."""
    number = pressing.press.number
    rows = [
        [
            desk_button(
                pressing.voice,
                "reason",
                number,
                reason.value,
                pressing.voice.say(f"reasons.{reason.value}"),
            )
        ]
        for reason in DESK_REASONS
    ]
    await pressing.message.answer(pressing.voice.chat("desk/close", number=number), reply_markup=keyboard(*rows))


async def close(pressing: Pressing) -> None:
    async with pressing.door.database.writing() as session:
        reason = reason_of(pressing.press.argument)
        await close_case(session, pressing.press.number, pressing.member, reason, pressing.now, pressing.door.zone)
    await replace(
        pressing,
        pressing.voice.chat("desk/closed", number=pressing.press.number, reason=reason),
    )


def reason_of(argument: str) -> CloseReason:
    """Raises MoveNotPossible for what no button of ours says."""
    try:
        return CloseReason(argument)
    except ValueError:
        raise MoveNotPossible from None


async def begin_writing(pressing: Pressing) -> None:
    """The next text of this chat is the question, the answer or the note."""
    door, action = pressing.door, pressing.press.action
    if pressing.caller.conversation.is_group:
        raise OnlyInOwnChat
    async with door.database.writing() as session:
        await case_for_member(session, pressing.press.number, pressing.member)
        await set_mode(session, pressing.caller.conversation.id, action, number=pressing.press.number)
    await pressing.message.answer(pressing.voice.chat("desk/write", number=pressing.press.number, action=action))


async def send_files(pressing: Pressing) -> None:
    """The files of the case into this chat; very large ones only in the console."""
    door = pressing.door
    async with door.database.reading() as session:
        case = await case_for_member(session, pressing.press.number, pressing.member)
        papers = await files_of(session, case.id, case.key_id)
        cipher = await keys_of(session).cipher(session, case.key_id)
    for paper in papers:
        if paper.file.size > SENDABLE:
            await pressing.message.answer(
                pressing.voice.chat("desk/file_in_console", name=paper.name, address=door.address, number=case.number)
            )
            continue
        content = b"".join([chunk async for chunk in door.files.open(cipher, paper.file.id)])
        await pressing.message.answer_document(BufferedInputFile(content, paper.name))


async def refresh(pressing: Pressing) -> None:
    """The card as it is now, in place of the one that was pressed."""
    text, rows = await card(pressing.voice, pressing.member, pressing.press.number)
    await replace(pressing, text, rows)


async def replace(pressing: Pressing, text: str, rows: InlineKeyboardMarkup | None = None) -> None:
    try:
        await pressing.message.edit_text(text, reply_markup=rows)
    except TelegramBadRequest as error:
        if "not modified" not in error.message:
            await pressing.message.answer(text, reply_markup=rows)


ACTIONS: dict[str, Callable[[Pressing], Awaitable[None]]] = {
    "dossier": show_dossier,
    "take": take,
    "hand_over": choose_colleague,
    "to": give,
    "return": give_back,
    "close": choose_reason,
    "reason": close,
    "ask": begin_writing,
    "answer": begin_writing,
    "note": begin_writing,
    "files": send_files,
    "law": show_law,
}
