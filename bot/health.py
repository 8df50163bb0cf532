"""Whether we can do our work: asked by whoever watches over the process, and by anybody else who finds the address."""

from __future__ import annotations

import asyncio
from time import monotonic

import structlog
from fastapi import Request, Response
from fastapi.responses import JSONResponse

from bot.wiring import Parts
from storage.files import FileNotStored
from storage.migrating import is_behind

log = structlog.get_logger()
FRESH = 3.0  # seconds an answer is given again: asking without end loads neither disk nor database
FILES_WAIT = "files wait: the disk is down to its reserve"
NO_TIME, NO_DATABASE, NOT_MIGRATED, NO_DISK, NOT_GOING_OUT, LEAVING = (
    "no answer in time",
    "the database does not answer",
    "the database is of an older version",
    "the disk takes no file",
    "what is due does not go out",
    "it is stopping",
)
# In words for an operator: command.toml.
REASONS = (
    FILES_WAIT,
    NO_TIME,
    NO_DATABASE,
    NOT_MIGRATED,
    NO_DISK,
    NOT_GOING_OUT,
    LEAVING,
)
WITHIN = 5.0  # seconds; a disk that hangs is not ready


class Health:
    """Looks at most every few seconds, and never twice at once. Strangers hear what does not work, the log why."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._looking: asyncio.Task[str | None] | None = None
        self._files_wait = False
        self._fresh_until = 0.0

    async def answer(self) -> Response:
        """200 when ready; 503 with the reason when not. Where files wait and words do not, we are ready, and say so."""
        reason = await self._why_not_ready()
        said = reason or (FILES_WAIT if self._files_wait else None)
        return JSONResponse({"ready": reason is None, "reason": said}, status_code=503 if reason else 200)

    async def takes_more(self, request: Request) -> Response:
        """For whoever would send people here: no more of them, as soon as we are about to go.

        What all processes share keeps nobody away: the others would answer no better, and we say at least what it is.
        A proxy asks for itself; what it hands on is somebody else's question.
        """
        leaving = self._parts.leaving
        if "x-forwarded-for" not in request.headers:
            leaving.asked()
        if leaving.is_going:
            return JSONResponse({"ready": False, "reason": LEAVING}, status_code=503)
        reason = await self._why_not_ready()
        return JSONResponse(
            {"ready": reason != NOT_MIGRATED, "reason": reason}, status_code=503 if reason == NOT_MIGRATED else 200
        )

    async def lives(self) -> Response:
        """The loop turns; nothing else is looked at. Who gets no answer in time may kill us."""
        return JSONResponse({"live": True})

    async def _why_not_ready(self) -> str | None:
        looking = self._looking
        if looking is None or (looking.done() and monotonic() > self._fresh_until):
            looking = self._looking = asyncio.create_task(self._look())
        done, _ = await asyncio.wait({looking}, timeout=WITHIN)
        return looking.result() if done else NO_TIME

    async def _look(self) -> str | None:
        """The database answers and is of our version, the disk takes a file, and what is due goes out."""
        try:
            return await self._reason()
        except Exception as error:  # noqa: BLE001 - whatever it is, we are not ready
            log.error("database not ready", error=type(error).__name__)
            return NO_DATABASE
        finally:
            self._fresh_until = monotonic() + FRESH

    async def _reason(self) -> str | None:
        async with self._parts.door.database.reading() as session:
            await session.connection()
            if await is_behind(session):
                return NOT_MIGRATED
        try:
            await self._parts.door.files.try_out()
        except FileNotStored as error:
            log.error("disk not ready", error=type(error.__cause__).__name__)
            return NO_DISK
        self._files_wait = await asyncio.to_thread(self._parts.door.files.disk.is_low)
        goes_out = not self._parts.settings.role.delivers or not await self._parts.heartbeat.is_late()
        return None if goes_out else NOT_GOING_OUT
