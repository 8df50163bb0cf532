"""The bank, the holder and the account that words say of a payment's two ends, with or without commas or labels.

账号6217… 中国建设银行 深圳 户名 深圳市恒鼎贸易有限公司, 户名 张伟 建行, 从我们农行的账户转的.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from cases.understanding.accounts_in_text import find_accounts
from cases.understanding.firm_names import PLACES
from cases.understanding.firms_in_text import find_firms
from cases.understanding.in_place import in_place, is_chinese
from cases.understanding.names import COMPOUND_SURNAMES, SURNAMES
from cases.understanding.sums_in_text import find_sums
from cases.understanding.tables import any_of
from cases.understanding.words import GRAMMAR, begins_word

LONGEST = 400  # characters of words that are looked at
_NO_BANK = (
    "手机|网上|网络|开户|收款|付款|转出|转入|哪家|哪个|什么|那个|这个|他的|她的|我的|我们|告诉|联系|询问|银行|公安"
    "|当地|附近|几家|各个|刚刚|刚才|今天|昨天|前天|明天|早上|今早|上午|中午|下午|晚上|现在|马上|然后|后来|已经|都是|就是|还是"
    "|让我|叫我|跟我|打给|给了|去了|要去|到了|在的|通知|所有|其他|另外|一个|两家|多家|本地|外地|说是|就去|问了|问过|报警"
)
_KNOWN = re.compile(
    r"(?:中国)?(?:工商|农业|建设|交通|招商|邮政储蓄|邮储|民生|光大|华夏|中信|浦发|浦东发展|兴业|平安|广发|浙商"
    r"|渤海|恒丰|网商|微众)银行|中国银行|[工农中建交招]行|邮储|农商行|农信社?|信用社|甬行"
)
_BRANCH = r"(?:[一-鿿]{2,8}?(?:分行|支行|营业[部厅室]|分理处))"
_BANK = re.compile(
    rf"(?:{_KNOWN.pattern}|(?!{_NO_BANK})[一-鿿]{{2}}(?:农村商业|农商|村镇|商业|民泰|泰隆|稠州)?银行)"
    rf"(?: ?(?:{any_of(PLACES)})[省市区县]?(?=$|[ ,。;、:]|{_BRANCH}))?(?: ?{_BRANCH}){{0,2}}"
)
_HOLDER = re.compile(
    r"(?:户名|开户名|账户名称?|收款(?:人|方|单位|公司)|开户人|持卡人)(?:名称|姓名|名字)?[ :是叫为]{0,3}"
    r"(?P<name>[一-鿿·()]{2,30})"
)
_PAID_TO = re.compile(
    r"(?:[转打汇付][账款钱]?了?[给到]了?|对方(?:账户|公司)?[ :]{0,2})(?:一个)?[是叫]?(?P<name>[一-鿿·()]{2,30}?)"
    rf"(?=的?(?:个人)?[卡账户]|[ ,。;0-9]|$|的?(?:{_BANK.pattern}))"
)
_OURS_BEFORE = re.compile(
    r"(?:从|由|我们?(?:公司|厂里?|单位)?|我司|本公司|(?<![一-鿿])公司|付款(?:账[户号]|银行|行|方)?|基本户|公户|一般户)"
    r"(?:的|是|在|账户|[: ]){0,3}$"
)
_OURS_BEHIND = re.compile(
    r"(?:的|对公|公司|公|基本|一般|账户|账号|户头|卡|户|网银|手机银行|里|上|面|直接|网上| ){0,5}"
    r"(?:转|汇|打|付|划|扣)(?![到入进]|给我)"
)
_PAYEES_BEFORE = re.compile(
    r"(?:[转打汇付存]了?(?:到|入|进|给)了?|收款|对方|开户行?|开户银行|骗子|[他她]们?|户名)[^,。;!?0-9]{0,14}$"
)
_LABELS = re.compile(
    r"(?:收款|对方|骗子)?(?:账号|帐号|账户|卡号|银行卡|开户行|开户银行|银行|户名|名字|姓名|收款人|收款方|金额|[是叫为:]"
    r"|[转打汇][到给]|[到给])"
)
_ALONE = re.compile(r"[ ,，。;；、\n:：]+")
Side = Literal["payee", "payer"] | None


@dataclass(frozen=True)
class FoundBank:
    """`side`: whose bank it is in the payment, None when nothing says so."""

    name: str
    start: int
    end: int
    side: Side


def find_banks(said: str) -> list[FoundBank]:
    """Every bank in `said`, with its place and its branch: 中国建设银行 深圳, 农行鄞州支行."""
    text = in_place(said[:LONGEST])
    return [
        FoundBank(said[one.start() : one.end()].strip(), one.start(), one.end(), _side(text, one.start(), one.end()))
        for one in _BANK.finditer(text)
        if _KNOWN.match(one[0]) or GRAMMAR.isdisjoint(one[0].partition("银行")[0])
    ]


def _side(text: str, start: int, end: int) -> Side:
    before = text[max(0, start - 16) : start]
    if _OURS_BEHIND.match(text, end) or (_OURS_BEFORE.search(before) and not _PAYEES_BEFORE.search(before)):
        return "payer"
    return "payee" if _PAYEES_BEFORE.search(before) else None


def names_holder(said: str) -> bool:
    """Whether the holder is called so: 户名 张伟; then it counts even where another was thought of."""
    return bool(_HOLDER.search(in_place(said[:LONGEST]))) and holder_in(said) is not None


def holder_in(said: str) -> str | None:
    """Whose account it is: behind 户名, or a name or a firm that stands beside the account and its bank alone."""
    text = in_place(said[:LONGEST])
    if found := _HOLDER.search(text):
        name = _BANK.split(found["name"])[0].strip(" ()")
        return name if len(name) > 1 and not is_filler(name) else None
    paid_to = next((one["name"] for one in _PAID_TO.finditer(text) if _is_holder(one["name"])), None)
    return paid_to or _beside_account(said[:LONGEST], text)


def _is_holder(words: str) -> bool:
    """A firm by its whole name, or a person's name and nothing else."""
    firms = find_firms(words)
    return (len(firms) == 1 and firms[0].name == words) or is_bare_name(words)


def _beside_account(said: str, text: str) -> str | None:
    accounts = find_accounts(said)
    if len(accounts) != 1:
        return None
    taken = [(accounts[0].start, accounts[0].end), *((one.start, one.end) for one in find_banks(said))]
    taken += [(one.start, one.end) for one in find_sums(said)]
    left = "".join(" " if any(start <= at < end for start, end in taken) else letter for at, letter in enumerate(text))
    pieces = [one for one in _ALONE.split(_LABELS.sub(" ", left)) if one]
    return pieces[0] if len(pieces) == 1 and _is_holder(pieces[0]) else None


def is_bare_name(word: str) -> bool:
    """张伟, 欧阳明: a surname and one or two letters, and no common word."""
    surname = 2 if word[:2] in COMPOUND_SURNAMES else 1
    return (
        1 <= len(word) - surname <= 2
        and (surname == 2 or word[0] in SURNAMES)
        and all(map(is_chinese, word))
        and not begins_word(word, 0)
        and GRAMMAR.isdisjoint(word)
    )


_FILLER = re.compile(
    r"(?:嗯+|哦+|呃+|啊|那个|这个|我|我们|具体|完整|全部|全)?(?:的)?"
    r"(?:账号|帐号|卡号|户名|开户行|银行|名字|全名|号码?|账户|别的|其[他它]|后面|尾号|支行)*"
    r"(?:我|都|也|还|就|现在|一时|暂时|真|实在|是){0,3}"
    r"(?:不记得|记不[得住清]|不知道|不晓得|不清楚|不确定|忘了?|忘记|没有?|没记|想不起来|查不到|找不到|不在(?:身边|手边)"
    r"|要查|要问|查一?下|等下查|问(?:一?下)?财务|不详|未知)"
    r"(?:了|的|啊|呢|吧|呀|清楚|这个|那个|账号|卡号|户名|名字|身边|记){0,3}"
    r"|嗯+|哦+|呃+|好的?|那个|这个|等等|稍等|等一?下|我(?:看|查|找)一?下"
    r"|(?:i )?(?:don't|do not|can't) (?:know|remember).{0,20}",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:嗯+|哦+|那个|就|只|知道|应该|好像|可能|大概|估计|都|我们?(?:公司|厂)?(?:的|用的?|开户)?(?:账户|卡)?|公司用的?|用的?|转出的?|付款的?)*"
    r"(?:是|在|从|由|用)(?!的)"
)
_TAIL = re.compile(r"(?:的(?:账户|账号|卡|户)?)?(?:里)?[转打汇付](?:的|出去的?|过去的?|了)$|(?:吧|啊|呢|呀|嘛|的)$")
_STORY = re.compile(
    r"[他她它谁您你]|我(?!们|司)|[了过]$|(?:都|就是|干|做)[^,。]{0,6}(?:的|年|月)$|^(?:说|先|快|赶紧)|怎么|为什么|[吗么呢?？]"
    r"|(?:骗子|会计|出纳|财务|老板|业务员)叫"
)
_IN_THEIR_HANDS = re.compile(r"(?:在|被|归|由)[他她]")  # 网银U盾都在她手里
_ACCOUNT_WORD = re.compile(r"[0-9]{4}|[户卡账]|微信|支付宝|网银|现金|pos|card|account", re.IGNORECASE)
_CUTS = re.compile(r"[ ,，。;；、!！?？\n]+")


def is_filler(words: str) -> bool:
    """账号不记得, 名字忘了: that nothing is known, and no name."""
    return bool(_FILLER.fullmatch(in_place(words).strip().lower()))


def parties_only(said: str) -> str | None:
    """These words without what is no bank, holder or account; empty: nothing is known; None: they tell something else.

    我们是农行鄞州支行 账号不记得 is 农行鄞州支行; 她叫林美芳 工资表都是她做的 names nobody who was paid.
    """
    text = in_place(said)
    if len(text) > LONGEST or not any(map(is_chinese, text)):
        return "" if is_filler(text) else said.strip()
    pieces = [one for one in _CUTS.split(text) if one]
    known = [one for one in pieces if not is_filler(one)]
    if not known:
        return ""
    kept = [one for one in known if not is_story(one)]
    if len(kept) == len(pieces) and not _LEAD.match(text) and not _TAIL.search(text):
        return said.strip()  # as it was written
    if not kept:
        return "" if len(known) < len(pieces) else None
    return " ".join(_TAIL.sub("", _LEAD.sub("", one)) or one for one in kept)


def is_story(words: str) -> bool:
    """Whether a piece of a sentence tells of somebody, and is no bank, holder or account."""
    if _IN_THEIR_HANDS.search(words):
        return True
    if _BANK.search(words) or _ACCOUNT_WORD.search(words) or find_firms(words):
        return False
    return bool(_STORY.search(words))
