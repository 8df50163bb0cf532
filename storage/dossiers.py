"""The dossier of a case: everything an officer or the reporter sees of it, opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.questionnaire import Answer
from storage.drafts import open_told
from storage.keys import keys_of
from storage.tables import Case, CaseMessage, StoredFile, TimelineEntry
from storage.team import team_of
from storage.utterances import Heard, heard_of


@dataclass(frozen=True)
class Line:
    """A timeline line with the name of who did it."""

    entry: TimelineEntry
    member: str | None


@dataclass(frozen=True)
class Said:
    """One message between reporter and desk, opened. `member` is the officer's name."""

    message: CaseMessage
    text: str
    member: str | None


@dataclass(frozen=True)
class Paper:
    """A file with its name opened."""

    file: StoredFile
    name: str


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

    @property
    def company(self) -> str:
        return self.said("company_name")

    @property
    def contact(self) -> str:
        return self.said("contact_name")

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
    told = await open_told(session, case.key_id, case.id, case.sealed_answers)
    lines = await session.exec(_of(TimelineEntry, case).order_by(col(TimelineEntry.at), col(TimelineEntry.id)))
    messages = await session.exec(_of(CaseMessage, case).order_by(col(CaseMessage.at), col(CaseMessage.id)))
    return Dossier(
        case=case,
        answers=told.answers,
        holder=team.name(case.holder_id) or None,
        timeline=[Line(line, team.name(line.member_id) or None) for line in lines.all()],
        messages=[
            Said(
                said,
                cipher.open_text(said.sealed_text, f"message:{said.id}"),
                team.name(said.member_id) or None,
            )
            for said in messages.all()
        ],
        files=await files_of(session, case.id, case.key_id),
        heard=await heard_of(session, case.id, case.key_id),
    )


async def files_of(session: AsyncSession, report_id: UUID, key_id: UUID) -> list[Paper]:
    """The files of a draft or case in the order they came."""
    cipher = await keys_of(session).cipher(session, key_id)
    query = select(StoredFile).where(StoredFile.report_id == report_id).order_by(col(StoredFile.received_at))
    return [
        Paper(file, cipher.open_text(file.sealed_name, f"file:{file.id}")) for file in (await session.exec(query)).all()
    ]


def _of(table: Any, case: Case) -> Any:
    return select(table).where(table.case_id == case.id)
