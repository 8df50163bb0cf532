"""Whether money is on its way, as people say it in passing: 钱刚打过去, 昨天付的货款, 能不能止付.

A clause that speaks of a payment of ours gives the payment; what stands beside it says when. What only looks like a
payment, is asked for, was denied or was paid by others is taken out first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from cases.understanding.moment import Moment
from cases.understanding.moments_in_text import FoundMoment, find_moments, same_letters
from cases.understanding.payment_words import (
    ASKED,
    BRING_BACK,
    DENIED,
    HOLD,
    JUST,
    LOOK_ALIKE,
    LOST,
    NOTICED,
    OF_OTHERS,
    PAID,
)
from cases.understanding.period import Period
from cases.understanding.time_pattern import STOPS

Motion = Literal["just_now", "within_two_days", "no"]
LATEST_FIRST: tuple[Motion, ...] = ("just_now", "within_two_days", "no")
DAYS = 2  # what left the day before yesterday may still be stopped
A_DAY = timedelta(hours=24)
NEAR = 4  # clauses: a time said so shortly before goes on
CLOSE = 14  # letters between 刚 and its verb: 刚给一个陌生账户汇了
WEEK, MONTH, YEAR = timedelta(days=7), timedelta(days=31), timedelta(days=366)
BARE = 6  # letters beside a time that stands for itself: 就是半个小时之前
_COUNTED_IN_HOURS = re.compile(r"(?:小时|分钟?|刻钟|钟头).*前|(?:hour|minute)s? ago")
_DENIAL = re.compile(
    r"^(?:不是|没有?|不|不对|no|not now)[的啊呀哦,。. ]{0,3}|的?事|转|付|打|了|的|已经|就|是|it was"
    r"|i (?:already )?(?:said|told you)"
)
_NOT_NOW = re.compile(
    r"不是(?:现在|刚|今天|这[两几]?天|最近)|(?:早就|很久|好久)(?:[转付打汇交]|了|以前|之前|的事)"
    r"|以前的事|老早|\bnot (?:now|just|today|recent)|\blong ago\b"
)
_NOT_THEN = re.compile(r"不是$|\bnot $")
_NOTICED_THEN = re.compile(r"\b(?:found(?: out)?|noticed|reali[sz]ed|discovered|learned) (?:it )?$")
_ONLY_A_WEEK = re.compile(r"(?:周|星期|礼拜|(?<!day last )(?<!day of last )week)$")
_JUST_BEHIND = re.compile(r"刚刚|刚才|刚|\bjust now\b|\ba moment ago\b")
_EARLIER = re.compile(r"以前|之前|早就|早先|当初|原来|曾|一直|每|[付转汇打]过(?!去|来)")
_ABOUT_ELSE = re.compile(
    rf"{NOTICED.pattern}|说|催|联系|拉黑|失联|到期|认识|签|合作|开始|入职|报[案警]|一[看查]|失踪|没来|关机|不接"
)
# What may stand beside a time that stands for itself; 今天早上人没来上班 says when of something else.
_BESIDE_A_TIME = re.compile(
    "大概|大约|差不多|左右|前后|应该|可能|好像|也许|估计|具体|时候|时间|早上|上午|下午|晚上|不是|都?说了|转账|打款|付款"
    "|[就是都在约吧呢啊呀哦嗯哈了的事那这前后那笔款钱发生已经才刚不对也还很过才,，。.!！:： ]"
    r"|\b(?:it|was|is|about|around|at|on|the|maybe|just|only|happened|that|in|i think)\b"
)
_IN_A_FIGURE = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_TAKEN_OUT = "□"


@dataclass(frozen=True)
class Clause:
    """The words between two stops, without what is no payment; `moments` are those that stand in it."""

    start: int
    words: str
    moments: tuple[FoundMoment, ...]

    @property
    def payment(self) -> re.Match[str] | None:
        return PAID.search(self.words) or LOST.search(self.words)


def read_motion(text: str, now: datetime, zone: ZoneInfo) -> Motion | None:
    """When our money left: just_now (today, or within 24 hours by the clock, or leaving), within_two_days, or no.

    "no": it left earlier, or it did not leave. None: nothing says when; see `speaks_of_payment`.
    """
    moments = find_moments(text, now, zone)
    clauses = _clauses(text, moments)
    payments = [place for place, clause in enumerate(clauses) if clause.payment]
    said = {_motion_of(clauses, place, now, zone) for place in payments}
    if motion := next((one for one in LATEST_FIRST if one in said), None):
        return motion
    if HOLD.search(same_letters(text)):
        return "just_now"
    denied = DENIED.search(LOOK_ALIKE.sub(_blank, same_letters(text)))
    if payments or not denied:
        return None
    behind = {_motion_at(one, now, zone) for one in moments if one.start >= denied.end()}
    told = behind if denied[0].startswith("不是") else set()  # 不是今天转的，是昨晚
    return next((one for one in LATEST_FIRST if one in told), "no")


def is_before_now(text: str, now: datetime, zone: ZoneInfo) -> bool:
    """Whether a few words answer the question for a payment of just now with no: 不是，是上个月, 去年的事, 不是现在."""
    words = same_letters(text)
    moments = find_moments(text, now, zone)
    if said_now := _NOT_NOW.search(words):  # 不是刚转的，是上周五！账号我怎么知道; but 不是现在，是刚才
        rest = text[said_now.end() :]
        then = {_motion_at(one, now, zone) for one in find_moments(rest, now, zone)}
        if JUST.search(same_letters(rest)) or then & {"just_now", "within_two_days"}:
            return False
        if said_now.start() == 0:
            return not moments or "no" in then
    moments = [one for one in moments if not _NOT_THEN.search(words[: one.start])]
    if moments:
        spoken = sum(one.end - one.start for one in moments)
        is_alone = len(_DENIAL.sub("", words).strip(" ,。.!")) - spoken <= BARE
        return is_alone and {_motion_at(one, now, zone) or _as_a_whole(one, now, zone) for one in moments} == {"no"}
    return bool(_NOT_NOW.search(words))


def _as_a_whole(found: FoundMoment, now: datetime, zone: ZoneInfo) -> Motion | None:
    """上个月 said alone, against just now, is not now, though its last day may be of these days."""
    said, today = found.period.start.at.astimezone(zone).date(), now.astimezone(zone).date()
    is_this = (said.year, said.month) == (today.year, today.month)
    return "no" if found.period.start.precision in {"month", "year"} and not is_this else None


def speaks_of_payment(text: str) -> bool:
    """Whether somebody says that money of ours left, was lost, or should be held or brought back."""
    words = _payments_only(same_letters(text))
    return any(pattern.search(words) for pattern in (PAID, LOST, HOLD, BRING_BACK))


def _payments_only(words: str) -> str:
    for pattern in (LOOK_ALIKE, DENIED, ASKED, OF_OTHERS):
        words = pattern.sub(_blank, words)
    return words


def _blank(said: re.Match[str]) -> str:
    return _TAKEN_OUT * len(said[0])


def _clauses(text: str, moments: list[FoundMoment]) -> list[Clause]:
    """The clauses of `text` in order; a moment is never cut."""
    words = _payments_only(same_letters(text))
    inside = {place for one in moments for place in range(one.start, one.end)}
    inside |= {one.start() for one in _IN_A_FIGURE.finditer(words)}
    cuts = [0, *(stop.end() for stop in STOPS.finditer(words) if stop.start() not in inside), len(words)]
    return [
        Clause(start, words[start:end], tuple(one for one in moments if start <= one.start < end))
        for start, end in pairwise(cuts)
    ]


def _motion_of(clauses: list[Clause], place: int, now: datetime, zone: ZoneInfo) -> Motion | None:
    """When the payment in the clause at `place` was made: as it says itself, else as those around it say."""
    clause = clauses[place]
    own = _own(clause, now, zone)
    if own or clause.moments:
        return own
    for beside in _next_to(clauses, place):
        if alone := _standing_alone(beside, now, zone):
            return alone
    if _EARLIER.search(clause.words):
        return None
    before = [
        one
        for earlier in clauses[max(0, place - NEAR) : place]
        if not _ABOUT_ELSE.search(earlier.words)
        for one in earlier.moments
    ]
    motion = _motion_at(before[-1], now, zone) if before else None
    return motion if motion != "no" else None


def moment_of_payment(text: str, moments: list[FoundMoment], now: datetime) -> FoundMoment | None:
    """Which of the `moments` of `text` says when our money left: the one at the verb, however many stand before it.

    供应商昨天发邮件，财务一小时前打了86万: an hour ago. None where none stands there, or a 刚刚 of no moment does.
    """
    clauses = _clauses(text, moments)
    for sign in (PAID, LOST):
        for place, clause in enumerate(clauses):
            payment = sign.search(clause.words)
            found = _moment_beside(clauses, place, payment, now) if payment else None
            if found and found.period.start.at <= now:
                return found
    return None


def _moment_beside(clauses: list[Clause], place: int, payment: re.Match[str], now: datetime) -> FoundMoment | None:
    """In the clause itself, before the verb or behind it; else in the clause next to it, when that is little else."""
    clause = clauses[place]
    at = clause.start + payment.start()
    before = _said_before(clause, at)
    if before and not NOTICED.search(clause.words, before[-1].end - clause.start, payment.start()):
        return before[-1]
    if just := next((one for one in JUST.finditer(clause.words) if 0 <= payment.start() - one.end() <= CLOSE), None):
        start, end = clause.start + just.start(), clause.start + just.end()
        return FoundMoment(Period(_just(now)), start, end, just[0])
    if behind := [one for one in clause.moments if one.start >= at]:
        return behind[0]
    return next((beside.moments[0] for beside in _next_to(clauses, place) if _is_but_a_time(beside)), None)


def _said_before(clause: Clause, at: int) -> list[FoundMoment]:
    """The moments of the clause in front of its payment, without when that was noticed: we noticed this morning."""
    return [
        one
        for one in clause.moments
        if one.end <= at and not _NOTICED_THEN.search(clause.words, 0, one.start - clause.start)
    ]


def _just(now: datetime) -> Moment:
    return Moment(now.astimezone(UTC).replace(second=0, microsecond=0), "minute", approximate=True)


def _next_to(clauses: list[Clause], place: int) -> tuple[Clause, ...]:
    return (*clauses[max(0, place - 1) : place], *clauses[place + 1 : place + 1 + NEAR])


def _is_but_a_time(clause: Clause) -> bool:
    """就是半个小时之前, 去年的事."""
    spoken = sum(one.end - one.start for one in clause.moments)
    return (
        bool(clause.moments)
        and clause.payment is None
        and len(clause.words.strip()) - spoken <= BARE
        and not _ABOUT_ELSE.search(clause.words)
        and not _BESIDE_A_TIME.sub("", _without(clause)).strip(_TAKEN_OUT)
    )


def _without(clause: Clause) -> str:
    """The words of the clause without its moments."""
    words = clause.words
    for one in reversed(clause.moments):
        words = words[: one.start - clause.start] + words[one.end - clause.start :]
    return words.lower()


def _own(clause: Clause, now: datetime, zone: ZoneInfo) -> Motion | None:
    """By 刚 or by the moment nearest to the payment, unless that is when it was noticed."""
    payment = clause.payment
    if payment is None:
        return None
    at = clause.start + payment.start()
    before = _said_before(clause, at)
    if before and not NOTICED.search(clause.words, before[-1].end - clause.start, payment.start()):
        return _motion_at(before[-1], now, zone)
    if any(0 <= payment.start() - said.end() <= CLOSE for said in JUST.finditer(clause.words)):
        return "just_now"
    behind = [one for one in clause.moments if one.start >= at]
    if behind:
        return _motion_at(behind[0], now, zone)
    return "just_now" if _JUST_BEHIND.search(clause.words, payment.end()) else None


def _standing_alone(clause: Clause, now: datetime, zone: ZoneInfo) -> Motion | None:
    """A clause that is little else than a time: 就是半个小时之前, 就刚刚, 去年的事."""
    if clause.payment:
        return None
    if _is_but_a_time(clause):
        return _motion_at(clause.moments[0], now, zone)
    just = _JUST_BEHIND.search(clause.words)
    return "just_now" if just and len(clause.words.strip()) - len(just[0]) <= BARE // 2 else None


def _motion_at(found: FoundMoment, now: datetime, zone: ZoneInfo) -> Motion | None:
    """None where the words are too wide to tell: 这周, 今年."""
    start = found.period.start
    said, today = start.at.astimezone(zone).date(), now.astimezone(zone).date()
    if start.precision in {"month", "year"}:
        length = YEAR if start.precision == "year" else MONTH
        return "no" if today - said > length + timedelta(days=DAYS) else None
    if _ONLY_A_WEEK.search(found.quote):
        return "no" if today - said > WEEK + timedelta(days=DAYS) else None
    if said >= today or (_COUNTED_IN_HOURS.search(found.quote) and timedelta() <= now - start.at <= A_DAY):
        return "just_now"
    return "within_two_days" if today - said <= timedelta(days=DAYS) else "no"
