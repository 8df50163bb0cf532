"""Company codes and names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from cases.errors import NotUnderstood
from cases.understanding import read_company_code, read_company_name

CODE = "91110000600037341L"
WRITTEN = [
    CODE,
    CODE.lower(),
    f"  {CODE} ",
    "9111 0000 6000 3734 1L",
    "91-110000-600037341-L",
    "９１１１００００６０００３７３４１Ｌ",
    "9I11OOOO6OOO37341L",
    "9i11oooo6ooo37341l",
    f"统一社会信用代码：{CODE}",
    f"USCC: {CODE}",
    f"{CODE}（宁波）",
]
REFUSED = [
    ("", "form"),
    ("没有", "form"),
    ("91110000600037341S", "form"),
    ("9111000A600037341L", "form"),
    ("9111", "length"),
    ("330212000012345", "length"),
    (f"{CODE}1", "length"),
    ("110105194912310029", "checksum"),
    ("362322198709086409", "form"),
    ("91110000600037341X", "checksum"),
    ("91110000600037314L", "checksum"),
]
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("said", WRITTEN)
def test_a_code_is_read_however_it_is_written(said):
    """Spaces, dashes, small letters, full width and O or I for 0 or 1 make no difference."""
    assert read_company_code(said) == CODE


@pytest.mark.parametrize(("said", "reason"), REFUSED)
def test_a_wrong_code_is_refused_with_its_reason(said, reason):
    """Length, letters and check character fail apart, because the words for them differ."""
    with pytest.raises(NotUnderstood) as refused:
        read_company_code(said)
    assert (refused.value.kind, refused.value.reason) == ("company_code", reason)


def test_a_short_code_says_how_long_it_is():
    """The words can count for the person."""
    with pytest.raises(NotUnderstood) as refused:
        read_company_code("9111 0000")
    assert refused.value.details == {"length": 8, "expected": 18}


@given(
    head=st.sampled_from(["91", "92", "93", "11", "52", "N2", "Y1"]),
    region=st.text("0123456789", min_size=6, max_size=6),
    body=st.text(ALPHABET, min_size=9, max_size=9),
)
def test_every_sound_code_is_accepted(head, region, body):
    """Any authority, region and organisation with the right check character is read, in groups too."""
    code = head + region + body
    code += uscc.calc_check_digit(code)
    assert read_company_code(" ".join((code[:4], code[4:8], code[8:]))) == code


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("宁波某某贸易有限公司", "宁波某某贸易有限公司"),
        (" 宁波（中国）有限公司\n", "宁波（中国）有限公司"),
        ("Ningbo  Trading Co., Ltd.", "Ningbo Trading Co., Ltd."),
        ("3M", "3M"),
        ("华\u200b为", "华为"),
    ],
)
def test_a_company_name_is_trimmed_and_kept(said, name):
    """Brackets stay as typed, what cannot be seen goes."""
    assert read_company_name(said) == name


@pytest.mark.parametrize(
    ("said", "reason"), [("", "form"), ("123", "form"), ("。。。", "form"), ("华", "length"), ("甲" * 101, "length")]
)
def test_what_is_no_company_name_is_refused(said, reason):
    """A name holds a letter and 2 to 100 characters."""
    with pytest.raises(NotUnderstood) as refused:
        read_company_name(said)
    assert (refused.value.kind, refused.value.reason) == ("company_name", reason)
