"""The copy of what was reported: a page at a time in the chat, as PDF, and on the unit's own page."""

from __future__ import annotations

import asyncio

from aiogram import Router
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardButton, Message
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.tell import plan
from cases.colleagues import OnlyTheReporter
from cases.errors import CaseError
from cases.messages import Kind
from cases.quiet import OPEN_FOR
from handlers.callbacks import CasePress, ClosePress, ReportPress
from handlers.chat import WAY, Shown, button, change, keyboard, message_of, put_in_place
from handlers.door import Door, Voice
from handlers.reporter.after import open_number, show_cases
from handlers.reporter.locking import is_locking
from handlers.said.errors import error_words
from handlers.said.letters import closed_report
from handlers.said.receipts import Receipts
from handlers.said.report import Copy, as_pdf, copy_of
from storage.cases import case_for_firm
from storage.conversations import Caller
from storage.dossiers import open_dossier
from storage.lying_open import mark_shown, opened_in
from storage.receipts import receipts_of
from storage.tables import Case, OutgoingState

PAPERS = {"pdf": "report_pdf", "receipts": "report_receipts"}  # what is made as a file, and its button


def register(router: Router) -> None:
    router.callback_query.register(pressed, ReportPress.filter())


async def pressed(query: CallbackQuery, callback_data: ReportPress, door: Door, caller: Caller) -> None:
    """Show it, turn a page, or send it as PDF. Somebody else's number is answered like a missing one."""
    message = message_of(query)
    try:
        copy = await own_copy(door, caller, callback_data.number)
    except CaseError as error:
        await query.answer(error_words(door.voice(caller), error), show_alert=True)
        return
    number, is_quiet = callback_data.number, await _is_quiet(door, caller, callback_data.number)
    if is_quiet and callback_data.action in {"open", "page"}:
        await _open(query, copy, callback_data.page, caller)
    elif is_quiet and message:
        await _ask(message, door.voice(caller), number)
    elif callback_data.action in PAPERS and message:
        document = await _document(copy, caller, callback_data.action)
        if document is None:
            await query.answer(copy.voice.say("phrases.pdf_just_made"))
            return
        await message.answer_document(document)
    elif callback_data.action == "show" and isinstance(message, Message):
        shown = shown_copy(copy, caller, 0)
        await message.answer(shown.text, reply_markup=shown.keyboard)
    else:
        await put_in_place(query, shown_copy(copy, caller, callback_data.page))
    await query.answer()


async def newest(message: Message, door: Door, caller: Caller) -> None:
    """Of the case they would write to; on a device that knows of none, how to come to one."""
    number = await open_number(door, caller)
    if number is None:
        await show_cases(message, door, caller)
        return
    try:
        if await _is_quiet(door, caller, number):
            await _ask(message, door.voice(caller), number)
            return
        shown = shown_copy(await own_copy(door, caller, number), caller, 0)
    except CaseError as error:
        shown = Shown(error_words(door.voice(caller), error), None)
    await message.answer(shown.text, reply_markup=shown.keyboard)


async def _is_quiet(door: Door, caller: Caller, number: str) -> bool:
    """The suspect may read along, or the chat locks. Raises as `_own` does."""
    async with door.database.reading() as session:
        case = await _own(session, number, caller)
    return case.quiet or await is_locking(door, caller)


async def _ask(message: Message, voice: Voice, number: str) -> None:
    """Before everything they said stands on a phone that others read."""
    closed = closed_report(voice, number)
    await message.answer(closed.text, reply_markup=closed.keyboard)


async def _open(query: CallbackQuery, copy: Copy, page: int, caller: Caller) -> None:
    """For a while, as a quiet message; written down first: killed in the midst, it is closed all the same."""
    message, door, number = message_of(query), copy.voice.door, copy.number
    if message is None:  # too old to be changed, and so to be closed
        return
    until = door.clock() + OPEN_FOR
    async with door.database.writing() as session:
        case = await _own(session, number, caller)
        row = await opened_in(session, caller.conversation.id, Kind.MY_REPORT, message.message_id)
        row = row or plan(session, caller.conversation.id, Kind.MY_REPORT, door.clock(), case_id=case.id, number=number)
        row.state, row.sent_at = OutgoingState.SENT, row.sent_at or door.clock()
        row.message_id, row.shown_until = message.message_id, until
        session.add(row)
    closes = button(copy.voice.say("buttons.close_quiet"), ClosePress(outgoing=row.id.hex), WAY)
    shown = shown_copy(copy, caller, page, closes)
    stands = await change(message, shown.text, shown.keyboard)
    if stands.message_id != message.message_id:
        async with door.database.writing() as session:
            await mark_shown(session, row.id, stands.message_id, until)


async def _own(session: AsyncSession, number: str, caller: Caller) -> Case:
    """Raises CaseNotFound, and OnlyTheReporter for a colleague of theirs."""
    case = await case_for_firm(session, number, caller.conversation)
    if not caller.has(case):
        raise OnlyTheReporter
    return case


async def own_copy(door: Door, caller: Caller, number: str) -> Copy:
    """Raises CaseNotFound alike for missing and not theirs, OnlyTheReporter, and KeyLost."""
    async with door.database.reading() as session:
        case = await _own(session, number, caller)
        dossier = await open_dossier(session, case)
        receipts = await receipts_of(session, case, dossier.files)
    return copy_of(door.voice(caller), dossier, receipts)


async def printed(copy: Copy, chat_id: int) -> bytes | None:
    """As PDF, the last one again within half a minute; None when that was of something else."""
    door, name = copy.voice.door, f"{copy.number} {copy.voice.language}"
    return await door.printing.of(chat_id, name, door.clock(), lambda: as_pdf(copy))


def shown_copy(copy: Copy, caller: Caller, wanted: int, closes: InlineKeyboardButton | None = None) -> Shown:
    """One page of it, with the ways to turn, to keep and to print it; or to close it, and then a file stays nowhere."""
    pages, voice = copy.pages, copy.voice
    page = min(max(wanted, 0), len(pages) - 1)
    text = voice.chat("report_copy", copy=copy, parts=pages[page], page=page + 1, pages=len(pages))
    turns = [_button(voice, "page", "earlier", copy.number, page - 1)] if page else []
    turns += [_button(voice, "page", "later", copy.number, page + 1)] if page + 1 < len(pages) else []
    address = f"{voice.door.address}/chat/report/{copy.number}"
    own_page = [InlineKeyboardButton(text=voice.say("buttons.report_page"), url=address)]
    status = button(voice.say("buttons.status"), CasePress(action="status", number=copy.number), WAY)
    return Shown(
        text,
        keyboard(
            turns,
            [closes] if closes else [_button(voice, name, label, copy.number) for name, label in _papers(copy)],
            own_page if voice.door.ways_in[caller.conversation.channel].has_pages else [],
            [status],
        ),
    )


def _button(voice: Voice, action: str, label: str, number: str, page: int = 0) -> InlineKeyboardButton:
    return button(voice.say(f"buttons.{label}"), ReportPress(action=action, number=number, page=page))


def _papers(copy: Copy) -> list[tuple[str, str]]:
    return [(name, label) for name, label in PAPERS.items() if name != "receipts" or copy.receipts]


async def _document(copy: Copy, caller: Caller, kind: str) -> BufferedInputFile | None:
    """None while the last one is fresh: it stands above, and each is kept with the chat."""
    door, chat_id = copy.voice.door, caller.conversation.chat_id
    if kind == "receipts" and copy.receipts:
        content = await _receipts(copy.receipts, chat_id)
        return BufferedInputFile(content, copy.receipts.file_name) if content else None
    pdf = None if door.printing.is_fresh(chat_id, door.clock()) else await printed(copy, chat_id)
    return BufferedInputFile(pdf, f"{copy.say('file_name')}-{copy.number}.pdf") if pdf else None


async def _receipts(receipts: Receipts, chat_id: int) -> bytes | None:
    """The same for the receipts, beside the PDF."""
    door, key = receipts.voice.door, (chat_id, "receipts")
    if door.printing.is_fresh(key, door.clock()):
        return None
    return await door.printing.of(key, receipts.number, door.clock(), lambda: asyncio.to_thread(receipts.as_json))
