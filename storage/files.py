"""The file store: every file sealed in chunks of 1 MiB under a key of its own, hashed as received.

Each chunk is AES-256-GCM with its number and whether it is the last as associated data, so cutting, swapping and
moving are seen.
A file appears under its name only when all of it is on disk; a broken upload leaves nothing.
The last chunk is filled up to the next class of sizes, so that a length on the disk fits many files and not one.
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
from storage.keys import Cipher, KeyLost

CHUNK = 1024 * 1024
MORE, LAST = "more", "last"
END = b"\x01"  # of the bytes as received; zeros follow
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
            make_private(path.parent)
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
            for number, is_last in numbered(size):
                if chunk := await asyncio.to_thread(read_stored, source, key, number, is_last):
                    yield chunk

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
        with open(path, "wb", opener=private) as out:
            async for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise FileTooLarge(limit)
                digest.update(chunk)
                waiting += chunk
                head = head or bytes(waiting[:8192])
                while len(waiting) >= CHUNK:
                    self.disk.check(CHUNK)
                    await asyncio.to_thread(write_chunk, out, key, bytes(waiting[:CHUNK]), number, last=False)
                    del waiting[:CHUNK]
                    number += 1
            if not size:
                raise FileEmpty
            self.disk.check(len(waiting))
            await asyncio.to_thread(_write_last, out, key, bytes(waiting), number, size)
            await asyncio.to_thread(to_disk, out)
        return Stored(size, digest.hexdigest(), head)


def size_class(size: int) -> int:
    """The next size that is told: at most 12 % more, less the larger the file is (Padmé)."""
    exponent = size.bit_length() - 1
    step = 1 << max(0, exponent - exponent.bit_length())
    return -(-size // step) * step


def write_chunk(out: BinaryIO, key: Cipher, chunk: bytes, number: int, *, last: bool) -> None:
    out.write(key.seal(chunk, _place(number, LAST if last else MORE)))


def read_chunk(source: BinaryIO, key: Cipher, number: int, last: bool) -> bytes:
    return key.open(source.read(CHUNK + OVERHEAD), _place(number, LAST if last else MORE))


def _place(number: int, how: str) -> str:
    return f"chunk {number} {how}"


def _write_last(out: BinaryIO, key: Cipher, rest: bytes, number: int, size: int) -> None:
    """Shorter than a chunk, so that the mark of its end still fits; filled up as far as the chunk goes."""
    wanted = size_class(size + 1) - (size - len(rest))
    filled = (rest + END).ljust(min(wanted, CHUNK), b"\0")
    out.write(key.seal(filled, _place(number, "filled")))


def read_stored(source: BinaryIO, key: Cipher, number: int, last: bool) -> bytes:
    """A chunk of a stored file, without what fills up the last one."""
    if not last:
        return read_chunk(source, key, number, last=False)
    sealed = source.read(CHUNK + OVERHEAD)
    try:
        return key.open(sealed, _place(number, "filled")).rstrip(b"\0")[: -len(END)]
    except KeyLost:
        return key.open(sealed, _place(number, LAST))  # of versions that filled nothing up


def numbered(size: int) -> Iterator[tuple[int, bool]]:
    """(number, is it the last) for every chunk of a sealed file of that size."""
    count = max(1, -(-size // (CHUNK + OVERHEAD)))
    return ((number, number == count - 1) for number in range(count))


def _try_out(folder: Path) -> None:
    """Without a name, so that nothing is left whatever happens; and the data folder itself must be there."""
    folder.mkdir(exist_ok=True, mode=0o700)
    with TemporaryFile(dir=folder) as out:
        out.write(bytes(A_BLOCK))
        to_disk(out)


def make_private(folder: Path) -> None:
    """With those above it that are not there: Python makes only the last one as it was told."""
    for one in (*reversed(folder.parents), folder):
        one.mkdir(exist_ok=True, mode=0o700)


def private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def to_disk(out: IO[bytes]) -> None:
    out.flush()
    os.fsync(out.fileno())
