"""Turns a template and its facts into what a person reads, in their language.

Words that belong to data stand by id in words/*.toml in Chinese and under the same ids in words/en/*.toml in English.
Sentences stand in Chinese in the templates themselves; locales/en/LC_MESSAGES/green_channel.po holds their English.
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from cases.canned import fill
from templates.served import address_of
from templates.spoken import Spoken

FOLDER = Path(__file__).parent
LANGUAGES = ("zh", "en")
DOMAIN = "green_channel"
REMEMBERED = 10_000
# What templates are told where all cases are made up: no unit's name or phone stands there, whatever the settings say.
MADE_UP = MappingProxyType({"unit_name": None, "unit_phone": None, "demonstration": "made up"})


class WordsMissing(KeyError):
    """Nobody has written the words that were asked for."""


class Words:
    """All words, loaded once. `zone` is the unit's; times are said in it."""

    def __init__(self, zone: ZoneInfo, common: Mapping[str, Any] | None = None) -> None:
        """`common` are facts every template may use: the unit's name and phone, and whether this is a demonstration."""
        self.zone = zone
        self.common = common or {}
        self._tables = {language: tables(language) for language in LANGUAGES}
        self._found: dict[tuple[str, str], str | None] = {}
        self.spoken = {language: Spoken(self._tables[language]["spoken"], language, zone) for language in LANGUAGES}
        self._catalogues = {language: _catalogue(language) for language in LANGUAGES}
        self._environments = {language: self._environment(language, self.common) for language in LANGUAGES}

    def tell_of(self, common: Mapping[str, Any]) -> None:
        """From now on these are the facts that every template may use."""
        self.common = common
        for environment in self._environments.values():
            environment.globals.update(common)

    def text(self, path: str, language: str, /, **facts: Any) -> str:
        """One phrase of the language's <table>.toml by its dotted path, plain text. Raises WordsMissing."""
        found = self._find(path, language)
        if found is None:
            raise WordsMissing(path)
        return found.format(**facts) if facts else found

    def has(self, path: str) -> bool:
        return self._find(path, LANGUAGES[0]) is not None

    def names(self, path: str) -> tuple[str, ...]:
        """What stands below that path, in the order of its file; the same in every language."""
        table, *keys = path.split(".")
        here: Any = self._tables[LANGUAGES[0]][table]
        for key in keys:
            here = here[key]
        return tuple(here)

    def chat(self, name: str, language: str, /, **facts: Any) -> str:
        """A message in Telegram's HTML: templates/chat/<name>.html.jinja."""
        text = self._environments[language].get_template(f"chat/{name}.html.jinja").render(facts)
        return "\n".join(line.strip() for line in text.strip().splitlines())

    def block(self, name: str, block: str, language: str, /) -> str:
        """One block of a message alone: what a letter is called, without the letter."""
        template = self._environments[language].get_template(f"chat/{name}.html.jinja")
        return "".join(template.blocks[block](template.new_context())).strip()

    def page(self, name: str, language: str, /, **facts: Any) -> str:
        """A page or a part of one: templates/<name>.html.jinja."""
        return self._environments[language].get_template(f"{name}.html.jinja").render(facts)

    def unread(self) -> Iterator[Callable[[], object]]:
        """Reads one template of one language with each call: the longest takes a tenth of a second."""
        for environment in self._environments.values():
            for name in environment.list_templates(extensions=["jinja"]):
                yield partial(environment.get_template, name)

    def _find(self, path: str, language: str) -> str | None:
        asked = (language, path)
        if asked not in self._found:
            if len(self._found) > REMEMBERED:
                self._found.clear()  # paths can hold what came from outside, such as an option's id
            self._found[asked] = _search(self._tables[language], path)
        return self._found[asked]

    def _environment(self, language: str, common: Mapping[str, Any]) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
            auto_reload=False,
            cache_size=-1,  # all of them: there are about as many as Jinja keeps
        )
        environment.install_gettext_translations(self._catalogues[language], newstyle=True)  # type: ignore[attr-defined]
        environment.globals.update(
            {"checks_files": False, "genuine_at": ""} | dict(common),
            language=language,
            t=pass_context(partial(_text, self, language)),
        )
        environment.globals["static"] = address_of
        for name in ("money", "moment", "clock", "day", "ago", "waited", "size"):
            environment.filters[name] = getattr(self.spoken[language], name)
        environment.filters["lines"] = _lines
        environment.filters["time"] = datetime.fromisoformat  # of what stands in details
        environment.filters["filled"] = _filled
        return environment


def tables(language: str) -> dict[str, dict[str, Any]]:
    """The words of one language by id, a table per file."""
    folder = FOLDER / "words" if language == LANGUAGES[0] else FOLDER / "words" / language
    return {file.stem: tomllib.loads(file.read_text("utf-8")) for file in sorted(folder.glob("*.toml"))}


def _search(words: Mapping[str, Any], path: str) -> str | None:
    table, *keys = path.split(".")
    here: Any = words.get(table)
    while keys and isinstance(here, dict):
        # identifiers such as "transactions.at" contain dots themselves: the longest match wins
        taken = next((n for n in range(len(keys), 0, -1) if ".".join(keys[:n]) in here), 0)
        if not taken:
            return None
        here, keys = here[".".join(keys[:taken])], keys[taken:]
    return here if isinstance(here, str) and not keys else None


def _text(words: Words, language: str, _context: Context, path: str, /, **facts: Any) -> str:
    return words.text(path, language, **facts)


def _lines(text: str) -> Markup:
    """A person's own words on a page, with their line breaks."""
    return Markup("<br>").join(escape(line) for line in text.splitlines())


def _filled(text: str, **values: Any) -> str:
    """A text of the unit's own with its fields. Raises FieldMissing for what its message does not fill."""
    return fill(text, {name: str(value) for name, value in values.items()})


def _catalogue(language: str) -> NullTranslations:
    file = FOLDER / "locales" / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not file.exists():
        return NullTranslations()  # Chinese stands in the templates themselves
    compiled = io.BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def language_of(wanted: str | None, fallback: str = "zh") -> str:
    """The language we have for a browser's or Telegram's language tag: "zh-hans" -> "zh", "en-GB" -> "en"."""
    start = (wanted or "").lower()[:2]
    return start if start in LANGUAGES else fallback
