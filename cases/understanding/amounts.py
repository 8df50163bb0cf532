"""Where sums stand in a sentence: the figures, the currency beside them, and the words that make them rough.

`money.py` decides which of them is the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cases.understanding.numerals import DIGITS, ROUGH_LETTERS, UNITS

CURRENCIES = {
    "CNY": ("人民币", "rmb", "cny", "renminbi", "yuan", "元整", "元正", "元", "块钱", "块", "¥"),
    "HKD": ("港币", "港元", "hkd", "hk$"),
    "USD": ("美元", "美金", "美刀", "刀", "us dollars", "us dollar", "dollars", "dollar", "usd", "us$", "$"),
    "EUR": ("欧元", "欧", "euros", "euro", "eur", "€"),
    "GBP": ("英镑", "pounds", "pound", "gbp", "£"),
    "AUD": ("澳元", "澳币", "aud", "a$"),
    "CAD": ("加元", "加币", "cad", "c$"),
    "CHF": ("瑞郎", "瑞士法郎", "chf"),
    "KRW": ("韩元", "韩币", "won", "krw"),
    "MYR": ("马币", "林吉特", "myr"),
    "RUB": ("卢布", "rub"),
    "SGD": ("新加坡元", "新加坡币", "新币", "sgd", "s$"),
    "THB": ("泰铢", "baht", "thb"),
    "TWD": ("新台币", "台币", "twd", "nt$"),
    "VND": ("越南盾", "vnd"),
    "JPY": ("日元", "日币", "yen", "jpy"),
    "USDT": ("泰达币", "usdt"),
}
_CODES = {name: code for code, names in CURRENCIES.items() for name in names}
_NAMES = "|".join(re.escape(name) for name in sorted(_CODES, key=len, reverse=True))
_ABOUT = (
    "大概|大约|差不多|将近|接近|估计|可能|至少|超过|约|近|上(?=[百千万])|"
    r"about|around|approximately|approx\.?|roughly|nearly|almost|over|~"
)
# What follows a figure that counts something else: 300 人, 11 月, 3 点; coins have no fixed worth.
_COUNTED = re.compile(r" ?(?:btc|eth|trx|比特币|以太|[人个次台件套股张家年月日号天点时秒笔条辆吨%层岁倍位名期周枚])")

_FIGURE = r"[0-9]++(?:,[0-9]++)*+(?:\.[0-9]++)?+(?!\.[0-9])"
_FEW = "几(?=[十百千万亿元块])"
_ROUGH = rf"{_FEW}| ?[多来余把](?= ?[{UNITS}元块])|(?<=[0-9])点(?=[0-9])|(?<=[{DIGITS}十])点(?=[{DIGITS}])"
_SHORT = rf"(?<=块)(?P<short>[0-9{DIGITS}])(?! ?[0-9{DIGITS}{UNITS}人个次台件年月日号天点笔])"  # 三块五
_CENTS = rf"(?P<jiao>[0-9{DIGITS}])角(?:(?P<fen>[0-9{DIGITS}])分)?整?|{_SHORT}"
# Every repetition is possessive: a hostile text is read once, from left to right.
_AMOUNT = re.compile(
    rf"(?P<about>{_ABOUT})? ?[是有为]? ?(?P<minus>负|(?<![^ :(])-)? ?(?P<before>{_NAMES})? ?(?P<late_minus>-)?"
    rf"(?<![0-9.])(?P<figures>(?:{_FIGURE}|[{DIGITS}{UNITS}]|{_FEW})(?: ?[{UNITS}]|{_FIGURE}|[{DIGITS}]|{_ROUGH})*+)"
    rf" ?(?P<more>[多余])? ?(?P<after>{_NAMES})?(?:{_CENTS})?"
    r" ?(?P<around>左右|上下|以上|出头|or so)?"
)

# English scales become Chinese units, so that one reader does the sums: 3.2 million is 3.2百万.
_ENGLISH_UNITS = (
    (re.compile(r"(?<=[0-9]) ?(?:million|mln|mn|m)(?![a-z])"), "百万"),
    (re.compile(r"(?<=[0-9]) ?(?:billion|bn|b)(?![a-z])"), "十亿"),
    (re.compile(r"(?<=[0-9]) ?(?:thousand|k)(?![a-z])"), "千"),
    (re.compile(r"(?<=[0-9]) ?w(?![a-z])"), "万"),
    (re.compile(r"(?<=[0-9万千]) ?u(?![a-z])"), "usdt"),
    (re.compile(r"个(?=[百千]?[万亿])|好(?=几)"), ""),
)
# 20到30万 is about 20万; its end is not a sum of its own.
_RANGE = re.compile(
    rf"(?<![0-9.,{DIGITS}{UNITS}])([0-9.]{{1,8}}|[{DIGITS}十百]{{1,4}}) ?(?:到|至|-|~) ?"
    rf"(?:[0-9.]{{1,8}}|[{DIGITS}十百]{{1,4}}) ?([百千]?[万亿]|[千元块])"
)
# Dates and times of day hold figures that are no money.
_DATES = re.compile(r"(?<![0-9])(?:[0-9]{2,4}([-/.])[0-9]{1,2}\1[0-9]{1,2}|[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(?![0-9])")
_SPACED = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?: [0-9]{3}){2,5}(?![0-9])")


@dataclass(frozen=True)
class Amount:
    """Figures as written, still with commas and rough words; `cents` are the 角 and 分, one digit each or None."""

    figures: str
    currencies: frozenset[str]
    cents: tuple[str | None, str | None]
    negative: bool
    rough: bool
    alone: bool

    @property
    def is_marked(self) -> bool:
        """Whether it can only be a sum: a currency, or a unit behind a digit. 千万 and 万一 are plain words too."""
        has_unit = self.figures[0] not in UNITS and any(letter in UNITS for letter in self.figures)
        return bool(self.currencies) or has_unit or (self.rough and len(self.figures) > 1)

    @property
    def may_be_bare(self) -> bool:
        """Whether it may be a sum without any mark. From eleven digits on, a figure is rather a phone or an account."""
        return self.alone or (self.figures[0].isdigit() and len(self.figures) < 11)


def chinese_units(text: str) -> str:
    """Lower-case `text` with English scales in Chinese: 3.2 million becomes 3.2百万, 5k 5千, 3个亿 3亿."""
    for spelling, unit in _ENGLISH_UNITS:
        text = spelling.sub(unit, text)
    return text


def amounts(text: str) -> Iterator[Amount]:
    """Every amount in plain lower-case `text`, left to right."""
    text = _RANGE.sub(r"大概\1\2", _DATES.sub(" ", chinese_units(text)))
    text = _SPACED.sub(lambda found: found[0].replace(" ", ""), text).strip()
    for found in _AMOUNT.finditer(text):
        if found["after"] or not _COUNTED.match(text, found.end()):
            yield _amount(found)


def _amount(found: re.Match[str]) -> Amount:
    return Amount(
        figures=found["figures"],
        currencies=frozenset(_CODES[name] for name in (found["before"], found["after"]) if name),
        cents=(found["jiao"] or found["short"], found["fen"]),
        negative=bool(found["minus"] or found["late_minus"]),
        rough=bool(found["about"] or found["more"] or found["around"])
        or any(few in found["figures"] for few in ROUGH_LETTERS),
        alone=found[0].strip() == found.string,
    )
