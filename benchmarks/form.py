"""The form both bots put: sixteen updates of the product's own report, and the rest of it.

"[word]" is the press of a button whose data holds that word, anything else is typed.
"""

from __future__ import annotations

SIXTEEN = [
    "/start",
    "[report]",
    "对方收了预付款以后一直不发货，电话也打不通，去仓库看已经搬空。合同和转账凭证都在。",
    "[CONTRACT_FRAUD]",
    "[skip]",
    "[skip]",
    "[skip]",
    "[skip]",
    "11月6日",
    "320万",
    "杭州某某贸易有限公司",
    "[done]",
    "宁波甬江精密机械有限公司",
    "[yinzhou]",
    "王建国",
    "13800138000",
]

REST = [
    "[legal_representative]",
    "[no]",
    "[files_done]",
    "[submit]",
]
