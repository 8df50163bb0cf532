"""Telephone numbers as people type them, here without +86: 138 0013 8000, 0574-87654321转801."""

from __future__ import annotations

import re

import phonenumbers

from cases.errors import NotUnderstood
from cases.understanding.writing import plain

REGION = "CN"

_EXTENSION = re.compile(r" ?(?:转|分机|ext\.?|extension|#|(?<=[0-9 ])x) ?:? ?([0-9]{1,6})(?![0-9])", re.IGNORECASE)
_NUMBER = re.compile(r"(?:\+ ?)?\(?[0-9](?:[ ()./-]{0,3}[0-9]){4,19}(?![0-9])")
_DASHED_EXTENSION = re.compile(r"(?<=[0-9]{7})-([0-9]{1,4})$")  # 0574-87654321-801


def read_phone(said: str) -> str:
    """E.164 (+8613800138000); a landline's extension follows as in RFC 3966 (+8657487654321;ext=801).

    Raises NotUnderstood("phone", form | impossible); a local number without its area code is impossible.
    """
    text = plain(said)
    extension = _EXTENSION.search(text)
    found = _NUMBER.findall(_EXTENSION.sub(" ", text))
    if len(found) != 1:
        raise NotUnderstood("phone", "form")
    return _checked(found[0], extension[1] if extension else None)


def phone_in_words(phone: str) -> str:
    """As people here write it: 138 0013 8000; a number from abroad keeps its country code."""
    number, _, extension = phone.partition(";ext=")
    read = phonenumbers.parse(number, REGION)
    here = read.country_code == phonenumbers.country_code_for_region(REGION)
    form = phonenumbers.PhoneNumberFormat.NATIONAL if here else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    spelled = phonenumbers.format_number(read, form)
    return f"{spelled}-{extension}" if extension else spelled


def _checked(number: str, extension: str | None) -> str:
    for main, behind in ((number, extension), _without_extension(number, extension)):
        try:
            phone = phonenumbers.parse(main, REGION)
        except phonenumbers.NumberParseException as unreadable:
            raise NotUnderstood("phone", "form") from unreadable
        if phonenumbers.is_valid_number(phone):
            spelled = phonenumbers.format_number(phone, phonenumbers.PhoneNumberFormat.E164)
            return f"{spelled};ext={behind}" if behind else spelled
    raise NotUnderstood("phone", "impossible")


def _without_extension(number: str, extension: str | None) -> tuple[str, str | None]:
    dashed = _DASHED_EXTENSION.search(number)
    return (number[: dashed.start()], dashed[1]) if dashed and not extension else (number, extension)
