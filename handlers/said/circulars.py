"""What goes to every reporter of a series, before it goes: each one's message as it will stand in their chat."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from actions.circulars import Prepared, due_of
from actions.hand import Hand
from cases.circulars import Circular
from cases.messages import Kind
from handlers.door import Voice
from handlers.said.cases import company_name
from handlers.said.ledger import Entry, entry_of
from handlers.said.preview import AsRead, Preview
from storage.circulars import Reader, told_in
from storage.dossiers import Said
from storage.queue import companies_of
from storage.tables import Author, CaseMessage, Member
from storage.team import name_of


@dataclass(frozen=True)
class OneLetter:
    """What one reporter gets."""

    number: str
    company: str
    shown: Preview
    is_unreachable: bool


@dataclass(frozen=True)
class CircularShown:
    """All of it; `mark` says that it was looked at. `left_out` are cases by why, `day_at` when it goes by day."""

    series: UUID
    mark: str
    letters: list[OneLetter]
    left_out: dict[str, list[str]]
    day_at: datetime
    is_night: bool

    @property
    def unreachable(self) -> int:
        return sum(one.is_unreachable for one in self.letters)

    @property
    def quiet(self) -> int:
        return sum(bool(one.shown.closed) for one in self.letters)


@dataclass(frozen=True)
class CircularTold:
    """One that was sent, with how far each message of it has come."""

    said: Circular
    by: str
    at: datetime
    due_at: datetime
    lines: list[tuple[str, Entry]]
    counts: list[tuple[str, int]]


async def show_circular(hand: Hand, voice: Voice, prepared: Prepared) -> CircularShown:
    readers, day_at = prepared.readers, due_of(hand, at_once=False)
    names = await companies_of(hand.session, [one.case for one in readers.to])
    left_out: dict[str, list[str]] = {}
    for case, why in readers.left_out:
        left_out.setdefault(why.value, []).append(case.number)
    letters = [
        OneLetter(
            one.case.number,
            company_name(voice, names[one.case.id]),
            letter_to(hand.session, voice, one, prepared.said, hand.officer),
            one.is_unreachable,
        )
        for one in readers.to
    ]
    return CircularShown(prepared.series.id, prepared.mark, letters, left_out, day_at, day_at > hand.now)


def letter_to(session: AsyncSession, voice: Voice, reader: Reader, said: Circular, member: Member) -> Preview:
    """As this reporter reads it, in their language, with their own number and date."""
    door, case, chat = voice.door, reader.case, reader.chat
    theirs = Voice(door, chat.language or door.language)
    message = CaseMessage(case_id=case.id, at=door.clock(), author=Author.DESK, sealed_text=b"")
    words = Said(message, said.said_in(chat.language), name_of(session, member))
    read, foreign = AsRead(voice, theirs, case, chat), said.is_foreign_to(chat.language)
    return read.preview(Kind.CIRCULAR, words, news_due_at=case.news_due_at, only_chinese=foreign)


async def look_at_circulars(session: AsyncSession, voice: Voice, member: Member, series_id: UUID) -> list[CircularTold]:
    """Those of a series, as far as this member may know of it, the newest first."""
    now = voice.door.clock()
    found = []
    for one in await told_in(session, member, series_id):
        lines = sorted(((case.number, entry_of(voice, case, kept, now)) for case, kept in one.kept), key=_number)
        counts = Counter(_stands(entry) for _, entry in lines).most_common()
        found.append(CircularTold(one.said, one.by, one.row.made_at, one.row.due_at, lines, counts))
    return found


def _stands(entry: Entry) -> str:
    return "seen" if entry.seen_at else entry.state


def _number(line: tuple[str, Entry]) -> str:
    return line[0]
