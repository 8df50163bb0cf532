"""A round of materials as an officer types it: it goes out once and for good, so a line that is unclear is asked again."""

from __future__ import annotations

import pytest

from cases.errors import NotUnderstood
from cases.rounds import read_round

ITEMS = [f"D{place:02}" for place in range(1, 14)]


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("免 3：系统里已经查到", [3]),
        ("免3系统里已经查到", [3]),
        ("- 3 系统里已经查到", [3]),
        ("免 3、4：系统里已经查到", [3, 4]),
        ("免 3，4，系统里已经查到", [3, 4]),
        ("免去 3 和 5 系统里已经查到", [3, 5]),
        ("免第3项：系统里已经查到", [3]),
        ("免 3-5：系统里已经查到", [3, 4, 5]),
        ("免 3到5 项 系统里已经查到", [3, 4, 5]),
        ("免三：系统里已经查到", [3]),
        ("免十二、十三：系统里已经查到", [12, 13]),
    ],
)
def test_what_is_left_out(line: str, places: list[int]):
    """One number or several, in figures or not, with the same reason for all."""
    assert read_round(line, ITEMS).waived == {ITEMS[place - 1]: "系统里已经查到" for place in places}


def test_a_reason_may_begin_with_a_number():
    """It is no further item."""
    assert read_round("免 3，4月已交过", ITEMS).waived == {"D03": "4月已交过"}


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("送货单：证明货已交付", "送货单"),
        ("+ 送货单：证明货已交付", "送货单"),
        ("- 送货单：证明货已交付", "送货单"),
        ("- 3份合同：证明货已交付", "3份合同"),
        ("-3份合同：证明货已交付", "3份合同"),
        ("免税证明：证明货已交付", "免税证明"),
    ],
)
def test_what_is_added(line: str, title: str):
    """A dash may stand before an item, and some papers begin with the word that leaves out."""
    found = read_round(line, ITEMS)
    assert (list(found.added), found.waived) == ([(title, "证明货已交付")], {})


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("免营业执照：系统里已经查到", "unclear"),
        ("免3份合同：系统里已经查到", "unclear"),
        ("免三方协议：系统里已经查到", "unclear"),
        ("免 1", "empty"),
        ("免 1、2：", "empty"),
        ("免 99：系统里已经查到", "no_such"),
        ("免 3、99：系统里已经查到", "no_such"),
        ("免 0：系统里已经查到", "no_such"),
        ("送货单", "empty"),
    ],
)
def test_what_is_asked_again(line: str, reason: str):
    """Nothing is sent of a round with such a line."""
    with pytest.raises(NotUnderstood) as refused:
        read_round(f"送货单：证明货已交付\n{line}", ITEMS)
    assert refused.value.reason == reason
