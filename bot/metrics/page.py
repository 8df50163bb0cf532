"""GET /metrics: what was counted, and how things stand now. For the machine itself and those whom a setting names."""

from __future__ import annotations

import asyncio
from datetime import datetime
from time import monotonic

from fastapi import HTTPException, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from bot.metrics.counted import PREFIX, Counted
from bot.settings import Settings
from handlers.door import Door
from handlers.site import comes_straight_from
from handlers.streams import Streams
from storage.database import AWAY
from storage.virus_checks import unchecked
from storage.vitals import backlog, index_waiting, last_backup, uploads

# Each is read when somebody asks; one that cannot be read now is left out.
FIGURES = {
    "database_up": "Whether the database answers.",
    "database_seconds": "How long it took to answer.",
    "messages_due": "Messages that are due and have not gone out.",
    "lateness_now_seconds": "By how much the oldest of them is late.",
    "search_index_waiting": "Changes of cases that are not in the search index yet.",
    "uploads": "Files on their way in.",
    "files_unchecked": "Files of cases that nobody has looked at for viruses, where somebody does.",
    "last_backup_age_seconds": "How long ago the last backup was made.",
    "streams": "Pages open in browsers, of this process.",
    "disk_room_bytes": "How much files may still take.",
    "disk_free_bytes": "What is free on their disk.",
}

IS_PROCESS = "Whose figures these are, of several processes of one unit."


class Metrics:
    """One table of figures, made anew for every look."""

    def __init__(self, door: Door, counted: Counted, streams: Streams, settings: Settings) -> None:
        self._door, self._counted, self._streams = door, counted, streams
        self._readers = settings.metrics_readers
        self._process = (settings.role.value, settings.process_name)

    async def answer(self, request: Request) -> Response:
        """Whoever may not read it gets the answer of an address that is not there."""
        if not comes_straight_from(request, self._readers):
            raise HTTPException(404)
        now = CollectorRegistry()
        for name, figure in (await self._figures()).items():
            Gauge(f"{PREFIX}_{name}", FIGURES[name], registry=now).set(figure)
        Gauge(f"{PREFIX}_process", IS_PROCESS, ["role", "name"], registry=now).labels(*self._process).set(1)
        written = generate_latest(self._counted.registry) + generate_latest(now)
        return Response(written, media_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"})

    async def _figures(self) -> dict[str, float]:
        found = {"streams": float(self._streams.held)} | await asyncio.to_thread(self._disk)
        began = monotonic()
        try:
            rows = await self._rows(self._door.clock())
        except AWAY:
            return found | {"database_up": 0}
        return found | rows | {"database_up": 1, "database_seconds": monotonic() - began}

    async def _rows(self, now: datetime) -> dict[str, float]:
        async with self._door.database.reading() as session:
            due, made_at = await backlog(session, now), await last_backup(session)
            waits = {"files_unchecked": float((await unchecked(session)).files)} if self._door.checker else {}
            found = waits | {
                "messages_due": float(due.messages),
                "lateness_now_seconds": due.late(now),
                "search_index_waiting": float(await index_waiting(session)),
                "uploads": float(await uploads(session, now)),
            }
        return found | ({"last_backup_age_seconds": (now - made_at).total_seconds()} if made_at else {})

    def _disk(self) -> dict[str, float]:
        disk = self._door.files.disk
        try:
            room = disk.room()
            return {"disk_room_bytes": max(0, room), "disk_free_bytes": room + disk.kept_free()}
        except OSError:
            return {}
