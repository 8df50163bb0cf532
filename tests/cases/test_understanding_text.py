"""Free text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.errors import NotUnderstood
from cases.understanding import read_text


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("  你好  ", "你好"),
        ("第一行\r\n第二行\r第三行", "第一行\n第二行\n第三行"),
        ("a\x00b\x07c\u200bd", "abcd"),
        ("e\u0301", "\u00e9"),
        ("全角　（括号）", "全角　（括号）"),
        ("👨\u200d👩", "👨\u200d👩"),
    ],
)
def test_text_keeps_what_can_be_seen(said, text):
    """Line breaks, width and emoji stay; control characters go."""
    assert read_text(said, 100) == text


@pytest.mark.parametrize("said", ["", "   ", "\n\n", "\u200b", "\x00", "\u3000"])
def test_nothing_to_see_is_empty(said):
    """Only spaces and marks without width are no answer."""
    with pytest.raises(NotUnderstood) as refused:
        read_text(said, 100)
    assert refused.value.code == "not_understood.text.empty"


def test_text_over_the_limit_says_both_lengths():
    """The words can tell how much is too much; the limit itself is allowed."""
    assert read_text("字" * 10, 10) == "字" * 10
    with pytest.raises(NotUnderstood) as refused:
        read_text("字" * 11, 10)
    assert (refused.value.reason, refused.value.details) == ("too_long", {"limit": 10, "length": 11})


@given(said=st.text())
def test_reading_twice_changes_nothing(said):
    """What was read is already clean."""
    try:
        text = read_text(said, 10_000)
    except NotUnderstood:
        return
    assert read_text(text, 10_000) == text
