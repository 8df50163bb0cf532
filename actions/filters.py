"""A member keeps parts of the queue under names of their own."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from actions.hand import Hand
from cases.errors import CaseError
from cases.people import CaseNotFound
from cases.understanding import read_text
from storage.keys import Cipher, KeyLost, keys_of
from storage.tables import Member, SavedFilter

MOST = 20
LONGEST_NAME = 16


class TooManyFilters(CaseError):
    """So many tabs nobody finds anything in."""


async def save_filter(hand: Hand, name: str, asked: str) -> SavedFilter:
    """What the address asks for, under that name. Raises NotUnderstood and TooManyFilters."""
    words = read_text(name, LONGEST_NAME)
    await hand.check_standing()
    theirs = select(func.count()).where(col(SavedFilter.member_id) == hand.officer.id)
    if (await hand.session.exec(theirs)).one() >= MOST:
        raise TooManyFilters
    one = SavedFilter(member_id=hand.officer.id, sealed_name=b"", asked=asked, made_at=hand.now)
    one.sealed_name = _unit(hand.session).seal_text(words, f"saved filter:{one.id}")
    hand.session.add(one)
    return one


async def rename_filter(hand: Hand, filter_id: UUID, name: str) -> SavedFilter:
    """Raises CaseNotFound for what is not theirs, and NotUnderstood."""
    one, words = await _own(hand, filter_id), read_text(name, LONGEST_NAME)
    one.sealed_name = _unit(hand.session).seal_text(words, f"saved filter:{one.id}")
    return one


async def drop_filter(hand: Hand, filter_id: UUID) -> None:
    """Raises CaseNotFound for what is not theirs, or not any more."""
    await hand.session.delete(await _own(hand, filter_id))


async def filters_of(session: AsyncSession, member: Member) -> list[tuple[SavedFilter, str]]:
    """Theirs with their names, the oldest first; one whose name does not open is left out."""
    theirs = (
        select(SavedFilter).where(SavedFilter.member_id == member.id).order_by(col(SavedFilter.made_at)).limit(MOST)
    )
    found = []
    for one in (await session.exec(theirs)).all():
        try:
            found.append((one, _unit(session).open_text(one.sealed_name, f"saved filter:{one.id}")))
        except KeyLost:
            continue
    return found


async def _own(hand: Hand, filter_id: UUID) -> SavedFilter:
    query = select(SavedFilter).where(SavedFilter.id == filter_id, SavedFilter.member_id == hand.officer.id)
    one = (await hand.session.exec(query.with_for_update())).one_or_none()
    if one is None:
        raise CaseNotFound
    return one


def _unit(session: AsyncSession) -> Cipher:
    return keys_of(session).unit
