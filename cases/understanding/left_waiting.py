"""Whether somebody who waits asks where we are: 到点了怎么没人理我, 烦不烦 我到底找谁 你们人呢."""

from __future__ import annotations

import re

from cases.understanding.writing import plain

LONGEST = 60  # characters; whoever writes more tells something

_ASKS = re.compile(
    "(?:^|你们|都|的|了|[ ,，])人(?:都|到底)?(?:呢|哪去了|去哪儿?了|在哪|死哪去了)"
    "|(?:^|怎么|咋|都|还|也|就|你们|半天|现在|一直|[ ,，。！!])没(?:有)?(?:一个)?人(?:来|再|还)?"
    "(?:理|回|管|联系|答复|回复|搭理|找|应|接手)(?:我|一下|话|呢|啊|吗|了|的|$)"
    "|(?:你们|您们|你|怎么|咋)(?:怎么|咋|为什么|为啥|都|也|就|还|又|一直){0,3}(?:不|没)(?:理|回|回复|答复|搭理|联系)(?:我|人|话|$)"
    "|(?:到底|究竟|该|应该|要|能|可以)(?:该|要|能)?(?:去)?找(?:谁|哪个人)(?:啊|呀|呢|说|问)?(?:$|[ ,，。！!？?])"
    "|(?:到点|过点|时间(?:都|已经|早)?(?:到|过)|超时|说好)[^。！!？?]{0,12}(?:没人|没有人|人呢|不回|没回|没来|没消息|没动静|不算数)"
    "|(?:不是|你们)?说(?:好|了|过)?的?[^。！!？?]{0,10}前(?:会|就)?(?:有人)?回[^。！!？?]{0,6}(?:吗|呢|没)"
    "|说好的?[^。！!？?]{0,6}[0-9点半分](?:的?人)?呢|等多久(?:才|会|能|就){0,2}有人"
    "|等(?:了)?(?:半天|这么久|好久|老半天|几个小时|[0-9一二两三]+个?(?:小时|钟头|多小时))"
    "[^。！!？?]{0,8}(?:没人|没有人|没消息|没动静|没回)"
    r"|\bwhere (?:is|are) (?:everybody|everyone|you(?: people| all| guys)?|somebody|the officers?)\b"
    r"|\b(?:nobody|no one|no-one)(?: has| is| ever| even)*"
    r" (?:answer|repl|respond|contact|call|help|car|com|got|gotten|come)"
    r"|\bwho (?:do|can|should|am) i (?:even |actually |supposed to )?(?:talk|speak|turn|write|go) to\b"
    r"|\byou (?:said|promised)\b.{0,30}\b(?:by|before|at)\b.{0,10}[0-9]"
    r"|\bstill (?:no|waiting for (?:an?|your)) (?:answer|reply|news)\b"
)
_OF_OTHERS = re.compile(
    "派出所|分局|公安局|110|银行|公司|单位|对方|他们|客服|热线|他[^们]|她|骗子|会计|出纳|供应商|客户|平台|律师|法院"
    r"|\b(?:bank|police station|supplier|client|customer|company|court|he|she|they)\b"
)


def asks_where_we_are(said: str) -> bool:
    """Of us, in few words; who tells that a bank or another station did not answer tells of that."""
    words = plain(said).lower().strip()
    return len(words) <= LONGEST and bool(_ASKS.search(words)) and not _OF_OTHERS.search(words)
