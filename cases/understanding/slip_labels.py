"""The labels of transfer slips and bank messages: whose name, account and bank it is, how much, when.

付款人 户名 A 账号 1 收款人 户名 B 账号 2: a label without its party belongs to the party named last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

PAYEE, PAYER = "payee", "payer"
PARTIES = {
    PAYEE: (
        "向(?!您|贵|我)|收款|收方|对方|转入|汇入(?=行)|入账(?=[方账户])|受益|收账|"
        "交易对[方象]|交易对手|对手方?|"
        "(?:转|汇|打|付|支付|付款|转账|汇款)给|payee(?:'s)?|beneficiary(?:'s)?|receiver|recipient"
    ),
    PAYER: (
        "汇出(?=行)|付款(?!给|金额|时间|日期|方式|成功|失败)|付方|"
        "转出|本方|汇款(?=[人方单账户])|我方|出账|扣款(?=[账卡])|"
        "(?:从|由|您|贵|我|本)的?(?:们|司|公司|单位|人)?的?(?:对公|基本|一般)?(?=[账户卡])|"
        "payer(?:'s)?|debit|remitter|ordering"
    ),
}
# 收款银行, 收款行, but not the end of 工商银行
_IS_BANK = r"(?:(?<![一-鿿])|(?<=[款方入人]))银行名?称?(?=[ :\n])|(?<=[款方人])行(?=[ :\n])"
FIELDS = {
    "name": "户名|账户名称?|公司名称|单位名称|名称|姓名|全称|name",
    "bank": f"开户行名?称?|开户银行|开户网点|开户机构|账户银行|{_IS_BANK}|行名称?|account bank|bank(?: name)?",
    "account": (
        r"账号(?!类型)|账户号?(?!余额|名|类型|可用|性质)|(?:银行)?卡号|account(?: no\.?| number)?|"
        r"a/c(?: no\.?)?"
    ),
    "amount": "(?:交易|转账|汇款|支出|付款|收款|订单|实付|转出|支付|发生)?金额|小写|交易额|(?:trade |transfer )?amount",
    "at": (
        "(?:交易|转账|付款|创建|支付|汇款|收款|申请|提交|记账|入账|业务|回单|到账)(?:时间|日期)|"
        "(?<![一-鿿])(?:时间|日期)"
    ),
}
_PARTY = f"(?P<{PAYEE}>{PARTIES[PAYEE]})|(?P<{PAYER}>{PARTIES[PAYER]})"
_FIELD = "|".join(f"(?P<{field}>{words})" for field, words in FIELDS.items())
_NOTE = r"(?: ?(?:\[[^\]\n]{0,40}\]|\((?:小写|大写|元|卡号|账号|卡号/账号)\)))?"
_LABEL = re.compile(
    rf"(?<!以)(?:(?:{_PARTY})(?:人(?!民)|方|单位|银行(?=账[号户]))?(?:信息)?的?[ :]?)?"
    rf"(?:{_FIELD})?{_NOTE}(?: ?[:=]| ?[为是])?",
    re.IGNORECASE,
)
LONGEST_VALUE = 120
OF_A_PARTY = ("name", "account", "bank")

# In groups of four, in one piece, or with dashes; the sum behind it is no group of it.
NUMBER = (
    r"(?:[0-9]{4}(?:[ -][0-9]{4}){2,6}(?:[ -][0-9]{1,4})?|[0-9]{8,32}|[0-9]{1,14}(?:-[0-9]{2,14}){1,5}(?:-[0-9])?)"
    r"(?![0-9*]|[.,][0-9]|-[0-9]| ?[元万])"
)
_ACCOUNT = re.compile(rf"{NUMBER}")
_CHINESE_NAME = r"[一-鿿·•*]{1,40}(?:\((?!尾号|账号|卡号|末四位)[一-鿿]{1,10}\)[一-鿿]{0,30})?"
NAME = rf"(?:{_CHINESE_NAME}|[A-Z][A-Za-z .,&'()-]{{2,60}})"
_NAME = re.compile(NAME)
_BANK = re.compile(
    r"[一-鿿()]{2,40}(?:银行|信用社|农信|农商行|支付宝|财付通|微信|[分支]行|营业[部室]|分理处)[一-鿿()0-9]{0,20}"
)
_COMPANY = re.compile(r".*(?:公司|厂|店|中心|集团|商行|经营部|合作社)")
_NOBODY = "公司|个人|单位|账户|卡|人民币|他人|他行|本行|同行|跨行|客户|商户|收款人|对方|银行卡|本人|类型|状态|信息"
_SOMEBODY = (  # whom a person speaks of, and no name: 转了12万给骗子
    "骗子|供应商|客户|厂家|卖家|陌生人?|别人|人家|[他她]们?|会计|出纳|财务|老板|员工|老[公婆]|自己|一个|那个|这个|人|公账|私人|账号"
)
_NO_NAME = re.compile(
    rf"(?:您|贵|我|本|对公)?(?:{_NOBODY}|{_SOMEBODY})+的?|[被已].*|.*(?:实际|为准|入账|到账|转账|汇款|账号|余额|尾号|请|已|将|有误|错误|不符|不存在|成功|失败).*"
)
_LISTED = {
    "bank": re.compile(rf"{_BANK.pattern}|[工农中建交招]行|农商行|邮储"),
    "amount": re.compile(r"[0-9][0-9,]{0,15}(?:\.[0-9]{1,2})?[万亿]?元?|[0-9.]{1,8}万元?"),
    "name": re.compile(r"[一-鿿·]{2,4}|[一-鿿·()]{4,40}(?:公司|厂|店|中心|商行|经营部)"),
}
_NO_BANK = re.compile("手机银行|网上银行|网银|查看|客服")


@dataclass(frozen=True)
class Labelled:
    """A value of a slip: `party` is payee, payer, or None before any party was named; `field` a key of FIELDS."""

    party: str | None
    field: str
    value: str


def labelled(text: str) -> list[Labelled]:
    """What stands behind the labels in `text`, which keeps its lines."""
    labels = [found for found in _LABEL.finditer(text) if found.lastgroup]
    ends = [*(found.start() for found in labels[1:]), len(text)]
    parties: list[str] = []  # in the order in which they were first named
    section: list[Labelled] = []
    values: list[Labelled] = []
    party: str | None = None
    for label, end in zip(labels, ends, strict=False):
        if label[PAYEE] or label[PAYER]:
            values += _in_columns(section, parties)
            party, section = (PAYEE if label[PAYEE] else PAYER), []
            parties += [party] if party not in parties else []
        if label[0] != "向":  # whose name stands before a verb, which `bank_message.py` knows
            behind = text[label.end() : min(end, label.end() + LONGEST_VALUE)].lstrip(" \n:")
            section += [Labelled(party, field, value) for field, value in _values(label, behind)]
    return values + _in_columns(section, parties)


def _in_columns(section: list[Labelled], parties: list[str]) -> list[Labelled]:
    """账号 X 账号 Y below 付款人 收款人: what stands twice in one section is of the first party, then of the second."""
    fields = [one.field for one in section]
    if len(parties) < 2 or not any(fields.count(field) == 2 for field in OF_A_PARTY):
        return section
    return [
        replace(one, party=parties[one.field in fields[:at]])
        if one.field in OF_A_PARTY and fields.count(one.field) == 2
        else one
        for at, one in enumerate(section)
    ]


def _values(label: re.Match[str], behind: str) -> Iterator[tuple[str, str]]:
    """The value as its field wants it; what is called an account may be a name: 对方账户 李四."""
    field = next((field for field in FIELDS if label[field]), "name")
    is_loose = field == "account" and "账户" in label[0] and (label[PAYEE] or label[PAYER])
    if field in ("amount", "at"):
        yield field, behind
    elif field == "bank" and (bank := bank_in(behind)):
        yield "bank", bank
    elif field == "account" and (number := _ACCOUNT.match(behind)):
        yield "account", number[0]
    elif (field == "name" or is_loose) and (name := name_in(behind)):
        yield "name", name


def name_in(behind: str) -> str | None:
    """The name that `behind` begins with, without its account in brackets; None for words that name nobody."""
    found = _NAME.match(behind)
    name = found[0].strip(" .,(-") if found else ""
    is_company = len(name) > 4 and bool(_COMPANY.fullmatch(name))
    return name if len(name) > 1 and (is_company or not _NO_NAME.fullmatch(name)) else None


def bank_in(behind: str) -> str | None:
    found = _BANK.match(behind)
    return found[0] if found and not _NO_BANK.search(found[0]) else None


def by_party(values: list[Labelled]) -> Mapping[str, Mapping[str, str]]:
    """The first value of each field for each party.

    What precedes all parties is the payee's, or where a payee is named besides, the payer's.
    """
    has_payee = any(one.party == PAYEE and one.field in ("name", "account") for one in values)
    found: dict[str, dict[str, str]] = {PAYEE: {}, PAYER: {}}
    for one in values:
        found[one.party or (PAYER if has_payee else PAYEE)].setdefault(one.field, one.value)
    return found


def listed(text: str) -> Mapping[str, str]:
    """A payee without labels, as swindlers send it on: 李四，建设银行杭州分行，6217001234567890123，32万.

    Only when the text is nothing but an account, its bank, a name and a sum: without a sum it may be one's own.
    """
    numbers = list(_ACCOUNT.finditer(text))
    if len(numbers) != 1:
        return {}
    rest = f"{text[: numbers[0].start()]}\n{text[numbers[0].end() :]}"
    found = {"account": numbers[0][0]}
    pieces = [piece for piece in re.split(r"[\n,;、 ]+", rest) if piece]
    for piece in pieces:
        field = next((field for field, form in _LISTED.items() if form.fullmatch(piece) and field not in found), None)
        if field is None:
            return {}
        found[field] = piece
    return found if len(found) == 1 + len(_LISTED) else {}
