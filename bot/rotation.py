"""The commands `keys new` and `keys rotate`."""

from __future__ import annotations

import asyncio

import typer

from bot.clock import now
from bot.saying import phrase, progress, say
from bot.settings import Settings, read_settings
from bot.wiring import ready_database
from storage.key_files import new_secret
from storage.rotating import Rotated, rotate_file, rotate_setting

keys = typer.Typer(no_args_is_help=True, help="The unit's key.")


@keys.command("new")
def new_key() -> None:
    """Print a fresh value for GC_KEY."""
    say(new_secret())


@keys.command("rotate")
def rotate() -> None:
    """Put everything under another key, while the product runs. Cut off, it goes on with the next call."""
    settings = read_settings()
    done = asyncio.run(_rotate(settings))
    facts = {"old": done.old, "new": done.new, "keys": done.keys, "file": settings.key_file, "left_in": done.left_in}
    way = "file" if done.left_in else "setting"
    for line in ("done", f"{way}_runs", f"{way}_next"):
        say(phrase(settings.language, f"rotate.{line}", **facts))


async def _rotate(settings: Settings) -> Rotated:
    async with ready_database(settings, now) as database:
        with progress(phrase(settings.language, "rotate.label")) as tell:
            if settings.key:
                has_old = settings.key_old is not None
                return await rotate_setting(database, has_old=has_old, now=now(), tell=tell)
            return await rotate_file(database, settings.key_file, now(), tell)
