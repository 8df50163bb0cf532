"""Reading what people type into a chat, Chinese first: pure functions from their words to a value, or NotUnderstood.

Nothing typed is thrown away: the caller keeps the words as said; `templates/spoken.py` says back what was understood.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cases.understanding.account import Account, read_account
from cases.understanding.company import read_company_code, read_company_name
from cases.understanding.moment import Moment, read_moment
from cases.understanding.money import Money, read_money
from cases.understanding.number import read_number
from cases.understanding.period import Period, read_period
from cases.understanding.person import read_id_number, read_person_name
from cases.understanding.phone import phone_in_words, read_phone
from cases.understanding.text import read_text

# Every (kind, reason) a NotUnderstood can carry; each has its words in templates/words/understanding.toml.
REASONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "money": ("form", "several", "negative", "zero", "large"),
        "number": ("form", "several", "negative", "fraction", "large", "time"),
        "moment": ("form", "calendar", "future", "order"),
        "company_code": ("form", "length", "checksum"),
        "company_name": ("form", "length"),
        "phone": ("form", "impossible"),
        "account": ("form", "length", "several", "masked", "story"),
        "person_name": ("form", "length"),
        "id_number": ("form", "length", "birth", "checksum"),
        "text": ("empty", "too_long"),
    }
)

__all__ = [
    "REASONS",
    "Account",
    "Moment",
    "Money",
    "Period",
    "phone_in_words",
    "read_account",
    "read_company_code",
    "read_company_name",
    "read_id_number",
    "read_moment",
    "read_money",
    "read_number",
    "read_period",
    "read_person_name",
    "read_phone",
    "read_text",
]
