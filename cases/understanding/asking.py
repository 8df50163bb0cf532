"""Whether a clause asks something, and whether it asks us: people ask without a question mark, and tell with one.

"他为什么要骗我" cries out, "他问我要多久" tells of a question, "不知道是谁" answers one; none of them asks us.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto

from cases.understanding.writing import plain


class Form(Enum):
    """How a clause asks."""

    NOT = auto()
    LEANING = auto()  # by its tone only: "不收费吧", "真的？", "帮我查进度": a question if it is one we know
    OPEN = auto()  # in words: "归哪里管", "能报吗": a question to us if it is about us, or one we know
    TO_US = auto()  # in words, and about what is done here


_SENTENCE_ENDS = re.compile(r"[。!！?？;；\n…]++|(?<=[A-Za-z])\.(?=\s|$)")
_CLAUSE_ENDS = re.compile(r"[,，]++|(?<=[^\x00-\x7f])[ \u3000]++|[ \u3000]++(?=[^\x00-\x7f])")


def _any(*ways: str) -> re.Pattern[str]:
    return re.compile("|".join(ways))


# Courtesy and hesitation around a question say nothing about it.
_LEAD = re.compile(
    r"(?:(?:你们?好|您好|在吗|哈喽|喂|嗯+|呃+|额+|那个|那么?|就是|然后|还有|另外|对了|请问一?下?|麻烦问?一?下?|不好意思|打扰了?"
    r"|hi|hello|hey|ok|okay|so|and|but|please|sorry|excuse me|well|by the way)[,， 、~]*){1,6}"
)
_TRAIL = re.compile(r"[啊呀哦喔哈呢嘛哇呗哎诶了]{0,3}[ ~.。!?]{0,9}$")

# Words that ask.
_ASKED_FOR = _any(
    r"(?:^|我|们)(?:就|只)?(?:想问|(?:想|要)(?:请教|咨询|了解|知道|打听))", "请问", "问一?下你", "咨询一?下", "请教"
)
_OR_NOT = _any(r"(?![动时])([\u4e00-\u9fff])[不没]\1", "有没有|了没有|有[^,]{1,6}没$", "是否|能否|可否", "真的假的")
_PARTICLE = _any(
    "[吗嘛]$", "(?<![什怎这那多要])么$", "[行好对可成]不$", "能[^,]{1,8}不$", "(?:没关系|没事|不要紧|可以|行)吧$"
)
_WORD = _any(
    "多久|多长时间|怎么|怎样|如何|咋|为什么|为何|为啥|干嘛|什么|啥|哪|谁|多少|何时|多大|第几|几点|几时",
    "(?:^|要|得|需|还有|剩|等|判|坐|花|问|带|聊)几[天个年周小分道步]",
    "几[天个年周小分][^,]{0,4}(?:能|可|会)",
    "(?<![了好十这那过前上])几(?:年|天|个月)$",
)
# The same words where they do not ask: 谁都能看, 没什么, 什么时候有钱什么时候还.
_INDEFINITE = _any(
    r"(谁|什么时候|什么|哪里|怎么|多少)[^,]{1,6}\1",
    "^看(?:谁|什么|哪|怎么|多少)",
    "谁就|随便(?:谁|什么|哪)",
    "(?:谁|什么|啥|哪[里儿个些位家]?|怎么样?|多少|几[天个次年])[^,]{0,3}?[都也]",
    "没有?(?:什么|啥|怎么|多少|几)|不怎么|(?<![干做是])什么的|多少(?:有|是)点",
    "怎么说呢|不知怎么|怎么回事(?!.{0,2}$)|来着",
)

_OTHERS = re.compile("[他她它]|对方")

# Who does not know tells, unless at a loss what to do.
_NOT_KNOWING = _any(
    "(?:不|没)(?:太|怎么|大)?(?:知道|晓得|清楚|了解|确定|记得|注意|问|懂)|忘记?了?",
    "(?:记|说|查|想|看|搞|弄)不(?:太)?(?:清|起|出|到|得|准|懂)",
    "(?<!不)[要得](?:回去|先|再){1,2}(?:查|问|看|核对|翻)|我得(?:查|问|看|核对|翻|找)|还在[查核算找]",
    "^[要得](?:查|问|看|核对|翻)(?!.{0,2}(?:多少|什么|几|啥))|我(?:等下|回头|马上|稍后|一会)?(?:拍|发|传|寄|拿)给你们?$",
    "我要(?:查|问|看|核对|翻|找)(?:一下|清楚)?$",
)
_HELPLESS = re.compile("(?:怎么|咋)(?:办|弄|整|填|写|报|说|处理|搞)(?![的了出])")
_AT_A_LOSS = _any(
    _HELPLESS.pattern,
    "(?:行|可以|要紧|有关系|能[^,]{1,6})[吗么不]|行不行|可不可|能不能",
    "^(?:那?我)?(?:会不会|要不要)",
    r"([付给交转去退删打签])不\1",
)
# A cry, and what was asked elsewhere.
_NOT_OURS = _any(
    "难道|何必|谁(?:能)?(?:知道|想到|料到|想得到)|哪(?:里)?(?:知道|想到|晓得|料到|能想)|天理|王法|良心",
    "(?:[这那他她们]|岂|还|可)不是[^,]{1,8}吗$",
    "(?:[他她它]|对方|老板|会计|这人|这种人|居然|竟)[^,]{0,6}(?:为什么|为啥|凭什么|(?:怎么|咋)(?:能|会|可以|敢|好意思|这么|这样|就))",
    "^[你您](?:说|看|想)(?:这|[^,]{0,4}不)|(?:问|咨询|打听)[过了](?!吗)",
    "^(?:怎么会|为什么会|怎么能|怎么可以|怎么敢)(?:这样|是这|发生|有这)",
)
_TOLD = re.compile(
    "(?:[他她它]|对方|老板|会计|出纳|财务|主管|经理|前台|门卫|保安|员工|同事|工人|朋友|客户|供应商|骗子|那边|人家|对面|银行|客服"
    "|柜台|派出所|法院)[^你您]{0,6}?"
    "(?:说|问|讲|告诉|答应|承诺|回复|回我|催|喊|吼|写道|发来)"
)

# What is done here, and by whom.
_ABOUT_US = _any(
    "[你您]|贵(?:单位|局|方)|这边|这里|警察|公安|民警|派出所|经侦|专家|律师|法院",
    "报案|报警|立案|受案|受理|办案|案子|案件|起诉|复议|回执|编号|止付|冻结|时效|笔录|匿名|材料|证据|资料|进度|犯法",
    "会不会|能不能|要不要|该不该|可不可|(?:^|这个?|还)有没有|投诉|电话",
    "填|写|上传|发给|提供|提交|准备|必须|一定要|用不用|需不需要|需要|应该|可以|算不算",
    "我[^,]{0,3}(?:能|该|要)|能[^,]{1,10}[吗不]$|(?<!银)行吗|行不行",
    r"(?:怎么|咋)(?:填|写|报|做)|什么意思|看不懂|([付给交转去退删打签])不\1",
)
_ASKING_WORD = re.compile("多久|怎么|(?<!为)什么|(?<!为)啥|哪|谁|多少")
_MILD = _any("[吧呢不]$", "了没有?$", "(?<![他她它们])还是(?![不没要])[^,]{1,8}$")
_WISH = re.compile("^(?:请|麻烦)?(?:帮我|帮忙|给我|我要|我想|我们要|我们想|我需要|可以|能)[^,]{1,12}$")

_AUX = r"(?:can|could|do|does|did|is|are|am|will|would|should|shall|must|has|have)(?:n't)?"
_WHOM = r"(?:i|we|you|it|this|that|there|he|she|they|my|our|your|someone|somebody|anyone|another)"
_ENGLISH = _any(
    rf"^(?:{_AUX} [a-z]|may {_WHOM}\b|(?:who|which|whose) [a-z])",
    rf"^(?:how|what|when|where|why)\b[^,]{{0,60}}?\b(?:{_AUX}|may|happens?|if|about|much|many|long|now|next)\b",
    rf"\b(?:{_AUX} {_WHOM}|(?:what|where|how) (?:{_AUX}|now|happens|if))\b[^,]*$",
    r"\b(?:want|like|need) to know\b|\bi wonder (?:if|whether)\b",
)
_ENGLISH_TELLING = _any(
    r"^(?:how|why) (?:could|can|would|did|does) (?:he|she|they|anyone|someone|somebody)\b|^who knows",
    r"^(?:how|what|when|where|why)(?: much| many| long)? (?:i|we|he|she|they|it)\b(?! next)",
    r"^(?!what|how|is|can|do ).*\b(?:don'?t|not) know (?:who|what|how|where|when|if|why)\b",
)
_ENGLISH_US = re.compile(r"\b(?:i|we|you|my|our|your|me|us|police|report|case|lawyer|this|here|file|officer)\b")


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text as written, with their end marks; blank ones are left out."""
    yield from _pieces(text, _SENTENCE_ENDS)


def clauses(sentence: str) -> Iterator[str]:
    """The clauses of a sentence as written: Chinese is divided by commas and spaces, English by commas."""
    yield from _pieces(sentence, _CLAUSE_ENDS)


def _pieces(text: str, ends: re.Pattern[str]) -> Iterator[str]:
    start = 0
    for end in ends.finditer(text):
        if any(map(str.isalnum, piece := text[start : end.end()])):
            yield piece
        start = end.end()
    if any(map(str.isalnum, text[start:])):
        yield text[start:]


def form(clause: str) -> Form:
    """How one clause asks."""
    said = plain(clause).lower().strip(" ,、:")
    words = _bare(said)
    if not words:
        return Form.NOT
    if words.isascii():
        return _english(words, marked="?" in said)
    return _chinese(words, said)


def _bare(said: str) -> str:
    lead = _LEAD.match(said)
    rest = said[lead.end() :] if lead and not _ASKED_FOR.match(said) else said
    return _TRAIL.sub("", rest) or _TRAIL.sub("", said)


def _english(words: str, *, marked: bool) -> Form:
    if _ENGLISH_TELLING.search(words):
        return Form.NOT
    if _ENGLISH.search(words):
        return Form.TO_US if _ENGLISH_US.search(words) else Form.OPEN
    return Form.LEANING if marked else Form.NOT


def _chinese(words: str, said: str) -> Form:
    """`words` is what was `said` without what stands politely around it."""
    if _NOT_OURS.search(words):
        return Form.NOT
    marked, ending = "?" in said, said.rstrip("?!。.~ ")
    asking = _INDEFINITE.sub("", words)
    if _ASKED_FOR.search(said):
        return Form.TO_US
    if not (_OR_NOT.search(words) or _WORD.search(asking) or any(map(_PARTICLE.search, (words, ending)))):
        return Form.LEANING if marked or _WISH.search(words) or any(map(_MILD.search, (words, ending))) else Form.NOT
    if _NOT_KNOWING.search(words) and not (_HELPLESS if _OTHERS.search(words) else _AT_A_LOSS).search(words):
        return Form.LEANING if "你" in words or _PARTICLE.search(ending) else Form.NOT
    if _TOLD.search(words):
        return Form.OPEN if _AT_A_LOSS.search(words) else Form.NOT
    return Form.TO_US if _ABOUT_US.search(words) or (marked and _ASKING_WORD.search(asking)) else Form.OPEN
