"""Where the unit's key is: none is made where something was sealed with another, and nobody else may read our files."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bot.saying import notice
from bot.settings import Settings
from storage import key_files
from storage.database import Database
from storage.files_of import FILES_OF
from storage.key_files import KeyMissing
from storage.keys import KeyRing
from storage.migrating import connected
from storage.rows import filled

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


def unit_key(settings: Settings) -> KeyRing:
    """The key; made at the very first start. Raises KeyMissing, KeyFileWrong, BadKey, OSError."""
    if not settings.key and not settings.key_file.exists():
        if is_in_use(settings):
            raise KeyMissing(settings.key_file)
        with suppress(FileExistsError):  # another process was faster
            key_files.make(settings.key_file)
            notice(settings.language, "key.made", file=settings.key_file)
    return held_key(settings)


def held_key(settings: Settings) -> KeyRing:
    """The same, and never made. Raises KeyMissing, KeyFileWrong, BadKey, OSError."""
    if settings.key:
        before = settings.key_old.get_secret_value() if settings.key_old else None
        return KeyRing.from_settings(settings.key.get_secret_value(), before)
    try:
        return KeyRing.from_file(settings.key_file)
    except FileNotFoundError as error:
        raise KeyMissing(settings.key_file) from error


def keep_private(settings: Settings) -> None:
    """Folder, database, files, index and key are for this user alone, also where they were not before."""
    for path in _ours(settings):
        wanted = PRIVATE_FOLDER if path.is_dir() else PRIVATE_FILE
        if not _is_private(path):
            key = path.name.startswith(settings.key_file.name) and path.is_file()
            with suppress(PermissionError):  # of another owner, who has to see to it
                path.chmod(wanted)
                notice(settings.language, "private.key" if key else "private.mended", file=path)


def is_in_use(settings: Settings) -> bool:
    """Whether anything is stored, so that there was a key."""
    if any(path.is_file() for path in (settings.data / "files").rglob("*")):
        return True
    database = Database(settings.database_url)
    if database.is_sqlite and not Path(str(database.address.database)).exists():
        return False
    with connected(database) as connection:
        return bool(filled(connection))


def _ours(settings: Settings) -> Iterator[Path]:
    """What is in a folder comes before it, so that a start that was cut off does the rest the next time."""
    yield from _opened_up(settings.data / "files")
    database = Database(settings.database_url)
    ours = (settings.key_file, settings.search_file, settings.data / FILES_OF)
    files = [found for one in ours for found in one.parent.glob(f"{one.name}*")]
    if database.is_sqlite:
        file = Path(str(database.address.database))
        files += file.parent.glob(f"{file.name}*")
    yield from (path for path in files if path.is_file())
    yield settings.data


def _opened_up(folder: Path) -> Iterator[Path]:
    """Of the store only what stands in a folder that others may enter: looking at every file takes long."""
    if folder.is_dir():
        for part in folder.iterdir():
            if part.is_dir() and not _is_private(part):
                yield from part.iterdir()
                yield part
        yield folder


def _is_private(path: Path) -> bool:
    with suppress(FileNotFoundError):  # a journal comes and goes
        return not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    return True
