"""What a value on a bank slip may be: an account, a name, a bank, a sum, a time. None where it is something else."""

from __future__ import annotations

import re

from cases.understanding.bank_message import Payment, read_payment
from cases.understanding.writing import plain

_COIN = re.compile(r"(?<![0-9A-Za-z])(?:0x[0-9a-fA-F]{40}|T[1-9A-HJ-NP-Za-km-z]{33}|bc1[0-9a-z]{25,62})(?![0-9A-Za-z])")
_MAIL = re.compile(r"[\w.+*-]{1,40}@[\w-]{1,40}(?:\.[\w-]{1,20}){1,3}", re.ASCII)
_FIGURES = re.compile(r"(?<![0-9A-Za-z])[0-9][0-9 *xX]{6,36}[0-9](?![0-9A-Za-z]|[.][0-9])")
_CARD_SAID = re.compile(r"(?<![0-9A-Za-z*.])[0-9]{15,19}(?![0-9A-Za-z*]|[.][0-9])")
_OTHER_USE = re.compile(r"(?:流水|订单|交易|凭证|单号|参考|编号|票)[^0-9]{0,6}$")
_TAIL = re.compile(r"(?:尾号|末四位)[^0-9]{0,3}([0-9]{4})(?![0-9])|[(\[*]([0-9]{4})[)\]]?$")
_BANK = re.compile(
    r"[一-鿿]{2,24}?(?:银行|信用社|信用联社|农信|农商行|支付宝|财付通|微信支付)(?:[一-鿿()]{0,24}(?:公司|支行|分行|营业部|行|部))?"
    r"|[一-鿿]{1,12}行[一-鿿]{2,16}(?:支行|分行|营业部)"
)
SHORTEST_WHOLE = 12  # digits
_LETTERS = re.compile(r"[一-鿿A-Za-z]")
_NAME = re.compile(
    r"\*{0,2}[一-鿿][一-鿿·*()XxA-Za-z&]{1,40}|\*{1,2}[一-鿿]{1,2}|[一-鿿]\*{1,2}|[A-Z][A-Za-z.,&' -]{2,60}"
)
_MASKED_AGAIN = re.compile(r"\([^()*]*+\*[^()]*+\)")
_PART_OF_A_NAME = re.compile(
    r"(?:股份|有限|责任|集团)*公司|(?:收款|付款|汇款)(?:人|户|账|方)?|.{2,20}(?:有限|股份|有限责任)$"
)
_NO_NAME = re.compile(
    r"成功|失败|转账|支付|交易|详情|记录|账单|完成|受理|回单|凭证|银行|金额|已|收款|付款|余额|处理|提现|币|订单|时间|明细|信息|结果|通知|服务|"
    r"查看|更多|返回|分享|保存|截图|账号|账户|卡号"
)
_SUM = re.compile(
    r"[¥￥YV]?\s*-?\s*[¥￥]?\s*([0-9][0-9,. ]{0,18}[0-9]|[0-9])\s*(万?)\s*"
    r"(元|人民币|RMB|CNY|USDT|USDC|U|美元|USD)?整?"
)
_IN_WORDS = re.compile(
    r"[零〇一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾佰仟百千万亿]{1,30}[元圆][零壹贰叁肆伍陆柒捌玖角分整正]{0,8}"
)
_COINS = frozenset({"USDT", "USDC", "U"})
_FOREIGN = frozenset({"美元", "USD"})
_DAY = re.compile(
    r"(20[0-9]{2})\s*[-/.年]\s*([01]?[0-9])\s*[-/.月]\s*([0-3][0-9]|[1-9](?![0-9]))\s*日?|(?<![0-9])(20[0-9]{2})([01][0-9])([0-3][0-9])(?![0-9])"
)
_SHORT_DAY = re.compile(r"(?<![0-9-])([01]?[0-9])\s*[-/月]\s*([0-3][0-9]|[1-9](?![0-9]))\s*日?|今天|昨天|前天")
_HOUR = re.compile(
    r"(?:凌晨|早上|上午|中午|下午|晚上)?\s*([0-2][0-9]|[0-9])\s*[:时点]\s*([0-5][0-9])(?:\s*[:分]\s*([0-5][0-9])秒?)?(?![0-9])"
)
_TOWARDS = re.compile(
    r"(?:转账-)?(?:向|转给|付给|汇给|支付给|转账给|付款给|转账-)\s*([一-鿿·*]{2,30}?)\s*(?:\([^()]{1,12}\))?\s*(?:转账|付款|汇款|转出|支付|$)"
)

_HOLDER = re.compile(r"户名\s*[:是为]?\s*([一-鿿·]{2,20})(?=[,，。;\s0-9]|$)")
_SAID_SUM = re.compile(r"(?<![0-9.,])[0-9]{1,6}(?:\.[0-9]{1,4})?万(?![0-9])")


def account_in(text: str) -> str | None:
    """A card, an account, a wallet or an address, as it is written; figures without the spaces between them."""
    text = plain(text)
    if found := _COIN.search(text) or _MAIL.search(text):
        return found[0]
    found = _FIGURES.search(text)
    number = "".join(found[0].split()) if found else ""
    return (
        number if 8 <= len(number) <= 32 and sum(map(str.isdigit, number)) >= 6 and not _DAY.fullmatch(number) else None
    )


def is_whole_account(text: str) -> bool:
    """Whether a line is an account by itself, so that nothing beside it belongs to its number."""
    return sum(map(str.isdigit, account_in(text) or "")) >= SHORTEST_WHOLE


def payer_in(text: str) -> str | None:
    """What it was paid from: a number, or a card by its bank and last four, as it is written."""
    number = account_in(text)
    words = plain(text)
    if number and not _LETTERS.search(words):
        return number
    return words if number or _TAIL.search(words) or re.search(r"[0-9]{4}", words) else None


def bank_in(text: str) -> str | None:
    found = _BANK.search("".join(plain(text).split()))
    return found[0] if found else None


def is_name(text: str) -> bool:
    """Whether it can only be somebody's name: short, or a company's; no word of a slip."""
    words = plain(text)
    return (
        bool(_NAME.fullmatch(words))
        and not _NO_NAME.search(words)
        and (len(words) <= 4 or words.endswith(("公司", "厂", "店", "行", "部")))
    )


def name_in(text: str) -> str | None:
    """The name beside its caption; what is masked again behind it goes, and so does an account."""
    words = _MASKED_AGAIN.sub("", plain(text))
    words = _without_account(words).partition("尾号")[0].strip()
    words = "".join(words.split()) if re.search(r"[一-鿿]", words) else words
    words = words.strip(",.;:、。-")
    return words if _NAME.fullmatch(words) and not _PART_OF_A_NAME.match(words) else None


def _without_account(words: str) -> str:
    """Without the digits, spaces, stars and brackets at its end, from the first digit on.

    No pattern: it would begin anew at each of them.
    """
    name = words.rstrip("0123456789 *xX()")
    behind = words[len(name) :]
    digits = [at for at, letter in enumerate(behind) if letter in "0123456789"]
    return (name + behind[: digits[0]]).rstrip(" \t\n(") if digits else words


def amount_in(text: str) -> str | None:
    """A sum beside its caption, in figures or in words; without its sign, since what left is written with a minus."""
    words = plain(text).replace("人民币", "")
    if found := _SUM.match(words.strip(" :-")):
        return _said(found)
    found = _IN_WORDS.search(words)
    return found[0] if found else None


def headline_sum(text: str) -> str | None:
    """A sum that stands alone: it must say so, by a sign, a unit, or by its two decimals."""
    words = plain(text).strip()
    found = _SUM.fullmatch(words)
    is_sum = found and (found[3] or found[2] or words[0] in "¥￥" or re.search(r"[0-9]\.[0-9]{2}$", found[1]))
    return _said(found) if found and is_sum else None


def _said(found: re.Match[str]) -> str:
    unit = found[3] if found[3] in _COINS | _FOREIGN else ""
    return f"{found[1].replace(' ', '')}{found[2]}{' ' if unit else ''}{unit}"


def towards(text: str) -> str | None:
    """Whom a headline says it went to: 你已向 马东(*东) 转账."""
    found = _TOWARDS.search(plain(text))
    return found[1] if found else None


def date_in(text: str) -> str | None:
    """2026-11-26 as it is read everywhere; a day without its year as it is written."""
    words = plain(text)
    if found := _DAY.search(words):
        year, month, day = (found[1], found[2], found[3]) if found[1] else (found[4], found[5], found[6])
        return f"{year}-{int(month):02}-{int(day):02}"
    found = _SHORT_DAY.search(words)
    return found[0] if found else None


def time_in(text: str) -> str | None:
    """The hour, as it is written; of 2026-11-2609:12 the day's figures are not the hour's."""
    words = plain(text)
    day = _DAY.search(words) or _SHORT_DAY.search(words)
    found = _HOUR.search(words, day.end() if day else 0)
    return found[0].strip() if found else None


def moment_in(text: str) -> str | None:
    """A day with its hour."""
    day, hour = date_in(text), time_in(text)
    return f"{day} {hour}" if day and hour else None


def in_sentences(text: str) -> dict[str, str]:
    """What a bank's message or a line of a chat says, piece by piece; the payer only with a number."""
    payment = read_payment(text) or Payment()
    account = payment.payee_account or _account_said(text)
    said = {
        "payee_account": account_in(account or ""),
        "payee_name": name_in(payment.payee_name or "") or _holder(text),
        "payee_bank": payment.payee_bank or (bank_in(text) if account else None),
        "amount": payment.amount or _sum_in(text),
        "at": moment_in(payment.at or "") or payment.at,
        "payer_account": payer_in(payment.payer or ""),
    }
    return {piece: found for piece, found in said.items() if found}


def _account_said(text: str) -> str | None:
    """The one number in a sentence that is long enough for an account and not called something else."""
    words = plain(text)
    found = {
        one[0]
        for one in _CARD_SAID.finditer(words)
        if not _OTHER_USE.search(words, max(0, one.start() - 12), one.start())
    }
    return found.pop() if len(found) == 1 else None


def _holder(text: str) -> str | None:
    found = _HOLDER.search(plain(text))
    return found[1] if found else None


def _sum_in(text: str) -> str | None:
    found = _SAID_SUM.search(plain(text))
    return found[0] if found else None
