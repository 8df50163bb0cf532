"""The words that say what a sum is: a total, a loss, a payment, a price, or no loss at all. See loss_words.toml."""

from __future__ import annotations

import re

from cases.understanding.tables import one_of, table

_TABLE = table("loss_words")
_KINDS = ("total", "rate", "returned", "extorted", "other", "loss", "worth", "price", "payment", "open")


def _words(name: str, before: str = "", after: str = "") -> re.Pattern[str]:
    return re.compile(f"{before}(?:{one_of(_TABLE[name])}){after}", re.IGNORECASE)


KINDS = re.compile("|".join(f"(?P<{kind}>{one_of(_TABLE[kind])})" for kind in _KINDS), re.IGNORECASE)
# What a sum is by the words behind it, the surest first.
BEHIND = (
    ("loss", _words("gone", before=r" ?(?:[a-z]{1,12} ){0,4}[^,。;!?0-9 ]{0,20}?")),
    ("other", _words("not_lost", before=r"[元块 ]{0,2}的?")),
    ("price", _words("to_cost", before=r"[元块 ]{0,2}的?")),
)
GOODS_GONE = _words("goods_gone")
DELIVERED = _words("delivered")
CHEATED = _words("cheated")
OF_OTHERS = _words("of_others")
AGAIN = _words("again")
PREVENTED = _words("prevented")
NOT_DONE = _words("not_done", after=r"[被去再要给把 ]{0,2}$")
BESIDE = re.compile(r"[元块]?[^,，。;；0-9\s]{0,5}")
# In front of a sum: it comes on top of the one before.
ON_TOP = re.compile(
    r"(?:another|还有|另外|另有|又|第[二三四五六][笔批次])(?:还有)?(?:一[笔批次])?[^,。;0-9]{0,4}$", re.IGNORECASE
)
SAME_IN_MONEY = re.compile(r"[ ,(]{0,3}(?:折合|合|相当于|也就是|就是|等于|约合|i\.e\.)?[ ,]?")  # 5万美金 大概36万人民币
# 第二笔40万还没付: what the reporter was still to pay, and did not.
OUR_REST = re.compile(r"(?:第[二三四五]笔|尾款|剩下|剩余|余下|the rest|the balance)[^,。;]{0,6}$", re.IGNORECASE)
STILL_UNPAID = re.compile(r"[元块 ,]{0,3}(?:我们?)?(?:还没|尚未|没来得及|not yet)")
SAME_AGAIN = re.compile(r"(?:这|那|该|上述|以上|this|that)[^,。;]{0,3}$")
# Nothing but this between two sums: the second is of the same kind as the first.
JOINED = re.compile(
    r"[^,。;0-9]{0,6}(?:[,、 ]?(?:和|加|以及|还有|外加|[另又再]|一[张笔次批])[^,。;0-9]{0,8}|[、,][^,。;0-9]{0,3}"
    r"|,? (?:and|plus) [a-z' ]{0,24})",
    re.IGNORECASE,
)
