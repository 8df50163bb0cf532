"""The firms a paragraph names: 宁波恒信贸易有限公司, 鼎盛源科技, ABC Trading Ltd; never 我们公司 or 一家公司."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cases.understanding.firm_names import (
    BRAND_LETTERS,
    FULL_ENDINGS,
    LINES,
    NOBODY,
    OPENERS,
    PLACES,
    SHORT_ENDINGS,
    STATE_BUILDERS,
    TRADES,
)
from cases.understanding.in_place import in_place, is_chinese
from cases.understanding.tables import any_of
from cases.understanding.words import GRAMMAR, begins_word, ends_word

NO_LAST_LETTERS = frozenset("是为的叫了在给")  # 类型为有限公司
LONGEST_NAME = 24  # letters of a firm's name in front of its ending
SHORTEST_NAME = 2
LONGEST_BRAND = 4  # 鼎盛源
LONGEST_LINE = 12  # letters between a brand and its ending: 塑料模具
LONGEST_PLACES = 10  # 广东省佛山市
REACH = 16  # letters in front of a name that say whose it is


@dataclass(frozen=True)
class FoundFirm:
    """`quote` is `text[start:end]`; `is_ours`: whether it is the reporter's own firm, None when nothing says so."""

    name: str
    start: int
    end: int
    quote: str
    is_ours: bool | None = None


_ENDING = re.compile(any_of((*FULL_ENDINGS, *SHORT_ENDINGS)))
_TRADE = re.compile(rf"(?:{any_of(TRADES)})(?:集团)?")
_STATE = re.compile(STATE_BUILDERS)
_LETTERS = re.compile(r"[一-鿿A-Za-z0-9()·&-]")
_OPENER = re.compile(any_of(OPENERS))
_PLACE = re.compile(any_of(PLACES))
_LINES_OF_TRADE = re.compile(rf"(?:{any_of((*LINES, *TRADES))})+$")
_WHERE_BEFORE_BRAND = re.compile(rf"(?:(?:{any_of(PLACES)})[省市区县]?)++(?P<brand>[一-鿿]{{2,{LONGEST_BRAND}}})$")
_WHERE = re.compile(rf"(?:{any_of(PLACES)}|[省市区县])+")
_NOBODY_PART = re.compile(any_of((*NOBODY, *TRADES)))
_NOBODY = re.compile(rf"(?:{any_of((*NOBODY, *TRADES))})*+")
_BRAND_FIRST = re.compile(rf"(?:.{{2,}}[(（]|[{''.join(sorted(BRAND_LETTERS))}]{{2,4}})")  # 恒信（宁波）有限公司
_NO_FIRM = re.compile(r"某|银行|信用社|支行|分行|派出所|公安|法院|检察院|税务|工商局|市监|平台")
_LEGAL = (
    r"(?:Co\.?,? ?)?(?:Ltd|Limited|Inc|LLC|LLP|PLC|Plc|GmbH|Corp|Corporation|Pte\.? Ltd|Pty\.? Ltd|AG)\b|Co\b|Company\b"
)
_LINES = r"Group|Holdings|Trading|Technologies|Logistics|Industries|Enterprises|Electronics|Partners|Capital"
_WORD = r"[A-Z0-9][\w&'-]{0,24}+"
_ENGLISH = re.compile(
    rf"(?<![A-Za-z&])(?P<name>(?:No\. ?(?=[0-9]))?{_WORD}(?: (?:&|and|of|(?!(?:{_LEGAL})){_WORD})){{0,5}}+)"
    rf"(?:,? (?P<legal>{_LEGAL}))?",
    re.ASCII,
)
_ALSO_WORDS = ("Co", "Company")  # The Finance Company
_LINE = re.compile(rf" (?:{_LINES})$")
_NO_ENGLISH_NAME = re.compile(r"(?:The|A|An|Our|My|Their|This|That|His|Her|We|I|Your)\b ?", re.ASCII)
_OURS = re.compile(
    r"(?:(?:我们?(?:公司|单位|厂)?|我司|[本我]公司|本单位)(?:是|叫|名叫|为|全称[是叫]?)?"
    r"|报案(?:单位|公司|人)[:是为]?|我们?家)[(:, ]?$"
)
# With nothing in front of it, whoever says 公司叫 speaks of their own.
_OURS_FIRST = re.compile(r"^\s*+(?:公司|厂|单位)(?:名称?|名字|全称)?(?:是|叫做?|名叫|为|[: ])[: ]?$")
_OURS_ENGLISH = re.compile(
    r"\b(?:our company(?: is)?|we are|we're|my company|our firm|i work (?:for|at)|(?:i am|i'm) from|calling from)"
    r"[ ,:]{0,2}(?:the )?$",
    re.IGNORECASE,
)
_THEIRS = re.compile(
    r"(?:给|到|向|和|跟|与|被|客户|供应商|收款\w{0,2}|户名|对方\w?|卖家|买家|甲方|乙方"
    r"|(?:他们?|她们?|对方|骗子|客户|供应商|卖家|买家|[那这一某有]个?家?)的?(?:公司|厂|单位|店)?[叫是]|个叫|一家|家|to|from|with|by|supplier|customer)"
    r"[:是为叫,( ]{0,2}$"
)  # fmt: skip
# 我是小股东 宁波海曙晨光食品有限公司: where they are that, unless it did something to us.
_WHERE_I_AM = re.compile(r"(?:我|本人)(?:就)?是[^,。;!? 被骗给跟和让找来]{1,6}[ ,]{1,2}$")
# Behind the name: what only the other side does to us.
_DID = re.compile(
    r"(?:的人|的?老板|那边|这边|一直|至今|到现在|竟然|居然|也|就|都){0,2}"
    r"(?:骗|诈|收了|拿了|欠|拖|赖|不(?:发货|付|还|给|认|退|肯)|没(?:发货|付|还|给)|跑了|跑路|失联|冒充|伪造|卖给我|给我们)"
    r"|,? (?:cheated|owes|took|received|never|refus|vanished|disappeared)",
    re.IGNORECASE,
)


def find_firms(said: str) -> list[FoundFirm]:
    """Every firm named in `said`, left to right, each name once, at its first place."""
    text = in_place(said)
    found: dict[str, FoundFirm] = {}
    for start, end in firm_spans(text):
        name = said[start:end].strip()
        found.setdefault(name, FoundFirm(name, start, end, said[start:end], _is_ours(text, start, end)))
    return list(found.values())


def firm_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of each firm's name in a text written in place; a short name inside a longer one is left out."""
    spans = [*_with_ending(text), *_by_state(text), *_english(text)]
    whole = {at for start, end in spans for at in range(start, end)}
    return sorted({*spans, *(span for span in _by_trade(text) if whole.isdisjoint(range(*span)))})


def _with_ending(text: str) -> Iterator[tuple[int, int]]:
    floor = 0
    for ending in _ENDING.finditer(text):
        start = (_full_name_start if "有限" in ending[0] else _short_name_start)(text, floor, ending.start())
        floor = ending.end()
        if start is not None:
            yield start, ending.end()


def _full_name_start(text: str, floor: int, end: int) -> int | None:
    """Where the name that ends at `end` begins: behind the last opener that leaves one, or at the place behind that."""
    if text[end - 1 : end] in NO_LAST_LETTERS:
        return None
    run = end
    while run > max(floor, end - LONGEST_NAME) and _LETTERS.match(text, run - 1):
        run -= 1
    starts = [run, *(opener.end() for opener in _OPENER.finditer(text, run, end) if not _is_part(text, opener))]
    start = next((at for at in reversed(starts) if _is_name(text[at:end])), None)
    if start is None:
        return None
    place = _PLACE.search(text, start, end)
    if place and not _BRAND_FIRST.fullmatch(text, start, place.start()):
        return place.start()
    return start


def _is_part(text: str, opener: re.Match[str]) -> bool:
    """Whether an opener of one letter only begins a word, as the 和 of 和平."""
    return len(opener[0]) == 1 and begins_word(text, opener.start())


def _short_name_start(text: str, floor: int, end: int) -> int | None:
    """A bare 公司 or 厂 needs a brand, its lines of trade behind it: 大成五金厂."""
    line = _LINES_OF_TRADE.search(text[max(floor, end - LONGEST_LINE) : end])
    return _brand_start(text, floor, end - (len(line[0]) if line else 0))


def _is_name(front: str) -> bool:
    """Whether something proper is left of `front` once its places, and words that name nobody, are taken off."""
    where = _WHERE.match(front)
    proper = front[where.end() :] if where else front
    return len(proper) >= SHORTEST_NAME and not _NOBODY.fullmatch(proper) and not _NO_FIRM.search(front)


def _holds_a_name(front: str) -> bool:
    """Whether a letter stays over when every common word is taken off: 鼎盛 is a word, 鼎盛源 is not."""
    at = 0
    while at < len(front):
        nobody = _NOBODY_PART.match(front, at)
        if nobody:
            at = nobody.end()
        elif begins_word(front, at):
            at += 2
        elif front[at] in GRAMMAR:
            at += 1
        else:
            return True
    return False


def _by_state(text: str) -> Iterator[tuple[int, int]]:
    for found in _STATE.finditer(text):
        yield found.span()


def _by_trade(text: str) -> Iterator[tuple[int, int]]:
    """鼎盛源科技: a brand in front of a trade."""
    for trade in _TRADE.finditer(text):
        start = _brand_start(text, 0, trade.start())
        if start is not None and not _goes_on(text, trade.end()):
            yield start, trade.end()


def _brand_start(text: str, floor: int, end: int) -> int | None:
    """Where a brand of two to four letters, the places in front of it included, begins when it ends at `end`."""
    near = max(floor, end - LONGEST_PLACES - LONGEST_BRAND)
    places = _WHERE_BEFORE_BRAND.search(text[near:end])
    if places:
        brand = places["brand"]
        proper = all(letter in BRAND_LETTERS for letter in brand) or (_holds_a_name(brand) and not GRAMMAR & set(brand))
        return near + places.start() if proper else None
    brand_at = end
    while brand_at > max(floor, end - LONGEST_BRAND) and text[brand_at - 1] in BRAND_LETTERS:
        brand_at -= 1
    start = _behind_opener(text, max(floor, brand_at - LONGEST_BRAND), brand_at, end)
    named = end - start >= SHORTEST_NAME and _holds_a_name(text[start:end])
    return start if named and (start > brand_at or _may_begin(text, start)) else None


def _behind_opener(text: str, near: int, start: int, end: int) -> int:
    """Where a brand found to begin at `start` begins in truth: the 方 of 收款方鼎盛科技 opens it."""
    return max([start, *(one.end() for one in _OPENER.finditer(text, near, end) if not _is_part(text, one))])


def _may_begin(text: str, at: int) -> bool:
    before = text[at - 1 : at]
    return not is_chinese(before) or before in GRAMMAR or ends_word(text, at)


def _goes_on(text: str, end: int) -> bool:
    """科技园, 机械厂房: the trade is part of another word."""
    return text[end : end + 1] in tuple("园区类业费款品部员局展价厂师馆板")


def _english(text: str) -> Iterator[tuple[int, int]]:
    for found in _ENGLISH.finditer(text):
        article = _NO_ENGLISH_NAME.match(found["name"])
        start = found.start() + (article.end() if article else 0)
        name = text[start : found.end("name")]
        if (found["legal"] and (" " in name or found["legal"] not in _ALSO_WORDS)) or _LINE.search(name):
            yield start, found.end()


def _is_ours(text: str, start: int, end: int) -> bool | None:
    """What stands around the name says so; 公司叫 alone says nothing, but where a text begins with it."""
    before = text[max(0, start - REACH) : start]
    did = _DID.match(text, end)
    if (
        _OURS.search(before)
        or _OURS_ENGLISH.search(before)
        or (start <= REACH and not did and _OURS_FIRST.match(before))
    ):
        return True
    if _WHERE_I_AM.search(before) and not _DID.match(text, end + (text[end : end + 1] in {" ", ","})):
        return True
    return False if did or _THEIRS.search(before) else None
