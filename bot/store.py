"""How the file store stands: room on its disk, and what nobody knows swept away."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from actions.tell import tell_leads
from cases.messages import Kind
from handlers.door import Door
from storage.files_of import FilesKnowMore, NotOurFiles
from storage.sweeping import sweep

log = structlog.get_logger()
STEP_EVERY = timedelta(minutes=5)  # so much of an older copy of the database may go unnoticed (storage/files_of.py)


async def watch_disk(door: Door) -> None:
    """Files have to wait: the leads hear of it, once a day while it lasts."""
    if not await asyncio.to_thread(door.files.disk.is_low):
        return
    async with door.database.writing() as session:
        await tell_leads(session, Kind.FILES_WAIT, door.clock(), f"{door.clock().astimezone(door.zone):%y%m%d}")


async def sweep_store(door: Door) -> None:
    """Whatever happens, the next tick tries again."""
    try:
        swept = await sweep(door.database, door.files)
    except NotOurFiles:
        log.error("files not swept: this database knows few or none of them, or belongs to another folder")
        return
    except FilesKnowMore:
        log.error("files not swept: this is an older copy of the database, and the folder has seen a later one")
        return
    except Exception as error:  # noqa: BLE001 - a disk or a database that is away
        log.warning("files not swept", error=type(error).__name__)
        return
    if swept.partial or swept.orphans:
        log.info("files swept", partial=swept.partial, orphans=swept.orphans)
