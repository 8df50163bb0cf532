"""What a text sounds like, by its short pieces alone."""

from __future__ import annotations

import pytest

from cases.understanding.likeness import LONGEST, Likeness
from tests.cases.linear import grows_evenly

EXAMPLES = {
    "weather": ["今天外面下大雨", "明天会不会出太阳", "it will rain all day tomorrow"],
    "food": ["中午想吃一碗牛肉面", "这家店的饺子很好吃", "the noodles here taste great"],
    "nothing": [],
}
SOUNDS = Likeness(EXAMPLES)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("外面下大雨了，出不了门", "weather"),
        ("楼下那家饺子店真的好吃", "food"),
        ("Is it going to RAIN tomorrow?", "weather"),
        ("the noodle taste was great", "food"),
    ],
)
def test_the_likest_label_comes_first(text, label):
    """Order of words, case and what stands around do not matter."""
    assert SOUNDS.scores(text)[0][0] == label


def test_words_of_one_kind_are_alike():
    """Who knows one word for it knows the others."""
    example = {"uncle": ["他的小舅子来了"], "rain": ["外面下大雨"]}
    kinds = {"kin": ["小舅子", "表叔", "cousin"]}
    assert Likeness(example).scores("cousin") == []
    assert Likeness(example, kinds).scores("表叔吗")[0][0] == "uncle"
    assert Likeness(example, kinds).scores("Cousin")[0][0] == "uncle"


def test_an_example_itself_is_as_like_as_can_be():
    """Ten examples said again word for word; a score never passes one."""
    ((label, score), *_) = Likeness({"one": ["今天外面下大雨"] * 10}).scores("今天外面下大雨。")
    assert label == "one"
    assert score == pytest.approx(1)


@pytest.mark.parametrize("text", ["", "   ", "12345 6789", "！？……", "😀😀😀", "\u200b\ud83d", "qqqq"])
def test_what_shares_nothing_is_like_nothing(text):
    """No label is named for a text without one common piece."""
    assert SOUNDS.scores(text) == []


def test_no_example_no_score():
    """Without examples everything is unlike."""
    assert Likeness({}).scores("今天外面下大雨") == []
    assert Likeness({"blank": ["", "。"]}).scores("今天外面下大雨") == []


def test_only_the_beginning_of_a_long_text_is_read():
    """What follows the limit changes nothing."""
    start = "今天外面下大雨" + "啊" * LONGEST
    assert SOUNDS.scores(start) == SOUNDS.scores(start + "这家店的饺子很好吃")


@pytest.mark.parametrize("piece", ["啊", "天外下雨面", "rain ", "9", "今天外面下大雨，", "😀", "a", "ﷺ", "㍿"])
def test_twice_the_length_takes_about_twice_the_time(piece):
    """The work grows with the text."""
    assert grows_evenly(SOUNDS.scores, piece)
