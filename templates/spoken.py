"""How sums, dates and times are said, in one language and the unit's zone: 320 万元, 今天 16:40, 11月22日（周日）15:00.

The names of months, currencies and the like stand in words/spoken.toml.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from cases.understanding import Moment, Money, Period

# What one language has and the other has not: the steps in which it counts, and the days to come that have a name.
STEPS = {"zh": (("亿", 10**8), ("万", 10**4)), "en": ()}
COMING_DAYS = {"zh": ("今天", "明天", "后天"), "en": ("today", "tomorrow")}
SAID_AGO = timedelta(days=30)  # longer ago, a date says more


@dataclass(frozen=True)
class Spoken:
    """`words` is the language's table words/spoken.toml."""

    words: Mapping[str, Any]
    language: str
    zone: ZoneInfo

    def money(self, fen: int | None) -> str:
        """Integer fen, short and never rounded: 320 万元 / CNY 3,200,000."""
        return "—" if fen is None else self._sum(Decimal(fen) / 100, "CNY")

    def answered_money(self, money: Money) -> str:
        """A sum said back for a look, where it was shortened with every zero: 约 320 万元（3,200,000.00）.

        A range is said with both its ends: 约 700 万元到 800 万元.
        """
        amount = Decimal(money.fen) / 100
        if money.upto:
            ends = (self._sum(Decimal(fen) / 100, money.currency) for fen in (money.fen, money.upto))
            return self._say("about_sum", sum=self._say("sums", **dict(zip(("start", "end"), ends, strict=True))))
        said = self._sum(amount, money.currency)
        if self._step(amount):
            said = f"{said}（{amount:,.2f}）"
        return self._say("about_sum", sum=said) if money.approximate else said

    def moment(self, at: datetime) -> str:
        """A date of these weeks with its clock time: 11月23日 16:40 / 23 Nov, 16:40."""
        return self._moment("short_date", at)

    def dated(self, at: datetime) -> str:
        """The same with its year, for papers that are kept: 2026年11月23日 16:40 / 23 Nov 2026, 16:40."""
        return self._moment("date", at)

    def day(self, at: datetime) -> str:
        """A date of these weeks with its weekday: 11月26日（周四） / Thu 26 Nov."""
        return self._date("day", at.astimezone(self.zone))

    def full_date(self, on: date) -> str:
        """A date with its year: 2026年11月23日 / 23 Nov 2026."""
        return self._date("date", on)

    def clock(self, at: datetime, now: datetime) -> str:
        """A time to come, as short as it can be: 今天 16:40, 明天 10:00, else the date."""
        local, names = at.astimezone(self.zone), COMING_DAYS[self.language]
        away = (local.date() - now.astimezone(self.zone).date()).days
        return f"{names[away]} {local:%H:%M}" if 0 <= away < len(names) else self._moment_seen_from(now, at)

    def ago(self, at: datetime, now: datetime) -> str:
        """How long since: 刚刚, 5 分钟前, 3 小时前, 2 天前 / just now, 5 min ago; in the end the date."""
        passed = max(now - at, timedelta())
        minutes = int(passed.total_seconds() // 60)
        if minutes < 1:
            return self._say("ago.now")
        if minutes < 60:
            return self._say("ago.minutes", count=minutes)
        if minutes < 48 * 60:
            return self._say("ago.hours", count=minutes // 60)
        if passed < SAID_AGO:
            return self._say("ago.days", count=passed.days)
        return self._moment_seen_from(now, at)

    def waited(self, since: datetime, now: datetime) -> str:
        """How long somebody has waited: 25 分钟, 3 小时 / 25 min, 3 h."""
        minutes = int(max(now - since, timedelta()).total_seconds() // 60)
        unit, count = ("minutes", minutes) if minutes < 120 else ("hours", minutes // 60)
        if count >= 48 and unit == "hours":
            unit, count = "days", count // 24
        return self._say(f"waited.{unit}" if minutes else "waited.now", count=count)

    def answered_time(self, period: Period) -> str:
        """When something happened, both ends of a period: 2025年8月到2025年10月."""
        start = self.answered_moment(period.start)
        return self._say("period", start=start, end=self.answered_moment(period.end)) if period.end else start

    def answered_moment(self, moment: Moment) -> str:
        """As precisely as it was said, and the weekday besides: 2026年11月22日（周日）15:00 / Aug 2025."""
        at = moment.at.astimezone(self.zone)
        said = self._as_precise(at, moment.precision)
        return self._say("about_moment", moment=said) if moment.approximate else said

    def size(self, count: int) -> str:
        """Bytes as people read them: 380 KB, 2.4 MB."""
        if count < 1024 * 1024:
            return f"{max(1, round(count / 1024))} KB"
        return f"{count / 1024 / 1024:.1f} MB"

    def _sum(self, amount: Decimal, currency: str) -> str:
        step, weight = self._step(amount) or ("", 1)
        shown = amount / weight
        figure = f"{shown.normalize():,f}" if step or shown % 1 == 0 else f"{shown:,.2f}"
        name = self.words["currencies"][currency]
        return f"{name} {figure}" if self.language == "en" else f"{figure} {step}{name}"

    def _step(self, amount: Decimal) -> tuple[str, int] | None:
        """万 or 亿 where at most two decimals say the sum exactly."""
        return next((step for step in STEPS[self.language] if amount >= step[1] and amount * 100 % step[1] == 0), None)

    def _moment_seen_from(self, now: datetime, at: datetime) -> str:
        """With the year when it is another one."""
        is_this_year = at.astimezone(self.zone).year == now.astimezone(self.zone).year
        return self._moment("short_date" if is_this_year else "date", at)

    def _moment(self, form: str, at: datetime) -> str:
        local = at.astimezone(self.zone)
        return self._say("moment", date=self._date(form, local), time=f"{local:%H:%M}")

    def _as_precise(self, at: datetime, precision: str) -> str:
        if precision in {"year", "month"}:
            return self._date(precision, at)
        day, time = self._date("full_day", at), f"{at:%H:%M}"
        if precision == "day":
            return day
        if precision == "part":
            time = self.words["parts"].get(str(at.hour), time)
        return self._say("full_moment", date=day, time=time)

    def _date(self, form: str, on: date) -> str:
        month, weekday = self.words["months"][str(on.month)], self.words["weekdays"][str(on.isoweekday())]
        return self._say(form, year=on.year, month=month, day=on.day, weekday=weekday)

    def _say(self, path: str, **facts: Any) -> str:
        words: Any = self.words
        for key in path.split("."):
            words = words[key]
        said: str = words.format(**facts)
        return said
