"""Whether somebody asks if a caller is an officer of ours, or if a number is: 这个号码是你们的吗 010-66778899."""

from __future__ import annotations

import re

from cases.understanding.accounts_in_text import find_phones
from cases.understanding.officer_named import asks_by_name
from cases.understanding.question import Asked
from cases.understanding.writing import plain

RANG, NUMBER = "officer_rang", "your_number"  # of cases/asked.toml
NAMED = "officer_named"
LONGEST = 2000  # characters of a pasted message with the question before or behind it
LONGEST_CLAIM = 60  # a Chinese character counts two
_MAY = re.compile(
    r"警|公安|派出所|经侦|队长|你们|号码|电话|链接|网址|短信|yours?|police|officer|number|link|text|site", re.IGNORECASE
)
_LINK = re.compile(r"(?:https?://|www\.)\S+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/\S*)?", re.IGNORECASE)
_OFFICER = "(?:民警|警察|警官|公安局?|派出所|经侦|刑警)"
_CLAIM = re.compile(
    f"(?:自称|冒充|说是|说自己是)(?:是)?[^，。,]{{0,6}}{_OFFICER}[^，。,]{{0,8}}(?:电话|来电|打来)"
    f"|(?:电话|来电|打来)[^，。,]{{0,6}}(?:自称|说是|说自己是)[^，。,]{{0,6}}{_OFFICER}"
    r"|\b(?:says|said|claims|claiming|pretend\w*)\b.{0,30}\b(?:police|officer)\b.{0,20}\b(?:call\w*|phone\w*|rang)\b"
    r"|\b(?:call\w*|phone\w*|rang)\b.{0,30}\b(?:says|said|claims|claiming)\b.{0,30}\b(?:police|officer)\b",
    re.IGNORECASE,
)
_SUM = re.compile(
    r"[0-9一二两三四五六七八九十百]+ ?[万千元块]|(?<!要我)(?<!让我)(?<!叫我)转(?:了|走|出)|被骗|汇了|打了钱"
)


_THING = re.compile(r"号码|电话|手机|链接|网址|网站|短信|邮件|\b(?:number|link|text|e-?mail|site)\b", re.IGNORECASE)


def asks_of_officer(said: str, asked: Asked) -> str | None:
    """RANG, NUMBER or NAMED; None for a story of what a false officer did: whoever paid has something to report."""
    if len(said) > LONGEST or not _MAY.search(said) or _SUM.search(plain(said)):
        return None
    if sum(1 + (letter > "⺀") for letter in said) <= LONGEST_CLAIM and _CLAIM.search(plain(said)):
        return RANG
    if asks_by_name(said) and not _THING.search(said):
        return NAMED
    for words in (said, _bare(said), re.split("[:：]", _bare(said))[0]):
        found = asked.find(words)
        if found and found.id in {RANG, NUMBER}:
            return found.id
    return None


def _bare(said: str) -> str:
    """Without the numbers and links it is about."""
    for one in reversed(find_phones(said)):
        said = said[: one.start] + said[one.end :]
    return _LINK.sub("", said).strip()
