"""The signs in the offences' data: what they may be, and that the start stops at one that may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.questionnaire import BadQuestionnaire, load
from cases.understanding.signs import compiled
from tests.cases.linear import grows_evenly

MAIN = """
order = ["offence"]
[[questions]]
id = "offence_group"
kind = "choice"
options = ["insider"]
[[questions]]
id = "offence"
kind = "choice"
"""
INSIDER = """
[[offences]]
id = "EMBEZZLEMENT"
article = "271(1)"
groups = ["insider"]
unit = "economic_crime"
questions = []
say = ["会计把公司的钱转到自己卡里"]
signs = ["{}"]
"""


def loading(folder: Path, sign: str):
    (folder / "offences").mkdir()
    (folder / "questionnaire.toml").write_text(MAIN, "utf-8")
    (folder / "offences" / "insider.toml").write_text(INSIDER.replace("{}", sign), "utf-8")
    return load(folder).offences["EMBEZZLEMENT"]


@pytest.mark.parametrize(
    ("sign", "text"),
    [
        ("(出纳|会计|财务).{0,12}(转走|拿走|打到自己)", "我们会计昨天把钱转走了"),
        ("吃空饷", "他吃空饷三年"),
        ("受(了)?贿", "受贿"),
        ("(bid|tender).{0,60}rigged", "the tender was rigged"),
        ("a.{0,60}b|c.{0,60}d|e.{0,60}f|g.{0,60}h", "g h"),
    ],
)
def test_words_gaps_and_choices_make_a_sign(sign, text):
    """A legal officer needs no more."""
    assert compiled(sign).search(text)


@pytest.mark.parametrize(
    ("sign", "reason"),
    [
        ("(转走|拿走", "is no pattern"),
        ("", "is empty"),
        ("QQ群", "capital letters"),
        ("(转走)?", "fits everything"),
        (".{0,12}", "fits everything"),
        ("会计.*转走", "without an end"),
        ("会计.+转走", "without an end"),
        ("(钱+)+走", "without an end"),
        ("会计.{3,}转走", "without an end"),
        ("(会计|出纳){0,30}走", "without an end"),
        (r"(会计)走\\1", "without an end"),
        ("会计.{0,400}转走", "too wide"),
        ("会计.{0,60}.{0,60}.{0,60}转走", "too wide"),
    ],
)
def test_a_sign_that_is_none_or_may_be_slow_stops_the_start(tmp_path, sign, reason):
    """The start fails with the file and the reason."""
    with pytest.raises(BadQuestionnaire) as refused:
        loading(tmp_path, sign)
    assert str(refused.value).startswith("insider.toml: the sign ")
    assert reason in str(refused.value)


def test_an_offence_knows_how_it_is_told(tmp_path):
    """Examples and signs come from the file; an offence may do without."""
    offence = loading(tmp_path, "会计.{0,12}转走")
    assert (offence.say, offence.signs) == (("会计把公司的钱转到自己卡里",), ("会计.{0,12}转走",))


def test_every_sign_of_the_data_is_quick():
    """Even a text made of a sign's own words takes little time."""
    for offence in load().offences.values():
        for sign in offence.signs:
            words = "".join(letter for letter in sign if letter not in "().{}|?0123456789,")
            assert grows_evenly(compiled(sign).search, words), sign
