"""The command `preview`: what a kind of message says and when, with a made-up case, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from bot.clock import now
from bot.prompt import with_database
from bot.saying import fail, say
from bot.settings import Settings
from bot.wiring import make_door
from cases.messages import TO_REPORTER, Kind
from handlers.door import Voice
from handlers.said.examples import example_text
from handlers.said.letter_facts import kind_name
from handlers.said.plan import when_sent
from storage.database import Database
from templates.rendering import LANGUAGES


def preview_(kind: Annotated[str, typer.Argument(help="Without it, the list of all.")] = "") -> None:
    """What a message says and when it is sent, with a made-up case, in both languages."""

    async def work(database: Database, settings: Settings) -> list[str]:
        own = make_door(settings, database, now).own_voice
        if kind and kind not in set(Kind):
            fail(own.say("plan.preview.none", kind=kind))
        return list(_whole(own, Kind(kind)) if kind else (_head(own, one) for one in Kind))

    for line in with_database(work):
        say(line)


def _whole(own: Voice, kind: Kind) -> Iterator[str]:
    yield _head(own, kind)
    yield own.say("plan.preview.when")
    yield from (f"  {line}" for line in when_sent(own, kind))
    for language in LANGUAGES:
        yield f"[{language}]"
        yield from (f"  {line}".rstrip() for line in example_text(Voice(own.door, language), kind).splitlines())


def _head(own: Voice, kind: Kind) -> str:
    to = own.say(f"plan.preview.{'reporter' if kind in TO_REPORTER else 'team'}")
    return own.say("plan.preview.head", kind=kind.value, name=kind_name(own, kind), to=to)
