"""What every door needs, built once in bot/wiring.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from cases.law import Law
from cases.questionnaire import Questionnaire
from storage.conversations import Caller
from storage.database import Database
from storage.files import FileStore
from storage.keys import KeyRing
from templates.rendering import Words


@dataclass(frozen=True)
class Door:
    """The parts behind a door. `address` is the web address people see; `unit` the unit's name, if it is a real one."""

    database: Database
    keys: KeyRing
    files: FileStore
    words: Words
    questionnaire: Questionnaire
    law: Law
    clock: Callable[[], datetime]
    zone: ZoneInfo
    address: str
    language: str
    bot_name: str | None = None  # Telegram's name for the bot, for invitation links

    def language_for(self, caller: Caller) -> str:
        """The language this person chose, else the unit's."""
        member = caller.member.language if caller.member else None
        return caller.conversation.language or member or self.language
