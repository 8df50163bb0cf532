"""A minute of the fuzzer with a fixed seed, and whether it finds what is planted."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from fastapi.routing import APIRoute

from handlers import outside
from tests.fuzz.asking import Ask, addresses
from tests.fuzz.running import ELSEWHERE, Fuzzer

STEPS = 500
# Starlette leaves what a form had begun when it broke off to the garbage collector: 1 MB at most, in memory
pytestmark = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")


@pytest.mark.postgres
async def test_whatever_is_asked_there_is_an_answer(fuzzing: Fuzzer):
    """No 5xx, no handler that failed, nothing of another district: at every door and in the chats."""
    for _ in range(STEPS):
        await fuzzing.step()
    assert fuzzing.result.failures == []
    assert fuzzing.result.answers[200] > STEPS // 10, "most of it was refused at the entrance"


async def test_a_reader_that_reads_anything_is_found(fuzzing: Fuzzer, monkeypatch: pytest.MonkeyPatch):
    """As the doors read before: within a few hundred requests some number is one that breaks."""
    monkeypatch.setattr("bot.webchat.routes.read_number", int)
    monkeypatch.setattr("handlers.console.wanted.read_number", int)
    for _ in range(STEPS):
        await fuzzing.step()
        if fuzzing.result.failures:
            break
    assert "ValueError" in "".join(fuzzing.result.failures)
    assert f"--steps {fuzzing.result.steps}" in fuzzing.result.failures[0]
    assert outside.read_number("9" * 5000) is None


async def test_a_route_with_a_bug_is_found(fuzzing: Fuzzer):
    """Its address is asked as every other of the route table, and what it answers is judged."""

    async def breaks(number: str) -> Any:
        raise ZeroDivisionError(number)

    fuzzing.house.server.config.app.router.routes.insert(0, APIRoute("/planted/{number}", breaks, methods=["GET"]))
    assert "GET /planted/{number}" in addresses(fuzzing.house.server.config.app.routes)
    fuzzing.doors.routes = ["GET /planted/{number}"]
    await fuzzing.step()
    assert "500" in fuzzing.result.failures[0]
    assert "/planted/" in fuzzing.result.failures[0]


async def test_a_name_in_the_wrong_hands_is_found(fuzzing: Fuzzer):
    """A company of another district in an answer to a lead of Yinzhou is said, and to a lead of that district is not."""
    asker = fuzzing.doors.askers
    for who, expected in (("of another district", 0), ("nobody", 1)):
        fuzzing.result.failures.clear()
        await fuzzing._judge_secrets(asker[who], f"<p>{ELSEWHERE}</p>", Ask(who, "GET", "/"))
        assert len(fuzzing.result.failures) == expected


async def test_the_same_seed_asks_the_same(fuzzing: Fuzzer):
    """So that a failure can be seen again: only the ids that the house gave differ."""
    asked = [[str(fuzzing.doors.ask(Random(f"7:{step}"))) for step in range(40)] for _ in range(2)]
    assert asked[0] == asked[1]
