"""The disk of the file store, and the reserve of it that is left to words: under it, files wait."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cases.room import GB, FilesWait

UNITS = {"": 1, "KB": 1024, "MB": 1024**2, "GB": GB, "TB": 1024 * GB}
_WRITTEN = re.compile(r"(?P<number>[0-9]{1,12}(?:\.[0-9]{1,3})?)\s*(?P<unit>%|[KMGT]?B|)", re.IGNORECASE)


@dataclass(frozen=True)
class Reserve:
    """So many bytes, and no more than this share of the whole disk."""

    size: int = GB
    share: float = 0.05

    @classmethod
    def written(cls, text: str) -> Reserve:
        """As a setting says it: 2GB, 500 MB, 10%. Raises ValueError."""
        found = _WRITTEN.fullmatch(text.strip())
        if not found:
            raise ValueError("write it as a size or a share of the disk, for example 2GB or 10%")
        number, unit = float(found["number"]), found["unit"].upper()
        if unit != "%":
            return cls(int(number * UNITS[unit]), 1.0)
        if number > 90:
            raise ValueError("a reserve over 90% leaves no room for files")
        return cls(2**63, number / 100)

    def of(self, total: int) -> int:
        return min(self.size, int(total * self.share))


@dataclass(frozen=True)
class Disk:
    """The disk that a folder is on."""

    folder: Path
    reserve: Reserve = Reserve()

    def room(self) -> int:
        """How many bytes files may still take; negative within the reserve. Raises OSError."""
        usage = shutil.disk_usage(self._there())
        return usage.free - self.reserve.of(usage.total)

    def kept_free(self) -> int:
        """How many bytes they leave. Raises OSError."""
        return self.reserve.of(shutil.disk_usage(self._there()).total)

    def is_low(self) -> bool:
        """Whether files have to wait."""
        with suppress(OSError):
            return self.room() <= 0
        return False

    def check(self, more: int) -> None:
        """Raises FilesWait when so many bytes more would go into the reserve."""
        with suppress(OSError):  # a disk that cannot be asked is not full for that; writing to it says what it is
            if self.room() < more:
                raise FilesWait

    def _there(self) -> Path:
        """The folder, or before it is made the one it will be in."""
        return next(one for one in (self.folder, *self.folder.absolute().parents) if one.exists())
