"""When something happened, as people say it. Now is Monday 23 November 2026, 15:30:40 in Shanghai."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from cases.errors import NotUnderstood
from cases.understanding import read_moment

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 15, 30, 40, tzinfo=SHANGHAI)

EXACT = [
    ("昨天下午3点", "2026-11-22 15:00", "hour"),
    ("昨天下午三点", "2026-11-22 15:00", "hour"),
    ("昨天", "2026-11-22 00:00", "day"),
    ("今天", "2026-11-23 00:00", "day"),
    ("前天晚上八点半", "2026-11-21 20:30", "minute"),
    ("大前天", "2026-11-20 00:00", "day"),
    ("今天上午10:20", "2026-11-23 10:20", "minute"),
    ("今天上午十点二十", "2026-11-23 10:20", "minute"),
    ("十分钟前", "2026-11-23 15:20", "minute"),
    ("半小时前", "2026-11-23 15:00", "minute"),
    ("一个半小时前", "2026-11-23 14:00", "minute"),
    ("3小时前", "2026-11-23 12:30", "hour"),
    ("三个小时之前", "2026-11-23 12:30", "hour"),
    ("两天前", "2026-11-21 00:00", "day"),
    ("两天前下午3点", "2026-11-21 15:00", "hour"),
    ("三个月前", "2026-08-01 00:00", "month"),
    ("上周五", "2026-11-20 00:00", "day"),
    ("上个星期五", "2026-11-20 00:00", "day"),
    ("上周五下午", "2026-11-20 13:00", "part"),
    ("上上周五", "2026-11-13 00:00", "day"),
    ("本周一", "2026-11-23 00:00", "day"),
    ("礼拜五下午", "2026-11-20 13:00", "part"),
    ("周五", "2026-11-20 00:00", "day"),
    ("周一", "2026-11-23 00:00", "day"),
    ("星期天", "2026-11-22 00:00", "day"),
    ("11月20日", "2026-11-20 00:00", "day"),
    ("11月20号", "2026-11-20 00:00", "day"),
    ("11月20", "2026-11-20 00:00", "day"),
    ("十一月二十号下午三点", "2026-11-20 15:00", "hour"),
    ("二〇二六年十一月二十日", "2026-11-20 00:00", "day"),
    ("26年11月20日", "2026-11-20 00:00", "day"),
    ("2026年11月20日 15:30", "2026-11-20 15:30", "minute"),
    ("2026年11月20日15时30分12秒", "2026-11-20 15:30:12", "minute"),
    ("２０２６年１１月２０日", "2026-11-20 00:00", "day"),
    ("2026-11-20 15:30:12", "2026-11-20 15:30:12", "minute"),
    ("2026-11-20T15:30", "2026-11-20 15:30", "minute"),
    ("2026/11/20", "2026-11-20 00:00", "day"),
    ("2026.11.20", "2026-11-20 00:00", "day"),
    ("20261120", "2026-11-20 00:00", "day"),
    ("11/20", "2026-11-20 00:00", "day"),
    ("11.20", "2026-11-20 00:00", "day"),
    ("20号", "2026-11-20 00:00", "day"),
    ("20号晚", "2026-11-20 18:00", "part"),
    ("20号晚上9点", "2026-11-20 21:00", "hour"),
    ("11月6日下午3点一刻", "2026-11-06 15:15", "minute"),
    ("去年8月", "2025-08-01 00:00", "month"),
    ("去年12月25日", "2025-12-25 00:00", "day"),
    ("今年3月", "2026-03-01 00:00", "month"),
    ("2025年", "2025-01-01 00:00", "year"),
    ("2025", "2025-01-01 00:00", "year"),
    ("去年", "2025-01-01 00:00", "year"),
    ("2026-11", "2026-11-01 00:00", "month"),
    ("上个月", "2026-10-01 00:00", "month"),
    ("上个月20号", "2026-10-20 00:00", "day"),
    ("8月份", "2026-08-01 00:00", "month"),
    ("中午", "2026-11-23 12:00", "part"),
    ("昨天中午12点半", "2026-11-22 12:30", "minute"),
    ("昨天中午1点", "2026-11-22 13:00", "hour"),
    ("凌晨2点", "2026-11-23 02:00", "hour"),
    ("昨天凌晨12点", "2026-11-22 00:00", "hour"),
    ("下午3点", "2026-11-23 15:00", "hour"),
    ("我是昨天下午3点转的账", "2026-11-22 15:00", "hour"),
    ("11月22日（周日）15:00", "2026-11-22 15:00", "minute"),
    ("yesterday", "2026-11-22 00:00", "day"),
    ("yesterday 3pm", "2026-11-22 15:00", "hour"),
    ("3pm yesterday", "2026-11-22 15:00", "hour"),
    ("Yesterday at 3:30 p.m.", "2026-11-22 15:30", "minute"),
    ("yesterday afternoon", "2026-11-22 13:00", "part"),
    ("last night 11pm", "2026-11-22 23:00", "hour"),
    ("the day before yesterday", "2026-11-21 00:00", "day"),
    ("last Friday", "2026-11-20 00:00", "day"),
    ("Tuesday 9am", "2026-11-17 09:00", "hour"),
    ("Nov 20", "2026-11-20 00:00", "day"),
    ("November 20th, 2026", "2026-11-20 00:00", "day"),
    ("20 November 2026", "2026-11-20 00:00", "day"),
    ("Nov 20, 2026 at 3:30pm", "2026-11-20 15:30", "minute"),
    ("Sun 22 Nov 2026, 15:00", "2026-11-22 15:00", "minute"),
    ("August 2025", "2025-08-01 00:00", "month"),
    ("August", "2026-08-01 00:00", "month"),
    ("in 2025", "2025-01-01 00:00", "year"),
    ("last month", "2026-10-01 00:00", "month"),
    ("2 days ago", "2026-11-21 00:00", "day"),
    ("an hour ago", "2026-11-23 14:30", "hour"),
    ("half an hour ago", "2026-11-23 15:00", "minute"),
    ("three months ago", "2026-08-01 00:00", "month"),
]
# Without a year, a month or a day, the latest one that is not ahead is meant.
ROLLED_BACK = [
    ("11月25日", "2025-11-25 00:00", "day"),
    ("12月", "2025-12-01 00:00", "month"),
    ("12/24", "2025-12-24 00:00", "day"),
    ("Dec 24", "2025-12-24 00:00", "day"),
    ("30号", "2026-10-30 00:00", "day"),
    ("31号", "2026-10-31 00:00", "day"),
    ("晚上八点", "2026-11-22 20:00", "hour"),
    ("周三", "2026-11-18 00:00", "day"),
    ("99年", "1999-01-01 00:00", "year"),
]
# The night belongs to the evening it follows.
NIGHTS = [
    ("昨晚十一点", "2026-11-22 23:00", "hour"),
    ("昨晚12点", "2026-11-23 00:00", "hour"),
    ("昨晚1点", "2026-11-23 01:00", "hour"),
    ("今晚1点", "2026-11-23 01:00", "hour"),
    ("昨天24:00", "2026-11-23 00:00", "minute"),
]
ROUGH = [
    ("刚才", "2026-11-23 15:30", "minute"),
    ("刚刚转的", "2026-11-23 15:30", "minute"),
    ("just now", "2026-11-23 15:30", "minute"),
    ("去年年底", "2025-12-01 00:00", "month"),
    ("去年底", "2025-12-01 00:00", "month"),
    ("年底", "2025-12-01 00:00", "month"),
    ("今年年初", "2026-01-01 00:00", "month"),
    ("月初", "2026-11-01 00:00", "day"),
    ("月底", "2026-10-25 00:00", "day"),
    ("上个月底", "2026-10-25 00:00", "day"),
    ("3月中旬", "2026-03-11 00:00", "day"),
    ("大概8月份", "2026-08-01 00:00", "month"),
    ("昨天下午3点左右", "2026-11-22 15:00", "hour"),
    ("前几天", "2026-11-20 00:00", "day"),
    ("几天前", "2026-11-20 00:00", "day"),
    ("半个月前", "2026-11-08 00:00", "day"),
    ("半年前", "2026-05-01 00:00", "month"),
    ("两年前", "2024-11-01 00:00", "month"),
    ("两个多月前", "2026-09-01 00:00", "month"),
    ("两个多小时前", "2026-11-23 13:30", "hour"),
    ("上周", "2026-11-16 00:00", "day"),
    ("about 3 weeks ago", "2026-11-02 00:00", "day"),
    ("end of October", "2026-10-25 00:00", "day"),
    ("around 3pm yesterday", "2026-11-22 15:00", "hour"),
    ("about 2025", "2025-01-01 00:00", "year"),
]
AHEAD = [
    ("明天", "2026-11-24 00:00"),
    ("明天下午3点", "2026-11-24 15:00"),
    ("今天下午5点", "2026-11-23 17:00"),
    ("这周三", "2026-11-25 00:00"),
    ("下周三", "2026-12-02 00:00"),
    ("下个月", "2026-12-01 00:00"),
    ("2026年12月", "2026-12-01 00:00"),
    ("2027-03-01", "2027-03-01 00:00"),
    ("tomorrow 3pm", "2026-11-24 15:00"),
    ("next Friday", "2026-12-04 00:00"),
]
REFUSED = [
    ("", "form"),
    ("abc", "form"),
    ("3", "form"),
    ("最近", "form"),
    ("上上个礼拜那天", "form"),
    ("不是昨天", "form"),
    ("昨天以后", "form"),
    ("not yesterday", "form"),
    ("昨天和前天", "form"),
    ("昨天3点到5点", "form"),
    ("8月下午3点", "form"),
    ("11月20日 21日", "form"),
    ("2月30日", "calendar"),
    ("2026年2月29日", "calendar"),
    ("2026-13-01", "calendar"),
    ("13月", "calendar"),
    ("11月0日", "calendar"),
    ("32号", "calendar"),
    ("昨天25点", "calendar"),
    ("昨天15:70", "calendar"),
    ("yesterday 13pm", "calendar"),
    ("1000年", "calendar"),
    ("9999年前", "calendar"),
    ("0000-01-01", "calendar"),
]


def local(said: str) -> datetime:
    """`said` on the Shanghai clock."""
    return datetime.fromisoformat(said).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(("said", "at", "precision"), EXACT + ROLLED_BACK + NIGHTS)
def test_a_moment_is_read_with_its_precision(said, at, precision):
    """What people say gives the local beginning of what they mean, in UTC, and how long that is."""
    moment = read_moment(said, NOW, SHANGHAI)
    assert (moment.at, moment.precision, moment.approximate) == (local(at), precision, False)
    assert moment.at.tzinfo is UTC


@pytest.mark.parametrize(("said", "at", "precision"), ROUGH)
def test_rough_words_make_a_rough_moment(said, at, precision):
    """About, several and the parts of a month or year are marked as approximate."""
    moment = read_moment(said, NOW, SHANGHAI)
    assert (moment.at, moment.precision, moment.approximate) == (local(at), precision, True)


@pytest.mark.parametrize(("said", "at"), AHEAD)
def test_a_moment_still_ahead_is_asked_about_with_what_was_read(said, at):
    """The refusal carries the time it read, so that the question can show it."""
    with pytest.raises(NotUnderstood) as refused:
        read_moment(said, NOW, SHANGHAI)
    assert (refused.value.kind, refused.value.reason) == ("moment", "future")
    assert refused.value.details["at"] == local(at)


@pytest.mark.parametrize(("said", "reason"), REFUSED)
def test_what_is_no_single_moment_is_refused_with_its_reason(said, reason):
    """Nonsense and impossible days differ, because the words for them do."""
    with pytest.raises(NotUnderstood) as refused:
        read_moment(said, NOW, SHANGHAI)
    assert (refused.value.kind, refused.value.reason) == ("moment", reason)


def test_the_day_is_the_one_of_the_local_clock():
    """At 17:00 UTC it is already tomorrow in Shanghai, so 昨天 is the day that just ended there."""
    late = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    assert read_moment("昨天", late, SHANGHAI).at == local("2026-11-23 00:00")


def test_a_day_in_another_zone_begins_there():
    """The zone argument decides where midnight is."""
    new_york = ZoneInfo("America/New_York")
    assert read_moment("11月20日", NOW, new_york).at == datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
