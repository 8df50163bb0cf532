"""What became of each report that was told while processes died: held against what its person said."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from benchmarks.kills import REPEATED
from benchmarks.tellers import PAPER, RECEIPT, OnTelegram, Teller, said_by
from bot.clock import now
from bot.wiring import Parts
from cases.messages import Kind
from storage.drafts import open_told
from storage.tables import Case, Outgoing, OutgoingState, StoredFile
from tests.processes.conftest import QUESTIONNAIRE, plain
from tests.world.service import ZONE
from tests.world.telling import usual_answers

# of each case, once: how it began, who heard of it, and what is promised
OF_EACH = {
    (Kind.RECEIPT, OutgoingState.SENT),
    (Kind.NEW_CASE, OutgoingState.SENT),
    (Kind.STILL_WAITING, OutgoingState.WAITING),
}


FIGURES = ("answers_lost", "cases_lost", "cases_twice", "promises_lost", "files_lost", "repeats_unmarked")


@dataclass
class Judged:
    lost: dict[str, int] = field(default_factory=lambda: dict.fromkeys(FIGURES, 0))
    marked: int = 0
    papers: int = 0

    @property
    def facts(self) -> dict[str, int]:
        return {"papers": self.papers, "repeats_marked": self.marked}


async def judge(parts: Parts, tellers: Sequence[Teller]) -> Judged:
    found, by_chat = Judged(), dict[UUID, list[Case]]()
    async with parts.door.database.reading() as session:
        for case in (await session.exec(select(Case))).all():
            by_chat.setdefault(case.conversation_id, []).append(case)
        planned = (await session.exec(select(Outgoing.case_id, Outgoing.kind, Outgoing.state))).all()
        promises = Counter((case_id, kind, state) for case_id, kind, state in planned)
        for teller in tellers:
            theirs = by_chat.get(teller.conversation_id, [])
            found.lost["cases_lost"] += not theirs
            found.lost["cases_twice"] += len(theirs) > 1
            for case in theirs[:1]:
                found.lost["answers_lost"] += not await is_as_told(session, case, teller)
                found.lost["promises_lost"] += any(promises[(case.id, *one)] != 1 for one in OF_EACH)
                found.lost["files_lost"] += not await has_papers(parts, session, case, teller)
            found.papers += teller.sent_papers
    for teller in tellers:
        if isinstance(teller, OnTelegram):  # a message of the page has a row's number, of which there cannot be two
            receipts = [one.text for one in teller.user.sees() if RECEIPT in one.text]
            marked = sum(REPEATED in one for one in receipts)
            found.marked += marked
            found.lost["repeats_unmarked"] += max(0, len(receipts) - marked - 1)
    return found


async def is_as_told(session: AsyncSession, case: Case, teller: Teller) -> bool:
    told = await open_told(session, case.key_id, case.id, case.sealed_answers)
    usual = usual_answers(QUESTIONNAIRE, now(), ZONE, said=said_by(teller.number)) | QUESTIONNAIRE.declarations
    mine, theirs = plain(told.answers), plain(usual)
    for answers in (mine, theirs):
        answers.pop("evidence", None)  # its papers are counted by themselves
    return mine == theirs


async def has_papers(parts: Parts, session: AsyncSession, case: Case, teller: Teller) -> bool:
    """As many as were sent, each to the byte."""
    rows = (await session.exec(select(StoredFile).where(StoredFile.report_id == case.id))).all()
    kept = [await whole(parts, session, row) for row in rows]
    return kept == [hashlib.sha256(PAPER).digest()] * teller.sent_papers


async def whole(parts: Parts, session: AsyncSession, row: StoredFile) -> bytes:
    cipher = await parts.door.keys.cipher(session, row.key_id)
    digest = hashlib.sha256()
    async for chunk in parts.door.files.open(cipher, row.id):
        digest.update(chunk)
    return digest.digest()
