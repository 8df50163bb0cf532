"""Who asks why nobody came is heard; who tells that a bank, a firm or another station did not answer tells."""

from __future__ import annotations

from cases.understanding.left_waiting import asks_where_we_are

ASKS = (
    "到点了怎么没人理我", "烦不烦 我到底找谁 你们人呢", "人呢", "说好的20:53呢", "怎么还没人回我", "都过了时间了人呢",
    "不是说8点前回我吗", "到点了 没人回", "我该找谁", "等半天了没人管", "你们怎么不理我", "还要等多久才有人",
    "Where is everybody? You said by 20:53", "nobody answered me", "who do I talk to",
)  # fmt: skip
TELLS = (
    "派出所没人管", "银行客服没人接", "对方公司没人理我", "他不回我消息", "财务负责人呢也知道", "联系人呢是我老婆",
    "去年三月 没人管账", "我们公司没有人管采购", "账没人管", "没人", "我要找谁签字，合同是王总签的", "收款人呢？", "经办人呢",
    "nobody at the bank answered", "说好的货款呢",
)  # fmt: skip


def test_who_waits_for_us_and_who_tells_of_others():
    """In Chinese and English, with what stands around it."""
    assert [one for one in ASKS if not asks_where_we_are(one)] == []
    assert [one for one in TELLS if asks_where_we_are(one)] == []
