"""Receipts of a case's files, as the reporter takes them away: each entry of the chain with what it says, opened.

Whoever has one can check it, and the file, without us: docs/custody.md, templates/documents/verify.py.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from cases.custody import compact, name_hash
from storage.custody import Entry, brought_in
from storage.dossiers import Paper
from storage.keys import KeyRing, keys_of
from storage.signing import public_key, sign
from storage.tables import Case


@dataclass(frozen=True)
class Receipt:
    """Of one file; `code` is its short form, signed by itself."""

    paper: Paper
    entry: Entry
    code: str

    @property
    def said(self) -> dict[str, Any]:
        """For the JSON, which the script of the docs reads."""
        return entry_said(self.entry) | {"name": self.paper.name, "code": self.code}


async def receipts_of(session: AsyncSession, case: Case, papers: list[Paper]) -> list[Receipt]:
    """In the order of the files; of versions without a chain none until it was entered. Raises KeyLost."""
    entries = {one.details["file"]: one for one in await brought_in(session, case) if one.details}
    keys = keys_of(session)
    return [
        Receipt(paper, entry, _code(keys, entry))
        for paper in papers
        if (entry := entries.get(str(paper.file.id))) and entry.details and _is_of(entry.details, paper)
    ]


def bundle(keys: KeyRing, unit: str | None, number: str, receipts: list[Receipt]) -> dict[str, Any]:
    """All of a case in one file."""
    return {
        "kind": "green-channel receipts/1",
        "unit": unit,
        "case": number,
        "public_key": public_key(keys).hex(),
        "receipts": [one.said for one in receipts],
    }


def entry_said(entry: Entry) -> dict[str, Any]:
    """An entry in JSON; salt and details are null where they are gone."""
    row = entry.row
    return vars(entry.link) | {
        "hash": row.own,
        "signature": row.signature.hex(),
        "salt": entry.salt,
        "details": entry.details,
    }


def _is_of(details: dict[str, Any], paper: Paper) -> bool:
    """What is not as it was entered gets no receipt that it is; `custody verify` says what is wrong."""
    return bool(details["sha256"] == paper.facts.sha256 and details["name"] == name_hash(paper.name))


def _code(keys: KeyRing, entry: Entry) -> str:
    assert entry.details
    said = compact(entry.row.number, entry.row.n, entry.details["sha256"], entry.row.own)
    return f"{said}/{base64.urlsafe_b64encode(sign(keys, said.encode())).rstrip(b'=').decode()}"
