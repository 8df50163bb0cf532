"""A whole case as one ZIP: dossier, files as received, chain of custody, a signed list, and the program to check it.

Sealed bytes are opened on their way out, piece by piece: nothing in the clear is written to the disk, and the memory
holds one piece. What does not open is said in the list; the rest goes along all the same.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import insert

from cases.custody import canonical, moment
from cases.errors import CaseError
from cases.evidence import handed_name
from cases.people import NotAllowed, Role
from cases.verbs import Verb, check_may, check_state
from handlers.door import Door, Voice
from handlers.said.dossier_paper import Whole, dossier_sheet
from handlers.said.paper import as_pdf
from handlers.taking_along import near_of
from storage.cases import case_for_member, chair_of
from storage.consulting import councils_of, tasks_of
from storage.custody import Entry, chain_of, enter
from storage.dossiers import Dossier, open_dossier
from storage.file_facts import Facts
from storage.files import FileMissing
from storage.keys import Cipher, KeyLost, keys_of
from storage.receipts import entry_said
from storage.signing import public_key, sign
from storage.tables import Case, Deed, DeskFile, Look, Member, Seen, StoredFile
from storage.team import name_of
from templates.documents import SCRIPT

LONGEST_NAME = 100  # characters in the archive
FORBIDDEN = str.maketrans(dict.fromkeys('<>:"/\\|?*', "_"))  # on one system or another


@dataclass(frozen=True)
class Packed:
    """One file of the case on its way into the archive."""

    path: str
    file_id: UUID
    at: datetime
    facts: Facts
    virus: str = ""


@dataclass
class Export:
    """The archive, made while it is read. `problems` are there at its end."""

    door: Door
    voice: Voice
    case: Case
    cipher: Cipher
    dossier_pdf: bytes
    files: list[Packed]
    entries: list[Entry]
    by: str
    contents: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.voice.say('custody.export_name')}-{self.case.number}.zip"

    async def pieces(self) -> AsyncIterator[bytes]:
        out = _Out()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for path, content in self._made():
                self._add(archive, path, content)
                yield out.taken()
            for one in self.files:
                async with aclosing(self._file(archive, out, one)) as pieces:  # broken off, it closes first
                    async for piece in pieces:
                        yield piece
            archive.writestr(_info("manifest.json", self.door.clock()), self._manifest())
        yield out.taken()

    def _made(self) -> Iterator[tuple[str, bytes]]:
        lines = [canonical(entry_said(one)) for one in self.entries]
        yield "dossier.pdf", self.dossier_pdf
        yield "custody.jsonl", b"\n".join(lines)
        yield "verify.py", SCRIPT.read_bytes()

    def _add(self, archive: zipfile.ZipFile, path: str, content: bytes) -> None:
        archive.writestr(_info(path, self.door.clock()), content)
        self._list(path, hashlib.sha256(content).hexdigest(), len(content))

    async def _file(self, archive: zipfile.ZipFile, out: _Out, one: Packed) -> AsyncGenerator[bytes, None]:
        digest, size, problem = hashlib.sha256(), 0, ""
        with archive.open(_info(one.path, one.at.astimezone(self.door.zone)), "w", force_zip64=True) as into:
            try:
                async for piece in self.door.files.open(self.cipher, one.file_id):
                    digest.update(piece)
                    size += len(piece)
                    into.write(piece)
                    yield out.taken()
            except FileMissing:
                problem = "missing"
            except KeyLost:
                problem = "damaged"
        found = digest.hexdigest()
        problem = problem or self._problem(one, found)
        if problem:
            self.problems.append(self.voice.say(f"custody.problems.{problem}", path=one.path))
        named = {"virus": one.virus} if one.virus else {}
        self._list(one.path, found, size, evidence=not problem, **named)
        yield out.taken()

    def _problem(self, one: Packed, found: str) -> str:
        if found != one.facts.sha256:
            return "changed"
        entered = {entry.details.get("sha256") for entry in self.entries if entry.details}
        return "" if found in entered else "not_entered"

    def _list(self, path: str, sha256: str, size: int, **more: bool | str) -> None:
        self.contents.append({"path": path, "sha256": sha256, "size": size} | more)

    def _manifest(self) -> bytes:
        keys = self.door.keys
        said = {
            "kind": "green-channel export/1",
            "unit": self.door.words.common.get("unit_name"),
            "case": self.case.number,
            "made_at": moment(self.door.clock()),
            "by": self.by,
            "public_key": public_key(keys).hex(),
            "entries": len(self.entries),
            "contents": self.contents,
            "problems": self.problems,
        }
        return canonical(said | {"signature": sign(keys, canonical(said)).hex()})


class _Out(io.RawIOBase):
    """Where the archive is written to: what came since is taken from it."""

    def __init__(self) -> None:
        super().__init__()
        self._since = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._since += content
        return len(content)

    def taken(self) -> bytes:
        found = bytes(self._since)
        self._since.clear()
        return found


async def export_for(voice: Voice, member: Member, number: str, door: str) -> Export:
    """For whoever has the case, or leads. On record and in the chain before a byte leaves.

    Raises NotAllowed, CaseNotFound and KeyLost.
    """
    check_may(member.role, Verb.EXPORT)
    database, now = voice.door.database, voice.door.clock()
    async with database.writing() as session:
        case = await case_for_member(session, number, member, lock=True)
        _check_may(case, member)
        look = {"case_id": case.id, "member_id": member.id, "at": now, "seen": Seen.EXPORT, "door": door}
        await session.exec(insert(Look), params=look | {"id": uuid4(), "about": None})
        await enter(session, case, Deed.EXPORTED, now, member=str(member.id), door=door)
        reader = name_of(session, member)
    return await _packed(voice, member, number, reader)


def _check_may(case: Case, member: Member) -> None:
    """Raises NotAllowed."""
    try:
        check_state(Verb.EXPORT, chair_of(case, member))
    except CaseError as error:
        raise NotAllowed from error


async def export_at_server(voice: Voice, number: str) -> Export:
    """For whoever works at the server: nobody's look, and an entry that says so. Raises CaseNotFound, KeyLost."""
    operator = Member(sealed_name=b"", role=Role.LEAD, joined_at=voice.door.clock())  # sees every district
    async with voice.door.database.writing() as session:
        case = await case_for_member(session, number, operator, lock=True)
        await enter(session, case, Deed.EXPORTED, voice.door.clock(), door="server")
    return await _packed(voice, operator, number, voice.say("custody.server"))


async def _packed(voice: Voice, member: Member, number: str, reader: str) -> Export:
    async with voice.door.database.reading() as session:
        case = await case_for_member(session, number, member)
        dossier = await open_dossier(session, case)
        near = await near_of(session, voice, dossier, member)
        whole = Whole(dossier, near, await councils_of(session, case), await tasks_of(session, case), member)
        cipher = await keys_of(session).cipher(session, case.key_id)
        entries = await chain_of(session, case.id, cipher)
    pdf = await as_pdf(voice, dossier_sheet(voice, whole), reader)
    return Export(voice.door, voice, case, cipher, pdf, list(_files(dossier)), entries, reader)


def _files(dossier: Dossier) -> Iterator[Packed]:
    """The reporter's in the order they came, then the desk's that went out."""
    for place, one in enumerate(dossier.files, 1):
        path = f"files/{place:03}-{handed_name(_safe(one.name))}{_not_to_be_opened(one.file)}"
        yield Packed(path, one.file.id, one.file.received_at, one.facts, one.file.virus or "")
    sent = [one for said in dossier.messages for one in said.files]
    for place, each in enumerate(sent, 1):
        path = f"sent/{place:03}-{handed_name(_safe(each.name))}{_not_to_be_opened(each.file)}"
        yield Packed(path, each.file.id, each.file.added_at, each.facts, each.file.virus or "")


def _not_to_be_opened(file: StoredFile | DeskFile) -> str:
    """Behind the name of a file with a virus, so that a double click starts nothing."""
    return ".virus" if file.virus else ""


def _safe(name: str) -> str:
    """No path, nothing that a system forbids, and the ending stays."""
    plain = name.translate(FORBIDDEN).strip(" .") or "file"
    if len(plain) <= LONGEST_NAME:
        return plain
    ending = Path(plain).suffix[:12]
    return plain[: LONGEST_NAME - len(ending)] + ending


def _info(path: str, at: datetime) -> zipfile.ZipInfo:
    """Times before 1980 do not fit."""
    made = zipfile.ZipInfo(path, max((1980, 1, 1, 0, 0, 0), at.timetuple()[:6]))
    made.external_attr = 0o600 << 16
    return made
