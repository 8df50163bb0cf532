"""The sheet to read to 110 and the bank: as lines for a message, as text and PDF to keep."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from cases.kinds import Kind
from cases.law.banks import Bank, bank_in
from cases.money_lane import PAYEE_BANK, STEPS, other_payments
from cases.questionnaire import Answer, Step
from handlers.door import Door, Voice
from handlers.said.answers import answer_words
from handlers.said.mark import mark_of
from templates.documents import pdf, qr_code

PAYEE = "money_payee"
A_BANK = re.compile("银行|信用社|支行|农商|[工农中建交招]行|微信|支付宝|bank", re.IGNORECASE)
LONGEST_COPY = 256  # characters in a button that copies; Telegram's limit


@dataclass(frozen=True)
class Line:
    """One thing to read out."""

    label: str
    said: str


@dataclass(frozen=True)
class Sheet:
    """What is known of one payment, in one language; `number` is there once the desk was alerted."""

    voice: Voice
    answers: Mapping[str, Answer]
    number: str | None

    @property
    def door(self) -> Door:
        return self.voice.door

    @property
    def language(self) -> str:
        return self.voice.language

    @property
    def lines(self) -> list[Line]:
        """The five things in the order they are asked for; what nobody knows yet says so."""
        return [
            Line(self.say(f"questions.{step}.label"), self._said(step) or self.say("money.unknown")) for step in STEPS
        ]

    @property
    def known(self) -> list[Line]:
        """Only what was said, for the duty officer."""
        return [Line(self.say(f"questions.{step}.label"), said) for step in STEPS if (said := self._said(step))]

    @property
    def others(self) -> list[str]:
        """The payments beside this one, a line for each."""
        return [self._other(payment) for payment in self._others]

    @property
    def lacks_an_account(self) -> bool:
        """Whether one of those was paid nobody knows where."""
        return any("payee_account" not in payment for payment in self._others)

    @property
    def bank(self) -> Bank | None:
        """The bank the money was paid from, when it was named."""
        answer = self.answers.get("money_payer_account")
        return bank_in(self.door.law.banks, str(answer.said or answer.value)) if answer else None

    @property
    def bank_name(self) -> str:
        return (self.bank.name if self.language == "zh" else self.bank.name_en) if self.bank else ""

    @property
    def whom_to_ring(self) -> str:
        if self.bank is None:
            return self.say("money.first")
        return self.say("money.first_with_bank", bank=self.bank_name, hotline=self.bank.hotline)

    def say(self, path: str, **facts: object) -> str:
        return self.voice.say(path, **facts)

    @property
    def _others(self) -> list[dict[str, Answer]]:
        return other_payments(self.answers)

    def _other(self, payment: Mapping[str, Answer]) -> str:
        said = {field: self._words(f"transactions.{field}", answer) for field, answer in payment.items()}
        return self.say(
            "money.other" if said.get("payee_account") else "money.other_no_account",
            amount=said.get("amount") or self.say("money.unknown"),
            account=" ".join(one for one in (said.get("payee_account"), said.get("payee_name")) if one),
        )

    def _words(self, step: str, answer: Answer | None) -> str | None:
        question = self.door.questionnaire.questions[step]
        if answer is None or not (answer.said or answer.value):
            return None
        if question.kind is Kind.ACCOUNT and isinstance(answer.value, dict):
            return in_fours(answer.value["number"])
        return (
            answer.said
            if answer.value is None
            else answer_words(self.voice, Step(step, question), answer, marked=False)
        )

    def _said(self, step: str) -> str | None:
        words = self._words(step, self.answers.get(step) or (self.answers.get(PAYEE_BANK) if step == PAYEE else None))
        return (
            f"{words}{self.say('money.bank_unknown')}"
            if step == PAYEE and words and not A_BANK.search(words)
            else words
        )

    @property
    def to_copy(self) -> str | None:
        """The lines known, to be pasted elsewhere; None when they are more than a button can carry."""
        text = "\n".join(f"{line.label}: {line.said}" for line in self.known)
        return text if 0 < len(text) <= LONGEST_COPY else None


def in_fours(number: str) -> str:
    """As people read a long number aloud: 6222 0212 3456."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4)) if number.isdigit() else number


def as_text(sheet: Sheet) -> bytes:
    """To keep and to send on: plain text, with the mark that lets Windows show Chinese."""
    heading = [sheet.say("money.title"), _number(sheet), "", sheet.whom_to_ring, sheet.say("money.second"), ""]
    lines = [f"{place}. {line.label}: {line.said}" for place, line in enumerate(sheet.lines, 1)]
    return "\r\n".join([*heading, *lines, *sheet.others, "", *_after(sheet), sheet.say("money.not_legal")]).encode(
        "utf-8-sig"
    )


async def as_pdf(sheet: Sheet) -> bytes:
    """The same on one page of A4."""
    facts = {
        "language": sheet.language,
        "title": sheet.say("money.title"),
        "number": _number(sheet),
        "code": qr_code(f"{sheet.door.address}/console/cases/{sheet.number}" if sheet.number else sheet.door.address),
        "first": sheet.whom_to_ring,
        "second": sheet.say("money.second"),
        "lines": [asdict(line) for line in sheet.lines],
        "others": sheet.others,
        "rest": [asdict(line) for line in _rest(sheet)],
        "write": [sheet.say(f"money.write_{line}") for line in ("serial", "110", "bank")],
        "after": _after(sheet),
        "not_legal": sheet.say("money.not_legal"),
        "mark": mark_of(sheet.voice),
    }
    return await asyncio.to_thread(pdf, "stop_payment", facts)


def _number(sheet: Sheet) -> str:
    return sheet.say("money.number", number=sheet.number) if sheet.number else sheet.say("money.no_number")


def _rest(sheet: Sheet) -> list[Line]:
    """Who reports, as far as the report has got, and when the sheet was made."""
    found = []
    for label, steps in (("company", ("company_name", "company_code")), ("contact", ("contact_name", "contact_phone"))):
        said = [str(answer.value or answer.said) for step in steps if (answer := sheet.answers.get(step))]
        known = " ".join(one for one in said if one)
        found.append(Line(sheet.say(f"money.{label}"), known or sheet.say("money.unknown")))
    made_at = sheet.voice.spoken.moment(sheet.door.clock())
    return [*found, Line(sheet.say("money.made_at"), made_at)]


def _after(sheet: Sheet) -> list[str]:
    return [sheet.say(f"money.{line}") for line in ("card_back", "no_promise", "no_fee")]
