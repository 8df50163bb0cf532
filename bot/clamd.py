"""clamd of ClamAV, asked over its socket: a version, and a file as a stream of chunks. Its protocol, and no more of it.

What it says is checked like a stranger's word: a name with signs that cannot be shown is no name.
"""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cases.viruses import CheckerAway, CheckerNotThere, FileNotChecked, Verdict

CONNECTS_WITHIN = 3.0  # seconds
ANSWERS_WITHIN = 120.0  # seconds for one file, as long as clamd gives itself; less than the lease of a file
LONGEST_ANSWER = 4096  # bytes
INSTREAM = b"zINSTREAM\0"
FOUND = re.compile(r"stream: ([!-~][ -~]{0,99}) FOUND")
CLEAN = "stream: OK"
TOO_LARGE = "size limit exceeded"
VERSION = re.compile(r"ClamAV ([0-9][\w.+~-]{0,20})(?:/(\d{1,9})/([\w: ]{1,40}))?")
WRITTEN = "%a %b %d %H:%M:%S %Y"  # the day of its signatures


@dataclass(frozen=True)
class Signatures:
    """Which clamd it is; `made_at` is the day of its signatures, None where it does not say."""

    by: str
    made_at: datetime | None


class Clamd:
    """At a path of this machine, or at host:port. `count` hears how each look ended: clean, found or failed."""

    def __init__(
        self, address: str, count: Callable[[str], None] = lambda _outcome: None, *, within: float = ANSWERS_WITHIN
    ) -> None:
        self._address, self._count, self._within = address, count, within

    async def check(self, chunks: AsyncIterator[bytes]) -> Verdict:
        """Raises CheckerAway, FileNotChecked, and what the chunks raise."""
        outcome = "failed"
        try:
            by = (await self.signatures()).by
            virus = _virus(await self._ask(INSTREAM, chunks))
            outcome = "found" if virus else "clean"
            return Verdict(virus, by)
        finally:
            self._count(outcome)

    async def signatures(self) -> Signatures:
        """Raises CheckerAway."""
        said = VERSION.fullmatch(await self._ask(b"zVERSION\0", _nothing()))
        if said is None:
            raise CheckerAway
        return Signatures(f"ClamAV {said[1]}" + (f"/{said[2]}" if said[2] else ""), _day(said[3]))

    async def _ask(self, command: bytes, chunks: AsyncIterator[bytes]) -> str:
        try:
            async with asyncio.timeout(CONNECTS_WITHIN):
                line = await self._connected()
        except (OSError, TimeoutError) as error:
            raise CheckerNotThere from error
        with line:
            try:
                async with asyncio.timeout(self._within):
                    await _say(line, command, chunks)
                    return await _hear(line)
            except (ConnectionError, TimeoutError) as error:
                raise CheckerAway from error

    async def _connected(self) -> socket.socket:
        if self._address.startswith("/"):
            return await _connect(socket.AF_UNIX, self._address)
        host, _, port = self._address.rpartition(":")
        places = await asyncio.get_running_loop().getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)
        family, *_, place = places[0]
        return await _connect(family, place)


async def _connect(family: int, place: Any) -> socket.socket:
    line = socket.socket(family, socket.SOCK_STREAM)
    try:
        line.settimeout(0)
        await asyncio.get_running_loop().sock_connect(line, place)
    except BaseException:
        line.close()
        raise
    return line


async def _say(line: socket.socket, command: bytes, chunks: AsyncIterator[bytes]) -> None:
    """Each chunk behind its length, and one of no length at the end.

    It may hang up before it has heard all of them. What it said then lies in the socket still: asyncio's own streams
    would drop that with the first byte that cannot be written.
    """
    loop = asyncio.get_running_loop()
    with suppress(ConnectionError):
        await loop.sock_sendall(line, command)
        async for chunk in chunks:
            await loop.sock_sendall(line, len(chunk).to_bytes(4) + chunk)
        if command == INSTREAM:
            await loop.sock_sendall(line, bytes(4))


async def _hear(line: socket.socket) -> str:
    """Up to the zero behind it. Raises CheckerAway for more than it ever says, and for half of it."""
    answer = b""
    while not answer.endswith(b"\0"):
        piece = await asyncio.get_running_loop().sock_recv(line, LONGEST_ANSWER)
        answer += piece
        if not piece or len(answer) > LONGEST_ANSWER:
            raise CheckerAway
    return answer[:-1].decode("ascii", "replace")


def _virus(answer: str) -> str:
    """Empty where it found none. Raises FileNotChecked, and CheckerAway for anything that it does not say."""
    if answer == CLEAN:
        return ""
    if found := FOUND.fullmatch(answer):
        return found[1]
    raise FileNotChecked if TOO_LARGE in answer else CheckerAway


def _day(said: str | None) -> datetime | None:
    with suppress(ValueError):
        return datetime.strptime(said or "", WRITTEN).replace(tzinfo=UTC)
    return None


async def _nothing() -> AsyncIterator[bytes]:
    nothing: tuple[bytes, ...] = ()
    for chunk in nothing:
        yield chunk
