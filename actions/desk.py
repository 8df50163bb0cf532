"""What the expert team does with a case. Each verb locks the case, so two experts cannot both be first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.tell import next_news_at, note_event, replan, tell_desk, tell_member, tell_reporter
from actions.transfer import transfer_said
from actions.warnings import pass_on_warnings
from cases.errors import CaseError
from cases.follow_ups import WHILE_OPEN, WHILE_WAITING, Kind, Planned, after_closing, after_taking
from cases.people import Verb, check_may, may_see
from cases.tracks import DESK_REASONS, ENDED, ENDS, CaseEnded, CloseReason, MoveNotPossible, Service, check_move
from cases.understanding import read_text
from storage.cases import case_for_member
from storage.keys import keys_of
from storage.tables import Author, Case, CaseMessage, Event, Member
from storage.team import member_by_id, member_names

LONGEST = 3000
NEWS = frozenset({Kind.STILL_WORKING})


class AlreadyTaken(CaseError):
    """Somebody else was first."""

    def __init__(self, name: str, at: datetime) -> None:
        super().__init__(name)
        self.name, self.at = name, at


class NotYours(CaseError):
    """Only the one who has the case can do that; a lead may always."""


class NoSuchMember(CaseError):
    """There is nobody of that name who could take the case."""


async def take_case(session: AsyncSession, number: str, member: Member, now: datetime, zone: ZoneInfo) -> Case:
    """The member takes a waiting case.

    Raises AlreadyTaken with who was first; taking one's own again changes nothing.
    """
    case = await _case(session, number, member, Verb.TAKE)
    if case.holder_id == member.id:
        return case
    if case.holder_id:
        raise AlreadyTaken((await member_names(session))[case.holder_id], case.taken_at or now)
    _give_to(session, case, member, now, zone)
    await replan(session, case, WHILE_WAITING | NEWS, after_taking(now, next_news_at(case, now, zone)))
    await pass_on_warnings(session, case, member.id)
    return case


async def hand_over(
    session: AsyncSession, number: str, member: Member, to: Member, now: datetime, zone: ZoneInfo
) -> Case:
    """Give the case to a colleague, who is told, as is the reporter."""
    case = await _case(session, number, member, Verb.HAND_OVER)
    _check_holds(case, member)
    colleague = await member_by_id(session, to.id)
    if colleague is None or not may_see(colleague.district, case.district):
        raise NoSuchMember
    check_may(colleague.role, Verb.TAKE)
    case.holder_id, case.taken_at = colleague.id, now
    if case.service is Service.ACKNOWLEDGED:
        case.service = Service.TRIAGED
    case.news_due_at = next_news_at(case, now, zone)
    note_event(session, case, Event.HANDED_OVER, now, member.id, to=str(colleague.id))
    await tell_member(session, colleague.id, Kind.CASE_FOR_YOU, now, case)
    await pass_on_warnings(session, case, colleague.id)
    news = Planned(Kind.STILL_WORKING, case.news_due_at, promise=True)
    await replan(session, case, WHILE_WAITING | NEWS, [Planned(Kind.HANDED_OVER, now), news])
    return case


async def return_case(session: AsyncSession, number: str, member: Member, now: datetime, zone: ZoneInfo) -> Case:
    """Put the case back into the queue; the desk hears of it and the reporter keeps a date for news."""
    case = await _case(session, number, member, Verb.RETURN)
    _check_holds(case, member)
    if case.holder_id is None:
        raise MoveNotPossible
    check_move(case.service, Service.ACKNOWLEDGED)
    case.holder_id, case.taken_at, case.service = None, None, Service.ACKNOWLEDGED
    case.news_due_at = next_news_at(case, now, zone)
    note_event(session, case, Event.RETURNED, now, member.id)
    await tell_desk(session, case, Kind.CASE_RETURNED, now)
    await replan(session, case, NEWS, [Planned(Kind.STILL_WORKING, case.news_due_at, promise=True)])
    return case


async def ask_reporter(
    session: AsyncSession,
    number: str,
    member: Member,
    text: str,
    now: datetime,
    zone: ZoneInfo,
    *,
    source: str | None = None,
) -> Case:
    """A question to the reporter."""
    return await _write(session, number, member, text, now, zone, source, Event.ASKED)


async def answer_reporter(
    session: AsyncSession,
    number: str,
    member: Member,
    text: str,
    now: datetime,
    zone: ZoneInfo,
    *,
    source: str | None = None,
) -> Case:
    """An answer or news to the reporter."""
    return await _write(session, number, member, text, now, zone, source, Event.ANSWERED)


async def add_note(
    session: AsyncSession, number: str, member: Member, text: str, now: datetime, *, source: str | None = None
) -> Case:
    """A note for the team; the reporter never sees it."""
    case = await _case(session, number, member, Verb.NOTE, ended_too=True)
    await add_message(session, case, Author.NOTE, text, now, member=member, source=source)
    note_event(session, case, Event.NOTED, now, member.id)
    return case


async def close_case(
    session: AsyncSession,
    number: str,
    member: Member,
    reason: CloseReason,
    now: datetime,
    zone: ZoneInfo,
    *,
    text: str = "",
) -> Case:
    """End the case with a reason and, if there is more to say, the officer's own words to the reporter."""
    case = await _case(session, number, member, Verb.CLOSE)
    _check_holds(case, member)
    if reason not in DESK_REASONS:
        raise MoveNotPossible
    if text:
        await add_message(session, case, Author.DESK, text, now, member=member)
    await end_case(session, case, reason, now, after_closing(now, zone))
    note_event(session, case, Event.CLOSED, now, member.id, reason=reason.value)
    return case


async def end_case(
    session: AsyncSession, case: Case, reason: CloseReason, now: datetime, planned: Iterable[Planned] = ()
) -> None:
    """Shared by closing and withdrawing: the state, the time, and the rest of the plan dropped."""
    check_move(case.service, ENDS[reason])
    case.service, case.ended_at, case.close_reason, case.news_due_at = ENDS[reason], now, reason, None
    await transfer_said(session, case, now)
    await replan(session, case, WHILE_OPEN, planned)


async def add_message(
    session: AsyncSession,
    case: Case,
    author: Author,
    text: str,
    now: datetime,
    *,
    member: Member | None = None,
    is_question: bool = False,
    source: str | None = None,
) -> CaseMessage:
    """One sealed message of the case. Raises NotUnderstood when it is empty or too long."""
    words = read_text(text, LONGEST)
    cipher = await keys_of(session).cipher(session, case.key_id)
    message = CaseMessage(
        case_id=case.id,
        at=now,
        author=author,
        member_id=member.id if member else None,
        is_question=is_question,
        sealed_text=b"",
        source=source,
    )
    message.sealed_text = cipher.seal_text(words, f"message:{message.id}")
    session.add(message)
    await session.flush()
    return message


async def _write(
    session: AsyncSession,
    number: str,
    member: Member,
    text: str,
    now: datetime,
    zone: ZoneInfo,
    source: str | None,
    event: Event,
) -> Case:
    asks = event is Event.ASKED
    case = await _case(session, number, member, Verb.ASK if asks else Verb.ANSWER)
    if case.holder_id is None:  # whoever speaks first has the case; the reporter sees the name in the message itself
        _give_to(session, case, member, now, zone)
        await pass_on_warnings(session, case, member.id)
    message = await add_message(session, case, Author.DESK, text, now, member=member, is_question=asks, source=source)
    note_event(session, case, event, now, member.id)
    if asks and case.service is Service.TRIAGED:
        case.service = Service.MATERIALS_REQUESTED
    case.news_due_at = next_news_at(case, now, zone)
    kind = Kind.DESK_ASKS if asks else Kind.DESK_ANSWERS
    news = Planned(Kind.STILL_WORKING, case.news_due_at, promise=True)
    tell_reporter(session, case, [Planned(kind, now)], message=str(message.id))
    await replan(session, case, NEWS | WHILE_WAITING, [news])
    return case


async def _case(session: AsyncSession, number: str, member: Member, verb: Verb, *, ended_too: bool = False) -> Case:
    check_may(member.role, verb)
    case = await case_for_member(session, number, member, lock=True)
    if case.service in ENDED and not ended_too:
        raise CaseEnded
    return case


def _give_to(session: AsyncSession, case: Case, member: Member, now: datetime, zone: ZoneInfo) -> None:
    check_move(case.service, Service.TRIAGED)
    case.holder_id, case.taken_at, case.service, case.news_due_at = (
        member.id,
        now,
        Service.TRIAGED,
        next_news_at(case, now, zone),
    )
    note_event(session, case, Event.TAKEN, now, member.id)


def _check_holds(case: Case, member: Member) -> None:
    if case.holder_id not in {None, member.id} and member.role.value != "lead":
        raise NotYours
