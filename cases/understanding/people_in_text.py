"""The persons a paragraph names: 会计王芳, 小周, 老李, 董某, 王总, 阿强, Mr. Smith, David Chen."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cases.understanding.firm_names import TRADES
from cases.understanding.firms_in_text import firm_spans
from cases.understanding.in_place import in_place, is_chinese
from cases.understanding.names import (
    CLEAR_SURNAMES,
    COMPOUND_SURNAMES,
    ENGLISH_GIVEN_NAMES,
    ENGLISH_POSTS,
    ENGLISH_TITLES,
    FAMILIAR_SURNAMES,
    FIRST_GIVEN_LETTERS,
    GIVEN_LETTERS,
    NEVER_ADDRESSED,
    NO_ENGLISH_NAMES,
    PERSONAL_LETTERS,
    POSTS,
    SURNAMES,
    TITLES,
)
from cases.understanding.roles import Role, post_behind, role_of
from cases.understanding.tables import any_of
from cases.understanding.words import GRAMMAR, LINKS, begins_word, ends_word, is_inside_word

LONGEST_POST = max(map(len, POSTS))
_POST_ENDS = frozenset(post[-1] for post in POSTS)
REACH = 40  # letters in front of an English name that may hold a post


@dataclass(frozen=True)
class FoundPerson:
    """`quote` is `text[start:end]`, the name's first place; `post`: what they are called at work, as said."""

    name: str
    start: int
    end: int
    quote: str
    role: Role = None
    post: str | None = None


_BEGINNING = re.compile(rf"[{''.join(sorted(SURNAMES | {name[0] for name in COMPOUND_SURNAMES}))}小老阿]|[A-Z]")
_TITLE = re.compile(any_of(TITLES))
_INTRODUCED = re.compile(
    r"(?:叫做?|名叫|姓名|名字是?|户名|本人|收款人|联系人|嫌疑人|证人|法人|涉案人员?)[是为]?[:\"“' (]{0,2}$"
)
_DOERS = frozenset("方员人者商长手师工里")  # 欠款方陈国栋
_NUMBERED = frozenset("0123456789一二三四五六七八九十两几每这那第半某全各整多余")
# A place or a firm goes on behind what looks like a name: 余姚市, 马家浜路.
_PLACE_OR_FIRM = re.compile(
    r"[市区县省镇乡村路街港湾屯庄嘴汇角堡沟厂店行局院]|公司|集团|银行|支行|贸易|商贸|科技|实业|工业|大道|大厦|广场|项目|工地|品牌|牌|派出所|大队|支队|分局|法院|检察院|[中小]学|大学|医院|"
    rf"{any_of(TRADES)}"
)
_NUMBERED_NAME = re.compile(r"[0-9](?![0-9])")
_MASKED = re.compile(r"某(?:某|人(?![民员们])|[甲乙丙丁])?|[xX×*]{1,2}(?![A-Za-z0-9*])")
_ENGLISH_TITLE = re.compile(rf"(?:{any_of(ENGLISH_TITLES)})\.? ")
_FOREIGN = re.compile(
    rf"(?<![A-Za-z&'.-])(?:(?P<title>{any_of(ENGLISH_TITLES)})\.? )?"
    r"(?P<name>[A-Z][a-z]+(?:['-][A-Z][a-z]+)?(?: (?:[A-Z]\.? )?[A-Z][a-z]+(?:['-][A-Z]?[a-z]+)?){0,2})(?![A-Za-z])"
)
_ENGLISH_POST = re.compile(rf"\b(?P<post>{any_of(ENGLISH_POSTS)}),? (?:named |called |is |was )?$", re.IGNORECASE)
_ENGLISH_NAMED = re.compile(r"\b(?:named|called|name is|i am|i'm) $", re.IGNORECASE)


def find_people(said: str) -> list[FoundPerson]:
    """Every person named in `said`, left to right, each name once, at its first place."""
    text = in_place(said)
    within_firms = {at for start, end in firm_spans(text) for at in range(start, end)}
    spans = [span for span in _names(text) if span[0] not in within_firms]
    found: dict[str, FoundPerson] = {}
    for index, (start, end) in enumerate(spans):
        name, stop = said[start:end].strip(), spans[index + 1][0] if index + 1 < len(spans) else len(text)
        since = spans[index - 1][1] if index else 0
        role, post = role_of(text, start, end, stop, since), post_before(text, start) or post_behind(text, end)
        known = found.get(name)
        found[name] = FoundPerson(
            name,
            known.start if known else start,
            known.end if known else end,
            known.quote if known else said[start:end],
            (known and known.role) or role,
            (known and known.post) or post,
        )
    return list(found.values())


def post_before(text: str, at: int) -> str | None:
    """The longest post that ends where the name at `at` begins."""
    if text[at - 1 : at] == " " and text[at - 2 : at - 1].isascii():
        english = _ENGLISH_POST.search(text[max(0, at - REACH) : at])
        return english["post"] if english else None
    if text[at - 1 : at] not in _POST_ENDS:
        return None
    return next((text[at - n : at] for n in range(min(LONGEST_POST, at), 1, -1) if text[at - n : at] in POSTS), None)


def _names(text: str) -> list[tuple[int, int]]:
    spans, at = [], 0
    while begun := _BEGINNING.search(text, at):
        start = begun.start()
        end = _foreign(text, start) if begun[0].isascii() else _chinese(text, start)
        if end:
            spans.append((_behind_title(text, start, end), end))
        at = end or _next(text, start)
    return spans


def _behind_title(text: str, start: int, end: int) -> int:
    """Mr. stays with a surname alone: Mr. Smith, but David Chen."""
    title = _ENGLISH_TITLE.match(text, start, end)
    return title.end() if title and " " in text[title.end() : end] else start


def _next(text: str, at: int) -> int:
    """The letter behind `at`, or behind the whole Latin word that begins there."""
    end = at + 1
    while text[at].isascii() and end < len(text) and text[end].isascii() and text[end].isalpha():
        end += 1
    return end


def _chinese(text: str, at: int) -> int | None:
    """Where the name that begins at `at` ends, or None when none does."""
    if text[at] in "小老阿" and (end := _familiar(text, at)):
        return end
    surname = 2 if text[at : at + 2] in COMPOUND_SURNAMES else 1
    if surname == 1 and text[at] not in SURNAMES:
        return None
    if post_before(text, at + 1):
        return None
    post = post_before(text, at) is not None
    if not post and is_inside_word(text, at):
        return None
    if masked := _MASKED.match(text, at + surname):
        return _masked_end(text, masked.end())
    return _addressed(text, at, at + surname) or _whole(text, at, at + surname, named=post)


def _familiar(text: str, at: int) -> int | None:
    """小周, 老李, 阿强: a surname, or behind 阿 any letter of a name, and no longer word."""
    letter = text[at + 1 : at + 2]
    fits = letter in GIVEN_LETTERS or letter in CLEAR_SURNAMES if text[at] == "阿" else letter in FAMILIAR_SURNAMES
    if not fits or begins_word(text, at) or begins_word(text, at + 1):
        return None
    if post_before(text, at):
        return at + 2
    sure = letter in CLEAR_SURNAMES or _ends_name(text, at + 2)
    return at + 2 if sure and _opens(text, at) and not is_inside_word(text, at) else None


def _masked_end(text: str, end: int) -> int:
    """王某军 and 赵某1: a letter of the name, or a number, may be left behind 某."""
    letter = text[end : end + 1]
    kept = letter in GIVEN_LETTERS and not begins_word(text, end) and _ends_name(text, end + 1)
    return end + 1 if text[end - 1] == "某" and (kept or _NUMBERED_NAME.match(text, end)) else end


def _addressed(text: str, at: int, end: int) -> int | None:
    """王总, 李经理, 周姐."""
    title = _TITLE.match(text, end)
    if not title or text[at - 1 : at] in _NUMBERED or (begins_word(text, at) and text[at] not in CLEAR_SURNAMES):
        return None
    if len(title[0]) > 1:
        return None if text[at] in NEVER_ADDRESSED else title.end()
    free = not begins_word(text, end) and _ends_name(text, title.end())
    return title.end() if free else None


def _whole(text: str, at: int, end: int, *, named: bool) -> int | None:
    """A surname with one or two letters of a given name. `named`: a post stands in front, so more is believed."""
    introduced = named or bool(_INTRODUCED.search(text[max(0, at - 8) : at]))
    clear = text[at] in CLEAR_SURNAMES or end - at == 2
    if not introduced and not _opens(text, at):
        return None
    given = _given(text, end, introduced=introduced, clear=clear)
    if not given or _PLACE_OR_FIRM.match(text, end + given):
        return None
    sure = clear and given > 1 and text[end + 1] in GIVEN_LETTERS
    if end - at == 1 and begins_word(text, at) and not sure:
        return None
    if not clear and not introduced and not _is_personal(text, at, end, end + given):
        return None
    return None if not clear and given > 1 and begins_word(text, end) else end + given


def _opens(text: str, at: int) -> bool:
    """Whether a name may begin at `at` without being introduced."""
    if at == 0 or not is_chinese(text[at - 1]):
        return text[at - 1 : at] not in _NUMBERED
    return text[at - 1] not in _NUMBERED and (text[at - 1] in GRAMMAR | _DOERS or ends_word(text, at))


def _is_personal(text: str, at: int, given: int, end: int) -> bool:
    """Whether a surname that is a word as well is believed: 管淑兰, or 金浩峰 where nothing Chinese stands in front."""
    stands_first = end - given > 1 and not is_chinese(text[at - 1 : at])
    return stands_first or not PERSONAL_LETTERS.isdisjoint(text[given:end])


def _given(text: str, at: int, *, introduced: bool, clear: bool) -> int:
    """How many letters the given name at `at` has: two when the text goes on well behind them, else one, or none."""
    first, second = (_is_given(text[place : place + 1], any_letter=introduced and clear) for place in (at, at + 1))
    if text[at : at + 1] in FIRST_GIVEN_LETTERS:
        return 2 if second and _ends_name(text, at + 2) and not begins_word(text, at) else 0
    if not first:
        return 0
    third_is_word = begins_word(text, at + 1)
    joined = third_is_word and (text[at + 1] == "一" or (_ends_name(text, at + 3) and text[at + 2] not in LINKS))
    if second and _ends_name(text, at + 2) and not joined:
        return 2
    if _ends_name(text, at + 1):
        return 0 if begins_word(text, at) and not (introduced and clear) else 1
    sure = text[at] in GIVEN_LETTERS and text[at + 1 : at + 2] in GIVEN_LETTERS
    return 2 if second and sure and introduced else 0


def _is_given(letter: str, *, any_letter: bool) -> bool:
    return letter in GIVEN_LETTERS or (any_letter and is_chinese(letter) and letter not in GRAMMAR)


def _ends_name(text: str, at: int) -> bool:
    """Whether the text goes on at `at` as it would behind a name: with nothing, a sign, grammar or a word."""
    return not is_chinese(text[at : at + 1]) or text[at] in GRAMMAR or begins_word(text, at)


def _foreign(text: str, at: int) -> int | None:
    """A foreign name: behind a title or a post, or known as a given name."""
    found = _FOREIGN.match(text, at)
    if not found:
        return None
    words = found["name"].split(" ")
    kept = [word for word in words if word.strip(".") not in NO_ENGLISH_NAMES]
    if not kept or words[0] in NO_ENGLISH_NAMES:
        return None
    known = words[0] in ENGLISH_GIVEN_NAMES and not _PLACE_OR_FIRM.match(text, found.end())
    before = text[max(0, at - REACH) : at]
    behind = post_behind(text, found.end())
    if found["title"] or known or behind or _ENGLISH_POST.search(before) or _ENGLISH_NAMED.search(before):
        return found.start("name") + len(" ".join(_until_stop(words)))
    return None


def _until_stop(words: list[str]) -> list[str]:
    stop = next((index for index, word in enumerate(words) if word in NO_ENGLISH_NAMES), len(words))
    return words[:stop]
