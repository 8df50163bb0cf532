"""Whether an officer's words ask for something to be sent: a photo, a paper, a recording."""

from __future__ import annotations

import re

THING = (
    "照片|相片|图片|截图|截屏|扫描件|复印件|原件|正反面|文件|附件|材料|资料|证照|执照|回单|水单|流水|凭证|单据|票据|发票|收据|"
    "合同|协议|章程|录音|录像|视频|聊天记录|通话记录|数据|表格|名单|清单|身份证"
)
HANDS = "拍|照|发|传|提供|补|交|寄|截|扫描|导出|附|给(?:我|看)"  # what a hand does with it
ASKS = "请|麻烦|劳烦|辛苦|能|可以|方便|还要|需要|最好|帮"
SOMEBODY_ELSE = "对方|他|她|骗子|嫌疑人|那边|银行|客户"

_C = "[^，。；？！\n]"
_HERE = "(?:一下|一?[个份张页段]|来|过来|上来|给我|我|到这里|在这里|出来)"
_ZH = re.compile(
    rf"(?:{ASKS}){_C}{{0,16}}(?:{HANDS}){_C}{{0,12}}(?:{THING})"
    rf"|(?:{ASKS}){_C}{{0,20}}(?:{THING}){_C}{{0,12}}(?:{HANDS})"
    rf"|(?:把|将){_C}{{1,20}}(?:{HANDS})"
    rf"|(?:{HANDS}){_HERE}{_C}{{0,10}}(?:{THING})"
    rf"|(?:{THING}){_C}{{0,6}}(?:{HANDS}){_HERE}"
    rf"|(?:有没有|有无|还有|手[上里]有){_C}{{0,10}}(?:{THING})"
    rf"|有{_C}{{0,10}}(?:{THING})(?:吗|么|没有)|(?:{THING})有(?:吗|么|没有)"
    rf"|(?:截个?|拍个?)(?:图|照|屏){_C}{{0,2}}(?:发|传|给)"
)
_THEIRS = re.compile(rf"(?:(?:{SOMEBODY_ELSE}){_C}{{0,6}})?(?:{HANDS})(?:来|过来|给{_C}{{1,2}})?的")  # 对方发来的
_DONE = re.compile(rf"(?:{SOMEBODY_ELSE}){_C}{{0,6}}(?:{HANDS}|给)|(?:{HANDS})给?(?:了|过(?!来)|谁|{SOMEBODY_ELSE})")
_SEND = "(?:send|upload|attach|share|provide|forward|scan|photograph)"
_PAPERS = "(?:photo|picture|screenshot|recording|scan|slip|receipt|cop(?:y|ie)|contract|file|document)s?"
_EN = re.compile(
    rf"\b(?:please|could you|can you|would you|kindly|you can)\b[^.?!]{{0,40}}\b{_SEND}\b"
    rf"|(?:^|[.;,!?]\s*){_SEND}\b"
    rf"|\b(?:do|would) you (?:still )?have\b[^.?!]{{0,30}}\b{_PAPERS}\b"
    r"|\ba (?:photo|picture|screenshot|scan|copy) of\b",
    re.IGNORECASE,
)


def wants_file(text: str) -> bool:
    """请把回单拍一张发来; not 对方发来的合同是哪天的."""
    clauses = [_THEIRS.sub("", one) for one in re.split("[。；？！\n]", text)]
    return any(_ZH.search(one) and not _DONE.search(one) for one in clauses) or bool(_EN.search(text))
