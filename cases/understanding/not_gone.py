"""Sums that nobody took: what is left in an account, what somebody still has or owes a bank, what a lawyer was paid.

三百多万吧，账上就剩2万 lost three million; 他把账上剩的80万全转走了 lost what was left.
"""

from __future__ import annotations

import re

_HOLDS = (
    "(?:账[上里户]+[里上]?|账户|卡[里上]|手[里上头]|公司|厂里|店里|银行|户头|家里|身上|兜里|口袋里?"
    "|存款|积蓄|身家|家底|资金|钱)"
)
_STILL = "(?:现在|目前|如今|一共|总共|也|都|就|只|仅|还|才|剩|不过|里面?|有|是|的|[,， ]){0,6}"
_ABOUT = "(?:大概|大约|差不多|不到|不足|最多|约|个|有|零头|[ ])*"
_LEFT = re.compile(
    f"(?:{_HOLDS}{_STILL}(?:剩下?|剩余|余下?|留下?|还有|只有|就有|有)(?:了|着)?|{_HOLDS}(?:就|只|仅){{1,2}}"
    f"|(?:就|只|仅)(?:剩下?|剩余|余下?)(?:了|着)?|剩下?(?=不到|不足|个|没)|余下){_ABOUT}$"
    r"|\b(?:we|i|it|account|company|firm|bank)(?:'ve| now| still| only| just)* (?:still |now |only |just )*"
    r"(?:have|has|holds)(?: only| just| about| around| got)*(?: rmb| cny| usd| [$¥])? ?$"
    r"|\bthere(?:'s| is| are| was| were)(?: still| only| just| about| now)*(?: rmb| cny| usd| [$¥])? ?$",
    re.IGNORECASE,
)
_IS_THERE = re.compile(
    "[元块 ]{0,2}(?:还|都|也|倒)?(?:没有?[动花用]|(?:存|放|留)?在(?:我们?)?(?:公司)?"
    "(?:账[上户]|卡[里上]|银行|手[里上]|(?:另外?|别的|其他)[^,。;他她]{0,4}[账卡]))"
    r"|(?: yuan| rmb| dollars)?(?: that)?(?: is| are| was)?(?: still)? (?:left|remain(?:s|ing)?)\b"
    r"(?! (?:the|our|us|his|her|my|unpaid))",
    re.IGNORECASE,
)
# Behind a sum that was left: it went after all, or it is what somebody owes.
_WENT = re.compile(
    "[^,。;]{0,10}?(?:没(?!有?[动花用])|未|不[还给付结见]|补不|要不[回到来着]|收不|提不|拿不|追不|取不|被|全"
    "|都[转给被]|卷|给了?[他她]|(?<!要不要)[转划取提拿]走|货款|尾款|欠)"
    r"|[^,.;]{0,24}\b(?:gone|missing|stolen|taken|unpaid|owed|was sent|transferred|vanished|disappeared)\b",
    re.IGNORECASE,
)
_OUR_COST = re.compile(
    "(?<![他她])欠(?:着|了)?(?:银行|信用社|亲戚|亲友|供应商|厂家|工人|员工)[^,。;]{0,6}$"
    "|(?:律师费|诉讼费|案件受理费|保全费|鉴定费|公证费|翻译费|打官司|请了?[一个]{0,2}律师)[^,。;]{0,6}$"
    r"|^[^,。;付交转收汇打骗给花缴充]{0,6}(?:手续费|服务费|中介费|管理费|利息)(?:是|就|要|有|大概|大约|约|才|[ :：])*$"
    r"|\b(?:legal|lawyer'?s?|attorney'?s?|court|notary) (?:fees?|costs?)[^,.;]{0,12}$",
    re.IGNORECASE,
)
_OF_A_LAWYER = re.compile(
    r"(?:[元块 ]{0,2}的?(?:律师费|诉讼费|保全费|鉴定费|公证费))"
    r"|(?: yuan| rmb)? (?:in|for|on) (?:legal|lawyers?'?|court|a lawyer|attorneys?)\b",
    re.IGNORECASE,
)


# In the same sentence: whoever robbed the account, or took the fee of a false lawyer.
_ROBBED = re.compile(
    "[被盗骗卷]|冒充|假|诈|全转走|转走了|都没了|没了|跑了|跑路|失踪|拉黑|联系不上|刷走|收了(?:我们?)?的?钱|交了|交完"
    r"|\b(?:stolen|stole|gone|fake|false|scam\w*|defraud\w*|cheat\w*|vanished|disappeared|emptied|transferred)\b",
    re.IGNORECASE,
)


def is_not_gone(before: str, after: str, sentence: str) -> bool:
    """Of the sum between these words of its clause, in this sentence."""
    if _ROBBED.search(sentence):
        return False
    if _OUR_COST.search(before) or _OF_A_LAWYER.match(after):
        return True
    is_left = _LEFT.search(before) or _IS_THERE.match(after)
    return bool(is_left) and not _WENT.match(after)
