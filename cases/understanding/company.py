"""Which company: its unified social credit code (统一社会信用代码, GB 32100-2015) and its name."""

from __future__ import annotations

import re

from stdnum.cn import ric, uscc

from cases.errors import NotUnderstood
from cases.understanding.protest import names_nothing
from cases.understanding.reply import passes
from cases.understanding.writing import composed, plain

CODE_LENGTH = 18
NAME_LENGTHS = range(2, 101)

_LABEL = re.compile(r"^[^0-9A-Za-z]*")
_WHOLE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{18}(?![0-9A-Za-z])")
_BETWEEN = re.compile(r"[ ._-]")
# Authority and kind (rural collectives begin with N2), six digits of region, nine of organisation, the check.
_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_LETTERS_FOR_DIGITS = str.maketrans("OI", "01")  # the code's alphabet has no O and no I


def read_company_code(said: str) -> str:
    """The code: 18 capitals and digits. O and I typed for 0 and 1 are mended when the check then holds.

    Raises NotUnderstood("company_code", form | length | checksum); `length` carries `length` and `expected`.
    """
    text = plain(said)
    whole = _WHOLE.search(text)
    code = whole[0].upper() if whole else _BETWEEN.sub("", _LABEL.sub("", text)).upper().rstrip("。,")
    if not re.fullmatch(r"[0-9A-Z]+", code):
        raise NotUnderstood("company_code", "form")
    if len(code) != CODE_LENGTH:
        raise NotUnderstood("company_code", "length", length=len(code), expected=CODE_LENGTH)
    code = code.translate(_LETTERS_FOR_DIGITS)
    if not _CODE.fullmatch(code):
        raise NotUnderstood("company_code", "form")
    if _is_a_persons(code):
        raise NotUnderstood("company_code", "form")
    if uscc.calc_check_digit(code[:-1]) != code[-1]:
        raise NotUnderstood("company_code", "checksum")
    return code


def _is_a_persons(code: str) -> bool:
    """The number of an identity card may fit the code's checksum too; those of companies begin with 9."""
    return not code.startswith("9") and bool(ric.is_valid(code))


def read_company_name(said: str) -> str:
    """The name with single spaces, its brackets as typed. Raises NotUnderstood("company_name", form | length)."""
    name = composed(said)
    if not any(letter.isalpha() for letter in name) or passes(name) or names_nothing(said):
        raise NotUnderstood("company_name", "form")
    if len(name) not in NAME_LENGTHS:
        raise NotUnderstood("company_name", "length", length=len(name), limit=NAME_LENGTHS[-1])
    return name
