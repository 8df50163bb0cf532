"""Whose a name or a number is: the reporter's own, or somebody's they speak of: 他电话139…, 我是老板 会计叫林美芳.

Who is suspected must never become the reporter, nor the way to reach them: what is not surely the reporter's own is not
taken for it, and asked.
"""

from __future__ import annotations

import re

from cases.understanding.firms_in_text import firm_spans
from cases.understanding.in_place import in_place
from cases.understanding.names import POSTS
from cases.understanding.tables import any_of
from cases.understanding.words import GRAMMAR

KIN = (
    "爸爸?|父亲|妈妈?|母亲|老[婆公]|妻子|太太|丈夫|爱人|儿子|女儿|[弟哥姐妹]{1,2}|兄弟|姐夫|妹夫|[大小]?[舅姨姑叔伯婶嫂侄]子?|[表堂][弟哥姐妹]"
    "|外甥|女婿|岳[父母]"
    "|亲戚|家里?人|朋友|男友|女友|同学|同事|老乡"
    "|邻居|闺蜜|室友|发小|哥们儿?"
)
LONGEST_BRAND = 4  # letters of a firm in front of what somebody is there: 恒鼎会计
REACH = 30  # letters in front of a number that say whose it is
_THEY = r"(?:(?<!其)[他她]们?|对方|骗子|嫌疑人?|被举报人|[那这]个?(?:人|男的?|女的?|家伙)|人家)"
_POST = any_of(POSTS)

# 我是…: what may stand between that and the reporter's own name is where they work, and as what.
_PLACE = re.compile(
    r"公司|单位|厂里?|店里?|企业主?|宁波|这家|这边|这里|那边|一?[个名]|[原前兼和与、:()]|现任?|创始人|本人| "
)
_POSTS = re.compile(_POST)
_NAMING = re.compile(r"(?:^|(?<= ))(?:名?叫做?|名字[是叫]?|姓名)[: ]?$")
# 我是老板 陈静 钱被转走了 goes on with something else; 我是老板 林美芳 跑了 with what she did.
_OF_ANOTHER_THING = re.compile(
    r"[ ,;、]*(?:$|我|本人|电话|手机|号码|联系|微信|公司|厂|[钱款](?!没)|对方|供应商|骗子|有人|[0-9+(])"
)
# 我是吴建军的老婆, 我是吴建军老婆, 我是吴建军会计: the name is that of another.
_SOMEBODYS = re.compile(rf" ?的|[他她]?(?:{KIN}|家属|{_POST})|'s\b", re.IGNORECASE)

_LABEL = (
    r"(?:现在|以前|原来|平时|常用|自己|本人|家里?|宿舍|单位|办公室|公司|那边|另[外一]个?|的|还有|也|是|为|个|新|老|旧|用|在|联系方式|联系电话"
    r"|手机号码?|电话号码?|手机|电话|号码?|座机|微信号?|qq号?|邮箱|账号|打|[:(, ])"
)
_THEIRS = re.compile(
    rf"(?:{_THEY}(?:的?(?:{KIN}|{_POST}))?(?: ?(?:名?叫|姓|是) ?[一-鿿·]{{1,4}}?)?)(?:{_LABEL}){{0,8}}$"
    r"|\b(?:his|her|their|him|them|he|she|they)"
    r"(?:[ '](?:s|own|new|old|private|cell|mobile|phone|number|wechat|is|can|be|reached|at|on)){0,6}[ :]{0,2}$",
    re.IGNORECASE,
)
_STOPS = re.compile(r"[。;!?\n0-9]")
_MINE = re.compile(rf"(?<!是)我们?家?的?(?:{KIN})|\bmy \w+", re.IGNORECASE)  # but 他是我老公 speaks of him
_NAMES_THEM = re.compile(
    rf"(?:^|[,。;!?、\s]){_THEY}(?:的?(?:{KIN}|{_POST}))?(?:的?(?:真名|名字|姓名))?(?:叫|姓|是)"
    rf"|(?:^|[,。;!?、\s加打找问系拨发用])(?:{_THEY})的?(?:{KIN}|{_POST}|电话|手机|号码|座机|微信|qq|钉钉|邮箱|家里?电话|联系方式)"
    r"|\b(?:his|her|their) (?:name|phone|number|wife|husband)\b|\b(?:he|she) is called\b",
    re.IGNORECASE,
)


def is_own_name(between: str, after: str) -> bool:
    """Whether a name is the reporter's own: `between` stands from behind 我是 to the name, `after` follows it."""
    firms = firm_spans(between)
    words = "".join(" " if any(start <= at < end for start, end in firms) else one for at, one in enumerate(between))
    words = _NAMING.sub("", words)
    posts = _POSTS.findall(words)
    if len(posts) > 1 and " " in words[words.index(posts[0]) :].strip():
        return False  # 我是老板 财务李娜
    left = _PLACE.sub("", _POSTS.sub("", words))
    if len(left) > LONGEST_BRAND or not GRAMMAR.isdisjoint(left) or (left and not posts):
        return False
    return not between.endswith(" ") or bool(_OF_ANOTHER_THING.match(after))


def is_somebodys(after: str) -> bool:
    """Whether the words behind a name say that the name is only whose somebody is: 的老婆, 老公, 's wife."""
    return bool(_SOMEBODYS.match(after))


def is_theirs(said: str, at: int) -> bool:
    """Whether the number at `at` is said to be that of the other side: 他电话139…, 对方微信: …; not 我姐 她电话137…."""
    text = in_place(said)
    before = _STOPS.split(text[max(0, at - REACH) : at])[-1]
    owner = _THEIRS.search(before)
    return owner is not None and not _MINE.search(text, 0, at - len(before) + owner.start())


def speaks_of_them(said: str) -> bool:
    """Whether the words say who the other side is, or how they are reached: 他叫吴建军, 她老公电话."""
    text = in_place(said)
    found = _NAMES_THEM.search(text)
    return found is not None and not _MINE.search(text, 0, found.start() + 1)
