"""Keys: one key per conversation and per case, wrapped by the unit's key ring; sealing with AES-256-GCM.

A sealed value names the place it belongs to as associated data, so a value moved to another row or column does not
open.
Forgetting a case is deleting its row here.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.errors import CaseError
from storage import key_files
from storage.database import Database
from storage.spoken import note_opened
from storage.tables import Case, DataKey, KeyPurpose, Member, Ring

NONCE = 12
REMEMBERED = 10_000
CLASSES = (64, 256, 1024)  # bytes of a sealed text; longer ones are told to a multiple of the last
FILLING = b"\0"  # which no text of ours has, so that one of versions that filled nothing up opens too
LENGTH = 32
STAMPS = b"stamped2"  # behind the unit's key, within its wrapping: storage/first_start.py
FIRST_STAMPS = b"stamped1"  # of versions that stamped the team only
CHANGED = UUID(int=1)  # the key of a row that says what we did not write (storage/stamps.py): it opens nothing


class KeyLost(CaseError):
    """A sealed value cannot be opened: the key is missing or wrong, or the value was changed."""


class ValueChanged(KeyLost):
    """A sealed value does not open with the key it belongs to: it was changed, or is of another time or place."""


class BadKey(CaseError):
    """GC_KEY must be 32 bytes in base64, as `green-channel keys new` prints it."""


class WrongKey(CaseError):
    """The database was sealed with another key than the one at hand."""

    def __init__(self, ring: KeyRing, wanted: Sequence[str]) -> None:
        super().__init__(ring.id, wanted)
        self.where, self.here, self.wanted = ring.where, ring.id, ", ".join(wanted)


class UnitKeyGone(CaseError):
    """The row of the unit's own key was taken away, doubled, or passes for another's: a new one would open nothing."""


class Cipher:
    """One data key at work; `is_of_report` when it seals a report."""

    def __init__(self, key: bytes, *, is_of_report: bool = False) -> None:
        self._key, self.is_of_report = key, is_of_report
        self._gcm = AESGCM(key)

    def seal(self, value: bytes, place: str) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._gcm.encrypt(nonce, value, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        try:
            return self._gcm.decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
        except (InvalidTag, ValueError) as error:  # ValueError: cut off within the nonce
            raise ValueChanged from error

    def seal_text(self, value: str, place: str) -> bytes:
        """How long it was is said to a class only."""
        return self.seal(_filled(value.encode()), place)

    def open_text(self, sealed: bytes, place: str) -> str:
        return self.open(sealed, place).rstrip(FILLING).decode()

    def seal_json(self, value: Any, place: str) -> bytes:
        return self.seal_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), place)

    def open_json(self, sealed: bytes, place: str) -> Any:
        return json.loads(self.open_text(sealed, place))

    def derive(self, purpose: str) -> bytes:
        """Another key from this one (HKDF-SHA256); `purpose` names its use."""
        return HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(self._key)

    def file(self, file_id: UUID) -> Cipher:
        """The cipher of one file: its own key, so that no chunk opens in another file."""
        return Cipher(self.derive(f"file {file_id}"))

    @classmethod
    def of_all(cls, ciphers: Sequence[Cipher]) -> Cipher:
        """What it seals opens with all of them together; without one of them it is lost."""
        if len(ciphers) == 1:
            return ciphers[0]
        keys = b"".join(one._key for one in ciphers)  # noqa: SLF001 - its own kind
        return cls(HKDF(SHA256(), 32, salt=None, info=b"together").derive(keys))


class KeyRing:
    """The unit's own key, and the data keys it has unwrapped. Reached from a session as `session.info["keys"]`.

    While the key is rotated the ring holds two: it opens with either and makes with the first. A process that runs on
    meanwhile sees by the file that another key stands there.
    """

    def __init__(self, secret: bytes, others: Iterable[bytes] = (), *, file: Path | None = None) -> None:
        self._file, self._stands = file, _age_of(file)
        self._secrets: dict[str, bytes] = {}
        self._use(secret, others)
        self._open: OrderedDict[UUID, Cipher] = OrderedDict()
        self._unit: tuple[UUID, Cipher] | None = None
        self._stamp_key = self._blind_key = b""

    @classmethod
    def from_settings(cls, encoded: str, before: str | None = None) -> KeyRing:
        """From GC_KEY, and GC_KEY_OLD while it is rotated. Raises BadKey."""
        return cls(_decode(encoded), [_decode(before)] if before else [])

    @classmethod
    def from_file(cls, file: Path) -> KeyRing:
        """Raises KeyFileWrong, and OSError when it cannot be read."""
        secret = key_files.read(file)
        return cls(secret, key_files.vouched_for(file, [secret]), file=file)

    @property
    def where(self) -> str:
        """Where its key comes from, as it is said to an operator."""
        return str(self._file or "GC_KEY")

    async def prepare(self, session: AsyncSession, now: datetime) -> None:
        """Load the unit's own data key, or make it at the first start; everything below needs it.

        Raises WrongKey, and UnitKeyGone where there was one before and there is none now.
        """
        known = set((await session.exec(select(Ring.id))).all())
        if strange := known - self._secrets.keys():
            raise WrongKey(self, sorted(strange))
        if self.id not in known:
            session.add(Ring(id=self.id, since=now))
            await session.flush()
        row = await _unit_row(session, is_new=not known)
        self._unit = (row.id, await self.cipher(session, row.id)) if row else self.make(session, KeyPurpose.UNIT, now)
        self._stamp_key, self._blind_key = self.derive("stamps"), self.derive("blind index")

    @property
    def is_ready(self) -> bool:
        return self._unit is not None

    def holds(self, ring: str) -> bool:
        return ring in self._secrets

    def hold(self, *secrets: bytes) -> None:
        """Open with these too."""
        self._secrets |= {key_files.ring_id(one): one for one in secrets}

    def wrap(self, key: bytes) -> bytes:
        """Under the ring's own key, whose name is `id`."""
        return aes_key_wrap(self._secrets[self.id], key)

    def unwrap(self, ring: str, wrapped: bytes) -> bytes:
        """Raises KeyLost when it was wrapped by another ring, or changed."""
        try:
            return aes_key_unwrap(self._secret_of(ring), wrapped)
        except (InvalidUnwrap, ValueError) as error:
            raise KeyLost from error

    @property
    def unit(self) -> Cipher:
        """For what belongs to the unit itself: names of members and invitations."""
        assert self._unit, "prepare() comes first"
        return self._unit[1]

    @property
    def unit_id(self) -> UUID:
        """The id of that key: it is the same as long as the unit's data lives, wherever that is moved."""
        assert self._unit, "prepare() comes first"
        return self._unit[0]

    def derive(self, purpose: str) -> bytes:
        """A secret for another use, such as signing cookies; it stays the same when the ring's own key is rotated."""
        return self.unit.derive(purpose)

    def blind(self, kind: str, value: str) -> str:
        """A keyed fingerprint by which equal values are found without being readable."""
        assert self._unit, "prepare() comes first"
        return hmac.digest(self._blind_key, f"{kind}:{value}".encode(), "sha256").hex()[:32]

    def stamp(self, said: bytes) -> bytes:
        """What a row says, as only we can have written it."""
        return hmac.digest(self._stamp_key, said, "sha256")[:16]

    def make(self, session: AsyncSession, purpose: KeyPurpose, now: datetime) -> tuple[UUID, Cipher]:
        """A fresh data key, wrapped and added to the session."""
        self._look_again()
        key, key_id = os.urandom(LENGTH), uuid4()
        wrapped = self.wrap(key + STAMPS if purpose is KeyPurpose.UNIT else key)
        session.add(DataKey(id=key_id, purpose=purpose, ring=self.id, wrapped=wrapped, created_at=now))
        return key_id, self._remember(key_id, Cipher(key, is_of_report=purpose is KeyPurpose.CASE))

    def known(self, key_id: UUID) -> Cipher | None:
        """The cipher of a data key already unwrapped: no session needed."""
        return self._noted(key_id, self._open.get(key_id))

    async def cipher(self, session: AsyncSession, key_id: UUID) -> Cipher:
        """The cipher of that data key. Raises KeyLost when it was destroyed or belongs to another ring.

        ValueChanged where the row that names it is not ours.
        """
        if key_id == CHANGED:
            raise ValueChanged
        found = (await self.ciphers(session, [key_id])).get(key_id)
        if found is None:
            raise KeyLost
        return found

    async def ciphers(self, session: AsyncSession, key_ids: Iterable[UUID]) -> dict[UUID, Cipher]:
        """The ciphers of a whole list, read in one statement; lost keys are left out, so that a list survives them."""
        wanted = set(key_ids) - {CHANGED}
        found = {key_id: cipher for key_id in wanted if (cipher := self._open.get(key_id))}
        if unread := wanted - found.keys():
            query = select(DataKey).where(col(DataKey.id).in_(unread))
            for row in (await session.exec(query)).all():
                with suppress(KeyLost):
                    key, is_of_report = self.unwrap(row.ring, row.wrapped)[:LENGTH], row.purpose is KeyPurpose.CASE
                    found[row.id] = self._remember(row.id, Cipher(key, is_of_report=is_of_report))
        note_opened(key_id for key_id, cipher in found.items() if cipher.is_of_report)
        return found

    def drop(self, key_id: UUID) -> None:
        """It was destroyed: this process does not remember it either."""
        self._open.pop(key_id, None)

    def forget(self) -> None:
        """Any of them may have been destroyed."""
        self._open.clear()

    def _noted(self, key_id: UUID, cipher: Cipher | None) -> Cipher | None:
        if cipher and cipher.is_of_report:
            note_opened([key_id])
        return cipher

    def _use(self, secret: bytes, others: Iterable[bytes]) -> None:
        """What it held before it goes on holding: of a rotation it may have seen only the end."""
        self.id = key_files.ring_id(secret)
        self.hold(secret, *others)

    def _secret_of(self, ring: str) -> bytes:
        if ring not in self._secrets:
            self._look_again()
        if ring not in self._secrets:
            raise KeyLost
        return self._secrets[ring]

    def _look_again(self) -> None:
        """Whether another key stands in the file since; one that cannot be read changes nothing."""
        age = _age_of(self._file)
        if self._file is None or age is None or age == self._stands:
            return
        with suppress(key_files.KeyFileWrong, OSError):
            secret = key_files.read(self._file)
            ours = {*self._secrets.values(), *key_files.vouched_for(self._file, self._secrets.values())}
            if secret in ours:  # and nobody laid it there while we ran
                self._use(secret, ours)
                self._stands = age

    def _remember(self, key_id: UUID, cipher: Cipher) -> Cipher:
        self._open[key_id] = cipher
        if len(self._open) > REMEMBERED:
            self._open.popitem(last=False)
        return cipher


async def _unit_row(session: AsyncSession, *, is_new: bool) -> DataKey | None:
    """None in a house that is new, and in no other. Raises UnitKeyGone."""
    rows = (await session.exec(select(DataKey).where(DataKey.purpose == KeyPurpose.UNIT).limit(2))).all()
    has_keys = (await session.exec(select(DataKey.id).limit(1))).first() is not None
    if len(rows) > 1 or (not rows and (has_keys or not is_new or await _is_lived_in(session))):
        raise UnitKeyGone
    return rows[0] if rows else None


async def _is_lived_in(session: AsyncSession) -> bool:
    """Whether somebody is on the team, or a case is there: keys that are missing then were taken away."""
    found = [(await session.exec(select(one).limit(1))).first() for one in (col(Member.id), col(Case.id))]
    return any(one is not None for one in found)


async def cipher_in(database: Database, key_id: UUID) -> Cipher:
    """A key without a session of one's own. Raises KeyLost."""
    keys: KeyRing = database.keys
    if known := keys.known(key_id):
        return known
    async with database.reading() as session:
        return await keys.cipher(session, key_id)


def keys_of(session: AsyncSession) -> KeyRing:
    ring: KeyRing = session.info["keys"]
    return ring


def _filled(text: bytes) -> bytes:
    size = next((one for one in CLASSES if len(text) <= one), -(-len(text) // CLASSES[-1]) * CLASSES[-1])
    return text.ljust(size, FILLING)


def token_hash(token: str) -> str:
    """How a one-time token is kept: the token itself is never stored. It is random enough to need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def _age_of(file: Path | None) -> tuple[int, int] | None:
    """Another one means another file."""
    with suppress(OSError):
        found = file.stat() if file else None
        return (found.st_ino, found.st_mtime_ns) if found else None
    return None


def _decode(encoded: str) -> bytes:
    secret = key_files.decoded(encoded)
    if secret is None:
        raise BadKey
    return secret
