"""The unit's key as files of the data folder: `key`; while it is rotated `key.new`; and `key-<id>`, which was before.

A file appears under its name only when all of it is on the disk, and nobody else on the machine may read it.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cases.errors import CaseError

LENGTH = 32  # bytes


class KeyFileWrong(CaseError):
    """The key file holds no key."""

    def __init__(self, file: Path, length: int) -> None:
        """`length` is of what it holds, in characters."""
        super().__init__(file, length)
        self.file, self.length, self.right = file, length, len(new_secret())

    @property
    def code(self) -> str:
        if not self.length:
            return "key_file_empty"
        return "key_file_cut" if self.length < self.right else "key_file_wrong"


class KeyMissing(CaseError):
    """The key is not where it should be, and what is stored was sealed with it."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.file = file


def new_secret() -> str:
    """32 random bytes as GC_KEY takes them."""
    return base64.b64encode(os.urandom(LENGTH)).decode()


def decoded(encoded: str) -> bytes | None:
    """The 32 bytes, or None when it is no key."""
    try:
        secret = base64.b64decode(encoded.strip(), validate=True)
    except ValueError:
        return None
    return secret if len(secret) == LENGTH else None


def ring_id(secret: bytes) -> str:
    """What a key is called: it tells keys apart and says nothing of them."""
    return hashlib.sha256(b"green-channel ring" + secret).hexdigest()[:16]


def make(file: Path) -> None:
    """A fresh key under that name, whole or not at all. Raises FileExistsError rather than write over one."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write(new_secret() + "\n")
            out.flush()
            os.fsync(out.fileno())
        os.link(partial, file)  # which never replaces
    finally:
        partial.unlink(missing_ok=True)
    to_disk(file.parent)


def read(file: Path) -> bytes:
    """Raises KeyFileWrong, and OSError when it cannot be read."""
    said = file.read_bytes().decode("ascii", errors="replace").strip()
    secret = decoded(said)
    if secret is None:
        raise KeyFileWrong(file, len(said))
    return secret


def new_of(file: Path) -> Path:
    """Where the key that will take its place stands while it is rotated."""
    return file.with_name(f"{file.name}.new")


def before_of(file: Path, ring: str) -> Path:
    """Where a key stands that was in use before."""
    return file.with_name(f"{file.name}-{ring}")


def others_of(file: Path) -> Iterator[bytes]:
    """The keys beside it: of a rotation under way, and of those before. What is no key is passed over."""
    for one in (new_of(file), *sorted(file.parent.glob(f"{file.name}-*"))):
        with suppress(KeyFileWrong, OSError):
            yield read(one)


def take_over(file: Path) -> None:
    """`key.new` takes the place of `key`, which stays beside it; at any moment all of both can be read."""
    before = before_of(file, ring_id(read(file)))
    with suppress(FileExistsError):
        os.link(file, before)
    to_disk(file.parent)
    new_of(file).replace(file)
    for partial in file.parent.glob(f".{file.name}.*"):
        partial.unlink()  # of a call that was cut off while it made one
    to_disk(file.parent)


def to_disk(folder: Path) -> None:
    """The names in it, as they are now."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
