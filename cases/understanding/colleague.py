"""Whether a reporter wants a colleague told as well, or hands the case on: 以后让我们法务也收到消息, 我要离职了."""

from __future__ import annotations

import re

from cases.colleagues import Post
from cases.understanding.writing import plain

LONGEST = 60  # characters; whoever says more tells something, and that is for the desk

POSTS = {
    Post.LEGAL_REPRESENTATIVE: "法定代表人|法人代表|法人|老板|legal representative|boss",
    Post.LAWYER: "法务|律师|lawyer|legal counsel|legal department",
    Post.FINANCE: "财务|会计|出纳|accountant|finance",
    Post.OTHER: "同事|经理|助理|colleague|coworker|manager|assistant",
}
_POST = f"(?:{'|'.join(POSTS.values())})"
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
_I_LEAVE = re.compile(
    "(?:我|本人)(?:.{0,6})(?:要|准备|打算|快|马上|已经|就|下个?月|下周|明天|后天|月底|年底|今天|过几天).{0,4}"
    "(?:离职|辞职|退休|调走|调岗|休产假|离开(?:这家|这个|我们)?公司|不干"
    "|不在(?:这家|这个|我们)?公司(?:了|干了|做了|上班了))了?.{0,6}"
    "|(?:我|本人)(?:已经?)?(?:离职|辞职|退休|不干|被(?:辞退|开除|裁))了"
    "|i(?:'m| am|'ll be| will be| will)? (?:soon |about to )?(?:leav(?:e|ing)|quit(?:ting)?) "
    "(?:(?:the|this|our|my) )?(?:company|firm|job)(?: soon| next (?:week|month)| tomorrow| today)?"
    "|i(?:'m| am) (?:retiring|resigning|leaving)(?: soon| next (?:week|month))?"
)
_NAME = (
    "(?!怎么|什么|谁|哪|多久|不|你们?|您|他们?|她们?|钱|账|没|马上|尽快|赶[紧快]|立[刻即]|早点|及时|抓紧|认真|好好|继续|帮|一下"
    "|专家|专人|有人|民警|警[官察]|公安)[一-鿿·]{2,5}?"
)
_OURS_TAKES = f"(?:我们?(?:公司|单位)?(?:的)?)?(?:{_POST}|{_NAME}(?:经理|总|律师|会计|主任)?)"
_TAKES = "(?:来|去)?(?:管|接手|负责|跟进|对接|接替|接管|处理|办理|跟)(?:这件?事|这个?案子|这边|一下|了|吧|[,， ]){0,2}"
_TAKEN_OVER = re.compile(
    "(?:(?:以后|今后|之后|后面|接下来|换|改由|由|让|交给|转给|请|就|都|这件?事|这个?案子|案子|报案的?事|这边|的"
    "|[,， ]){1,6})"
    f"{_OURS_TAKES}{_TAKES}"
    f"|(?:以后|今后|之后|后面)(?:有事|就|请|都|直接)*(?:找|联系|跟)(?:我们?的?)?{_OURS_TAKES}(?:联系|对接|说)?(?:就行|吧|了)?"
    f"|(?:这件?事|这个?案子|案子)(?:以后|我)?(?:已经)?(?:交给|转给|移交给){_OURS_TAKES}了?"
    "|换(?:个|一个)?人(?:来)?(?:负责|跟进|对接)了?"
    "|(?:somebody|someone) else (?:will )?tak(?:e|es) (?:this |it |the case )?over"
    "|(?:my|our) (?:colleague|coworker|lawyer|accountant|manager|boss|successor)(?: [a-z]+){0,2} "
    "(?:will |is going to |is )?(?:tak(?:e|es|ing) (?:this |it |the case )?over|handles? (?:it|this|the case))"
    "(?: from (?:me|now on))?"
)
_PARTS = re.compile("[,，;；。. ]+|(?<=了)(?=以后|之后|今后)")
_SHARED = re.compile(",? and |[,;.] ?")
_NOT_THEIRS = re.compile("账|货|款|章|仓库|车间|合同|客户|公司(?=(?:归|由))")
_WHO = "(?P<who>[一-鿿·a-z' ]{1,16}?)"
_NEWS = "(?:消息|信息|通知|进展|东西|邮件|短信|任何东西)"
_MORE = "(?:了|吧|啊|好吗|行吗|可以吗|谢谢)*"
_NOT_ANY_MORE = "(?:别|不要|不用|不必|不需要|停止|停)(?:再|继续)?"
_OFF_WAYS = tuple(
    re.compile(f"(?:以后|今后|请|麻烦|帮我|你们?|您|能不能|可以|就|先|[,， ])*(?:{way}){_MORE}")
    for way in (
        f"{_NOT_ANY_MORE}(?:(?:把)?{_NEWS})?(?:发送?|通知|告诉|抄送|推送)(?:{_NEWS})?(?:给|到)?{_WHO}(?:看|了)?",
        f"{_NOT_ANY_MORE}[给向让叫]{_WHO}再?(?:也|一起)?(?:发送?|看到?|收到?|知道|推送|通知|参加)到?(?:{_NEWS})?",
        (
            f"把(?:我们?的?)?{_WHO}(?:从.{{1,6}})?给?"
            "(?:去掉|删掉|删了|删除|移除|移出去?|踢出去?|踢掉|拿掉|撤掉|划掉|取消|请出去)"
        ),
        f"(?:去掉|删掉|删除|移除|撤掉|踢掉)(?:我们?的?)?{_WHO}(?:的)?(?:权限|资格)?",
        (
            f"{_WHO}(?:那边|那里)?(?:以后|就|也|都)*(?:不用|不要|别|不能|不该|没必要)再?"
            f"(?:收到?|看到?|跟进?|参与|通知|发)[到了]?(?:{_NEWS})?"
        ),
        (
            f"(?:please )?(?:remove|take off|drop|exclude) (?:my |our )?{_WHO}"
            "(?: (?:from|off) (?:it|this|the (?:case|list)))?(?: please)?"
        ),
        (
            f"(?:please )?(?:do not|don't|stop) (?:send|sending|tell|telling|notify|notifying|inform|informing)"
            f"(?: (?:the )?(?:messages|news|updates))?(?: to)? (?:my |our )?{_WHO}(?: any ?more)?(?: please)?"
        ),
    )
)
_CALLED = re.compile("^(?:[他她]|这位|名字|姓名)?(?:叫做?|就?是)[:： ]*|[啊呀哦呢吧]+$")
_TITLED = re.compile(f"([一-鿿])(?:总|{_POST}|主任|老师|工|姐|哥)")
LEAST_OF_NAME = 2  # characters
STORY = re.compile("骗|邮件|转账|汇款|打款|钱|冒充|假|email|money|pretend")


def names_colleague(said: str) -> Post | None:
    """What the colleague is, where nothing but that they be told is said; None otherwise."""
    words = plain(said).lower().strip(" 。.!！")
    if len(words) > LONGEST or STORY.search(words) or not _TELL.fullmatch(words):
        return None
    return next((post for post, names in POSTS.items() if re.search(names, words)), Post.OTHER)


def called(said: str) -> str:
    """The name in the answer to what somebody is called: 她叫陈静, 就是陈律师啊."""
    return _CALLED.sub("", said.strip(" 。.!！"))


def hands_on(said: str) -> bool:
    """我要离职，以后张丽管; not of somebody else who left, and not in the midst of a story: every clause says so."""
    words = plain(said).lower().strip(" 。.!！").replace("’", "'")
    if len(words) > LONGEST or STORY.search(words) or _NOT_THEIRS.search(words):
        return False
    parts = [one for one in (_SHARED if words.isascii() else _PARTS).split(words) if one]
    says_so = [bool(_I_LEAVE.fullmatch(one) or _TAKEN_OVER.fullmatch(one)) for one in parts]
    return bool(_I_LEAVE.fullmatch(words)) or (bool(says_so) and all(says_so))


def takes_off(said: str) -> str | None:
    """Who shall hear no more, as they are called: 别再发给陈律师, 把财务去掉. Others know whether they are any."""
    words = plain(said).lower().strip(" 。.!！").replace("’", "'")
    if len(words) > LONGEST or STORY.search(words):
        return None
    return next((found["who"].strip() for way in _OFF_WAYS if (found := way.fullmatch(words))), None)


def means(who: str, name: str, post: Post) -> bool:
    """Whether these words call the colleague of that name and post: 陈律师, 我们财务, 张丽."""
    called_so, name = who.lower(), name.lower()
    if name in called_so or (len(called_so) >= LEAST_OF_NAME and called_so in name):
        return True
    titled = _TITLED.fullmatch(called_so)
    if titled and not called_so.isascii():
        return name.startswith(titled[1])
    posts = POSTS.get(post)
    return bool(posts and re.fullmatch(f"(?:{_OURS})(?:{posts})", called_so))
