"""Where sums stand in a sentence: the figures, the currency beside them, and the words that make them rough.

`money.py` decides which of them is the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cases.understanding.currencies import CODES, CURRENCIES, GENERIC, NAMES, UNKNOWN
from cases.understanding.numerals import DIGITS, ROUGH_LETTERS, UNITS
from cases.understanding.sum_phrasing import COUNTER, ENGLISH_UNITS, UP_TO, spelled
from cases.understanding.traced import Traced, as_is

__all__ = ["CURRENCIES", "Amount", "amounts", "chinese_units"]

_BEGINS = f"[0-9{DIGITS}百千]"
_ABOUT = (
    "大概|大约|差不多|将近|接近|估计|可能|约合|约|近|逾|不下于?|不低于|不少于|不超过|不足|不到|不满|[未没]有?到|[未没]满|超过?|低于|高于|"
    "小于|大于|多于|少于|[至最][多少]也?有?|[起最]码也?有?|少说也?有?|怎么也有|[过上](?=[百千万亿])|大(?=几|0\\.5)|"
    rf"破(?={_BEGINS})|小(?={_BEGINS})|快要?有?(?={_BEGINS})|"
    r"about|around|approximately|approx\.?|roughly|nearly|almost|over|more than|less than|at least|up to|~"
)
_AROUND = (
    "左右|上下|以上|以下|以内|之内|不到|还不到|不止|出头|冒头|开外|有余|挂零|打底|光景|的?样子|往上|朝上|还?多(?![次笔个])|不等|打不住|"
    r"起步|起(?=$|[,.。;! \n])|or so|or more|\+(?! ?[0-9])"
)
_ROUGH_SET = frozenset(ROUGH_LETTERS)
_COUNTED = re.compile(rf"[多来余]?{COUNTER}")
_UNKNOWN = re.compile(rf" ?(?:{UNKNOWN})")
_BROKEN_OFF = re.compile(rf"[多来余几把]{{0,2}}[{UNITS}]")  # 五十多来万 is not 50
_LAST_LETTERS = frozenset("朗索比拉尔令特林提戈克普姆郎盾元币圆")
_UNKNOWN_BEFORE = re.compile(rf"(?:{UNKNOWN}) ?$")

_PHONE = re.compile(r"1[3-9][0-9]{9}")
_LONG_NUMBER = re.compile(r"[0-9]{11}")
_FIGURE = r"[0-9]++(?:,[0-9]++)*+(?:\.[0-9]++)?+(?!\.[0-9])"
_FEW = "几(?=[十百千万亿元块])"
_ROUGH = rf"{_FEW}| ?[多来余把](?= ?[{UNITS}元块])|(?<=[0-9])点(?=[0-9{DIGITS}])|(?<=[{DIGITS}十])点(?=[{DIGITS}])"
# A Chinese digit and an Arabic one do not make one figure: the 五 of 王五5万 is his name.
_MORE_FIGURES = rf"(?<![{DIGITS.strip('零〇')}]){_FIGURE}|(?<![0-9])[{DIGITS}]"
_SHORT = rf"(?<=块)(?P<short>[0-9{DIGITS}])(?! ?[0-9{DIGITS}{UNITS}人个次台件年月日号天点笔])"  # 三块五
_CENTS = rf"(?P<jiao>[0-9{DIGITS}])[角毛](?:(?P<fen>[0-9{DIGITS}])分)?整?|{_SHORT}"
# Every repetition is possessive: a hostile text is read once, from left to right.
_AMOUNT = re.compile(
    rf"(?P<about>{_ABOUT})? ?+[是有为]?+ ?+(?P<minus>负|(?<![^ :(])-)?+ ?+"
    rf"(?:(?P<before>{NAMES})\$?)? ?+(?P<late_minus>-)?"
    rf"(?<![0-9.])(?P<figures>(?:{_FIGURE}|[{DIGITS}{UNITS}]|{_FEW})(?: ?[{UNITS}]|{_MORE_FIGURES}|{_ROUGH})*+)"
    rf"(?:{UP_TO}(?P<upto>[0-9,.{DIGITS}{UNITS}]{{1,16}}))?"
    rf" ?(?P<more>[多余])? ?(?P<after>[元块](?=[0-9])|(?:{NAMES})(?![0-9]))?(?:{_CENTS})?"
    rf"(?: ?\(?(?P<behind>{NAMES})(?! ?[0-9])\)?)?"
    rf" ?(?P<around>{_AROUND})?(?: ?(?:[*×x]|乘以?) ?(?P<times>[0-9]{{1,4}})(?![0-9.,{UNITS}]))?"
)
_TIMES = frozenset("*×x乘")
_TIMES_BEFORE = re.compile(r"(?<![0-9.,])([0-9]{1,4}) ?[笔次张份期人个单件家年天月]? ?[*×x乘] ?$")
Role = Literal["", "total", "each", "part", "converted"]
# What the words before a sum make of it; between them and the figure stand at most a few letters.
_FILLER = rf"[^0-9,.;:。\n{DIGITS}{UNITS}]{{0,6}}:? ?$"
_TOTAL = "[共合总累]计|(?<!公)共(?![同享建谋犯管])|总[额数]|总金额|总损失|[加合]起来|加一起|加在一起|=|\\btotal"
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("converted", re.compile(r"(?:约合|折合|相当于|折算)(?:成|为)?$")),
    ("part", re.compile(rf"(?:其中|包括|包含){_FILLER}")),
    ("each", re.compile(rf"每(?:一?[笔次月年天人单张份股家期周日个]){_FILLER}")),
    ("total", re.compile(rf"(?:{_TOTAL}){_FILLER}")),
)


@dataclass(frozen=True)
class Amount:
    """Figures as written, still with commas and rough words; `cents` are the 角 and 分, one digit each or None.

    `currencies` are codes, and "?" one that is not known; `before` is what stands before it.
    `start` and `end` are its place in the text as given; `upto` are the figures at which a range ends.
    """

    figures: str
    currencies: frozenset[str]
    cents: tuple[str | None, str | None]
    negative: bool
    rough: bool
    alone: bool
    start: int
    end: int
    times: int = 1
    before: str = ""
    upto: str = ""

    @property
    def is_marked(self) -> bool:
        """Whether it can only be a sum: a currency, or a unit behind a digit. 千万 and 万一 are plain words too."""
        leading = self.figures.lstrip("十拾")
        has_unit = self.figures[0] not in "百千万亿佰仟" and any(letter in UNITS for letter in leading)
        return bool(self.currencies) or has_unit or (self.rough and len(self.figures) > 1)

    @property
    def role(self) -> Role:
        return next((role for role, words in _ROLES if words.search(self.before)), "")

    @property
    def may_be_bare(self) -> bool:
        """Whether it may be a sum without any mark. From eleven digits on, a figure is rather a phone or an account."""
        if _PHONE.fullmatch(self.figures):
            return False
        return self.alone or (self.figures[0].isdigit() and not _LONG_NUMBER.match(self.figures))


def chinese_units(text: str) -> str:
    """Lower-case `text` with English scales in Chinese: 3.2 million becomes 3.2百万, 5k 5千, 3个亿 3亿."""
    for spelling, unit in ENGLISH_UNITS:
        text = spelling.sub(unit, text)
    return text


def amounts(text: str) -> Iterator[Amount]:
    """Every amount in plain lower-case `text`, left to right."""
    traced = spelled(as_is(text))
    for found in _AMOUNT.finditer(traced.text):
        if not _is_counted(found, traced.text):
            yield _amount(found, traced)


def _is_counted(found: re.Match[str], text: str) -> bool:
    """300 人 and 2万多条 are no sums; in 亏了30万 客户跑了 the space ends the clause."""
    if found["after"] or found["behind"]:
        return False
    figures, end = found["figures"], found.end("figures")
    is_spaced = text[end : end + 1] == " " and (figures[-1].isdigit() or " " in figures)
    return bool(_COUNTED.match(text, end + is_spaced))


def _amount(found: re.Match[str], traced: Traced) -> Amount:
    start, end = found.span()
    written = found[0]
    names = tuple(name for name in (found["before"], found["after"], found["behind"]) if name)
    before = traced.text[max(0, start - 24) : start]
    times = _TIMES_BEFORE.search(before) if before.rstrip()[-1:] in _TIMES else None
    begins = min(at for group in ("about", "minus", "before", "figures") if (at := found.start(group)) >= 0)
    place = traced.place(begins, end - len(written) + len(written.rstrip()))
    return Amount(
        figures=found["figures"],
        currencies=_currencies(names, found, traced.text),
        cents=(found["jiao"] or found["short"], found["fen"]),
        negative=bool(found["minus"] or found["late_minus"]),
        rough=bool(found["about"] or found["more"] or found["around"]) or not _ROUGH_SET.isdisjoint(found["figures"]),
        alone=written.strip() == traced.text.strip(),
        start=place[0],
        end=place[1],
        times=int(found["times"] or (times[1] if times else 1)),
        before=before + (found["about"] or ""),
        upto=found["upto"] or "",
    )


def _currencies(names: tuple[str, ...], found: re.Match[str], text: str) -> frozenset[str]:
    """The one currency of a sum; 元 beside another currency is that currency's."""
    if not found["before"] and _ends_in_currency(text, found.start()):
        return frozenset("?")
    if not names:
        is_strange = _UNKNOWN.match(text, found.end()) or _BROKEN_OFF.match(text, found.end())
        return frozenset("?" if is_strange else "")
    return frozenset(CODES[name] for name in names if name not in GENERIC) or frozenset({"CNY"})


def _ends_in_currency(text: str, at: int) -> bool:
    """Whether a currency that we do not keep stands just before. Its last letter mostly tells at once."""
    last = text[max(0, at - 2) : at].strip()[-1:]
    is_possible = last in _LAST_LETTERS or (last.isascii() and last.isalpha())
    return is_possible and bool(_UNKNOWN_BEFORE.search(text, max(0, at - 12), at))
