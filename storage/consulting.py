"""The consultations and measures of a case, read and unsealed together."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.consulting import answer_stands, may_read_answers
from storage.keys import Cipher, keys_of
from storage.tables import Case, Consultation, Event, Measure, Member, Seat, TimelineEntry
from storage.team import team_of


@dataclass(frozen=True)
class Answer:
    """A seat with the name of its expert; `words` is empty while it is silent."""

    seat: Seat
    name: str
    words: str


@dataclass(frozen=True)
class Council:
    """A consultation with everything said in it."""

    row: Consultation
    chair: str
    question: str
    opinion: str
    for_reporter: str
    remark: str
    decided_by: str
    answers: tuple[Answer, ...]

    @property
    def is_over(self) -> bool:
        return self.row.approved_at is not None or self.row.dissolved_at is not None

    @property
    def silent(self) -> list[Answer]:
        return [one for one in self.answers if one.seat.answered_at is None]

    def stands_of(self, member: Member) -> bool:
        """Whether this member's answer is not written anew any more."""
        return answer_stands(member.id, {one.seat.member_id for one in self.answers if one.seat.answered_at})

    def shown_to(self, member: Member | None) -> tuple[Answer, ...]:
        """The answers this member may read now; nobody's to a group."""
        if member is None:
            return ()
        own = next((one for one in self.answers if one.seat.member_id == member.id), None)
        opens = may_read_answers(
            is_chair=self.row.chair_id == member.id,
            has_answered=own is not None and own.seat.answered_at is not None,
            is_open=self.row.opened_at is not None,
            is_over=self.is_over or self.row.concluded_at is not None,
        )
        return tuple(one for one in self.answers if one.words and (opens or one is own))


@dataclass(frozen=True)
class Task:
    """A measure with its words and names."""

    row: Measure
    owner: str
    text: str
    result: str
    done_by: str


async def running_consultation(session: AsyncSession, case_id: UUID) -> Consultation | None:
    """The one that is neither approved nor dissolved."""
    runs = (col(Consultation.approved_at).is_(None), col(Consultation.dissolved_at).is_(None))
    return (await session.exec(select(Consultation).where(Consultation.case_id == case_id, *runs))).one_or_none()


async def who_concluded(session: AsyncSession, case_id: UUID) -> UUID | None:
    """Whoever wrote the opinion that stands: the chair, or a lead in their place."""
    said = (TimelineEntry.case_id == case_id, TimelineEntry.event == Event.CONCLUDED)
    newest = select(TimelineEntry.member_id).where(*said).order_by(col(TimelineEntry.at).desc())
    return (await session.exec(newest.limit(1))).first()


async def seats_of(session: AsyncSession, consultation_id: UUID) -> list[Seat]:
    """In the order they were asked."""
    query = (
        select(Seat).where(Seat.consultation_id == consultation_id).order_by(col(Seat.asked_at), col(Seat.member_id))
    )
    return list((await session.exec(query)).all())


async def own_answer_stands(session: AsyncSession, consultation_id: UUID, member_id: UUID) -> bool:
    answered = {one.member_id for one in await seats_of(session, consultation_id) if one.answered_at}
    return answer_stands(member_id, answered)


async def councils_of(session: AsyncSession, case: Case) -> list[Council]:
    """Every consultation of a case, the newest first. Raises KeyLost."""
    query = select(Consultation).where(Consultation.case_id == case.id).order_by(col(Consultation.convened_at).desc())
    rows = (await session.exec(query)).all()
    if not rows:
        return []
    cipher, team = await keys_of(session).cipher(session, case.key_id), await team_of(session)
    found = []
    for row in rows:
        seats = await seats_of(session, row.id)
        answers = [
            Answer(one, team.name(one.member_id), _opened(cipher, one.sealed_words, "words", row.id, one.member_id))
            for one in seats
        ]
        parts = {
            name: _opened(cipher, getattr(row, f"sealed_{name}"), name, row.id)
            for name in ("question", "opinion", "for_reporter", "remark")
        }
        found.append(
            Council(row, team.name(row.chair_id), decided_by=team.name(row.decided_by), answers=tuple(answers), **parts)
        )
    return found


async def tasks_of(session: AsyncSession, case: Case) -> list[Task]:
    """Every measure of a case, the first due first. Raises KeyLost."""
    query = select(Measure).where(Measure.case_id == case.id).order_by(col(Measure.due_at), col(Measure.id))
    rows = (await session.exec(query)).all()
    if not rows:
        return []
    cipher, team = await keys_of(session).cipher(session, case.key_id), await team_of(session)
    return [
        Task(
            row,
            team.name(row.owner_id),
            _opened(cipher, row.sealed_text, "measure", row.id),
            _opened(cipher, row.sealed_result, "result", row.id),
            team.name(row.done_by),
        )
        for row in rows
    ]


def place_of(part: str, *ids: UUID) -> str:
    """What a sealed text of a consultation is bound to."""
    return f"consulting:{part}:{':'.join(map(str, ids))}"


def _opened(cipher: Cipher, sealed: bytes | None, part: str, *ids: UUID) -> str:
    return cipher.open_text(sealed, place_of(part, *ids)) if sealed else ""
