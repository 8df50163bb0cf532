"""What several verbs do with a case on the way: words kept, news promised, a new holder, the end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.hand import Hand
from actions.tell import next_news_at, replan
from actions.transfer import transfer_said
from actions.warnings import pass_on_warnings
from cases.follow_ups import Planned
from cases.messages import WHILE_OPEN, Kind
from cases.tracks import ENDS, CloseReason, Service, check_move
from cases.understanding import read_text
from storage.keys import keys_of
from storage.tables import Author, Case, CaseMessage, Event, Member

LONGEST = 3000
NEWS = frozenset({Kind.STILL_WORKING})


async def promise_news(
    session: AsyncSession,
    case: Case,
    now: datetime,
    zone: ZoneInfo,
    *,
    unwanted: frozenset[Kind] = frozenset(),
) -> None:
    """The reporter always has a date for the next news: what was promised before, and what is unwanted, gives way."""
    case.news_due_at = next_news_at(case, now, zone)
    news = Planned(Kind.STILL_WORKING, case.news_due_at)
    await replan(session, case, NEWS | unwanted, [news])


async def give_to(hand: Hand, case: Case, member: Member) -> None:
    """The member has the case from now on, and is warned of its clocks."""
    check_move(case.service, Service.TRIAGED)
    case.holder_id, case.taken_at, case.service = member.id, hand.now, Service.TRIAGED
    hand.note(case, Event.TAKEN)
    await pass_on_warnings(hand.session, case)


def put_back(case: Case) -> None:
    """Nobody has the case any more; it waits in the queue."""
    check_move(case.service, Service.ACKNOWLEDGED)
    case.holder_id, case.taken_at, case.service = None, None, Service.ACKNOWLEDGED


async def end_case(hand: Hand, case: Case, reason: CloseReason, planned: Iterable[Planned] = ()) -> None:
    """Shared by closing and withdrawing: the state, the time, and the rest of the plan dropped."""
    check_move(case.service, ENDS[reason])
    case.service, case.ended_at, case.close_reason, case.news_due_at = ENDS[reason], hand.now, reason, None
    await transfer_said(hand.session, case, hand.now)
    await replan(hand.session, case, WHILE_OPEN, planned)


async def withdraw(hand: Hand, case: Case) -> None:
    """Shared by withdrawing a case and by giving up a report the desk was already alerted of."""
    await end_case(hand, case, CloseReason.WITHDRAWN)
    hand.note(case, Event.WITHDRAWN)
    await hand.tell(case, Kind.WITHDRAWN)


async def add_message(hand: Hand, case: Case, author: Author, text: str, *, is_question: bool = False) -> CaseMessage:
    """One sealed message of the case. Raises NotUnderstood when it is empty or too long."""
    words = read_text(text, LONGEST)
    cipher = await keys_of(hand.session).cipher(hand.session, case.key_id)
    message = CaseMessage(
        case_id=case.id,
        at=hand.now,
        author=author,
        member_id=hand.member.id if hand.member else None,
        is_question=is_question,
        sealed_text=b"",
        source=hand.source,
    )
    message.sealed_text = cipher.seal_text(words, f"message:{message.id}")
    hand.session.add(message)
    await hand.session.flush()
    return message
