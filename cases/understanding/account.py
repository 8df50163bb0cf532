"""Where money went: a bank card, a company account, a wallet, a coin address, also inside a pasted bank message."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from stdnum import bitcoin, luhn
from stdnum.cn import ric

from cases.errors import NotUnderstood
from cases.understanding.writing import clauses, plain

CARD_LENGTHS = range(16, 20)
ACCOUNT_LENGTHS = range(8, 33)
SHORTEST_UNLABELLED = 12  # shorter figures in a message are branch codes and the like more often than accounts


@dataclass(frozen=True)
class Account:
    """`number` without spaces; `checked`: its own checksum holds. Company accounts and wallets have none."""

    number: str
    kind: Literal["card", "account", "wallet", "crypto"]
    checked: bool


_ONLY_NUMBER = re.compile(r"([^0-9A-Za-z]*+)([0-9][0-9 -]*+)([^0-9A-Za-z]*+)")
_RUN = re.compile(
    r"(?<![0-9A-Za-z.,*-])(?:[0-9]{4}(?:[ -][0-9]{4}){2,6}(?:[ -][0-9]{1,4})?|[0-9]{8,40}+"
    r"|[0-9]{1,14}+(?:-[0-9]{1,14}+){2,6}+)"
    r"(?![0-9A-Za-z*]|[.,][0-9]|-[0-9]| ?[元万块美港欧])"
)
_DOTTED = re.compile(r"(?<![0-9.])[0-9]{4}(?:[./·][0-9]{4}){2,4}(?:[./·][0-9]{1,3})?(?![0-9.])")
_MONEY_BEHIND = re.compile(r" ?(?:元|万|块|美[元金]|港[元币]|欧元)")
# What the words before a number say of it; the last of them counts, and digits end them.
_USES = re.compile(
    r"(?P<other>流水|订单|凭证|单号|参考|发票|票号|电话|手机(?!银行)|客服|热线|金额|身份证|证件|编号|合同号|[联银]?行号|代码|验证码|qq|邮编|工号|税号|"
    r"运单|传真|座机|交易号|order|reference|\bref\b|\btel\b|phone|invoice)"
    r"|(?P<payee>收款|收方|对方|转入|入账|给|向|(?:转|汇|打|付|存)(?:账|款)?[了]?[到至进入]|个人卡|骗子|payee|beneficiary|\bto\b)"
    r"|(?P<left>从|由(?!于)|您|贵公司)"
    r"|(?P<payer>付款|付方|转出|本方|我方|我们|我司|我公司|本公司|公司账|payer|from)"
    r"|(?P<label>账号|账户|卡号|a/c|account|card)",
    re.IGNORECASE,
)
_LISTED = re.compile(" ?(?:[、,;/和及与或]|and) ?")  # the second of two numbers is what the first is
_RUN_OF_FOUR = re.compile(r"[0-9]{4}(?:[ -][0-9]{4})+(?:[ -][0-9]{1,4})?")
_TRAIL = re.compile(r"[^0-9]*+$")
_PAYEE_RANK, _LABEL_RANK, _PAYER_RANK = 3, 2, -2
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_ABROAD_MOBILE = re.compile(r"(?<![0-9])(?:\+|00)?86[ -]?(?=1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9]))")
_LANDLINE = re.compile(r"0[0-9]{2,3}-[0-9]{7,8}|[48]00-?[0-9]{3,4}-?[0-9]{3,4}")
_DATE = re.compile(r"(?:19|20)[0-9]{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12][0-9]|3[01])[0-9]{0,6}")
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


# Accounts of free-trade zones and of companies from abroad carry letters before their digits.
_LETTERED = re.compile(r"(?<![0-9A-Za-z])(?:FT[EFINU]|NRA|OSA)[0-9]{10,30}(?![0-9A-Za-z])", re.IGNORECASE)
_IBAN = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{2}[0-9]{2}(?:[ -]?[0-9A-Za-z]){11,30}+")
# ISO 13616, the countries that money is sent to most.
IBAN_LENGTHS = {
    "AE": 23, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
    "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IT": 27, "KW": 30, "KZ": 20,
    "LT": 20, "LU": 20, "LV": 21, "MT": 31, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PT": 25, "QA": 29, "RO": 24,
    "RS": 22, "SA": 24, "SE": 24, "SI": 19, "SK": 24, "TR": 26, "UA": 29,
}  # fmt: skip


def read_account(said: str) -> Account:
    """The one account in `said`. Raises NotUnderstood("account", form | length | several | masked).

    Beside the payee's account the payer's is passed over; alone it is the answer, unless money was taken from it.
    """
    text = _DOTTED.sub(lambda found: re.sub("[./·]", "", found[0]), _ABROAD_MOBILE.sub("", plain(clauses(said))))
    for find in (_coins, _ibans, _wallets, _typed, _numbers):
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


def _ibans(text: str) -> Iterator[Account]:
    """International numbers, which carry a checksum, and those with letters of their own."""
    for found in _LETTERED.finditer(text):
        yield Account(found[0].upper(), "account", checked=False)
    for found in _IBAN.finditer(text):
        length = IBAN_LENGTHS.get(found[0][:2].upper(), 0)
        number = re.sub("[ -]", "", found[0]).upper()[:length]
        if length and len(number) == length:
            yield Account(number, "account", _is_sound_iban(number))


def _is_sound_iban(number: str) -> bool:
    return int("".join(str(int(letter, 36)) for letter in number[4:] + number[:4])) % 97 == 1


def _typed(text: str) -> list[Account]:
    """Nothing but a number, in groups or not."""
    said = _ONLY_NUMBER.fullmatch(text)
    if not said or _MONEY_BEHIND.match(said[3]) or _use(said[1]) in ("other", "left"):
        return []
    digits = re.sub(r"[ -]", "", said[2])
    if not _is_one(said[2].split(), digits) or _is_no_account(said[2].strip(), digits):
        return []
    if len(digits) not in ACCOUNT_LENGTHS:
        raise NotUnderstood(
            "account", "length", length=len(digits), shortest=ACCOUNT_LENGTHS[0], longest=ACCOUNT_LENGTHS[-1]
        )
    return [_account(digits)]


def _is_one(groups: list[str], digits: str) -> bool:
    """Groups of one length and a rest are one number; 6222021234567894 50000 is an account and a sum."""
    lengths = {len(group) for group in groups[:-1]}
    is_regular = len(lengths) <= 1 and len(groups[-1]) <= max(lengths, default=len(digits))
    is_mobile = bool(_MOBILE.fullmatch(digits))
    return (is_regular and max(lengths, default=0) <= 6) or is_mobile or _account(digits).checked


def _is_no_account(written: str, digits: str) -> bool:
    """A date, a landline, the number of an identity card."""
    is_person = len(digits) == 18 and bool(ric.is_valid(digits))
    return bool(_DATE.fullmatch(written) or _LANDLINE.fullmatch(written)) or is_person


def _numbers(text: str) -> list[Account]:
    """In a pasted message: the payee's number, else one called an account, else a long one, else any."""
    ranked: dict[int, list[Account]] = {}
    use, end = None, 0
    for said in _RUN.finditer(text):
        digits, before = re.sub(r"[ -]", "", said[0]), text[max(end, said.start() - 30) : said.start()]
        use, end = use if end and _LISTED.fullmatch(before) else _use(before), said.end()
        rank = _rank(said[0], digits, use)
        if len(digits) in ACCOUNT_LENGTHS and rank is not None:
            ranked.setdefault(rank, []).append(_account(digits))
    return ranked[max(ranked)] if ranked else []


def _use(before: str) -> str | None:
    """What the words just before a number make of it: payee, payer, left (it was taken from there), other, label."""
    words = [found.lastgroup for found in _USES.finditer(_TRAIL.search(before)[0])]  # type: ignore[index]
    uses = [word for word in words if word != "label"]
    if uses and uses[-1] == "payer" and "left" in uses and "payee" not in uses[uses.index("left") :]:
        return "left"
    return uses[-1] if uses else next(iter(words), None)


def _rank(written: str, digits: str, use: str | None) -> int | None:
    """None for what is no account.

    Two that rank alike are two accounts, and the person is asked: dropping one silently would be worse.
    """
    ranks = {"payee": _PAYEE_RANK, "label": _LABEL_RANK, "payer": _PAYER_RANK}
    if use in ("other", "left") or _LANDLINE.fullmatch(written):
        return None
    if use in ranks:
        return ranks[use]
    if _is_no_account(written, digits) or ("-" in written and not _RUN_OF_FOUR.fullmatch(written)):
        return None
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
