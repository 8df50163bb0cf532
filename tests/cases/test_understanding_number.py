"""How many, as people type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.errors import NotUnderstood
from cases.understanding import read_number

READ = [
    ("1200", 1200),
    ("1,200", 1200),
    ("1，200条", 1200),
    ("２０", 20),
    ("一千二百", 1200),
    ("两千三", 2300),
    ("1.2万条", 12_000),
    ("一点二万", 12_000),
    ("1点2万", 12_000),
    ("3w条", 30_000),
    ("1.2k", 1_200),
    ("1.5亿", 150_000_000),
    ("1200条左右", 1200),
    ("about 500 records", 500),
    ("three times", 3),
    ("一共500条", 500),
    ("第一次和后来一共3次", 3),
    ("两台", 2),
    ("5个月", 5),
    ("近两年3次", 3),
    ("2025年以来3次", 3),
    ("30%", 30),
    ("百分之三十", 30),
    ("三成五", 35),
    ("9999999999", 9_999_999_999),
    ("五十九组", 59),
    ("二十w", 200_000),
    ("2KW", 20_000_000),
    ("参拾", 30),
    ("廿人", 20),
    ("仨", 3),
]
ROUGH = [
    ("大概500", 500),
    ("三十多", 30),
    ("三十来个", 30),
    ("二十余人", 20),
    ("十几个人", 10),
    ("好几十个", 10),
    ("几百条", 100),
    ("上千条", 1000),
    ("三百多万", 3_000_000),
    ("两三百", 200),
    ("三五个", 3),
    ("3-5次", 3),
    ("一到两次", 1),
    ("3、4个人", 3),
    ("30多号人", 30),
    ("大概七八十人", 70),
    ("百十来个", 110),
    ("100+", 100),
]
NONE = ["0", "0次", "没有", "没有。", "没有一个", "都没有", "无人", "一个都没有", "无", "none", "zero", "零"]
REFUSED = [
    ("", "form"),
    ("很多", "form"),
    ("好几个", "form"),
    ("320,0000", "form"),
    ("500、600", "several"),
    ("客户1200条，员工30条", "several"),
    ("-5", "negative"),
    ("负五", "negative"),
    ("1.5", "fraction"),
    ("5个半", "fraction"),
    ("五六月份", "time"),
    ("40.5%", "fraction"),
    ("13800138000", "large"),
    ("一万亿", "large"),
    ("两年", "time"),
    ("半年", "time"),
    ("11月20日", "time"),
    ("3 years", "time"),
]


@pytest.mark.parametrize(("said", "expected"), READ)
def test_a_number_is_read_however_it_is_written(said, expected):
    """Chinese, Arabic and mixed figures, with or without what they count; years beside it are no count."""
    assert read_number(said) == expected


@pytest.mark.parametrize(("said", "expected"), ROUGH)
def test_a_rough_number_is_its_lower_end(said, expected):
    """Whoever says "some thirty" has at least thirty; nothing is added that was not said."""
    assert read_number(said) == expected


@pytest.mark.parametrize("said", NONE)
def test_none_is_a_number(said):
    """Nothing of the kind is an answer: zero."""
    assert read_number(said) == 0


@pytest.mark.parametrize(("said", "reason"), REFUSED)
def test_what_is_no_count_is_refused_with_the_reason(said, reason):
    """Below zero, halves, two counts at once, telephone numbers, and spans of time are sent back with their reason."""
    with pytest.raises(NotUnderstood) as refused:
        read_number(said)
    assert (refused.value.kind, refused.value.reason) == ("number", reason)


@given(st.integers(0, 10**10 - 1), st.sampled_from(["{}", "{:,}", "大概{:,}条", " {} 人"]))
def test_what_is_said_back_is_read_again(value, written):
    """A count with thousands separators comes back as itself."""
    assert read_number(written.format(value)) == value
