"""Taking in files: checked, sealed, hashed as received; first the bytes on disk, then the row that makes them count.

And the one-time pages for files that are too large for the chat they should have come through.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Update
from sqlmodel import col, func, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.hand import Hand
from cases.errors import CaseError
from cases.messages import WHILE_OPEN, Kind
from storage.cases import case_of_draft
from storage.conversations import Caller, own_draft
from storage.custody import enter_file
from storage.dossiers import Paper, files_of
from storage.keys import keys_of, token_hash
from storage.outgoing import cancel
from storage.room import LEASE
from storage.stamps import check
from storage.tables import Case, Conversation, Deed, Draft, Event, StoredFile, UploadLink

ALBUM_TAKES = timedelta(seconds=3)  # until all of its files are here and can be counted
LINK_FOR = timedelta(hours=2)
REMINDER = frozenset({Kind.MATERIALS_REMINDER}) & WHILE_OPEN


class UploadLinkNotValid(CaseError):
    """The upload link is unknown, used or too old."""


class UploadLinkBusy(CaseError):
    """A file is on its way through this link."""


class FileIsAtDesk(CaseError):
    """The desk has the report already, and its files with it."""


async def add_file(hand: Hand, file: StoredFile, name: str, *, group: str | None = None) -> StoredFile:
    """Make a stored file part of its report; of a case, the desk hears of it (once for an album, by its `group`)."""
    session = hand.session
    if file.source and (same := await file_of(session, file.source)):
        return same
    cipher = await keys_of(session).cipher(session, file.key_id)
    file.sealed_name = cipher.seal_text(name, f"file:{file.id}")
    session.add(file)
    case = (await session.exec(select(Case).where(Case.id == file.report_id))).one_or_none()
    if case:
        await enter_file(session, case, Deed.RECEIVED, file.received_at, file, name)
        await _tell_of_file(hand, case, file, group)
    return file


async def file_of(session: AsyncSession, source: str) -> StoredFile | None:
    """The file that update brought, if it came before."""
    return (await session.exec(select(StoredFile).where(StoredFile.source == source))).one_or_none()


async def count_files(session: AsyncSession, report_id: UUID, step: str | None = None) -> int:
    query = select(func.count()).select_from(StoredFile).where(StoredFile.report_id == report_id)
    return (await session.exec(query.where(col(StoredFile.step) == step) if step else query)).one()


async def remove_file(session: AsyncSession, draft: Draft, mark: str) -> Paper | None:
    """Take a file out of a report that nobody has but its reporter; None when there is no such file.

    The bytes are the caller's to remove, once this is committed. Raises FileIsAtDesk.
    """
    if await case_of_draft(session, draft.id, lock=True) is not None:
        raise FileIsAtDesk
    papers = await files_of(session, draft.id, draft.key_id)
    found = next((paper for paper in papers if paper.mark == mark), None)
    if found:
        await session.delete(found.file)
    return found


async def make_upload_link(session: AsyncSession, conversation_id: UUID, now: datetime) -> str:
    token = secrets.token_urlsafe(24)
    session.add(UploadLink(token_hash=token_hash(token), conversation_id=conversation_id, expires_at=now + LINK_FOR))
    return token


async def caller_of_link(session: AsyncSession, token: str, now: datetime) -> Caller:
    """Whose link this is, while it can still be used. Raises UploadLinkNotValid, and ValueChanged."""
    query = (
        select(Conversation, Draft)
        .join(UploadLink, col(UploadLink.conversation_id) == col(Conversation.id))
        .outerjoin(Draft, col(Draft.id) == col(Conversation.draft_id))
        .where(
            UploadLink.token_hash == token_hash(token),
            col(UploadLink.used_at).is_(None),
            col(UploadLink.expires_at) > now,
        )
    )
    row = (await session.exec(query)).one_or_none()
    if row is None:
        raise UploadLinkNotValid
    check(row[0])
    return Caller(row[0], own_draft(row[0], row[1]), None)


async def claim_upload_link(session: AsyncSession, token: str, now: datetime) -> None:
    """For one file: a second at the same time waits for its end. Raises UploadLinkNotValid, UploadLinkBusy."""
    free = or_(col(UploadLink.claimed_until).is_(None), col(UploadLink.claimed_until) <= now)
    good = (col(UploadLink.used_at).is_(None)) & (col(UploadLink.expires_at) > now)
    of_token = col(UploadLink.token_hash) == token_hash(token)
    claim = update(UploadLink).where(of_token & good & free).values(claimed_until=now + LEASE)
    if (await session.exec(claim)).rowcount:
        return
    if (await session.exec(select(UploadLink.token_hash).where(of_token & good))).first():
        raise UploadLinkBusy
    raise UploadLinkNotValid


async def hold_upload_link(session: AsyncSession, token: str, now: datetime) -> None:
    """Its file is still coming."""
    await session.exec(_claims(token, now + LEASE))


async def let_upload_link_go(session: AsyncSession, token: str) -> None:
    """Its file did not come: the link is as good as before."""
    await session.exec(_claims(token, None))


def _claims(token: str, until: datetime | None) -> Update:
    return update(UploadLink).where(col(UploadLink.token_hash) == token_hash(token)).values(claimed_until=until)


async def use_upload_link(session: AsyncSession, token: str, now: datetime) -> None:
    """Raises UploadLinkNotValid when it was used meanwhile."""
    same = (col(UploadLink.token_hash) == token_hash(token)) & col(UploadLink.used_at).is_(None)
    if (await session.exec(update(UploadLink).where(same).values(used_at=now))).rowcount != 1:
        raise UploadLinkNotValid


async def _tell_of_file(hand: Hand, case: Case, file: StoredFile, group: str | None) -> None:
    hand.note(case, Event.FILE_ADDED, file=str(file.id))
    await cancel(hand.session, case.id, REMINDER)
    key, due_at = (f"{case.number}:{group}", hand.now + ALBUM_TAKES) if group else (None, hand.now)
    await hand.tell(case, Kind.REPORTER_WROTE, due_at, key=key, file=str(file.id))
