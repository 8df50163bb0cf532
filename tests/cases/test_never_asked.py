"""Words that ask a reporter for what nobody of the unit asks for are stopped; an honest officer's pass."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from cases.never_asked import Never, NeverAsked, asked_for, check_never_asked

HERE = Path(__file__).parent
WORDS = HERE.parents[1] / "templates/words"
SAID = [json.loads(line) for line in (HERE / "never_asked.jsonl").read_text("utf-8").splitlines()]
STOPPED = [one["text"] for one in SAID if one["stopped"]]
HARMLESS = [one["text"] for one in SAID if not one["stopped"]]


def texts(table: object) -> list[str]:
    """Every text of a file of words."""
    if isinstance(table, dict):
        return [text for one in table.values() for text in texts(one)]
    return [table] if isinstance(table, str) else []


def test_what_a_fraud_would_write_is_stopped():
    """Of some two hundred lines by people who had not seen a pattern, sly spellings among them, 97 in a hundred."""
    missed = [text for text in STOPPED if not list(asked_for(text))]
    assert len(STOPPED) > 180
    assert len(missed) <= len(STOPPED) * 0.03, missed


def test_what_an_honest_officer_writes_passes():
    """Of more than two hundred lines near the border, 99 in a hundred."""
    stopped = [text for text in HARMLESS if list(asked_for(text))]
    assert len(HARMLESS) > 200
    assert len(stopped) <= len(HARMLESS) * 0.01, stopped


@pytest.mark.parametrize("language", ["", "en/"])
@pytest.mark.parametrize("name", ["canned", "materials", "money", "ways", "doors"])
def test_our_own_words_pass(language: str, name: str):
    """What the program itself offers officers to send, and what it says of fraud, asks for nothing of the kind."""
    file = WORDS / f"{language}{name}.toml"
    for text in texts(tomllib.loads(file.read_text("utf-8"))):
        assert not list(asked_for(text)), text


@pytest.mark.parametrize(
    ("text", "what", "place"),
    [
        ("您好，请把收到的验证码发给我。", Never.CODE, "把收到的验证码发"),
        ("先转 5 万过来验证一下", Never.MONEY, "先转5万过来"),
        ("这件事请您不要告诉家人", Never.SECRECY, "不要告诉家人"),
        ("网银密码是多少？", Never.PASSWORD, "密码是多少"),
        ("请打开屏幕共享", Never.DEVICE, "打开屏幕共享"),
        ("逮捕令电子版发给您了", Never.PAPER, "逮捕令电子版"),
    ],
)
def test_the_place_is_named(text: str, what: Never, place: str):
    """Its kind and its place, so that the one who wrote it in good faith knows what to change."""
    with pytest.raises(NeverAsked) as caught:
        check_never_asked(text)
    assert caught.value.what is what
    assert caught.value.said.startswith(place)
