"""Whether words ask us for something. What happened, and what others do, is said in nearly the same: 邮件都删了."""

from __future__ import annotations

import re

from cases.understanding.writing import plain

_ASKS = re.compile(
    "请|麻烦|吧|吗|呗|以后|今后|往后|之后|接下来|别|不要|不用|不必|不想|取消|去掉|停掉|换成|换个|换一个|改成|改为|改用"
    "|改到|能|可以|行不行|行不|好不好|想|希望|就行|就好|够了|就够|算了|告诉我|通知我|跟我说|和我说|给我说|提醒我|说一声"
    "|说一下|让.{0,8}(?:也|一起)|加上|加进来|加一[个位]|加个|我要|帮我|给我(?:发|打)(?!消息)"
    r"|\b(?:please|instead|don'?t|do not|stop|can|could|may|enough|want|would|i'd|let m[ey]|tell me|notify me|remind me"
    r"|add|remove my|delete my|change my|cancel|less often|more often|no more|my (?:colleague|lawyer|accountant) should"
    r"|takes? over|will handle|from now on)\b",
    re.IGNORECASE,
)
_HAPPENED = re.compile("[了过](?:吗?[。.!！~ ]*)$|链接|微信(?:群|号)|转账|负责(?:的|人)?[。 ]*$")
_HANDS_ON = re.compile(
    "以后|今后|往后|之后|接下来|改由|换|离职|辞职|不在(?:公司)?|不干|走了|退休|调走|离开(?:这家|我们)?公司"
)
_NEWS = "(?:短信|邮[件箱]|消息|通知|提醒|推送)"
# Without a word that asks, or in the form of what happened; and yet of nothing but our own messages.
_NOTHING_ELSE = re.compile(
    f"^(?!我不用)(?=.*(?:{_NEWS}|老|总|一直|天天)).*(?:不要|别|不用|不必|不想|不需要|甭).*了$"  # 短信不要发了
    f"|^(?:绑定?|登记|添加|开通|订阅|关[掉闭]|停[掉止]|退订|解绑)[^了过]*(?:{_NEWS}|手机号)[^了过]*$"  # 绑定手机号
    "|(?:短信|通知|提醒|推送)(?:都|全|给)?(?:关掉|关闭|停掉|退订)$"  # 浏览器提醒关掉
    "|^(?:你们?|您|的|发|[ ])*(?:消息|通知|提醒)(?:发得?)?(?:太|有点)(?:多|频繁|勤|吵|烦)了?$"  # 消息太多了
    "|^too many messages$",
    re.IGNORECASE,
)
_CALL = re.compile(
    "(?:手机|电话|phone|mobile|cell).{0,6}(?:联系|打|找|call|contact|reach)|(?:contact|call|reach|ring|phone) me",
    re.IGNORECASE,
)


def is_wish(said: str) -> bool:
    """Of how we tell, and whom: with a word that asks and nothing that says it happened, or said of nothing else."""
    words = plain(said)
    if _HANDS_ON.search(words) or (_ASKS.search(words) and not _HAPPENED.search(words)):
        return True
    return bool(_NOTHING_ELSE.search(words.strip(" 。.!！~")))


def is_of_calls(said: str) -> bool:
    """They want to be rung up, which is for an officer: 请用手机联系我."""
    return bool(_CALL.search(plain(said)))
