"""The form both bots put: sixteen updates of the product's own report, and the rest of it.

"[word]" is the press of a button whose data holds that word, anything else is typed.
"""

from __future__ import annotations

SIXTEEN = [
    "/start",
    "[report]",
    "[legal_representative]",
    "[no]",
    "[partner]",
    "[NOT_SURE]",
    "11月6日",
    "宁波市鄞州区，对方的仓库",
    "对账的时候发现货款已经付了，货一直没有到。",
    "320万",
    "[done]",
    "[done]",
    "[done]",
    "宁波甬江精密机械有限公司",
    "[skip]",
    "[skip]",
]

REST = [
    "[yinzhou]",
    "王建国",
    "13800138000",
    "[no]",
    "[no]",
    "对方收了预付款以后一直不发货，电话也打不通，去仓库看已经搬空。合同和转账凭证都在。",
    "[files_done]",
    "[understood]",
    "[understood]",
    "[submit]",
]
