"""What an operator copies from deploy/ and types from the pages of docs/: it is there, and alike in both languages."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import typer

from bot.command_line import app
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
DEPLOY = sorted(one for one in (ROOT / "deploy").iterdir() if one.is_file())
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *DEPLOY]
TYPED = re.compile(r"(?:^|`|bin/)green-channel ([a-z]+)(?: ([a-z]+))?", re.MULTILINE)


def commands() -> set[str]:
    """Every command there is; of a group each with its second word."""
    found: set[str] = set()
    for name, one in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        groups = getattr(one, "commands", {})
        found |= {f"{name} {second}" for second in groups} or {name}
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_to_be_typed_is_there(page: Path):
    """Every command and every setting that a page names."""
    text, known = page.read_text(), commands()
    for first, second in TYPED.findall(text):
        assert {first, f"{first} {second}"} & known, f"green-channel {first} {second}"
    settings = {f"GC_{name.upper()}" for name in Settings.model_fields} | {
        "GC_TEST_PICTURES",
        "GC_BENCH_CASES",
        "GC_BENCH_GIGABYTES",
    }
    assert set(re.findall(r"\bGC_[A-Z_]+", text)) <= settings


def test_the_first_day_is_the_same_in_both_languages():
    """The same lines to type, but for what is said beside them."""
    typed = []
    for name in ("first-day.md", "first-day.zh.md"):
        blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "docs" / name).read_text(), re.DOTALL)
        lines = [re.sub(r"\s+#.*", "", line) for block in blocks for line in block.splitlines()]
        typed.append([line for line in lines if not line.startswith("git clone")])
    assert typed[0] == typed[1]
    assert len(typed[0]) > 20


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd on this machine")
@pytest.mark.parametrize(
    "unit", [one for one in DEPLOY if one.suffix in {".service", ".timer"}], ids=lambda one: one.name
)
def test_systemd_understands_the_units(unit: Path):
    """Every line of them; only the program is not installed here."""
    asked = ["systemd-analyze", "verify", str(unit)]
    said = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    complaints = [line for line in said.stderr.splitlines() if str(unit.name.partition(".")[0]) in line]
    assert [line for line in complaints if "is not executable" not in line] == []
