"""Case numbers: easy to read aloud, hard to mistype."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from cases.numbers import ALPHABET, new_number, read_case_number

DAY = date(2026, 11, 23)


@given(st.dates(date(2024, 1, 1), date(2099, 12, 31)))
def test_a_number_reads_back(day):
    """However it is spelled on the phone, it is the same number."""
    number = new_number(day)
    assert read_case_number(number) == number
    assert read_case_number(f"  {number.lower().replace('-', ' ')} ") == number


@given(st.integers(0, 4), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(place, wrong):
    """The check character catches it, but for 0 and Z, which stand a whole round apart."""
    number = new_number(DAY)
    tail = number[-5:]
    changed = tail[:place] + wrong + tail[place + 1 :]
    if {tail[place], wrong} in ({wrong}, {"0", "Z"}):
        return
    assert read_case_number(number[:-5] + changed) is None


def test_what_is_no_number():
    """Ordinary words are not taken for one."""
    assert [read_case_number(said) for said in ("你好", "GC-", "GC-261123-", "GC-2611-ABCDE", "")] == [None] * 5
