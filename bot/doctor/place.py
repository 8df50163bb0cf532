"""The data folder, the key, and the disk: looked at as they are, before anything of ours would mend them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from bot.doctor.found import Found, bad, good, see
from bot.saying import explained
from bot.settings import Settings
from bot.unit_key import held_key, is_in_use
from cases.errors import CaseError
from storage.key_files import KeyMissing, strangers
from storage.keys import KeyRing
from templates.spoken import Spoken

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def folder_row(settings: Settings) -> Found:
    folder = settings.data.resolve()
    if not folder.is_dir():
        return see("folder", "not_made", folder=folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        return bad("folder", "not_ours", folder=folder)
    return bad("folder", "open", folder=folder) if _is_open(folder) else good("folder", folder=folder)


def key_rows(settings: Settings) -> Iterator[Found | KeyRing]:
    """How the key lies; and the key, where there is one. Raises what looking into the database does."""
    try:
        ring = held_key(settings)
    except KeyMissing as error:
        yield bad("key", "wrong", why=explained(error)) if is_in_use(settings) else see("key", "not_made")
        return
    except CaseError as error:
        yield bad("key", "wrong", why=explained(error))
        return
    yield _how_it_lies(settings)
    if not settings.key and (found := strangers(settings.key_file)):
        yield bad("key", "strangers", names=", ".join(path.name for path in found))
    yield ring


def _how_it_lies(settings: Settings) -> Found:
    env = Path(".env").resolve()
    if settings.key:
        return bad("key", "open", file=env) if env.is_file() and _is_open(env) else good("key")
    return bad("key", "open", file=settings.key_file) if _is_open(settings.key_file) else see("key", "beside")


def disk_row(settings: Settings, spoken: Spoken) -> Found:
    room, reserve = settings.disk.room(), settings.disk.kept_free()
    if room <= 0:
        return bad("disk", "full", reserve=spoken.size(reserve))
    return good("disk", room=spoken.size(room), reserve=spoken.size(reserve))


def _is_open(path: Path) -> bool:
    """Whether other users of the machine may read it."""
    return bool(path.stat().st_mode & OTHERS)
