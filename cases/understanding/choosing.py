"""Which of some buttons a person means who says it in their own words: 公司会计，帮老板报的, 在鄞州, 国企.

The words stand in option_words.toml, by question and option; where it says nothing, the labels of the buttons
are looked for in what was said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from cases.understanding.quiet_said import hours_said
from cases.understanding.tables import one_of, table
from cases.understanding.watched import can_read
from cases.understanding.writing import plain

LONGEST = 40  # characters; whoever writes more tells something
LEAST = 2  # characters of a label by which it is known
_DENIED = re.compile(r"(?:不是|并非|not (?:the|a|an) )[^，。,;；\s]{1,6}")
_BOSS = "(?:老板|法人(?:代表)?|法定代表人?|法代|企业主|创始人|当家的?)"
_KIN = (
    "(?:爸爸?|父亲|妈妈?|母亲|爹|娘|老[婆公]|妻子|太太|丈夫|爱人|对象|儿子|女儿|[弟哥姐妹]{1,2}|兄弟|姐夫|[大小]?[舅姨姑叔伯婶嫂侄]子?|[表堂][弟哥姐妹]"
    "|外甥|女婿|岳[父母]|公公|婆婆|亲戚|朋友|家里?人|家属|秘书|司机|助理)"
)
# 老板他弟弟 and 法人是我爸 speak of the boss, and are said by somebody else.
_RELATED = re.compile(
    rf"{_BOSS}(?:的|是)?(?:我们?|他们?|她们?)?的?{_KIN}|{_KIN}[^，。,;；\s]{{0,3}}[是当](?:公司|厂里?|单位)?的?{_BOSS}"
    rf"|{_BOSS}(?:是(?!我)[^，。,;；\s]{{1,8}}|不是我)"
    r"|\b(?:owner|boss|founder|legal rep\w{0,12})'s [a-z]{1,12}"
    r"|\bmy [a-z]{1,12}(?: [a-z]{1,12})? is (?:the |our )?(?:owner|boss|founder|legal rep\w{0,12})",
    re.IGNORECASE,
)
_WORDS = {
    question: {option: re.compile(one_of(words), re.IGNORECASE) for option, words in options.items()}
    for question, options in table("option_words").items()
}


def option_said(question: str, said: str, options: tuple[str, ...]) -> str | None:
    """The option of this question that these few words say; None where the table knows none of them."""
    if question == WATCHED:
        return can_read(said)
    if question == HOURS_ASKED:
        return hours_said(said)
    question, words = SAME.get(question, question), _plainly(said)
    words = _of_oneself(words) if question in OF_ONESELF else words
    if not words or question not in _WORDS:
        return None
    for way in (words, _DENIED.sub(" ", words)) if question in ORDERED else (_DENIED.sub(" ", words),):
        if found := _first(question, way, options):
            return found
    return None


WATCHED = "suspect_can_read"  # its signs are weighed against each other
HOURS_ASKED = "quiet_hours"  # a part of the day and no more than it: 上午 is not 早上八点以后
SAME = {"loss_district": "district"}
ORDERED = frozenset({"suspect_public"})  # its own words say what 不是 means


def options_like(question: str, said: str, labels: Mapping[str, str]) -> list[str]:
    """The options, by their labels, that share most letters with these words, the likest first.

    None of them where the hours said are those of no button: one that is like them rings at others.
    """
    if question == HOURS_ASKED:
        return []
    words = _DENIED.sub(" ", _plainly(said))
    words = _of_oneself(words) if question in OF_ONESELF else words
    marks = {
        option: _shared(label.lower(), words, [other.lower() for other in labels.values() if other != label])
        for option, label in labels.items()
    }
    for option in _WORDS.get(question, {}):
        if option in labels and _first(question, words, (option,)):
            marks[option] = marks.get(option, 0) + LONGEST
    return sorted((option for option, mark in marks.items() if mark >= LEAST), key=lambda option: -marks[option])


def _plainly(said: str) -> str:
    return without_relatives(plain(said[: 2 * LONGEST]).lower()) if len(said) <= LONGEST else ""


def without_relatives(words: str) -> str:
    """The words without what they say of the boss as of somebody else: 法人是我爸."""
    return _RELATED.sub(" ", words)


def _first(question: str, words: str, options: tuple[str, ...]) -> str | None:
    return next((option for option, sign in _WORDS[question].items() if option in options and sign.search(words)), None)


def _of_oneself(words: str) -> str:
    """The clauses that may speak of the one who writes: 他老婆也在公司 and 会计是他小姨子 do not."""
    return " ".join(one for one in _CLAUSES.split(words) if not _OF_ANOTHER.search(one) or _OF_ME.search(one))


OF_ONESELF = frozenset({"reporter_role"})
_CLAUSES = re.compile(r"[，。,;；!！\s]+(?![a-z])")
_OF_ANOTHER = re.compile(r"[他她]|对方|骗子|那个?人|\b(?:he|she|his|her|they|their)\b")
_OF_ME = re.compile(r"我|本人|咱|[帮替代][他她]|\b(?:i|my|me|we|our)\b")


def _shared(label: str, words: str, others: list[str]) -> int:
    """The length of the longest piece of `label` in `words` that stands in no other label: 公司 tells none apart."""
    pieces = (label[at : at + size] for size in range(len(label), LEAST - 1, -1) for at in range(len(label) - size + 1))
    return next(
        (
            len(piece)
            for piece in pieces
            if piece.strip() == piece and piece in words and not any(piece in one for one in others)
        ),
        0,
    )
