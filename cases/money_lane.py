"""The money lane: what 110 and the bank need within minutes, before any name or form.

Its questions stand first in the questionnaire; what they bring is carried over into the report, so that nobody is asked
twice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from cases.answers import as_said, chosen, read_answer
from cases.errors import NotUnderstood
from cases.questionnaire import ADD, Answer, Question, State
from cases.understanding.bank_message import Payment
from cases.understanding.parties import find_banks

STEPS = ("money_payee_account", "money_payee", "money_amount", "money_at", "money_payer_account")
OF_PAYMENT = ("money_", "transactions#")  # how the steps begin that say what was paid
MOVING = frozenset({"just_now", "within_two_days"})
MAY_BE_STOPPED = timedelta(hours=48)
ALERTS_AGAIN = tuple(timedelta(minutes=minute) for minute in (3, 8, 18, 28, 38, 48, 58))  # for an hour, every ten
PAYMENT = "money_payment"  # kept among the answers: which item of the transactions the lane's facts were carried into
PAYEE_BANK = "money_payee_bank"  # kept among the answers: the payee's bank, said before the name
LATEST = "money_latest"  # kept among the answers: which item was added last, for what is put right next
OFFERED = "money_offered"  # kept among the answers: the offer is made once a report
# What the report asks later, and where the lane already has it; the payer's account needs a reading of its own.
CARRIED = {"loss_amount": "money_amount", "happened_when": "money_at"}
CARRIED_FIELDS = {
    "at": "money_at",
    "amount": "money_amount",
    "payee_account": "money_payee_account",
    "payee_name": "money_payee",
    "payer_account": "money_payer_account",
}
IS_ITEM = re.compile(r"transactions#[0-9]{1,4}\?")
KNOWN_BY = frozenset({"amount", "payee_account"})  # without either, a payment is only a place in the list


def is_open(answers: Mapping[str, Answer]) -> bool:
    """Whether the reporter says that money left now or within two days."""
    answer = answers.get("money_moving")
    return answer is not None and answer.value in MOVING


def has_fact(answers: Mapping[str, Answer]) -> bool:
    """Whether there is anything the duty officer could begin with."""
    return any(answers[step].state is not State.SKIPPED for step in STEPS if step in answers)


def is_told(answers: Mapping[str, Answer]) -> bool:
    """Whether every question of the lane was answered or passed."""
    return all(step in answers for step in STEPS)


def calls_for_alert(answers: Mapping[str, Answer]) -> bool:
    """With the first fact, or at the end of the lane when the reporter had none."""
    return is_open(answers) and (has_fact(answers) or is_told(answers))


def moved_at(answers: Mapping[str, Answer]) -> datetime | None:
    """When the money left, as far as it was understood."""
    answer = answers.get("money_at")
    return datetime.fromisoformat(answer.value["at"]) if answer and isinstance(answer.value, dict) else None


def from_message(
    payment: Payment, questions: Mapping[str, Question], now: datetime, zone: ZoneInfo
) -> dict[str, Answer]:
    """The lane's answers in a bank message; what its own reader cannot take is kept as it stands there."""
    said = {
        "money_payee_account": payment.payee_account,
        "money_payee": " ".join(one for one in (payment.payee_name, payment.payee_bank) if one),
        "money_amount": payment.amount and with_unit(payment.amount),
        "money_at": payment.at,
        "money_payer_account": payment.payer,
    }
    return {step: _read(questions[step], words, now, zone) for step, words in said.items() if words}


def with_unit(amount: str) -> str:
    """A bank writes yuan without saying so; other currencies are named."""
    return f"{amount}元" if amount[:1].isdigit() and amount[-1:].isdigit() else amount


def carried_over(answers: Mapping[str, Answer], payer: Question, now: datetime, zone: ZoneInfo) -> dict[str, Answer]:
    """What the rest of the report need not ask again; `payer` is the question that takes an account."""
    item = payment_of(answers)
    found = {
        later: answers[step]
        for later, step in _carried(item).items()
        if step in answers and answers[step].state is not State.SKIPPED
    }
    paid_from = found.pop(f"transactions#{item}.payer_account", None)
    if paid_from:
        found[f"transactions#{item}.payer_account"] = _read(payer, paid_from.said or str(paid_from.value), now, zone)
    if any(step.startswith("transactions#") for step in found):
        found |= {f"transactions#{item}?": chosen(ADD), PAYMENT: chosen(str(item))}
    return {step: answer for step, answer in found.items() if step not in answers}


def corrected(answers: Mapping[str, Answer], facts: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers with these facts of the lane; what was carried over from the old ones gives way to them."""
    stale = {
        later
        for later, step in _carried(payment_of(answers)).items()
        if step in facts and step in answers and later in answers and answers[later].said == answers[step].said
    }
    gone = stale | ({LATEST} if "money_amount" in facts else set())  # what is put right next is of this one
    return _with_bank({step: answer for step, answer in answers.items() if step not in gone} | dict(facts))


def _with_bank(answers: dict[str, Answer]) -> dict[str, Answer]:
    """The payee with the bank that was said apart from the name, as soon as both are there, or no name is known."""
    bank, payee = answers.get(PAYEE_BANK), answers.get("money_payee")
    if bank is None or payee is None:
        return answers
    name = str(payee.value or payee.said)
    known = find_banks(name)
    joined = name if known else f"{name} {bank.value}".strip()
    kept = {step: answer for step, answer in answers.items() if step != PAYEE_BANK}
    return kept | {"money_payee": replace(payee, state=_as_given(payee.state), said=joined, value=joined)}


def _as_given(state: State) -> State:
    return State.GIVEN if state is State.SKIPPED else state


def next_payment(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The lane empty again for another payment; the one before stands among the transactions."""
    return {step: answer for step, answer in answers.items() if step not in {*STEPS, PAYMENT, PAYEE_BANK, LATEST}}


def on_the_sheet(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """With the payment that a sheet is about: the open one, and while nothing is known of that, the one before."""
    if has_fact(answers):
        return dict(answers)
    before = payment_of(answers) - 1
    carried = {step: answers.get(f"transactions#{before}.{field}") for field, step in CARRIED_FIELDS.items()}
    found = {step: answer for step, answer in carried.items() if answer}
    if payer := found.get("money_payer_account"):
        found["money_payer_account"] = as_said(payer.said or str(payer.value))
    return {**answers, **found}


def other_payments(answers: Mapping[str, Answer]) -> list[dict[str, Answer]]:
    """What is known of the payments said after the one the lane is about, which have no sheet: by field, of each."""
    added = [step for step, answer in answers.items() if IS_ITEM.fullmatch(step) and answer.value == ADD]
    places = sorted(int(step[len("transactions#") : -1]) for step in added)
    items = {
        place: {
            field: answers[step] for field in CARRIED_FIELDS if (step := f"transactions#{place}.{field}") in answers
        }
        for place in places
    }
    here = next((place for place, item in items.items() if _is_of_lane(item, answers)), payment_of(answers))
    return [item for place, item in items.items() if place > here and KNOWN_BY & item.keys()]


def _is_of_lane(item: Mapping[str, Answer], answers: Mapping[str, Answer]) -> bool:
    """Whether the lane's facts were carried into this item; of the payer's account another reading was."""
    told = {field: answers.get(step) for field, step in CARRIED_FIELDS.items() if field != "payer_account"}
    given = {field: answer for field, answer in told.items() if answer and answer.state is not State.SKIPPED}
    return bool(given) and all(field in item and item[field].said == one.said for field, one in given.items())


def payment_of(answers: Mapping[str, Answer]) -> int:
    """Which transaction the lane is about: the one it was carried into, else the first that is free."""
    if PAYMENT in answers:
        return int(answers[PAYMENT].value)
    return next(at for at in count() if getattr(answers.get(f"transactions#{at}?"), "value", None) != ADD)


def _carried(item: int) -> dict[str, str]:
    return CARRIED | {f"transactions#{item}.{field}": step for field, step in CARRIED_FIELDS.items()}


def is_recent(answer: Answer, now: datetime) -> bool:
    """Whether a time that was given lies within the hours in which a payment may still be stopped."""
    if not isinstance(answer.value, dict) or answer.value.get("precision") in {"month", "year"}:
        return False
    return timedelta() <= now - datetime.fromisoformat(answer.value["at"]) <= MAY_BE_STOPPED


def _read(question: Question, said: str, now: datetime, zone: ZoneInfo) -> Answer:
    try:
        return read_answer(question, said, now, zone)
    except NotUnderstood:
        return as_said(said)
