"""How Chinese names times, rewritten into the one spelling of `phrasing.py`: 昨晚, 下班前, 双十一, 两三天前, 三季度.

约 before a figure marks what is only rough; 农历 marks a day by the moon.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Rewrite = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]

SHORTHAND = {
    "昨晚上": "昨天晚上", "今晚上": "今天晚上", "前晚上": "前天晚上", "昨晚": "昨天晚上", "昨夜": "昨天夜里",
    "前晚": "前天晚上", "今晚": "今天晚上", "今早": "今天早上", "昨早": "昨天早上", "明早": "明天早上",
    "明晚": "明天晚上", "今晨": "今天早晨", "昨晨": "昨天早晨", "今儿个": "今天", "昨儿个": "昨天", "前儿个": "前天",
    "今儿": "今天", "昨儿": "昨天", "前儿": "前天", "星期": "周", "礼拜": "周", "钟头": "小时", "点钟": "点",
    "○": "〇", "◯": "〇", "大清早": "清晨",
}  # fmt: skip
# What a working day is measured by.
DAILY: tuple[Rewrite, ...] = (
    (re.compile(r"(?<=[昨今明])(?=[上中下]午|傍晚|凌晨|半夜|深夜)"), "天"),
    (re.compile(r"(?<![周期拜0-9])一大?早上?|大早上"), "早上"),
    (re.compile(r"(?:快要?|临|将近|刚)?下班(?:[之以]?前|的?时候?|那会儿?)?"), "约傍晚"),
    (re.compile(r"[刚一]?上班(?:[之以]?前|的?时候?|那会儿?)?"), "约上午"),
    (re.compile(r"(?:吃完?)?[午中]饭(?:[之以]?[前后]|的?时候?|那会儿?)?"), "约中午"),
    (re.compile(r"(?:吃完?)?晚饭(?:[之以]?[前后]|的?时候?|那会儿?)?"), "约傍晚"),
)

COUNT = "零〇一二两三四五六七八九十廿"
_UNIT = r"(?:个?多?(?:月|周|小时)|[天日号点刻秒]|分|时(?!候)|年多?[以之]?前)"

FEASTS = {
    "元旦": "1月1日", "情人": "2月14日", "三八": "3月8日", "妇女": "3月8日", "三八妇女": "3月8日", "清明": "4月4日",
    "五一": "5月1日", "劳动": "5月1日", "五一劳动": "5月1日", "五四": "5月4日", "青年": "5月4日",
    "五四青年": "5月4日", "六一": "6月1日", "儿童": "6月1日", "六一儿童": "6月1日", "年中大促": "6月18日",
    "建军": "8月1日", "八一建军": "8月1日", "教师": "9月10日", "国庆": "10月1日", "十一国庆": "10月1日",
    "双十一": "11月11日", "双11": "11月11日", "双十二": "12月12日", "双12": "12月12日", "冬至": "12月21日",
    "平安夜": "12月24日", "圣诞": "12月25日", "春节": "农历1月1日", "过年": "农历1月1日", "元宵": "农历1月15日",
    "端午": "农历5月5日", "七夕": "农历7月7日", "中元": "农历7月15日", "中秋": "农历8月15日", "重阳": "农历9月9日",
    "腊八": "农历12月8日", "除夕": "农历除夕", "大年三十": "农历除夕", "年三十": "农历除夕", "大年夜": "农历除夕",
}  # fmt: skip
# Said without 节 they mean the days around too.
SEASONS = frozenset(
    {
        "清明", "年中大促", "国庆", "十一国庆", "双十一", "双11", "双十二", "双12", "冬至", "圣诞", "春节", "过年",
        "元宵", "端午", "七夕", "中元", "中秋", "重阳", "腊八",
    }
)  # fmt: skip
FEAST_ONLY = frozenset({"三八", "五四", "妇女", "情人", "劳动", "青年", "儿童", "建军", "教师"})  # 青年 alone is no day
_BARE_FEASTS = sorted(set(FEASTS) - FEAST_ONLY, key=len, reverse=True)
_ALL_FEASTS = sorted(FEASTS, key=len, reverse=True)
SHOPPING_DAY = (
    r"(?:(?<![一二三四五六七八九十])六一八|(?<![0-9.,])618)"
    r"(?=(?:电商|年中)?(?:大促|活动|购物|期间|前后|那|当天|左右|促销|的时候|节|$))"
)
NAMED_DAY = (
    rf"(?<![{COUNT}第])(?:(?:{'|'.join(_ALL_FEASTS)})节|十一(?=长假|小长假|假期|黄金周|期间|放假)"
    rf"|(?:{'|'.join(_BARE_FEASTS)})(?![{COUNT}0-9路街广村]))"
)
NAMED_DAYS: tuple[Rewrite, ...] = (
    (re.compile(SHOPPING_DAY), "年中大促"),
    (re.compile(NAMED_DAY), lambda said: _named_day(said[0])),
    (re.compile(r"[阴旧古老]历"), "农历"),
    (re.compile(r"(?:农历)?正月"), "农历1月"),
    (re.compile(r"(?:农历)?冬月"), "农历11月"),
    (re.compile(r"(?:农历)?腊月"), "农历12月"),
    (re.compile(r"大年(?=初[一二三四五六七八九十])"), "农历1月"),
    (re.compile(r"(?<=月)初(?=[一二三四五六七八九十])"), ""),
    (re.compile(r"农历 ?((?:[0-9〇零一二三四五六七八九]{4}|[去今前])年) ?"), r"\1农历"),
)
# Figures that mean "some": the lower one stands.
_SMALL = rf"(?:[0-9]{{1,2}}|[{COUNT}]{{1,3}})"
_START = rf"(?<![0-9.:/{COUNT}-])"
ROUGH: tuple[Rewrite, ...] = (
    (
        re.compile(
            rf"(?<![{COUNT}])([一二三四五六七八九]?十)?([一二两三四五六七八])([二两三四五六七八九])(?=十?{_UNIT})"
        ),
        lambda said: f"约{said[1] or ''}{said[2]}" if _are_some(said[2], said[3]) else said[0],
    ),
    (re.compile(rf"(?<![{COUNT}])九十(?=点|号|月|时(?!候))"), "约九"),
    (re.compile(rf"(?<![{COUNT}])几十(?={_UNIT})"), "约三十"),
    (
        re.compile(rf"{_START}([0-9]{{1,2}}) ?[、,/] ?([0-9]{{1,2}})(?={_UNIT})"),
        lambda said: f"约{said[1]}" if int(said[2]) == int(said[1]) + 1 else said[0],
    ),
    (
        re.compile(
            rf"{_START}({_SMALL}) ?(?:[-~到至、]|or|to) ?{_SMALL}"
            r"(?=(?:个?(?:小时|月)|[天日周年]|分钟?|刻钟)多?[以之]?前| (?:minute|hour|day|week|month|year)s? ago)"
        ),
        r"约\1",
    ),
    (re.compile(rf"{_START}([0-9]{{1,3}}|[{COUNT}]{{1,3}})[几来余多](?=个?(?:小时|月)|[天日周年分秒])"), r"约\1"),
)
# 去年2025年: the year said twice.
TWICE: tuple[Rewrite, ...] = ((re.compile(r"(?:大前|前|去|今)年[,的]? ?(?=(?:19|20)[0-9]{2}年)"), ""),)
QUARTERS: tuple[Rewrite, ...] = (
    (re.compile(r"((?:19|20)[0-9]{2})年? ?q([1-4])(?![0-9a-z])"), r"\1年\2季度"),
    (re.compile(r"(?<![0-9a-z])q([1-4]) ?(?:of )?((?:19|20)[0-9]{2})(?![0-9])"), r"\2年\1季度"),
    (re.compile(r"(?<![0-9a-z])q([1-4])(?![0-9a-z])"), r"\1季度"),
    (re.compile(r"第([1-4一二三四])个?季度"), r"\1季度"),
    (re.compile(r"(?<=[上本这下])(?:一个?|个)季度"), "季度"),
)


def _are_some(first: str, second: str) -> bool:
    """Two neighbouring numerals (两三, 七八, 一两), or 三五."""
    one, other = ("零一二三四五六七八九".index(numeral.replace("两", "二")) for numeral in (first, second))
    return other == one + 1 or first + second == "三五"


def _named_day(name: str) -> str:
    if name in FEASTS and name in SEASONS:
        return f"约{FEASTS[name]}"
    return FEASTS.get(name.removesuffix("节")) or f"约{FEASTS['国庆']}"
