"""By what a reporter wants to be told, or not any more: 发我邮箱吧, 不要再给我发短信了, 用微信通知我行不行.

Only where nothing else is said: 他给我发短信 is part of a story, and 把笔录发我邮箱 asks for a paper.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from cases.understanding.writing import plain

LONGEST = 40  # characters
Does = Literal["add", "change", "end", "show"]
# As people call them; those that nobody offers are known too, so that this can be said.
WAYS = {
    "wechat": "企业微信|微信|公众号|小程序|wechat|weixin",
    "chat_app": "钉钉|飞书|qq|whatsapp|dingtalk|feishu",
    "push": "浏览器|推送|push|(?:my |the |this )?browser",
    "sms": "短信|手机短信|手机号码?|手机|信息|sms|text(?:s| messages?)?|(?:my )?(?:phone|mobile)(?: number)?",
    "mail": "电子邮[件箱]|邮[箱件]|e-?mails?(?: address)?",
}
_WAY = f"(?:{'|'.join(WAYS.values())})"
_KNOWN = {way: re.compile(words) for way, words in WAYS.items()}
_NEWS = "(?:有|来)?了?(?:任何|什么|新)?的?(?:消息|进展|进度|情况|结果|通知|动静|变化|回复)(?:了|的时候|的话|时)?"
# What stands around a wish and changes nothing of it.
_BEFORE = re.compile(
    f"^(?:{_NEWS}|以后|今后|之后|下次|能不能|可不可以|可以|能否|能|请|麻烦|你们?|您|就|都|也|还是|直接|最好|帮我|帮忙|我|想|要|改成"
    "|改为|换成(?!别)|那(?!个)|[,， ])++"
    r"|^(?:(?:please|can you|could you|can i|could i|i would like|i'd like|i want|just|to|and|then|get|be"
    r"|when there is (?:any )?news)[, ]++)++"
)
_AFTER = re.compile(
    "(?:吧|行吗|行不行|可以吗|可不可以|好吗|好不好|成吗|行不|就行|就好|就可以|方便[点些]?|了|啊|呀|呢|吗|么|谢谢"
    "|[,， ])++$"
    "|(?:[, ]+(?:instead|please|too|as well|from now on|when there is (?:any )?news|any ?more|thanks|now"
    "|with (?:any )?(?:news|updates)))++$"
)
_MINE = "(?:我们?|咱们?|公司|自己|的|这个|那个|原来|之前|以前|旧|老|个|上|一){0,4}"
_TO_ME = "(?:给|跟|和|向|往|到)?(?:我们?|咱们?)"
_TELLS = "(?:通知|提醒|告诉|联系|发送|发消息|发|说|推送|告知|通报|回复|沟通|收|接收)(?:一下|一声|消息|通知|提醒|进展)?"
_OFF = "(?:取消|删掉?|删除|删了|去掉|撤掉|解绑|停掉?|停了|停止|关掉?|关了|关闭|退订|移除)"
_NOTICES = "(?:地址|通知|提醒|号码?|上|里){0,2}"
_STOPPED = _WAY.replace("|手机|信息|", "|")  # 把手机关了 and 删除我的信息 are no such wish
_ADD = re.compile(
    f"(?:改)?(?:[发寄推送]{{1,2}}|回复|通知|提醒)[到给在]?{_MINE}{_WAY}(?:短信)?{_NOTICES}"  # 发我邮箱
    f"|(?:{_TO_ME})?发(?:一?[个条封])?{_WAY}(?:(?:{_TELLS})?{_TO_ME}|通知|提醒)?(?:说?一声|一下)?"  # 给我发短信
    f"|改?(?:用|通过|走){_MINE}{_WAY}{_NOTICES}(?:{_TELLS})?(?:{_TO_ME})?(?:一下|一声)?"  # 用微信通知我
    f"|改?{_WAY}[上里]?(?:{_TELLS}{_TO_ME}|{_TO_ME}{_TELLS}|通知|提醒)(?:一下|一声)?"  # 短信通知我
    f"|(?:加|绑定?|填|留|登记|添加|设置|开通|订阅)(?:一?[个下条]|上)?{_MINE}{_WAY}{_NOTICES}"  # 加个邮箱
    f"|(?:有没有|有|支持){_WAY}(?:通知|提醒|推送)"
    f"|(?:e-?mail|text|sms|message) me|send (?:me )?(?:an? )?{_WAY}|(?:use|add)(?: my| an?)? {_WAY}"
    "|(?:send|notify|tell|inform|update|contact|reach|receive|told|notified|informed)"
    "(?: me| it| news| updates| the news| messages)*"
    f" (?:by|via|on|over|through|to)(?: my| a| an)? {_WAY}|(?:updates|news) (?:by|via|on) {_WAY}"
)
_END = re.compile(
    f"(?:{_OFF}|不要|不用){_MINE}{_STOPPED}{_NOTICES}"
    f"|把{_MINE}{_STOPPED}{_NOTICES}的?(?:给|都)?{_OFF}"
    f"|(?:不要|别(?!的)|不用|不想|不需要|停止)(?:要|再|继续|总|老|一直|收){{0,3}}(?:{_TO_ME})?再?[用往向]?{_MINE}"
    f"(?:[发寄推]|收到?)*{_WAY}{_NOTICES}[发寄推]?(?:{_TO_ME})?"
    f"|{_MINE}{_STOPPED}{_NOTICES}(?:就|也|都)?(?:(?:不要|不用|别)再?[发推要]?|{_OFF})"
    f"|{_WAY}{_NOTICES}{_OFF}"
    "|(?:stop|no more|unsubscribe(?: from)?)(?: sending)?(?: me)?(?: the| any)?"
    f" (?:emailing|texting|messaging|{_WAY})(?: me)?"
    f"|(?:remove|delete|cancel|drop|turn off)(?: my| the| that)? {_WAY}(?: notifications?| notices?)?"
    f"|(?:do not|don't|dont) (?:e-?mail|text|sms|message) me|(?:do not|don't|dont) send me (?:any )?(?:more )?{_WAY}"
)
_CHANGE = re.compile(
    "(?:换|改|更换|更改|修改|变更|更新|重新?填)(?:一?[个下]|成|掉|到)?"
    f"(?:我的?|新的?|别的?|另外?一?个?|其他的?|接收|通知|提醒|的)*{_WAY}{_NOTICES}"
    f"|(?:change|replace|update|use (?:another|a different|a new))(?: my| the)?(?: another| different| new)? {_WAY}"
)
_SHOW = re.compile(
    "(?:换|改|有)(?:一?[个种]|什么|哪些|没有|别的|其[他它]|几种)*(?:通知|联系|接收|提醒)的?(?:方式|办法|渠道)"
    "|(?:怎么|用什么|往哪里?)[能才会]*(?:收到|接收|通知我|提醒我|告诉我)(?:你们的?|新的?)*(?:消息|通知|提醒)?"
)
_PATTERNS: tuple[tuple[Does, re.Pattern[str]], ...] = (
    ("end", _END),
    ("change", _CHANGE),
    ("add", _ADD),
    ("show", _SHOW),
)


@dataclass(frozen=True)
class Wish:
    """`way` is one of cases/reach.py's By, or wechat or chat_app, which nobody offers; empty where none was named."""

    does: Does
    way: str = ""


def told_by(said: str) -> Wish | None:
    """None for whatever says anything else."""
    words = re.sub("[。.!?~…]+", " ", plain(said)).strip().lower().replace("’", "'")
    if not words or len(words) > LONGEST:
        return None
    bare = _AFTER.sub("", _BEFORE.sub("", words))
    does = next((does for does, said_so in _PATTERNS if said_so.fullmatch(bare)), None)
    if does is None or (does == "change" and words.endswith("了")):  # 我换手机号了 tells, and is for the desk
        return None
    return Wish(does, next((way for way, known in _KNOWN.items() if known.search(bare)), ""))
