"""Files checked for viruses, where the unit has somebody who does that: one after the other, or just before one opens.

The bytes are opened on their way to the checker. Nothing waits for it but who is about to open a file, and not long.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from actions.checking import note_verdict
from cases.viruses import Checker, CheckerAway, CheckerNotThere, FileNotChecked
from handlers.door import Door
from storage.files import FileMissing
from storage.keys import KeyLost
from storage.virus_checks import AnyFile, cipher_of, claim, is_checked, next_to_check, put_off

log = structlog.get_logger()
PATIENCE = 3.0  # seconds that somebody who opens a file waits for the checker
LOOKS = 15  # at the row meanwhile, where another looks at the file
AGAIN_AFTER = timedelta(minutes=10)  # a file at which the checker was slow, or said what nobody understands
NOT_SOON = timedelta(days=1)  # one that it does not take, or that does not open


async def check_next(door: Door, checker: Checker) -> bool:
    """The file that comes next; whether there was one. Raises CheckerAway: it is not to be asked again at once."""
    async with door.database.reading() as session:
        file = await next_to_check(session, door.clock())
    if file is not None:
        await _check(door, checker, file)
    return file is not None


async def wait_for_check(door: Door, file: AnyFile) -> None:
    """Somebody is about to open it: it is looked at now, by us or by who is at it already, and then opened or not."""
    if door.checker is None or file.virus is not None:
        return
    with suppress(TimeoutError, CheckerAway):
        async with asyncio.timeout(PATIENCE):
            if await _check(door, door.checker, file):
                return
            for _ in range(LOOKS):
                if await _is_checked(door, file):
                    return
                await asyncio.sleep(PATIENCE / LOOKS)


async def _check(door: Door, checker: Checker, file: AnyFile) -> bool:
    """Whether it was ours to look at; of two processes one does. Raises CheckerAway."""
    async with door.database.writing() as session:
        if not await claim(session, file, door.clock()):
            return False
    again_at: datetime | None = None
    try:
        await _look(door, checker, file)
    except CheckerNotThere:
        raise
    except CheckerAway:
        again_at = door.clock() + AGAIN_AFTER
        raise
    except (FileNotChecked, FileMissing, KeyLost) as error:
        again_at = door.clock() + NOT_SOON
        log.warning("a file was not checked for viruses", file=str(file.id), reason=type(error).__name__)
    finally:
        async with door.database.writing() as session:
            await put_off(session, file, again_at)  # one that has its verdict is left as it is
    return True


async def _look(door: Door, checker: Checker, file: AnyFile) -> None:
    async with door.database.reading() as session:
        cipher = await cipher_of(session, file)
    verdict = await checker.check(door.files.open(cipher, file.id))
    async with door.database.writing() as session:
        await note_verdict(door.hand(session), file, verdict)


async def _is_checked(door: Door, file: AnyFile) -> bool:
    async with door.database.reading() as session:
        return await is_checked(session, file)
