"""The colleagues of a reporter are told what the reporter is told: a copy of each message, when it came or could not.

A copy is a row of its own, so the ledger has it by itself. It promises nothing and plans nothing: its original does.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlmodel import select

from actions.hand import Hand
from actions.tell import plan, planned_keys
from cases.messages import TO_COLLEAGUES
from storage.cases import case_by_id
from storage.circulars import as_told
from storage.colleagues import who_hear
from storage.conversations import conversation_by_id
from storage.planned import copy_words
from storage.tables import CLOSED, OPENED, VOID, Case, Outgoing

OF_ORIGINAL = frozenset({CLOSED, OPENED, VOID})  # what became of it in its reporter's chat


async def tell_colleagues(hand: Hand, row: Outgoing) -> None:
    """Each once for this message, however often its delivery is tried."""
    if row.kind not in TO_COLLEAGUES or row.case_id is None or row.copy_of:
        return
    there = await who_hear(hand.session, row.case_id)
    if not there:
        return
    case = await case_by_id(hand.session, row.case_id)
    everybody = dict.fromkeys([*there, case.conversation_id])  # it may have gone to who had the case before
    chats = {key_of_copy(row, chat): chat for chat in everybody if chat != row.conversation_id}
    told = await planned_keys(hand.session, list(chats))
    for key, chat in chats.items():
        if key not in told:
            await _plan(hand, case, row, chat, key)


async def _plan(hand: Hand, case: Case, row: Outgoing, chat: UUID, key: str) -> None:
    details = {name: one for name, one in row.details.items() if name not in OF_ORIGINAL}
    if "original" in details:
        details |= await _original(hand, UUID(details["original"]), chat)
    if told := await as_told(hand.session, row):
        language = (await conversation_by_id(hand.session, chat)).language
        details = details | {"only_chinese": told.is_foreign_to(language)}
    copy = plan(hand.session, chat, row.kind, hand.now, case_id=case.id, **details)
    copy.promise, copy.copy_of, copy.unique_key = False, row.id, key
    await copy_words(hand.session, case, row, copy)


async def _original(hand: Hand, original: UUID, chat: UUID) -> dict[str, Any]:
    """What a correction changes where it stands, in that chat."""
    same = Outgoing.copy_of == original, Outgoing.conversation_id == chat
    found = (await hand.session.exec(select(Outgoing.id).where(*same))).first()
    return {"original": str(found or original)}


def key_of_copy(row: Outgoing, chat: UUID) -> str:
    return f"copy:{row.id.hex}:{chat.hex}"
