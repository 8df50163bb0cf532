"""What a lead tells all reporters of a series, in one case: told, left out, or told after all.

A reader with two cases of the series is told in one of them; if that one ends before the message leaves, in the other.
"""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select

from actions.hand import Hand
from actions.tell import note_event, plan
from cases.messages import Kind
from cases.tracks import ENDED
from storage.circulars import open_circular
from storage.conversations import conversation_by_id
from storage.keys import keys_of
from storage.message_texts import keep_said
from storage.stamps import is_genuine
from storage.tables import Case, Conversation, Event, Outgoing, OutgoingState, SentCircular, Why


async def tell_of_series(hand: Hand, sent: SentCircular, case: Case, chat: Conversation) -> None:
    """As a word of the lead's in this case, and a line of its timeline."""
    row = plan(hand.session, chat.id, Kind.CIRCULAR, sent.due_at, case_id=case.id)
    row.details, row.unique_key = await _say(hand, sent, case, chat), _key(sent, case)


def leave_out(hand: Hand, sent: SentCircular, case: Case, why: Why) -> None:
    """Its ledger says that nobody was told here, and why."""
    row = plan(hand.session, case.conversation_id, Kind.CIRCULAR, sent.due_at, case_id=case.id, circular=str(sent.id))
    row.state, row.why, row.unique_key = OutgoingState.CANCELLED, why, _key(sent, case)


async def tell_elsewhere_of(hand: Hand, case: Case) -> None:
    """The case is over: what of it has not left is told in another case of its reader's."""
    to_come = col(Outgoing.state).in_([OutgoingState.WAITING, OutgoingState.GATHERED])
    own = (Outgoing.case_id == case.id, Outgoing.kind == Kind.CIRCULAR, col(Outgoing.copy_of).is_(None))
    held = select(Outgoing).where(*own, to_come).with_for_update().execution_options(populate_existing=True)
    for row in (await hand.session.exec(held)).all():  # held until the commit, so that none is claimed meanwhile
        if not row.leased:
            await tell_in_another(hand, row, row.conversation_id)


async def tell_in_another(hand: Hand, row: Outgoing, chat_id: UUID) -> None:
    """What does not come into this chat by that message comes by another case that is read there, if one is open."""
    if row.kind is not Kind.CIRCULAR or row.copy_of:
        return
    left_out = (Outgoing.conversation_id == chat_id, Outgoing.kind == Kind.CIRCULAR)
    why = (Outgoing.state == OutgoingState.CANCELLED, Outgoing.why == Why.SAME_READER)
    query = select(Outgoing, Case).join(Case, col(Case.id) == col(Outgoing.case_id)).where(*left_out, *why)
    rows = (await hand.session.exec(query.order_by(col(Case.number)).with_for_update(of=Outgoing))).all()
    readable = await keys_of(hand.session).ciphers(hand.session, [case.key_id for _, case in rows])
    for other, case in rows:
        is_same = other.details.get("circular") == row.details.get("circular")
        if is_same and _may_be_told(other, case) and case.key_id in readable:
            await _tell_after_all(hand, other, case)
            return


def _may_be_told(row: Outgoing, case: Case) -> bool:
    return is_genuine(row) and is_genuine(case) and case.service not in ENDED


async def _tell_after_all(hand: Hand, row: Outgoing, case: Case) -> None:
    sent = await hand.session.get(SentCircular, UUID(row.details["circular"]))
    if sent is None:
        return
    row.details = await _say(hand, sent, case, await conversation_by_id(hand.session, row.conversation_id))
    row.due_at = row.retry_at = max(sent.due_at, hand.now)
    row.state, row.why = OutgoingState.WAITING, None


async def _say(hand: Hand, sent: SentCircular, case: Case, chat: Conversation) -> dict[str, str | bool]:
    """It stands in the conversation from now on; what its message shows."""
    said = open_circular(hand.session, sent)
    message = await keep_said(hand.session, case, sent.made_by, said.said_in(chat.language), hand.now)
    note_event(hand.session, case, Event.CIRCULAR_SENT, hand.now, sent.made_by, message=str(message.id))
    foreign = {"only_chinese": True} if said.is_foreign_to(chat.language) else {}
    return {"message": str(message.id), "circular": str(sent.id), **foreign}


def _key(sent: SentCircular, case: Case) -> str:
    return f"{Kind.CIRCULAR}:{sent.id.hex}:{case.id.hex}"
