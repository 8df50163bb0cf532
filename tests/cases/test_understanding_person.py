"""Names and identity numbers of persons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from cases.errors import NotUnderstood
from cases.understanding import read_id_number, read_person_name

NUMBER = "11010519491231002X"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (" 王小明 ", "王小明"),
        ("王某", "王某"),
        ("阿不都·热合曼", "阿不都·热合曼"),
        ("李某（化名）", "李某（化名）"),
        ("O'Neill  Jean-Luc", "O'Neill Jean-Luc"),
        ("王小明。", "王小明"),
        ("Jose\u0301", "Jos\u00e9"),
        ("阿卜杜拉‧买买提", "阿卜杜拉‧买买提"),
        ("D`Angelo", "D`Angelo"),
        ("O′Connor", "O′Connor"),
        ("Jean‑Luc Picard", "Jean‑Luc Picard"),
        ("王〇", "王〇"),
        ("𠮷田太郎", "𠮷田太郎"),
        ("陈\ue863", "陈\ue863"),
        ("姓名：王小明", "王小明"),
        ("我叫王小明", "王小明"),
    ],
)
def test_a_name_is_read_as_written(said, name):
    """Middle dots, apostrophes and brackets belong to names."""
    assert read_person_name(said) == name


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("", "form"),
        ("123", "form"),
        ("王小明13800138000", "form"),
        ("王@明", "form"),
        ("不知道", "form"),
        ("—", "form"),
        ("王小明、李四", "form"),
        ("甲" * 51, "length"),
    ],
)
def test_what_is_no_name_is_refused(said, reason):
    """Digits and signs are no part of a name."""
    with pytest.raises(NotUnderstood) as refused:
        read_person_name(said)
    assert (refused.value.kind, refused.value.reason) == ("person_name", reason)


@pytest.mark.parametrize(
    "said",
    [
        NUMBER,
        NUMBER.lower(),
        "110105 19491231 002X",
        "身份证：11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
    ],
)
def test_an_identity_number_is_read_however_it_is_written(said):
    """Spaces, a small x, a label and full width make no difference."""
    assert read_id_number(said) == NUMBER


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("", "form"),
        ("没带", "form"),
        ("1101051949X2310021", "form"),
        ("110105491231002", "length"),
        (NUMBER[:-1] + "1", "checksum"),
        ("110105194902300019", "birth"),
    ],
)
def test_a_wrong_identity_number_is_refused_with_its_reason(said, reason):
    """The check digit, the length and the birth date fail apart."""
    if reason == "birth":
        said = said[:-1] + ric.calc_check_digit(said)
    with pytest.raises(NotUnderstood) as refused:
        read_id_number(said)
    assert (refused.value.kind, refused.value.reason) == ("id_number", reason)


@given(
    region=st.text("0123456789", min_size=6, max_size=6),
    birth=st.dates().map(lambda day: f"{day:%Y%m%d}".rjust(8, "0")),
    order=st.text("0123456789", min_size=3, max_size=3),
)
def test_every_sound_identity_number_is_accepted(region, birth, order):
    """Any region is accepted, also those of permits for people from elsewhere."""
    number = region + birth + order
    number += ric.calc_check_digit(number + "0")
    assert read_id_number(number) == number
