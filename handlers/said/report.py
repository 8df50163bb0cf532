"""The copy of what was reported, for who reported it: everything they said and sent, and nothing of the desk's."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from cases.questionnaire import State
from handlers.chat import utf16
from handlers.door import Voice
from handlers.said.dossier import Entry, Group, own_words, sections
from handlers.said.mark import mark_of
from handlers.said.printed import Line, Part, broken, printed
from handlers.said.receipts import Receipts
from storage.dossiers import Dossier, Paper
from storage.receipts import Receipt
from storage.tables import Author, Event
from templates.documents import pdf

ROOM = 3200  # UTF-16 units of one message, as Telegram counts; the rest is for its head and foot
A_PIECE = 800
HASH_SHOWN = 12  # hex digits


@dataclass(frozen=True)
class Copy:
    """All of it in one language, in the order of the report; what came after it was sent stands last."""

    voice: Voice
    number: str
    sent: str
    parts: list[Part]
    receipts: Receipts | None = None

    def say(self, name: str, **facts: str) -> str:
        return self.voice.say(f"report.{name}", **facts)

    @property
    def pages(self) -> list[list[Part]]:
        """The parts as they fit one message each; a long text goes on upon the next."""
        pages: list[list[Part]] = [[]]
        left = ROOM
        for title, line in _pieces(self.parts):
            takes = utf16(title) + utf16(line.label) + utf16(line.words) + 4
            if takes > left and pages[-1]:
                pages.append([])
                left = ROOM
            if not pages[-1] or pages[-1][-1].title != title:
                pages[-1].append(Part(title, []))
            pages[-1][-1].lines.append(line)
            left -= takes
        return pages


def copy_of(voice: Voice, dossier: Dossier, receipts: list[Receipt]) -> Copy:
    """What the reporter told and sent. Notes, findings and the desk's own words are no part of it."""
    case, sent_at = dossier.case, _sent_at(dossier)
    in_time = [paper for paper in dossier.files if paper.file.received_at <= sent_at]
    later = [paper for paper in dossier.files if paper.file.received_at > sent_at]
    at = voice.spoken.moment(sent_at)
    parts = [
        *_answers(voice, dossier),
        Part(voice.say("report.others"), _others(voice, dossier)),
        Part(voice.say("report.files"), [_file(voice, paper) for paper in in_time]),
        Part(voice.say("report.later"), _later(voice, dossier)),
        Part(voice.say("report.later_files"), [_file(voice, paper) for paper in later]),
    ]
    sent = voice.say("report.sent" if case.is_complete else "report.open", at=at)
    taken = Receipts(voice, case.number, receipts) if receipts else None
    return Copy(voice, case.number, sent, [part for part in parts if part.lines], taken)


async def as_pdf(copy: Copy) -> bytes:
    """The same on pages of A4."""
    voice = copy.voice
    facts = {
        "language": voice.language,
        "title": copy.say("title"),
        "number": copy.say("number", number=copy.number),
        "sent": copy.sent,
        "made_at": copy.say("made_at", at=voice.spoken.moment(voice.door.clock())),
        "not_legal": copy.say("not_legal"),
        "mark": mark_of(voice),
        "parts": [asdict(part) for part in printed(copy.parts, copy.say("not_all"))],
    }
    return await asyncio.to_thread(_set, facts, copy.receipts)


def _set(facts: dict[str, Any], receipts: Receipts | None) -> bytes:
    """The codes are drawn here, beside the loop."""
    title, hint = (receipts.voice.say("report.receipts.title"), receipts.hint) if receipts else ("", "")
    rows = receipts.printed() if receipts else []
    return pdf("report", facts | {"receipts": rows, "receipts_title": title, "receipts_hint": broken(hint)})


def _sent_at(dossier: Dossier) -> datetime:
    """When the whole report was sent; of one that began with the money, later than its number."""
    completed = (line.entry.at for line in dossier.timeline if line.entry.event is Event.REPORT_COMPLETED)
    return next(completed, dossier.case.submitted_at)


def _answers(voice: Voice, dossier: Dossier) -> Iterator[Part]:
    found = sections(voice, dossier.answers)
    entries = [entry for section in found for group in section.groups for entry in group.entries]
    told = "\n".join(entry.words for entry in entries if not entry.quote)
    for section in found:
        title = voice.say(f"report.sections.{section.id}")
        lines = [
            Line(_label(group, entry, title), _said(voice, entry, told))
            for group in section.groups
            for entry in group.entries
            if entry.words and entry.how != State.SKIPPED
        ]
        yield Part(title, lines)


def _label(group: Group, entry: Entry, title: str) -> str:
    """Of which item it is; nothing where the part itself says it."""
    if group.item:
        return f"{group.item} · {entry.label}"
    return "" if entry.label == title else entry.label


def _said(voice: Voice, entry: Entry, told: str) -> str:
    """With the words it was read from, unless they stand in the account anyway."""
    if not entry.quote or entry.quote == entry.words or entry.quote in told:
        return entry.words
    return voice.say("report.quoted", words=entry.words, quote=entry.quote)


def _others(voice: Voice, dossier: Dossier) -> list[Line]:
    return [Line(voice.spoken.moment(one.at), one.text) for one in own_words(voice, dossier)]


def _later(voice: Voice, dossier: Dossier) -> list[Line]:
    return [
        Line(voice.spoken.moment(said.message.at), said.text)
        for said in dossier.messages
        if said.message.author is Author.REPORTER
    ]


def _file(voice: Voice, paper: Paper) -> Line:
    size, hash_ = voice.spoken.size(paper.facts.size), paper.facts.sha256[:HASH_SHOWN]
    return Line(paper.name, voice.say("report.file", size=size, hash=hash_))


def _pieces(parts: list[Part]) -> Iterator[tuple[str, Line]]:
    """Every line with its part's title, a long one in several."""
    for part in parts:
        for line in part.lines:
            for at in range(0, max(1, len(line.words)), A_PIECE):
                yield part.title, Line(line.label if not at else "", line.words[at : at + A_PIECE])
