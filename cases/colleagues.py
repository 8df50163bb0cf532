"""The colleagues whom a reporter names: what they are, the code by which one comes in, what bounds it; their errors."""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import timedelta
from enum import StrEnum

from cases.errors import CaseError
from cases.numbers import ALPHABET
from cases.people import CaseNotFound


class Post(StrEnum):
    """What a colleague is in the company."""

    LEGAL_REPRESENTATIVE = "legal_representative"
    LAWYER = "lawyer"
    FINANCE = "finance"
    OTHER = "other"
    FORMER = "former"  # who reported, and handed the case on; nobody is named so


TO_NAME = tuple(one for one in Post if one is not Post.FORMER)
MOST = 3  # of one case, with those who were named and have not come yet
MOST_NAMED, A_DAY = 10, timedelta(days=1)  # of one case
MOST_PASSED_ON = 2  # a case changes hands so often in a day
CODE_HOLDS = timedelta(days=3)
MOST_TRIES, TRIES_WITHIN = 3, timedelta(hours=1)  # wrong codes of one chat
MOST_OF_ALL = 600  # and of all chats together
LONGEST_NAME = 30
_LETTERS = 12  # of five bits each
_CODE = re.compile(r"TS[- ]?([0-9A-Z]{4})[- ]?([0-9A-Z]{4})[- ]?([0-9A-Z]{4})")
_HEARD_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})


class NoMoreColleagues(CaseError):
    """As many colleagues as may be are named in this case."""

    def __init__(self) -> None:
        super().__init__()
        self.most = MOST


class NamedTooOften(CaseError):
    """So many were named in this case today that no further one can be."""


class PassedOnTooOften(CaseError):
    """The case changed hands so often today that it stays where it is until tomorrow."""


class ColleagueNotFound(CaseError):
    """No such colleague of this case, or not any more."""


class ColleagueCodeNotValid(CaseError):
    """No such code, or it was used, or its time is over."""


class TooManyCodesTried(CaseError):
    """Too many wrong codes came from this chat."""


class IsPartAlready(CaseError):
    """This chat has a part in the case already."""


class NoLongerPart(CaseNotFound):
    """They had a part in this case, and have none any more."""


class OnlyTheReporter(CaseError):
    """This is for whoever reported the case, and not for their colleagues."""


def new_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(_LETTERS))
    return f"TS-{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def code_in(said: str) -> str | None:
    """The code that somebody typed and nothing else, or a link brought, as it was made."""
    found = _CODE.fullmatch(unicodedata.normalize("NFKC", said).strip().upper())
    return "-".join(("TS", *(group.translate(_HEARD_AS) for group in found.groups()))) if found else None
