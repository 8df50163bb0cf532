"""A member's file for a reporter, taken in at either door: sealed while it arrives, then the row by which it waits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from actions.attaching import LARGEST, attach, check_attaching
from cases.evidence import safe_name
from handlers.door import Door
from storage.keys import keys_of
from storage.tables import DeskFile, Member


async def take_in(
    door: Door, member: Member, number: str, file_id: UUID, name: str, media_type: str, chunks: AsyncIterator[bytes]
) -> None:
    """What came under that id before is there already.

    Raises what actions/attaching.py and the store do; then nothing was kept.
    """
    if await _is_there(door, file_id):
        return
    async with door.database.reading() as session:
        case = await check_attaching(door.hand(session, member=member), number)
        cipher = await keys_of(session).cipher(session, case.key_id)
    stored = await door.files.put(cipher, file_id, chunks, LARGEST)
    try:
        async with door.database.writing() as session:
            hand = door.hand(session, member=member)
            await attach(hand, number, file_id, stored, safe_name(name), media_type)
    finally:
        if not await _is_there(door, file_id):  # not what we heard: whoever is cancelled may have committed
            await door.files.remove(file_id)


async def _is_there(door: Door, file_id: UUID) -> bool:
    async with door.database.reading() as session:
        return await session.get(DeskFile, file_id) is not None
