"""What people typed for times, and what it means: the lines of `readings.tsv` of these kinds."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cases.errors import NotUnderstood
from cases.understanding import Moment, read_period
from cases.understanding.motion import read_motion, speaks_of_payment

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 15, 30, 40, tzinfo=SHANGHAI)
FORMS = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d"}

with (Path(__file__).parent / "readings.tsv").open(encoding="utf-8", newline="") as table:
    READINGS = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
MOMENTS = [(row["input"], row["expected"]) for row in READINGS if row["kind"].startswith("moment:")]
PAYMENTS = [(row["input"], row["expected"]) for row in READINGS if row["kind"].startswith("just_paid:")]
# Others of the same kinds.
ALIKE = [
    # two neighbouring numerals
    ("十七八天前", "2026-11-06~"),
    ("三五天前", "2026-11-20~"),
    ("上个月七八号", "2026-10-07~"),
    ("大概今年五六月份", "2026-05~"),
    ("大概今年5、6月份拷走的", "2026-05~"),
    ("2-3天前", "2026-11-21~"),
    ("两到三天前", "2026-11-21~"),
    ("2、3天前", "2026-11-21~"),
    ("一两周前", "2026-11-16~"),
    ("几十分钟前", "2026-11-23 15:00~"),
    ("二十来天前", "2026-11-03~"),
    ("九十天前", "2026-08-25"),
    ("昨晚十一二点", "2026-11-22 23:00~"),
    ("2 or 3 days ago", "2026-11-21~"),
    # spaces
    ("2026年 11 月 2 日 下午 3 点", "2026-11-02 15:00"),
    ("11 月 5 号 晚上 8 点 半", "2026-11-05 20:30"),
    ("3 天前", "2026-11-20"),
    ("10 分钟前", "2026-11-23 15:20"),
    ("昨天 15 : 30", "2026-11-22 15:30"),
    # figures
    ("v4.5", "ask"),
    ("4.5万", "ask"),
    ("2026/11/20 周五 15:30", "2026-11-20 15:30"),
    ("二十号星期五", "2026-11-20"),
    ("11/20/2026 3:30 PM", "2026-11-20 15:30"),
    ("5/6/2026", "ask"),
    # other zones, PM
    ("2026-11-20T07:30:00.123Z", "2026-11-20 15:30"),
    ("2026-11-20T15:30:00+08:00", "2026-11-20 15:30"),
    ("2026-11-20 02:30 GMT-5", "2026-11-20 15:30"),
    ("yesterday 3pm EST", "ask"),
    ("PM 3:30 11/20", "2026-11-20 15:30"),
    ("03:30 PM 2026-11-20", "2026-11-20 15:30"),
    ("2026-11-20 下午3:30:12", "2026-11-20 15:30"),
    ("15:30 PM", "2026-11-23 15:30"),
    # no half of the day
    ("3:20", "2026-11-23 15:20"),
    ("03:20", "2026-11-23 03:20"),
    ("10点40", "2026-11-23 10:40"),
    ("5点半", "ask"),
    ("昨天3点", "ask"),
    ("昨天8点半", "2026-11-22 08:30"),
    ("12点半", "2026-11-23 12:30"),
    # 许 and the like
    ("昨天14时许", "2026-11-22 14:00~"),
    ("昨天下午2点出头", "2026-11-22 14:00~"),
    ("8点多钟", "2026-11-23 08:00~"),
    ("14:30许", "2026-11-23 14:30~"),
    ("早上八点多", "2026-11-23 08:00~"),
    # festivals
    ("今年双11", "2026-11-11~"),
    ("去年618大促", "2025-06-18~"),
    ("618元", "ask"),
    ("元旦", "2026-01-01"),
    ("圣诞节", "2025-12-25"),
    ("去年十一长假", "2025-10-01~"),
    ("去年中秋", "2025-10-06~"),
    ("中秋节", "2026-09-25"),
    ("2024年春节", "2024-02-10~"),
    ("端午节", "2026-06-19"),
    ("除夕", "2026-02-16"),
    ("大年初三", "2026-02-19"),
    ("正月十五", "2026-03-03"),
    ("腊月二十", "2026-02-07"),
    ("2025年农历八月十五", "2025-10-06"),
    ("2012年中秋", "ask"),
    ("国庆前", "ask"),
    ("春节后", "ask"),
    ("五一路", "ask"),
    # parts of years and months
    ("下半年", "2026-07~"),
    ("2025年下半年", "2025-07~"),
    ("三季度", "2026-07~"),
    ("本季度", "2026-10~"),
    ("2025Q4", "2025-10~"),
    ("上个月月底", "2026-10-25~"),
    ("9月的月底", "2026-09-25~"),
    ("月中", "2026-11-15~"),
    ("上旬", "2026-11-01~"),
    ("前年", "2024"),
    ("一年半前", "2025-05~"),
    # other zeros, other calendars
    ("二0二六年十一月二十日", "2026-11-20"),
    ("二O二六年十月", "2026-10"),
    ("民国115年", "ask"),
    # days, hours of the working day
    ("大大前天", "2026-11-19"),
    ("上上周", "2026-11-09~"),
    ("半个小时之前", "2026-11-23 15:00"),
    ("一个钟头前", "2026-11-23 14:30"),
    ("昨天下班前", "2026-11-22 17:00~"),
    ("下班前", "2026-11-22 17:00~"),
    # periods
    ("从今年3月到10月，陆陆续续八个月", "2026-03 → 2026-10"),
    ("10月31到11月2日", "2026-10-31 → 2026-11-02"),
    ("23到25年", "2023 → 2025"),
    ("2025年3月1日起至2026年10月31日止", "2025-03-01 → 2026-10-31"),
    ("11月20日晚上11点到第二天凌晨2点", "2026-11-20 23:00 → 2026-11-21 02:00"),
    ("2025年春节到国庆", "2025-01-29~ → 2025-10-01~"),
    ("昨天下午三点到五点之间", "2026-11-22 15:00 → 2026-11-22 17:00"),
    ("2026-11-20 10:30-11:30", "2026-11-20 10:30 → 2026-11-20 11:30"),
]


def written(moment: Moment) -> str:
    """As the table writes it: 2025-08, 2026-11-23 14:30~."""
    said = moment.at.astimezone(SHANGHAI).strftime(FORMS.get(moment.precision, "%Y-%m-%d %H:%M"))
    return said + ("~" if moment.approximate else "")


def read(said: str) -> str:
    """The period in `said`, or that the person is asked back."""
    try:
        period = read_period(said, NOW, SHANGHAI)
    except NotUnderstood:
        return "ask"
    return " → ".join(written(end) for end in (period.start, period.end) if end)


def right(expected: str) -> set[str]:
    """Every answer the table allows; behind ~? the mark may be left out."""
    return {answer for one in expected.split("|") for answer in (one.replace("~?", "~"), one.replace("~?", ""))}


@pytest.mark.parametrize(("said", "expected"), MOMENTS + ALIKE, ids=[said for said, _ in MOMENTS + ALIKE])
def test_a_time_is_read_as_people_mean_it(said, expected):
    """Rough figures, festivals, quarters, clocks of other zones, and what nobody can know."""
    assert read(said) in right(expected)


@pytest.mark.parametrize(("said", "expected"), PAYMENTS, ids=[said for said, _ in PAYMENTS])
def test_money_that_just_left_is_noticed(said, expected):
    """The lane is offered where the words say so, and where a payment is spoken of without its time."""
    motion = read_motion(said, NOW, SHANGHAI)
    offered = motion in {"just_now", "within_two_days"} or (motion is None and speaks_of_payment(said))
    assert offered == (expected == "offer the lane")
