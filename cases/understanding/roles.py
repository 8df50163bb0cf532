"""What part a named person plays in a paragraph: the one suspected, one who knows, or the reporter. See roles.toml."""

from __future__ import annotations

import re
from typing import Literal

from cases.understanding.in_place import in_place
from cases.understanding.names import ENGLISH_POSTS, POSTS
from cases.understanding.tables import any_of, one_of, table
from cases.understanding.whose import KIN, is_own_name, is_somebodys

Role = Literal["suspect", "witness", "self"] | None

REACH_BEFORE = 30
REACH_AFTER = 40
_TABLE = table("roles")


def _before(name: str, gap: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{one_of(_TABLE[name])}){gap}$", re.IGNORECASE)


_SELF = _before("self_before", "[是为: ]{0,2}")
_SELF_BEHIND = re.compile(
    r" ?(?:就|才|其实)?是(?:我|本人)(?:自己|本人|的名字)?[啊呀的]?(?:$|[!,。;: ])| ?\((?:就?是)?(?:我|本人)\)| is me\b"
)
# 是周敏 不是刘建军, 周敏才是 刘建军不是: nobody suspects them.
_IS_NOT = re.compile(
    rf"(?<!是)(?<!难道)(?<!怎么会)(?<!怎么可能)不(?:是|怀疑)"
    rf"(?:(?:[我他她]们?的?)?(?:{KIN}|{any_of(POSTS)})?[「“]?|[ ,])$|\bnot $",
    re.IGNORECASE,
)
_IS_NOT_BEHIND = re.compile(
    r" ?(?:(?:并|又|肯定|绝对)?不是(?:嫌疑人?|骗子|坏人|$|[ ,!。;])"
    r"|没有?(?:关系(?!户)|问题|参与)|也?是?(?:无关|无辜|清白|受害|被骗|好人)"
    r"|(?: is|'s)? not (?:the suspect|involved))"
)
_NOT_ALONE = re.compile("一个?人|还能|还会|就是|的话")  # 不是刘建军一个人, 不是刘建军还能是谁
_SELF_AT_WORK = re.compile(r"(?:我|本人)是(?P<between>[^,。;的]{1,26})$")
_SURNAME_SAID = re.compile(
    r"(?:我|本人|免贵|小姓|敝姓)姓?(?P<surname>[一-鿿]{1,2})(?:[ ,、]{1,3}(?:名?叫|全名|名字[是叫]?)?|名?叫)[: ]?$"
)
_SAYS_NO_MORE = re.compile(r"[,。;: ]|$|电话|手机|来报案")
_KNOWS_BEFORE = _before("knows_before", "[:是为 ]?")
_DID_BEFORE = _before("did_before", "[^,。;]{0,8}")
_KNOWS = re.compile(one_of(_TABLE["knows"]), re.IGNORECASE)
_DID = re.compile(one_of(_TABLE["did"]), re.IGNORECASE)
_TRICKED = re.compile(one_of(_TABLE["tricked"]), re.IGNORECASE)
_TRICKED_BEFORE = _before("tricked_before", "")
_LISTED = re.compile(rf"[ 、,;]?(?:[和与及跟]|还有|以及)?(?:{any_of(POSTS)})?")  # 举报张三、出纳李四
_CALLED = re.compile(rf"{KIN}|{any_of(POSTS)}")
_NEXT_STOP = re.compile(rf"[,。;!?\n]|{KIN}|{any_of(POSTS)}")
REACH_DOER, LONGEST_STORY = 14, 6_000  # letters
_SENTENCE_END = re.compile(r"[。;!?\n]")
_POST_BEHIND = re.compile(
    r"(?:[(,、 ]|是|,?[他她]?(?:是|担任|做|任)){1,2}(?:我们?|公司|单位|厂|店|里|的|原|前|那个|原来|以前|当时){0,4}"
    rf"(?P<post>{any_of(POSTS)})(?![一-鿿]?[王李张刘陈杨黄赵吴周])"
)

_ENGLISH_POST_BEHIND = re.compile(
    rf"(?:,? (?:is |was )?(?:our|the|my|a|an|his|her|their) (?:former |own )?|, )(?P<post>{any_of(ENGLISH_POSTS)})\b",
    re.IGNORECASE,
)


def role_of(text: str, start: int, end: int, stop: int, since: int = 0) -> Role:
    """The part of the person at `start`:`end`, from the words around it.

    `since` is where the person before ends, `stop` where the next one begins.
    """
    before = _SENTENCE_END.split(text[max(0, start - REACH_BEFORE) : start])[-1]
    after = _SENTENCE_END.split(text[end : min(stop, end + REACH_AFTER)], maxsplit=1)[0]
    apart = before[-(start - since) :] if since else before
    if _is_self(text[start:end], apart, after):
        return "self"
    if _TRICKED.search(after) or _TRICKED_BEFORE.search(before):
        return None
    if is_cleared(text, start, end):
        return None
    did, knows = _DID.search(after), _KNOWS.search(after)
    if _KNOWS_BEFORE.search(before) or (knows and (not did or knows.start() < did.start())):
        return "witness"
    return "suspect" if did or _DID_BEFORE.search(before if _LISTED.fullmatch(apart) else apart) else None


def is_cleared(text: str, start: int, end: int) -> bool:
    """Whether the person at `start`:`end` is not who did it: 不是刘建军, 刘建军不是嫌疑人, 我是刘建军的老婆."""
    before = text[max(0, start - REACH_BEFORE) : start]
    is_ours = _SELF.search(before) and is_somebodys(text[end : end + REACH_AFTER])
    is_not = _IS_NOT.search(before) and not _NOT_ALONE.match(text, end)
    return bool(is_ours or is_not or _IS_NOT_BEHIND.match(text, end))


def doers(said: str) -> frozenset[str]:
    """What those are called who did it, by these words, when they are called by what they are: 老公, 会计."""
    text = in_place(said[:LONGEST_STORY])
    named = [
        (one[0], _NEXT_STOP.split(text[one.end() : one.end() + REACH_DOER], maxsplit=1)[0])
        for one in _CALLED.finditer(text)
    ]
    return frozenset(who for who, after in named if _DID.search(after) and not _TRICKED.search(after))


def post_behind(text: str, end: int) -> str | None:
    """王芳是我们会计, 小周（出纳）, Wang Fang, our accountant: the post said behind the name."""
    found = _POST_BEHIND.match(text, end, end + 20) or _ENGLISH_POST_BEHIND.match(text, end, end + REACH_AFTER)
    return found["post"] if found else None


def _is_self(name: str, before: str, after: str) -> bool:
    """`before` begins behind the person named before: in 我是陈静 他叫吴建军 the second one is nobody's self."""
    if name.endswith("'s") or is_somebodys(after):
        return False
    if _SELF.search(before) or _SELF_BEHIND.match(after):
        return True
    surname = _SURNAME_SAID.search(before)
    if surname and name.startswith(surname["surname"]):
        return True
    work = _SELF_AT_WORK.search(before)
    return bool(work and _SAYS_NO_MORE.match(after) and is_own_name(work["between"], after))
