"""How much one chat and one address can write in a day: more than a person can, and an end to it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage.tables import WebMessage

DAY = timedelta(days=1)
LONG, ACCOUNT = "骗" * 1000, "6222 0212 3456 7890 128"


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Three long messages of one chat and some short ones, four long ones of an address, one of each chat always."""
    monkeypatch.setattr("cases.room.WORDS", 9_500)
    monkeypatch.setattr("cases.room.SHORTS", 500)
    monkeypatch.setattr("cases.room.WORDS_OF_ADDRESS", 13_000)
    monkeypatch.setattr("cases.room.WORDS_ALWAYS", 3_500)


@pytest.mark.postgres
async def test_words_without_end_are_refused_and_the_account_still_goes(house, reporter):
    """What is refused is not kept; short words go on for a while; the next day all is as before."""
    for _ in range(3):
        assert (await reporter.says(LONG)).status_code == 200
    refused = await reporter.says(LONG)
    assert refused.status_code == 429
    assert "短句照样能发" in refused.json()["error"]
    assert "110" in refused.json()["error"]
    before = len([one for one in await house.all(WebMessage) if one.from_person])
    assert (await reporter.says(LONG)).status_code == 429
    assert len([one for one in await house.all(WebMessage) if one.from_person]) == before
    answers = [(await reporter.says(ACCOUNT)) for _ in range(50)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert "明天" in answers[-1].json()["error"]
    house.clock.passes(DAY)
    assert (await reporter.says(LONG)).status_code == 200


async def test_neighbours_leave_a_company_its_words(newcomer):
    """Whoever wrote without end at the same address, the next chat has room for what happened, and for short words."""
    first, second, company = newcomer(), newcomer(), newcomer()
    for one in (first, second, company):
        await one.opens()
    for one in (first, first, first, second):
        assert (await one.says(LONG)).status_code == 200
    assert (await second.says(LONG)).status_code == 429
    assert (await company.says(LONG)).status_code == 200
    assert (await company.says(LONG)).status_code == 429
    assert (await company.says(ACCOUNT)).status_code == 200
