"""The kinds of question: what each takes, how it is read from what was typed, and what stands in its answer.

A new kind is a member of `Kind` and its row in KINDS. The shape of each answer's value, which is JSON:

choice: the option's id · several: list of ids · text, long_text, company_name, company_code, person, phone: text ·
money: {fen, currency, approximate, upto?} · number: int · moment: {at (ISO, UTC), until?, precision, approximate} ·
account: {number, kind, checked} · files: number of files · more: "add" or "done".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from cases import understanding


class Kind(StrEnum):
    """What a question takes."""

    CHOICE = "choice"
    SEVERAL = "several"
    TEXT = "text"
    LONG_TEXT = "long_text"
    MONEY = "money"
    NUMBER = "number"
    MOMENT = "moment"
    COMPANY_NAME = "company_name"
    COMPANY_CODE = "company_code"
    PERSON = "person"
    PHONE = "phone"
    ACCOUNT = "account"
    FILES = "files"
    LIST = "list"
    MORE = "more"  # "add one?": made by the driver for each place of a list


class Says(StrEnum):
    """How a value is said back (handlers/said/answers.py)."""

    TEXT = "text"  # as it stands
    OPTIONS = "options"  # by the labels of what was chosen
    SUM = "sum"
    COUNT = "count"
    TIME = "time"
    ACCOUNT = "account"
    PHONE = "phone"
    FILES = "files"


@dataclass(frozen=True)
class Reading:
    """What a reader may need beside the words: the most characters, the time, and the zone that people mean."""

    limit: int
    now: datetime
    zone: ZoneInfo


Reader = Callable[[str, Reading], Any]


@dataclass(frozen=True)
class KindRow:
    """One kind. Without a reader it is answered with buttons or files.

    `limit` is the most characters. `has_example`: the question shows one. `may_be_misread`: what was understood can be
    corrected with one press.
    """

    says: Says = Says.TEXT
    reads: Reader | None = None
    limit: int = 500
    has_example: bool = False
    may_be_misread: bool = False

    @property
    def is_chosen(self) -> bool:
        """Answered by pressing what is offered."""
        return self.says is Says.OPTIONS


def money_value(money: understanding.Money) -> dict[str, Any]:
    value = {"fen": money.fen, "currency": money.currency, "approximate": money.approximate}
    return value | ({"upto": money.upto} if money.upto else {})


def period_value(period: understanding.Period) -> dict[str, Any]:
    start = period.start
    value = {"at": start.at.isoformat(), "precision": start.precision, "approximate": start.approximate}
    return value | ({"until": period.end.at.isoformat()} if period.end else {})


def account_value(account: understanding.Account) -> dict[str, Any]:
    return {"number": account.number, "kind": account.kind, "checked": account.checked}


def _money(said: str, _reading: Reading) -> dict[str, Any]:
    return money_value(understanding.read_money(said))


def _moment(said: str, reading: Reading) -> dict[str, Any]:
    return period_value(understanding.read_period(said, reading.now, reading.zone))


def _account(said: str, _reading: Reading) -> dict[str, Any]:
    return account_value(understanding.read_account(said))


def _text(said: str, reading: Reading) -> str:
    return understanding.read_text(said, reading.limit)


def _plain(read: Callable[[str], Any]) -> Reader:
    return lambda said, _reading: read(said)


def _typed(read: Reader, says: Says = Says.TEXT) -> KindRow:
    """A value with a form of its own, which we may get wrong."""
    return KindRow(says, read, has_example=True, may_be_misread=True)


def _name(read: Callable[[str], str]) -> KindRow:
    """Taken as it was written."""
    return KindRow(reads=_plain(read), has_example=True)


KINDS: Mapping[Kind, KindRow] = MappingProxyType(
    {
        Kind.CHOICE: KindRow(Says.OPTIONS),
        Kind.SEVERAL: KindRow(Says.OPTIONS),
        Kind.TEXT: KindRow(reads=_text),
        Kind.LONG_TEXT: KindRow(reads=_text, limit=4000),
        Kind.MONEY: _typed(_money, Says.SUM),
        Kind.NUMBER: _typed(_plain(understanding.read_number), Says.COUNT),
        Kind.MOMENT: _typed(_moment, Says.TIME),
        Kind.COMPANY_NAME: _name(understanding.read_company_name),
        Kind.COMPANY_CODE: _typed(_plain(understanding.read_company_code)),
        Kind.PERSON: _name(understanding.read_person_name),
        Kind.PHONE: _typed(_plain(understanding.read_phone), Says.PHONE),
        Kind.ACCOUNT: _typed(_account, Says.ACCOUNT),
        Kind.FILES: KindRow(Says.FILES),
        Kind.LIST: KindRow(),
        Kind.MORE: KindRow(Says.OPTIONS),
    }
)
