"""Where a reporter wants the news to go, with the address in the same words: 邮箱吧 wang@… 另外手机 138… 也发.

Only where nothing else is said: 对方的邮箱是 … and 骗子用 138… 打来的 are for the desk. What is no wish by itself, as
an address alone, counts for whom it was just asked.
"""

from __future__ import annotations

import re

from cases.reach import By, addresses_in
from cases.understanding.told_by import WAYS
from cases.understanding.writing import plain

LONGEST = 120  # characters
Named = tuple[str, str]  # a way as in told_by.py, and the address there, or nothing

_MARKS = {By.MAIL: "\x01", By.SMS: "\x02"}  # in the place of an address; nothing that is typed has them
_MARK = "[\x01\x02]"
_AT = re.compile(
    "|".join(f"(?P<{way}>{words}{f'|{_MARKS[By(way)]}' if way in set(_MARKS) else ''})" for way, words in WAYS.items())
)
_NEWS = "(?:有|来|任何|什么|新|的)*(?:消息|进展|进度|情况|结果|通知|动静|变化|回复)(?:了|的时候|的话|时)?"
_TELL = "[发寄推]送?|通知|提醒|告诉|告知|接?收|抄送|说"
_ADD = "加|绑定?|登记|添加|设置|订阅|开通|换|改"
_AROUND = (
    "另外|还有|同时|或者|以及|优先|以后|今后|之后|下次|可不可以|能不能|可以|就行|就好|好的|即可|都行|两个|一起|同样|麻烦|谢谢"
    "|你好|您好|你们|我们|咱们|公司|电话|地址|号码|通过|直接|最好|一下|一声|帮我|帮忙|先|那|就|都|也|还是|还|再|或|和|跟|与|能|行|好"
    "|吧|吗|呢|啊|哦|嗯|呀|请|您|你|我|的|是|为|这|个|里|上|到|往|给|向|用|走|号|填|写|留|选|要|想|把|成|下|条|封|在"
)
_ENGLISH = (
    "please|send|them|it|the|this|that|news|updates?|notify|tell|let|know|inform|use|add|number|address|my|me|mine|us|our|is"
    "|to|at|on|by|via|and|or|also|too|both|as well|can|could|you|i|would|like|want|with|any|when|there|here|here's|it's"
    "|for|yes|ok|okay|sure|just|an?|cell|thanks|thank you|then|number's|one|works?|fine|best|better|prefer|either"
)
_BESIDE = re.compile(f"{_NEWS}|{'|'.join(WAYS.values())}|{_TELL}|{_ADD}|{_AROUND}|\\b(?:{_ENGLISH})\\b")
# By a call, unless it was asked how they would be told.
_TO_REACH = re.compile(r"联系(?:方式)?|联络|找我?|\b(?:reach|contact)\b")
_SIGNS = re.compile(r"[\W_]+")
_NO_WISH = re.compile(  # 给我发短信的号码是 …, 我收到短信 …, 我发短信给 …
    "(?:发(?:短信|邮件|消息|信息)?(?:给我)?|用)的|[你您]们?的?(?:邮|手机|微信|号)|[收接]到|(?<![给向往跟帮])我们?(?:发|说|告诉|通知|提醒)"
)
_ASKS = re.compile(
    f"(?:{_TELL}|{_ADD}).*{_MARK}|{_MARK}.*(?:请|麻烦|可以|能|行|以后)|{_MARK}.*(?:也|都|一起)(?:发|通知|提醒|加)"
    r"|(?:^|please |can you |could you |also |and )(?:e-?mail|text|message|notify|tell|inform) (?:me|us)\b"
    r"|\b(?:send|add|use)\b"
)
# 138… 给我发短信 may tell of a stranger's.
_FROM_THERE = re.compile(f"^{_MARK}(?!.*(?:吧|请|麻烦|可以|能|行|以后|please))")
_EITHER = re.compile(
    "(?:这?两个|哪个|怎么|什么)?(?:都|也)(?:可以|行|要|成)(?:的|吧|啊)?"
    "|(?:either|both)(?: is| are| works?)*(?: fine| ok)?"
)
_NEITHER = re.compile(
    "(?:都)?(?:不用|不要|不必|不需要|用不着|算)了?(?:通知|提醒|发)?(?:我?自己(?:会)?(?:来|回来|上来)?看(?:就行|就好)?)?了?(?:谢谢)?"
    "|我?(?:会)?自己(?:会)?(?:来|回来|上来)?看(?:就行|就好|吧)?|(?:no|none|neither|no need)(?: thanks?| thank you)?"
)


def told_where(said: str, *, was_asked: bool = False) -> tuple[Named, ...]:
    """The ways in the order they are named, each once for each address; nothing where anything else is said."""
    if len(said) > LONGEST:
        return ()
    addresses, words = addresses_in(plain(said).lower().replace("’", "'"), _MARKS)
    if not addresses and not was_asked:
        return ()
    if was_asked and _EITHER.fullmatch(_SIGNS.sub(" ", words).strip()):
        return (("mail", ""), ("sms", ""))
    rest = _TO_REACH.sub(" ", words) if was_asked else words
    if _SIGNS.sub("", _BESIDE.sub(" ", rest)) or _NO_WISH.search(words):
        return ()
    if not was_asked and (not _ASKS.search(words) or _FROM_THERE.search(words)):
        return ()
    return _named(words, [address for _, address in addresses])


def declines(said: str) -> bool:
    """不用了，我自己来看: in answer to how they would be told."""
    words = plain(said).lower()
    return bool(_NEITHER.fullmatch(words.strip(" .!") if words.isascii() else _SIGNS.sub("", words)))


def _named(words: str, addresses: list[str]) -> tuple[Named, ...]:
    """A way is meant without an address where none of its kind is given; 微信 138… is no number for SMS."""
    found = [(str(one.lastgroup), one[0] in _MARKS.values()) for one in _AT.finditer(words)]
    chats = [way for way, _ in found if way in {"wechat", "chat_app"}]
    given = [(way, addresses.pop(0)) for way, is_address in found if is_address]
    if chats and not any(way == "mail" for way, _ in found) and "短信" not in words:
        return ((chats[0], ""),)
    there = {way for way, _ in given}
    bare = [(way, "") for way, is_address in found if not is_address and way not in there]
    return tuple(dict.fromkeys([*given, *bare]))
