"""The text of a case's message, sealed with how often it was written: an earlier wording, put back, does not open."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from storage.keys import Cipher, keys_of
from storage.stamps import check
from storage.tables import Author, Case, CaseMessage


def seal_message(cipher: Cipher, row: CaseMessage, text: str) -> None:
    """It says this from now on."""
    row.version += 1
    row.sealed_text = cipher.seal_text(text, _place(row))


def message_text(cipher: Cipher, row: CaseMessage) -> str:
    """What it says. Raises KeyLost, and ValueChanged where somebody made it of another author, or of another case."""
    check(row)
    return cipher.open_text(row.sealed_text, _place(row))


async def keep_said(session: AsyncSession, case: Case, by: UUID, words: str, now: datetime) -> CaseMessage:
    """Words of the desk's to the reporter that were looked at before, as they stand in the conversation from now on."""
    message = CaseMessage(case_id=case.id, at=now, author=Author.DESK, member_id=by, sealed_text=b"")
    seal_message(await keys_of(session).cipher(session, case.key_id), message, words)
    session.add(message)
    return message


def _place(row: CaseMessage) -> str:
    """Those of versions that did not count stand at 0 until they are written again."""
    return f"message:{row.id}:{row.version}" if row.version else f"message:{row.id}"
