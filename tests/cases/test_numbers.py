"""Case numbers: easy to read aloud, hard to mistype."""

from __future__ import annotations

import json
import secrets
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.numbers import ALPHABET, looks_like_return_code, new_number, read_case_number

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


CODES = [
    "7K3M-Q8ZX-01AB-9TPW",
    " 7k3m-q8zx-0lab-9tpw ",
    "7K3M–Q8ZX–O1AB–9TPW",
    "７Ｋ３Ｍ－Ｑ８ＺＸ－０１ＡＢ－９ＴＰＷ",
    "7K3M Q8ZX 01AB 9TPW",
]
NO_CODES = [
    "They paid with cash",
    "Boss took some cash",
    "THEY PAID WITH CASH",
    "they-paid-with-cash",
    "they paid 2026 cash",
    "they paid 2026 n0te",
    "THEY PAID 2026 CASH",
    "BE68 5390 0754 7034",
    "BE68-5390-0754-7034",
    "6222 0212 3456 7890",
    "6222-0212-3456-7890",
    "7K3M-Q8ZX-01AB",
    "7K3M-Q8ZX 01AB-9TPW",
    "7K3MQ8ZX01AB9TPW",
    "7K3M-Q8ZX-01AU-9TPW",
    "",
]


@pytest.mark.parametrize(("said", "is_code"), [(one, True) for one in CODES] + [(one, False) for one in NO_CODES])
def test_what_may_be_a_return_code(said, is_code):
    """As people copy it; never words, an account or an IBAN."""
    assert looks_like_return_code(said) is is_code


@pytest.mark.skipif(shutil.which("node") is None, reason="runs the page's script")
def test_the_page_reads_codes_alike(tmp_path):
    """Else the page would take words away that the server wants, or the other way round."""
    drawn = ["".join(secrets.choice(ALPHABET + "a -") for _ in range(19)) for _ in range(200)]
    groups = ["-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4)) for _ in range(200)]
    tried = [*CODES, *NO_CODES, *drawn, *groups, *(one.replace("-", " ") for one in groups)]
    script = Path("templates/static/chat/codes.js").read_text("utf-8")
    asks = f"\nconsole.log(JSON.stringify({json.dumps(tried)}.map(isReturnCode)));"
    (tmp_path / "codes.mjs").write_text(script + asks, "utf-8")
    said = subprocess.run(["node", tmp_path / "codes.mjs"], check=True, capture_output=True, text=True)
    assert json.loads(said.stdout) == [looks_like_return_code(one) for one in tried]
