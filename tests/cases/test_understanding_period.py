"""From when to when. Now is Monday 23 November 2026, 15:30:40 in Shanghai."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cases.errors import NotUnderstood
from cases.understanding import read_period

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 15, 30, 40, tzinfo=SHANGHAI)

PERIODS = [
    ("8月到10月", "2026-08-01 00:00", "2026-10-01 00:00"),
    ("8到10月", "2026-08-01 00:00", "2026-10-01 00:00"),
    ("8-10月", "2026-08-01 00:00", "2026-10-01 00:00"),
    ("八月至十月", "2026-08-01 00:00", "2026-10-01 00:00"),
    ("去年8月到10月", "2025-08-01 00:00", "2025-10-01 00:00"),
    ("2025年3月~5月", "2025-03-01 00:00", "2025-05-01 00:00"),
    ("去年12月到今年1月", "2025-12-01 00:00", "2026-01-01 00:00"),
    ("从去年年底到今年3月", "2025-12-01 00:00", "2026-03-01 00:00"),
    ("11月20日到22日", "2026-11-20 00:00", "2026-11-22 00:00"),
    ("11月20日-22日", "2026-11-20 00:00", "2026-11-22 00:00"),
    ("11月20-22日", "2026-11-20 00:00", "2026-11-22 00:00"),
    ("2026-11-01 到 2026-11-20", "2026-11-01 00:00", "2026-11-20 00:00"),
    ("2026-11-20 - 2026-11-22", "2026-11-20 00:00", "2026-11-22 00:00"),
    ("11/20-11/22", "2026-11-20 00:00", "2026-11-22 00:00"),
    ("昨天下午3点到5点", "2026-11-22 15:00", "2026-11-22 17:00"),
    ("昨天9:00-11:00", "2026-11-22 09:00", "2026-11-22 11:00"),
    ("上周五到昨天", "2026-11-20 00:00", "2026-11-22 00:00"),
    ("8月至今", "2026-08-01 00:00", "2026-11-23 15:30"),
    ("从8月到现在", "2026-08-01 00:00", "2026-11-23 15:30"),
    ("3天前到现在", "2026-11-20 00:00", "2026-11-23 15:30"),
    ("from August to October", "2026-08-01 00:00", "2026-10-01 00:00"),
    ("between Nov 3 and Nov 5", "2026-11-03 00:00", "2026-11-05 00:00"),
    ("yesterday 3pm to 5pm", "2026-11-22 15:00", "2026-11-22 17:00"),
    ("August until now", "2026-08-01 00:00", "2026-11-23 15:30"),
]
MOMENTS = [
    ("昨天下午3点", "2026-11-22 15:00"),
    ("8月", "2026-08-01 00:00"),
    ("2026-11-20", "2026-11-20 00:00"),
    ("从8月开始", "2026-08-01 00:00"),
    ("since last Friday", "2026-11-20 00:00"),
]
REFUSED = [
    ("10月到8月", "order"),
    ("abc到def", "form"),
    ("到", "form"),
    ("", "form"),
    ("2月30日到3月1日", "calendar"),
    ("昨天到明天", "future"),
]


def local(said: str) -> datetime:
    """`said` on the Shanghai clock."""
    return datetime.fromisoformat(said).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(("said", "start", "end"), PERIODS)
def test_a_period_has_both_ends(said, start, end):
    """What the second half leaves unsaid is that of the first."""
    period = read_period(said, NOW, SHANGHAI)
    assert period.end is not None
    assert (period.start.at, period.end.at) == (local(start), local(end))


@pytest.mark.parametrize(("said", "start"), MOMENTS)
def test_a_single_moment_is_a_period_without_an_end(said, start):
    """Whoever names one moment where a period is asked has answered."""
    period = read_period(said, NOW, SHANGHAI)
    assert (period.start.at, period.end) == (local(start), None)


@pytest.mark.parametrize(("said", "reason"), REFUSED)
def test_what_is_no_period_is_refused_with_its_reason(said, reason):
    """The reason is that of the half that failed, or the order of both."""
    with pytest.raises(NotUnderstood) as refused:
        read_period(said, NOW, SHANGHAI)
    assert (refused.value.kind, refused.value.reason) == ("moment", reason)
