"""The words that say what a sum is: a total, a loss, a payment, a price, or no loss at all. See loss_words.toml."""

from __future__ import annotations

import re

from cases.understanding.numerals import DIGITS
from cases.understanding.tables import one_of, table

_TABLE = table("loss_words")
_KINDS = (
    "total",
    "rest",
    "rate",
    "returned",
    "recovered",
    "extorted",
    "other",
    "loss",
    "worth",
    "price",
    "payment",
    "open",
)


def _words(name: str, before: str = "", after: str = "") -> re.Pattern[str]:
    return re.compile(f"{before}(?:{one_of(_TABLE[name])}){after}", re.IGNORECASE)


KINDS = re.compile("|".join(f"(?P<{kind}>{one_of(_TABLE[kind])})" for kind in _KINDS), re.IGNORECASE)
# What a sum is by the words behind it, the surest first.
BEHIND = (
    ("returned", _words("came_back", before=r"[元块 ]{0,2}")),
    ("loss", _words("own_debts", before=r"[元块 ]{0,2}的?")),
    ("loss", _words("gone", before=r" ?(?:[a-z]{1,12} ){0,4}[^,。;!?0-9 ]{0,20}?")),
    ("other", _words("not_lost", before=r"[元块 ]{0,2}的?")),
    ("price", _words("to_cost", before=r"[元块 ]{0,2}的?")),
)
GOODS_GONE = _words("goods_gone")
DELIVERED = _words("delivered")
CHEATED = _words("cheated")
BILL, DISHONOURED = _words("bill"), _words("dishonoured")
OF_OTHERS = _words("of_others")
OF_OURSELVES = re.compile(r"我们|我司|我家|本公司|咱|\b(?:we|our)\b", re.IGNORECASE)
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
# 还剩40万没付, which may be what the reporter was still to pay.
STILL_TO_PAY = re.compile(r"[元块 ,]{0,3}(?:我们?)?(?:还没|没|尚未|未)(?:有)?(?:付|打|转|来得及)")
# 付了50万，还有30万没付: nobody has it; unless they are who pays, and we wait for it.
NOT_PAID_YET = re.compile(
    r"[元块 ,]{0,3}的?(?:[尾余货款定金]{2}|预付款)?(?:我们?)?[都也]?"
    r"(?:(?:还没|没|尚未|未)(?:有)?(?:[付打转汇]|给(?:[他她]|对方|骗子|我们)|来得及)|(?<=我)没给"
    r"|(?:准备|打算)[^,。;]{0,6}?[付打转汇给]|(?:is |are |was )?(?:not (?:yet )?paid|still to (?:be paid|pay)|unpaid)"
    r"|(?:we|i) (?:have|did)(?: not|n't) (?:pa|send|sent))",
    re.IGNORECASE,
)
THEY_PAY = re.compile(
    "(?<![给向往跟替帮让叫和])(?:[他她]们?|对方|客户|买家|买方|甲方)"
    "(?:公司|那边|只|就|才|先|已经?|[一总]共|陆续|前后|后来|给我们?){0,3}[付打转汇]"
    r"|\b(?:they|he|she|customer|buyer)(?: has| have| only)? paid",
    re.IGNORECASE,
)
# 客户拿货100万，付了30万，还差70万: who has the goods owes what is left of their price.
_BUYER = "(?<![我本咱])(?:客户|买家|买方|对方|经销商|代理商|下家|甲方|[他她]们?)"
THEY_HAVE_GOODS = re.compile(
    rf"{_BUYER}[^,。;我0-9]{{0,6}}(?:从我们?[这那]?[里儿边]?)?[拿提拉赊进]货"
    rf"|{_BUYER}[^,。;我0-9]{{0,6}}(?:[拿提拉赊]了|[拿提拉赊]走了?)[^,。;群人]{{0,14}}货"
    rf"|{_BUYER}[^,。;我0-9]{{0,4}}把我?们?[^,。;]{{0,6}}货[^,。;]{{0,3}}[拿提拉]走"
    "|[拿提拉赊][了走]{1,2}我们[^,。;群人]{0,14}货"
)
WE_PAY = re.compile(
    "(?:我们?|会计|财务|出纳)(?:公司|这边|先|已经?|就|只|才|又|一共|前后|陆续){0,3}[付打转汇]|(?:我们?(?:公司)?|[本我]公?司)[拿提进订]货"
)
STILL_SHORT = re.compile(r"(?:还[差少欠]|还剩|剩下)(?:我们?)?(?:大概|差不多|约)?[^,。;0-9]{0,2}$")
SOON_PAID = re.compile("[元块 ]{0,2}(?:(?:就|才)(?:能|可以|够|付清|发货|给)|凑|(?:准备|打算)[^,。;]{0,4}[付打转汇给])")
# 还差20万是找朋友借来付的, 还剩70万发货前付清了: paid after all.
PAID_AFTER_ALL = re.compile("[^,。;没未]{0,10}(?:付清|[付转打借垫]的)")
# 还了6万，还差180万没还: what is left of the loss.
NOT_GIVEN_BACK = re.compile(r"[元块 ]{0,3}(?:一直)?[没未不]有?[还退]")
STILL_UNPAID = re.compile(r"[元块 ,]{0,3}(?:我们?)?(?:还没|尚未|没来得及|not yet)")
# 付了一半, 打了30%定金, 先付了三成: a share of the price.
SHARE_PAID = re.compile(
    r"[付打交转汇](?:了|过去)?(?P<share>一半|[0-9]{1,2} ?%|百分之[一二三四五六七八九十]{1,3}|[一二三四五六七八九]成半?)"
    r"|\b(?:paid|wired|transferred|sent) (?:(?:a|the|them) )?(?P<english>half|[0-9]{1,2} ?%)",
    re.IGNORECASE,
)
# 每台八千 beside 三台, 每次5万 beside 七次.
EACH = re.compile(r"每一?(?P<measure>[次笔回趟台件套吨箱张部辆个单批头只条桶])(?![月年天])[^,。;0-9]{0,4}$")
# 每吨贵300, 一吨多收我们两百块: dearer by so much each.
_MEASURE = "[台件套吨箱张部辆个单批只条桶斤米包盒]"
_NUMBER = rf"[0-9]{{1,9}}(?:\.[0-9]{{1,4}})?|[{DIGITS}十百千]{{1,8}}"
DEARER = re.compile(
    rf"[每一](?P<measure>{_MEASURE})[^,。;0-9]{{0,12}}?(?:贵|高|多收|多付|多算|加价)(?:了|出|我们){{0,2}} ?"
    rf"(?P<more>(?:{_NUMBER})[万千]?)(?:[元块]|(?![0-9{DIGITS}多几来%倍成]))"
)
COUNTED = re.compile(rf"(?<![每一第0-9.{DIGITS}])(?P<count>(?:{_NUMBER})[万千]?) ?(?P<measure>{_MEASURE})")
SAME_AGAIN = re.compile(r"(?:这|那|该|上述|以上|this|that)[^,。;]{0,3}$")
# Nothing but this between two sums: the second is of the same kind as the first.
JOINED = re.compile(
    r"[^,。;0-9]{0,6}(?:[,、 ]?(?:和|加|以及|还有|外加|[另又再]|一[张笔次批])[^,。;0-9]{0,8}|[、,][^,。;0-9]{0,3}"
    r"|,? (?:and|plus) [a-z' ]{0,24})",
    re.IGNORECASE,
)
