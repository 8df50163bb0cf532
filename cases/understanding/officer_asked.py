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
A_WORD = 4  # characters
LONGEST_DEMAND = 120  # characters; who writes more tells something
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


# 自称市局民警的让我先打2万保证金, 他让我把验证码告诉他, 让我别跟家里人讲: asked for now, and not done yet.
_OF_US = "民警|警察|警官|公安|派出所|经侦|刑警|[市分省]局|检察|法院|专案|办案|police|officer|prosecutor"
_TELLS_ME = "(?:让|叫|要|要求|催|逼)我们?"
_CODES = "验证码|密码|动态码|口令|verification code|password|\\botp\\b"
_GIVE = "(?:告诉|给|发|报|念|说|读|tell|give|send|read)"
_GIVES_CODE = f"(?:(?:{_CODES})[^，。,]{{0,4}}{_GIVE}|{_GIVE}[^，。,]{{0,12}}(?:{_CODES}))"
_WANTS_MONEY = (
    "保证金|安全账户|核查账户|验资|解冻(?:费|金)|清查资金|屏幕共享|共享屏幕|远程|加[他她我你]?的?(?:微信|qq|好友)"
    "|(?:让我|叫我|要我|先|再)[^，。,]{0,8}[打转汇交付存](?![了过])[^，。,]{0,6}(?:钱|款|[0-9一二两三四五六七八九十]|过去)"
    "|safe account|transfer|screen"
)
_QUIETLY = (
    "(?:别|不要|不许|不能|不准|不让我?)[^，。,]{0,3}(?:跟|和|同|告诉|对|让)?[^，。,]{0,3}"
    "(?:家里?人|家属|别人|任何人|同事|银行|外人|老婆|老公)[^，。,]{0,3}(?:[讲说提]|知道|$)"
    "|保密案件|不能声张|(?:not|n't) tell any"
)
_DEMANDS = re.compile(
    f"(?=.*(?:{_OF_US})).*(?:{_WANTS_MONEY}|{_CODES}|{_QUIETLY})"
    f"|.*(?:{_TELLS_ME}|\\b(?:wants?|asks?|told|tells) me)[^，。,]{{0,8}}{_GIVES_CODE}"
    f"|(?=.*{_TELLS_ME}).*(?:{_QUIETLY})",
    re.IGNORECASE | re.DOTALL,
)
_DONE_OR_ASKED = re.compile(
    r"[转打汇交付给发念存][了过]|转过去了|已经[转打汇交付给发告]|告诉[他她对方]{1,2}了|被骗了|[吗么呢?]$|要不要|真的假的|是不是"
    r"|(?:民警|警察|警官|你们|专家)(?:帮|问|说明天|通知)|\b(?:paid|sent|gave|transferred)\b",
    re.IGNORECASE,
)
_THING = re.compile(r"号码|电话|手机|链接|网址|网站|短信|邮件|\b(?:number|link|text|e-?mail|site)\b", re.IGNORECASE)


def demands(said: str) -> bool:
    """Whether somebody is being asked, now, for what none of us ever asks: money, a code, silence. Not a question."""
    words = plain(said[:LONGEST])
    return len(words) <= LONGEST_DEMAND and bool(_DEMANDS.match(words)) and not _DONE_OR_ASKED.search(words)


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


def is_only_a_value(said: str) -> bool:
    """A number or a link, with hardly a word beside it."""
    return len(said) <= LONGEST_DEMAND and len(_bare(said)) <= A_WORD


def _bare(said: str) -> str:
    """Without the numbers and links it is about."""
    for one in reversed(find_phones(said)):
        said = said[: one.start] + said[one.end :]
    return _LINK.sub("", said).strip()
