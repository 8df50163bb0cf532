"""The file store: every file sealed in chunks of 1 MiB under a key of its own, hashed as received.

Each chunk is AES-256-GCM with its number and whether it is the last as associated data, so cutting, swapping and
moving are seen.
A file appears under its name only when all of it is on disk; a broken upload leaves nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO
from uuid import UUID

from cases.errors import CaseError
from storage.disk import Disk
from storage.keys import Cipher

CHUNK = 1024 * 1024
PARTIAL = ".partial"  # how the name of half a file ends
A_BLOCK = 4096  # bytes
OVERHEAD = 12 + 16  # nonce and tag of a sealed chunk


class FileTooLarge(CaseError):
    """The file is larger than the desk accepts."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class FileEmpty(CaseError):
    """The file has no bytes."""


class FileNotStored(CaseError):
    """The file could not be written: the disk is full or out of reach."""


class FileMissing(CaseError):
    """There is no such file in the store."""


@dataclass(frozen=True)
class Stored:
    """What was written: `size` in bytes and `sha256` in hex, of the bytes as received; `head` is the first 8 KiB."""

    size: int
    sha256: str
    head: bytes


class FileStore:
    """A folder of sealed files."""

    def __init__(self, folder: Path, disk: Disk | None = None) -> None:
        self.folder, self.disk = folder, disk or Disk(folder)

    async def put(self, cipher: Cipher, file_id: UUID, chunks: AsyncIterator[bytes], limit: int) -> Stored:
        """Seal a stream. Raises FileTooLarge, FileEmpty, FilesWait, FileNotStored, and then leaves nothing behind.

        Whose row it becomes must be among KEEPERS of storage/sweeping.py, or the file is gone after a day.
        """
        path = self._path(file_id)
        partial = path.with_suffix(PARTIAL)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            stored = await self._write(cipher.file(file_id), partial, chunks, limit)
            await asyncio.to_thread(os.replace, partial, path)
        except OSError as error:
            raise FileNotStored from error
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)
        return stored

    async def open(self, cipher: Cipher, file_id: UUID) -> AsyncIterator[bytes]:
        """The bytes as received, chunk by chunk. Raises FileMissing; KeyLost when a chunk was changed."""
        key = cipher.file(file_id)
        try:
            source = await asyncio.to_thread(self._path(file_id).open, "rb")
        except OSError as error:
            raise FileMissing from error
        with source:
            size = os.fstat(source.fileno()).st_size
            for number, is_last in _numbered(size):
                yield await asyncio.to_thread(_read_chunk, source, key, number, is_last)

    async def try_out(self) -> None:
        """Write a file, have it on the disk, and let it be gone. Raises FileNotStored when the disk takes none."""
        try:
            await asyncio.to_thread(_try_out, self.folder)
        except OSError as error:
            raise FileNotStored from error

    async def remove(self, file_id: UUID) -> None:
        await asyncio.to_thread(self._path(file_id).unlink, missing_ok=True)

    def has(self, file_id: UUID) -> bool:
        return self._path(file_id).exists()

    def _path(self, file_id: UUID) -> Path:
        return self.folder / file_id.hex[:2] / file_id.hex

    async def _write(self, key: Cipher, path: Path, chunks: AsyncIterator[bytes], limit: int) -> Stored:
        digest, size, number, waiting, head = hashlib.sha256(), 0, 0, bytearray(), b""
        with open(path, "wb", opener=_private) as out:
            async for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise FileTooLarge(limit)
                digest.update(chunk)
                waiting += chunk
                head = head or bytes(waiting[:8192])
                while len(waiting) > CHUNK:
                    self.disk.check(CHUNK)
                    await asyncio.to_thread(_write_chunk, out, key, bytes(waiting[:CHUNK]), number, last=False)
                    del waiting[:CHUNK]
                    number += 1
            if not size:
                raise FileEmpty
            self.disk.check(len(waiting))
            await asyncio.to_thread(_write_chunk, out, key, bytes(waiting), number, last=True)
            await asyncio.to_thread(_to_disk, out)
        return Stored(size, digest.hexdigest(), head)


def _place(number: int, *, last: bool) -> str:
    return f"chunk {number} {'last' if last else 'more'}"


def _write_chunk(out: BinaryIO, key: Cipher, chunk: bytes, number: int, *, last: bool) -> None:
    out.write(key.seal(chunk, _place(number, last=last)))


def _read_chunk(source: BinaryIO, key: Cipher, number: int, last: bool) -> bytes:
    return key.open(source.read(CHUNK + OVERHEAD), _place(number, last=last))


def _numbered(size: int) -> Iterator[tuple[int, bool]]:
    """(number, is it the last) for every chunk of a sealed file of that size."""
    count = max(1, -(-size // (CHUNK + OVERHEAD)))
    return ((number, number == count - 1) for number in range(count))


def _try_out(folder: Path) -> None:
    """Without a name, so that nothing is left whatever happens; and the data folder itself must be there."""
    folder.mkdir(exist_ok=True, mode=0o700)
    with TemporaryFile(dir=folder) as out:
        out.write(bytes(A_BLOCK))
        _to_disk(out)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _to_disk(out: IO[bytes]) -> None:
    out.flush()
    os.fsync(out.fileno())
