"""No reader there is, listed anywhere or not, is slow for a long hostile text."""

from __future__ import annotations

import pytest

from tests.cases.linear import grows_evenly
from tests.cases.readers import NOT_READERS, functions, readers

HOSTILE = (
    "1", "9,", "的", " ", "(", "（1", "）", "1 的(", "账号1", "a", "@a.b", "我", "转了1万", "，", "他说", "昨天", "1-", "\n", "公司", "李", "*",
    "<b>", "😀",
)  # fmt: skip
HEADS = ("(", "户名：", "向", "我叫")
TAILS = ("*", "的", "1", "a")


@pytest.mark.parametrize("name", readers())
def test_twice_the_text_takes_about_twice_the_time(name: str):
    """Digits, spaces, brackets, 的, names and marks without end, also behind a word that makes a reader look further."""
    read = readers()[name]
    slow = [piece for piece in HOSTILE if not grows_evenly(read, piece)]
    slow += [head + piece for head in HEADS for piece in TAILS if not grows_evenly(read, piece, head)]
    assert slow == []


def test_whoever_is_left_out_is_there():
    """What is said to read nothing of a person's is a function of the house's; one that is gone is taken off the list."""
    assert set(NOT_READERS) <= {name.rsplit(".")[-1] for name, _ in functions()}
