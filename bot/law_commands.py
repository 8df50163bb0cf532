"""The command `law accept`: what the unit's own files say otherwise than ours, and a person's yes to it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from bot.clock import now
from bot.law_files import judged
from bot.prompt import with_database
from bot.saying import Phrases, fail, in_unit_language, say
from bot.settings import Settings
from cases.law import load_law
from cases.law.comparing import Difference, differences
from cases.law.reading import files_in
from cases.questionnaire import load
from storage.database import Database
from storage.law_files import Doubt, accept

law = typer.Typer(no_args_is_help=True, help="The unit's own files of the law.")


@law.callback()
def _of_law() -> None:
    """The unit's own files of the law."""


@law.command("accept")
def accept_(yes: Annotated[bool, typer.Option("--yes", help="Without being asked; for a script.")] = False) -> None:
    """Show what the unit's own files say otherwise than ours, and use them from the next start on."""
    words = in_unit_language("law")

    async def work(database: Database, settings: Settings) -> str:
        there, doubts = files_in(settings.own_law), judged(settings, database).doubts
        if not doubts:
            return words("nothing")
        load_law(load(), there)  # what cannot be used is not accepted
        for name, doubt in doubts.items():
            for line in _lines(words, name, doubt, there.get(name)):
                say(line)
        if not (yes or _agrees(words)):
            fail(words("left"))
        async with database.writing() as session:
            for name in doubts:
                await accept(session, name, there.get(name), now())
        return words("accepted", names=", ".join(doubts))

    say(with_database(work))


def _agrees(words: Phrases) -> bool:
    return sys.stdin.isatty() and typer.confirm(words("ask"))


def _lines(words: Phrases, name: str, doubt: Doubt, content: bytes | None) -> Iterator[str]:
    yield words("head", name=name, why=words(doubt))
    if content is None:
        yield words("ours_again")
        return
    found = differences(name, content)
    if not found:
        yield words("the_same")
    for one in found:
        yield _difference(words, one)
    if any(one.is_telephone for one in found):
        yield words("telephone")


def _difference(words: Phrases, one: Difference) -> str:
    facts = {
        "entry": one.entry,
        "key": one.key,
        "before": one.before or words("none"),
        "after": one.after or words("none"),
    }
    if one.key:
        return words("changed_key", **facts)
    return words("added" if one.before is None else "removed", **facts)
