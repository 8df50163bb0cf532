"""What the captions on a bank slip mean: whose (payee or payer), and what is said of them; or something else's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from cases.understanding.writing import plain

Side = Literal["payee", "payer"]
Noun = Literal["name", "account", "bank", "amount", "at", "caption", "other"]


@dataclass(frozen=True)
class Label:
    """`side` is None where the words do not say whose; the better of two labels of one noun has the lower `rank`."""

    noun: Noun
    side: Side | None = None
    rank: int = 0


_SIDES: dict[Side, str] = {
    "payee": r"收款|收方|对方|转入|汇入|入账|受益|贷方|收",
    "payer": r"付款|付方|转出|汇出|汇款|本方|我方|我的|扣款|支付|借方|出账|付",
}
_WHO = r"(?:账户|客户)?(?:人|方|单位|商户)?的?"
_NOUNS: tuple[tuple[Noun, str], ...] = (
    ("name", r"(?:银行)?(?:账户|账号|帐户)?(?:户名|姓名|名称|全称|名字)|账户名|户主|昵称"),
    ("bank", r"(?:人|方|账户|账号)?(?:开户|所属|发卡)?(?:银行|行名?|机构|网点)(?:名称?|全称)?"),
    ("account", r"(?:银行)?(?:账号|帐号|账户|帐户|卡号|卡|账)(?:号码?|/(?:账号|卡号|账户))?|(?:钱包)?地址"),
)
_SIDED = tuple(
    (Label(noun, side), re.compile(rf"(?:{sides}){_WHO}(?:{words})"))
    for side, sides in _SIDES.items()
    for noun, words in _NOUNS
)
_NAMED = tuple(
    (Label("name", side), re.compile(rf"(?:{sides})(?:人|方|单位|商户|客户)")) for side, sides in _SIDES.items()
)
_CAPTIONS = tuple(
    (Label("caption", side), re.compile(rf"(?:{sides})(?:人|方|单位|账户|客户)?(?:信息|资料|情况)"))
    for side, sides in _SIDES.items()
)
_NEUTRAL: tuple[tuple[Label, re.Pattern[str]], ...] = (
    (Label("name"), re.compile(r"户名|姓名|名称|全称|账户名称?|账户全称|户主|开户名")),
    (
        Label("account"),
        re.compile(r"(?:银行)?(?:账号|帐号|卡号|账户|帐户)(?:号码?|/(?:账号|卡号))?|(?:钱包|提币|提现|收币)?地址"),
    ),
    (Label("bank"), re.compile(r"开户(?:银行|行|机构|网点)(?:名称)?|(?:所属)?银行(?:名称)?|行名")),
)
_DOING = r"转账|交易|付款|汇款|支付|转出|汇出|发生|实付|本次|提现|提币|订单|委托|申请|业务|扣款"
_AMOUNTS = (
    (
        Label("amount"),
        re.compile(rf"(?:{_DOING})?(?:人民币)?金额(?:\(?(?:小写|元|人民币|RMB|CNY)\)?)*|\(?小写\)?(?:金额)?"),
    ),
    (Label("amount", rank=1), re.compile(rf"(?:到账|收款|合计|{_DOING})(?:金额|数量|总额)|数量|合计(?:\(?小写\)?)?")),
    (Label("amount", rank=2), re.compile(r"(?:[一-鿿]{0,4}金额)?\(?大写\)?(?:金额)?")),
)
_TIMES = (
    (
        Label("at"),
        re.compile(rf"(?:{_DOING}|记账|创建|提交|受理|操作|完成|处理|发起|入账)?(?:的?(?:日期|时间))(?:[及/和]?时间)?"),
    ),
    (Label("at", rank=1), re.compile(r"(?:收款|到账|回单|凭证)(?:日期|时间)")),
)
_WAYS = (
    (
        Label("account", "payer"),
        re.compile(r"(?:付款|支付|扣款|转出)方式|(?:付款|支付|扣款|转出|交易|本人)(?:账户|账号|卡号|卡)"),
    ),
)
_NOT_OF_THE_PAYMENT = (
    Label("other"),
    re.compile(r"(?:打印|下载|查询|生成|截止|失效|预计到账)(?:日期|时间)|(?:手续费|可用|账户|优惠)(?:金额|余额)|余额"),
)
_OTHER = (
    Label("other", rank=1),
    re.compile(
        r"[一-鿿A-Za-z()/]{0,8}(?:余额|手续费|费用?|工本费|流水|号码?|编号|单号|序号|ID|id|Id|哈希|备注|附言|用途|摘要|留言|说明|状态|结果"
        r"|类型|种类|类别|分类|币种|渠道|方式|网络|柜员|机构|网点|电话|手机号?|验证码|次数|到期日|优惠|服务)"
    ),
)
_IN_ORDER = (_NOT_OF_THE_PAYMENT, *_WAYS, *_CAPTIONS, *_SIDED, *_NAMED, *_AMOUNTS, *_TIMES, *_NEUTRAL, _OTHER)
_MARK = re.compile(r"[:：]")
LONGEST_LABEL = 12
MOST_IN_A_LINE = 6


def read_label(text: str) -> Label | None:
    """What a caption says, standing alone: 收款人, 付款账号:, 交易金额(元)."""
    words = "".join(plain(text).split()).rstrip(":;.").strip("*·•[]【】")
    if not 0 < len(words) <= LONGEST_LABEL:
        return None
    return next((label for label, form in _IN_ORDER if form.fullmatch(words)), None)


def label_and_rest(text: str) -> tuple[Label, str] | None:
    """A caption with its value on the same line: with a mark between, a space, or what can only be a value."""
    mark = _MARK.search(text, 0, LONGEST_LABEL + 4)
    if mark and (label := read_label(text[: mark.start()])):
        return label, text[mark.end() :].strip()
    head, _, rest = text.partition(" ")
    if rest and (label := read_label(head)):
        return label, rest.strip()
    return _run_together(text)


def _run_together(text: str) -> tuple[Label, str] | None:
    """收款账号6222…, 交易时间2026-…: where the caption ends the figures begin."""
    found = re.match(r"([一-鿿()]{2,12})(?=[¥￥]?[0-9])", text)
    label = read_label(found[1]) if found else None
    return (label, text[found.end() :]) if found and label and label.noun in {"account", "amount", "at"} else None


def labels_within(text: str) -> list[int]:
    """Where further captions with a mark begin in a line: 户名:张三 账号:6222… has one at 账号."""
    places = []
    for mark in islice(_MARK.finditer(text), MOST_IN_A_LINE):
        start = _start_of_word(text, mark.start())
        if 0 < start < mark.start():
            places.append(start)
    return places


def _start_of_word(text: str, end: int) -> int:
    """Where the caption before a mark begins; the value before it may end in Chinese too."""
    first = end
    while first > 0 and end - first < LONGEST_LABEL and ("一" <= text[first - 1] <= "鿿" or text[first - 1] in "()/"):
        first -= 1
    labels = [(start, label) for start in range(first, end) if (label := read_label(text[start:end]))]
    named = [start for start, label in labels if label.noun != "other" or not label.rank]
    return named[0] if named else labels[-1][0] if labels else end
