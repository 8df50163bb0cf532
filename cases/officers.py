"""Whether whoever says that they are an officer is one of ours (domain reference, section 6).

Three things are known here: calls that were announced in the chat before, a code that only the officer of the case can
read aloud, and which numbers and addresses are the unit's. Nothing of it says "this is safe": only what is recorded.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from cases.errors import CaseError, NotUnderstood
from cases.understanding import Moment, read_moment
from cases.understanding.accounts_in_text import find_phones
from cases.understanding.numerals import small_number
from cases.understanding.phone import read_phone
from cases.understanding.writing import plain

GOOD_FOR = timedelta(minutes=10)  # a code that is read aloud
MOST_TRIES = 3
DIGITS = 6
MOST_CODES, CODES_WITHIN = 5, timedelta(hours=1)  # of one chat
MOST_CHECKS, CHECKS_WITHIN = 20, timedelta(hours=1)  # of one chat that are answered from what is recorded
MOST_CALLS, CALLS_WITHIN = 6, timedelta(hours=1)  # of one case that are announced
SAME_CALL = timedelta(minutes=2)  # the same form again
EARLY, LATE = timedelta(minutes=10), timedelta(hours=1)  # around its time a call is the one that was announced
FURTHEST = timedelta(days=14)
WRITTEN_DOWN = timedelta(days=180)  # a check that belongs to no case
ALARMS_WITHIN, ALARMS_OF_CHAT, ALARMS_IN_ALL = timedelta(hours=1), 4, 20  # that the leads hear of
LONGEST_BADGE = 12

POLICE, FRAUD_LINE = "110", "96110"  # 96110 rings to warn and advises; a loss is told to 110
PUBLIC = frozenset({POLICE, FRAUD_LINE})


class Came(StrEnum):
    """What a check came to, as it is written down; its words are templates/words/officers.toml."""

    ANNOUNCED = "announced"  # somebody rings, and that was announced
    UNANNOUNCED = "unannounced"
    CODE_MADE = "code_made"
    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    UNREAD = "unread"  # whoever rings could not read it
    DENIED = "denied"  # the officer says that it is not them who rings
    RECORDED = "recorded"  # a number or an address
    NOT_RECORDED = "not_recorded"


class CallEnd(StrEnum):
    """What became of an announced call."""

    TALKED = "talked"
    NOT_REACHED = "not_reached"
    MOVED = "moved"
    CALLED_OFF = "called_off"


FAILED = frozenset({Came.UNANNOUNCED, Came.WRONG, Came.UNREAD, Came.DENIED})  # the leads hear of it


class NoOffice(CaseError):
    """The officer has no badge number or office telephone here, so no call of theirs can be announced."""


class CallTimeUnclear(CaseError):
    """When the officer will ring was not said so that it can be announced."""


class NoCallHere(CaseError):
    """No call to the reporter of this case stands announced."""


class CallReasonMissing(CaseError):
    """A call was given another time, and its reporter was not told why."""


class NoCheckHere(CaseError):
    """Nobody is checking an officer of this case now."""


class CalledOften(CaseError):
    """So many calls were announced in this case that one more would tell its reporter nothing."""


class BadgeUnclear(CaseError):
    """A badge number is a few digits or letters."""


class OfficePhoneUnclear(CaseError):
    """An office telephone is a number that can be rung back."""


_AT_ONCE = re.compile("(?:我?(?:现在|马上|立刻|立即|这就)(?:就|来)?(?:打|打过去)?|now|right away|at once)")
_BADGE = re.compile(r"[0-9A-Z]{4,12}")
_SAID_CODE = re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){5}(?![0-9])")
_LINK = re.compile(r"(?:https?://)?((?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24})(?::[0-9]{1,5})?(?:/\S*)?", re.IGNORECASE)
_SPACED = re.compile(r"(?<![0-9])(0[0-9]{2,3}[ -]?[0-9]{4})[ -]([0-9]{4})(?![0-9])")  # 0574 8765 4321
_SHORT = re.compile(r"(?<![0-9])(?:110|96110)(?![0-9])")
_SPOKEN = str.maketrans("零〇幺一二两三四五六七八九", "0011223456789")
_AFTER = re.compile(
    r"(?:过|in )?(?P<count>[0-9]{1,3}|半|[一二两三四五六七八九十]{1,3})个?"
    r"(?P<half>半)? ?(?P<unit>小时|钟头|分钟|hours?|minutes?)(?:[之以]?后|later)?"
)
_CLOCK = re.compile(r"(?:今天|今早|today )?(?:上午|早上)?(?P<hour>[01]?[0-9]|2[0-3])(?::|点)(?P<minute>[0-5][0-9])?分?")
_PAST = re.compile("[昨前]|yesterday|ago")


def new_code() -> str:
    return "".join(secrets.choice("0123456789") for _ in range(DIGITS))


_NOT_READ = re.compile(
    r"(?:不肯|不愿意?|不会|不敢|拒绝|没有?|不能|不给|不)(?:给我)?(?:念|读|报)(?!完)|(?:念|读|报|说)不(?:出|上)来?|(?:没有|没收到|不知道|看不到)[^，。]{0,4}(?:码|数字)"
    r"|(?:won'?t|will not|refuses? to|can(?:'?t|not)|could(?: not|n'?t)|doesn'?t|did(?: not|n'?t)) (?:read|tell|say)"
)


def spaced(code: str) -> str:
    """As it is read aloud: 481 923."""
    return f"{code[:3]} {code[3:]}"


def code_in(said: str) -> str | None:
    """The code that somebody heard and typed, if that is what these words are: 481 923, 四八一九二三."""
    if len(said) > 40 or find_phones(said):
        return None
    text = plain(said).translate(_SPOKEN)
    found = _SAID_CODE.search(text)
    return re.sub("[^0-9]", "", found[0]) if found and sum(one.isdigit() for one in text) == DIGITS else None


def is_not_read(said: str) -> bool:
    """Whether who is on the line does not read the code: 他不肯念, 他说念不出来, he won't read it."""
    return len(said) <= 60 and bool(_NOT_READ.search(plain(said).lower()))


def call_at(said: str, now: datetime, zone: ZoneInfo) -> datetime:
    """When the officer will ring: 现在, 15:30, 明天上午10点. Raises CallTimeUnclear."""
    words = plain(said).strip(" 。.").lower()
    if _AT_ONCE.fullmatch(words):
        return now
    if after := _AFTER.fullmatch(words):
        with suppress(ValueError):  # 十十小时后
            return now + _so_long(after)
    words = words.replace("点半", "点30分")
    if (soon := _today_at(words, now, zone)) and now - timedelta(minutes=5) <= soon <= now + FURTHEST:
        return max(soon, now)
    for said_so in (f"今天{words}", words):  # 10点半 is of this morning while it is to come
        at = _moment(said_so, now, zone)
        if at and now - timedelta(minutes=5) <= at <= now + FURTHEST:
            return max(at, now)
    raise CallTimeUnclear


def time_and_reason(said: str) -> tuple[str, str]:
    """Of one line: 明天上午10点，要去法院. Raises CallReasonMissing."""
    when, *reason = re.split(r"[，,。；;\n]", said, maxsplit=1)
    if not reason or not reason[0].strip():
        raise CallReasonMissing
    return when, reason[0].strip()


def _today_at(words: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """10:30 of this morning, which a reader of what has happened takes for last night."""
    found = _CLOCK.fullmatch(words)
    if found is None:
        return None
    at = {"hour": int(found["hour"]), "minute": int(found["minute"] or 0), "second": 0, "microsecond": 0}
    return now.astimezone(zone).replace(**at)  # type: ignore[arg-type]


def _so_long(after: re.Match[str]) -> timedelta:
    count = 0.5 if after["count"] == "半" else small_number(after["count"]) + (0.5 if after["half"] else 0)
    return timedelta(minutes=count) if after["unit"][0] in "分m" else timedelta(hours=count)


def _moment(said: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Of a whole hour or a minute; a day alone is no time. What could be of yesterday is of today: it is to come."""
    try:
        moment = read_moment(said, now, zone)
    except NotUnderstood as error:
        found = error.details.get("moment")
        if not isinstance(found, Moment):
            return None
        moment = found
    if moment.precision not in {"minute", "hour"}:
        return None
    is_of_yesterday = moment.at.astimezone(zone).date() < now.astimezone(zone).date() and not _PAST.search(said)
    return moment.at + timedelta(days=1) if is_of_yesterday else moment.at


def is_in_time(call: datetime, now: datetime) -> bool:
    """Whether a call of now may be the one that was announced for then."""
    return call - EARLY <= now <= call + LATE


def read_badge(said: str) -> str:
    """Empty takes it away. Raises BadgeUnclear."""
    badge = plain(said).replace(" ", "").upper()
    if badge and not _BADGE.fullmatch(badge):
        raise BadgeUnclear
    return badge


def read_office_phone(said: str) -> str:
    """As everything here writes a telephone; empty takes it away. Raises OfficePhoneUnclear."""
    if not said.strip():
        return ""
    try:
        return read_phone(said)
    except NotUnderstood as error:
        raise OfficePhoneUnclear from error


def numbers_in(said: str) -> list[str]:
    """The telephones in a text, in one way of writing; 110 and 96110 too."""
    found = [one.value for one in find_phones(_SPACED.sub(r"\1\2", said))]
    return list(dict.fromkeys([*found, *_SHORT.findall(plain(said))]))


def hosts_in(said: str) -> list[str]:
    """The sites that the links in a text lead to."""
    found = _LINK.finditer(plain(said))
    return list(dict.fromkeys(one[1].lower() for one in found if "@" not in one.string[max(0, one.start() - 1) :][:1]))


def host_of(address: str) -> str:
    return (urlsplit(address).hostname or "").lower()


def is_recorded(number: str, recorded: Collection[str]) -> bool:
    """An extension behind the unit's number is the unit's."""
    return number in PUBLIC or number.partition(";")[0] in {one.partition(";")[0] for one in recorded}
