"""From what was typed to an answer: each kind of question has its reader, and its JSON shape.

choice: the option's id · several: list of ids · text, long_text, company_name, company_code, person, phone: text ·
money: {fen, currency, approximate} · number: int · moment: {at (ISO, UTC), until?, precision, approximate} ·
account: {number, kind, checked} · files: number of files · more: "add" or "done".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from cases import understanding
from cases.errors import NotUnderstood
from cases.questionnaire import Answer, Kind, Question, State

Reader = Callable[[Question, str, datetime, ZoneInfo], Any]


def read_answer(question: Question, said: str, now: datetime, zone: ZoneInfo) -> Answer:
    """Understand what was typed. Raises NotUnderstood with the kind and the reason."""
    reader = READERS.get(question.kind)
    if reader is None:
        raise NotUnderstood("choice")
    return Answer(State.GIVEN, said.strip(), reader(question, said, now, zone))


def as_said(said: str) -> Answer:
    """Kept in the person's own words, for the officer to ask about."""
    return Answer(State.AS_SAID, said.strip())


def skipped() -> Answer:
    return Answer(State.SKIPPED)


def chosen(*options: str) -> Answer:
    return Answer(State.GIVEN, value=options[0])


def several(options: list[str]) -> Answer:
    return Answer(State.GIVEN, value=options)


def asks_for_quiet(answers: Mapping[str, Answer]) -> bool:
    """Whether the suspect may read the reporter's phone, or nobody knows: then messages carry no content."""
    answer = answers.get("suspect_can_read")
    return answer is not None and answer.value in {"yes", "unsure"}


def fen_of(answers: Mapping[str, Answer], step: str) -> int | None:
    """The amount given at that step in fen, when it was understood and in CNY."""
    answer = answers.get(step)
    if answer is None or not isinstance(answer.value, dict) or answer.value.get("currency") != "CNY":
        return None
    return int(answer.value["fen"])


def _money(_question: Question, said: str, _now: datetime, _zone: ZoneInfo) -> dict[str, Any]:
    money = understanding.read_money(said)
    return {"fen": money.fen, "currency": money.currency, "approximate": money.approximate}


def _number(_question: Question, said: str, _now: datetime, _zone: ZoneInfo) -> int:
    return understanding.read_number(said)


def _moment(_question: Question, said: str, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    period = understanding.read_period(said, now, zone)
    start = period.start
    value = {"at": start.at.isoformat(), "precision": start.precision, "approximate": start.approximate}
    return value | ({"until": period.end.at.isoformat()} if period.end else {})


def _account(_question: Question, said: str, _now: datetime, _zone: ZoneInfo) -> dict[str, Any]:
    account = understanding.read_account(said)
    return {"number": account.number, "kind": account.kind, "checked": account.checked}


def _text(question: Question, said: str, _now: datetime, _zone: ZoneInfo) -> str:
    return understanding.read_text(said, question.limit)


def _plain(read: Callable[[str], str]) -> Reader:
    return lambda _question, said, _now, _zone: read(said)


READERS: dict[Kind, Reader] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.MONEY: _money,
    Kind.MOMENT: _moment,
    Kind.ACCOUNT: _account,
    Kind.NUMBER: _number,
    Kind.COMPANY_NAME: _plain(understanding.read_company_name),
    Kind.COMPANY_CODE: _plain(understanding.read_company_code),
    Kind.PERSON: _plain(understanding.read_person_name),
    Kind.PHONE: _plain(understanding.read_phone),
}
