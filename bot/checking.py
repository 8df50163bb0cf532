"""The tick that has files checked for viruses, where GC_CLAMD names who does that; and who hears when nobody does."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from actions.tell import tell_leads
from cases.messages import Kind
from cases.viruses import Checker, CheckerAway
from handlers.checking import check_next
from handlers.door import Door

log = structlog.get_logger()
TOLD_AFTER = timedelta(minutes=10)  # clamd reads its signatures anew in less


class Checking:
    """One file after the other in this process; others of the same database take others of the files.

    Since when it fails is known to this process alone, and a start forgets it: who is told, and that it was once a day,
    stands in rows.
    """

    def __init__(self, door: Door, checker: Checker) -> None:
        self._door, self._checker = door, checker
        self._fails_since: datetime | None = None

    async def tick(self) -> None:
        """Until no file waits, or the checker is away."""
        try:
            while await check_next(self._door, self._checker):
                self._fails_since = None
        except CheckerAway as error:
            log.warning("files are not checked for viruses", reason=type(error.__cause__ or error).__name__)
            await self._is_away()

    async def _is_away(self) -> None:
        now = self._door.clock()
        self._fails_since = self._fails_since or now
        if now - self._fails_since < TOLD_AFTER:
            return
        async with self._door.database.writing() as session:
            await tell_leads(session, Kind.CHECKS_STOPPED, now, f"{now.astimezone(self._door.zone):%y%m%d}")
