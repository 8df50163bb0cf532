"""What the chat says to a question: the answer, or truthfully what becomes of the question."""

from __future__ import annotations

import pytest
from markupsafe import escape

from cases.asked import BadAsked, read_asked
from templates.rendering import LANGUAGES, Words
from tests.world.shipped import WORDS

OF_A_UNIT = Words(WORDS.zone, {"unit_name": "海曙分局", "unit_phone": "0574-87654321", "demonstration": False})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("known", read_asked(), ids=lambda known: known.id)
def test_an_answer_is_shown_as_it_is_written(known, language):
    """Whole, and nothing else but what a demonstration or the unit's phone adds."""
    answer = str(escape(WORDS.text(f"asked.{known.id}", language)))
    shown = OF_A_UNIT.chat("asked", language, id=known.id)
    assert shown.startswith(answer)
    assert shown == answer or "0574-87654321" in shown
    assert WORDS.chat("asked", language, id=known.id).endswith(answer)


def test_a_demonstration_says_that_it_is_none_of_the_police():
    """Whoever asks whether this is real is told so first."""
    assert "未连接任何公安机关" in WORDS.chat("asked", "zh", id="is_it_real").splitlines()[0]
    assert "未连接" not in OF_A_UNIT.chat("asked", "zh", id="is_it_real")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_without_an_answer_says_where_it_goes(language):
    """With the report, to the experts of a case, or nowhere: each is said differently, and only the true one."""
    said = [
        WORDS.chat("asked", language, id=None, goes="with_report"),
        WORDS.chat("asked", language, id=None, goes="to_desk", number="GC-261123-7K3QX"),
        WORDS.chat("asked", language, id=None, goes="nowhere"),
    ]
    assert len(set(said)) == 3
    assert [("GC-261123-7K3QX" in one) for one in said] == [False, True, False]


GOOD = """[[asked]]
id = "one"
about = ["律师"]
say = ["要律师吗"]
source = ["README.md"]
"""


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (GOOD + GOOD, "one: stands twice"),
        (GOOD + GOOD.replace("one", "two"), "要律师吗: is said by two questions"),
        (GOOD.replace('source = ["README.md"]\n', ""), "one: has the keys"),
        (GOOD.replace('["README.md"]', "[]"), "one: source is not a list of texts"),
        (GOOD.replace('["律师"]', '[" "]'), "one: about is not a list of texts"),
        (GOOD.replace("say = [", "said = ["), "one: has the keys"),
    ],
    ids=["twice", "said twice", "no source", "empty source", "blank", "misspelt"],
)
def test_a_slip_in_the_data_stops_the_start(tmp_path, written, reason):
    """It is refused with its name and the reason."""
    file = tmp_path / "asked.toml"
    file.write_text(written, "utf-8")
    with pytest.raises(BadAsked) as refused:
        read_asked(file)
    assert str(refused.value).startswith(reason)
