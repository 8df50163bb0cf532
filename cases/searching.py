"""What a search means, and what of a text it can be found by. Pure: the index itself is storage/search.py.

A text becomes entries: of Chinese every two characters that stand together, of other scripts each word, of a number
every way its groups can be read on from one of them, and its last four digits.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import MappingProxyType

from cases.errors import CaseError
from cases.numbers import read_case_number

LONGEST = 100  # characters of a search
LONGEST_ENTRY = 48  # of a word or a number; a longer one is found by its beginning
MOST_TERMS = 12  # that are looked for; all of them are compared with what was found
PREFIX = 4  # a word or a number at least so long may go on
MOST_GROUPS = 64  # in a row; what follows is a table, and each of its numbers stands for itself
TAIL = 4  # the last digits by which people name an account
IS_NUMBER = 7  # digits from which a number has a tail worth finding
STANDS_ALONE = 11  # digits from which a group is a number by itself, and the next one another

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_PIECE = re.compile(rf"(?P<han>[{_HAN}]+)|(?P<digits>[0-9]+(?:[ \-][0-9]+)*(?![^\W_{_HAN}]))|(?P<word>[^\W_{_HAN}]+)")
_SUFFIX = re.compile("(?:股份有限公司|有限责任公司|有限公司|集团|总公司|分公司|公司|股份|有限责任|有限)$")
_MOBILE = re.compile(r"(?:00)?86(1[0-9]{10})")
_COUNTRY = re.compile("^(?:00)?86[ -](?=1)")
_LIKE_A_NUMBER = re.compile(r"GC[\s\-—–]*[0-9]{6}[\s\-—–]*[0-9A-Z]{5}", re.IGNORECASE)
_HEARD_AS = str.maketrans({"i": "1", "l": "1", "o": "0"})

# Where in a case something stands, by the step of an answer, and by the field of a list.
_STEPS = MappingProxyType(
    {
        "company_name": "company",
        "company_code": "company",
        "other_company": "company",
        "other_company_code": "company",
        "contact_name": "person",
        "contact_phone": "phone",
        "other_contact": "phone",
        "story": "story",
        "money_payee": "account",
        "money_payee_account": "account",
        "money_payer_account": "account",
    }
)
_FIELDS = MappingProxyType(
    {
        "name": "person",
        "phone": "phone",
        "payee_account": "account",
        "payer_account": "account",
        "payee_name": "account",
    }
)
PLACES = (
    "number",
    "company",
    "person",
    "phone",
    "account",
    "story",
    "answer",
    "said",
    "message",
    "desk",
    "note",
    "consultation",
    "measure",
    "file",
)


class CannotSearch(CaseError):
    """What was typed is nothing to search for. `why` is empty, signs, short, long or number."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Passage:
    """A text of a case, and where it stands: one of PLACES; `piece`, how the address of its case asks to see it."""

    place: str
    text: str
    piece: str = ""


@dataclass(frozen=True)
class Term:
    """One word of a search. `entries` stand together in the index; `goes_on` when a longer word is found as well."""

    entries: tuple[str, ...]
    pattern: re.Pattern[str]
    goes_on: bool = False
    heard: str = ""  # the same as the letters of a case number are heard


@dataclass(frozen=True)
class Sought:
    """A search that was understood: every term must be found, wherever in the case."""

    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Match:
    """Where a case matched: the place, and the text about it, cut in three around what was found."""

    place: str
    before: str
    found: str
    after: str
    piece: str = ""


def place_of_answer(step: str) -> str:
    """Where an answer stands, by its step."""
    return _STEPS.get(step) or _FIELDS.get(step.rpartition(".")[2] if "." in step else "", "answer")


def entries_of(text: str) -> list[str]:
    """What a text is found by, in its order."""
    return list(_entries(folded(text)))


def number_entries(number: str) -> list[str]:
    """What a case is found by of its number: all of it, its day, and its last five characters."""
    return [number.replace("-", "").lower(), *number.lower().split("-")[1:]]


def read_search(said: str) -> Sought:
    """What to look for. Raises CannotSearch."""
    text = folded(said.strip())
    if not text:
        raise CannotSearch("empty")
    if len(text) > LONGEST:
        raise CannotSearch("long")
    if _LIKE_A_NUMBER.fullmatch(text) and read_case_number(said) is None:
        raise CannotSearch("number")
    pieces = list(_PIECE.finditer(text))
    if not pieces:
        raise CannotSearch("signs")
    terms = [term for piece in pieces for term in _terms(piece, alone=len(pieces) == 1)]
    if not terms and (whole := [one[0] for one in pieces if len(one[0]) > 1]):
        terms = [_han(one) for one in whole]  # a form of company, and nothing else
    if not terms:
        raise CannotSearch("short")
    return Sought(tuple(dict.fromkeys(terms)))


def matches(sought: Sought, passages: Iterable[Passage], most: int = 3) -> list[Match]:
    """The places that match, each once; none when a term stands nowhere: what the index knew is not so any more."""
    readable = [(passage, folded(passage.text)) for passage in passages]
    found: dict[str, Match] = {}
    for term in sought.terms:
        where = [(passage, hit) for passage, text in readable if (hit := _stands(term, passage, text))]
        if not where:
            return []
        for passage, hit in where:
            found.setdefault(passage.place, _around(passage, hit))
    return sorted(found.values(), key=lambda match: PLACES.index(match.place))[:most]


def folded(text: str) -> str:
    """As letters are compared: full width, capitals and accents of form aside; never longer or shorter than before."""
    return "".join(_folded(letter) for letter in text) if not text.isascii() else text.lower()


def _folded(letter: str) -> str:
    if "\u4e00" <= letter <= "\u9fff":
        return letter
    plain = unicodedata.normalize("NFKC", letter).lower()
    return plain if len(plain) == 1 else letter


def _entries(text: str) -> Iterator[str]:
    for piece in _PIECE.finditer(text):
        if han := piece["han"]:
            yield from _pairs(han)
        elif word := piece["word"]:
            yield word[:LONGEST_ENTRY]
        else:
            yield from _numbers(re.split("[ -]", piece["digits"]))


def _pairs(han: str) -> Iterator[str]:
    return (han[at : at + 2] for at in range(len(han) - 1))


def _numbers(groups: list[str]) -> Iterator[str]:
    """6222 0200 1234: read on from each group, so that it is found however it is written."""
    for first in range(len(groups)):
        whole = groups[first]
        for group in groups[first + 1 : MOST_GROUPS]:
            if len(whole) + len(group) > LONGEST_ENTRY // 2:
                break
            whole += group
        yield from _forms(whole[:LONGEST_ENTRY])
        if len(groups[first]) < PREFIX and groups[first] != whole:
            yield groups[first]
        elif len(groups[first]) >= IS_NUMBER and groups[first] != whole:
            yield groups[first][-TAIL:]


def _forms(number: str) -> Iterator[str]:
    yield number
    if mobile := _MOBILE.fullmatch(number):
        yield mobile[1]
    if len(number) >= IS_NUMBER:
        yield number[-TAIL:]


def _terms(piece: re.Match[str], *, alone: bool) -> Iterator[Term]:
    if piece["han"]:
        kept = _without_suffix(piece["han"])
        if len(kept) > 1 and (alone or not _SUFFIX.fullmatch(kept)):
            yield _han(kept)
    elif piece["digits"]:
        yield from (_digits(number) for number in _as_numbers(piece["digits"]) if len(number) > 1)
    elif len(piece["word"]) > 1:
        yield _word(piece["word"])


def _without_suffix(han: str) -> str:
    """镇海天元股份有限公司 is 镇海天元; what is nothing but a form of company stays."""
    while (shorter := _SUFFIX.sub("", han)) != han and len(shorter) > 1:
        han = shorter
    return han


def _as_numbers(said: str) -> list[str]:
    """Groups belong together, unless one is long enough to be a number by itself."""
    numbers = [""]
    for group in re.split("[ -]", _COUNTRY.sub("", said)):
        if len(group) >= STANDS_ALONE and numbers[-1]:
            numbers.append("")
        numbers[-1] += group
        if len(group) >= STANDS_ALONE:
            numbers.append("")
    return [number for number in numbers if number]


def _han(text: str) -> Term:
    return Term(tuple(_pairs(text)), re.compile(text))


def _digits(number: str) -> Term:
    mobile = _MOBILE.fullmatch(number)
    number = (mobile[1] if mobile else number)[:LONGEST_ENTRY]
    goes_on = len(number) >= PREFIX
    spaced = "[ -]?".join(number)
    return Term((number,), re.compile(spaced if goes_on else rf"(?<![0-9]){spaced}(?![0-9])"), goes_on)


def _word(word: str) -> Term:
    heard = word.translate(_HEARD_AS) if word.isascii() else ""
    pattern = re.escape(word[:LONGEST_ENTRY])
    return Term((word[:LONGEST_ENTRY],), re.compile(pattern), len(word) >= PREFIX, heard if heard != word else "")


def _stands(term: Term, passage: Passage, text: str) -> tuple[int, int] | None:
    """From where to where in the text."""
    if hit := term.pattern.search(text):
        return hit.span()
    if passage.place == "number" and any(one in text.replace("-", "") for one in (term.heard, term.entries[0]) if one):
        return 0, len(text)
    return None


BEFORE, AFTER = 16, 40  # characters shown about what was found


def _around(passage: Passage, hit: tuple[int, int]) -> Match:
    text, (start, end) = passage.text, hit
    before, after = " ".join(text[:start].split()), " ".join(text[end:].split())
    before = before if len(before) <= BEFORE else "…" + before[-BEFORE:]
    return Match(
        passage.place, before, text[start:end], after if len(after) <= AFTER else after[:AFTER] + "…", passage.piece
    )
