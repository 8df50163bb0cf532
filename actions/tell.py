"""Planning what is said: rows in the outbox, in the same transaction as what they are about."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.follow_ups import Planned, is_urgent
from cases.law import Law
from cases.law.plans import News
from cases.law.triage import MONEY_MOVING, Level
from cases.messages import MESSAGES, TO_REPORTER, Kind, who_hears
from cases.people import WORKING, Role
from cases.quiet import wait_until
from cases.tracks import WAITING, Service
from storage.conversations import team_chats, whose
from storage.gathered import together
from storage.keys import keys_of
from storage.outgoing import cancel
from storage.stamps import stamped
from storage.tables import Case, Conversation, Event, Member, Outgoing, OutgoingState, TimelineEntry, Why


def note_event(
    session: AsyncSession, case: Case, event: Event, now: datetime, member_id: UUID | None = None, **details: Any
) -> TimelineEntry:
    """A line in the case's timeline; `details` are identifiers, never a person's words."""
    entry = TimelineEntry(case_id=case.id, at=now, event=event, member_id=member_id, details=details)
    session.add(entry)
    return entry


def next_news_at(law: Law, case: Case, now: datetime, zone: ZoneInfo, *, taken: bool = False) -> datetime:
    """When the reporter hears of this case again if nothing else happens, as the plan says for how it stands.

    `taken`: as it will stand when somebody has it. Never at a time at which they asked to hear nothing.
    """
    chosen = law.plans.rhythms.get(case.rhythm or "")
    follows = chosen and _stage(case, taken=taken) not in WAITING and not is_urgent_now(case, now)
    when = chosen.when if chosen and follows else news_of(law, case, now, taken=taken).when
    return in_their_hours(case, when.due(now, zone), zone)


def news_of(law: Law, case: Case, now: datetime, *, taken: bool = False) -> News:
    """The row of the plan by which it is."""
    stage = _stage(case, taken=taken)
    return law.plans.news_of(stage, case.urgency, money_moving=is_urgent_now(case, now))


def _stage(case: Case, *, taken: bool) -> Service:
    return Service.TRIAGED if taken and case.service in WAITING else case.service


def in_their_hours(case: Case, at: datetime, zone: ZoneInfo) -> datetime:
    """That moment, or when the hours begin that a reporter with a watched phone chose: it would not be sent before."""
    return (wait_until(case.quiet_hours, at, zone) if case.quiet else None) or at


def is_urgent_now(case: Case, now: datetime) -> bool:
    """Whether its money may still be in motion."""
    return is_urgent(case.money_moving, case.submitted_at, now)


def pace_of(law: Law, case: Case, now: datetime) -> Level:
    """How soon it is answered: as its urgency says, less what money that left long ago once made of it."""
    triage, stale = law.triage, case.money_moving and not is_urgent_now(case, now)
    if not stale or case.urgency_note is not None:
        return triage.level(case.urgency)
    return triage.level(triage.of({one: points for one, points in case.reasons.items() if one != MONEY_MOVING}).urgency)


async def tell(
    session: AsyncSession, case: Case, kind: Kind, at: datetime, *, key: str | None = None, **details: Any
) -> list[Outgoing]:
    """A message of a case, to whom its row in cases/messages.py says, on each chat they have; what was planned.

    What was told under the same `key` before is not told again.
    """
    chats, planned = await chats_of(session, case, kind), list[Outgoing]()
    told = await planned_keys(session, [unique_key(kind, key, chat) for chat in chats]) if key else frozenset()
    for chat in chats:
        once = unique_key(kind, key, chat) if key else None
        if once is None or once not in told:
            row = plan(session, chat, kind, at, case_id=case.id, **details)
            row.unique_key = once
            planned.append(row)
    return planned


async def tell_together(
    session: AsyncSession, case: Case, kind: Kind, at: datetime, within: Kind, **details: Any
) -> None:
    """The same in one message with what else comes to a chat at that moment, one of `within` to each."""
    rows = await tell(session, case, kind, at, **details)
    found = await together(session, {row.conversation_id: at for row in rows}, within)
    for row in rows:
        if one := found.get(row.conversation_id):
            row.state, row.gathered_in = OutgoingState.GATHERED, one


async def tell_members(
    session: AsyncSession, case: Case, kind: Kind, members: Iterable[UUID], at: datetime, **details: Any
) -> None:
    """A message of a case to each of these members once, on each chat they have, if they may see what it shows."""
    beyond = MESSAGES[kind].beyond_sight
    for member in dict.fromkeys(members):
        for chat in await chats_of_member(session, case, member, beyond=beyond):
            plan(session, chat, kind, at, case_id=case.id, **details)


async def tell_leads(session: AsyncSession, kind: Kind, now: datetime, key: str, **details: Any) -> None:
    """How the house itself stands, to every lead on each of their chats; once for each `key`.

    Where nobody leads, to everybody who works on cases.
    """
    theirs = [(chat.id, member.role) for chat, member in await team_chats(session) if member]
    leads = [chat for chat, role in theirs if role is Role.LEAD]
    chats = leads or [chat for chat, role in theirs if role in WORKING]
    told = await planned_keys(session, [unique_key(kind, key, chat) for chat in chats])
    for chat in chats:
        if unique_key(kind, key, chat) not in told:
            plan(session, chat, kind, now, case_id=None, **details).unique_key = unique_key(kind, key, chat)


async def chats_of(session: AsyncSession, case: Case, kind: Kind) -> list[UUID]:
    """Who hears such a message as the case stands now; who is away only if there is nobody else."""
    if kind in TO_REPORTER:
        return [case.conversation_id]
    chats = await team_chats(session)
    present = [(chat, member) for chat, member in chats if member is None or member.away_until is None]
    return _hearing(kind, case, present) or _hearing(kind, case, chats)


def _hearing(kind: Kind, case: Case, chats: list[tuple[Conversation, Member | None]]) -> list[UUID]:
    return who_hears(kind, {chat.id: whose(chat, member, case) for chat, member in chats})


async def chats_of_member(session: AsyncSession, case: Case, member_id: UUID, *, beyond: bool = False) -> list[UUID]:
    """Where this member hears of the case: nowhere if they may not see it, unless the message goes `beyond` that."""
    chats = [(chat, member) for chat, member in await team_chats(session) if member and member.id == member_id]
    return [chat.id for chat, member in chats if beyond or whose(chat, member, case)]


def plan(
    session: AsyncSession, chat: UUID, kind: Kind, at: datetime, *, case_id: UUID | None, **details: Any
) -> Outgoing:
    """One message due in this conversation. With a `unique_key` a second one of it is refused by the database."""
    row = Outgoing(
        kind=kind,
        conversation_id=chat,
        case_id=case_id,
        details=details,
        due_at=at,
        retry_at=at,
        promise=MESSAGES[kind].promise,
    )
    session.add(row)
    return row


def told_with(session: AsyncSession, row: Outgoing, key: str, *, case_id: UUID, **details: Any) -> dict[str, Any]:
    """The row of what that message tells with its own, kept for another case; it does not leave by itself.

    Its values only: there may be hundreds.
    """
    same = {"kind": row.kind, "conversation_id": row.conversation_id, "due_at": row.due_at, "retry_at": row.due_at}
    values = same | {
        "id": uuid4(),
        "case_id": case_id,
        "details": details,
        "state": OutgoingState.GATHERED,
        "unique_key": key,
        "gathered_in": row.id,
    }
    return stamped(keys_of(session), Outgoing, values)


async def replan(session: AsyncSession, case: Case, unwanted: frozenset[Kind], planned: Iterable[Planned] = ()) -> None:
    """Drop what is no longer wanted, then plan what now is."""
    planned = list(planned)
    again = unwanted & {one.kind for one in planned}
    await cancel(session, case.id, unwanted - again)
    await cancel(session, case.id, again, Why.REPLANNED)
    for one in planned:
        await tell(session, case, one.kind, one.due_at)


async def was_planned(session: AsyncSession, kind: Kind, key: str, chat: UUID) -> bool:
    return bool(await planned_keys(session, [unique_key(kind, key, chat)]))


def unique_key(kind: Kind, key: str, conversation_id: UUID) -> str:
    return f"{kind.value}:{key}:{conversation_id.hex}"


async def planned_keys(session: AsyncSession, keys: Collection[str]) -> frozenset[str | None]:
    """Which of these are in the outbox already, sent or not."""
    query = select(Outgoing.unique_key).where(col(Outgoing.unique_key).in_(keys))
    return frozenset((await session.exec(query)).all())
