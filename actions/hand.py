"""The hand at work: whose it is, and what every verb needs beside what it is asked to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.filled import Filled
from actions.news import tell_news
from actions.tell import note_event, tell, tell_members
from cases.errors import CaseError
from cases.law import Law
from cases.messages import MESSAGES, Kind
from cases.people import NotAllowed
from cases.verbs import Verb, check_may, check_state
from storage.cases import case_for_firm, case_for_member, case_for_reporter, chair_of
from storage.colleagues import colleague_at
from storage.tables import Case, CaseMessage, Colleague, Conversation, Event, Member, TimelineEntry

Done = TypeVar("Done", bound=Callable[..., Awaitable[object]])


class DoneAlready(CaseError):
    """The same update, or the same form, did this before."""


Act = Callable[["Hand", str, Filled], Awaitable[object]]
ACTS: dict[Verb, Act] = {}


def does(verb: Verb, *fields: str) -> Callable[[Done], Done]:
    """This function is the verb; `fields` are what it takes of a filled form, in the order of its arguments."""

    def mark(act: Done) -> Done:
        ACTS[verb] = lambda hand, number, filled: act(hand, number, *(getattr(filled, one) for one in fields))
        return act

    return mark


@dataclass(frozen=True)
class Hand:
    """Of an officer (`member`), of a reporter (`conversation`), or of nobody when time itself acts.

    `source` is the update or the form it came from, so that a repeated one does nothing twice.
    """

    session: AsyncSession
    now: datetime
    law: Law
    zone: ZoneInfo
    member: Member | None = None
    conversation: Conversation | None = None
    source: str | None = None
    device: str = ""  # by its mark, the browser it comes from
    address: str | None = None  # a fingerprint of where it comes from, where anybody knows
    follows: bool = False  # what was done with the main case is done with one that was merged into it

    @property
    def officer(self) -> Member:
        assert self.member, "an officer's verb needs an officer"
        return self.member

    async def open(self, number: str, verb: Verb) -> Case:
        """The case, locked, for this officer to do that with.

        Raises NotAllowed, CaseNotFound, DoneAlready, and what cases/verbs.py says of how it stands.
        """
        check_may(self.officer.role, verb)
        case = await self.see(number)
        await self.check(case, verb)
        return case

    async def see(self, number: str) -> Case:
        """The case, locked, for this officer to look at first. Raises CaseNotFound alike for missing and forbidden."""
        await self.check_standing()
        return await case_for_member(self.session, number, self.officer, lock=True)

    async def check(self, case: Case, verb: Verb) -> None:
        """Whether this officer may do that with this case now. Raises as `open` does."""
        check_may(self.officer.role, verb)
        if await self.was_here(case):
            raise DoneAlready
        chair = chair_of(case, self.officer)
        check_state(verb, replace(chair, is_merged=False) if self.follows else chair)

    async def check_standing(self) -> None:
        """Whether they are on the team as they were when their page or chat was read. Raises NotAllowed.

        Locked until the end, so that whoever takes somebody out finds every case that went to them before.
        """
        one = self.officer
        same = (Member.id == one.id, Member.role == one.role, col(Member.revoked_at).is_(None))
        query = select(Member.district, Member.special_teams).where(*same).with_for_update(read=True)
        found = (await self.session.exec(query)).one_or_none()
        if found is None or found[0] != one.district or not _teams(one.special_teams) <= _teams(found[1]):
            raise NotAllowed

    async def again(self, number: str) -> Case | None:
        """The case that was just worked on, wherever it is now."""
        return (await self.session.exec(select(Case).where(Case.number == number))).first()

    async def own(self, number: str) -> Case:
        """The reporter's own case, locked. Raises CaseNotFound alike for missing and not theirs."""
        assert self.conversation, "a reporter's verb needs a reporter"
        return await case_for_reporter(self.session, number, self.conversation, lock=True)

    async def of_firm(self, number: str) -> Case:
        """The same for the colleagues they named too. Raises CaseNotFound, and NoLongerPart."""
        assert self.conversation, "a reporter's verb needs a reporter"
        return await case_for_firm(self.session, number, self.conversation, lock=True)

    async def colleague(self, case: Case) -> Colleague | None:
        """Who of the company acts, where it is not who reported."""
        assert self.conversation, "a reporter's verb needs a reporter"
        return await colleague_at(self.session, case.id, self.conversation.id)

    async def was_here(self, case: Case) -> bool:
        """Whether this update, or this form, wrote its words before. The lock lets the second of two wait."""
        if self.source is None:
            return False
        same = select(CaseMessage.id).where(CaseMessage.source == self.source, CaseMessage.case_id == case.id)
        return (await self.session.exec(same)).first() is not None

    def note(self, case: Case, event: Event, **details: Any) -> TimelineEntry:
        """A line in the case's timeline, with the officer's name if it is one's hand."""
        return note_event(self.session, case, event, self.now, self.member.id if self.member else None, **details)

    async def tell(
        self, case: Case, kind: Kind, at: datetime | None = None, *, key: str | None = None, **details: Any
    ) -> datetime:
        """A message of the case, now if no time is given, to whom its row says; once for each `key`.

        By when it is heard: what reporters bring about may come later, with what follows.
        """
        due = at or self.now
        if MESSAGES[kind].of_reporter:
            return await tell_news(self.session, case, kind, self.now, due, address=self.address, key=key, **details)
        await tell(self.session, case, kind, due, key=key, **details)
        return due

    async def tell_members(
        self, case: Case, kind: Kind, members: Iterable[UUID], at: datetime | None = None, **details: Any
    ) -> None:
        """The same for these members only, each once, as far as they may see the case."""
        await tell_members(self.session, case, kind, members, at or self.now, **details)


def _teams(ids: str) -> set[str]:
    return {one for one in ids.split(",") if one}
