"""Whether somebody calls for a person, in more words than a button has: 不想打字 给我打电话 13988887777."""

from __future__ import annotations

import re

from cases.understanding.accounts_in_text import find_phones
from cases.understanding.reply import is_courtesy, is_empty_talk, read_reply
from cases.understanding.writing import plain

LONGEST = 60  # characters; whoever writes more tells something

_WHO = "(?:真人|活人|人工|客服|民警|警察|警官|专家|工作人员|负责人|领导|人)"
_BEFORE = (
    "(?:我|我们|你们?|您|这边|这里|就|想|要|想要|请|麻烦|快|赶紧|赶快|马上|可以|可不可以|能|能不能|能否|帮我"
    "|帮忙|给我|让|叫|直接|还是){0,6}"
)
_TALK = (
    "(?:来|跟|和|给|同|对|我|我们|说说|说话|说|讲讲|讲|聊聊|聊|谈谈|谈|通话|通个?电话|打个?电话|回个?电话"
    "|联系|沟通|回复|回|处理|一下|行|可以|好){0,6}"
)
_END = "(?:吗|嘛|么|吧|啊|呀|呢|不|了|的|谢谢)?"
_FIND = f"{_BEFORE}(?:找|换|转|接|派|喊|叫|让|来|要|跟|和)(?:一?个|一?位|一?名)?{_WHO}{_TALK}{_END}"
_ASKED = (
    "(?:还|到底|究竟|现在|那边|你们|这里|这边|里面){0,3}(?:有没有|有)(?:一?个)?(?:真人|活人|人工|客服"
    "|人)(?:在|啊|呀|么|吗|嘛|没|不|理我|管|回我|能?说话?|回复|了){0,3}"
)
_RING = f"{_BEFORE}(?:给|跟|和)?我?(?:们)?(?:打|回|来)(?:一?个)?电话{_TALK}{_END}"
_NO_BOT = (
    "(?:我|请|就|都|再|能不能){0,3}(?:别|不要|不想|不用|受够)(?:让|叫|用|跟|和|要|了)?(?:你们?"
    "|这个)?(?:机器人?|ai|自动)(?:来|回复|回答|回|说话|说|聊|答)?(?:我|了|啊)?"
)
_ENGLISH = (
    r"(?:please |hello |i (?:want|need|would like) to |can i |could i |may i |let me "
    r"|i'd like to ){0,2}(?:speak|talk) (?:to|with) "
    r"(?:a |an |some |the )?(?:real |actual |live )?(?:person|human|someone|somebody|anyone|officer"
    r"|agent)(?: please| now)?"
    r"|(?:please |can you |can somebody |could somebody |somebody |someone ){0,2}call me(?: back)?(?: please"
    r"| now)?(?: (?:at|on))?"
    r"|is (?:there )?(?:anybody|anyone|somebody) (?:there|here)|no (?:more )?(?:bots?|robots?)(?: please)?"
    r"|i (?:want|need) (?:a )?(?:real )?(?:person|human)(?: please| not a (?:bot|robot|machine))?"
)
_CALLS = re.compile(f"{_FIND}|{_ASKED}|{_RING}|{_NO_BOT}|{_ENGLISH}")
_STRONG = re.compile("真人|活人|人工|机器人?")
_ASIDE = re.compile(
    "(?:我|也)?(?:不想|不会|不方便|懒得|没空)(?:再)?(?:打字|写|说|填|弄)(?:了)?|(?:很|太|真的?)?急(?:死了"
    "|啊)?|快(?:点|一点)?|电话|我的?电话(?:是)?|号码(?:是)?|[0-9+ -]{5,18}"
)
_ENDS = re.compile(r"[\s,，。.!！?？;；、:：~…]+")


def calls_somebody(said: str) -> bool:
    """Every part of the words calls, gives a number or only speaks politely; who tells of calls is not calling."""
    if len(said) > LONGEST:
        return False
    words = plain(said).lower().strip()
    whole = _ENDS.sub(" ", words).strip()
    if _CALLS.fullmatch(whole):
        return True
    parts = [part for part in _ENDS.split(words) if part]
    calls = [part for part in parts if _calls(part)]
    rest = [part for part in parts if part not in calls and not _is_aside(part)]
    bare = " ".join(part for part in whole.split(" ") if not _ASIDE.fullmatch(part))
    is_all = bool(calls) and (not rest or any(map(_STRONG.search, calls)))
    return is_all or (bare != whole and bool(_CALLS.fullmatch(bare)))


def _calls(part: str) -> bool:
    reply = read_reply(part)
    return bool(_CALLS.fullmatch(part) or (reply and reply.kind == "person"))


def _is_aside(part: str) -> bool:
    return bool(_ASIDE.fullmatch(part) or is_courtesy(part) or is_empty_talk(part) or find_phones(part))
