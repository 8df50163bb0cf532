"""Collects every phrase that needs English: from the templates and from words/*.toml.

`make words` refreshes the catalogue.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from templates.rendering import DOMAIN, FOLDER

CATALOGUE = FOLDER / "locales" / "en" / "LC_MESSAGES" / f"{DOMAIN}.po"
OPTIONS = {"**.jinja": {"silent": "false", "trimmed": "true"}}


def extract() -> Catalog:
    """All Chinese phrases in use, without translations."""
    found = Catalog(locale="en", project="green-channel", fuzzy=False, charset="utf-8")
    for _file, _line, message, _comments, context in extract_from_dir(
        FOLDER, method_map=[("**.jinja", "jinja2")], options_map=OPTIONS
    ):
        found.add(message, context=context)
    for phrase in _phrases():
        found.add(phrase)
    return found


def refresh() -> tuple[list[str], int]:
    """Bring the catalogue up to date; returns the phrases without English and how many there are in all."""
    fresh = extract()
    with CATALOGUE.open("rb") as source:
        known = read_po(source, locale="en")
    for message in fresh:
        if message.id and (old := known.get(message.id)):
            message.string = old.string
    with CATALOGUE.open("wb") as out:
        write_po(out, fresh, width=0, sort_output=True, no_location=True)
    return [str(message.id) for message in fresh if message.id and not message.string], len(fresh)


def _phrases() -> Iterator[str]:
    for file in sorted(FOLDER.glob("words/*.toml")):
        yield from _leaves(tomllib.loads(file.read_text("utf-8")))


def _leaves(table: dict[str, Any]) -> Iterator[str]:
    for value in table.values():
        if isinstance(value, dict):
            yield from _leaves(value)
        else:
            yield str(value)


if __name__ == "__main__":
    missing, total = refresh()
    print(f"{total} phrases, {len(missing)} without English", *missing, sep="\n  ")  # noqa: T201
