"""Every message can be seen before anybody gets it: with a made-up case, in both languages, and when it is sent."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from bot.command_line import app
from cases.messages import Kind
from handlers.door import Voice
from handlers.said.examples import NUMBER, example_text
from handlers.said.plan import when_sent
from templates.rendering import LANGUAGES
from tests.world.shipped import LAW, REPORT, WORDS

MOMENTS = (datetime(2026, 11, 24, 2, tzinfo=UTC), datetime(2026, 12, 31, 16, 20, tzinfo=UTC))


@pytest.mark.parametrize("now", MOMENTS, ids=["by day", "after midnight"])
def test_every_kind_can_be_seen_before_it_is_sent(now: datetime):
    """Each has words and a time in both languages, at any hour: a kind without an example would end the command."""
    door = SimpleNamespace(words=WORDS, law=LAW, questionnaire=REPORT, zone=WORDS.zone, clock=lambda: now)
    for kind in Kind:
        zh, en = (example_text(Voice(door, language), kind) for language in LANGUAGES)
        assert zh and en
        assert zh != en
        assert all(when_sent(Voice(door, language), kind) for language in LANGUAGES)


def test_the_command_shows_a_message_and_its_time(tmp_path, monkeypatch: pytest.MonkeyPatch):
    """The words in both languages and each time of the plan; a name that is none is refused; alone, it lists them."""
    monkeypatch.setenv("GC_DATA", str(tmp_path / "data"))
    runner = CliRunner()
    shown = runner.invoke(app, ["preview", "still_working"]).output
    assert "定期告知进展 · 发给报案人" in shown
    assert "钱可能还在动：2 小时后（每天 08:00–20:00 之间）" in shown
    assert f"到今天，{NUMBER} 还在核实" in shown
    assert f"As of today {NUMBER}" in shown
    listed = runner.invoke(app, ["preview"]).output.splitlines()
    assert [line.split(" · ")[0] for line in listed if " · " in line] == [kind.value for kind in Kind]
    assert runner.invoke(app, ["preview", "still_workng"]).exit_code == 2
