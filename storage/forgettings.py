"""What stands between a lead's wish that a case is forgotten and its end: who leads long enough, and who was told."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.forgetting import Notice
from cases.messages import Kind
from cases.people import Role
from storage.conversations import conversation_by_id
from storage.tables import (
    Case,
    Channel,
    Forgetting,
    Member,
    Outgoing,
    OutgoingState,
    TeamEntry,
    TeamEvent,
)
from storage.web_devices import devices_of

# With any of these somebody may be another than who stood there before, or say more than before.
ANOTHER = frozenset({TeamEvent.RENAMED, TeamEvent.FACTORS_TAKEN_OFF})
STILL_GOING = frozenset({OutgoingState.WAITING, OutgoingState.GATHERED})


async def leading_since(session: AsyncSession, leads: Collection[Member]) -> dict[UUID, datetime]:
    """Since when each of them leads what they lead, as the person they are: by the team's log."""
    since = {one.id: one.joined_at for one in leads}
    changes = col(TeamEntry.event).in_({*ANOTHER, TeamEvent.CHANGED}), col(TeamEntry.member_id).in_(since)
    for entry in (await session.exec(select(TeamEntry).where(*changes))).all():
        if entry.member_id and (entry.event in ANOTHER or {"role", "district"} & entry.details.keys()):
            since[entry.member_id] = max(since[entry.member_id], entry.at)
    return since


async def put_leads_out(session: AsyncSession, by: Collection[UUID | None], since: datetime) -> bool:
    """Whether any of these took a lead out, or made one less, since then: by the team's log."""
    outs = col(TeamEntry.event).in_({TeamEvent.REVOKED, TeamEvent.CHANGED}), col(TeamEntry.at) >= since
    query = select(TeamEntry, Member.role).join(Member, col(Member.id) == col(TeamEntry.member_id))
    for entry, role in (await session.exec(query.where(*outs, col(TeamEntry.by_id).in_(by)))).all():
        was = entry.details.get("role", [role])[0]  # of who was taken out the row says it still
        if was == Role.LEAD and (entry.event is TeamEvent.REVOKED or {"role", "district"} & entry.details.keys()):
            return True
    return False


async def confirmed(session: AsyncSession) -> list[UUID]:
    """The cases that two leads decided to forget, and that are still there."""
    waits = col(Forgetting.certified_at).is_(None), col(Forgetting.confirmed_at).is_not(None)
    return list((await session.exec(select(Forgetting.of_case).where(*waits).order_by(col(Forgetting.of_case)))).all())


async def notice_of(session: AsyncSession, case: Case, row: Forgetting, now: datetime) -> Notice:
    """Whether its reporter was told. What nobody can open any more is told to nobody."""
    told = (Outgoing.case_id == case.id, Outgoing.kind == Kind.FORGET_SOON, col(Outgoing.due_at) >= row.asked_at)
    letters = (await session.exec(select(Outgoing).where(*told).order_by(col(Outgoing.due_at)))).all()
    sent = [one.sent_at for one in letters if one.state is OutgoingState.SENT and one.sent_at]
    if sent:
        return Notice(row.asked_at, max(sent), is_lost=await _nobody_there(session, case, now))
    return Notice(row.asked_at, is_lost=not any(one.state in STILL_GOING for one in letters))


async def was_planned_since(session: AsyncSession, case: Case, kind: Kind, since: datetime) -> bool:
    same = (Outgoing.case_id == case.id, Outgoing.kind == kind, col(Outgoing.due_at) >= since)
    return (await session.exec(select(Outgoing.id).where(*same).limit(1))).first() is not None


async def _nobody_there(session: AsyncSession, case: Case, now: datetime) -> bool:
    """A chat of ours that no browser opens any more."""
    chat = await conversation_by_id(session, case.conversation_id)
    return chat.channel is Channel.WEB and not await devices_of(session, chat.chat_id, now)
