"""Telling the team of a new case: at once, or together with others that come soon after each other.

What cannot wait comes at once by itself. Of the others the first after a quiet time does too, and from then on the
chat gathers for a while (cases/follow_ups.py).
"""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, update
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.hand import Hand
from actions.tell import chats_of, is_urgent_now, tell
from cases.law.triage import Urgency
from cases.messages import Kind
from cases.tracks import WAITING
from storage.conversations import team_chats
from storage.gathered import gathering, together
from storage.tables import Case, Member, OutgoingState


async def tell_of_new_case(hand: Hand, case: Case, *, key: str | None = None) -> None:
    """To whom it concerns, once for each `key`."""
    digests = {} if case.holder_id or _cannot_wait(hand, case) else await _digests(hand, case)
    for row in await tell(hand.session, case, Kind.NEW_CASE, hand.now, key=key):
        if digest := digests.get(row.conversation_id):
            row.state, row.gathered_in = OutgoingState.GATHERED, digest


async def set_gathers(session: AsyncSession, member_id: UUID, *, gathers: bool) -> None:
    """How new cases come to this member, on each chat they have; what is gathered already still comes together."""
    await session.exec(update(Member).where(col(Member.id) == member_id).values(gathers=gathers))


def is_new(case: Case) -> bool:
    """Whether it still waits for somebody to take it."""
    return case.service in WAITING and case.holder_id is None and case.merged_into is None


def _cannot_wait(hand: Hand, case: Case) -> bool:
    return case.urgency is Urgency.IMMEDIATE or is_urgent_now(case, hand.now)


async def _digests(hand: Hand, case: Case) -> dict[UUID, UUID]:
    """Of each chat that gathers now, the message in which it will hear of this case."""
    hearing = set(await chats_of(hand.session, case, Kind.NEW_CASE))
    chats = [
        chat
        for chat, member in await team_chats(hand.session)
        if chat.id in hearing and (member is None or member.gathers)
    ]
    return await together(hand.session, await gathering(hand.session, chats, hand.now))
