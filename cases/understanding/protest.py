"""What nobody answers a question with: 不对！刘建军是我, 都说了是周敏, 会不会不管我 我明天还要发工资."""

from __future__ import annotations

import re

from cases.understanding.writing import plain

LOOKED_AT = 120  # characters; whoever writes more tells something
_CONTRADICTS = re.compile(
    r"(?:不对(?!外|公)|不是(?:这样|这个|的|吧|说)|错了|[弄搞写说记看听]错|都说[了过]|不是说[了过]|说了多少|说过多少|我[说讲]的?是"
    r"|怎么(?:还|又|办|回事|这么|能|可能|会|不|没|老是|要|了)|凭什么|为什么|你们?(?:到底|究竟|怎么|是不是|能不能|会不会|有没有)|有完没完|[烦急气]死"
    r"|no[,.!]|wrong\b|that'?s (?:wrong|not)\b|i (?:already )?(?:said|told you)\b|how many times\b"
    r"|why (?:do|are|should|is)\b)",
    re.IGNORECASE,
)
_WORRIES = re.compile(
    r"会不会(?:不管|没人管|不理)|(?:管|理)不(?:管|理)|有没有人[管理]|没人[管理]|谁来管|怎么办|来不来得及|还能不能"
    r"|嫌疑人?是|(?<![一-鿿])[一-鿿]{2,4}(?:就?是我(?:自己|本人)?)[!！,，。 ]"
    r"|\bsuspect is\b|\bwill (?:you|anyone|anybody) (?:help|care)\b",
    re.IGNORECASE,
)


def protests(said: str) -> bool:
    """Whether these words contradict, complain or fear, and are the answer to no question for a name or a thing."""
    words = plain(said[: LOOKED_AT + 1]).strip(" !！,，。.「」“”\"'")
    return len(said) <= LOOKED_AT and bool(_CONTRADICTS.match(words) or _WORRIES.search(plain(said)))
