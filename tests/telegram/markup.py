"""Telegram's HTML as Telegram reads it: tags become entities, and what it refuses is refused in its words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

KINDS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "span": "spoiler",
    "code": "code", "pre": "pre", "a": "text_link", "blockquote": "blockquote", "tg-emoji": "custom_emoji",
}  # fmt: skip
NAMED = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"'}
TOKEN = re.compile(
    r"<(?P<close>/?)(?P<name>[^\s<>/]*)(?P<attributes>[^<>]*)>|(?P<reference>&(?:#x?[0-9a-fA-F]+|\w+);)|(?P<open><)"
)
ATTRIBUTE = re.compile(r"""([\w-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")


class BadMarkup(Exception):
    """The words that follow "can't parse entities: "."""


@dataclass
class Tag:
    name: str
    attributes: dict[str, str]
    offset: int


@dataclass
class Reader:
    source: str
    text: str = ""
    stack: list[Tag] = field(default_factory=list)
    entities: list[dict[str, Any]] = field(default_factory=list)

    def read(self) -> None:
        position = 0
        for token in TOKEN.finditer(self.source):
            self.text += self.source[position : token.start()]
            position = token.end()
            if token["reference"]:
                self.text += character(token["reference"])
            elif token["open"]:
                raise BadMarkup(f"Unclosed start tag at byte offset {self._byte(token)}")
            elif token["close"]:
                self._close(token)
            else:
                self._open(token)
        self.text += self.source[position:]
        if self.stack:
            raise BadMarkup(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].name}"')

    def _byte(self, token: re.Match[str]) -> int:
        return len(self.source[: token.start()].encode())

    def _open(self, token: re.Match[str]) -> None:
        name = token["name"].lower()
        attributes = {key.lower(): value.strip("\"'") for key, value in ATTRIBUTE.findall(token["attributes"])}
        if name not in KINDS:
            raise BadMarkup(f'Unsupported start tag "{name}" at byte offset {self._byte(token)}')
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise BadMarkup(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(token)}')
        self.stack.append(Tag(name, attributes, length(self.text)))

    def _close(self, token: re.Match[str]) -> None:
        if not self.stack:
            raise BadMarkup(f"Unexpected end tag at byte offset {self._byte(token)}")
        tag, name = self.stack.pop(), token["name"].lower()
        if name not in ("", tag.name):
            raise BadMarkup(
                f'Unmatched end tag at byte offset {self._byte(token)}, expected "</{tag.name}>", found "</{name}>"'
            )
        self._add(tag, length(self.text) - tag.offset)

    def _add(self, tag: Tag, size: int) -> None:
        entity: dict[str, Any] = {"type": KINDS[tag.name], "offset": tag.offset, "length": size}
        if tag.name == "a":
            entity["url"] = tag.attributes.get("href", "")
        if tag.name == "tg-emoji":
            entity["custom_emoji_id"] = tag.attributes.get("emoji-id", "")
        if tag.name == "blockquote" and "expandable" in tag.attributes:
            entity["type"] = "expandable_blockquote"
        if size and entity.get("url") != "":
            self.entities.append(entity)


def read_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The text a person sees, trimmed as Telegram trims it, and its entities in UTF-16 units. Raises BadMarkup."""
    reader = Reader(source)
    reader.read()
    text = reader.text.strip()
    cut = length(reader.text) - length(reader.text.lstrip())
    entities = [{**entity, "offset": max(entity["offset"] - cut, 0)} for entity in reader.entities]
    return text, sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def character(reference: str) -> str:
    if reference.startswith("&#x"):
        return chr(int(reference[3:-1], 16))
    if reference.startswith("&#"):
        return chr(int(reference[2:-1]))
    return NAMED.get(reference, reference)


def length(text: str) -> int:
    """Telegram counts UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
