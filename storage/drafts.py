"""Drafts: the answers of a report being told, sealed, and saved before the next question is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.errors import CaseError
from cases.questionnaire import Answer
from storage.keys import Cipher, keys_of
from storage.tables import Draft


class DraftMovedOn(CaseError):
    """The draft was changed meanwhile, by another device or a second press."""


@dataclass
class Told:
    """What a draft holds: the answers by step, and what was typed last and not understood."""

    answers: dict[str, Answer] = field(default_factory=dict)
    unread: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"answers": {step: answer.to_json() for step, answer in self.answers.items()}, "unread": self.unread}

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Told:
        return cls({step: Answer.from_json(answer) for step, answer in row["answers"].items()}, row["unread"])


def seal_told(cipher: Cipher, report_id: UUID, told: Told) -> bytes:
    return cipher.seal_json(told.to_json(), f"answers:{report_id}")


async def open_told(session: AsyncSession, key_id: UUID, report_id: UUID, sealed: bytes) -> Told:
    """The answers of a draft or of the case it became. Raises KeyLost."""
    cipher = await keys_of(session).cipher(session, key_id)
    return Told.from_json(cipher.open_json(sealed, f"answers:{report_id}"))


async def save_draft(
    session: AsyncSession, draft: Draft, told: Told, step: str, now: datetime, *, message_id: int | None = None
) -> None:
    """Store the draft at its next version. Raises DraftMovedOn when somebody was faster."""
    cipher = await keys_of(session).cipher(session, draft.key_id)
    values = {
        "step": step,
        "version": draft.version + 1,
        "sealed_answers": seal_told(cipher, draft.id, told),
        "touched_at": now,
        "last_message_id": message_id or draft.last_message_id,
    }
    same = (col(Draft.id) == draft.id) & (col(Draft.version) == draft.version) & col(Draft.submitted_at).is_(None)
    result = await session.exec(update(Draft).where(same).values(**values))
    if result.rowcount != 1:
        raise DraftMovedOn
    draft.step, draft.version, draft.last_message_id = step, draft.version + 1, values["last_message_id"]  # type: ignore[assignment]


async def draft_by_id(session: AsyncSession, draft_id: UUID) -> Draft | None:
    return (await session.exec(select(Draft).where(Draft.id == draft_id))).one_or_none()
