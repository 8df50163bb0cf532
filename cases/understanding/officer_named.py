"""Whether somebody asks if a person is an officer: 这个周敏是真警察吗, 你们有没有叫李强的民警, is officer Zhou real.

你们是真警察吗 is asked of us, and 他老婆是警察 asks nothing.
"""

from __future__ import annotations

import re

from cases.understanding.writing import plain

LONGEST = 60  # characters

_OFFICER = "(?:民警|警察|警官|公安局?|派出所|经侦|刑警)"
_POSTED = "(?:警官|民警|警察|警员|队长|所长|科长|同志|探长|局长|大队长)"
_NOBODY = (  # of us, of things, and of whoever is in the story
    "(?!你们?|您|咱|我|这里|这边|网站|平台|系统|机器|人工|公司|他们?是不是骗|对方|老板|客户|会计|财务|嫌疑人|骗子|供应商)"
)
_LEAD = (
    "(?:请问|想问一?下?|问一?下|帮我(?:查|核实)一?下|核实一下|查一下|刚才|刚刚|昨天|今天|那个|这个|那位|这位"
    "|有个|有位|有一个|一个|叫|名叫|姓|[,， ]){0,6}"
)
_WHO = (
    f"(?:{_NOBODY}[一-鿿·]{{2,4}}?|{_NOBODY}[一-鿿]{{1,3}}{_POSTED}|{_POSTED}|他|她"
    f"|(?:来电|打电话|联系我|加我|找我|上门)的(?:那个|这个)?(?:人|{_POSTED}))"
)
_TRUE = "(?:真的?|假的?|冒充的?|冒牌的?|正式的?|正规的?|骗子|不是假的?)"
_YOURS = "(?:你们?(?:这边|那边|这里|那里|单位|局里?|队里?|分局|公安局)?的?)"
_END = "(?:吗|吧|么|嘛|啊|呢|不|还是假的?|[?？!！。 ])*"
_NAMED = (
    f"(?:(?:叫|姓|名叫){_NOBODY}[一-鿿·]{{1,4}}?{_POSTED}?|{_NOBODY}[一-鿿]{{1,3}}{_POSTED}"
    f"|{_NOBODY}[一-鿿·]{{2,4}}?(?=这个人|这么个?人))"
)
_CHINESE = re.compile(
    f"{_LEAD}{_WHO}[,， ]?(?:他|她|这个人|到底|究竟|真的|应该|说)*(?:是不是|是|算)(?:真的)?"
    f"(?:{_TRUE}{_OFFICER}?|{_YOURS}(?:真的?)?(?:{_OFFICER}|{_POSTED}|人|同事|工作人员|专家|的)|{_OFFICER}|{_POSTED})"
    f"(?:的人)?{_END}"
    f"|{_LEAD}{_YOURS}?[那这]?(?:有没有|有|是不是有)(?:一?个|一?位)?{_NAMED}(?:这个人|这么?个?人|的人|的)?"
    f"{_OFFICER}?{_END}"
)
_REAL = (
    "(?:real|genuine|actual|true|fake|police|police ?m[ae]n|police ?wom[ae]n|officers?|yours|staff|people|unit"
    "|station|force)"
)
_ENGLISH = re.compile(
    r"(?:hi |hello |please |can you tell me )*(?:is|was) (?:this |that |the )?"
    r"(?:officer |inspector |detective |mr |ms |mrs )?"
    r"(?!(?:this|that|it|you|the|real|really|police|an?|my|our|he|she)\b)[a-z]{2,}(?: [a-z]{2,}){0,2}? "
    rf"(?:really |actually |truly )?(?:an? |one of |with |from )?(?:the |your )?{_REAL}(?: {_REAL})*\W*"
    r"|do you have an? (?:police )?(?:officer|inspector|detective|policeman)(?: (?:called|named))? "
    r"[a-z]{2,}(?: [a-z]{2,}){0,2}\W*",
    re.IGNORECASE,
)
_ASKS = re.compile(r"[吗么吧嘛?？]|是不是|有没有|还是|^(?:hi |hello |please )*(?:is|was|do|can)\b", re.IGNORECASE)


def asks_by_name(said: str) -> bool:
    """By a name, a post, or as of whoever rang; where nothing but that is asked."""
    words = plain(said[: LONGEST + 1]).strip()
    if len(said) > LONGEST or not _ASKS.search(words):
        return False
    return bool(_CHINESE.fullmatch(words) or _ENGLISH.fullmatch(words))
