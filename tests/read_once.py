"""The words and the law, read once a process: they never change, and every story reading them anew takes minutes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cases.law import Law, load_law
from cases.questionnaire import Questionnaire, load
from templates.rendering import Words

LAW = cache(lambda: load_law(load()))


def words(zone: ZoneInfo, common: Mapping[str, Any] | None = None) -> Words:
    return _words(zone.key, tuple(sorted((common or {}).items())))


def law(questionnaire: Questionnaire, own: Path | None = None) -> Law:
    """Ours; a unit's own files are read each time."""
    return load_law(questionnaire, own) if own else LAW()


@cache
def _words(zone: str, common: tuple[tuple[str, Any], ...]) -> Words:
    return Words(ZoneInfo(zone), dict(common))
