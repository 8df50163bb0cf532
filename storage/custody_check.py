"""Whether the chain of custody of a case holds: entry by entry, then its files against what was entered of them.

Nothing is written, and nothing is needed but the database, the file store and the key ring.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.custody import FIRST, committed
from cases.people import CaseNotFound
from storage.attached import attached_to
from storage.custody import Entry, chain_of
from storage.database import Database
from storage.dossiers import files_of
from storage.file_facts import Facts
from storage.files import FileMissing, FileStore
from storage.keys import Cipher, KeyLost, keys_of
from storage.signing import is_signed, public_key
from storage.stamps import is_genuine
from storage.tables import Case, Custody, Deed, StoredFile

AT_ONCE = timedelta(minutes=5)  # what is entered side by side waits for its turn, with the time at which it began


class Wrong(StrEnum):
    """What is not as it was entered; its words are custody.problems in templates/words/command.toml."""

    GAP = "gap"
    CHANGED = "changed"
    FOLLOWS_ANOTHER = "follows_another"
    SIGNATURE = "signature"
    DETAILS = "details"
    DETAILS_SHUT = "details_shut"
    AFTER_THE_END = "after_the_end"
    CASE_GONE = "case_gone"
    CASE_CHANGED = "case_changed"
    KEY_GONE = "key_gone"
    FILE_GONE = "file_gone"
    FILE_CHANGED = "file_changed"
    NOT_ENTERED = "not_entered"
    NOT_ENTERED_YET = "not_entered_yet"
    CUT_OFF = "cut_off"
    OTHER_RECEIPT = "other_receipt"
    OTHER_NUMBER = "other_number"
    EARLIER = "earlier"


@dataclass(frozen=True)
class Finding:
    """`entry` is the number of the entry it is about, `about` the file's id, or what else names it."""

    wrong: Wrong
    entry: int | None = None
    about: str = ""


@dataclass(frozen=True)
class Checked:
    """One case: how long its chain is, how many files were compared, and what is wrong."""

    number: str
    entries: int
    files: int
    is_forgotten: bool
    findings: list[Finding]


@dataclass(frozen=True)
class Lying:
    """A file as the database has it."""

    id: UUID
    facts: Facts
    is_entered: bool  # False: of a version that kept no chain, and not entered since


async def check_case(
    database: Database, store: FileStore, of_case: UUID, receipts: Iterable[dict[str, Any]] = ()
) -> Checked:
    """The chain, with the key also the details, each file's bytes, and that what these receipts name is in it."""
    async with database.reading() as session:
        case = await session.get(Case, of_case)
        cipher = await _cipher(session, case)
        entries = await chain_of(session, of_case, cipher)
        files = await _files(session, case) if case and cipher else []
        public = public_key(keys_of(session))
    forgotten = bool(entries) and entries[-1].row.deed == Deed.FORGOTTEN
    number = case.number if case else entries[0].row.number
    findings = [
        *_chain(entries, public),
        *(_details(entries) if cipher or forgotten else []),
        *_standing(case, cipher, entries, forgotten=forgotten),
        *_anchored(entries, [one for one in receipts if one["case"] == number]),
    ]
    if cipher:
        findings += [one async for one in _bytes(store, cipher, entries, files)]
    return Checked(number, len(entries), len(files), forgotten, findings)


async def to_check(session: AsyncSession, number: str | None = None) -> list[UUID]:
    """Cases with a chain or with files, in the order of their numbers. Raises CaseNotFound for a number nobody has."""
    chained = select(Custody.of_case, Custody.number).distinct()
    filed = select(Case.id, Case.number).join(StoredFile, col(StoredFile.report_id) == col(Case.id))
    if number:
        chained = chained.where(Custody.number == number)
        filed = select(Case.id, Case.number).where(Case.number == number)
    found = dict([*(await session.exec(chained)).all(), *(await session.exec(filed)).all()])
    if number and not found:
        raise CaseNotFound
    return sorted(found, key=found.__getitem__)


async def _cipher(session: AsyncSession, case: Case | None) -> Cipher | None:
    if case is None:
        return None
    return (await keys_of(session).ciphers(session, [case.key_id])).get(case.key_id)


async def _files(session: AsyncSession, case: Case) -> list[Lying]:
    """Those of the reporter, and those of the desk that went out."""
    theirs = await files_of(session, case.id, case.key_id)
    ours = [one for files in (await attached_to(session, case)).values() for one in files]
    lying = [Lying(one.file.id, one.facts, not one.file.sha256) for one in theirs]
    return lying + [Lying(one.file.id, one.facts, not one.file.sha256) for one in ours]


def _chain(entries: list[Entry], public: bytes) -> Iterator[Finding]:
    """Each by itself, and that it follows the one before."""
    previous = FIRST
    for place, entry in enumerate(entries, 1):
        row = entry.row
        if row.n != place and (place == 1 or entries[place - 2].row.n != row.n - 1):
            yield Finding(Wrong.GAP, row.n)
        elif row.previous != previous:
            yield Finding(Wrong.FOLLOWS_ANOTHER, row.n)
        if entry.link.own != row.own:
            yield Finding(Wrong.CHANGED, row.n)
        if not _is_signed(public, row):
            yield Finding(Wrong.SIGNATURE, row.n)
        if place > 1 and row.at + AT_ONCE < entries[place - 2].row.at:
            yield Finding(Wrong.EARLIER, row.n)
        previous = row.own


def _is_signed(public: bytes, row: Custody) -> bool:
    with suppress(ValueError):  # what stands there is no hash at all
        return is_signed(public, row.signature, bytes.fromhex(row.own))
    return False


def _details(entries: list[Entry]) -> Iterator[Finding]:
    """What was sealed is what was committed to. In a forgotten case only the last entry opens."""
    is_forgotten = entries and entries[-1].row.deed == Deed.FORGOTTEN
    for entry in entries[-1:] if is_forgotten else entries:
        if entry.details is None or entry.salt is None:
            yield Finding(Wrong.DETAILS_SHUT, entry.row.n)
        elif committed(bytes.fromhex(entry.salt), entry.details) != entry.row.commitment:
            yield Finding(Wrong.DETAILS, entry.row.n)


def _standing(case: Case | None, cipher: Cipher | None, entries: list[Entry], *, forgotten: bool) -> Iterator[Finding]:
    if forgotten and case:
        yield Finding(Wrong.AFTER_THE_END, entries[-1].row.n)
    if not forgotten and case is None:
        yield Finding(Wrong.CASE_GONE)
    if case and cipher is None:
        yield Finding(Wrong.KEY_GONE if is_genuine(case) else Wrong.CASE_CHANGED)
    for one in entries:
        if case and one.row.number != case.number:
            yield Finding(Wrong.OTHER_NUMBER, one.row.n)


async def _bytes(store: FileStore, cipher: Cipher, entries: list[Entry], files: list[Lying]) -> AsyncIterator[Finding]:
    """What was entered is there and as it was; and what is there was entered."""
    named: dict[str, Entry] = {}
    for one in entries:
        if one.details and "file" in one.details:
            named.setdefault(one.details["file"], one)  # the first is how it came
    for file in files:
        entry = named.pop(str(file.id), None)
        if entry is None:
            yield Finding(Wrong.NOT_ENTERED if file.is_entered else Wrong.NOT_ENTERED_YET, about=str(file.id))
            continue
        assert entry.details
        try:
            found = await _hash(store, cipher, file.id)
        except FileMissing:
            yield Finding(Wrong.FILE_GONE, entry.row.n, str(file.id))
            continue
        except KeyLost:
            found = None
        if found is None or not (found.sha256 == entry.details["sha256"] == file.facts.sha256):
            yield Finding(Wrong.FILE_CHANGED, entry.row.n, str(file.id))
    for file_id, entry in named.items():
        if entry.row.deed in {Deed.RECEIVED, Deed.ENTERED_AFTERWARDS}:
            yield Finding(Wrong.FILE_GONE, entry.row.n, file_id)


async def _hash(store: FileStore, cipher: Cipher, file_id: UUID) -> Facts:
    digest, size = hashlib.sha256(), 0
    async for piece in store.open(cipher, file_id):
        digest.update(piece)
        size += len(piece)
    return Facts(size, digest.hexdigest())


def _anchored(entries: list[Entry], receipts: Iterable[dict[str, Any]]) -> Iterator[Finding]:
    """Whoever has a receipt has a place in the chain that must still be there: so an end that was cut off is seen."""
    by_n = {one.row.n: one.row for one in entries}
    for receipt in receipts:
        row = by_n.get(receipt["n"])
        if row is None:
            yield Finding(Wrong.CUT_OFF, receipt["n"])
        elif row.own != receipt["hash"]:
            yield Finding(Wrong.OTHER_RECEIPT, receipt["n"])
