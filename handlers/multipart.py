"""A multipart body read as it arrives, part by part: nothing of a file stays in memory or in a temporary file."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from cases.errors import CaseError

FIELD_BYTES = 16 * 1024


class NoForm(CaseError):
    """The body is no multipart form, or not one of ours."""


class BrokenOff(CaseError):
    """The body ended too early."""


@dataclass
class Part:
    """One part; its bytes come from `chunks`, which must be read to the end before the next part."""

    name: str
    file_name: str | None
    media_type: str | None
    chunks: AsyncIterator[bytes]

    async def text(self, longest: int = FIELD_BYTES) -> str:
        """A small text field. Raises NoForm when it has more bytes, or is not text."""
        said = bytearray()
        async for chunk in self.chunks:
            said += chunk
            if len(said) > longest:
                raise NoForm
        try:
            return said.decode()
        except UnicodeDecodeError as error:
            raise NoForm from error


@dataclass
class _Headers:
    lines: dict[bytes, bytes] = field(default_factory=dict)
    name: bytes = b""
    value: bytes = b""


_END = object()


class Multipart:
    """Raises NoForm for a body that is none, or has more than `most` parts; BrokenOff when it ends early."""

    def __init__(self, stream: AsyncIterator[bytes], content_type: str, *, most: int) -> None:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or b"boundary" not in options:
            raise NoForm
        self._stream, self._events = stream, deque[object]()  # headers, bytes, _END of a part
        self._headers, self._ended = _Headers(), False
        self._parts_left = most
        try:
            self._parser = MultipartParser(options[b"boundary"], self._callbacks())  # type: ignore[arg-type]
        except FormParserError as error:
            raise NoForm from error

    async def parts(self) -> AsyncIterator[Part]:
        while (event := await self._next()) is not None:
            if not isinstance(event, dict):
                raise NoForm
            _, options = parse_options_header(event.get(b"content-disposition", b""))
            if b"name" not in options:
                raise NoForm
            file_name = options.get(b"filename")
            media_type = event.get(b"content-type")
            yield Part(
                name=_text(options[b"name"]),
                file_name=None if file_name is None else _text(file_name),
                media_type=None if media_type is None else _text(media_type),
                chunks=self._chunks(),
            )

    async def _chunks(self) -> AsyncIterator[bytes]:
        while (event := await self._next()) is not _END:
            if not isinstance(event, bytes):
                raise BrokenOff
            yield event

    async def _next(self) -> object | None:
        """The next event, reading on as needed; None at the proper end."""
        while not self._events:
            if self._ended:
                return None
            try:
                chunk = await anext(self._stream)
                self._parser.write(chunk)
            except StopAsyncIteration:
                raise BrokenOff from None
            except FormParserError as error:
                raise NoForm from error
        return self._events.popleft()

    def _callbacks(self) -> dict[str, object]:
        return {
            "on_part_begin": self._part_begins,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header_ends,
            "on_headers_finished": lambda: self._events.append(self._headers.lines),
            "on_part_data": lambda data, start, end: self._events.append(bytes(data[start:end])),
            "on_part_end": lambda: self._events.append(_END),
            "on_end": self._body_ends,
        }

    def _part_begins(self) -> None:
        self._parts_left -= 1
        if self._parts_left < 0:  # at once: thousands fit into what arrives together
            raise NoForm
        self._headers = _Headers()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._headers.name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._headers.value += data[start:end]

    def _header_ends(self) -> None:
        self._headers.lines[self._headers.name.lower()] = self._headers.value
        self._headers.name = self._headers.value = b""

    def _body_ends(self) -> None:
        self._ended = True


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
