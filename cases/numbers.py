"""Case numbers: GC-YYMMDD-XXXXX, Crockford base32, the last one a check character. Not guessable, easy on the phone."""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import date

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I L O U
_FORM = re.compile(r"^GC-?([0-9OIL]{6})-?([0-9A-Z]{5})$")
_GROUP = r"([0-9A-TV-Za-tv-z]{4})"
_CODE = re.compile(rf"{_GROUP}([-–—‐‑−]| ){_GROUP}\2{_GROUP}\2{_GROUP}")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]+")
_HEARD_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})
_WEIGHTS = (3, 7, 11, 13)


def new_number(day: date) -> str:
    """A number for a case submitted on that local day: a million of them a day, so two may meet and one draws again."""
    digits = f"{day:%y%m%d}"
    letters = "".join(secrets.choice(ALPHABET) for _ in range(4))
    return f"GC-{digits}-{letters}{_check(digits, letters)}"


def read_case_number(said: str) -> str | None:
    """The case number in what someone typed or read aloud, or None; a mistyped one fails its check character."""
    compact = re.sub(r"[\s—–_-]+", "-", said.strip().upper()).replace("GC-", "GC", 1)
    found = _FORM.match(compact)
    if not found:
        return None
    digits, tail = found[1].translate(_HEARD_AS), found[2].translate(_HEARD_AS)
    if any(letter not in ALPHABET for letter in tail) or tail[4] != _check(digits, tail[:4]):
        return None
    return f"GC-{digits}-{tail}"


def looks_like_return_code(said: str) -> bool:
    """Whether somebody may have written a code that opens a chat on another device (storage/web_chats.py).

    Four groups of its letters with both digits and letters among them: ABCD-EFGH-1234-5678. With spaces only in
    capitals and with digits in two of the groups, because words have spaces too. An account number is none. The page
    reads it in the same way (templates/static/chat/codes.js).
    """
    found = _CODE.fullmatch(unicodedata.normalize("NFKC", said).strip())
    if found is None:
        return False
    groups = found.group(1, 3, 4, 5)
    code, with_digits = "".join(groups), sum(any(one.isdigit() for one in group) for group in groups)
    if not with_digits or code.isdigit() or _is_iban(code.upper()):
        return False
    return found[2] != " " or (with_digits > 1 and code == code.upper())


def _is_iban(code: str) -> bool:
    """By its check digits: ISO 13616, the remainder of 97."""
    turned = code[4:] + code[:4]
    return bool(_IBAN.fullmatch(code)) and int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


def _check(digits: str, letters: str) -> str:
    """A weighted sum over a prime: catches any one wrong character (but 0 for Z) and any swap of neighbours."""
    total = sum((place + 2) * int(digit) for place, digit in enumerate(digits))
    total += sum(weight * ALPHABET.index(letter) for weight, letter in zip(_WEIGHTS, letters, strict=True))
    return ALPHABET[total % 31]


_NUMBER_WITHIN = re.compile(r"(?<![0-9A-Za-z])GC[ -]?[0-9OIL]{6}[ -]?[0-9A-Z]{5}(?![0-9A-Za-z])", re.IGNORECASE)
MOST_CODES = 3  # of one text that are looked up
_CODE_WITHIN = re.compile(r"(?<![0-9A-Za-z-])[0-9A-Za-z]{4}(?:[-–—][0-9A-Za-z]{4}){3}(?![0-9A-Za-z-])")


def case_number_in(said: str) -> str | None:
    """The first case number anywhere in a text: 我前两天报过的 编号GC-… 怎么没人理我."""
    text = unicodedata.normalize("NFKC", said)
    numbers = (read_case_number(found[0]) for found in _NUMBER_WITHIN.finditer(text))
    return next((number for number in numbers if number), None)


def without_case_number(said: str) -> str:
    """The text without the first case number in it."""
    number = case_number_in(said)
    found = (one for one in _NUMBER_WITHIN.finditer(said) if read_case_number(one[0]) == number)
    place = next(found, None) if number else None
    return (said[: place.start()] + said[place.end() :]).strip(" ,，。:：\n") if place else said


def codes_in(said: str) -> list[str]:
    """Whatever may be a return code, anywhere in a text: 我的返回码是AB12-… 怎么用."""
    found = _CODE_WITHIN.findall(unicodedata.normalize("NFKC", said))
    return [one for one in (said, *found[:MOST_CODES]) if looks_like_return_code(one)]
