"""Telegram's HTML, read as strictly as Telegram does: text and entities with UTF-16 offsets, or the same refusal."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

from bot.webchat.refused import Refused
from handlers.chat import utf16

Entity = dict[str, Any]  # type, offset, length, and url or language where the type has one

KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
SAFE_LINK = re.compile(r"(https?://|tg:)[^\s]+", re.IGNORECASE)
_TOKEN = re.compile(r"<[^>]*>?|[^<]+")
_TAG = re.compile(r"<(/?)([a-zA-Z0-9-]*)(.*)>", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
_CHARACTER = re.compile(r"&(lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")


class BadMarkup(Refused):
    """The text is not markup as Telegram reads it."""


@dataclass
class _Open:
    """A start tag whose end has not come yet."""

    name: str
    offset: int
    attributes: dict[str, str]


@dataclass
class _Reading:
    text: str = ""
    length: int = 0
    entities: list[Entity] = field(default_factory=list)
    opened: list[_Open] = field(default_factory=list)

    def say(self, raw: str) -> None:
        plain = _CHARACTER.sub(lambda found: html.unescape(found[0]), raw)
        self.text += plain
        self.length += utf16(plain)

    def start(self, name: str, rest: str, at: int) -> None:
        attributes = {found[1].lower(): _value(found) for found in _ATTRIBUTE.finditer(rest)}
        if name not in KINDS:
            raise BadMarkup(f'can\'t parse entities: Unsupported start tag "{name}" at byte offset {at}')
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise BadMarkup(f'can\'t parse entities: Tag "span" must have class "tg-spoiler" at byte offset {at}')
        self.opened.append(_Open(name, self.length, attributes))

    def end(self, name: str, at: int) -> None:
        if not self.opened:
            raise BadMarkup(f"can't parse entities: Unexpected end tag at byte offset {at}")
        tag = self.opened.pop()
        if name and name != tag.name:
            expected = f'expected "</{tag.name}>", found "</{name}>"'
            raise BadMarkup(f"can't parse entities: Unmatched end tag at byte offset {at}, {expected}")
        if self.length > tag.offset:
            self._keep(tag)

    def _keep(self, tag: _Open) -> None:
        entity: Entity = {"type": KINDS[tag.name], "offset": tag.offset, "length": self.length - tag.offset}
        if tag.name == "a":
            link = tag.attributes.get("href", "")
            if not SAFE_LINK.fullmatch(link):
                return  # as Telegram: the words stay, the link goes
            entity["url"] = link
        if tag.name == "blockquote" and "expandable" in tag.attributes:
            entity["type"] = "expandable_blockquote"
        if tag.name == "code" and self.opened and self.opened[-1].name == "pre":
            self.opened[-1].attributes.setdefault("class", tag.attributes.get("class", ""))
            return  # <pre><code class="language-…"> is one entity
        if tag.name == "pre" and tag.attributes.get("class", "").startswith("language-"):
            entity["language"] = tag.attributes["class"].removeprefix("language-")
        self.entities.append(entity)


def parse(source: str) -> tuple[str, list[Entity]]:
    """The text and its entities, outer before inner. Raises BadMarkup."""
    reading, at = _Reading(), 0
    for token in _TOKEN.findall(source):
        if token.startswith("<"):
            _read_tag(reading, token, at)
        else:
            reading.say(token)
        at += len(token.encode())
    if reading.opened:
        name = reading.opened[-1].name
        raise BadMarkup(f"can't parse entities: Can't find end tag corresponding to start tag \"{name}\"")
    return trimmed(reading.text, sorted(reading.entities, key=lambda one: (one["offset"], -one["length"])))


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without the space around it, which Telegram does not keep either."""
    skipped, kept = utf16(text) - utf16(text.lstrip()), text.strip()
    if kept == text:
        return text, entities
    end, moved = utf16(kept), []
    for entity in entities:
        start = max(entity["offset"] - skipped, 0)
        stop = min(entity["offset"] + entity["length"] - skipped, end)
        if stop > start:
            moved.append({**entity, "offset": start, "length": stop - start})
    return kept, moved


def _read_tag(reading: _Reading, token: str, at: int) -> None:
    found = _TAG.fullmatch(token)
    if found is None:
        raise BadMarkup(f"can't parse entities: Unclosed start tag at byte offset {at}")
    if found[1]:
        reading.end(found[2].lower(), at)
    else:
        reading.start(found[2].lower(), found[3], at)


def _value(found: re.Match[str]) -> str:
    return html.unescape(found[2] or found[3] or found[4] or "")
