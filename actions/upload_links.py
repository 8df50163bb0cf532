"""One-time pages for files that are too large for the chat they should have come through."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.errors import CaseError
from storage.conversations import Caller
from storage.keys import token_hash
from storage.tables import Conversation, Draft, UploadLink

GOOD_FOR = timedelta(hours=2)


class UploadLinkNotValid(CaseError):
    """The upload link is unknown, used or too old."""


async def make_upload_link(session: AsyncSession, conversation_id: UUID, now: datetime) -> str:
    token = secrets.token_urlsafe(24)
    session.add(UploadLink(token_hash=token_hash(token), conversation_id=conversation_id, expires_at=now + GOOD_FOR))
    return token


async def caller_of_link(session: AsyncSession, token: str, now: datetime) -> Caller:
    """Whose link this is, while it can still be used. Raises UploadLinkNotValid."""
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
    return Caller(row[0], row[1], None)


async def use_upload_link(session: AsyncSession, token: str, now: datetime) -> None:
    """Raises UploadLinkNotValid when it was used meanwhile."""
    same = (col(UploadLink.token_hash) == token_hash(token)) & col(UploadLink.used_at).is_(None)
    if (await session.exec(update(UploadLink).where(same).values(used_at=now))).rowcount != 1:
        raise UploadLinkNotValid
