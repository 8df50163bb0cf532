"""The dossier of a case: everything an officer or the reporter sees of it, opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.evidence import opens
from cases.questionnaire import Answer
from cases.understanding.reply import is_thanks
from storage.arrivals import Arrival, arrivals_of, read_at
from storage.attached import Attached, attached_to
from storage.colleagues import Known, everybody
from storage.drafts import Told, open_told
from storage.file_facts import Facts, facts_of
from storage.keys import Cipher, keys_of
from storage.message_texts import message_text
from storage.tables import Author, Case, CaseMessage, Draft, Event, MessageWording, StoredFile, TimelineEntry
from storage.team import Team, team_of
from storage.utterances import Heard, heard_of

MARK = 8  # hex digits by which a case's few files are told apart


@dataclass(frozen=True)
class Line:
    """A timeline line with the name of who did it."""

    entry: TimelineEntry
    member: str | None


@dataclass(frozen=True)
class Wording:
    """What a message said until somebody changed it."""

    text: str
    until: datetime
    by: str


@dataclass(frozen=True)
class Said:
    """One message between reporter and desk, opened. `member` is the officer's name."""

    message: CaseMessage
    text: str
    member: str | None
    before: tuple[Wording, ...] = ()  # what it said earlier, the oldest first
    files: tuple[Attached, ...] = ()  # that went with it
    colleague: Known | None = None  # who of the company wrote it, where it was not who reported
    arrival: Arrival | None = None  # of the desk's, once it is in the reporter's chat
    stopped: str | None = None  # what it asked for that is never asked, so that it was not sent; empty: nobody knows


@dataclass(frozen=True)
class Paper:
    """A file with its name opened. `mark` stands for it in a button, `lot` for what was sent together with it."""

    file: StoredFile
    name: str
    facts: Facts

    @property
    def mark(self) -> str:
        return self.file.id.hex[:MARK]

    @property
    def opens(self) -> bool:
        """Whether it is saved under the name it came by."""
        return opens(self.name)

    @property
    def lot(self) -> str:
        return self.file.lot or self.file.id.hex


@dataclass(frozen=True)
class Dossier:
    """A case with everything that belongs to it."""

    case: Case
    answers: dict[str, Answer]
    holder: str | None
    timeline: list[Line]
    messages: list[Said]
    files: list[Paper]
    heard: list[Heard]
    question_read_at: datetime | None = None  # when the newest question lay open before the reporter
    earlier: dict[str, Answer] = field(default_factory=dict)  # before a browser that had just come by a code wrote over
    by_new: bool = False  # such a one sent it
    colleagues: list[Known] = field(default_factory=list)  # whoever was ever named

    @property
    def firm(self) -> list[Known]:
        """Who of the company hears of it now, beside whose it was at first."""
        return [one for one in self.colleagues if one.is_in and one.row.ended_at is None]

    def sent_by(self, paper: Paper) -> Known | None:
        """Which colleague of the reporter's sent it, if one did."""
        return next((one for one in self.colleagues if one.row.id == paper.file.colleague_id), None)

    @property
    def company(self) -> str:
        return self.said("company_name")

    @property
    def contact(self) -> str:
        return self.said("contact_name")

    @property
    def phone_before(self) -> str:
        """What stood there before a browser that had just come by a code wrote another; empty where none did."""
        before = self.earlier.get("contact_phone")
        was = str(before.value or before.said) if before else ""
        return "" if was == self.said("contact_phone") else was

    @property
    def open_question(self) -> Said | None:
        """What the desk asked last, and the reporter has written nothing but thanks since it lay open before them."""
        answered_at: datetime | None = None
        for one in reversed(self.messages):
            if one.message.author is Author.REPORTER:
                answered_at = answered_at or (None if is_thanks(one.text) else one.message.at)
            elif one.message.is_question and one.message.taken_back_at is None:
                read_at = self.question_read_at
                return None if read_at and answered_at and answered_at >= read_at else one
        return None

    def said(self, step: str) -> str:
        """What the reporter gave at that step, as text."""
        answer = self.answers.get(step)
        if answer is None:
            return ""
        return answer.value if isinstance(answer.value, str) else answer.said


async def open_dossier(session: AsyncSession, case: Case) -> Dossier:
    """Read and unseal everything that belongs to the case. Raises KeyLost when its key was destroyed."""
    cipher = await keys_of(session).cipher(session, case.key_id)
    team = await team_of(session)
    told = await _told(session, case)
    entries = _of(TimelineEntry, case).order_by(col(TimelineEntry.at), col(TimelineEntry.id))
    lines = (await session.exec(entries)).all()
    ordered = _of(CaseMessage, case).order_by(col(CaseMessage.at), col(CaseMessage.id))
    messages = (await session.exec(ordered)).all()
    arrivals = await arrivals_of(session, case, messages)
    attached = await attached_to(session, case)
    before = await _wordings(session, case, cipher, team)
    colleagues = await everybody(session, case)
    by_id = {one.row.id: one for one in colleagues}
    stopped = _stopped(lines)
    return Dossier(
        case=case,
        answers=told.answers,
        holder=team.name(case.holder_id) or None,
        timeline=[Line(line, team.name(line.member_id) or None) for line in lines],
        messages=[
            Said(
                said,
                message_text(cipher, said),
                team.name(said.member_id) or None,
                before.get(said.id, ()),
                attached.get(said.id, ()),
                by_id.get(said.colleague_id) if said.colleague_id else None,
                arrivals.get(said.id),
                stopped.get(str(said.id)) if said.author is Author.NOTE else None,
            )
            for said in messages
        ],
        files=await files_of(session, case.id, case.key_id),
        heard=await heard_of(session, case.id, case.key_id),
        question_read_at=await _question_read_at(session, messages),
        earlier=told.earlier,
        by_new=told.by_new,
        colleagues=colleagues,
    )


def _stopped(lines: Sequence[TimelineEntry]) -> dict[str, str]:
    """What was to go to the reporter and did not, by its note, with what it asked for."""
    stops = [one.details for one in lines if one.event is Event.WORDS_STOPPED]
    return {one["message"]: one.get("what", "") for one in stops if "message" in one}


async def _question_read_at(session: AsyncSession, messages: Sequence[CaseMessage]) -> datetime | None:
    asked = (one for one in reversed(messages) if one.is_question and one.taken_back_at is None)
    newest = next(asked, None)
    return await read_at(session, newest) if newest else None


async def _wordings(session: AsyncSession, case: Case, cipher: Cipher, team: Team) -> dict[UUID, tuple[Wording, ...]]:
    found: dict[UUID, tuple[Wording, ...]] = {}
    for row in (await session.exec(_of(MessageWording, case).order_by(col(MessageWording.until)))).all():
        one = Wording(cipher.open_text(row.sealed_text, f"wording:{row.id}"), row.until, team.name(row.changed_by))
        found[row.message_id] = (*found.get(row.message_id, ()), one)
    return found


async def said_to_reporter(session: AsyncSession, case: Case, limit: int) -> list[Said]:
    """What the desk wrote last, the newest first. Raises KeyLost."""
    cipher, team = await keys_of(session).cipher(session, case.key_id), await team_of(session)
    newest = _of(CaseMessage, case).where(CaseMessage.author == Author.DESK)
    rows = await session.exec(newest.order_by(col(CaseMessage.at).desc(), col(CaseMessage.id).desc()).limit(limit))
    return [Said(row, message_text(cipher, row), team.name(row.member_id) or None) for row in rows.all()]


async def files_of(session: AsyncSession, report_id: UUID, key_id: UUID) -> list[Paper]:
    """The files of a draft or case in the order they came."""
    cipher = await keys_of(session).cipher(session, key_id)
    query = select(StoredFile).where(StoredFile.report_id == report_id).order_by(col(StoredFile.received_at))
    return [
        Paper(file, cipher.open_text(file.sealed_name, f"file:{file.id}"), facts_of(cipher, file))
        for file in (await session.exec(query)).all()
    ]


async def _told(session: AsyncSession, case: Case) -> Told:
    """What was told; while it is still being told, as far as it goes now and not as far as the desk was alerted of."""
    sealed = case.sealed_answers
    if not case.is_complete and case.ended_at is None:
        draft = await session.get(Draft, case.id)
        sealed = draft.sealed_answers if draft else sealed
    return await open_told(session, case.key_id, case.id, sealed)


async def desk_wrote_since(session: AsyncSession, case_id: UUID, at: datetime) -> bool:
    """Whether what the reporter says next may be for the desk, which wrote after that moment."""
    later = select(CaseMessage.id).where(
        CaseMessage.case_id == case_id, CaseMessage.author == Author.DESK, CaseMessage.at > at
    )
    return (await session.exec(later.limit(1))).first() is not None


def _of(table: Any, case: Case) -> Any:
    return select(table).where(table.case_id == case.id)
