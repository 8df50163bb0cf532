"""The money lane: what 110 and the bank need within minutes, before any name or form.

Its questions stand first in the questionnaire; what they bring is carried over into the report, so that nobody is asked
twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from cases.answers import as_said, chosen, read_answer
from cases.errors import NotUnderstood
from cases.questionnaire import ADD, Answer, Question, State
from cases.understanding.bank_message import Payment

STEPS = ("money_payee_account", "money_payee", "money_amount", "money_at", "money_payer_account")
OF_PAYMENT = ("money_", "transactions#")  # how the steps begin that say what was paid
MOVING = frozenset({"just_now", "within_two_days"})
MAY_BE_STOPPED = timedelta(hours=48)
ALERTS_AGAIN = (timedelta(minutes=3), timedelta(minutes=8))
PAYMENT = "money_payment"  # kept among the answers: which item of the transactions the lane's facts were carried into
# What the report asks later, and where the lane already has it; the payer's account needs a reading of its own.
CARRIED = {"loss_amount": "money_amount", "happened_when": "money_at"}
CARRIED_FIELDS = {
    "at": "money_at",
    "amount": "money_amount",
    "payee_account": "money_payee_account",
    "payee_name": "money_payee",
    "payer_account": "money_payer_account",
}


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
    return {step: answer for step, answer in answers.items() if step not in stale} | dict(facts)


def next_payment(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The lane empty again for another payment; the one before stands among the transactions."""
    return {step: answer for step, answer in answers.items() if step not in {*STEPS, PAYMENT}}


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
