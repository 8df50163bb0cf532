"""Looking for rows that somebody else wrote into the database: leads hear of them once, and nothing of them opens."""

from __future__ import annotations

from hashlib import sha256

import structlog

from actions.tell import tell_leads
from cases.messages import Kind
from handlers.door import Door
from storage.changed import changed_rows

log = structlog.get_logger()
MOST_NAMED = 5


async def tell_of_changed_rows(door: Door) -> None:
    """Once for the same rows; of more of them again. Whatever happens, the next tick tries again."""
    try:
        async with door.database.reading() as session:
            found = await changed_rows(session)
        if not found:
            return
        log.error("rows changed by others", **{name: len(rows) for name, rows in found.items()})
        which = sha256(repr(sorted(found.items())).encode()).hexdigest()[:16]
        counts = {name: len(rows) for name, rows in found.items()}
        async with door.database.writing() as session:
            numbers = found.get("cases", [])[:MOST_NAMED]
            await tell_leads(session, Kind.ROWS_CHANGED, door.clock(), which, counts=counts, numbers=numbers)
    except Exception as error:  # noqa: BLE001 - a database that is away
        log.warning("rows not looked at", error=type(error).__name__)
