"""What the product is shipped with: the questionnaire, the law and the words, for tests that walk through all of it."""

from __future__ import annotations

import tomllib
from pathlib import Path

from bot.settings import Settings
from cases.questionnaire import load
from templates.rendering import FOLDER, Words
from tests.world import read_once

ROOT = Path(__file__).parent.parent.parent
REPORT = load()
LAW = read_once.law(REPORT)
WORDS = Words(Settings(_env_file=None).zone, {"unit_name": None, "unit_phone": None, "demonstration": True})


def table(name: str) -> dict:
    return tomllib.loads((FOLDER / "words" / f"{name}.toml").read_text("utf-8"))
