"""What was understood, said back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.understanding import (
    Moment,
    Money,
    Period,
    moment_in_words,
    money_in_words,
    period_in_words,
    read_moment,
    read_money,
    read_period,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 15, 30, tzinfo=SHANGHAI)
SUNDAY = datetime(2026, 11, 22, 15, 0, tzinfo=SHANGHAI)
AUGUST = datetime(2025, 8, 1, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("money", "chinese", "english"),
    [
        (Money(320_000_000), "320 万元（3,200,000.00）", "CNY 3,200,000.00"),
        (Money(15_000_000_000), "1.5 亿元（150,000,000.00）", "CNY 150,000,000.00"),
        (Money(1_250_000), "1.25 万元（12,500.00）", "CNY 12,500.00"),
        (Money(123_456_789), "1,234,567.89 元", "CNY 1,234,567.89"),
        (Money(500_000), "5,000.00 元", "CNY 5,000.00"),
        (Money(500_000, "USD"), "5,000.00 美元", "USD 5,000.00"),
        (Money(10_000_000, approximate=True), "约 10 万元（100,000.00）", "about CNY 100,000.00"),
    ],
)
def test_a_sum_is_said_back_short_and_exact(money, chinese, english):
    """The short form helps the eye, the long one shows every zero."""
    assert money_in_words(money, "zh") == chinese
    assert money_in_words(money, "en") == english


@pytest.mark.parametrize(
    ("moment", "chinese", "english"),
    [
        (Moment(SUNDAY, "minute"), "11月22日（周日）15:00", "Sun 22 Nov 2026, 15:00"),
        (Moment(SUNDAY.replace(hour=13), "part"), "11月22日（周日）下午", "Sun 22 Nov 2026, afternoon"),
        (Moment(SUNDAY.replace(hour=0), "day"), "11月22日（周日）", "Sun 22 Nov 2026"),
        (Moment(SUNDAY.replace(hour=0), "day", approximate=True), "11月22日（周日）左右", "about Sun 22 Nov 2026"),
        (Moment(AUGUST, "month"), "2025年8月", "Aug 2025"),
        (Moment(AUGUST, "day"), "2025年8月1日（周五）", "Fri 1 Aug 2025"),
        (Moment(AUGUST.replace(month=1), "year"), "2025年", "2025"),
    ],
)
def test_a_moment_is_said_back_as_precisely_as_it_was_said(moment, chinese, english):
    """Nothing is added that the person did not say, save the weekday, and the year when it is not this one."""
    assert moment_in_words(moment, SHANGHAI, "zh", NOW) == chinese
    assert moment_in_words(moment, SHANGHAI, "en", NOW) == english


def test_without_now_the_year_is_said():
    """Whoever cannot compare shows the whole date."""
    assert moment_in_words(Moment(SUNDAY, "minute"), SHANGHAI, "zh") == "2026年11月22日（周日）15:00"


@pytest.mark.parametrize(("language", "words"), [("zh", "2025年8月到2025年10月"), ("en", "Aug 2025 to Oct 2025")])
def test_a_period_is_said_back_with_both_ends(language, words):
    """And reads back as the same period."""
    period = Period(Moment(AUGUST.astimezone(UTC), "month"), Moment(AUGUST.replace(month=10).astimezone(UTC), "month"))
    assert period_in_words(period, SHANGHAI, language) == words
    assert read_period(words, NOW, SHANGHAI) == period


@given(
    fen=st.integers(1, 10**14),
    currency=st.sampled_from(["CNY", "USD", "HKD", "EUR", "GBP", "JPY", "KRW", "SGD", "TWD", "USDT"]),
    approximate=st.booleans(),
    language=st.sampled_from(["zh", "en"]),
)
def test_any_sum_said_back_reads_as_the_same_sum(fen, currency, approximate, language):
    """The amount and its currency survive; beside exact figures a rough sum may turn exact."""
    again = read_money(money_in_words(Money(fen, currency, approximate), language))
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
    language=st.sampled_from(["zh", "en"]),
    says_now=st.booleans(),
)
def test_any_moment_said_back_reads_as_the_same_moment(minutes, precision, approximate, language, says_now):
    """What the person confirms is what is kept."""
    at = NOW - timedelta(minutes=minutes)
    at = at if precision == "minute" else beginning(at, precision)
    moment = Moment(at.astimezone(UTC), precision, approximate)
    words = moment_in_words(moment, SHANGHAI, language, NOW if says_now else None)
    assert read_moment(words, NOW, SHANGHAI) == moment


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("hour", [0, 6, 8, 12, 13, 17, 18, 23])
def test_every_part_of_the_day_reads_back(hour, language):
    """The names of the parts said are names that are understood."""
    moment = Moment(SUNDAY.replace(hour=hour).astimezone(UTC), "part")
    assert read_moment(moment_in_words(moment, SHANGHAI, language), NOW, SHANGHAI) == moment
