"""How often a reporter wants to hear when nothing happens: 每周告诉我一次, 别老发消息, weekly is enough.

Only where nothing else is said: 他每周给我打一次电话 and 利息一个月一次 are of the story.
"""

from __future__ import annotations

import re
from typing import Literal

from cases.understanding.numerals import small_number
from cases.understanding.writing import plain

LONGEST = 30  # characters
Seldom = Literal["choose"]  # it shall be otherwise, and which is theirs to choose
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "个星期": 7, "个礼拜": 7, "个月": 30, "月": 30}
_COUNT = "[0-9一二两三四五六七八九十半]{1,3}"
_UNIT = f"(?P<unit>{'|'.join(sorted(_DAYS, key=len, reverse=True))})"
_PERIOD = f"(?=[每隔]|{_COUNT})(?P<gap>每隔|隔)?每?(?P<count>{_COUNT})?{_UNIT}都?"
_TO_ME = "(?:(?:给|跟|和|向)?(?:我们?|咱们?))?"
_SAYS = (
    "(?:说|讲|告诉|通知|提醒|汇报|通报|报|更新|联系|告知|回复|发(?:一?[条个次]|送)?(?:消息|信息|通知|进展|进度|报告)?"
    "|来(?:一?[条个次])?(?:消息|信息|通知)?|有(?:一?[条个次])?消息)"
)
_ONCE = "(?:一|1)(?:次|回|声|遍|下|条|个消息|条消息)(?:进展|进度|消息|情况)?"
_BEFORE = re.compile(
    "^(?:以后|今后|之后|能不能|可不可以|可以|能|请|麻烦|你们?|您|就|都|也|还是|最好|改成|改为|换成|我(?:想|要|希望)"
    "|希望|想|要|那|没有?(?:新)?(?:情况|消息|进展)(?:的时候|的话|时|就)?|[,， ])++"
    r"|^(?:(?:please|can you|could you|i would like|i'd like|just|once is enough|to|be|me|an?|updates?|news)[, ]++)++"
)
_AFTER = re.compile(
    "(?:吧|就行|就好|就够|就可以|就可|够|行吗|行不行|可以吗|可不可以|好吗|好不好|行|了|啊|呀|呢|吗|谢谢|[,， ])++$"
    "|(?:[, ]+(?:is|would be|will be|enough|fine|ok|okay|please|thanks|only|from now on|good|for me|will do|do))++$"
)
_EVERY = (
    re.compile(f"{_TO_ME}{_PERIOD}{_TO_ME}(?:{_SAYS}{_TO_ME}(?:{_ONCE})?|{_ONCE})"),
    re.compile(f"{_TO_ME}{_SAYS}{_TO_ME}{_PERIOD}{_ONCE}"),
    re.compile(f"(?:频率|间隔){_PERIOD}{_ONCE}"),
)
_ENGLISH = re.compile(
    "(?:(?:tell|message|update|write(?: to)?|notify|inform|contact|send)(?: me| us)?(?: an?)?"
    "(?: news| updates?| messages?)? )?"
    "(?:only )?(?:(?P<named>daily|weekly|monthly)|(?:once )?(?:a|every|each|per) (?P<unit>day|week|month)"
    "|every (?P<count>[0-9]{1,2}) (?P<units>days|weeks))(?: updates?| messages?)?"
)
_NAMED = {"daily": 1, "weekly": 7, "monthly": 30, "day": 1, "week": 7, "month": 30, "days": 1, "weeks": 7}
_OTHERWISE = re.compile(
    f"(?:多久|多长时间|几天){_TO_ME}(?!回复){_SAYS}{_TO_ME}(?:一次|一回|一声)?"
    "|(?:换|改|调|调整|设置)(?:一?[个下])?(?:消息|通知|提醒|说|发)?的?(?:频率|间隔|次数|时间间隔)"
    "|(?:不要|别|不用|不必|甭)再?(?:老是?|总是?|一直|天天|每天|不停地?|频繁地?|经常|动不动就?|这么频繁地?){1,2}"
    f"{_TO_ME}{_SAYS}{_TO_ME}"
    "|(?:不要|别|不用)再?(?:发|说)(?:那么|这么|太)(?:多|频繁|勤)(?:消息|通知|信息)?"
    "|(?:的|发)?(?:消息|通知|提醒)(?:发得?)?(?:太|有点)(?:多|频繁|勤|吵|烦)"
    f"|(?:少|多|勤|慢){_SAYS}?(?:一?[点些]|几[条次])(?:消息|通知|信息)?{_TO_ME}"
    f"|{_SAYS}得?(?:少|多|勤|频繁|慢)一?[点些](?:消息)?"
    f"|(?:先|暂时)(?:(?:别|不要|不用){_TO_ME}(?:发|说|通知)|不{_TO_ME}(?:发|通知))(?:消息|通知|信息)?(?:一阵子?|一段时间|几天|一下)?"
    f"|(?:先|暂时)停(?:{_TO_ME}(?:发|说|通知)(?:消息|通知|信息)?)?(?:一停|一阵子?|一段时间|几天)"
    "|how often|less often|more often|fewer messages|too many messages|not so (?:often|many messages)|not every day"
    "|(?:do not|don't|stop) (?:messag(?:e|ing)|writ(?:e|ing) to|notify(?:ing)?) me (?:so often|every day|so much)"
    "|(?:message|write|notify|tell|update) me (?:less|more) often"
    "|how often (?:do|will) you (?:tell|update|write to|message) me"
)

# As our own words offer it; what there is to choose holds the pause, and the end of one.
_PAUSES = re.compile(
    f"(?:先|暂时?|都)?停(?:{_COUNT}个?(?:天|周|星期|礼拜|月)|一停|一下|一阵子?|一段时间|几天)?(?:消息|通知|提醒)?"
    "|(?:先|暂时)(?:别|不要|不用)(?:再)?(?:给我)?发(?:消息|通知)?(?:了)?(?:[,，]?暂?停(?:一下|几天|一阵子?)?)?"
    "|(?:消息|通知|提醒)?(?:恢复|继续)(?:消息|通知|提醒|发|正常|原来的?)(?:消息|通知)?|恢复|照旧发?"
    "|pause(?: (?:messages|updates|it|for a while))?|resume(?: (?:messages|updates))?|(?:stop|no) messages for now"
)
_OFFERED = re.compile(f"{_PERIOD}说一[次声](?:就行|就好|吧)?")

_HOW_OFTEN = re.compile(
    f"(?:一般|大概|平时|到底|通常|会|消息|进展|通知|提醒)*(?:隔|每隔|间隔)?(?:多久|多长时间|几天)(?:能|会|才|就)?{_TO_ME}"
    f"{_SAYS}{_TO_ME}(?:一次|一回|一声)(?:消息|进展|情况)?"
    f"|(?:一般|大概|平时|到底|通常|会)*(?:隔|每隔)?(?:多久|多长时间|几天)(?:能|会|才|就)?(?:给|跟|和|向)我们?"
    f"(?:{_SAYS}|(?:一?[次条个])?(?:消息|进展|通知))"
    "|how (?:often|frequently) (?:do|will|would|can|are|am) (?:you|i|we)(?: going to)?"
    " (?:tell|update|write to|write|message|notify|inform|contact|hear|be told|be updated|get|told|updated)"
    "(?: me| us| from you| news| updates?| messages?)*"
)


def asks_how_often(said: str) -> bool:
    """Whether they ask at which interval we tell: 多久说一次. 多久能立案 and 他多久还一次 ask something else."""
    words = re.sub("[。.!?~…,，]+", " ", plain(said)).strip().lower().replace("’", "'")
    if len(words) > LONGEST:
        return False
    words = words if words.isascii() else words.replace(" ", "")
    return bool(_HOW_OFTEN.fullmatch(_AFTER.sub("", _BEFORE.sub("", words))))


def told_often(said: str) -> int | Seldom | None:
    """The days between two messages; "choose" where they only want it otherwise, or ask."""
    for one in _ways_to_read(said):
        if every := next(filter(None, (way.fullmatch(one) for way in _EVERY)), None):
            return _days(every["count"] or ("2" if every["gap"] else "1"), _DAYS[every["unit"]])
        if every := _ENGLISH.fullmatch(one):
            return _days(every["count"] or "1", _NAMED[every["named"] or every["unit"] or every["units"]])
        if _OTHERWISE.fullmatch(one) or _PAUSES.fullmatch(one):
            return "choose"
    return "choose" if asks_how_often(said) else None


def _ways_to_read(said: str) -> tuple[str, ...]:
    """The words without what stands around a wish, and as they are; none of whoever says more."""
    words = re.sub("[。.!?~…]+", " ", plain(said)).strip().lower().replace("’", "'")
    if not words or len(words) > LONGEST:
        return ()
    words = words if words.isascii() else words.replace(" ", "")
    return tuple(dict.fromkeys((_AFTER.sub("", _BEFORE.sub("", words)), words)))


def _days(count: str, of: int) -> int | None:
    if count == "半":
        return of // 2 or None
    try:
        days = small_number(count) if not count.isdecimal() else int(count)
    except ValueError:
        return None
    return days * of or None


_TO_BE_TOLD = re.compile(f"{_SAYS}|频率|消息|tell|messag|update|writ|notif|news|often|enough", re.IGNORECASE)


def is_as_we_offer(said: str) -> bool:
    """每周说一次, 先停: the words that our own messages say will do. 每天给我发消息 may be what somebody did."""
    return any(_OFFERED.fullmatch(one) or _PAUSES.fullmatch(one) for one in _ways_to_read(said))


def might_be_of_anything(said: str) -> bool:
    """每周一次 alone, which can answer a question as well."""
    return not (_TO_BE_TOLD.search(plain(said)) or is_as_we_offer(said))
