"""What is said while a code is on its way to an address: 怎么还没收到, 再发一次, 换一个号码."""

from __future__ import annotations

import re
from typing import Literal

from cases.understanding.writing import plain

LONGEST = 40  # characters
Said = Literal["late", "again", "other"]
_CODE = "(?:(?:那个?|这个?|你们?的?|确认|验证|校验)*(?:码|短信|邮件|信息|数字|消息))"
_BEFORE = (
    "(?:你好|您好|请问|喂|诶|但是?|可是?|不过|你们?|我们?|这边|这里|手机上?|邮箱里?|里面|垃圾箱里?"
    "|等了?(?:很久|半天|好久|[一-十0-9]+分钟)|[,， ])*"
)
_STILL = "(?:怎么|为什么|为啥|咋|到现在|现在|一直|都|还是|还|根本|好像|也|就|并){0,6}"
_LATE = re.compile(
    f"{_BEFORE}(?:{_CODE})?{_STILL}(?:{_CODE})?{_STILL}(?:没有?|未|收不|看不|不)(?:收|接|看|找|来|到|有|发){{1,2}}"
    f"(?:到|过来|来|见|过)?(?:任何|什么|你们?的|您的)?(?:{_CODE})?(?:怎么办|怎么回事|呢|啊|呀|了|吗|么|[,， ])*"
    f"|{_BEFORE}{_CODE}(?:在哪里?|去哪了?|呢|怎么还不来|怎么不来|迟迟不来|丢了)"
    f"|{_BEFORE}(?:{_CODE})?(?:到底|真的)?(?:发了?没有?|发了?吗|发出去了?[吗没]|有没有发)(?:{_CODE})?[啊呢,， ]*"
    f"|{_BEFORE}(?:{_CODE})?(?:过期|超时|失效)了?"
)
_AGAIN = re.compile(
    f"{_BEFORE}(?:能不能|可以|可不可以|能|请|麻烦|帮我|给我|再|重新?|要|想){{0,5}}"
    "(?:重新?发|再发|补发|重来|再来|再给我发|再要)(?:送|一下|一次|一遍|一个|一条|个|过来|给我){0,3}"
    f"(?:{_CODE})?(?:吧|吗|好吗|行吗|可以吗|看看|[,， ])*"
)
_ADDRESS = "(?:号码?|邮箱|地址|手机号?)"
_OTHER = re.compile(
    f"{_BEFORE}(?:我?(?:想|要|能不能|可以|能|还是){{0,3}})?[换改用](?:一?个|成|另外?一?个?|别的){{1,2}}"
    "(?:手机)?(?:号码?|邮箱|地址|手机|电话)?(?:吧|吗|行吗|可以吗|试试|[,， ])*"
    f"|{_BEFORE}(?:刚才)?(?:{_ADDRESS}|我)?[写填输打发留给]错了?(?:一?个|一位)?(?:{_ADDRESS}|数字|字母)?了?"
    f"|{_BEFORE}(?:那个|这个)?{_ADDRESS}(?:不对|错了|停用了?|停机了?|用不了了?|不用了)"
)
_THING = "(?:code|message|text|e-?mail|mail)"
_NOT = "(?:have not|haven't|has not|hasn't|did not|didn't|do not|don't|does not|doesn't|is not|isn't|never|not)"
_EN_LATE = re.compile(
    "(?:(?:but|still|hi|hello|sorry|well|and)[, ]+)*(?:"
    f"(?:i |it )?(?:still )?{_NOT}(?: yet| even)? ?(?:got|gotten|get|receive|received|see|seen|come|came|arrived?)?"
    f"(?: it| the| a| any| your| my| that| {_THING}| anything)*(?: yet| so far)?"
    f"|(?:(?:the |your |my |that )?{_THING}|it) (?:still )?{_NOT}(?: yet)?"
    " ?(?:come|came|arrived?|here|there)?(?: yet| through)?"
    f"|(?:there is |still )?(?:no|nothing)(?: {_THING})?"
    "(?: came| has come| yet| arrived| so far| here| received| in my inbox)*"
    f"|where is (?:the|my|that|your) {_THING}|did you send (?:it|the code|a code)|(?:it|the code) (?:has )?expired)"
)
_EN_AGAIN = re.compile(
    "(?:(?:please|can you|could you|just)[, ]+)*(?:re-?send|send|try)(?: me)?"
    "(?: it| the| a| another| new| code)*(?: again| once more| please)*"
)
_EN_OTHER = re.compile(
    "(?:(?:please|can i|could i|let me|i want to|i will|i'll)[, ]+)*"
    "(?:(?:use|try|give(?: you)?|take|change to|change)(?: my)? (?:another|a different|other)"
    "(?: one| number| e-?mail| address| phone)*"
    "|(?:it is |that is |that was |sorry[, ]+)?(?:the |a )?wrong (?:number|address|e-?mail|phone)"
    "|i (?:mistyped|misspelled|misspelt)(?: it| the number| the address)?)"
)


def of_the_code(said: str) -> Said | None:
    """That it has not come ("late"), that it be sent anew ("again"), that another address be taken ("other")."""
    words = re.sub("[。.!?~…]+", " ", plain(said)).strip().lower().replace("’", "'")
    if not words or len(words) > LONGEST:
        return None
    words = re.sub("[ ,，]+(?:please|thanks|谢谢)$", "", words)
    if _AGAIN.fullmatch(words) or (_EN_AGAIN.fullmatch(words) and re.search("again|re-?send|another|new", words)):
        return "again"
    if _OTHER.fullmatch(words) or _EN_OTHER.fullmatch(words):
        return "other"
    return "late" if _LATE.fullmatch(words) or _EN_LATE.fullmatch(words) else None
