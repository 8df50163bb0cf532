"""The unit's key as files of the data folder: `key`; while it is rotated `key.new`; and `key-<id>`, which was before.

A file appears under its name only when all of it is on the disk, and nobody else on the machine may read it. None is
believed because it lies there: below the key stands, for each key that vouches for it, a keyed fingerprint by that one
(docs/decisions/0047).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
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


class KeyNotOurs(CaseError):
    """The key waits to take the place of the unit's, and the unit's key does not vouch for it."""

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


def make(file: Path, by: bytes | None = None) -> None:
    """A fresh key, whole or not at all; `by` vouches for it. Raises FileExistsError rather than write over one."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    said = new_secret()
    secret = base64.b64decode(said)
    with _written(file, [said] if by is None else [said, _vouch(by, secret)]) as partial:
        os.link(partial, file)  # which never replaces
    to_disk(file.parent)


def read(file: Path) -> bytes:
    """Raises KeyFileWrong, and OSError when it cannot be read."""
    return _read(file)[0]


def new_of(file: Path) -> Path:
    """Where the key that will take its place stands while it is rotated."""
    return file.with_name(f"{file.name}.new")


def before_of(file: Path, ring: str) -> Path:
    """Where a key stands that was in use before."""
    return file.with_name(f"{file.name}-{ring}")


def vouched_for(file: Path, held: Collection[bytes]) -> list[bytes]:
    """Of the key in the file and those beside it, what a key we hold vouches for, or one found in this way.

    What is no key is passed over, and so is whatever somebody laid there.
    """
    found, waiting = list(held), list(_beside(file))
    while more := [(one, by) for one, by in waiting if one not in found and _is_vouched(one, by, found)]:
        found += dict(more)
    return found[len(held) :]


def strangers(file: Path) -> list[Path]:
    """Files beside it that pass for keys of ours, and that the key does not vouch for."""
    secret = read(file)
    ours = {secret, *vouched_for(file, [secret])}
    return [path for path in _paths_beside(file) if _secret_in(path) not in ours]


def is_vouched(file: Path, by: bytes) -> bool:
    """Whether this key vouches for the one in the file. Raises KeyFileWrong."""
    secret, vouches = _read(file)
    return _is_vouched(secret, vouches, [by])


def take_over(file: Path) -> None:
    """`key.new` takes the place of `key`, which stays beside it; at any moment all of both can be read."""
    secret, vouches = _read(file)
    said = base64.b64encode(secret).decode()
    with _written(
        before := before_of(file, ring_id(secret)), [said, *vouches, _vouch(read(new_of(file)), secret)]
    ) as it:
        it.replace(before)
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


@contextmanager
def _written(file: Path, lines: list[str]) -> Iterator[Path]:
    """Whole and on the disk, under a name of its own that goes again."""
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            out.write("".join(f"{line}\n" for line in lines))
            out.flush()
            os.fsync(out.fileno())
        yield partial
    finally:
        partial.unlink(missing_ok=True)


def _read(file: Path) -> tuple[bytes, list[str]]:
    """The key, and what stands below it."""
    said, *below = file.read_bytes().decode("ascii", errors="replace").strip().split("\n")
    secret = decoded(said)
    if secret is None:
        raise KeyFileWrong(file, len(said))
    return secret, [line.strip() for line in below]


def _beside(file: Path) -> Iterator[tuple[bytes, list[str]]]:
    for path in (file, *_paths_beside(file)):
        with suppress(KeyFileWrong, OSError):
            yield _read(path)


def _paths_beside(file: Path) -> list[Path]:
    return [path for path in (new_of(file), *sorted(file.parent.glob(f"{file.name}-*"))) if path.exists()]


def _secret_in(path: Path) -> bytes | None:
    with suppress(KeyFileWrong, OSError):
        return read(path)
    return None


def _vouch(by: bytes, secret: bytes) -> str:
    return hmac.digest(by, b"green-channel vouches for" + secret, "sha256").hex()


def _is_vouched(secret: bytes, vouches: Collection[str], held: Collection[bytes]) -> bool:
    return any(_vouch(one, secret) in vouches for one in held)
