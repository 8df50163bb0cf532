"""Pinyin initials."""

from __future__ import annotations

import pytest

from cases.pinyin import ALSO, initials
from tests.world.shipped import WORDS


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("接手", "js"),
        ("答复报案人", "dfbar"),
        ("转交", "zj"),
        ("要材料", "ycl"),
        ("宁波海曙精工机械有限公司", "nbhsjgjxyxgs"),
        ("鄞州甬江 A8", "yzyja8"),
        ("安", "a"),
        ("座", "z"),
        ("「」，。😀", ""),
        ("", ""),
    ],
    ids=[
        "take",
        "answer",
        "hand over",
        "materials",
        "a company",
        "rare and Latin",
        "first",
        "last",
        "signs",
        "nothing",
    ],
)
def test_words_by_their_first_letters(text, typed):
    """As an officer types them; what has no sound has no letter."""
    assert initials(text) == typed


def test_rare_characters_are_really_rare():
    """Those given by hand are the ones the table does not hold."""
    for character in ALSO:
        code = character.encode("gb2312", "ignore")
        assert not code or code >= b"\xd8\xa1"


def test_every_verb_and_page_has_letters():
    """Whatever the palette says in Chinese can be found by initials."""
    for path in ("console.shows", "console.pages"):
        for name in WORDS.names(path):
            said = WORDS.text(f"{path}.{name}", "zh")
            assert len(initials(said)) == len(said), said
