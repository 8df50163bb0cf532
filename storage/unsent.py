"""What a member typed and has not sent, by case and verb; sealed with the case's key, and forgotten with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import class_mapper
from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.verbs import Verb
from storage.keys import Cipher, keys_of
from storage.tables import Case, Member, Unsent

TABLE: Any = class_mapper(Unsent).local_table
KEY = [TABLE.c.case_id, TABLE.c.member_id, TABLE.c.verb]


async def keep_unsent(session: AsyncSession, case: Case, member: Member, verb: Verb, text: str, now: datetime) -> None:
    """In the place of what was kept before; of nothing but spaces nothing is kept."""
    if not text.strip():
        await drop_unsent(session, case.number, member.id, verb)
        return
    cipher = await keys_of(session).cipher(session, case.key_id)
    values = {"sealed_text": cipher.seal_text(text, _place(case.id, member.id, verb)), "at": now}
    insert = (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(TABLE)
    row = insert.values(case_id=case.id, member_id=member.id, verb=verb, **values)
    await session.exec(row.on_conflict_do_update(index_elements=KEY, set_=values))


async def unsent_of(session: AsyncSession, case: Case, member: Member) -> dict[Verb, str]:
    """Their words for this case, by what they were typed for. Raises KeyLost."""
    rows = (await session.exec(select(Unsent).where(Unsent.case_id == case.id, Unsent.member_id == member.id))).all()
    if not rows:
        return {}
    cipher: Cipher = await keys_of(session).cipher(session, case.key_id)
    return {row.verb: cipher.open_text(row.sealed_text, _place(case.id, member.id, row.verb)) for row in rows}


async def drop_unsent(session: AsyncSession, number: str, member_id: UUID, verb: Verb) -> None:
    """They were sent, or taken back."""
    of_case = col(Unsent.case_id).in_(select(Case.id).where(Case.number == number))
    theirs = (col(Unsent.member_id) == member_id) & (col(Unsent.verb) == verb)
    await session.exec(delete(Unsent).where(of_case, theirs))


def _place(case_id: UUID, member_id: UUID, verb: Verb) -> str:
    return f"unsent:{case_id}:{member_id}:{verb}"
