"""What two cases may have in common: the company, a phone, an account; as kind and value, from the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from cases.questionnaire import Answer, Answers

# By step, and by field of a list.
STEPS: Mapping[str, str] = MappingProxyType(
    {
        "company_code": "company",
        "other_company_code": "company",
        "contact_phone": "phone",
        "money_payee_account": "account",
    }
)
FIELDS: Mapping[str, str] = MappingProxyType({"payee_account": "account", "phone": "phone"})


def identifiers(answers: Answers) -> set[tuple[str, str]]:
    """Each as (kind, value), of what was given and understood."""
    return set(_found(answers))


def _found(answers: Answers) -> Iterator[tuple[str, str]]:
    for step, answer in answers.items():
        kind = STEPS.get(step) or FIELDS.get(step.rpartition(".")[2])
        value = _value(answer)
        if kind and value and answer.is_given:
            yield kind, value


def _value(answer: Answer) -> str | None:
    """A text, or the number of an account."""
    value = answer.value["number"] if isinstance(answer.value, dict) and "number" in answer.value else answer.value
    return value if isinstance(value, str) else None
