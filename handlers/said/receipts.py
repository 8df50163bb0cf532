"""The receipts of a reporter's files: on paper with a code each, on the page, and as one file for any program."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from handlers.door import Voice
from handlers.said.printed import Line, broken
from storage.receipts import Receipt, bundle
from storage.signing import fingerprint, public_key
from templates.documents import qr_code

MOST_CODES = 40  # on paper; drawing one takes some milliseconds


@dataclass(frozen=True)
class Receipts:
    """All that there are of a case."""

    voice: Voice
    number: str
    found: list[Receipt]

    @property
    def key(self) -> str:
        """Short enough to compare by eye."""
        return fingerprint(public_key(self.voice.door.keys))

    @property
    def key_address(self) -> str:
        return f"{self.voice.door.address}/custody/key"

    @property
    def hint(self) -> str:
        return self.voice.say("report.receipts.hint", key=self.key, address=self.key_address)

    def lines(self) -> Iterator[Line]:
        """One for each file: what was received, when, and as which entry."""
        for one in self.found:
            facts = {
                "size": self.voice.spoken.size(one.paper.facts.size),
                "sha256": one.paper.facts.sha256,
                "at": self.voice.spoken.dated(one.paper.file.received_at),
                "n": str(one.entry.row.n),
            }
            yield Line(one.paper.name, self.voice.say("report.receipts.line", **facts))

    def printed(self) -> list[dict[str, str]]:
        """For the paper; the code is an SVG, and empty for those beyond MOST_CODES."""
        rows = zip(self.lines(), self.found, strict=True)
        return [
            {
                "label": broken(line.label),
                "words": broken(line.words),
                "code": qr_code(one.code) if place < MOST_CODES else "",
            }
            for place, (line, one) in enumerate(rows)
        ]

    def as_json(self) -> bytes:
        door = self.voice.door
        said = bundle(door.keys, door.words.common.get("unit_name"), self.number, self.found)
        return json.dumps(said, ensure_ascii=False, indent=1).encode()

    @property
    def file_name(self) -> str:
        return f"{self.voice.say('report.receipts.file_name')}-{self.number}.json"
