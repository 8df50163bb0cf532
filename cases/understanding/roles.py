"""What part a named person plays in a paragraph: the one suspected, one who knows, or the reporter. See roles.toml."""

from __future__ import annotations

import re
from typing import Literal

from cases.understanding.names import ENGLISH_POSTS, POSTS
from cases.understanding.tables import any_of, one_of, table

Role = Literal["suspect", "witness", "self"] | None

REACH_BEFORE = 30
REACH_AFTER = 40
_TABLE = table("roles")


def _before(name: str, gap: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{one_of(_TABLE[name])}){gap}$", re.IGNORECASE)


_SELF = _before("self_before", "[是为: ]{0,2}")
_SELF_AT_WORK = re.compile(r"(?:我|本人)是[^,。;的]{1,26}$")
_SAYS_NO_MORE = re.compile(r"[,。;: ]|$|电话|手机|来报案")
_KNOWS_BEFORE = _before("knows_before", "[:是为 ]?")
_DID_BEFORE = _before("did_before", "[^,。;]{0,8}")
_KNOWS = re.compile(one_of(_TABLE["knows"]), re.IGNORECASE)
_DID = re.compile(one_of(_TABLE["did"]), re.IGNORECASE)
_TRICKED = re.compile(one_of(_TABLE["tricked"]), re.IGNORECASE)
_TRICKED_BEFORE = _before("tricked_before", "")
_SENTENCE_END = re.compile(r"[。;!?\n]")
_POST_BEHIND = re.compile(
    r"(?:[(,、 ]|是|,?[他她]?(?:是|担任|做|任)){1,2}(?:我们?|公司|单位|厂|店|里|的|原|前|那个|原来|以前|当时){0,4}"
    rf"(?P<post>{any_of(POSTS)})(?![一-鿿]?[王李张刘陈杨黄赵吴周])"
)

_ENGLISH_POST_BEHIND = re.compile(
    rf"(?:,? (?:is |was )?(?:our|the|my|a|an|his|her|their) (?:former |own )?|, )(?P<post>{any_of(ENGLISH_POSTS)})\b",
    re.IGNORECASE,
)


def role_of(text: str, start: int, end: int, stop: int) -> Role:
    """The part of the person at `start`:`end`, from the words around it; `stop` is where the next person begins."""
    before = _SENTENCE_END.split(text[max(0, start - REACH_BEFORE) : start])[-1]
    after = _SENTENCE_END.split(text[end : min(stop, end + REACH_AFTER)], maxsplit=1)[0]
    if _is_self(before, after):
        return "self"
    if _TRICKED.search(after) or _TRICKED_BEFORE.search(before):
        return None
    did, knows = _DID.search(after), _KNOWS.search(after)
    if _KNOWS_BEFORE.search(before) or (knows and (not did or knows.start() < did.start())):
        return "witness"
    return "suspect" if did or _DID_BEFORE.search(before) else None


def post_behind(text: str, end: int) -> str | None:
    """王芳是我们会计, 小周（出纳）, Wang Fang, our accountant: the post said behind the name."""
    found = _POST_BEHIND.match(text, end, end + 20) or _ENGLISH_POST_BEHIND.match(text, end, end + REACH_AFTER)
    return found["post"] if found else None


def _is_self(before: str, after: str) -> bool:
    if _SELF.search(before):
        return not after.startswith("的")
    return bool(_SELF_AT_WORK.search(before) and _SAYS_NO_MORE.match(after))
