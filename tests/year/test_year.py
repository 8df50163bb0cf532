"""Four weeks of the desk in seconds, with an outage, blocked readers and forgetful officers; a year by `python -m tests.year`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.year.judging import judged
from tests.year.running import a_year


@pytest.mark.parametrize("seed", [7])
async def test_every_promise_is_kept_excused_or_alarmed(tmp_path: Path, database_url: str, seed: int):
    """No message twice, none by night, none to the wrong person; and never an open case without a date."""
    async with a_year(tmp_path, database_url, 8, seed, days=28) as year:
        found = await judged(year)
    assert found.wrong == {}, "\n".join(found.lines())
    assert found.cases == 8
    assert found.kept > 8
    assert found.broken > 2
    assert year.weather.delivered > 60
