"""How news reaches who is not looking: an address of theirs outside the chat, and the code by which they prove it.

Nothing of a case goes there. What anybody can have sent to somebody else's address is bounded (`MOST_CODES`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from cases.errors import CaseError, NotUnderstood
from cases.understanding.phone import read_phone
from cases.understanding.writing import plain


class By(StrEnum):
    """What a reporter may be told by; the order is the one in which they are tried."""

    PUSH = "push"
    MAIL = "mail"
    SMS = "sms"


A_DAY = timedelta(days=1)
CODE_HOLDS = timedelta(minutes=10)
CODE_DIGITS = 6
MOST_TRIES = 3
MOST_OF_CASE = 4  # addresses that are told of one case
# Codes in a day: to one address, whoever asks; from one chat; from one network address; and in all.
MOST_CODES: Mapping[str, int] = MappingProxyType(
    {"code to": 3, "codes of chat": 6, "codes of place": 12, "codes in all": 2_000}
)

_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}")
_MOBILE = re.compile(r"\+86(1[3-9][0-9]{9})")
_WRITTEN = re.compile(
    rf"(?P<mail>{_MAIL.pattern})|(?<![0-9])(?P<sms>(?:\+?86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]{{4}}){{2}})(?![0-9])"
)
_DIGITS = re.compile(r"(?<![0-9])([0-9]{3}) ?([0-9]{3})(?![0-9])")
LONGEST = 80  # characters in all
MOST_AROUND = 6  # Chinese characters or Latin words beside an address: "骗我的人手机是 138…" is nobody's own number
_WORD = re.compile(r"[\u3400-\u9fff]|[A-Za-z]+")
_OF_MONEY = re.compile(r"[元万块钱转账汇]")  # beside six digits: no code


class AddressNotRead(CaseError):
    """What was typed is no address that can be written to."""


class NoMoreAddresses(CaseError):
    """As many addresses are told of this case as may be."""


class NoMoreCodes(CaseError):
    """Too many codes went out today: to that address, from here, or in all."""


class CodeOver(CaseError):
    """The code is too old."""


class ReachNotFound(CaseError):
    """No such address, or not of this case."""


def read_mail(said: str) -> str:
    """The one address in it. Raises AddressNotRead."""
    found = {one.lower() for one in _MAIL.findall(plain(said))}
    if len(found) != 1 or not _is_alone(_MAIL.sub("", plain(said)), said):
        raise AddressNotRead
    return str(found.pop())


def read_mobile(said: str) -> str:
    """A number of this country that takes messages, in its eleven digits. Raises AddressNotRead."""
    try:
        found = _MOBILE.fullmatch(read_phone(said)) if _is_alone(plain(said), said) else None
    except NotUnderstood:
        found = None
    if found is None:
        raise AddressNotRead
    return str(found[1])


def addresses_in(said: str, marks: Mapping[By, str]) -> tuple[list[tuple[By, str]], str]:
    """Those in it, each once, and the words with the mark of its kind in the place of each."""
    found: dict[tuple[By, str], None] = {}

    def mark(one: re.Match[str]) -> str:
        by = By(str(one.lastgroup))
        try:
            address = by, READERS[by](one[0])
        except AddressNotRead:
            return one[0]
        is_new = address not in found
        found[address] = None
        return marks[by] if is_new else " "

    rest = _WRITTEN.sub(mark, said)
    return list(found), rest


def code_in(said: str) -> str | None:
    """Six digits that stand alone."""
    found = _DIGITS.findall(plain(said))
    is_code = len(found) == 1 and len(said) <= LONGEST and not _OF_MONEY.search(said)
    return "".join(found[0]) if is_code else None


def is_meant_as_address(said: str) -> bool:
    """Something like one that cannot be read; a sentence that happens to hold digits is none, nor an account."""
    digits = sum(one.isdigit() for one in plain(said))
    return _is_alone(plain(said), said) and ("@" in plain(said) or 5 <= digits <= 15)


def _is_alone(rest: str, said: str) -> bool:
    return len(said) <= LONGEST and len(_WORD.findall(rest)) <= MOST_AROUND


READERS: Mapping[By, Callable[[str], str]] = MappingProxyType({By.MAIL: read_mail, By.SMS: read_mobile})


def masked(by: By, address: str) -> str:
    """As much of it as its owner knows it by."""
    if by is By.PUSH:
        return ""
    if by is By.SMS:
        return f"{address[:3]}••••{address[-4:]}"
    name, _, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}"
