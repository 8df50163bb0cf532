"""What a pasted bank message or a transfer slip says of one payment: to whom, how much, when, from where."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from cases.understanding.writing import plain


@dataclass(frozen=True)
class Payment:
    """The pieces as they stand in the message, each to be read by its own reader; None where it says nothing of it."""

    payee_account: str | None = None
    payee_name: str | None = None
    payee_bank: str | None = None
    amount: str | None = None
    at: str | None = None
    payer: str | None = None

    @property
    def known(self) -> int:
        return sum(getattr(self, one.name) is not None for one in fields(self))


LEAST_KNOWN = 2  # a message about a payment says at least two of these
_COLON = r"\s*[::是为]?\s*"
_NUMBER = r"([0-9][0-9 -]{6,36}[0-9])(?![0-9*])"
_PAYEE = r"(?:收款|收方|对方|转入|入账|受益)(?:人|方|单位)?"
_BALANCE = re.compile(r"(?:可用|账户|活期|当前)?余额[^,。;\n]*(?:,[0-9]{3}(?:,[0-9]{3})*(?:\.[0-9]+)?[^,。;\n]*)?")
_PAYEE_ACCOUNT = re.compile(rf"{_PAYEE}\s*(?:的)?(?:账号|帐号|账户|帐户|卡号){_COLON}{_NUMBER}")
_PAYEE_NAME = re.compile(
    rf"(?:{_PAYEE}\s*(?:户名|名称|姓名|全称)?|(?<!付款)(?<!付款人)户名){_COLON}"
    r"([一-鿿·()]{2,40}|[A-Z][A-Za-z .,&-]{2,60})"
)
_TOWARDS = re.compile(
    r"(?:向|转给|付给|汇给|支付给)\s*([一-鿿·（）()]{2,30}?)(?=转账|转出|汇款|付款|支付|支出|[,。;\s0-9]|$)"
)
_PAYEE_BANK = re.compile(
    rf"(?:(?:{_PAYEE}|(?<!付款)(?<!付款人))\s*(?:开户|账户)?(?:银行|行名?)(?:名称)?){_COLON}([一-鿿]{{2,30}}(?:银行|信用社|支付|支付宝|财付通)[一-鿿]{{0,20}})"
)
_SUM = r"([0-9][0-9,]*(?:\.[0-9]{1,2})?\s*万?)"
_AMOUNT = (
    re.compile(
        rf"(?:金额|转账|转出|支出|汇出|汇款|付款|支付|扣款|交易额)"
        rf"(?!人|方|账|户|卡|行|时间|日期)[^0-9,。;账号]{{0,14}}(?<![0-9]){_SUM}\s*(?:元|$|[,。;\s)])"
    ),
    re.compile(rf"(?:人民币|RMB|CNY|[¥￥])\s*{_SUM}"),
    re.compile(rf"{_SUM}\s*元"),
)
_AT = re.compile(
    r"(?:(?:20[0-9]{2}\s*[-/.年]\s*)?[0-9]{1,2}\s*[-/.月]\s*[0-9]{1,2}\s*[日号]?|今天|昨天|刚才)?\s*"
    r"(?:上午|下午|晚上|凌晨|中午)?\s*[0-2]?[0-9]\s*[::时点]\s*[0-5]?[0-9](?:\s*[::分]\s*[0-5]?[0-9]?\s*秒?)?"
)
_PAYER_ACCOUNT = re.compile(
    rf"(?:付款|付方|转出|本方)(?:人|方)?\s*(?:的)?(?:账号|帐号|账户|帐户|卡号){_COLON}{_NUMBER}"
)
_PAYER_TAIL = re.compile(
    r"(?:您|贵公司)[^,。;\n]{0,12}?(?:尾号|末四位|账户|账号|卡)\s*(?:为|是)?\s*[*xX]*([0-9]{4})(?![0-9])"
)
_SIGNATURE = re.compile(r"[【\[]([一-鿿]{2,12}(?:银行|农信|信用社|支付宝|微信支付))[】\]]")


def read_payment(said: str) -> Payment | None:
    """The payment in a bank message, or None when the text does not read like one."""
    text = plain(said)
    without_balance = _BALANCE.sub("", text)
    found = Payment(
        payee_account=_first(_PAYEE_ACCOUNT, text),
        payee_name=_name(text),
        payee_bank=_first(_PAYEE_BANK, text),
        amount=next((one for form in _AMOUNT if (one := _first(form, without_balance))), None),
        at=_when(text),
        payer=_payer(text),
    )
    return found if found.known >= LEAST_KNOWN else None


def _first(form: re.Pattern[str], text: str) -> str | None:
    found = form.search(text)
    return found[1].strip(" -") if found else None


def _name(text: str) -> str | None:
    labelled = _PAYEE_NAME.search(text) or _TOWARDS.search(text)
    name = labelled[1].strip() if labelled else ""
    return name if name and not name.startswith(("账号", "帐号", "账户", "银行", "开户", "卡号", "尾号")) else None


def _when(text: str) -> str | None:
    found = _AT.search(text)
    return re.sub(r"\s+", " ", found[0]).strip() if found else None


def _payer(text: str) -> str | None:
    """The bank that signed the message, and the number it was paid from, as far as it is said."""
    bank, number, tail = _first(_SIGNATURE, text), _first(_PAYER_ACCOUNT, text), _first(_PAYER_TAIL, text)
    said = [bank or "", number or (f"尾号{tail}" if tail else "")]
    return " ".join(one for one in said if one) or None
