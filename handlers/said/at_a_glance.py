"""What always stands at the top of a reporter's chat: number, stage, the next date and who has it, as the rows say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.tracks import ENDED
from handlers.door import Voice
from storage.cases import cases_of
from storage.tables import Case, Conversation, Member
from storage.team import name_of


@dataclass(frozen=True)
class Glance:
    """Of one chat: its newest open case, else its newest; what it shows, and which cases it would change with."""

    case: Case
    officer: str | None
    until: datetime | None  # by when somebody replies, or the next news comes; None where no time to come is promised
    is_reply: bool  # of the two the first
    others: int  # open ones beside it
    cases: frozenset[str]

    @property
    def is_open(self) -> bool:
        return self.case.service not in ENDED

    def lines(self, voice: Voice) -> list[str]:
        """The number with its stage; then when to expect what from whom, and how many others there are."""
        return voice.text("at_a_glance", glance=self).split("\n")


async def glance_at(session: AsyncSession, chat: Conversation, now: datetime) -> Glance | None:
    """None without a case, and where somebody else may look at the phone: there nothing stands for all to see."""
    cases = await cases_of(session, chat.id)
    if chat.member_id or not cases or any(one.quiet for one in cases):
        return None
    case, is_open = cases[0], [one for one in cases if one.service not in ENDED]
    until, is_reply = _promised(case, now)
    holder = await session.get(Member, case.holder_id) if case.holder_id and case in is_open else None
    officer = name_of(session, holder) if holder else None
    others = len([one for one in is_open if one is not case])
    return Glance(case, officer, until, is_reply, others, frozenset(str(one.id) for one in cases))


def _promised(case: Case, now: datetime) -> tuple[datetime | None, bool]:
    """The same as the status says (chat/status.html.jinja), as long as it is not over."""
    if case.service in ENDED:
        return None, False
    reply_at = case.reply_due_at or (case.answer_due_at if case.holder_id is None else None)
    if reply_at and reply_at > now:
        return reply_at, True
    return (case.news_due_at if case.news_due_at and case.news_due_at > now else None), False
