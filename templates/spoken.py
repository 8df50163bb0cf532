"""How figures and times are said: money, moments, sizes. Each takes the language and the unit's zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

WEEKDAYS_ZH = "一二三四五六日"


def money(fen: int | None, *, language: str, zone: ZoneInfo) -> str:  # noqa: ARG001
    """Integer fen as people say it: 320 万元 / CNY 3,200,000."""
    if fen is None:
        return "—"
    yuan = Decimal(fen) / 100
    if language == "en":
        return f"CNY {yuan:,.0f}" if yuan == yuan.to_integral_value() else f"CNY {yuan:,.2f}"
    if yuan >= 10_000:
        wan = (yuan / 10_000).quantize(Decimal("0.01")).normalize()
        return f"{wan:,f} 万元"
    return f"{yuan:,.0f} 元" if yuan == yuan.to_integral_value() else f"{yuan:,.2f} 元"


def moment(at: datetime, *, language: str, zone: ZoneInfo) -> str:
    """A date with its clock time: 11月23日 16:40 / 23 Nov, 16:40."""
    local = at.astimezone(zone)
    return (
        f"{local.month}月{local.day}日 {local:%H:%M}" if language == "zh" else f"{local.day} {local:%b}, {local:%H:%M}"
    )


def day(at: datetime, *, language: str, zone: ZoneInfo) -> str:
    """A date with its weekday: 11月26日（周四） / Thu 26 Nov."""
    local = at.astimezone(zone)
    if language == "zh":
        return f"{local.month}月{local.day}日（周{WEEKDAYS_ZH[local.weekday()]}）"
    return f"{local:%a} {local.day} {local:%b}"


def clock(at: datetime, now: datetime, *, language: str, zone: ZoneInfo) -> str:
    """A time to come, as short as it can be: 今天 16:40, 明天 10:00, else the date."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    near = {0: ("今天", "today"), 1: ("明天", "tomorrow"), 2: ("后天", None)}.get((local.date() - today).days)
    word = near and near[0 if language == "zh" else 1]
    if not word:
        return moment(at, language=language, zone=zone)
    return f"{word} {local:%H:%M}"


def ago(at: datetime, now: datetime, *, language: str, zone: ZoneInfo) -> str:
    """How long since: 刚刚, 5 分钟, 3 小时, 2 天 (and 前) / just now, 5 min ago."""
    passed = max(now - at, timedelta())
    minutes = int(passed.total_seconds() // 60)
    if minutes < 1:
        return "刚刚" if language == "zh" else "just now"
    if minutes < 60:
        return f"{minutes} 分钟前" if language == "zh" else f"{minutes} min ago"
    if minutes < 48 * 60:
        return f"{minutes // 60} 小时前" if language == "zh" else f"{minutes // 60} h ago"
    if passed < timedelta(days=30):
        return f"{passed.days} 天前" if language == "zh" else f"{passed.days} days ago"
    return moment(at, language=language, zone=zone)


def size(count: int, *, language: str, zone: ZoneInfo) -> str:  # noqa: ARG001
    """Bytes as people read them: 380 KB, 2.4 MB."""
    if count < 1024 * 1024:
        return f"{max(1, round(count / 1024))} KB"
    return f"{count / 1024 / 1024:.1f} MB"
