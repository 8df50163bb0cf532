"""What the team prints, set by templates/documents/desk_paper.typ: a head, what is read first, then the parts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from handlers.door import Voice
from handlers.said.mark import mark_of
from handlers.said.printed import Part, broken, printed
from templates.documents import pdf, qr_code


@dataclass(frozen=True)
class Sheet:
    """`about` stands beneath the title, `first` in a box of its own; `name` is what the file is called."""

    name: str
    title: str
    number: str
    about: str
    first: str
    parts: list[Part]
    code: str = ""  # what its QR code says, if it does not lead to the case


async def as_pdf(voice: Voice, sheet: Sheet, reader: str) -> bytes:
    """On pages of A4, each with the name of who took it."""
    door = voice.door
    facts = {
        "language": voice.language,
        "title": sheet.title,
        "about": broken(sheet.about),
        "number": voice.say("papers.dossier.number", number=sheet.number),
        "first": broken(sheet.first),
        "code": qr_code(sheet.code or f"{door.address}/console/cases/{sheet.number}"),
        "made": voice.say("papers.made", name=reader, at=voice.spoken.dated(door.clock())),
        "only_team": voice.say("papers.only_team"),
        "mark": mark_of(voice),
        "parts": list(_parts(voice, sheet.parts)),
    }
    return await asyncio.to_thread(pdf, "desk_paper", facts)


def _parts(voice: Voice, parts: Iterable[Part]) -> Iterable[dict[str, object]]:
    for part in printed((one for one in parts if one.lines or one.tables), voice.say("papers.not_all")):
        tables = [asdict(one) | {"widths": one.widths} for one in part.tables]
        yield asdict(part) | {"tables": tables}
