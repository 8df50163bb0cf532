"""What the command line says, in the unit's language: templates/words/command.toml."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from bot.settings import BadSettings, read_settings
from cases.errors import CaseError
from templates.rendering import LANGUAGES, tables

SHOWN = 5  # of a list of names


def say(line: str) -> None:
    typer.echo(line)
    sys.stdout.flush()


def some(names: Sequence[str]) -> str:
    """The first of them, and a sign that there are more."""
    return ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")


def fail(*lines: str) -> NoReturn:
    for line in lines:
        typer.echo(f"green-channel: {line}", err=True)
    raise SystemExit(2)


def notice(language: str, path: str, /, **facts: Any) -> None:
    """Beside what a command answers, so that a script that reads the answer does not read this."""
    typer.echo(phrase(language, path, **facts), err=True)


def phrase(language: str, path: str, /, **facts: Any) -> str:
    """Words of command.toml by their path below it."""
    found: Any = _words(language)
    for part in path.split("."):
        found = found[part]
    return str(found).format(**facts)


def explained(error: CaseError) -> str:
    """In the unit's language where there are words for an operator, else as the log has it."""
    language = unit_language()
    if error.code in _words(language)["errors"]:
        return phrase(language, f"errors.{error.code}", **vars(error))
    return str(error)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, nothing elsewhere; what it gives is told how much is done, of how much."""
    console = Console(stderr=True)
    columns = (TextColumn(label), BarColumn(), TextColumn("{task.percentage:>3.0f}%"), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole or 1)


@cache
def _words(language: str) -> dict[str, Any]:
    return tables(language)["command"]


Phrases = Callable[..., str]


def in_unit_language(table: str) -> Phrases:
    """What says the phrases of one table of command.toml; the settings are read once."""
    language = unit_language()

    def words(path: str, /, **facts: Any) -> str:
        return phrase(language, f"{table}.{path}", **facts)

    return words


def unit_language() -> str:
    """Also where the settings cannot be used."""
    try:
        return read_settings().language
    except BadSettings:
        return LANGUAGES[0]
