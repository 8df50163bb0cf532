"""What a case names, from its answers and its messages, each by its fingerprint."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.identifiers import EXACT, MESSAGE, NOTE, Named, identifiers, near_copies
from cases.questionnaire import Answers
from storage.drafts import open_told
from storage.keys import KeyRing, keys_of
from storage.message_texts import message_text
from storage.tables import Author, Case, CaseMessage, Identifier, Meaningless

PLACES = {Author.REPORTER: MESSAGE, Author.NOTE: NOTE}  # what the desk tells the reporter names the desk's own things

Key = tuple[str, str]  # kind and blind


def fingerprint(keys: KeyRing, one: Named) -> Key:
    return one.kind.value, keys.blind(one.key, one.value)


def fingerprints(keys: KeyRing, answers: Answers, said: Iterable[tuple[str, str]] = ()) -> dict[Key, str]:
    """Everything these name, with the place of each."""
    named = identifiers(answers, said)
    named += near_copies(answers, named)
    return {fingerprint(keys, one): one.place for one in named}


async def words_of(session: AsyncSession, case: Case) -> list[tuple[str, str]]:
    """The messages of the case that may name somebody, as (place, text), the oldest first."""
    query = select(CaseMessage).where(CaseMessage.case_id == case.id, col(CaseMessage.author).in_(PLACES))
    rows = (await session.exec(query.order_by(col(CaseMessage.at)))).all()
    if not rows:
        return []
    cipher = await keys_of(session).cipher(session, case.key_id)
    return [(PLACES[row.author], message_text(cipher, row)) for row in rows]


async def named_in(session: AsyncSession, case: Case) -> dict[Key, Named]:
    """What links the case exactly, readable. Raises KeyLost."""
    answers = (await open_told(session, case.key_id, case.id, case.sealed_answers)).answers
    found = identifiers(answers, await words_of(session, case))
    return {fingerprint(keys_of(session), one): one for one in found if one.kind in EXACT}


async def named_elsewhere(session: AsyncSession, case: Case) -> set[Key]:
    """What another case names too, so that it links."""
    other = aliased(Identifier)
    same = (other.kind == col(Identifier.kind), other.blind == col(Identifier.blind), other.case_id != case.id)
    query = select(Identifier.kind, Identifier.blind).where(Identifier.case_id == case.id)
    return set((await session.exec(query.where(select(other.case_id).where(*same).exists()))).all())


async def meaningless_among(session: AsyncSession, keys: Iterable[Key]) -> set[Key]:
    """Those that a lead took for what everybody may name."""
    blinds = [blind for _, blind in keys]
    rows = (await session.exec(select(Meaningless).where(col(Meaningless.blind).in_(blinds)))).all()
    return {(row.kind, row.blind) for row in rows}
