"""How much of the disk a chat, an address and all together may take with files and words, and what is said otherwise.

The figures are here and nowhere else. Words are never refused for want of room, and only to who sends more of them in a
day than a person can write.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from cases.errors import CaseError

KB = 1024
MB = 1024**2
GB = 1024**3


class Holder(StrEnum):
    """Whose files they are, as far as anybody knows."""

    STRANGER = "stranger"  # has begun no report
    REPORTER = "reporter"  # tells one, or has a case
    COLLEAGUE = "colleague"


ROOM: Mapping[Holder, int] = {Holder.STRANGER: 20 * MB, Holder.REPORTER: GB, Holder.COLLEAGUE: 4 * GB}  # of one chat
OF_ADDRESS = 2 * GB  # of all chats of one address together
WITHIN = timedelta(days=1)
OURS = 20 * MB  # of one chat, beside its own room: what we send into it, such as the sheet for the bank
# Of one chat, whatever its neighbours sent: behind the address of a prankster sits a company with a photo of its slip.
ALWAYS = 5 * MB

WORDS = 256 * KB  # of one chat, within a day: some 85,000 Chinese characters
SHORT = 600  # bytes: an account, a sum, a name, a yes
SHORTS = 64 * KB  # beside them, of short words
WORDS_OF_ADDRESS = 4 * MB
WORDS_ALWAYS = 32 * KB  # of one chat, whatever its neighbours wrote


class NoRoomLeft(CaseError):
    """The chat has used up its room in the file store."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class ReportFirst(NoRoomLeft):
    """A chat without a report has used up the little room it has."""


class TooMuchToday(CaseError):
    """Too much came from one address within a day."""


class TooManyWords(CaseError):
    """More was written in this chat, or from its address, within a day than a person can; short words still go."""


class NoMoreWords(CaseError):
    """Nor do those any more: a chat has sent short words without end."""


class FilesWait(CaseError):
    """The disk is down to its reserve: files wait, words still fit."""


def check_room(holder: Holder, chat: int, address: int, more: int) -> None:
    """Whether `more` bytes still fit beside those of the chat and of its address. Raises NoRoomLeft, TooMuchToday."""
    if chat + more > ROOM[holder]:
        raise (ReportFirst if holder is Holder.STRANGER else NoRoomLeft)(ROOM[holder])
    if address + more > OF_ADDRESS and chat + more > ALWAYS:
        raise TooMuchToday


def check_words(chat: int, address: int, more: int) -> None:
    """Whether so many bytes of words still fit, those of the chat and of its address counted with them.

    Raises TooManyWords, and NoMoreWords where nothing short fits either.
    """
    if chat > WORDS + SHORTS:
        raise NoMoreWords if more <= SHORT else TooManyWords
    if more > SHORT and (chat > WORDS or (address > WORDS_OF_ADDRESS and chat > WORDS_ALWAYS)):
        raise TooManyWords
