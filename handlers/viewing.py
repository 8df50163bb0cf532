"""What can be shown of a file without opening it: a page as a picture, a table's first rows, lines of text."""

from __future__ import annotations

from collections.abc import AsyncIterable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from cases.errors import CaseError


class NotViewable(CaseError):
    """The file cannot be shown here; `why` is a head in templates/words/viewing.toml."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class ViewersBusy(CaseError):
    """Too many look at files at this moment."""


@dataclass(frozen=True)
class View:
    """One page of a file. Of `picture` (a JPEG), `rows` and `lines` it has one; nothing in it is to be believed."""

    page: int
    pages: int
    has_more: bool = False  # pages that are not shown
    is_cut: bool = False  # rows, columns or lines of this page that are not shown
    title: str = ""  # of a sheet
    picture: bytes | None = None
    rows: tuple[tuple[str, ...], ...] | None = None
    lines: tuple[str, ...] | None = None


class Viewer(Protocol):
    """Looks at a page of the file that the pieces make. Raises NotViewable, ViewersBusy, and what the pieces raise."""

    async def view(self, reader: UUID, pieces: AsyncIterable[bytes], page: int) -> View: ...
