"""The short code by which an officer signs in a browser from their chat: how it is written, and how much of it."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from cases.errors import CaseError

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is taken for something else
LENGTH = 8
LASTS = timedelta(minutes=5)
MOST_OF_ONE, MOST_AT_ALL = 30, 300  # codes of an address (a whole office), and of everybody, open at once
MOST_WRONG, WRONG_WITHIN = 5, timedelta(minutes=15)  # of one member
_NOT_IN_IT = re.compile(r"[\s\-－—_.·]+")


class TooManyCodes(CaseError):
    """This address, or all of them together, asked for too many codes."""


class TooManyWrongCodes(CaseError):
    """This member typed too many codes that there are not."""


class CodeNotValid(CaseError):
    """The code is unknown, used or too old."""


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def said_code(code: str) -> str:
    """As it is shown: ABCD-EFGH."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def read_code(said: str) -> str | None:
    """As it was made, however it is typed; None when it cannot be one."""
    code = _NOT_IN_IT.sub("", said).upper()
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None
