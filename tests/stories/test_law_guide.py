"""The worked example of docs/law.md, read as the reporter and the officer read it."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from pathlib import Path
from textwrap import dedent
from zoneinfo import ZoneInfo

import pytest

from cases.law.reading import SHIPPED
from tests.world import Clock, open_product

GUIDE = (Path(__file__).parents[2] / "docs" / "law.md").read_text("utf-8")
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def own_law(tmp_path: Path) -> Path:
    """The unit's own files, made as the guide says: copies of ours with its two blocks at the end."""
    folder = tmp_path / "law"
    folder.mkdir()
    blocks = [dedent(block) for block in re.findall(r"^   ```toml\n(.*?)^   ```", GUIDE, re.DOTALL | re.MULTILINE)]
    for name, block in zip(("sources", "thresholds"), blocks, strict=True):
        (folder / f"{name}.toml").write_text(f"{(SHIPPED / f'{name}.toml').read_text('utf-8')}\n{block}", "utf-8")
    return folder


@pytest.mark.parametrize("day", [date(2026, 11, 30), date(2026, 12, 1)], ids=str)
async def test_what_a_changed_threshold_says(tmp_path: Path, database_url: str, clock: Clock, own_law: Path, day: date):
    """On the last day of the old standard and the first of the new one, word for word what the guide quotes."""
    clock.set(datetime.combine(day, time(10), SHANGHAI))
    quoted = dict(re.findall(rf"> \*\*{day}, (\w+)\.\*\* (.+)", GUIDE))
    async with open_product(tmp_path, database_url, clock, law=own_law) as product:
        await product.accepts_law()
    async with open_product(tmp_path, database_url, clock, law=own_law) as product:
        officer, reporter = await product.expert(), await product.reporter()
        await reporter.tells_up_to_submit(loss_amount="2.5万")
        assert quoted["reporter"] in reporter.last.text
        await reporter.submits()
        await officer.looks()
        await officer.presses("卷宗")
        await officer.presses("法律参考")
        for line in quoted["officer"].split("　"):
            assert line in officer.last.text
