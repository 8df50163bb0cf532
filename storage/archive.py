"""A backup: a ZIP of everything, sealed as one stream under a key of its own, which the unit's key wraps.

In front stand what it is, the name of the unit's key, and the wrapped key; everything else is sealed. Inside: `tables/`
as JSON lines, `files/` as they lie in the store (each sealed with its own key once more), `law/` as the unit wrote it,
and at the end `index.json`: every member with its length and hash, how many rows, and what lies in earlier backups.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from cases.errors import CaseError
from storage.files import CHUNK, private
from storage.key_files import to_disk
from storage.keys import Cipher, KeyLost, KeyRing
from storage.sealed_stream import SealedReader, SealedWriter, StreamBroken

MAGIC = b"green-channel backup 1\n"
ANY_VERSION = b"green-channel backup "
RING, WRAPPED = 16, 40  # bytes
INDEX = "index.json"
THEN = (1980, 1, 1, 0, 0, 0)  # of the members, as ZIP must have one


class BackupNotWritten(CaseError):
    """The backup could not be written: the disk is full or out of reach. Nothing of it was left."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(file, why)
        self.file, self.why = file, why


class NoBackup(CaseError):
    """The file is no backup of Green Channel."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.file = file


class BackupBroken(NoBackup):
    """The backup was cut off or changed."""


class BackupOfLaterVersion(NoBackup):
    """The backup was made by a later version."""

    def __init__(self, file: Path, made_by: str, newest: str) -> None:
        super().__init__(file)
        self.made_by, self.newest = made_by, newest


class BackupOfOtherKey(NoBackup):
    """The backup was sealed with another key."""

    def __init__(self, file: Path, wanted: str, keys: KeyRing) -> None:
        super().__init__(file)
        self.wanted, self.where, self.here = wanted, keys.where, keys.id


@dataclass(frozen=True)
class Member:
    """How long a member is, and the SHA-256 of it in hex."""

    size: int
    sha256: str


@dataclass
class Index:
    """What is in a backup, and what of it lies in earlier ones, by their ids."""

    id: str = field(default_factory=lambda: uuid4().hex)
    made_at: str = ""
    schema: str = ""  # the revision of the database
    database: str = ""
    rows: dict[str, int] = field(default_factory=dict)  # by table
    members: dict[str, Member] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)  # files that were not on the disk any more
    earlier: dict[str, str] = field(default_factory=dict)  # id and name of each backup that has some of the files
    elsewhere: dict[str, dict[str, Member]] = field(default_factory=dict)  # the files of each

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, said: bytes) -> Index:
        found = json.loads(said)
        found["members"] = {name: Member(**one) for name, one in found["members"].items()}
        found["elsewhere"] = {
            of: {name: Member(**one) for name, one in files.items()} for of, files in found["elsewhere"].items()
        }
        return cls(**found)

    def files(self) -> dict[str, tuple[str, Member]]:
        """Every sealed file by its name in the store: which backup has it, and its hash."""
        here = {name.removeprefix("files/"): one for name, one in self.members.items() if name.startswith("files/")}
        everywhere = {**self.elsewhere, self.id: here}
        return {name: (of, member) for of, files in everywhere.items() for name, member in files.items()}


class Writing:
    """A backup while it is written."""

    def __init__(self, zipped: ZipFile) -> None:
        self._zip, self.index = zipped, Index()

    def add(self, name: str, pieces: Iterable[bytes], *, small: bool = False) -> None:
        """A member, piece by piece; made `small` where that helps."""
        about, digest, size = ZipInfo(name, THEN), hashlib.sha256(), 0
        about.compress_type = ZIP_DEFLATED if small else ZIP_STORED
        with self._zip.open(about, "w", force_zip64=True) as out:
            for piece in pieces:
                out.write(piece)
                digest.update(piece)
                size += len(piece)
        self.index.members[name] = Member(size, digest.hexdigest())


@contextmanager
def writing(file: Path, keys: KeyRing) -> Iterator[Writing]:
    """A new backup, which has its name when all of it is on the disk. Raises BackupNotWritten, and leaves nothing."""
    partial = file.with_name(f"{file.name}.partial")
    try:
        with open(partial, "wb", opener=private) as out:
            key = os.urandom(32)
            out.write(MAGIC + keys.id.encode() + keys.wrap(key))
            sealed = SealedWriter(out, Cipher(key))
            with ZipFile(sealed, "w", ZIP_STORED, compresslevel=1) as zipped:
                here = Writing(zipped)
                yield here
                zipped.writestr(ZipInfo(INDEX, THEN), here.index.to_json(), ZIP_DEFLATED)
            sealed.close()
            out.flush()
            os.fsync(out.fileno())
        partial.replace(file)
        to_disk(file.parent)
    except OSError as error:
        raise BackupNotWritten(file, error.strerror or str(error)) from error
    finally:
        partial.unlink(missing_ok=True)


class Reading:
    """A backup that is read. Each member raises BackupBroken when it is not what the index says."""

    def __init__(self, file: Path, ring: str, zipped: ZipFile) -> None:
        """`ring` is the name of the unit's key it was sealed with."""
        self.file, self.ring, self._zip = file, ring, zipped
        self.index = Index.from_json(zipped.read(INDEX))

    @contextmanager
    def member(self, name: str) -> Iterator[BinaryIO]:
        """To be read to its end."""
        with self._telling(), self._zip.open(name) as source:
            hashed = _Hashed(source)
            yield io.BufferedReader(hashed, CHUNK)
            if hashed.seen() != self.index.members.get(name):
                raise BackupBroken(self.file)

    def pieces(self, name: str) -> Iterator[bytes]:
        with self.member(name) as source:
            while piece := source.read(CHUNK):
                yield piece

    @contextmanager
    def _telling(self) -> Iterator[None]:
        with _telling(self.file):
            yield


@contextmanager
def reading(file: Path, keys: KeyRing) -> Iterator[Reading]:
    """Raises NoBackup, BackupBroken, BackupOfLaterVersion, BackupOfOtherKey, and OSError."""
    with file.open("rb") as source:
        ring, key = _key_of(file, source, keys)
        with _telling(file):
            zipped = ZipFile(io.BufferedReader(SealedReader(source, Cipher(key)), CHUNK))
            found = Reading(file, ring, zipped)
        with zipped:
            yield found


@contextmanager
def _telling(file: Path) -> Iterator[None]:
    """Whatever cannot be read is said in one way."""
    try:
        yield
    except (StreamBroken, BadZipFile, EOFError, KeyError, ValueError, TypeError) as error:
        raise BackupBroken(file) from error


def _key_of(file: Path, source: BinaryIO, keys: KeyRing) -> tuple[str, bytes]:
    magic = source.read(len(MAGIC))
    if magic != MAGIC:
        if magic.startswith(ANY_VERSION):
            raise BackupOfLaterVersion(file, magic.removeprefix(ANY_VERSION).decode("ascii", "replace").strip(), "1")
        raise NoBackup(file)
    ring, wrapped = source.read(RING).decode("ascii", "replace"), source.read(WRAPPED)
    if len(wrapped) < WRAPPED:
        raise BackupBroken(file)
    if not keys.holds(ring):
        raise BackupOfOtherKey(file, ring, keys)
    try:
        return ring, keys.unwrap(ring, wrapped)
    except KeyLost as error:
        raise BackupBroken(file) from error


class _Hashed(io.RawIOBase):
    """Counts and hashes what is read."""

    def __init__(self, source: Any) -> None:
        super().__init__()
        self._source, self._digest, self._size = source, hashlib.sha256(), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        found = self._source.read(len(buffer))
        buffer[: len(found)] = found
        self._digest.update(found)
        self._size += len(found)
        return len(found)

    def seen(self) -> Member:
        return Member(self._size, self._digest.hexdigest())
