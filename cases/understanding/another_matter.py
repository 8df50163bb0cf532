"""Whether somebody who has reported tells of another matter: 是另一件 台州金源电机欠货款210万, 另外一家也拖着不付."""

from __future__ import annotations

import re
from typing import Literal

from cases.understanding.writing import plain

LOOKED_AT = 300  # characters: it is said at the beginning, and what was done soon after

_LEAD = "(?:对了|还有|另外|不是|这是|那是|是|这|那|你好|您好|警官|民警|我们?|想|要|说的|再|说|跟你们?说|[,， ]){0,8}"
_THING = "(?:[件起](?:事情?|案子|案件)?|个(?:事情?|案子|案件))"
_OTHER = re.compile(
    f"{_LEAD}(?:另外?的?一?{_THING}|第二{_THING}|(?:再|另外?)报一?[件起个]|又(?:有|来|出)?一[件起](?:事|案)|新的?(?:一件事|案子|案件)"
    "|(?:跟|和|与)(?:上次|前面|那件|上一件|之前)的?(?:那件|这件)?(?:事情?|案子)?(?:不一样|无关|没关系|不是一回事))"
    "|(?:this is |i have |there is |it is )?(?:another|a (?:second|different|new)) (?:matter|case)"
)
_FIRM = re.compile(
    f"{_LEAD}(?:另外?|还有|又有)一?(?:家|个(?:客户|供应商|公司|厂|经销商|买家|卖家|单位))"
    "|another (?:company|customer|supplier)"
)
_MORE = re.compile(f"{_LEAD}(?:还有|别的)一?{_THING}")
_HARM = re.compile(
    "骗|欠|偷|侵占|挪用|卷|跑了|诈|假|拖|赖|不给|不付|不发货|失联|找不到|联系不上|拿走|拿了|损失|伪造|冒充|泄露"
    "|[0-9一二三四五六七八九十百两]+ ?(?:万|块|元)|cheat|owe|steal|stole|fraud|fake|lost|missing|vanish|paid"
)
_SAME = re.compile(
    "(?:也是|还是|又是|就是)(?:[他她]|同一|这个人|那个人)|同一个人|[他她](?:们)?(?:还|也|又|前妻|老婆|老公)|被[他她]"
    "|same (?:man|woman|person)|(?:he|she) also"
)

Matter = Literal["another", "firm", "perhaps"]


def another_matter(said: str) -> Matter | None:
    """Said plainly and told; a firm more, which may also belong to the first; or only perhaps."""
    words = plain(said[:LOOKED_AT]).lower().strip()
    is_told = bool(_HARM.search(words)) and not _SAME.search(words)
    if _OTHER.match(words):
        return "another" if is_told else "perhaps"
    if _FIRM.match(words) and _HARM.search(words):
        return "firm" if is_told else "perhaps"
    return "perhaps" if _MORE.match(words) and _HARM.search(words) else None
