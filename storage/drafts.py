"""Drafts: the answers of a report being told, sealed, and saved before the next question is shown."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import sql
from sqlalchemy.orm import class_mapper
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.answers import asks_for_quiet
from cases.errors import CaseError
from cases.questionnaire import Answer, Answers, State, text_of
from storage.database import Database
from storage.keys import Cipher, cipher_in, keys_of
from storage.sqlite import Change
from storage.tables import Case, Colleague, Conversation, Draft
from storage.utterances import KEEP, Words, add_words, keeping

REMEMBERED = 256  # drafts in memory as they were last told

MOVE = (
    sql.update(class_mapper(Draft).local_table)  # type: ignore[arg-type]
    .where(
        col(Draft.id) == sql.bindparam("draft"),
        col(Draft.version) == sql.bindparam("before"),
        col(Draft.submitted_at).is_(None),
    )
    .values(
        step=sql.bindparam("to"),
        version=sql.bindparam("after"),
        sealed_answers=sql.bindparam("sealed"),
        touched_at=sql.bindparam("at"),
        last_message_id=sql.bindparam("last"),
    )
)

# A case whose report is still being told is as quiet as the answer says, from the same moment on.
HUSH = (
    sql.update(class_mapper(Case).local_table)  # type: ignore[arg-type]
    .where(
        col(Case.id) == sql.bindparam("draft"),
        col(Case.is_complete).is_(False),
        sql.exists().where(col(Draft.id) == sql.bindparam("draft"), col(Draft.version) == sql.bindparam("after")),
    )
    .values(quiet=sql.bindparam("is_quiet"), quiet_hours=sql.bindparam("hours"))
)


class DraftMovedOn(CaseError):
    """The draft was changed meanwhile, by another device or a second press."""


async def has_report(session: AsyncSession, conversation: Conversation) -> bool:
    """Whether anything was reported in this chat, is being told, or is heard of here as a colleague."""
    told = select(Draft.id).where(Draft.conversation_id == conversation.id, col(Draft.discarded_at).is_(None))
    sent = select(Case.id).where(Case.conversation_id == conversation.id)
    named = select(Colleague.id).where(Colleague.conversation_id == conversation.id, col(Colleague.ended_at).is_(None))
    return any([(await session.exec(query.limit(1))).first() for query in (told, sent, named)])


@dataclass(frozen=True)
class Rest:
    """A text so long that the app may have split it: at which step it was said, and when."""

    step: str
    said_at: datetime


@dataclass
class Told:
    """What a draft holds: the answers by step, what was said last and fits no question, and a text that may go on.

    `earlier` is what stood there before a browser that had just come by a code wrote something else; `by_new` whether
    such a one sent it. `hands` are the browsers that wrote in it, by their marks.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    unread: str = ""
    rest: Rest | None = None
    earlier: dict[str, Answer] = field(default_factory=dict)
    by_new: bool = False
    hands: tuple[str, ...] = ()

    def copy(self) -> Told:
        return replace(self, answers=dict(self.answers), earlier=dict(self.earlier))

    def to_json(self) -> dict[str, Any]:
        row = {"answers": _as_json(self.answers), "unread": self.unread}
        row |= {"rest": [self.rest.step, self.rest.said_at.isoformat()]} if self.rest else {}
        row |= {"earlier": _as_json(self.earlier)} if self.earlier else {}
        row |= {"hands": list(self.hands)} if self.hands else {}
        return row | ({"by_new": True} if self.by_new else {})

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Told:
        step, at = row.get("rest") or (None, None)
        rest = Rest(step, datetime.fromisoformat(at)) if step and at else None
        earlier = _from_json(row.get("earlier", {}))
        hands = tuple(row.get("hands", ()))
        return cls(_from_json(row["answers"]), row["unread"], rest, earlier, row.get("by_new", False), hands)


def _as_json(answers: Answers) -> dict[str, Any]:
    return {step: answer.to_json() for step, answer in answers.items()}


def _from_json(row: dict[str, Any]) -> dict[str, Answer]:
    return {step: Answer.from_json(answer) for step, answer in row.items()}


NEWEST = (
    select(Draft)
    .where(Draft.conversation_id == sql.bindparam("chat"))
    .order_by(col(Draft.created_at).desc(), col(Draft.id).desc())
    .limit(1)
)


async def newest_draft(database: Database, conversation: Conversation) -> Draft | None:
    """The last report that was begun in this chat, whatever became of it."""
    found: Draft | None = await database.look(NEWEST, chat=conversation.id)
    return found


def seal_told(cipher: Cipher, report_id: UUID, told: Told) -> bytes:
    return cipher.seal_json(told.to_json(), f"answers:{report_id}")


async def open_told(session: AsyncSession, key_id: UUID, report_id: UUID, sealed: bytes) -> Told:
    """The answers of a draft or of the case it became. Raises KeyLost."""
    cipher = await keys_of(session).cipher(session, key_id)
    return Told.from_json(cipher.open_json(sealed, f"answers:{report_id}"))


async def save_draft(
    session: AsyncSession, draft: Draft, told: Told, step: str, now: datetime, *, words: Words | None = None
) -> None:
    """Store the draft at its next version, and the words it came from. Raises DraftMovedOn when somebody was faster."""
    cipher = await keys_of(session).cipher(session, draft.key_id)
    values = {
        "step": step,
        "version": draft.version + 1,
        "sealed_answers": seal_told(cipher, draft.id, told),
        "touched_at": now,
        "last_message_id": words.message_id if words else draft.last_message_id,
    }
    if words:
        await add_words(session, draft, words)
    same = (col(Draft.id) == draft.id) & (col(Draft.version) == draft.version) & col(Draft.submitted_at).is_(None)
    result = await session.exec(update(Draft).where(same).values(**values))
    if result.rowcount != 1:
        raise DraftMovedOn
    draft.step, draft.version, draft.last_message_id = step, draft.version + 1, values["last_message_id"]  # type: ignore[assignment]


async def store_draft(
    database: Database, draft: Draft, told: Told, step: str, now: datetime, *, words: Words | None = None
) -> None:
    """`save_draft` in a transaction of its own, for the answer to every question.

    Raises DraftMovedOn; the words are kept then too.
    """
    cipher = await cipher_in(database, draft.key_id)
    sealed, last = seal_told(cipher, draft.id, told), words.message_id if words else draft.last_message_id
    told_at = {"draft": draft.id, "before": draft.version, "after": draft.version + 1, "at": now}
    changes: list[Change] = [(MOVE, told_at | {"to": step, "sealed": sealed, "last": last})]
    if words:
        changes.append((KEEP[database.is_sqlite], keeping(cipher, draft, words, draft.step)))
    if "suspect_can_read" in told.answers:
        quiet = hushed(told.answers)
        changes.append((HUSH, told_at | {"is_quiet": quiet["quiet"], "hours": quiet["quiet_hours"]}))
    if not await database.save(*changes):
        raise DraftMovedOn
    _remember(database, sealed, told)
    draft.step, draft.version, draft.last_message_id, draft.sealed_answers = step, draft.version + 1, last, sealed


def hushed(answers: Answers) -> dict[str, Any]:
    """What a case keeps of the reporter's wish for quiet; a guess is none."""
    given = {step: answer for step, answer in answers.items() if answer.state is not State.READ}
    quiet = asks_for_quiet(given)
    return {"quiet": quiet, "quiet_hours": text_of(given, "quiet_hours") if quiet else None}


async def told_in(database: Database, draft: Draft) -> Told:
    """`open_told` of a draft, without a session. Raises KeyLost."""
    known: Told | None = database.opened.get(draft.sealed_answers)
    if known:
        return known.copy()
    cipher = await cipher_in(database, draft.key_id)
    return Told.from_json(cipher.open_json(draft.sealed_answers, f"answers:{draft.id}"))


def _remember(database: Database, sealed: bytes, told: Told) -> None:
    """So that the next answer finds the last ones open; by what was sealed, so it can never be out of date."""
    database.opened[sealed] = told.copy()
    if len(database.opened) > REMEMBERED:
        database.opened.popitem(last=False)
