"""Who a person is: the name, and the number of the resident identity card (居民身份证, GB 11643-1999)."""

from __future__ import annotations

import re
import unicodedata

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from cases.errors import NotUnderstood
from cases.understanding.protest import names_nothing
from cases.understanding.reply import passes
from cases.understanding.writing import DASHES, composed, plain

NAME_LENGTHS = range(1, 51)
NUMBER_LENGTH = 18

# 阿不都·热合曼, O'Neill, Jean-Luc, 李某（化名）, 王〇: keyboards and cards have many dots, apostrophes and dashes.
_NAME_MARKS = frozenset(" ·•・･‧⋅∙﹒．.'‘’ʼ′`´()（）〇-" + DASHES)
_SAYING = re.compile(r"^(?:(?:姓名|名字|联系人|name)(?: ?[:：] ?| )|我叫)", re.IGNORECASE)
_NOBODY = frozenset({"不知道", "不清楚", "不记得", "不认识", "没有", "无", "未知", "匿名"})
_A_FIRM = re.compile(r"(?:公司|集团|合作社|事务所)$|\b(?:ltd|limited|inc|llc|gmbh)\.?$", re.IGNORECASE)
_LABEL = re.compile(r"^[^0-9A-Za-z]*")


def read_person_name(said: str) -> str:
    """The name with single spaces. Raises NotUnderstood("person_name", form | length)."""
    name = _SAYING.sub("", composed(said)).strip(".,。， ")
    if (
        name in _NOBODY
        or passes(name)
        or names_nothing(said)
        or _A_FIRM.search(name)
        or not any(letter.isalpha() for letter in name)
        or not all(_belongs(letter) for letter in name)
    ):
        raise NotUnderstood("person_name", "form")
    if len(name) not in NAME_LENGTHS:
        raise NotUnderstood("person_name", "length", length=len(name), limit=NAME_LENGTHS[-1])
    return name


def read_id_number(said: str) -> str:
    """The 18 characters, X as a capital. The region is not looked up: permits for foreigners begin outside the table.

    Raises NotUnderstood("id_number", form | length | birth | checksum); `length` carries `length` and `expected`.
    """
    number = re.sub(r"[ -]", "", _LABEL.sub("", plain(said))).upper()
    if not re.fullmatch(r"[0-9]+X?", number):
        raise NotUnderstood("id_number", "form")
    if len(number) != NUMBER_LENGTH:
        raise NotUnderstood("id_number", "length", length=len(number), expected=NUMBER_LENGTH)
    if ric.calc_check_digit(number) != number[-1]:
        raise NotUnderstood("id_number", "checksum")
    _check_birth(number)
    return number


def _check_birth(number: str) -> None:
    try:
        ric.get_birth_date(number)
    except ValidationError as impossible:
        raise NotUnderstood("id_number", "birth") from impossible


def _belongs(letter: str) -> bool:
    return letter in _NAME_MARKS or unicodedata.category(letter)[0] in "LM" or _is_rare(letter)


def _is_rare(letter: str) -> bool:
    """Rare characters of names stood in the private area before Unicode had them, and on many cards still do."""
    return "\ue000" <= letter <= "\uf8ff"
