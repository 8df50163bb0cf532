"""Every date and time in a whole paragraph, and which of them is when it happened.

`time_pattern.py` says where one may stand; the readers of an answer say what it is, or that it is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cases.errors import NotUnderstood
from cases.understanding.moment import Moment
from cases.understanding.period import Period, read_period
from cases.understanding.time_pattern import FOUND, STOPS
from cases.understanding.writing import DASHES, TRADITIONAL

MOST = 40  # expressions looked at: a report has five, and whoever pastes a calendar keeps nobody waiting
WORDS_BEFORE, WORDS_BEHIND = 20, 24  # letters
LONG_BEFORE = timedelta(days=21)

# Letter for letter, so that offsets stay those of the text.
_SAME_PLACE: dict[int, int | str] = {
    **{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)},
    **{ord(dash): "-" for dash in DASHES},
    **TRADITIONAL,
    **{upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)},
    **{upper: upper - 0xFEE0 + 32 for upper in range(ord("Ａ"), ord("Ｚ") + 1)},
    **dict.fromkeys(map(ord, "\u3000\u00a0\u2009\u202f"), " "),
    **dict.fromkeys(map(ord, "○◯"), "〇"),
    ord("〜"): "~",
}

_SAME_YEAR = re.compile(r"同年|当年|次年|翌年")
_BETWEEN = re.compile(r"到|至|~|- |\b(?:to|until|till|through)\b")
_NAMES_A_DATE = re.compile(r"[0-9零〇一二两三四五六七八九十] ?[月日号]|[-/.][0-9]|旬")  # not 去年, 昨天 or 三天前
_FROM_A_MONTH = re.compile(r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2}) ?月")
_FROM_A_DAY = re.compile(r"(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3}) ?[日号]|[上中下]旬|月[初底]")
_ONLY_A_CLOCK = re.compile(
    r"[0-9零〇一二两三四五六七八九十]{1,3} ?[点时:]|(?:[上中下]午|[凌早清傍深半晚夜后正大间])[^年月日号]*$"
)
NOON, EVENING = 12, 18
_SMALL_HOURS = re.compile("凌晨|后半夜")  # 昨晚11点转的，凌晨2点又转了: of the day after
_BARE = re.compile(r"(?:[1-9]|1[01]|[一二两三四五六七八九]|十一?) ?[点时:]")  # 下午2点他让我转，2点半转的
# What a clause with a date may be about instead of the deed.
_BACKGROUND = re.compile(
    r"入职|招的|招来|离职|进公司|来公司|来我们?公司|[他她]来的|聘|升|提拔|还好|正常|任职|担任|上任|到岗|成立|认识|开始合作|生于|出生|毕业|joined|hired|founded|working|employed"
)
_DISCOVERY = re.compile(
    r"发现|发觉|察觉|得知|才知道|才晓得|查出|查到|核对|盘点|盘库|审计|对账(?!单)|案发|报警|报案|立案|起诉|自首|承认|交代|投诉|检查"
    r"|discover|found out|noticed|realised|realized|reported|audit"
)
_SIGNING = re.compile(r"签|订立|达成|signed|agreed")


def same_letters(text: str) -> str:
    """`text` in half-width lower-case letters, each where it stood."""
    return text.translate(_SAME_PLACE)


@dataclass(frozen=True)
class FoundMoment:
    """`start` and `end` are offsets into the text, `quote` is what stands there."""

    period: Period
    start: int
    end: int
    quote: str


def find_moments(text: str, now: datetime, zone: ZoneInfo) -> list[FoundMoment]:
    """Every date and time in `text`, in order, seen from `now` (aware) by a clock in `zone`; none is invented.

    A date without its year goes on from the date before it: 2025年7月18日签约，20日付款. One still ahead is found too.
    """
    letters = same_letters(text)
    found: list[FoundMoment] = []
    place = looked_at = 0
    while looked_at < MOST and (said := FOUND.search(letters, place)):
        looked_at += 1
        one = _longest_readable(said, found[-1] if found else None, text, now, zone)
        found.extend([one] if one else [])
        place = one.end if one else max(said.end("first"), said.start() + 1)
    return found


def _longest_readable(
    said: re.Match[str], before: FoundMoment | None, text: str, now: datetime, zone: ZoneInfo
) -> FoundMoment | None:
    """The whole expression, else its first moment, else only its day."""
    start = said.start()
    for end in dict.fromkeys(said.end(part) for part in (0, "first", "day", "english") if said.end(part) > start):
        if period := _read(said.string[start:end], before, now, zone):
            return FoundMoment(period, start, end, text[start:end])
    return None


def _read(quote: str, before: FoundMoment | None, now: datetime, zone: ZoneInfo) -> Period | None:
    """What the reader of an answer makes of `quote`; behind another moment, first as what follows that."""
    for whole, earliest in _continued(quote, before, zone):
        period = _period(whole, now, zone)
        if period and earliest <= period.start.at.astimezone(zone).date() and period.start.at <= now:
            return period
    return None if _SAME_YEAR.match(quote) else _period(quote, now, zone)


def _period(quote: str, now: datetime, zone: ZoneInfo) -> Period | None:
    try:
        return read_period(quote, now, zone)
    except NotUnderstood as refused:
        ahead = refused.details.get("moment")
        return Period(ahead) if isinstance(ahead, Moment) and not _reads_as_two(quote) else None


def _reads_as_two(quote: str) -> bool:
    return bool(_BETWEEN.search(quote))


def _continued(quote: str, before: FoundMoment | None, zone: ZoneInfo) -> Iterator[tuple[str, date]]:
    """What `quote` may be in full, and not before when: 7月20日, 20日 and 8点半 leave out what was just said."""
    if before is None or (start := before.period.start).precision == "year":
        return
    day = start.at.astimezone(zone).date()
    earliest = day.replace(day=1) if start.precision == "month" else day
    if _ONLY_A_CLOCK.match(quote):
        if start.precision != "month" and not start.approximate:
            if start.precision in {"hour", "minute"} and start.at.astimezone(zone).hour >= NOON and _BARE.match(quote):
                yield f"{day:%Y年%m月%d日}下午{quote}", day
            is_night = start.at.astimezone(zone).hour >= EVENING and _SMALL_HOURS.match(quote)
            yield f"{day + timedelta(days=1) if is_night else day:%Y年%m月%d日}{quote}", day
    elif not _NAMES_A_DATE.search(before.quote):
        return
    elif same := _SAME_YEAR.match(quote):
        yield f"{day.year + (same[0] in {'次年', '翌年'})}年{quote[same.end() :]}", earliest
    elif _FROM_A_MONTH.match(quote):
        yield f"{day.year}年{quote}", earliest
        yield f"{day.year + 1}年{quote}", earliest
    elif _FROM_A_DAY.match(quote):
        following = day.replace(day=1) + timedelta(days=32)
        yield f"{day:%Y年%m月}{quote}", earliest
        yield f"{following:%Y年%m月}{quote}", earliest


def first_moment(text: str, found: Sequence[FoundMoment], now: datetime) -> FoundMoment | None:
    """When it happened, of the moments found in `text`: the first of the deed.

    Not when it was discovered or reported, when somebody was hired or the contract was signed long before, as long as
    another date is left.
    """
    past = [one for one in found if one.period.start.at <= now]
    for aside in (_DISCOVERY, _BACKGROUND):
        past = [one for one in past if not aside.search(_clause(text, one, found))] or past
    signed = [one for one in past if _SIGNING.search(_clause(text, one, found))]
    deeds = [one for one in past if one not in signed]
    if signed and deeds and deeds[0].period.start.at - signed[0].period.start.at > LONG_BEFORE:
        past = deeds
    return past[0] if past else None


def _clause(text: str, one: FoundMoment, found: Sequence[FoundMoment]) -> str:
    """The words around a moment, up to the next stop or moment; those before it belong to an earlier one, if any."""
    until = min((other.start for other in found if other.start >= one.end), default=len(text))
    since = max((other.end for other in found if other.end <= one.start), default=0)
    before = STOPS.split(text[max(since, one.start - WORDS_BEFORE) : one.start])
    is_shared = since > one.start - WORDS_BEFORE and since > 0 and len(before) == 1
    behind = STOPS.split(text[one.end : min(until, one.end + WORDS_BEHIND)].lstrip(" ,，"), maxsplit=1)[0]
    return behind if is_shared else before[-1] + behind
