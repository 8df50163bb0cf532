"""What nobody of the unit ever asks of a reporter, found in words that are about to leave.

Money, codes, passwords, a hand on their device, secrecy, and papers that are shown in person: who asks for these in
the name of the police is a fraud (notices of the Shaoxing PSB, 2025-05-12; domain reference, section 6). So words that
ask for them are stopped, whoever wrote them. Warnings of them pass, and questions about what a fraud asked for. The
patterns are in never_asked.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from cases.errors import CaseError
from cases.understanding.writing import plain_lines

_FILE = Path(__file__).with_suffix(".toml")
_HIDDEN = re.compile(  # 转.账, 验 证 码, 5 万, O T P, y a n z h e n g m a
    r"(?<=[一-鿿0-9])[ .·*_~|/\\-]+(?=[一-鿿])|(?<=[一-鿿])[ .·*_~|/\\-]+(?=[0-9])|(?<=\b[a-zA-Z]) (?=[a-zA-Z]\b)"
)
_STOP = re.compile(r"\.\s")  # the end of a sentence in English
_SENTENCE = re.compile(r"[^。!?;\n]+[。!?;\n]?")


class Never(StrEnum):
    """A kind of what is never asked."""

    MONEY = "money"
    CODE = "code"
    PASSWORD = "password"  # noqa: S105 - the word, not one
    DEVICE = "device"
    SECRECY = "secrecy"
    PAPER = "paper"


class NeverAsked(CaseError):
    """These words ask a reporter for what nobody of the unit ever asks for; `said` is the place in them."""

    def __init__(self, what: Never, said: str) -> None:
        super().__init__(what, said)
        self.what, self.said = what, said


class _Patterns:
    """The file: `words` are put in the place of their <names>, then each list is one pattern."""

    def __init__(self) -> None:
        table = tomllib.loads(_FILE.read_text("utf-8"))
        self._words: dict[str, str] = {}
        for name, one in table["words"].items():
            self._words[name] = self._whole(one)
        self.simplified = str.maketrans(table["traditional"], table["simplified"])
        self.asks = {what: self._any(table["asks"][what]) for what in Never}
        self.passes = {name: self._any(one) for name, one in table["passes"].items()}

    def _whole(self, pattern: str) -> str:
        return re.sub(r"<(\w+)>", lambda found: f"(?:{self._words[found[1]]})", pattern)

    def _any(self, patterns: list[str]) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{self._whole(one)})" for one in patterns), re.IGNORECASE)


_P = _Patterns()


def check_never_asked(said: str) -> None:
    """Raises NeverAsked with the first place in `said` that asks for what is never asked."""
    for what, place in asked_for(said):
        raise NeverAsked(what, place)


def asked_for(said: str) -> Iterator[tuple[Never, str]]:
    """Each kind with its place in these words, in one way of writing."""
    words = plain_lines(said).translate(_P.simplified).replace(",", "，").replace(":", "：")
    words = _P.passes["calm"].sub("", _HIDDEN.sub("", _STOP.sub(".\n", words)))
    for one in _SENTENCE.finditer(words):
        for what, asks in _P.asks.items():
            for found in asks.finditer(one[0]):
                if not _passes(what, one[0], found):
                    yield what, found[0]


def _passes(what: Never, sentence: str, found: re.Match[str]) -> bool:
    """A warning, a question of what somebody else asked for, or what is done in person."""
    start, before, after = found.start(), _clause_before(sentence, found.start()), sentence[found.end() :]
    told = _P.passes
    if told["told_of"].search(before + found[0]) or told["warned_after"].match(after):
        return True
    if what is Never.SECRECY:
        return _keeps_no_secret(before, found[0])
    if told["whoever"].search(sentence[:start]) or told["noun"].match(after):
        return True
    if what is Never.PAPER and told["in_person"].search(sentence):
        return True
    if what is Never.DEVICE and told["official"].search(sentence):
        return True
    return bool(told["not"].search(before + found[0][:8]))


def _keeps_no_secret(before: str, found: str) -> bool:
    """Not asked of them, but promised to them; or nothing of the kind is asked (从不要求您保密)."""
    told = _P.passes
    if "保密" in found:
        return bool(told["ours_to_keep"].search(before + found) or told["not"].search(before + found[:3]))
    if told["no_secret"].search(before + found):  # to tell nobody a code, or the suspect nothing
        return True
    return bool(told["not"].search(before))


def _clause_before(sentence: str, end: int) -> str:
    """From the beginning of its clause; a list with 、 is one (不会要您转账、要验证码)."""
    return sentence[max(sentence.rfind(sign, 0, end) for sign in "，：") + 1 : end]
