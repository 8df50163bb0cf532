"""What could not be delivered for long, told in one message: each with its time and in short, an officer's words whole.

What does not fit is shown in full at a press.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from uuid import UUID

from aiogram.types import InlineKeyboardButton

from actions.tell import next_news_at
from cases.messages import Kind, Shows, still_wanted
from cases.tracks import ENDED
from handlers.callbacks import LetterPress, MenuPress
from handlers.chat import button, keyboard, utf16
from handlers.said.digest import Digest
from handlers.said.letter_buttons import files_of_letter
from handlers.said.letter_facts import Look, facts_of, kind_name, sending
from storage.catching_up import told_in_one
from storage.keys import keys_of
from storage.letters import Addressed, Shelf
from storage.spoken import speak_of
from storage.stamps import check
from storage.tables import Case, Outgoing

TAG = re.compile(r"<[^>]{1,200}>")
MOST = 3900  # of the 4096 letters of a message
# By how long an officer's words, and ours, may be: the first that fits.
LENGTHS = ((3000, 160), (800, 120), (300, 80), (80, 40))


@dataclass(frozen=True)
class MissedLine:
    """One of them: when it was due, and what it says; `rest` is there where it says more than that."""

    at: datetime
    case: Case
    kind: Kind
    text: str
    name: str = ""
    by: str = ""  # the officer whose words they are
    rest: bool = False
    perhaps: bool = False  # it may have arrived before
    row: UUID | None = None
    files: Sequence[list[InlineKeyboardButton]] = ()


@dataclass(frozen=True)
class Missed:
    """All that is told in one, since when nothing came, and when each open case has news next."""

    since: datetime
    lines: list[MissedLine]
    coming: list[tuple[str, datetime]]

    @property
    def is_of_several(self) -> bool:
        return len({one.case.number for one in self.lines}) > 1


async def caught_up(look: Look, *, repeat: bool) -> Digest | None:
    """None when nothing of it is wanted any more."""
    lines = [line for row, case in await told_in_one(look.session, look.row) if (line := await _line(look, row, case))]
    if not lines:
        return None
    voice, now = look.voice, look.voice.door.clock()
    coming = list(_coming(look, lines))
    for words, ours in LENGTHS:
        missed = Missed(lines[0].at, [_shortened(one, words if one.by else ours) for one in lines], coming)
        text = voice.chat(f"messages/{look.row.kind}", repeat=repeat, now=now, missed=missed)
        if utf16(TAG.sub("", unescape(text))) <= MOST:
            break
    whole = [
        [button(voice.say("buttons.whole_letter", number=at), LetterPress(outgoing=one.row.hex))]
        for at, one in enumerate(missed.lines, 1)
        if one.rest and one.row
    ]
    files = [row for one in missed.lines for row in one.files]
    status = [button(voice.say("buttons.status"), MenuPress(action="status"))]
    return Digest(text, keyboard(*files, *whole, status), [one.row for one in lines if one.row])


async def _line(look: Look, row: Outgoing, case: Case) -> MissedLine | None:
    """None for what is not wanted any more, cannot be opened, or is not to be read by who sees this phone.

    Raises ValueChanged.
    """
    if case.quiet or case.key_id not in await keys_of(look.session).ciphers(look.session, [case.key_id]):
        return None
    check(row)
    speak_of(case.key_id)
    alone = replace(look, found=Addressed(row, look.found.chat, None, case), lately=Shelf().look())
    if not still_wanted(row.kind, await sending(alone)):
        return None
    facts = await facts_of(alone)
    said, own = facts.get(Shows.SAID.value), facts.get(Shows.WORDS.value)
    if said and said.message.taken_back_at:
        said = None
    by = (said.member or "") if said else own.name if own else ""
    text = look.voice.chat(f"messages/{row.kind}", repeat=False, **facts)
    plain = [one for one in unescape(TAG.sub("", text)).splitlines() if one.strip()]
    words = said.text if said else own.text if own else plain[0] if plain else ""
    return MissedLine(
        at=row.due_at,
        case=case,
        kind=row.kind,
        text=words,
        name=kind_name(look.voice, row.kind),
        by=by,
        rest=not (said or own) and len(plain) > 1,
        perhaps=row.leased,
        row=row.id,
        files=files_of_letter(look.voice, row.kind, case, said),
    )


def _shortened(line: MissedLine, most: int) -> MissedLine:
    if len(line.text) <= most:
        return line
    return replace(line, text=f"{line.text[:most]}…", rest=True)


def _coming(look: Look, lines: list[MissedLine]) -> list[tuple[str, datetime]]:
    """The date that each case has from now on: of news told here what actions/delivered.py will plan."""
    door, now = look.voice.door, look.voice.door.clock()
    found: dict[str, datetime] = {}
    for one in lines:
        if one.case.service in ENDED:
            continue
        if one.kind is Kind.STILL_WORKING:
            found[one.case.number] = next_news_at(door.law, one.case, now, door.zone)
        elif one.case.news_due_at and one.case.news_due_at > now:
            found.setdefault(one.case.number, one.case.news_due_at)
    return list(found.items())
