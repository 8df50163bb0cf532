"""A clamd as far as its protocol goes, served over a real socket: it knows one virus, and can be away, slow or mad."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

# The file by which everybody tries a virus scanner out; in two pieces, so that nobody finds it in here.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
FOUND = "Eicar-Test-Signature"
VERSION = "ClamAV 1.4.6/27800/Mon Nov 23 08:30:00 2026"


class FakeClamd:
    """`says` in the place of its answer to a file; `waits` seconds before it; `most` bytes of one."""

    def __init__(self, where: Path | None = None) -> None:
        self.where, self.version, self.says, self.waits, self.most = where, VERSION, "", 0.0, 1 << 30
        self.looked_at: list[bytes] = []
        self._server: asyncio.Server | None = None
        self._port = 0
        self._busy: set[asyncio.Task[None]] = set()

    @property
    def address(self) -> str:
        return str(self.where) if self.where else f"127.0.0.1:{self._port}"

    async def comes(self) -> None:
        if self.where:
            self._server = await asyncio.start_unix_server(self._talk, self.where)
        else:
            self._server = await asyncio.start_server(self._talk, "127.0.0.1", self._port)
            self._port = self._server.sockets[0].getsockname()[1]

    async def goes(self) -> None:
        if self._server:
            self._server.close()
            for task in self._busy:
                task.cancel()
            await asyncio.gather(*self._busy, return_exceptions=True)
        self._server = None

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._busy.add(task)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                answer = await self._answer((await reader.readuntil(b"\0"))[:-1], reader)
                writer.write(answer.encode() + b"\0")
                await writer.drain()
        finally:
            self._busy.discard(task)
            writer.close()

    async def _answer(self, command: bytes, reader: asyncio.StreamReader) -> str:
        if command == b"zVERSION":
            return self.version
        if command != b"zINSTREAM":
            return "UNKNOWN COMMAND"
        content = b""
        while size := int.from_bytes(await reader.readexactly(4)):
            content += await reader.readexactly(size)
            if len(content) > self.most:
                return "INSTREAM size limit exceeded. ERROR"
        self.looked_at.append(content)
        await asyncio.sleep(self.waits)
        return self.says or (f"stream: {FOUND} FOUND" if EICAR in content else "stream: OK")


@asynccontextmanager
async def clamd_at(where: Path | None = None) -> AsyncIterator[FakeClamd]:
    one = FakeClamd(where)
    await one.comes()
    try:
        yield one
    finally:
        await one.goes()
