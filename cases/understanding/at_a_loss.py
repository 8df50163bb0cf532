"""What is said by whoever is asked for facts and has none: that they do not know, how they feel, whom to ring first."""

from __future__ import annotations

import re
from typing import Literal

from cases.understanding.writing import plain

LONGEST = 60  # characters; whoever writes more tells something

_THEY = "(?:她|他|会计|出纳|财务|对方|老板娘?|那边|人家|别人|那个人)"
_NOT_KNOWN = re.compile(
    "(?<!你)(?<!您)(?:不|没)(?:太|怎么|大)?(?:知道|晓得|清楚|了解|记得|注意|看清|看到|看见|记住|留意|印象|懂)"
    "|[记看]不(?:清|得|起|住|到|见|了)|想不起|说不(?:清|上|准|好)|[查拿找登进]不(?:到|了|上|出|进)|[进打]不(?:去|开)|忘(?:记)?了|一概不知|不认识"
    "|(?:怎么|哪里?|哪儿|上哪儿?|谁|鬼|天|咋)(?:会|能|可能)?(?:去)?知道"
    "|没有?(?:账号|卡号|账户|户名|回单|单子|记录|流水|截图|凭证|印象|数|这个|查到)"
    f"|(?:u盾|优盾|k宝|盾|网银|密码|账本|回单|单子|电脑|存折|手机|卡)[^，。,]{{0,4}}(?:在|被|让){_THEY}"
    f"|(?:只有|都是|全是|一直是|都|归){_THEY}[^，。,]{{0,4}}(?:知道|清楚|管|经手|操作|弄|保管|做|转|打|付)"
    r"|\b(?:don'?t|do not|can'?t|cannot|couldn'?t) (?:know|remember|see|find|tell|get|access|say)\b"
    r"|\bno (?:idea|clue|access)\b|\bnot sure\b"
    r"|\b(?:don'?t|do not) have (?:it|the|any|access)\b|\bforgot\b"
    r"|\b(?:he|she|they) (?:has|have|took) the (?:token|key|login|card|papers)\b"
)
# What the words are about, by the question of the money lane: 不知道他叫什么 says nothing of the account.
_ABOUT = {
    "money_payee_account": re.compile("账[号户]|卡号|转(?:到|给|去)?(?:了)?哪|去哪|转给谁|account|number"),
    "money_payee": re.compile("谁|名字|户名|叫什么|什么人|哪家|哪个?银行|开户|name|who|bank"),
    "money_amount": re.compile("多少|金额|几笔|几万|数额|how much|amount"),
    "money_at": re.compile("什么时候|时间|几点|哪天|何时|when|time"),
    "money_payer_account": re.compile(
        "哪张卡|哪个账|付款|我们的?(?:账|卡)|公司的?(?:账|卡)|从哪|which account|our account"
    ),
}

_CRIED = re.compile("(?:谁|哪里?|哪儿|上哪儿?)(?:会|能)?知道")  # asks for nobody and nothing
TAKE_ANYTHING = frozenset({"money_payee", "money_payer_account"})  # questions whose answer may be any words
_ENDS = re.compile(r"[\s，。,.！!；;]+")


def knows_not(said: str, step: str) -> bool:
    """Whether these words say that what this question of the money lane asks for is not known."""
    words = plain(said).lower().replace("’", "'")
    if len(words) > LONGEST or not _NOT_KNOWN.search(words):
        return False
    if step in TAKE_ANYTHING and not all(map(_NOT_KNOWN.search, _ENDS.sub(" ", words).split())):
        return False  # 张伟 不知道哪个银行
    bare = _CRIED.sub("", words)
    about = {one for one, pattern in _ABOUT.items() if pattern.search(bare)}
    return not about or step in about


_BUSY = re.compile(
    "占线|打不(?:通|进)|没人接|无人接|不接(?:电话)?$|接不通|一直在?通话中|忙音|转人工转不|排队"
    "|(?:line|110|bank) (?:is )?(?:busy|engaged)"
    r"|\b(?:nobody|no one) (?:answers|picks up)|can'?t get through"
)
_RINGING = re.compile("110|电话|银行|热线|客服|报警|955|line|call|bank|police")
_THEIR_PHONE = re.compile(f"(?:{_THEY}|骗子|供应商|客户)[^，。,]{{0,4}}(?:电话|手机|微信|打不通|不接)")
SHORT = 8  # characters of which nothing else is told: 打不通啊
_WHICH = re.compile(
    "先打(?:给)?(?:哪|谁|银行|110|报警|客服)|(?:打|找)(?:银行|110|客服)还是|(?:银行|110|报警)(?:和|跟|与|还是)(?:银行|110|报警)|先报警还是"
    r"|\b(?:call|ring|phone) .{0,20}\bfirst\b|\b(?:bank|110|police) or (?:the )?(?:bank|110|police)\b"
)
_DESPAIRS = re.compile(
    "不想活|想死(?!你)|活不下去|不活了|跳楼|自杀|一死了之|死了算了|死了一了百了|活着(?:还有|有|没有?)?(?:什么|啥)?意思|轻生|寻死|了结自己"
    "|kill myself|end my life|want to die|(?:don.?t|do not|no longer) want to live|no reason to live|suicid"
)
_OF_ANOTHER = re.compile(
    rf"{_THEY}|骗子|供应商|客户|员工|工人|会计|出纳|老板[^，。,]{{0,3}}(?:跳|自)|威胁|扬言|逼得|要我去死|\b(?:he|she|they)\b"
)
_CLAUSES = re.compile(r"[\n，。,.！!；;？?]+|(?<=[一-鿿])\s+")
_UPSET = re.compile(
    "急死|急疯|要疯|疯了|崩溃|完蛋|完了完了|^完了|[下全都]完了|想哭|哭了|卧槽|我[操草靠]|^[草操靠]|妈的|他妈|救命|救救|天[哪啊呐]|受不了|手抖|发抖|心慌|慌死|好慌|慌了|吓死|求求|求你|求您|怎么[会能]这样"
    r"|我该死|都怪我|气死|没法活|\b(?:oh my god|omg|help|please hurry|i'?m (?:panicking|desperate|scared)|fuck|shit)\b"
)


def despairs(said: str) -> bool:
    """Whether somebody says of themselves that they do not want to live: in whatever they tell, however long."""
    words = plain(said).lower().replace("’", "'")
    return any(_DESPAIRS.search(one) and not _OF_ANOTHER.search(one) for one in _CLAUSES.split(words))


Loss = Literal["despairs", "busy", "which", "upset"]


def loss_in(said: str) -> Loss | None:
    """What somebody needs who answers nothing: a person beside them, a line that is free, an order, a moment."""
    words = plain(said).lower().strip().replace("’", "'")
    if len(words) > LONGEST:
        return None
    if despairs(said):
        return "despairs"
    if _BUSY.search(words) and (_RINGING.search(words) or len(words) <= SHORT) and not _THEIR_PHONE.search(words):
        return "busy"
    return "which" if _WHICH.search(words) else "upset" if _UPSET.search(words) else None
