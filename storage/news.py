"""What the desk heard lately of a reporter, and what there is that it has not heard yet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.messages import OF_REPORTERS, Kind
from cases.news import LATELY
from storage.keys import keys_of
from storage.message_texts import message_text
from storage.tables import Author, Case, CaseMessage, Event, Outgoing, OutgoingState, TimelineEntry

TOLD_OF = (Event.REPORTER_WROTE, Event.FILE_ADDED, Event.WITHDRAWN, Event.CAME_BACK, Event.PERSON_ASKED_FOR)
TO_COME = (OutgoingState.WAITING, OutgoingState.GATHERED)
MOST_SHOWN = 3


@dataclass(frozen=True)
class Heard:
    """How often the desk heard of a case since its own last word, which was `answered` lately or not.

    `more_at`: when it will hear of all that came since, if that is planned.
    """

    times: int
    answered: bool
    more_at: datetime | None


async def heard_lately(session: AsyncSession, case_id: UUID, now: datetime) -> Heard:
    """Within an hour; what comes at the same moment counts once, however many hear it."""
    kinds = col(Outgoing.kind).in_(sorted(OF_REPORTERS))
    lately = select(Outgoing.kind, Outgoing.due_at, Outgoing.state).where(Outgoing.case_id == case_id, kinds)
    rows = (await session.exec(lately.where(col(Outgoing.due_at) > now - LATELY).distinct())).all()
    said = select(func.max(CaseMessage.at)).where(CaseMessage.case_id == case_id, CaseMessage.author == Author.DESK)
    answered = (await session.exec(said)).one() or now - LATELY
    more = [at for kind, at, state in rows if kind is Kind.REPORTER_MORE and at > now and state in TO_COME]
    times = len({at for _, at, _ in rows if at > answered})
    return Heard(times, answered > now - LATELY, min(more, default=None))


@dataclass(frozen=True)
class News:
    """What a reporter did since a moment, how often each, and their newest words, the oldest of these first."""

    since: datetime
    times: dict[str, int]
    words: list[str]

    @property
    def not_shown(self) -> int:
        return max(0, self.times[Event.REPORTER_WROTE] - len(self.words))


async def news_since(session: AsyncSession, case: Case, since: datetime) -> News:
    """Raises KeyLost."""
    of_case = (TimelineEntry.case_id == case.id, col(TimelineEntry.at) >= since)
    events = await session.exec(select(TimelineEntry.event).where(*of_case, col(TimelineEntry.member_id).is_(None)))
    happened = Counter(events.all())
    theirs = (CaseMessage.case_id == case.id, CaseMessage.author == Author.REPORTER, col(CaseMessage.at) >= since)
    newest = select(CaseMessage).where(*theirs).order_by(col(CaseMessage.at).desc(), col(CaseMessage.id).desc())
    cipher = await keys_of(session).cipher(session, case.key_id)
    rows = (await session.exec(newest.limit(MOST_SHOWN))).all()
    times = {event.value: happened[event] for event in TOLD_OF}
    return News(since, times, [message_text(cipher, one) for one in reversed(rows)])
