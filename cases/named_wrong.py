"""An answer put right by its name, at whatever question: 联系电话错了，应该是 139 1111 2222."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from cases.answers import read_answer
from cases.errors import NotUnderstood
from cases.questionnaire import Answer, Questionnaire, State

LONGEST = 120  # characters; whoever says more tells something
NAMES = {
    "contact_phone": (
        r"(?:我的?|联系人?的?)?(?:联系)?(?:电话|手机)(?:号码?)?|联系方式"
        r"|(?:my |the |contact )*(?:phone|mobile)(?: number)?"
    ),
    "contact_name": r"(?:我的?|联系人的?|报案人的?)?(?:名字|姓名)|联系人|(?:my |the |contact )*name",
    "company_name": r"(?:我们?的?|本)?(?:公司|企业|单位)的?(?:名称|名字|全称|名)|(?:our |my |the )*company(?:'s)? name",
    "company_code": r"(?:我们?的?)?(?:公司的?)?(?:统一社会)?信用代码|(?:our |my |the )*(?:company|credit) code",
    "other_company": r"对方的?(?:公司|企业|单位)?的?(?:名称|名字|全称|名)|(?:the )?other company(?:'s)? name",
}
_BEFORE = r"(?:(?:不好意思|对不起|抱歉|对了|等等|等一下|哦|啊|sorry|oh|wait)[，,。.！! ]{0,3}){0,2}(?:刚才|前面|之前)?"
_WRONG = (
    r"(?:刚才|前面|之前|上面)?我?(?:写|说|填|输|打|留|给|报)?(?:的|得)?(?:是)?(?:错|有误|不对|反|搞错|弄错)(?:的|了)?"
    r"| (?:is|was) (?:wrong|incorrect|not right)| I (?:gave|wrote) (?:is|was) wrong"
)
_INTO = r"(?:应该|应当|应|正确的?|其实|实际|真正的?)?[是为]|改成|改为|换成|更正为|(?:it )?should be|it(?:'s| is)|to"
_SAID_WRONG = (
    r"{before}我?(?:写|说|填|留|给)?的?(?P<name>{name})(?:{wrong})[，,。；;：: ]{{0,3}}"
    r"(?:{into})?[：: ]{{0,2}}(?P<value>[^，。；;]{{2,60}})"
)
_CHANGE = (
    r"{before}(?:请|麻烦|帮我|帮忙|please ){{0,3}}(?:把|将|change |correct )?(?P<name>{name})"
    r"(?:改成|改为|换成|更正为|应该是|应为| should be | to )[：: ]{{0,2}}(?P<value>[^，。；;]{{2,60}})"
)
_ENDS = re.compile(r"[。.！!，,~ 了吧呢啊哈谢]{1,6}$")
_PATTERNS = {
    step: [
        re.compile(one.format(before=_BEFORE, name=name, wrong=_WRONG, into=_INTO), re.IGNORECASE)
        for one in (_SAID_WRONG, _CHANGE)
    ]
    for step, name in NAMES.items()
}


def named_wrong(
    said: str, answers: Mapping[str, Answer], questionnaire: Questionnaire, said_at: datetime, zone: ZoneInfo
) -> dict[str, Answer]:
    """The answer that these words name and put right; nothing where none was given, or they say no such value."""
    words = _ENDS.sub("", said.strip()[: LONGEST + 1])
    if len(words) > LONGEST:
        return {}
    for step, patterns in _PATTERNS.items():
        found = next((match for one in patterns if (match := one.fullmatch(words))), None)
        if found and step in answers and answers[step].state is not State.SKIPPED:
            with suppress(NotUnderstood):
                read = read_answer(questionnaire.questions[step], found["value"].strip(), said_at, zone)
                return {step: replace(read, state=State.GIVEN, said=said.strip())}
    return {}
