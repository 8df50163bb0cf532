"""What cases may have in common: accounts, phones, codes and names of companies, and what else stands for somebody.

Each with its kind, its normal form, and the place where it stood: the step of the report, or a message. Whatever is
the reporter's own meets only what is another reporter's own, except for what is exactly one company's or person's: a
victim who gave a phone is not linked to a suspect by it. Time grows with the length of the texts and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain

from cases.errors import NotUnderstood
from cases.near_copies import bands, brands
from cases.questionnaire import Answer, Answers, State
from cases.understanding.account import read_account
from cases.understanding.accounts_in_text import find_accounts, find_company_codes, find_phones
from cases.understanding.firms_in_text import find_firms
from cases.understanding.in_place import in_place
from cases.understanding.people_in_text import find_people
from cases.understanding.person import read_id_number
from cases.understanding.phone import read_phone
from cases.written import addresses, bare_name, handles, is_common_domain, is_hotline, plates

LONGEST_TEXT = 12_000  # letters of one text that are read, a twentieth of a second at worst
MESSAGE, NOTE = "message", "note"  # the places beside the steps of the report
STORY = "story"


class Kind(StrEnum):
    """What it is; its words are links.kinds."""

    COMPANY = "company"  # by its unified social credit code
    FIRM = "firm"  # by its whole name
    PERSON = "person"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    ACCOUNT = "account"
    WALLET = "wallet"
    EMAIL = "email"
    DOMAIN = "domain"
    HANDLE = "handle"
    PLATE = "plate"
    STORY = "story"  # a band of it (cases/near_copies.py)
    BRAND = "brand"  # a firm's name without places, endings and the letters it is mistaken by


ONE_AND_THE_SAME = frozenset({Kind.COMPANY, Kind.ID_NUMBER})  # also across the sides
EXACT = (
    Kind.ACCOUNT,
    Kind.WALLET,
    Kind.PHONE,
    Kind.COMPANY,
    Kind.ID_NUMBER,
    Kind.FIRM,
    Kind.EMAIL,
    Kind.HANDLE,
    Kind.DOMAIN,
    Kind.PLATE,
)  # what links by itself, the most telling first
NEAR = (Kind.STORY, Kind.BRAND, Kind.PERSON)  # what makes a case likely, and links none: many have the same name


@dataclass(frozen=True)
class Named:
    """One identifier of a case. `value` is its normal form, `place` a step without its number, MESSAGE or NOTE."""

    kind: Kind
    value: str
    place: str
    is_ours: bool = False  # the reporter's own

    @property
    def key(self) -> str:
        """What equal ones have in common beside the value, for the blind index."""
        return f"{self.kind}:ours" if self.is_ours and self.kind not in ONE_AND_THE_SAME else self.kind.value


OURS = "ours"  # the place of what is the reporter's own, in whatever text it stood
# By step, and by field of a list: what it holds, and whether that is the reporter's own.
HOLDS: dict[str, tuple[Kind, bool]] = {
    "company_code": (Kind.COMPANY, True),
    "company_name": (Kind.FIRM, True),
    "contact_phone": (Kind.PHONE, True),
    "money_payer_account": (Kind.ACCOUNT, True),
    "transactions.payer_account": (Kind.ACCOUNT, True),
    "other_company": (Kind.FIRM, False),
    "other_company_code": (Kind.COMPANY, False),
    "money_payee_account": (Kind.ACCOUNT, False),
    "transactions.payee_account": (Kind.ACCOUNT, False),
    "suspects.name": (Kind.PERSON, False),
    "suspects.phone": (Kind.PHONE, False),
}
OWN = frozenset({place for place, (_, is_ours) in HOLDS.items() if is_ours} | {OURS})  # the places of what is one's own
PAYEES = frozenset({"money_payee", "transactions.payee_name"})  # a firm or a person, and often the bank behind it
# Whom nobody suspects: the reporter, who knows of it, and the offices it was told to.
PASSED_OVER = frozenset(
    {"contact_name", "other_contact", "witnesses.name", "witnesses.phone", "reported_where", "civil_court"}
)


def identifiers(answers: Answers, said: Iterable[tuple[str, str]] = ()) -> list[Named]:
    """Those of the answers, then those of what was said besides, as (place, text); each once, at its first place.

    What was only read, and not confirmed, does not count.
    """
    told = [(place_of(step), answer) for step, answer in answers.items() if answer.state is not State.READ]
    whole = [one for place, answer in told for one in _held(place, answer)]
    ours = {(one.kind, one.value) for one in whole if one.is_ours}
    texts = chain(((place, _words(answer)) for place, answer in told if place not in HOLDS), said)
    found: dict[tuple[str, str], Named] = {}
    for one in chain(whole, *(in_text(text, place) for place, text in texts if place not in PASSED_OVER)):
        mine = replace(one, is_ours=True) if (one.kind, one.value) in ours else one
        found.setdefault((mine.key, mine.value), mine)
    return list(found.values())


def near_copies(answers: Answers, named: Iterable[Named]) -> Iterator[Named]:
    """By what cases are found that are nearly the same: the bands of the story, the brands of the firms."""
    yield from (Named(Kind.STORY, band, STORY) for band in bands(story_of(answers)))
    for one in named:
        if one.kind is Kind.FIRM and not one.is_ours:
            yield from (Named(Kind.BRAND, brand, one.place) for brand in brands([one.value]))


def story_of(answers: Answers) -> str:
    """What happened, in the reporter's words."""
    story = answers.get(STORY)
    return _words(story) if story and story.state not in {State.SKIPPED, State.READ} else ""


def place_of(step: str) -> str:
    """transactions#0.payee_account stands where transactions.payee_account does."""
    return re.sub(r"#[0-9]{1,4}\??", "", step)


def in_text(text: str, place: str) -> Iterator[Named]:
    """Everything that a text names and that may be somebody else's."""
    text = text[:LONGEST_TEXT]
    return (Named(kind, value, OURS if is_ours else place, is_ours=is_ours) for kind, value, is_ours in _in_text(text))


def _in_text(text: str) -> Iterator[tuple[Kind, str, bool]]:
    for account in find_accounts(text):
        yield *_account(account.account.number, account.account.kind), account.side == "payer"
    for phone in find_phones(text):
        if not is_hotline(phone.value):
            yield Kind.PHONE, phone.value, False
    for code in find_company_codes(text):
        yield Kind.COMPANY, code.value, False
    for firm in find_firms(text):
        if bare := bare_name(firm.name):
            yield Kind.FIRM, bare, bool(firm.is_ours)
    for person in find_people(text):
        if person.role == "suspect" and is_whole_name(person.name):
            yield Kind.PERSON, bare_name(person.name), False
    yield from _written(in_place(text))


def _written(text: str) -> Iterator[tuple[Kind, str, bool]]:
    """What is known by its own form, in a text written in place."""
    yield from ((Kind.ID_NUMBER, number, False) for number in _id_numbers(text))
    yield from ((Kind.PLATE, plate, False) for plate in plates(text))
    yield from ((Kind.HANDLE, handle, False) for handle in handles(text))
    for is_mail, address in addresses(text):
        yield (Kind.EMAIL if is_mail else Kind.DOMAIN), address, False
        if is_mail and not is_common_domain(domain := address.rpartition("@")[2]):
            yield Kind.DOMAIN, domain, False


def _held(place: str, answer: Answer) -> Iterator[Named]:
    """What a step holds by itself; words that could not be read are read like any text."""
    if place in PAYEES:
        name = next(iter(_words(answer).split()), "")
        if not find_firms(name) and is_whole_name(name):
            yield Named(Kind.PERSON, bare_name(name), place)
        return
    if place not in HOLDS or answer.state is State.SKIPPED:
        return
    kind, is_ours = HOLDS[place]
    if (value := _value(answer)) and answer.is_given:
        yield from _whole(kind, value, answer, place, is_ours=is_ours)
    elif answer.said:
        found = (one for one in in_text(answer.said, place) if _fits(kind, one.kind))
        yield from (replace(one, is_ours=is_ours, place=place) for one in found)


def _whole(kind: Kind, value: str, answer: Answer, place: str, *, is_ours: bool) -> Iterator[Named]:
    if kind is Kind.ACCOUNT:
        shape = answer.value["kind"] if isinstance(answer.value, dict) else _shape_of(value)
        if shape:
            yield Named(*_account(value, shape), place, is_ours=is_ours)
    elif kind is Kind.PERSON:
        if is_whole_name(value):
            yield Named(kind, bare_name(value), place, is_ours=is_ours)
    elif kind is Kind.FIRM:
        names = [one.name for one in find_firms(value)] or [value]
        yield from (Named(kind, bare, place, is_ours=is_ours) for name in names if (bare := bare_name(name)))
    elif not (kind is Kind.PHONE and is_hotline(value)):
        yield Named(kind, value, place, is_ours=is_ours)


def _fits(wanted: Kind, found: Kind) -> bool:
    """Of words in place of an account, the numbers; of a company's name, the firm."""
    numbers = {Kind.ACCOUNT, Kind.WALLET, Kind.PHONE, Kind.EMAIL, Kind.HANDLE}
    return found is wanted or (wanted is Kind.ACCOUNT and found in numbers)


def _account(number: str, shape: str) -> tuple[Kind, str]:
    """A wallet is a phone, an address or the name somebody has there: then it meets that wherever it stands."""
    if shape == "crypto":
        return Kind.WALLET, number.lower() if number.startswith(("0x", "bc1")) else number
    if shape == "wallet":
        if "@" in number:
            return Kind.EMAIL, number.lower()
        try:
            return Kind.PHONE, read_phone(number)
        except NotUnderstood:
            return Kind.HANDLE, f"wechat:{number.lower()}"
    return Kind.ACCOUNT, number.upper()


def _shape_of(number: str) -> str | None:
    """money_payer_account takes any text: 尾号 1234 is no account."""
    try:
        return read_account(number).kind
    except NotUnderstood:
        return None


def is_whole_name(name: str) -> bool:
    """王总 and 小李 are hundreds; so is 张某某."""
    return bool(re.fullmatch(r"[一-鿿·]{2,12}|[A-Za-z][A-Za-z .'-]{3,40} [A-Za-z][A-Za-z.'-]{1,40}", name)) and not (
        re.search(r"某|[先女]士|先生|小姐|老板|经理|[总姐哥叔]$|^[小老阿]", name) or re.search(r"公司|银行|厂$", name)
    )


def _id_numbers(text: str) -> Iterator[str]:
    for found in re.finditer(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])", text):
        try:
            yield read_id_number(found[0])
        except NotUnderstood:
            continue


def _words(answer: Answer) -> str:
    return answer.value if isinstance(answer.value, str) else answer.said


def _value(answer: Answer) -> str | None:
    """A text, or the number of an account."""
    value = answer.value["number"] if isinstance(answer.value, dict) and "number" in answer.value else answer.value
    return value if isinstance(value, str) else None
