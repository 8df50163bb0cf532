"""What one sentence says of a person or a company, taken apart: the name, the number, and the rest as it was said."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from cases.understanding.accounts_in_text import find_company_codes, find_phones
from cases.understanding.firms_in_text import find_firms
from cases.understanding.in_place import Said, in_place, is_chinese
from cases.understanding.names import SURNAMES
from cases.understanding.people_in_text import find_people
from cases.understanding.whose import is_theirs
from cases.understanding.words import begins_word


class PersonSaid(NamedTuple):
    """`phone` as `read_phone` gives it; `rest`: the words that are neither name nor number."""

    name: str | None
    phone: str | None
    rest: str


class CompanySaid(NamedTuple):
    """`code` is the unified social credit code; `rest`: the words that are neither name nor code."""

    name: str | None
    code: str | None
    rest: str


Span = tuple[int, int]

_PHONE_LABEL = re.compile(
    r"(?:(?:的?(?:联系|手机|办公)?(?:电话|手机|号码|方式)(?:号码?)?|联系|手机号|tel|phone(?: number)?|mobile|number)"
    r"[是为:. ]{0,3}|[(])$",
    re.IGNORECASE,
)
_CODE_LABEL = re.compile(r"(?:(?:统一)?(?:社会)?信用代码|代码|税号|code)[是为: ]{0,3}$", re.IGNORECASE)
_BREAK = re.compile(r"[,。;、!?\n]|(?<![一-鿿])(?:和|与|及)|\band\b|还有|以及")
_PARTS = re.compile(r"[,。;、!?\n: ]+")
_EDGES = " \t\n,，.。;；、:：()（）-"
_COMMAS = re.compile(r"(?:[ ]*[,，、;；:：][ ]*)+")
REACH = 10  # letters of a label in front of a number
BARE_NAME_LENGTHS = range(2, 5)


def read_person_sentence(text: str) -> PersonSaid:
    """The first person of `text`: 新来的会计王芳知道，电话13705740009 is 王芳, the number, and 新来的会计，知道."""
    return read_person_sentences(text)[0]


def read_person_sentences(text: str) -> list[PersonSaid]:
    """Each person of `text` with the words around the name; one without a name when nobody is named."""
    written = in_place(text)
    names = [(one.start, one.end) for one in find_people(text)] or _bare_name(text)
    borders = [
        0,
        *(_border(written, before[1], after[0]) for before, after in pairwise(names)),
        len(text),
    ]
    phones = find_phones(text)
    return [
        _person(text, start, end, names[index] if names else None, phones)
        for index, (start, end) in enumerate(pairwise(borders))
    ]


def read_contact_sentence(text: str) -> PersonSaid:
    """Whom to call: oneself, else the first person named, and the first number that may be theirs; never a suspect."""
    phones = [one for one in find_phones(text) if not is_theirs(text, one.start)]
    people = find_people(text)
    own = next((one for one in people if one.role == "self"), None)
    person = read_person_sentence(text)
    if own or any(one.role == "suspect" and one.name == person.name for one in people):
        person = person._replace(name=own.name if own else None)
    return person._replace(phone=phones[0].value if phones else None)


def read_company_sentence(text: str) -> CompanySaid:
    """The reporter's own company if one is called so, else the first one named, with its code."""
    firms, codes = find_firms(text), find_company_codes(text)
    firm = next((one for one in firms if one.is_ours), firms[0] if firms else None)
    taken = [(firm.start, firm.end)] if firm else []
    taken += [_labelled(text, code, _CODE_LABEL) for code in codes]
    return CompanySaid(
        firm.name if firm else None, codes[0].value if codes else None, _without(text, 0, len(text), taken)
    )


def _person(text: str, start: int, end: int, name: Span | None, phones: list[Said[str]]) -> PersonSaid:
    own = [phone for phone in phones if start <= phone.start < end]
    taken = [_labelled(text, phone, _PHONE_LABEL) for phone in own] + ([name] if name else [])
    said = text[name[0] : name[1]].strip() if name else None
    return PersonSaid(said, own[0].value if own else None, _without(text, start, end, taken))


def _border(text: str, after: int, before: int) -> int:
    """Where the words about the next person begin: behind the last break between the two names."""
    last = before
    for found in _BREAK.finditer(text, after, before):
        last = found.start()
    return last


def _labelled(text: str, number: Said[str], label: re.Pattern[str]) -> Span:
    near = max(0, number.start - REACH)
    found = label.search(in_place(text[near : number.start]))
    return (near + found.start() if found else number.start), number.end


def _without(text: str, start: int, end: int, taken: list[Span]) -> str:
    """The words from `start` to `end` without the `taken` ones; a comma stands where something was taken out."""
    kept, at = [], start
    for gone in sorted(taken):
        kept.append(text[at : gone[0]])
        at = max(at, gone[1])
    kept.append(text[at:end])
    parts = [part.strip(_EDGES) for part in kept]
    comma = "，" if any(map(is_chinese, text)) else ", "
    return _COMMAS.sub(comma, comma.join(part for part in parts if part))


def _bare_name(text: str) -> list[Span]:
    """An answer that is a name and nothing else: 于洋, also in front of a comma or a number."""
    at = 0
    for part in _PARTS.split(in_place(text)):
        at = text.find(part[:1], at) if part else at
        if (
            len(part) in BARE_NAME_LENGTHS
            and part[0] in SURNAMES
            and all(map(is_chinese, part))
            and not begins_word(part, 0)
        ):
            return [(at, at + len(part))]
        at += len(part)
    return []
