"""Keys: one key per conversation and per case, wrapped by the unit's key ring; sealing with AES-256-GCM.

A sealed value names the place it belongs to as associated data, so a value moved to another row or column does not
open.
Forgetting a case is deleting its row here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from collections import OrderedDict
from collections.abc import Iterable
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
from storage.database import Database
from storage.tables import DataKey, KeyPurpose

NONCE = 12
REMEMBERED = 10_000


class KeyLost(CaseError):
    """A sealed value cannot be opened: the key is missing or wrong, or the value was changed."""


class BadKey(CaseError):
    """GC_KEY must be 32 bytes in base64, as `green-channel keys new` prints it."""


class Cipher:
    """One data key at work."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._gcm = AESGCM(key)

    def seal(self, value: bytes, place: str) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._gcm.encrypt(nonce, value, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        try:
            return self._gcm.decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
        except (InvalidTag, ValueError) as error:  # ValueError: cut off within the nonce
            raise KeyLost from error

    def seal_text(self, value: str, place: str) -> bytes:
        return self.seal(value.encode(), place)

    def open_text(self, sealed: bytes, place: str) -> str:
        return self.open(sealed, place).decode()

    def seal_json(self, value: Any, place: str) -> bytes:
        return self.seal(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), place)

    def open_json(self, sealed: bytes, place: str) -> Any:
        return json.loads(self.open(sealed, place))

    def derive(self, purpose: str) -> bytes:
        """Another key from this one (HKDF-SHA256); `purpose` names its use."""
        return HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(self._key)

    def file(self, file_id: UUID) -> Cipher:
        """The cipher of one file: its own key, so that no chunk opens in another file."""
        return Cipher(self.derive(f"file {file_id}"))


class KeyRing:
    """The unit's own key, and the data keys it has unwrapped. Reached from a session as `session.info["keys"]`."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self.id = hashlib.sha256(b"green-channel ring" + secret).hexdigest()[:16]
        self._open: OrderedDict[UUID, Cipher] = OrderedDict()
        self._unit: tuple[UUID, Cipher] | None = None

    @classmethod
    def from_settings(cls, encoded: str | None, file: Path) -> KeyRing:
        """From GC_KEY when set, else from the 0600 file, which is made at the first start."""
        return cls(_decode(encoded) if encoded else _from_file(file))

    async def prepare(self, session: AsyncSession, now: datetime) -> None:
        """Load the unit's own data key, or make it at the first start; everything below needs it."""
        row = (await session.exec(select(DataKey).where(DataKey.purpose == KeyPurpose.UNIT))).first()
        self._unit = (row.id, await self.cipher(session, row.id)) if row else self.make(session, KeyPurpose.UNIT, now)

    @property
    def unit(self) -> Cipher:
        """For what belongs to the unit itself: names of members and invitations."""
        assert self._unit, "prepare() comes first"
        return self._unit[1]

    def derive(self, purpose: str) -> bytes:
        """A secret for another use, such as signing cookies; it stays the same when the ring's own key is rotated."""
        return self.unit.derive(purpose)

    def blind(self, kind: str, value: str) -> str:
        """A keyed fingerprint by which equal values are found without being readable."""
        return hmac.new(self.derive("blind index"), f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()[:32]

    def make(self, session: AsyncSession, purpose: KeyPurpose, now: datetime) -> tuple[UUID, Cipher]:
        """A fresh data key, wrapped and added to the session."""
        key, key_id = os.urandom(32), uuid4()
        session.add(
            DataKey(id=key_id, purpose=purpose, ring=self.id, wrapped=aes_key_wrap(self._secret, key), created_at=now)
        )
        return key_id, self._remember(key_id, Cipher(key))

    def known(self, key_id: UUID) -> Cipher | None:
        """The cipher of a data key already unwrapped: no session needed."""
        return self._open.get(key_id)

    async def cipher(self, session: AsyncSession, key_id: UUID) -> Cipher:
        """The cipher of that data key. Raises KeyLost when it was destroyed or belongs to another ring."""
        found = (await self.ciphers(session, [key_id])).get(key_id)
        if found is None:
            raise KeyLost
        return found

    async def ciphers(self, session: AsyncSession, key_ids: Iterable[UUID]) -> dict[UUID, Cipher]:
        """The ciphers of a whole list, read in one statement; lost keys are left out, so that a list survives them."""
        wanted = set(key_ids)
        found = {key_id: cipher for key_id in wanted if (cipher := self._open.get(key_id))}
        if unread := wanted - found.keys():
            query = select(DataKey).where(col(DataKey.id).in_(unread), DataKey.ring == self.id)
            for row in (await session.exec(query)).all():
                with suppress(InvalidUnwrap):
                    found[row.id] = self._remember(row.id, Cipher(aes_key_unwrap(self._secret, row.wrapped)))
        return found

    def forget(self, key_id: UUID) -> None:
        """It is destroyed: out of this process's memory too."""
        self._open.pop(key_id, None)

    def _remember(self, key_id: UUID, cipher: Cipher) -> Cipher:
        self._open[key_id] = cipher
        if len(self._open) > REMEMBERED:
            self._open.popitem(last=False)
        return cipher


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


def new_secret() -> str:
    """32 random bytes as GC_KEY takes them."""
    return base64.b64encode(os.urandom(32)).decode()


def token_hash(token: str) -> str:
    """How a one-time token is kept: the token itself is never stored. It is random enough to need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def _decode(encoded: str) -> bytes:
    try:
        secret = base64.b64decode(encoded.strip(), validate=True)
    except ValueError as error:
        raise BadKey from error
    if len(secret) != 32:
        raise BadKey
    return secret


def _from_file(file: Path) -> bytes:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(new_secret() + "\n")
            out.flush()
            os.fsync(out.fileno())
    return _decode(file.read_text())
