"""That everything here is made up: said on every page, by every process that serves this database."""

from __future__ import annotations

from handlers.door import Door
from storage.demonstration import is_demonstration
from templates.rendering import MADE_UP


async def tell_everybody(door: Door) -> None:
    """A process that was running before the database was filled hears of it by its tick; it is never taken back."""
    if door.words.common == MADE_UP:
        return
    async with door.database.reading() as session:
        if await is_demonstration(session):
            door.words.tell_of(MADE_UP)
