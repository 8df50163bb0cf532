"""The pinyin initials of Chinese words, 转交 -> zj, by which officers find things faster than by typing them.

GB 2312 puts its 3755 commonest characters in the order of their pinyin, so the first one of each letter is a whole
table; a character read in two ways counts with the reading it stands under there. Of what stands elsewhere, those are
given that names of our places and companies like.
"""

from __future__ import annotations

from bisect import bisect_right

LETTERS = "abcdefghjklmnopqrstwxyz"
FIRSTS = [one.encode("gb2312") for one in "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"]
LAST = "座".encode("gb2312")
ALSO = dict(zip("鄞甬衢岱嵊泗暨鑫晟昊", "yyqdssjxsh", strict=True))


def initials(text: str) -> str:
    """In small letters; of what is no Chinese character its own letters and digits, of other signs nothing."""
    return "".join(_initial(one) for one in text)


def _initial(character: str) -> str:
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    if character in ALSO:
        return ALSO[character]
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return ""
    return LETTERS[bisect_right(FIRSTS, code) - 1] if FIRSTS[0] <= code <= LAST else ""
