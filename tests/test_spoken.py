"""How sums and times are said; and what was understood is said back so that it would be understood again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.understanding import Moment, Money, Period, read_moment, read_money, read_period
from templates.rendering import LANGUAGES, tables
from templates.spoken import Spoken

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=SHANGHAI)
SUNDAY = datetime(2026, 11, 22, 15, 0, tzinfo=SHANGHAI)
AUGUST = datetime(2025, 8, 1, tzinfo=SHANGHAI)
CHINESE, ENGLISH = (Spoken(tables(language)["spoken"], language, SHANGHAI) for language in ("zh", "en"))
BOTH = dict(zip(LANGUAGES, (CHINESE, ENGLISH), strict=True))
in_both = pytest.mark.parametrize("spoken", BOTH.values(), ids=BOTH)


@pytest.mark.parametrize(
    ("fen", "chinese", "english"),
    [
        (320_000_000, "320 万元", "CNY 3,200,000"),
        (15_000_000_000, "1.5 亿元", "CNY 150,000,000"),
        (12_345_000_000, "12,345 万元", "CNY 123,450,000"),
        (1_250_000, "1.25 万元", "CNY 12,500"),
        (600_000, "6,000 元", "CNY 6,000"),
        (1, "0.01 元", "CNY 0.01"),
        (None, "—", "—"),
    ],
)
def test_a_sum_is_said_short(fen, chinese, english):
    """In the steps in which a language counts."""
    assert CHINESE.money(fen) == chinese
    assert ENGLISH.money(fen) == english


@pytest.mark.parametrize(
    ("fen", "chinese", "english"),
    [
        (2_999_999, "29,999.99 元", "CNY 29,999.99"),
        (123_456_789, "1,234,567.89 元", "CNY 1,234,567.89"),
        (123_456_700, "1,234,567 元", "CNY 1,234,567"),
    ],
)
def test_a_sum_is_never_rounded(fen, chinese, english):
    """One fen below a threshold of 3 万元 is not 3 万元."""
    assert CHINESE.money(fen) == chinese
    assert ENGLISH.money(fen) == english


@pytest.mark.parametrize(
    ("money", "chinese", "english"),
    [
        (Money(320_000_000), "320 万元（3,200,000.00）", "CNY 3,200,000"),
        (Money(15_000_000_000), "1.5 亿元（150,000,000.00）", "CNY 150,000,000"),
        (Money(1_250_000), "1.25 万元（12,500.00）", "CNY 12,500"),
        (Money(123_456_789), "1,234,567.89 元", "CNY 1,234,567.89"),
        (Money(500_000), "5,000 元", "CNY 5,000"),
        (Money(500_000, "USD"), "5,000 美元", "USD 5,000"),
        (Money(10_000_000, approximate=True), "约 10 万元（100,000.00）", "about CNY 100,000"),
    ],
)
def test_a_sum_is_said_back_short_and_exact(money, chinese, english):
    """The short form helps the eye, the long one shows every zero."""
    assert CHINESE.answered_money(money) == chinese
    assert ENGLISH.answered_money(money) == english


@pytest.mark.parametrize(
    ("moment", "chinese", "english"),
    [
        (Moment(SUNDAY, "minute"), "2026年11月22日（周日）15:00", "Sun 22 Nov 2026, 15:00"),
        (Moment(SUNDAY.replace(hour=13), "part"), "2026年11月22日（周日）下午", "Sun 22 Nov 2026, afternoon"),
        (Moment(SUNDAY.replace(hour=0), "day"), "2026年11月22日（周日）", "Sun 22 Nov 2026"),
        (
            Moment(SUNDAY.replace(hour=0), "day", approximate=True),
            "2026年11月22日（周日）左右",
            "about Sun 22 Nov 2026",
        ),
        (Moment(AUGUST, "month"), "2025年8月", "Aug 2025"),
        (Moment(AUGUST, "day"), "2025年8月1日（周五）", "Fri 1 Aug 2025"),
        (Moment(AUGUST.replace(month=1), "year"), "2025年", "2025"),
    ],
)
def test_a_moment_is_said_back_as_precisely_as_it_was_said(moment, chinese, english):
    """Nothing is added that the person did not say, save the weekday and the year."""
    assert CHINESE.answered_moment(moment) == chinese
    assert ENGLISH.answered_moment(moment) == english


@pytest.mark.parametrize(
    ("spoken", "words"), [(CHINESE, "2025年8月到2025年10月"), (ENGLISH, "Aug 2025 to Oct 2025")], ids=LANGUAGES
)
def test_a_period_is_said_back_with_both_ends(spoken, words):
    """And reads back as the same period."""
    period = Period(Moment(AUGUST.astimezone(UTC), "month"), Moment(AUGUST.replace(month=10).astimezone(UTC), "month"))
    assert spoken.answered_time(period) == words
    assert read_period(words, NOW, SHANGHAI) == period


@given(
    fen=st.integers(1, 10**14),
    currency=st.sampled_from(sorted(tables("zh")["spoken"]["currencies"])),
    approximate=st.booleans(),
    language=st.sampled_from(LANGUAGES),
)
def test_any_sum_said_back_reads_as_the_same_sum(fen, currency, approximate, language):
    """The amount and its currency survive; beside exact figures a rough sum may turn exact."""
    again = read_money(BOTH[language].answered_money(Money(fen, currency, approximate)))
    assert (again.fen, again.currency) == (fen, currency)


def beginning(at: datetime, precision: str) -> datetime:
    """The local beginning of the day, month or year in which `at` lies."""
    midnight = at.replace(hour=0, minute=0)
    if precision == "day":
        return midnight
    return midnight.replace(day=1, month=1 if precision == "year" else at.month)


@given(
    minutes=st.integers(1, 60 * 24 * 365 * 20),
    precision=st.sampled_from(["minute", "day", "month", "year"]),
    approximate=st.booleans(),
    language=st.sampled_from(LANGUAGES),
)
def test_any_moment_said_back_reads_as_the_same_moment(minutes, precision, approximate, language):
    """What the person confirms is what is kept."""
    at = NOW - timedelta(minutes=minutes)
    at = at if precision == "minute" else beginning(at, precision)
    moment = Moment(at.astimezone(UTC), precision, approximate)
    assert read_moment(BOTH[language].answered_moment(moment), NOW, SHANGHAI) == moment


@in_both
@pytest.mark.parametrize("hour", [0, 6, 8, 12, 13, 17, 18, 23])
def test_every_part_of_the_day_reads_back(spoken, hour):
    """The names of the parts said are names that are understood."""
    moment = Moment(SUNDAY.replace(hour=hour).astimezone(UTC), "part")
    assert read_moment(spoken.answered_moment(moment), NOW, SHANGHAI) == moment


@pytest.mark.parametrize(
    ("at", "chinese", "english"),
    [
        (NOW.replace(hour=16, minute=40), "今天 16:40", "today 16:40"),
        (NOW.replace(day=24, hour=0, minute=5), "明天 00:05", "tomorrow 00:05"),
        (NOW.replace(day=25, hour=10, minute=0), "后天 10:00", "25 Nov, 10:00"),
        (NOW.replace(day=26, hour=10, minute=0), "11月26日 10:00", "26 Nov, 10:00"),
        (NOW.replace(day=22, hour=10, minute=0), "11月22日 10:00", "22 Nov, 10:00"),
        (datetime(2027, 1, 4, 10, tzinfo=SHANGHAI), "2027年1月4日 10:00", "4 Jan 2027, 10:00"),
    ],
)
def test_a_time_to_come_is_said_as_short_as_it_can_be(at, chinese, english):
    """By its day's name where it has one, with the year where it is another one."""
    assert CHINESE.clock(at.astimezone(UTC), NOW) == chinese
    assert ENGLISH.clock(at.astimezone(UTC), NOW) == english


@pytest.mark.parametrize(
    ("passed", "chinese", "english"),
    [
        (timedelta(minutes=-5), "刚刚", "just now"),
        (timedelta(seconds=59), "刚刚", "just now"),
        (timedelta(minutes=1), "1 分钟前", "1 min ago"),
        (timedelta(minutes=59), "59 分钟前", "59 min ago"),
        (timedelta(hours=47, minutes=59), "47 小时前", "47 h ago"),
        (timedelta(hours=48), "2 天前", "2 days ago"),
        (timedelta(days=29), "29 天前", "29 days ago"),
        (timedelta(days=30), "10月24日 15:30", "24 Oct, 15:30"),
        (timedelta(days=365), "2025年11月23日 15:30", "23 Nov 2025, 15:30"),
    ],
)
def test_how_long_ago_is_said_in_the_unit_that_matters(passed, chinese, english):
    """And in the end by the date, with its year when that is over."""
    assert CHINESE.ago(NOW - passed, NOW) == chinese
    assert ENGLISH.ago(NOW - passed, NOW) == english


def test_dates_are_said_in_the_zone_of_the_unit():
    """Late on the 22nd in Greenwich it is the 23rd in Ningbo."""
    at = datetime(2026, 11, 22, 18, 5, tzinfo=UTC)
    assert (CHINESE.moment(at), ENGLISH.moment(at)) == ("11月23日 02:05", "23 Nov, 02:05")
    assert (CHINESE.day(at), ENGLISH.day(at)) == ("11月23日（周一）", "Mon 23 Nov")


def test_a_date_on_paper_has_its_year():
    """As it stands on a document."""
    assert CHINESE.full_date(date(2026, 9, 5)) == "2026年9月5日"
    assert ENGLISH.full_date(date(2026, 9, 5)) == "5 Sep 2026"


@in_both
@pytest.mark.parametrize(("count", "words"), [(1, "1 KB"), (389_000, "380 KB"), (2_500_000, "2.4 MB")])
def test_a_size_is_said_as_people_read_it(spoken, count, words):
    """Kilobytes, then megabytes; nothing is smaller than one."""
    assert spoken.size(count) == words
