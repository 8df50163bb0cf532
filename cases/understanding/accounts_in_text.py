"""Accounts, telephones and company codes of a paragraph, with their places. Rather none than invented."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from stdnum import luhn
from stdnum.cn import ric, uscc

from cases.errors import NotUnderstood
from cases.understanding.account import Account, read_account
from cases.understanding.company import read_company_code
from cases.understanding.in_place import Said, in_place, is_chinese
from cases.understanding.phone import read_phone

REACH = 18  # letters before a number that say whose it is, or what

Side = Literal["payee", "payer"] | None


@dataclass(frozen=True)
class FoundAccount:
    """`quote` is `text[start:end]`; `side`: whose account it is in the payment, None when nothing says so."""

    account: Account
    start: int
    end: int
    quote: str
    side: Side = None


CARD_LENGTHS = range(16, 20)
COMPANY_LENGTHS = range(9, 31)
LEAST_UNCALLED = 12  # figures of an account that nobody calls one
CARD_BEGINNINGS = ("62", "60", "4", "5", "35", "9")
_DIGITS = re.compile(
    r"(?<![0-9A-Za-z*@_/+-])(?<![0-9][.,])(?:[0-9]{3,6}(?:[ -][0-9]{3,6}){2,7}+(?:[ -][0-9]{1,2})?|[0-9]{8,32}+)"
    r"(?![0-9A-Za-z*@_]|\.[0-9]|[ -]?[元万块亿%])"
)
_COIN = re.compile(
    r"(?<![0-9A-Za-z])(?:0x[0-9a-fA-F]{40}|T[1-9A-HJ-NP-Za-km-z]{33}|bc1[0-9a-z]{25,80}|[13](?=[0-9]{0,24}[A-Za-z])[1-9A-HJ-NP-Za-km-z]{25,33})(?![0-9A-Za-z])"
)
_WALLET = re.compile(
    r"(?P<kind>微信|支付宝|wechat|weixin|alipay|财付通|云闪付|paypal)的?"
    r"(?P<label>(?:收款)?(?:账号|帐号|账户|号码|号| ?id))?(?: account)?(?P<sign>[ :是为(]{0,3})"
    r"(?P<id>[\w.+-]{1,40}@[\w-]{1,40}(?:\.[a-z]{2,8}){1,2}|wxid_\w{4,24}|1[3-9][0-9]{9}|[a-z][\w-]{5,19})(?![\w@-])",
    re.IGNORECASE | re.ASCII,
)
_ACCOUNT = re.compile(
    r"(?:账号|帐号|账户|卡号|银行卡|[他她]的?卡|卡上|卡里|卡[: (]|对公户?|[本般头]户|收款码|"
    r"account(?: number| no\.?)?|card|iban)[^0-9,。;]{0,12}$",
    re.IGNORECASE,
)
_BANK = re.compile(r"(?:银行|[工农中建交招]行|信用社|农商行|bank)[^0-9,。;]{0,10}$", re.IGNORECASE)
_TOWARDS = re.compile(
    r"(?:骗子的?|[他她]的?(?=微信|支付宝|卡|账)|[转汇打付存][^,。;]{1,12}到|转给|转到|转入|转进|汇到|汇给|汇入|打到|打给|打进|付给|付到|存入|收款|收方|对方|payee|beneficiary|\bto\b|\binto\b)[^0-9。;]{0,16}$",
    re.IGNORECASE,
)
_FROM = re.compile(
    r"(?:付款|付方|转出|我们?(?:公司)?的?(?:账户|账号|卡)|我司|本公司|从|payer|\bfrom\b|\bour\b)[^0-9。;]{0,12}$",
    re.IGNORECASE,
)
_OTHER_USE = re.compile(
    r"(?:流水|订单|单号|运单|快递|交易|凭证|参考|发票|票号|编号|合同|警情|案号|受案|工号|电话|手机|联系|客服|热线|座机|致电|拨打|号码是?|身份证|证件|护照|信用代码|税号|纳税人|注册号|执照|"
    r"qq|order|reference|invoice|tel|phone|mobile|call|tracking|id (?:card|number)|serial)[^0-9,。;]{0,8}$",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{0,6}")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_PHONE = re.compile(
    r"(?<![0-9A-Za-z*@_-])(?<![0-9][.,])(?:\+ ?86[ -]?)?(?:1[3-9][0-9](?:[ -]?[0-9]{4}){2}"
    r"|\(?0[0-9]{2,3}\)?[ -]?[0-9]{7,8}(?:(?:-|转| ext\.? )[0-9]{1,5})?|400[ -]?[0-9]{3}[ -]?[0-9]{4})(?![0-9A-Za-z*])"
)
_ABROAD = re.compile(r"\+[0-9](?:[ ()-]?[0-9]){7,14}+")
_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Za-z])", re.IGNORECASE)


def find_accounts(said: str) -> list[FoundAccount]:
    """Every account in `said`, left to right, each number once: cards, company accounts, wallets, coin addresses."""
    text = in_place(said)
    found: dict[str, FoundAccount] = {}
    for account, start, end in sorted(_accounts(text), key=lambda one: one[1]):
        found.setdefault(account.number, FoundAccount(account, start, end, said[start:end], _side(text, start)))
    return list(found.values())


def find_phones(said: str) -> list[Said[str]]:
    """Telephone numbers as `read_phone` gives them (E.164), also one that is a wallet as well."""
    text = in_place(said)
    return [
        Said(phone, one.start(), one.end(), said[one.start() : one.end()])
        for form in (_PHONE, _ABROAD)
        for one in form.finditer(text)
        if not (form is _ABROAD and _PHONE.match(text, one.start())) and (phone := _phone(one[0]))
    ]


def find_company_codes(said: str) -> list[Said[str]]:
    """Unified social credit codes whose check digit holds; an identity card number is none."""
    found = []
    for one in _CODE.finditer(in_place(said)):
        code = one[0].upper()
        if uscc.is_valid(code) and not (code[:17].isdigit() and ric.is_valid(code)):
            found.append(Said(read_company_code(code), one.start(), one.end(), said[one.start() : one.end()]))
    return found


def _accounts(text: str) -> Iterator[tuple[Account, int, int]]:
    for coin in _COIN.finditer(text):
        yield read_account(coin[0]), *coin.span()
    for wallet in _WALLET.finditer(text):
        if _is_wallet(wallet):
            yield Account(wallet["id"], "wallet", checked=False), *wallet.span("id")
    for run in _DIGITS.finditer(text):
        digits = re.sub(r"[ -]", "", run[0])
        before = text[max(0, run.start() - REACH) : run.start()]
        if _is_account(digits, before):
            kind: Literal["card", "account"] = (
                "card" if len(digits) in CARD_LENGTHS and _looks_like_card(digits) else "account"
            )
            yield Account(digits, kind, kind == "card" and bool(luhn.is_valid(digits))), *run.span()


def _is_wallet(said: re.Match[str]) -> bool:
    """微信号 lihua, 支付宝13800138000; but WeChat message holds no id, and 微信13800138000 is whom to call."""
    if _MOBILE.fullmatch(said["id"]):
        return bool(said["label"]) or said["kind"].lower() in ("支付宝", "alipay")
    named = bool(said["label"]) and (":" in said["sign"] or is_chinese(said["label"][-1]))
    return named or any(not letter.isalpha() and letter != "-" for letter in said["id"])


def _is_account(digits: str, before: str) -> bool:
    """A number called an account, or one of a card's length and beginning; nothing that has another use."""
    if _OTHER_USE.search(before) or len(digits) not in COMPANY_LENGTHS or _is_identity(digits):
        return False
    if _ACCOUNT.search(before) or _BANK.search(before):
        return not _MOBILE.fullmatch(digits)
    if _DATE.fullmatch(digits) or _MOBILE.fullmatch(digits):
        return False
    if len(digits) in CARD_LENGTHS and _looks_like_card(digits):
        return True
    return len(digits) >= LEAST_UNCALLED and bool(_TOWARDS.search(before))


def _is_identity(digits: str) -> bool:
    return len(digits) == 18 and (bool(ric.is_valid(digits)) or bool(uscc.is_valid(digits)))


def _looks_like_card(digits: str) -> bool:
    return digits.startswith("62") or (digits.startswith(CARD_BEGINNINGS) and bool(luhn.is_valid(digits)))


def _side(text: str, start: int) -> Side:
    before = text[max(0, start - REACH - 12) : start]
    towards, away = _TOWARDS.search(before), _FROM.search(before)
    if towards and (not away or towards.start() >= away.start()):
        return "payee"
    return "payer" if away else None


def _phone(number: str) -> str | None:
    try:
        return read_phone(number)
    except NotUnderstood:
        return None
