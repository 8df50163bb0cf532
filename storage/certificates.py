"""Certificates of what was destroyed, and the reasons: sealed by the unit's key, for the case's is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.custody import canonical
from cases.numbers import read_case_number
from cases.people import CaseNotFound, districts_seen
from storage.keys import keys_of
from storage.signing import public_key, sign
from storage.stamps import check, is_genuine
from storage.tables import Forgetting, Member

MOST = 200  # on one page, the newest


@dataclass(frozen=True)
class Certificate:
    """Of one case that was forgotten; `said` is what is signed, with the signature."""

    row: Forgetting
    said: dict[str, Any]


def seal_reason(session: AsyncSession, of_case: UUID, reason: str) -> bytes:
    return keys_of(session).unit.seal_text(reason, _place("reason", of_case))


def reason_of(session: AsyncSession, row: Forgetting) -> str:
    return keys_of(session).unit.open_text(row.sealed_reason, _place("reason", row.of_case))


def seal_words(session: AsyncSession, of_case: UUID, words: str) -> bytes:
    """What the second lead said, until the certificate says it."""
    return keys_of(session).unit.seal_text(words, _place("words", of_case))


def words_of(session: AsyncSession, row: Forgetting) -> str:
    assert row.sealed_words
    return keys_of(session).unit.open_text(row.sealed_words, _place("words", row.of_case))


def seal_certificate(session: AsyncSession, of_case: UUID, said: dict[str, Any]) -> bytes:
    """Signed here, so that what is kept is what can be checked."""
    keys = keys_of(session)
    whole = said | {"public_key": public_key(keys).hex()}
    signed = whole | {"signature": sign(keys, canonical(whole)).hex()}
    return keys.unit.seal_json(signed, _place("certificate", of_case))


async def certificates_for(session: AsyncSession, member: Member) -> list[Certificate]:
    """Of the cases this lead could see, the newest first."""
    query = select(Forgetting).where(col(Forgetting.certified_at).is_not(None))
    seen = districts_seen(member.district)
    if seen is not None:
        query = query.where(col(Forgetting.district).in_(seen))
    rows = (await session.exec(query.order_by(col(Forgetting.certified_at).desc()).limit(MOST))).all()
    return [Certificate(row, _open(session, row)) for row in rows if is_genuine(row)]


async def certificate_for(session: AsyncSession, member: Member, number: str) -> Certificate:
    """Raises CaseNotFound alike for missing and forbidden, and ValueChanged where the row is not ours."""
    if read_case_number(number) != number:
        raise CaseNotFound
    seen = districts_seen(member.district)
    row = (await session.exec(select(Forgetting).where(Forgetting.number == number))).first()
    if row is None or row.certified_at is None or (seen is not None and row.district not in seen):
        raise CaseNotFound
    check(row)
    return Certificate(row, _open(session, row))


async def asked_for(session: AsyncSession, of_case: UUID) -> Forgetting | None:
    """Who wants that case forgotten, while it waits for another."""
    row = await session.get(Forgetting, of_case)
    return row if row is not None and is_genuine(row) and row.certified_at is None else None


def _open(session: AsyncSession, row: Forgetting) -> dict[str, Any]:
    assert row.sealed_certificate
    said: dict[str, Any] = keys_of(session).unit.open_json(row.sealed_certificate, _place("certificate", row.of_case))
    return said


def _place(what: str, of_case: UUID) -> str:
    return f"forgetting {what}:{of_case}"
