"""The chain of custody of a case: entries that only grow, each signed and tied to the one before.

`enter` is the one way in, called in the transaction of what it is about. Nobody reads the details without the case's
key, and everybody can check the chain without them (storage/custody_check.py, docs/custody.md).
"""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.custody import FIRST, Link, committed, moment, name_hash
from cases.people import CaseNotFound
from storage.file_facts import facts_of
from storage.keys import Cipher, KeyLost, keys_of
from storage.signing import sign
from storage.tables import Case, Custody, Deed, DeskFile, StoredFile

SALT = 32
BROUGHT = frozenset({Deed.RECEIVED, Deed.ENTERED_AFTERWARDS})


@dataclass(frozen=True)
class Entry:
    """One entry; salt and details are None where nobody can read them any more."""

    row: Custody
    salt: str | None = None
    details: dict[str, Any] | None = None

    @property
    def link(self) -> Link:
        return link_of(self.row)


async def enter(session: AsyncSession, case: Case, deed: Deed, now: datetime, **details: Any) -> Custody:
    """Add an entry; the case is locked until the commit, so that no two follow the same one.

    Raises CaseNotFound, and KeyLost.
    """
    if (await session.exec(select(Case.id).where(Case.id == case.id).with_for_update())).first() is None:
        raise CaseNotFound  # it was forgotten meanwhile
    theirs = select(Custody.n, Custody.own).where(Custody.of_case == case.id)
    last = (await session.exec(theirs.order_by(col(Custody.n).desc()).limit(1))).first()
    before, previous = last or (0, FIRST)
    salt, keys = os.urandom(SALT), keys_of(session)
    link = Link(case.number, before + 1, moment(now), deed.value, committed(salt, details), previous)
    cipher = keys.unit if deed is Deed.FORGOTTEN else await keys.cipher(session, case.key_id)
    row = Custody(
        of_case=case.id,
        n=link.n,
        number=case.number,
        at=now,
        deed=deed,
        commitment=link.commitment,
        previous=previous,
        own=link.own,
        signature=sign(keys, bytes.fromhex(link.own)),
        sealed_details=cipher.seal_json({"salt": salt.hex(), "details": details}, _place(case.id, link.n)),
    )
    session.add(row)
    await session.flush()
    return row


async def enter_file(
    session: AsyncSession, case: Case, deed: Deed, now: datetime, file: StoredFile | DeskFile, name: str, **details: Any
) -> Custody:
    """The same of a file: which, its hash and size, and a fingerprint of its name."""
    cipher = await keys_of(session).cipher(session, case.key_id)
    facts = facts_of(cipher, file)
    came = file.received_at if isinstance(file, StoredFile) else file.added_at
    what = {"file": str(file.id), "sha256": facts.sha256, "size": facts.size, "name": name_hash(name)}
    return await enter(session, case, deed, now, **what, came=moment(came), **details)


async def has_chain(session: AsyncSession, of_case: UUID) -> bool:
    return (await session.exec(select(Custody.n).where(Custody.of_case == of_case).limit(1))).first() is not None


async def chain_of(
    session: AsyncSession, of_case: UUID, cipher: Cipher | None, *, newest: int | None = None
) -> list[Entry]:
    """All entries in their order, or the `newest`, opened as far as they open.

    `cipher` is the case's, None where it is gone.
    """
    query = select(Custody).where(Custody.of_case == of_case).order_by(col(Custody.n).desc()).limit(newest)
    rows, unit = (await session.exec(query)).all(), keys_of(session).unit
    return [_opened(row, unit if row.deed == Deed.FORGOTTEN else cipher) for row in reversed(rows)]


async def brought_in(session: AsyncSession, case: Case, files: Collection[UUID] | None = None) -> list[Entry]:
    """The entries by which its files came, those of these files only where they are named. Raises KeyLost."""
    cipher = await keys_of(session).cipher(session, case.key_id)
    entries = [one for one in await chain_of(session, case.id, cipher) if one.row.deed in BROUGHT and one.details]
    return [one for one in entries if one.details and (files is None or UUID(one.details["file"]) in files)]


def link_of(row: Custody) -> Link:
    """From the columns, and not from what was hashed when it was entered."""
    return Link(row.number, row.n, moment(row.at), row.deed, row.commitment, row.previous)


def _opened(row: Custody, cipher: Cipher | None) -> Entry:
    if cipher is None:
        return Entry(row)
    try:
        said = cipher.open_json(row.sealed_details, _place(row.of_case, row.n))
    except KeyLost:
        return Entry(row)
    return Entry(row, said["salt"], said["details"])


def _place(of_case: UUID, n: int) -> str:
    return f"custody:{of_case}:{n}"
