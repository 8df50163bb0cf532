"""The tables of words beside this module, and patterns made of them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any


def table(name: str) -> dict[str, Any]:
    """What `name`.toml in this folder holds."""
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))


def letters(text: str) -> frozenset[str]:
    """The letters of a table's string; its line breaks are none."""
    return frozenset("".join(text.split()))


def any_of(words: Iterable[str]) -> str:
    """A pattern for one of `words`, the longest that fits."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def one_of(patterns: Iterable[str]) -> str:
    """A pattern for the first of `patterns` that fits."""
    return "|".join(patterns)
