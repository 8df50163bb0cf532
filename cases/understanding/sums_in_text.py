"""Every sum of money in a paragraph, with its place: only what certainly is one, for nobody is asked about the rest.

A figure counts with a currency, with 万 or 亿, or where the words before it pay or name a sum: 转了5000, 定金三千.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from cases.errors import NotUnderstood
from cases.understanding.amounts import Amount, amounts
from cases.understanding.money import Money, money_of
from cases.understanding.traced import plainly


@dataclass(frozen=True)
class FoundSum:
    """A sum and where it stands: `quote` is text[start:end] of the text that was given."""

    money: Money
    start: int
    end: int
    quote: str


LEAST_FEN = 100_00  # smaller ones are unit prices and slips of reading more often than what a case is about
_LARGE_UNITS = frozenset("万亿")
_UNITS = frozenset("百千佰仟")
_PAYING = re.compile(
    r"(?:转账?|汇款?|付款?|支付|打款?|刷|充值?|投资?|借|欠|赔付?|退|骗|损失|亏|少收|给|收款?|交|缴|领|拿|取|存|卖|买|贷款?|罚|返|套现|提现|值|花|垫|"
    r"paid|sent|lost|wired|transferred|金额|总额|货款|定金|订金|押金|保证金|预付款|尾款|工资|价格?|款项?|费用?|本金|利息|奖金|现金|"
    r"红包|佣金|回扣|合计|共计|总共|一共|总计|累计|每[次笔回趟台件套吨箱张部辆个单批头只条桶])"
    r"(?:[了过出走进入去掉:是为有到给的她你您约近快共 ]|我们?|他们?|对方|人家|骗子|大概|大约|将近|"
    r"[一两二三四五][次回趟]|back|us|them|him|her){0,4}$"
)
_COUNTED_BEFORE = re.compile(
    r"(?:播放|点击|浏览|阅读|粉丝|销量|产量|库存|流量|转发|点赞|用户|会员|学员|客户|数据|订单|快递单|面积|里程|人数|人口|数量)"
    r"[量数了约近达有: ]{0,4}$"
)


MOST_FIGURES = 900  # sums or not
MOST = 300  # whoever lists more than these lists a bank's statement


def find_sums(text: str) -> list[FoundSum]:
    """The first `MOST` sums in `text`; counts, dates, telephones, accounts and shares are none."""
    return list(islice(_sums(text), MOST))


def _sums(text: str) -> Iterator[FoundSum]:
    traced = plainly(text)
    for amount in islice(amounts(traced.text), MOST_FIGURES):
        if _is_certain(amount, traced.text):
            with suppress(NotUnderstood):
                money = money_of(amount)
                if money.fen >= LEAST_FEN:
                    start, end = traced.place(amount.start, amount.end)
                    yield FoundSum(money, start, end, text[start:end])


def _is_certain(amount: Amount, text: str) -> bool:
    if amount.negative or amount.figures.startswith("几"):
        return False
    before = text[max(0, amount.start - 24) : amount.start]
    letters = set(amount.figures[1:])
    if amount.currencies or (amount.is_marked and letters & _LARGE_UNITS and not _COUNTED_BEFORE.search(before)):
        return True
    is_bare = amount.figures[0].isdigit() and len(amount.figures) > 2 and amount.may_be_bare
    is_named = is_bare or bool(letters & _UNITS)
    return is_named and bool(_PAYING.search(before))
