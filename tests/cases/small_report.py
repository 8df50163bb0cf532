"""A report small enough to read, the shipped one, and what was answered in them."""

from __future__ import annotations

from cases.kinds import Kind
from cases.questionnaire import (
    Answer,
    Offence,
    Question,
    Questionnaire,
    Stage,
    State,
    load,
)

SHIPPED = load()
SKIPPED = Answer(State.SKIPPED)


def said(value: object) -> Answer:
    return Answer(State.GIVEN, value=value)


def saying(**answers: object) -> dict[str, Answer]:
    """What was answered, by question."""
    return {name: said(value) for name, value in answers.items()}


def a_report() -> Questionnaire:
    """A report small enough to read: two doors, two offences, one list, one question that depends on another."""
    questions = [
        Question("offence_group", Kind.CHOICE, required=True, options=("insider", "partner", "unsure")),
        Question("offence", Kind.CHOICE, required=True, shown_when={"offence_group": ("insider", "partner")}),
        Question("post", Kind.TEXT),
        Question("contract", Kind.TEXT, required=True),
        Question("payments", Kind.LIST, fields=("amount", "payee")),
        Question("payments.amount", Kind.MONEY, required=True),
        Question("payments.payee", Kind.TEXT),
        Question("sued", Kind.CHOICE, options=("yes", "no")),
        Question("court", Kind.TEXT, shown_when={"sued": ("yes",)}),
        Question("story", Kind.LONG_TEXT, required=True),
    ]
    offences = [
        Offence("EMBEZZLEMENT", "271(1)", ("insider",), "economic_crime", ("post",)),
        Offence("CONTRACT_FRAUD", "224", ("partner",), "economic_crime", ("contract",)),
        Offence("TRADE_SECRET", "219", ("insider", "partner"), "economic_crime", ("post", "contract")),
    ]
    order = ["offence_group", "offence", "@offence", "payments", "sued", "court", "story"]
    stages = [Stage("told", tuple(order))]
    return Questionnaire({one.id: one for one in questions}, stages, {one.id: one for one in offences})


REPORT = a_report()


def way(answers: dict[str, Answer], questionnaire: Questionnaire = REPORT) -> list[str]:
    return [step.id for step in questionnaire.steps(answers)]
