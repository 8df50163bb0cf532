"""Telephone numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.errors import NotUnderstood
from cases.understanding import phone_in_words, read_phone

READ = [
    ("13800138000", "+8613800138000"),
    ("138 0013 8000", "+8613800138000"),
    ("138-0013-8000", "+8613800138000"),
    ("１３８００１３８０００", "+8613800138000"),
    ("+86 138 0013 8000", "+8613800138000"),
    ("008613800138000", "+8613800138000"),
    ("8613800138000", "+8613800138000"),
    ("王先生 13800138000", "+8613800138000"),
    ("电话：13800138000。", "+8613800138000"),
    ("0574-87654321", "+8657487654321"),
    ("(0574) 87654321", "+8657487654321"),
    ("（0574）8765 4321", "+8657487654321"),
    ("0574-87654321转801", "+8657487654321;ext=801"),
    ("0574-87654321-801", "+8657487654321;ext=801"),
    ("0574-87654321 分机 8", "+8657487654321;ext=8"),
    ("0574 8765 4321 ext. 12", "+8657487654321;ext=12"),
    ("400-812-3456", "+864008123456"),
    ("+852 9123 4567", "+85291234567"),
    ("+1 (650) 253-0000", "+16502530000"),
    ("+1-415-555-2671 x 9", "+14155552671;ext=9"),
    ("0574-87654321x801", "+8657487654321;ext=801"),
    ("0574-8765 4321#801", "+8657487654321;ext=801"),
    ("0086-138-0013-8000", "+8613800138000"),
    ("138.0013.8000", "+8613800138000"),
    ("13800138000（微信同号）", "+8613800138000"),
]
REFUSED = [
    ("", "form"),
    ("没有", "form"),
    ("123", "form"),
    ("13800138000 或 13900139000", "form"),
    ("87654321", "impossible"),
    ("1380013800", "impossible"),
    ("138001380001", "impossible"),
    ("+999 12345678", "form"),
]


@pytest.mark.parametrize(("said", "number"), READ)
def test_a_number_is_read_as_e164(said, number):
    """Mobile, landline with extension and foreign numbers come out in one form."""
    assert read_phone(said) == number


@pytest.mark.parametrize(("said", "reason"), REFUSED)
def test_what_cannot_be_called_is_refused(said, reason):
    """Unreadable and impossible numbers need different words."""
    with pytest.raises(NotUnderstood) as refused:
        read_phone(said)
    assert (refused.value.kind, refused.value.reason) == ("phone", reason)


@given(rest=st.text("0123456789", min_size=8, max_size=8), separator=st.sampled_from(["", " ", "-", "\u3000"]))
def test_every_mobile_number_reads_the_same_with_separators(rest, separator):
    """How the groups are set apart does not matter."""
    assert read_phone(f"139{separator}{rest[:4]}{separator}{rest[4:]}") == f"+86139{rest}"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("13800138000", "138 0013 8000"),
        ("0574-87654321转801", "0574 8765 4321-801"),
        ("+44 20 7946 0018", "+44 20 7946 0018"),
    ],
)
def test_a_number_is_said_back_as_people_write_it(said, shown):
    """The country code is only shown for a number from abroad."""
    assert phone_in_words(read_phone(said)) == shown
