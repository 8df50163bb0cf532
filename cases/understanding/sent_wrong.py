"""Whether somebody says that a file they sent was the wrong one, or shall not go: 传错了, 删掉那个文件, 合同不要交."""

from __future__ import annotations

import re

from cases.understanding.writing import plain

LONGEST = 40  # characters; whoever writes more tells something

_FILE = (
    "(?:文件|材料|照片|图片?|截图|合同|协议|附件|pdf|表格?|流水|回单|录音|视频|证据|扫描件|执照|发票|单子|清单|名单|身份证|聊天记录"
    "|[那这](?:个|张|份|几张|几个|些)|(?:刚才|上面|前面|最后|第[一二三四五]).{0,3}[个张份]?)"
)
_GOES = (
    "(?:删掉|删除|删了|去掉|撤掉|撤回|拿掉|不要了"
    "|(?:不要|别|不用|不能|先别)(?:再)?(?:交|提交|传|发|给|拿)(?:给?(?:他们|警察|专家|你们))?)"
)
_WRONG = re.compile(
    f"(?:我|刚才|刚刚|这|那|上面|有)?.{{0,6}}?(?:传|发|选|上传|拍|放)错(?:了)?(?:一)?{_FILE}?(?:了|啦)?"
    f"|.{{0,6}}(?:多传|多发|误传|误发)了?.{{0,6}}|(?:把|我)?.{{0,8}}{_FILE}.{{0,6}}{_GOES}(?:了|吧|啊)?|{_GOES}.{{0,6}}{_FILE}.{{0,4}}"
    r"|(?:i )?(?:sent|uploaded|attached) (?:the |a )?wrong .{1,20}|(?:the )?wrong (?:file|photo|picture|document)"
    r"|(?:please )?(?:delete|remove|do not send|don't send|take out) (?:the|that|this|my last) "
    r"(?:\w+ )?(?:file|photo|picture|document|contract)"
)
# Somebody else did it, or it is no file: that is the story.
_STORY = re.compile("[他她]|会计|出纳|财务|老板|对方|骗子|员工|账[号户]|款|钱|货|邮件|银行|卡号|转")
_ENDS = re.compile(r"[\s，,。.!！;；]+")


def speaks_of_wrong_file(said: str) -> bool:
    """In one of the clauses; whether there is a file at all, the caller knows."""
    words = plain(said).lower().strip().replace("’", "'")
    if len(words) > LONGEST:
        return False
    parts = [words.rstrip(".! ")] if words.isascii() else _ENDS.split(words)
    return any(_WRONG.fullmatch(part) and not _STORY.search(part) for part in parts if part)
