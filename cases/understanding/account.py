"""Where money went: a bank card, a company account, a wallet, a coin address, also inside a pasted bank message."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

from stdnum import bitcoin, luhn

from cases.errors import NotUnderstood
from cases.understanding.writing import plain

CARD_LENGTHS = range(16, 20)
ACCOUNT_LENGTHS = range(8, 33)
SHORTEST_UNLABELLED = 12  # shorter figures in a message are branch codes and the like more often than accounts


@dataclass(frozen=True)
class Account:
    """`number` without spaces; `checked`: its own checksum holds. Company accounts and wallets have none."""

    number: str
    kind: Literal["card", "account", "wallet", "crypto"]
    checked: bool


_ONLY_NUMBER = re.compile(r"[^0-9A-Za-z]*([0-9][0-9 -]*)[^0-9A-Za-z]*")
_RUN = re.compile(
    r"(?<![0-9A-Za-z.,*-])(?:[0-9]{4}(?:[ -][0-9]{4}){2,6}(?:[ -][0-9]{1,4})?|[0-9]{8,})"
    r"(?![0-9A-Za-z*]|[.,][0-9]| ?[元万块])"
)
_OTHER_USE = re.compile(
    r"(?:流水|订单|交易|凭证|单号|参考|票|电话|手机|客服|热线|order|reference|tel)[^0-9]{0,6}$", re.IGNORECASE
)
_PAYEE = re.compile(r"(?:收款|收方|对方|转入|入账|转给|付给|汇给|payee|beneficiary|\bto\b)[^0-9]{0,30}$", re.IGNORECASE)
_LABEL = re.compile(r"(?:账号|账户|帐号|卡号|account|card)[^0-9]{0,12}$", re.IGNORECASE)
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{0,6}")
_MASKED = re.compile(r"[0-9]{2,6} ?[*xX]{2,} ?[0-9]{2,4}|尾号|ending in|末四位")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.ASCII)
_WALLET = re.compile(
    r"(?:微信号?|支付宝|wechat|weixin|alipay)(?:账号|账户|号| id)?[ :是]{0,3}"
    r"([A-Za-z][\w-]{5,19}|1[3-9][0-9]{9})(?![\w@.-])",
    re.IGNORECASE | re.ASCII,
)
_COINS = re.compile(
    r"(?<![0-9A-Za-z])(?:0x[0-9a-fA-F]{40}|T[1-9A-HJ-NP-Za-km-z]{33}|bc1[0-9a-z]{25,80}|[13](?=[0-9]{0,24}[A-Za-z])[1-9A-HJ-NP-Za-km-z]{25,33})(?![0-9A-Za-z])"
)


def read_account(said: str) -> Account:
    """The one account in `said`. Raises NotUnderstood("account", form | length | several | masked)."""
    text = plain(said)
    for find in (_coins, _wallets, _typed, _numbers):
        if found := list(dict.fromkeys(find(text))):
            return _only(found)
    raise NotUnderstood("account", "masked" if _MASKED.search(text) else "form")


def _only(found: list[Account]) -> Account:
    if len(found) > 1:
        raise NotUnderstood("account", "several")
    return found[0]


def _coins(text: str) -> list[Account]:
    return [Account(address, "crypto", _is_sound_address(address)) for address in _COINS.findall(text)]


def _is_sound_address(address: str) -> bool:
    """Bitcoin and TRON carry a checksum; Ethereum's needs Keccak, which Python does not bring."""
    if address.startswith("T"):
        raw = bitcoin.b58decode(address)
        return len(raw) == 25 and hashlib.sha256(hashlib.sha256(raw[:-4]).digest()).digest()[:4] == raw[-4:]
    return not address.startswith("0x") and bool(bitcoin.is_valid(address))


def _wallets(text: str) -> list[Account]:
    names = _EMAIL.findall(text) + _WALLET.findall(text)
    return [Account(name, "wallet", checked=False) for name in names]


def _typed(text: str) -> list[Account]:
    """Nothing but a number, in groups or not."""
    if not (said := _ONLY_NUMBER.fullmatch(text)):
        return []
    digits = re.sub(r"[ -]", "", said[1])
    if len(digits) not in ACCOUNT_LENGTHS:
        raise NotUnderstood(
            "account", "length", length=len(digits), shortest=ACCOUNT_LENGTHS[0], longest=ACCOUNT_LENGTHS[-1]
        )
    return [_account(digits)]


def _numbers(text: str) -> list[Account]:
    """In a pasted message: the payee's number, else one called an account, else a long one, else any."""
    ranked: dict[int, list[Account]] = {}
    for said in _RUN.finditer(text):
        digits, before = re.sub(r"[ -]", "", said[0]), text[max(0, said.start() - 40) : said.start()]
        if len(digits) in ACCOUNT_LENGTHS and not _OTHER_USE.search(before):
            ranked.setdefault(_rank(digits, before), []).append(_account(digits))
    return ranked[max(ranked)] if ranked else []


def _rank(digits: str, before: str) -> int:
    """Two that rank alike are two accounts, and the person is asked: dropping one silently would be worse."""
    if _PAYEE.search(before):
        return 3
    if _LABEL.search(before):
        return 2
    if _MOBILE.fullmatch(digits) or _DATE.fullmatch(digits):
        return -1
    return int(len(digits) >= SHORTEST_UNLABELLED)


def _account(digits: str) -> Account:
    """A card when it has a card's length, a wallet when it is a mobile number, else a company's account."""
    if _MOBILE.fullmatch(digits):
        return Account(digits, "wallet", checked=False)
    if len(digits) in CARD_LENGTHS:
        return Account(digits, "card", bool(luhn.is_valid(digits)))
    return Account(digits, "account", checked=False)
