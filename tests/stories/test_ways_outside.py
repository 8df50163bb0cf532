"""What the doctor says of the ways by which who is not looking is told."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from bot.doctor.found import Mark, lines
from bot.doctor.outside import outside_rows
from bot.settings import Settings
from templates.rendering import LANGUAGES

UNSIGNED = f"dingtalk://{'f' * 64} feishu://a1b2c3d4 wecombot://693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"


def ways(found: object) -> list[tuple[str, str, Mark]]:
    return [(one.place, one.way, one.mark) for one in found]


def test_ways_outside_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Whether each can be used, is sealed on its way and answers; where the key of push lies, and whose secret lacks."""
    chosen = {"_env_file": None, "data": tmp_path, "public_url": "https://gc.example.org"}
    unset = [(place, "not_set", Mark.GOOD) for place in ("mail", "sms", "push", "robots")]
    assert ways(outside_rows(Settings(**chosen))) == unset
    with socket.create_server(("127.0.0.1", 0)) as server:
        mail = f"mailto://us:word@127.0.0.1:{server.getsockname()[1]}?from=us@example.org&to={{to}}"
        sms = "json://gateway.example.org/send?:phone={to}"
        found = list(outside_rows(Settings(**chosen, mail=mail, sms=sms, push="mailto:it@example.org")))
    assert ways(found)[:3] == [
        ("mail", "good", Mark.GOOD),
        ("sms", "no_tls", Mark.BAD),
        ("push", "beside", Mark.SEE),
    ]
    away = outside_rows(Settings(**chosen, mail=mail))
    assert ways(away)[0] == ("mail", "away", Mark.BAD)
    monkeypatch.setattr("bot.carriers.far_side.FarSide.answers", lambda _self: True)
    robots = list(outside_rows(Settings(**chosen, desk_notices=UNSIGNED)))[3:]
    assert [one.way for one in robots] == ["no_secret", "no_secret", "good"]
    for language in LANGUAGES:
        assert len(list(lines([*found, *robots], language))) == 7
