"""A stream sealed as the files are: chunks of 1 MiB, each with its number, and whether it is the last, as its place.

So nothing can be cut off, swapped or changed without being seen. Behind what was written stand zeros, and how long it
was: the length of the whole says it to some percent only.
"""

from __future__ import annotations

import io
import os
from typing import BinaryIO

from cases.errors import CaseError
from storage.files import CHUNK, OVERHEAD, read_chunk, size_class, write_chunk
from storage.keys import Cipher, KeyLost

LENGTH = 8  # bytes that say how long it was


class StreamBroken(CaseError):
    """The stream was cut off or changed."""


class SealedWriter:
    """What is written to it goes on sealed; `close` comes last. It can be written to and nothing else."""

    def __init__(self, out: BinaryIO, cipher: Cipher) -> None:
        self._out, self._cipher = out, cipher
        self._waiting, self._number, self._written = bytearray(), 0, 0

    def write(self, piece: bytes) -> int:
        self._waiting += piece
        self._written += len(piece)
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return len(piece)

    def flush(self) -> None:
        """What is not a whole chunk yet waits."""

    def close(self) -> None:
        length = self._written
        missing = size_class(length + LENGTH) - LENGTH - length
        while missing:
            missing -= self.write(bytes(min(missing, CHUNK)))
        self.write(length.to_bytes(LENGTH, "big"))
        self._seal(bytes(self._waiting), last=True)

    def _seal(self, chunk: bytes, *, last: bool) -> None:
        write_chunk(self._out, self._cipher, chunk, self._number, last=last)
        self._number += 1


class SealedReader(io.RawIOBase):
    """What was written, at any place. Raises StreamBroken, at once when its end is not there."""

    def __init__(self, source: BinaryIO, cipher: Cipher) -> None:
        super().__init__()
        self._source, self._cipher, self._starts = source, cipher, source.tell()
        sealed = os.fstat(source.fileno()).st_size - self._starts
        self._last = max(0, -(-sealed // (CHUNK + OVERHEAD)) - 1)
        self._number, self._chunk, self._at = -1, b"", 0
        whole = self._last * CHUNK + len(self._open(self._last))
        if whole < LENGTH:
            raise StreamBroken
        self._length = whole
        self._length = int.from_bytes(self._exactly(whole - LENGTH, LENGTH), "big")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        begins = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._length}[whence]
        self._at = max(0, begins + offset)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._at >= self._length:
            return 0
        number, within = divmod(self._at, CHUNK)
        found = self._open(number)[within : within + min(len(buffer), self._length - self._at)]
        buffer[: len(found)] = found
        self._at += len(found)
        return len(found)

    def _exactly(self, at: int, size: int) -> bytes:
        self.seek(at)
        found = bytearray()
        while len(found) < size and (piece := self.read(size - len(found))):
            found += piece
        self.seek(0)
        return bytes(found)

    def _open(self, number: int) -> bytes:
        if number != self._number:
            self._source.seek(self._starts + number * (CHUNK + OVERHEAD))
            try:
                chunk = read_chunk(self._source, self._cipher, number, number == self._last)
            except KeyLost as error:
                raise StreamBroken from error
            self._number, self._chunk = number, chunk
        return self._chunk
