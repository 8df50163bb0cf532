"""Whether a reporter wants a colleague told as well, or hands the case on: 以后让我们法务也收到消息, 我要离职了."""

from __future__ import annotations

import re

from cases.colleagues import Post
from cases.understanding.writing import plain

LONGEST = 60  # characters; whoever says more tells something, and that is for the desk

_POSTS = {
    Post.LEGAL_REPRESENTATIVE: "法定代表人|法人代表|法人|老板|legal representative|boss",
    Post.LAWYER: "法务|律师|lawyer|legal counsel|legal department",
    Post.FINANCE: "财务|会计|出纳|accountant|finance",
    Post.OTHER: "同事|经理|助理|colleague|coworker|manager|assistant",
}
_POST = f"(?:{'|'.join(_POSTS.values())})"
_LEAD = "(?:以后|今后|之后|后面|请|麻烦|想|我想|我要|要|能不能|可不可以|可以|能|怎么|帮我|你们?|您|也|再|[,， ]){0,6}"
_OURS = "(?:我们?|咱们?|公司|单位|的){0,3}"
_ADD = "(?:加上|加|添加|增加|邀请|拉)(?:一?[个位名]|上|入|进)?"
_TELL = re.compile(
    f"{_LEAD}(?:让|给|叫|把|请){_OURS}{_POST}.{{0,6}}(?:也|一起|一块|同时).{{0,4}}"
    "(?:收|看到|看见|知道|加|进来|参加|参与|跟进|通知|发).{0,8}"
    f"|{_LEAD}{_ADD}{_OURS}{_POST}(?:进来|一起|也|收消息|[吗么呢吧? ])*"
    rf"|(?:please |can i |could i |i want to |let me )?(?:add|invite) (?:a |my |our )?{_POST}(?: too| as well)?"
    rf"|(?:please )?(?:let|have) (?:my |our ){_POST} (?:get|receive|see|read) "
    "(?:the |your )?(?:messages|news)(?: too| as well)?"
)
_LEAVES = re.compile(
    "(?:我|本人)(?:.{0,6})(?:要|准备|打算|快|马上|已经|就|下个?月|下周|月底).{0,4}"
    "(?:离职|辞职|退休|调走|离开(?:这家|这个|我们)?公司|不在(?:这家|这个|我们)?公司(?:了|干了|做了|上班了))了?.{0,6}"
    "|(?:以后|今后|之后).{0,8}(?:由|让|交给|换).{1,12}(?:接手|负责|跟进|对接)了?"
    "|换(?:个|一个)?人(?:来)?(?:负责|跟进|对接)了?"
    "|i(?:'m| am|'ll be| will be) (?:soon )?leaving (?:the|this|our|my) (?:company|firm)"
    "|(?:somebody|someone) else (?:will )?tak(?:e|es) (?:this |it )?over"
)
_CALLED = re.compile("^(?:[他她]|这位|名字|姓名)?(?:叫做?|就?是)[:： ]*|[啊呀哦呢吧]+$")
_STORY = re.compile("骗|邮件|转账|汇款|打款|钱|冒充|假|email|money|pretend")


def names_colleague(said: str) -> Post | None:
    """What the colleague is, where nothing but that they be told is said; None otherwise."""
    words = plain(said).lower().strip(" 。.!！")
    if len(words) > LONGEST or _STORY.search(words) or not _TELL.fullmatch(words):
        return None
    return next((post for post, names in _POSTS.items() if re.search(names, words)), Post.OTHER)


def called(said: str) -> str:
    """The name in the answer to what somebody is called: 她叫陈静, 就是陈律师啊."""
    return _CALLED.sub("", said.strip(" 。.!！"))


def hands_on(said: str) -> bool:
    """我下个月就要离职了; not of somebody else who left, and not in the midst of a story."""
    words = plain(said).lower().strip(" 。.!！")
    return len(words) <= LONGEST and not _STORY.search(words) and bool(_LEAVES.fullmatch(words))
