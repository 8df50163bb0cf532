"""What our buttons carry back, at most 64 bytes. A button is a claim, not a permission: every door checks again."""

from __future__ import annotations

from typing import Annotated

from aiogram.filters.callback_data import CallbackData
from pydantic import Field

Version = Annotated[int, Field(ge=0, lt=2**31)]
PageNumber = Annotated[int, Field(ge=0, lt=2**31)]
Placed = Annotated[int, Field(ge=-1, lt=2**63)]  # what SQLite and PostgreSQL hold


class Press(CallbackData, prefix="q"):
    """A button under a question: which draft, at which version, what, and on which step."""

    draft: str
    version: Version
    action: str
    argument: str = ""
    step: str = ""


class MenuPress(CallbackData, prefix="m"):
    """A button of the reporter's menu."""

    action: str
    argument: str = ""


class CasePress(CallbackData, prefix="c"):
    """A button about one's own case."""

    action: str
    number: str
    argument: str = ""


class MaterialPress(CallbackData, prefix="i"):
    """A button of a case's list of materials: the list or one of its items."""

    action: str
    number: str
    item: str = ""
    page: PageNumber = 0


class FilePress(CallbackData, prefix="f"):
    """A button under the question of what a file is. `walk`: one of several, asked about one after the other."""

    action: str
    number: str
    file: str = ""
    item: str = ""
    page: PageNumber = 0
    walk: bool = False


class ReportPress(CallbackData, prefix="r"):
    """A button of the copy of what was reported: one page of it, or the whole as PDF."""

    action: str
    number: str
    page: PageNumber = 0


class DeskPress(CallbackData, prefix="d"):
    """A button of the team about a case."""

    action: str
    number: str
    argument: str = ""


class QueuePress(CallbackData, prefix="l"):
    """A button of the queue: which part of it, and after which case the page begins."""

    show: str
    after: str = ""


class FindPress(CallbackData, prefix="s"):
    """A button below what was found: the next page, behind this place. The words stay with the chat, sealed."""

    before: Placed


class TeamPress(CallbackData, prefix="t"):
    """A button of the team's menu."""

    action: str
    argument: str = ""


class LetterPress(CallbackData, prefix="o"):
    """A button under a quiet message: show what it is about."""

    outgoing: str


class ClosePress(CallbackData, prefix="x"):
    """A button under a quiet message that lies open: close it again."""

    outgoing: str
