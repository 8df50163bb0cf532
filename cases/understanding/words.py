"""Where a common Chinese word begins: 金额 is a word, so its 金 is no surname."""

from __future__ import annotations

from pathlib import Path

_LINES = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8").splitlines()
_FOLLOWERS = {line[0]: frozenset(line[1:]) for line in _LINES if not line.startswith("#")}
_NONE: frozenset[str] = frozenset()

# Letters of grammar and of everyday verbs: names hold none of them, and hardly any name goes on behind one.
GRAMMAR = frozenset(
    "的了着过把被给将在从向对到跟与及就也都又再才却并还已不没很太会能要想该应让叫请说讲问有去走拿收付转打汇卖买骗偷"
    "做办签拖欠借找接送写看见听吗呢吧啊呀哦嗯我你您他她它谁这那哪此其所而且但或因么什怎何几每各个位次件套们名笔只"
    "份号点秒和是为则拉挪侵卷带删拷用发报冒伪虚私携用当做拒失跑消老吃催约住管账钱款货至于比等以来自系干"
)
# Of these, the ones that may follow a name wherever it ends: in 熊建平和司机 the 和 is no part of 平和.
LINKS = frozenset("和与跟及把被将向给从在就也都是的")
COUNTING = frozenset("0123456789一二三四五六七八九十两几半")  # 几分钟: the word is 分钟


def begins_word(text: str, at: int) -> bool:
    """Whether the two letters of `text` from `at` on are a common word."""
    return 0 <= at < len(text) - 1 and text[at + 1] in _FOLLOWERS.get(text[at], _NONE)


def ends_word(text: str, at: int) -> bool:
    """Whether the two letters of `text` before `at` are a common word."""
    return at >= 2 and begins_word(text, at - 2)


def is_inside_word(text: str, at: int) -> bool:
    """Whether the letter at `at` goes on with the one before it: the 方 of 双方, but not the 张 of 同事张丽."""
    if at < 1 or not begins_word(text, at - 1):
        return False
    return not ends_word(text, at) or text[at - 2] in COUNTING
