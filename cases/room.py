"""How much of the disk one chat, one address and all together may take with their files, and what is said otherwise.

The figures are here and nowhere else. Words are never refused for want of room.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from cases.errors import CaseError

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


class NoRoomLeft(CaseError):
    """The chat has used up its room in the file store."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class ReportFirst(NoRoomLeft):
    """A chat without a report has used up the little room it has."""


class TooMuchToday(CaseError):
    """Too much came from one address within a day."""


class FilesWait(CaseError):
    """The disk is down to its reserve: files wait, words still fit."""


def check_room(holder: Holder, chat: int, address: int, more: int) -> None:
    """Whether `more` bytes still fit beside those of the chat and of its address. Raises NoRoomLeft, TooMuchToday."""
    if chat + more > ROOM[holder]:
        raise (ReportFirst if holder is Holder.STRANGER else NoRoomLeft)(ROOM[holder])
    if address + more > OF_ADDRESS and chat + more > ALWAYS:
        raise TooMuchToday
