"""What still needs English: the sentences of the templates, and the words of words/*.toml by their ids.

`make words` refreshes the catalogue of the templates' sentences and says what is missing in both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from templates.rendering import DOMAIN, FOLDER, tables

CATALOGUE = FOLDER / "locales" / "en" / "LC_MESSAGES" / f"{DOMAIN}.po"
OPTIONS = {"**.jinja": {"silent": "false", "trimmed": "true"}}


def extract() -> Catalog:
    """All Chinese sentences of the templates, without translations."""
    found = Catalog(locale="en", project="green-channel", fuzzy=False, charset="utf-8")
    for _file, _line, message, _comments, context in extract_from_dir(
        FOLDER, method_map=[("**.jinja", "jinja2")], options_map=OPTIONS
    ):
        found.add(message, context=context)
    return found


def refresh() -> list[str]:
    """Bring the catalogue up to date; returns the sentences without English."""
    fresh = extract()
    with CATALOGUE.open("rb") as source:
        known = read_po(source, locale="en")
    fresh.creation_date = known.creation_date  # a day that moves with every run is a conflict in every merge
    for message in fresh:
        if message.id and (old := known.get(message.id)):
            message.string = old.string
    with CATALOGUE.open("wb") as out:
        write_po(out, fresh, width=0, sort_output=True, no_location=True)
    return [str(message.id) for message in fresh if message.id and not message.string]


def phrases(language: str) -> dict[str, str]:
    """Every phrase of the language's tables by its id, "questions.money_at.ask", in the order of the files."""
    return dict(_leaves("", tables(language)))


def _leaves(at: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(f"{at}{key}.", value)
        else:
            yield f"{at}{key}", str(value)


def report() -> list[str]:
    """Refresh the catalogue and say what a translator has to do."""
    sentences, chinese, english = refresh(), phrases("zh"), phrases("en")
    wanting = [name for name in chinese if not english.get(name)]
    return [
        f"{len(sentences)} sentences of templates without English",
        *(f"  {sentence}" for sentence in sentences),
        f"{len(wanting)} of {len(chinese)} words without English in words/en",
        *(f"  {name} = {chinese[name]}" for name in wanting),
        *(f"  {name} is in words/en only" for name in english if name not in chinese),
    ]


if __name__ == "__main__":
    print(*report(), sep="\n")  # noqa: T201
