"""The style, scripts and icons of all pages: a fixed list, so that no path is ever built from an address."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@cache
def served() -> Mapping[str, Path]:
    """What a browser may have of the folder, by name; licences and notes stay at home."""
    found = sorted(path for path in FOLDER.rglob("*") if path.suffix in TYPES)
    return {path.relative_to(FOLDER).as_posix(): path for path in found}


@cache
def version() -> str:
    """Changes with any of the files, so that browsers may keep them for ever."""
    digest = hashlib.sha256()
    for path in served().values():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def address_of(name: str) -> str:
    """Where a page finds that file. Raises KeyError for one that is not there."""
    if name not in served():
        raise KeyError(name)
    return f"/static/{version()}/{name}"
