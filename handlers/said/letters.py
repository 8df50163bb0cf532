"""Messages that are due, made ready to send: still wanted, fresh facts, words, buttons.

Used by delivery, and by a quiet message opened.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from aiogram.types import InlineKeyboardMarkup
from sqlmodel.ext.asyncio.session import AsyncSession

from cases.answers import asks_for_quiet
from cases.errors import CaseError
from cases.messages import MESSAGES, While, is_hidden, still_wanted
from cases.quiet import wait_until
from handlers.callbacks import LetterPress
from handlers.chat import button, keyboard
from handlers.door import Door, Voice
from handlers.said.letter_buttons import letter_keyboard
from handlers.said.letter_facts import Look, facts_of, sending
from storage.drafts import open_told
from storage.keys import KeyLost, keys_of
from storage.letters import Addressed, Lately, Shelf, addressed
from storage.tables import Case, Conversation, Draft, Outgoing


@dataclass(frozen=True)
class Letter:
    """A message ready for its channel."""

    text: str
    keyboard: InlineKeyboardMarkup | None


class NotNow(CaseError):
    """The reporter asked for messages at other hours; `until` says when it may go."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


async def read_letter(
    session: AsyncSession,
    door: Door,
    row: Outgoing,
    *,
    open_quiet: bool = False,
    repeat: bool = False,
    lately: Lately | None = None,
) -> tuple[Conversation, Letter | None]:
    """Whom it is for, and the message; None when it is not wanted any more, or nothing of it can be read.

    Raises NotNow. `lately` is what was read for other letters of the same moment.
    """
    found = await addressed(session, row, Draft if MESSAGES[row.kind].wanted is While.TOLD else Case)
    look = Look(session, _voice(door, found), found, lately or Shelf().look())
    with suppress(KeyLost):  # of what cannot be opened any more there is nothing left to say
        return found.chat, await _letter(look, open_quiet=open_quiet, repeat=repeat)
    return found.chat, None


async def _letter(look: Look, *, open_quiet: bool, repeat: bool) -> Letter | None:
    about, kind = look.found.about, look.row.kind
    if about is None:
        return None
    await keys_of(look.session).cipher(look.session, about.key_id)
    if not still_wanted(kind, await sending(look)):
        return None
    if not open_quiet and is_hidden(kind, quiet=await _is_quiet(look.session, about)):
        return _quiet(look)
    text = look.voice.chat(f"messages/{kind}", repeat=repeat, **await facts_of(look))
    return Letter(text, letter_keyboard(look.voice, kind, about, look.found.member))


def _voice(door: Door, found: Addressed) -> Voice:
    member = found.member.language if found.member else None
    return Voice(door, found.chat.language or member or door.language)


async def _is_quiet(session: AsyncSession, about: Case | Draft) -> bool:
    if isinstance(about, Case):
        return about.quiet
    return asks_for_quiet((await open_told(session, about.key_id, about.id, about.sealed_answers)).answers)


def _quiet(look: Look) -> Letter:
    """For a phone the suspect may read: that there is something, and nothing of what. Raises NotNow."""
    voice, about = look.voice, look.found.about
    hours = about.quiet_hours if isinstance(about, Case) else None
    if until := wait_until(hours, voice.door.clock(), voice.door.zone):
        raise NotNow(until)
    shown = button(voice.say("buttons.show_quiet"), LetterPress(outgoing=look.row.id.hex))
    return Letter(voice.chat("quiet"), keyboard([shown]))
