"""Short replies that stand for a button: 对, 没有, 第二个, 上一步, 没了, 找人工. Only when they are the whole text.

`is_empty_talk` knows what says nothing at all: a greeting, emoji, marks; `is_courtesy` what also ends a conversation.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import cases
from cases.understanding.numerals import small_number
from cases.understanding.writing import plain

Kind = Literal[
    "yes", "no", "number", "back", "skip", "done", "unsure", "person", "stop", "again", "status", "code", "materials",
    "ask", "submit", "new_report", "reported_already", "my_report", "help", "lock", "no_lock", "devices", "officer",
]  # fmt: skip
LONGEST = 40  # characters; whoever writes more says more
MOST = 20  # no list of ours has more buttons


@dataclass(frozen=True)
class Reply:
    """What was meant; `number` is the place in a list, from 1, and only with the kind "number"."""

    kind: Kind
    number: int | None = None


SAID: dict[str, list[str]] = tomllib.loads(Path(cases.__file__).with_name("replies.toml").read_text("utf-8"))
GREETINGS = frozenset(SAID.pop("greeting"))
THANKS = frozenset(SAID.pop("thanks"))
_KINDS = {one: kind for kind in get_args(Kind) for one in SAID.get(kind, ())}

_PLACES = {word: place for place, word in enumerate(("first", "second", "third", "fourth", "fifth", "sixth"), 1)}
_NUMBER = re.compile(
    r"(?:选择?|点|就|option|number|no|choose|answer)? ?第? ?"
    r"(?:(?P<number>[0-9]{1,2}|[一二两三四五六七八九]|二?十[一二三四五六七八九]?)|(?P<letter>[a-f]))"
    r" ?(?:个选项|选项|那个|一个|[个项条种])?"
    rf"|(?:the )?(?P<place>{'|'.join(_PLACES)})(?: one| option)?"
)
_TWICE = re.compile(r"(.{1,4}?)\1{1,9}")
# Courtesy and hesitation before a reply, particles and thanks after it.
_BEFORE = re.compile(
    r"(?:嗯+|恩+|哦+|噢|喔|额+|呃+|啊|那就|那|我就|我想要?|我要|我们?|真的|确实|也|麻烦|请|帮我|给我"
    r"|oh|well|um+|uh|hmm+|please|i want to|i want|can i) ?"
)
_AFTER = re.compile(
    r" ?(?:谢谢[您你]?|多谢|麻烦了|拜托了?|thank you|thanks|thx|please|[啊呀哦喔噢哈呢嘛吧的了哎诶啦咯喽滴哒呗])$"
)


_MAY = "(?:我们?|还|想|要|能不能|可不可以|能|可以|能否){0,5}"
_PAPER = "(?:材料|照片|文件|图片?|证据|截图|合同|回单|流水|资料|附件|录音)"
_SOME = "(?:一下|一些|一|几|两|点|些|个|张|份|上){0,3}"
# The standing buttons, said in a sentence: 我还想补几张照片, 能不能再报一件, 可以问个问题吗.
_IN_A_SENTENCE: dict[Kind, re.Pattern[str]] = {
    "materials": re.compile(
        f"{_MAY}(?:再|另外)?(?:补充|补交|补传|补|上传){_SOME}{_PAPER}[吗么吧]?"
        f"|{_MAY}(?:再|还要|还想|要|想)(?:传|发|交){_SOME}{_PAPER}[吗么吧]?"
        f"|{_MAY}有{_SOME}{_PAPER}[要想](?:再)?(?:补|传|发|交)(?:一下|上来|给你们?)?[吗么吧]?"
    ),
    "new_report": re.compile(
        f"{_MAY}(?:再|另外?)(?:举报|报告|报)一?(?:个|件|起|家)?(?:别的|其他|另外)?的?(?:事情?|案子|案件|公司|人)?[吗么吧]?"
    ),
    "ask": re.compile(
        f"{_MAY}(?:再|先)?(?:问|请教|咨询)(?:你们?|您)?(?:一|个|几|下|句|点|些){{0,3}}(?:问题|句|事情?|话)?[吗么吧]?"
        "|我?(?:还)?有(?:一?个|几个|一些|点)?(?:问题|一?句话|事)(?:想|要)(?:问|请教|咨询)(?:一下|你们?|您)?|我(?:还)?有问题"
    ),
}


def read_reply(text: str) -> Reply | None:
    """What the whole text stands for; None when it says anything more, or anything else."""
    bare = _bare(text)
    if not bare or len(bare) > LONGEST:
        return None
    if reply := _reply(bare):
        return reply
    if kind := next((kind for kind, said in _IN_A_SENTENCE.items() if said.fullmatch(bare)), None):
        return Reply(kind)
    replies = {_reply(word) for word in bare.split(" ")}  # 是的，没错
    return replies.pop() if len(replies) == 1 else None


def is_empty_talk(text: str) -> bool:
    """Whether nothing is said: only a greeting, emoji or marks."""
    words = bare_words(text)
    return len(words) <= LONGEST and all(GREETINGS & set(_ways(word)) for word in words.split())


def is_courtesy(text: str) -> bool:
    """Whether nothing is said that waits for a reply: thanks, that it was seen, emoji. 在吗 and ？？ wait for one."""
    words = bare_words(text)
    is_all = _is_courteous(words) or all(map(_is_courteous, words.split()))
    return is_all and len(words) <= LONGEST and not set("?？") & set(text)


def is_thanks(text: str) -> bool:
    """Courtesy that answers nothing either: 谢谢, 辛苦了. 好的 and 收到 may be what somebody asked for."""
    return is_courtesy(text) and bool(_THANKS.search(bare_words(text)))


def _is_courteous(words: str) -> bool:
    return bool(THANKS & set(_ways(words)) or _THANKING.fullmatch(words))


_THANKS = re.compile("谢|感激|辛苦|麻烦|多亏|thank|thx")
_OFFICER = "(?:警官|民警|警察|同志|领导|专家|队长|老师|主任)"
_THANKING = re.compile(
    "(?:好的?|嗯+|哦|知道了|收到|明白|行|那|就|真的?|太|非常|十分|万分|多|也|先|再次|都|ok|okay| ){0,8}"
    "(?:谢谢|感谢|谢过|多谢|谢|感激|辛苦|麻烦|多亏|拜托)(?:不尽|了|啦|呀|啊|哈|您们?|你们?|各位|大家|谢谢|感谢|的|回复|帮助|帮忙|关心|提醒|耐心|支持"
    f"|{_OFFICER}|[\u4e00-\u9fff]{_OFFICER}){{0,8}}"
    "|(?:ok |okay |great |all right )?(?:many |so many )?(?:thanks?|thank you|thx)"
    "(?: so much| very much| a lot| again)?"
    "(?: for (?:the|your) (?:help|answer|reply))?(?: (?:officer|sir|madam|all|everyone|guys)(?: [a-z]+)?)?"
)


def gives_up(text: str) -> bool:
    """Whether somebody who was to write something says that they will not: 算了."""
    reply = read_reply(text)
    return reply is not None and reply.kind == "stop"


_PASSES = re.compile(
    r"不知道|不晓得|不清楚|不记得|记不(?:得|清|住)|不确定|不方便|不想(?:说|填|写|讲)|不能说|先不(?:说|填|写)|以后再|回头再"
    r"|\b(?:don't know|do not know|not sure|rather not)\b",
    re.IGNORECASE,
)
_PASSES_ALONE = re.compile(
    r"忘了|忘记|不填|跳过|略过|保密|匿名|暂无|待补|\b(?:skip|n a)\b", re.IGNORECASE
)  # no 保密柜 firm
LONGEST_PASS, LONGEST_ALONE = 16, 6  # characters


def passes(text: str) -> bool:
    """Whether a few words give no answer, and so are none: 略, 不知道公司全称, 名字不方便说."""
    reply = read_reply(text)
    if reply and reply.kind in {"skip", "unsure"}:
        return True
    words = bare_words(text)
    is_alone = len(words) <= LONGEST_ALONE and bool(_PASSES_ALONE.search(words))
    return is_alone or (len(words) <= LONGEST_PASS and bool(_PASSES.search(words)))


STANDING = frozenset({"status", "materials", "ask", "code", "my_report", "officer"})  # and a report more
_ONE_MORE = re.compile("[再另].*报|[再新]报|新(?:的)?案|重新|还.*(?:报|案)|another|new|else")


def stands_for_a_button(text: str) -> bool:
    """Whether these are the words of a button that stands on the page at all times: said to nobody but us."""
    reply = read_reply(text)
    return reply is not None and (reply.kind in STANDING or wants_one_more(text))


def wants_one_more(text: str) -> bool:
    """Whether somebody says plainly that they have another thing to report: 再报一件, not 报案."""
    reply = read_reply(text)
    return reply is not None and reply.kind == "new_report" and bool(_ONE_MORE.search(text.lower()))


_AGREES = frozenset({"yes", "done", "submit"})
_BEFORE_SENDING = re.compile(
    "(?:嗯+|好的?|行|可以|对的?|没问题|没错|都对|确认无误|确认|核对无误|没有了|没了|就这样|那|就|我|请|帮我|先|现在|马上|赶紧|立刻|直接"
    "|全部|都|把?(?:这份|这些|我的)?报告|把?这些| )+"
)


def ends_report(text: str) -> Literal["agree", "submit"] | None:
    """What somebody says who has all before them: that it is right, or plainly that it shall go; every word says so."""
    words = _bare(text)
    if not words or len(words) > LONGEST:
        return None
    each = {_ending(words)} if _ending(words) else {_ending(word) for word in words.split()}
    if not each <= _AGREES:
        return None
    return "submit" if "submit" in each else "agree"


def _ending(words: str) -> str | None:
    """Its kind; 没问题提交吧 too, and 确认无误, which stands on the button."""
    if "无误" in words and not set("不没未") & set(words):
        return "submit"
    reply, before = _reply(words), _BEFORE_SENDING.match(words)
    if reply is None and before:
        reply = _reply(words[before.end() :])
        return "submit" if reply and reply.kind == "submit" else None
    return reply.kind if reply else None


_LEAVES_OFF = re.compile(
    "(?:那|就|我|先|今天|只能|暂时|说|写){0,6}(?:到这里?|到此为止|这样)(?:吧|了|为止)?"
    "|我?(?:没时间|没空|不能|没法)再?说了|我(?:得|要|必须)走了"
    "|(?:send|submit) (?:it|this|that|what i have|what there is)(?: first| now| already)?"
    "|i (?:have to|must) (?:go|stop)(?: now)?"
)
_MAY_I = re.compile("^(?:我)?(?:能不能|可不可以|能否|能|可以)|(?:行不行|可不可以|可以吗|行吗|好吗|吗)$")
_TO_THE_DESK = re.compile("提交|递交|交给|发给|报上去|submit|send")
_MOST_WORDS = 30  # characters of whoever breaks off


def breaks_off(text: str) -> bool:
    """Whether somebody in the midst of telling wants it sent as it is, or has to stop: 就到这里 先提交 我怕他回来."""
    words, reply = bare_words(text), read_reply(text)
    if len(words) > _MOST_WORDS or (reply and reply.kind == "done"):
        return False
    parts = [words] if words.isascii() else [_MAY_I.sub("", one) for one in words.split()]
    return any(_LEAVES_OFF.fullmatch(one) or (_ending(one) == "submit" and _TO_THE_DESK.search(one)) for one in parts)


_WANTS = (
    "(?:算了|我们?|还是|那|就|先|也|现在|暂时|真的|想要?|要|申请|请|麻烦|帮我|帮忙|给我|能不能|可不可以|可以|能|怎么|把"
    "|这(?:件|个|份|次)|那(?:件|个|份)|我的|刚才的?|之前的?|的|事儿?|案子|案件|报告){0,8}"
)
_REPORT = (
    "(?:(?:我的|这份|这个|这件|那份)?(?:报告|报案|案子)"
    "|我(?:的|刚才|前面)*(?:说|写|报)?的(?:话|内容|信息|资料|东西|记录)?)"
)
_ENDING = "(?:了|吧|啊|吗|算了|案|警|告|报告|报案|案子|这个|这件|我的){0,6}"
_DELETE = "(?:删掉|删除|删了|删|清除|抹掉|清空)(?:掉|除|了)?"
_TAKES_BACK = re.compile(
    f"{_WANTS}(?:不想|不打算|不要(?=再?报了)|不)再?(?:报|追究){_ENDING}"
    f"|{_WANTS}(?:不想|不要|不)?(?:撤回|撤案|撤销|撤诉|撤掉|撤了|取消报案|取消报告){_ENDING}"
    f"|{_WANTS}{_DELETE}{_REPORT}(?:全部|都|了|吧|啊|吗)*|{_WANTS}{_REPORT}(?:全部|都|给我)*{_DELETE}(?:吧|啊|吗)*"
    "|(?:please |can i |can you |i (?:want|would like|need) to |how do i )?"
    "(?:withdraw|take back|delete|erase|remove|cancel)"
    "(?: (?:my|this|the|all my) (?:report|case|complaint|data|information))"
    "(?: please)?|(?:please |i (?:want|would like) to )withdraw(?: it)?"
    "|i (?:do not|don't) want to report(?: it| this)?(?: any ?more)?"
)
_BESIDE = re.compile("算了|(?:删掉?|删除|删了|取消|不要了)吧?|对不起|不好意思|抱歉")


def takes_back(text: str) -> bool:
    """Whether somebody who reports, or did, wants that no more: 我不想报了, 算了 这件不报了, 删掉我的报告."""
    words = bare_words(text)
    if len(words) > LONGEST:
        return False
    parts = [words] if words.isascii() else words.split()
    says_so = [bool(_TAKES_BACK.fullmatch(one)) for one in parts]
    rest = [one for one, is_said in zip(parts, says_so, strict=True) if not is_said]
    is_all = all(_BESIDE.fullmatch(one) or gives_up(one) or _is_courteous(one) for one in rest)
    says_no = "不" in words or words.isascii()  # 算了 alone may be about anything
    return (says_no and gives_up(text)) or (any(says_so) and is_all)


def wants_deleted(text: str) -> bool:
    """Whether they ask that what they said be deleted, which taking a report back does not do."""
    return takes_back(text) and bool(re.search("[删清抹]|delete|erase|remove", bare_words(text)))


def _bare(text: str) -> str:
    """Its words; when there are none, the first of its emoji."""
    words = bare_words(text)
    marks = "" if words else "".join(plain(text[: 2 * LONGEST]).replace("\ufe0f", "").split())
    return words or marks[:1]


def bare_words(text: str) -> str:
    """Letters and digits in small print; every mark and emoji is a space. A long text is cut: it is no reply anyway."""
    said = plain(text[: 4 * LONGEST]).lower().replace("’", "'")
    kept = (letter if letter == "'" or unicodedata.category(letter)[0] in "LN" else " " for letter in said)
    return " ".join("".join(kept).split())


def _reply(words: str) -> Reply | None:
    for way in _ways(words):
        if kind := _KINDS.get(way):
            return Reply(kind)
        if (place := _place(way)) is not None:
            return Reply("number", place)
    return None


def _ways(words: str) -> Iterator[str]:
    """As it was said, then without what politely stands after it and before it; what is said twice is said once."""
    for start in _without(words, _BEFORE):
        for way in _without(start, _AFTER):
            yield way
            if twice := _TWICE.fullmatch(way):
                yield twice[1]


def _without(words: str, courtesy: re.Pattern[str]) -> Iterator[str]:
    yield words
    while (found := courtesy.match(words) if courtesy is _BEFORE else courtesy.search(words)) and found[0] != words:
        words = words[found.end() :] if courtesy is _BEFORE else words[: found.start()]
        yield words


def _place(words: str) -> int | None:
    found = _NUMBER.fullmatch(words)
    if not found:
        return None
    if letter := found["letter"]:
        return ord(letter) - ord("a") + 1
    if place := found["place"]:
        return _PLACES[place]
    number = found["number"]
    place_of = int(number) if number.isdecimal() else small_number(number)
    return place_of if 1 <= place_of <= MOST else None
