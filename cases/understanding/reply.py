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
    "yes", "no", "number", "back", "skip", "done", "unsure", "person", "stop", "again", "status", "code", "new_report",
    "reported_already", "my_report", "help", "lock", "no_lock",
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


def read_reply(text: str) -> Reply | None:
    """What the whole text stands for; None when it says anything more, or anything else."""
    bare = _bare(text)
    if not bare or len(bare) > LONGEST:
        return None
    if reply := _reply(bare):
        return reply
    replies = {_reply(word) for word in bare.split(" ")}  # 是的，没错
    return replies.pop() if len(replies) == 1 else None


def is_empty_talk(text: str) -> bool:
    """Whether nothing is said: only a greeting, emoji or marks."""
    words = _words(text)
    return len(words) <= LONGEST and all(GREETINGS & set(_ways(word)) for word in words.split())


def is_courtesy(text: str) -> bool:
    """Whether nothing is said that waits for a reply: thanks, that it was seen, emoji. 在吗 and ？？ wait for one."""
    words = _words(text)
    is_one = bool(THANKS & set(_ways(words)))
    is_all = is_one or all(THANKS & set(_ways(word)) for word in words.split())
    return is_all and len(words) <= LONGEST and not set("?？") & set(text)


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
    words = _words(text)
    is_alone = len(words) <= LONGEST_ALONE and bool(_PASSES_ALONE.search(words))
    return is_alone or (len(words) <= LONGEST_PASS and bool(_PASSES.search(words)))


_TAKES_BACK = re.compile(
    "(?:我|我们|还是|那|就|先|也|现在){0,4}(?:不想|不要|不|想|要|申请|请)?(?:再)?(?:撤回|撤案|撤销|撤诉|撤了|(?<=不)报|(?<=想)报|(?<=要)报)"
    "(?:案|警|报案|报告|案子|这个|这件|我的)*了?(?:吧|啊|算了)?|i (?:want|would like) to withdraw(?: my report| it)?"
)


def takes_back(text: str) -> bool:
    """Whether somebody who reported wants that no more: 我不想报了."""
    words = _words(text).replace(" ", "") if not text.isascii() else _words(text)
    says_no = "不" in words or "撤" in words or words.isascii()
    return len(words) <= LONGEST and says_no and (gives_up(text) or bool(_TAKES_BACK.fullmatch(words)))


def _bare(text: str) -> str:
    """Its words; when there are none, the first of its emoji."""
    words = _words(text)
    marks = "" if words else "".join(plain(text[: 2 * LONGEST]).replace("\ufe0f", "").split())
    return words or marks[:1]


def _words(text: str) -> str:
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
