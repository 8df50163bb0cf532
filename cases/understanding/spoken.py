"""What was understood, said back for a look: 320 万元（3,200,000.00）, 11月22日（周日）15:00, Sun 22 Nov 2026, 15:00.

Whatever is said here reads back as the same sum or moment.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from cases.understanding.moment import Moment
from cases.understanding.money import Money
from cases.understanding.period import Period

CURRENCY_NAMES = {
    "CNY": "元", "HKD": "港元", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "AUD": "澳元",
    "CAD": "加元", "CHF": "瑞郎", "KRW": "韩元", "MYR": "马币", "RUB": "卢布", "SGD": "新加坡元", "THB": "泰铢",
    "TWD": "新台币", "VND": "越南盾", "USDT": "USDT",
}  # fmt: skip
WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# The hour at which a part of the day begins; the same figures as in `clock.PARTS`.
PARTS_ZH = {0: "凌晨", 6: "早上", 8: "上午", 12: "中午", 13: "下午", 17: "傍晚", 18: "晚上", 23: "深夜"}
PARTS_EN = {
    0: "after midnight", 6: "early morning", 8: "morning", 12: "noon",
    13: "afternoon", 17: "early evening", 18: "evening", 23: "late night",
}  # fmt: skip


def money_in_words(money: Money, language: str) -> str:
    """Chinese "320 万元（3,200,000.00）", English "CNY 3,200,000.00"; a rough sum begins with 约 or about."""
    exact = f"{Decimal(money.fen) / 100:,.2f}"
    if language != "zh":
        return f"{'about ' if money.approximate else ''}{money.currency} {exact}"
    name = CURRENCY_NAMES.get(money.currency, money.currency)
    short = _short(Decimal(money.fen) / 100)
    words = f"{short}{name}（{exact}）" if short else f"{exact} {name}"
    return f"约 {words}" if money.approximate else words


def _short(sum_: Decimal) -> str:
    """320 万 or 1.5 亿 where at most two decimals say it exactly, else nothing."""
    for unit, weight in (("亿", 10**8), ("万", 10**4)):
        if sum_ >= weight and sum_ * 100 % weight == 0:
            return f"{(sum_ / weight).normalize():f} {unit}"
    return ""


def moment_in_words(moment: Moment, zone: ZoneInfo, language: str, now: datetime | None = None) -> str:
    """Chinese "11月22日（周日）15:00" or "2025年8月", English "Sun 22 Nov 2026, 15:00".

    The Chinese year is left out only when `now` (aware) is given and lies in the same local year.
    """
    at = moment.at.astimezone(zone)
    if language != "zh":
        return f"{'about ' if moment.approximate else ''}{_english(at, moment.precision)}"
    is_this_year = (
        now is not None and now.astimezone(zone).year == at.year and moment.precision not in ("month", "year")
    )
    words = _chinese(at, moment.precision, with_year=not is_this_year)
    return f"{words}左右" if moment.approximate else words


def period_in_words(period: Period, zone: ZoneInfo, language: str, now: datetime | None = None) -> str:
    """Both ends joined by 到 or to."""
    between = "到" if language == "zh" else " to "
    ends = (end for end in (period.start, period.end) if end)
    return between.join(moment_in_words(end, zone, language, now) for end in ends)


def _chinese(at: datetime, precision: str, *, with_year: bool) -> str:
    year = f"{at.year}年" if with_year else ""
    if precision == "year":
        return year
    if precision == "month":
        return f"{year}{at.month}月"
    day = f"{year}{at.month}月{at.day}日（周{WEEKDAYS_ZH[at.weekday()]}）"
    return day + _hours(at, precision, PARTS_ZH)


def _english(at: datetime, precision: str) -> str:
    if precision == "year":
        return str(at.year)
    if precision == "month":
        return f"{MONTHS_EN[at.month - 1]} {at.year}"
    day = f"{WEEKDAYS_EN[at.weekday()]} {at.day} {MONTHS_EN[at.month - 1]} {at.year}"
    hours = _hours(at, precision, PARTS_EN)
    return f"{day}, {hours}" if hours else day


def _hours(at: datetime, precision: str, parts: dict[int, str]) -> str:
    if precision == "day":
        return ""
    return parts.get(at.hour, f"{at:%H:%M}") if precision == "part" else f"{at:%H:%M}"
