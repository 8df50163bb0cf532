"""What stands between a lead's wish that a case is forgotten and its end: who leads long enough, and who was told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.forgetting import Notice
from cases.messages import Kind
from storage.conversations import conversation_by_id
from storage.stamps import is_genuine
from storage.tables import (
    Case,
    Channel,
    Forgetting,
    Member,
    Outgoing,
    OutgoingState,
)
from storage.web_devices import devices_of

STILL_GOING = frozenset({OutgoingState.WAITING, OutgoingState.GATHERED})


def leading_since(leads: Collection[Member], now: datetime) -> dict[UUID, datetime]:
    """Since when each of them leads what they lead, as the person they are: by rows that nobody else can write."""
    return {one.id: one.settled_at or now for one in leads}


async def put_leads_out(session: AsyncSession, by: Collection[UUID | None], since: datetime) -> bool:
    """Whether any of these took a lead out, or made one less, since then."""
    who = col(Member.id).in_([one for one in by if one])
    return any(
        one.took_lead_out_at and one.took_lead_out_at >= since
        for one in (await session.exec(select(Member).where(who))).all()
    )


async def confirmed(session: AsyncSession) -> list[UUID]:
    """The cases that two leads decided to forget, and that are still there."""
    waits = col(Forgetting.certified_at).is_(None), col(Forgetting.confirmed_at).is_not(None)
    return list((await session.exec(select(Forgetting.of_case).where(*waits).order_by(col(Forgetting.of_case)))).all())


async def notice_of(session: AsyncSession, case: Case, row: Forgetting, now: datetime) -> Notice:
    """Whether its reporter was told. What nobody can open any more is told to nobody."""
    if row.told_at:
        return Notice(row.asked_at, row.told_at, is_lost=await _nobody_there(session, case, now))
    told = (Outgoing.case_id == case.id, Outgoing.kind == Kind.FORGET_SOON, col(Outgoing.due_at) >= row.asked_at)
    letters = (await session.exec(select(Outgoing).where(*told))).all()
    return Notice(row.asked_at, is_lost=not any(one.state in STILL_GOING for one in letters))


async def note_told(session: AsyncSession, row: Outgoing, now: datetime) -> None:
    """The word to the reporter went out: the days begin, by a row that nobody else can write."""
    found = await session.get(Forgetting, row.case_id, populate_existing=True, with_for_update=True)
    if found and is_genuine(found) and found.certified_at is None and found.asked_at <= row.due_at:
        found.told_at = now


async def was_planned_since(session: AsyncSession, case: Case, kind: Kind, since: datetime) -> bool:
    same = (Outgoing.case_id == case.id, Outgoing.kind == kind, col(Outgoing.due_at) >= since)
    return (await session.exec(select(Outgoing.id).where(*same).limit(1))).first() is not None


async def _nobody_there(session: AsyncSession, case: Case, now: datetime) -> bool:
    """A chat of ours that no browser opens any more."""
    chat = await conversation_by_id(session, case.conversation_id)
    return chat.channel is Channel.WEB and not await devices_of(session, chat.chat_id, now)
