"""A file that a command leaves: under its name only when all of it is on the disk."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from storage.files import private


@contextmanager
def whole_file(target: Path) -> Iterator[BinaryIO]:
    """Nothing of it stays when it could not be written. Raises FileExistsError rather than write over one."""
    if target.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    partial = target.with_name(f"{target.name}.partial")
    try:
        with open(partial, "wb", opener=private) as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
