"""Where a backup is brought back to, and where everything waits until it is whole: `restoring`, in the data folder.

A folder of that name that lies there says that a restore was cut off. The files move to their place first and the
database last; so a database with rows in it says that it had come to its end.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from cases.errors import CaseError
from storage.database import Database
from storage.files import make_private
from storage.files_of import FILES_OF
from storage.index_file import take_away
from storage.migrating import connected
from storage.rows import filled

MOVED = "moved"  # in `restoring`: the files are being moved, or were


class NotEmpty(CaseError):
    """There is something already where the backup should go."""

    def __init__(self, what: object) -> None:
        super().__init__(what)
        self.what = what


class RestoreUnfinished(CaseError):
    """A restore was cut off."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder


@dataclass(frozen=True)
class Place:
    """A data folder and a database; where the search index lies, if that is elsewhere."""

    database: Database
    data: Path
    index: Path | None = None

    @property
    def aside(self) -> Path:
        return self.data / "restoring"

    @property
    def files(self) -> Path:
        return self.data / "files"

    @property
    def file_of_database(self) -> Path:
        return Path(str(self.database.address.database))

    @property
    def file_aside(self) -> Path:
        """Beside its place, so that it can move there."""
        return self.file_of_database.with_name(f"{self.file_of_database.name}.restoring")

    def database_aside(self) -> Database:
        """PostgreSQL needs none: nobody sees rows before the commit."""
        if not self.database.is_sqlite:
            return self.database
        address = self.database.address.set(database=str(self.file_aside))
        return Database(address.render_as_string(hide_password=False))

    def begin(self) -> None:
        """Nothing stands here; what a restore left that was cut off is cleared away. Raises NotEmpty."""
        if self.aside.exists() and not self.is_done():
            self.give_up()
        if any(path.is_file() for path in self.files.rglob("*")):
            raise NotEmpty(self.files)
        if self._is_filled():
            raise NotEmpty(self.file_of_database if self.database.is_sqlite else "GC_DATABASE")
        make_private(self.aside)

    def give_up(self) -> None:
        """As if nothing had been begun."""
        if (self.aside / MOVED).exists():
            shutil.rmtree(self.files, ignore_errors=True)
        if self.database.is_sqlite:
            for end in ("", "-journal", "-wal", "-shm"):
                self.file_aside.with_name(self.file_aside.name + end).unlink(missing_ok=True)
        shutil.rmtree(self.aside, ignore_errors=True)

    def move_files(self) -> None:
        (self.aside / "files").mkdir(exist_ok=True, mode=0o700)
        (self.aside / MOVED).touch()
        shutil.rmtree(self.files, ignore_errors=True)  # empty folders
        (self.aside / "files").replace(self.files)
        (self.data / FILES_OF).unlink(missing_ok=True)  # of another database, as the index is
        for one in (self.data / "search.db", *([self.index] if self.index else [])):
            take_away(one)

    def move_database(self) -> None:
        self.file_aside.chmod(0o600)
        for end in ("-wal", "-shm"):
            self.file_of_database.with_name(self.file_of_database.name + end).unlink(missing_ok=True)
        self.file_aside.replace(self.file_of_database)

    def finish(self) -> None:
        shutil.rmtree(self.aside)

    def is_done(self) -> bool:
        return (self.aside / MOVED).exists() and self._is_filled()

    def _is_filled(self) -> bool:
        if self.database.is_sqlite and not self.file_of_database.exists():
            return False
        with connected(self.database) as connection:
            return bool(filled(connection))


def settle(database: Database, data: Path) -> None:
    """Before a start: what a restore left that was cut off at its very end. Raises RestoreUnfinished before that."""
    place = Place(database, data)
    if place.aside.exists():
        if not place.is_done():
            raise RestoreUnfinished(place.aside)
        place.finish()
