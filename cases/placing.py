"""Which item of the list of materials a file may be: what is likely by its name, and what a person says it is.

A likely item is only offered. Nothing is filed under it before somebody says so.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from cases.errors import CaseError
from cases.understanding.tables import any_of

ANY_ITEM = "evidence"  # where a file stands of which nobody has said what it is
NO_ITEM = "no_item"  # and one of which the reporter says that it is none of the list
MOST_LIKELY, LEAST_LIKELY = 4, 3
LONGEST_NAMED = 24  # characters of what names a paper; more is a message to the desk
LEAST_OF_A_TITLE = 3  # Chinese characters in a row, before a name is taken to speak of a title


class FileNotThere(CaseError):
    """The report has no such file."""


class FilePlacedAlready(CaseError):
    """Somebody has said meanwhile what the file is."""


@dataclass(frozen=True)
class Wanted:
    """An item of one list, as it is called in the language of who reads it."""

    id: str
    title: str
    is_there: bool = False
    is_optional: bool = False


_TABLE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
# By word, the items that papers of that name are likely to be.
PAPERS = MappingProxyType({word: tuple(row["items"]) for row in _TABLE["papers"] for word in row["words"]})
# Words of these that are no paper by themselves: what was done, and by whom.
NOT_ALONE = frozenset(_TABLE["not_alone"])
PICTURES = frozenset({"截图", "截屏", "screenshot"})
# By the ending of a name, what files of that kind usually are.
KINDS = MappingProxyType({end: tuple(row["items"]) for row in _TABLE["kinds"].values() for end in row["endings"]})

_WORDS = re.compile(any_of(PAPERS))
_RUNS = re.compile(r"[\u4e00-\u9fff]+|[a-z]{5,}")
_AROUND = " \t\n,.。，、!！~…：:;；「」“”\"'（）()"
_OPENERS = re.compile(
    r"(?:嗯|哦|对|那|啊)?[，, ]?(?:刚刚?|刚才|上面|前面|我们?|您?看)?(?:这|那|它)?(?:几|些|个|张|份|页|两|三|里)*"
    r"(?:我们?)?(?:(?:拍|发|传|上传|发过去|发给您)的|(?:都|全|就|应该|可能)*(?:是|叫)){1,3}(?:的)?"
    r"|(?:it'?s|it is|this is|that is|that's|these are|they are|they're) "
)
_KIND = (
    r"原件|复印件|扫描件|照片|图片|相片|截图|截屏|文件|材料|资料|记录|信息|正本|副本|凭[证据]|证明|证书|单据|单子?|表格?|清单|明细|书"
    r"|函|名单|报告|文书|视频|电子版|screenshot|records?|papers?|documents?|files?|copy|copies|scan|photos?|slips?|list|s\b"
)
_OF_WHAT = (
    rf"我们|咱们|我司|公司|对方|双方|我|他们?|她们?|骗子|客户|老板|法人|会计|出纳|财务|员工|(?:{any_of(_TABLE['banks'])})(?:银行)?|银行"
    r"|采购|购销|销售|买卖|供货|加工|租赁|服务|合作|投资|居间|代理|运输|施工|装修|补充|对公|个人|增值税|专用|普通|电子|纸质|原始|正式|完整"
    r"|盖章|签字|全部|相关|有关|[去今前]年|[上本]个?月|这个月|[上下]半年|第|\d{1,4}|[一二三四五六七八九十两几]{1,3}(?=[年月日号页张份季])"
    r"|(?:年|月|日|号|页|张|份|季度)"
    r"|(?:the|an?|our|my|their|his|her|of|signed|sales|purchase|supply|company|bank|original|first|second|page)\b"
)
_PIECE = re.compile(
    rf"(?P<bank>(?:{any_of(_TABLE['banks'])})银行)|(?P<paper>{any_of(PAPERS)})|(?P<kind>{_KIND})|(?P<of>{_OF_WHAT})|[的\s]"
)
_AFTER = re.compile(r"[吧啊呀哦嘛的]$")
_PARTS = re.compile(r"[、，,和与]| and ")
_NONE = re.compile(
    r"(?:以上|这些|上面)?(?:都|全|哪个都|哪样都)(?:不是|不对|不属于)(?:上面|清单)?(?:里|上)?的?|别的|其他的?|其它的?|另外的"
    r"|none(?: of (?:them|these))?|neither|something else|other"
)


def likely(names: Sequence[str], wanted: Sequence[Wanted]) -> list[str]:
    """Up to four items that files of these names may be, the likeliest first: ids.

    What the names say; where they say nothing, what files of their kind usually are, and what is still missing.
    """
    text = " ".join(names).lower()
    if found := _on_list([*_by_title(text, wanted), *_by_words(text)], wanted):
        return found[:MOST_LIKELY]
    of_kind = [item for end in dict.fromkeys(_ending(name) for name in names) for item in KINDS.get(end, ())]
    found = _missing_first(_on_list(of_kind, wanted), wanted)
    missing = [one.id for one in wanted if not one.is_there and not one.is_optional and one.id not in found]
    return [*found, *missing[: max(0, LEAST_LIKELY - len(found))]][:MOST_LIKELY]


def says_what(name: str) -> bool:
    """Whether a file's name says what it is at all: that of a photo from a phone does not."""
    return bool(_WORDS.search(name.lower()))


@dataclass(frozen=True)
class Named:
    """The items somebody may mean: ids. `is_plain`: one, by a word that stands in its title."""

    items: tuple[str, ...] = ()
    is_plain: bool = False


def named(said: str, wanted: Sequence[Wanted]) -> Named:
    """What somebody names who was asked what a file is; nothing unless all of the words are the name of a paper."""
    core = _core(said)
    if not core or len(core) > LONGEST_NAMED:
        return Named()
    if of_that_title := [one.id for one in wanted if core == one.title.lower() or core in _parts(one.title)]:
        return Named(tuple(of_that_title), len(of_that_title) == 1)
    word = _paper_in(core)
    if word is None:
        return Named()
    if in_titles := [one.id for one in wanted if word in one.title.lower()]:
        return Named(tuple(in_titles), len(in_titles) == 1)
    return Named(tuple(_on_list(PAPERS[word], wanted)[:MOST_LIKELY]))


def says_none(said: str) -> bool:
    """Whether somebody says that a file is none of the items."""
    return bool(_NONE.fullmatch(said.strip(_AROUND).lower().removesuffix("吧")))


def _by_words(text: str) -> list[str]:
    """What the words of a name stand for, the longest word first; of two as long, the first in the name."""
    found = sorted((one.group() for one in _WORDS.finditer(text)), key=len, reverse=True)
    return [item for word in found for item in PAPERS[word]]


def _by_title(text: str, wanted: Iterable[Wanted]) -> list[str]:
    """The items of whose titles the name holds a piece, the one that shares most first."""
    shared = {one.id: sum(piece in text for piece in _pieces(one.title.lower())) for one in wanted}
    return sorted((item for item, count in shared.items() if count), key=lambda item: -shared[item])


def _pieces(title: str) -> set[str]:
    """Three Chinese characters in a row, or a whole longer word."""
    return {
        run[at : at + LEAST_OF_A_TITLE] if run[0] > "z" else run
        for run in _RUNS.findall(title)
        for at in range(len(run) - LEAST_OF_A_TITLE + 1 if run[0] > "z" else 1)
    }


def _on_list(items: Iterable[str], wanted: Sequence[Wanted]) -> list[str]:
    ids = {one.id for one in wanted}
    return [item for item in dict.fromkeys(items) if item in ids]


def _missing_first(items: Sequence[str], wanted: Sequence[Wanted]) -> list[str]:
    there = {one.id for one in wanted if one.is_there}
    return sorted(items, key=lambda item: item in there)


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _core(said: str) -> str:
    """The words without what people put around a name: 这个是…吧."""
    text = said[: 2 * LONGEST_NAMED + 1].strip(_AROUND).lower()
    found = _OPENERS.match(text)
    core = text[found.end() :].strip(_AROUND) if found else text
    return _AFTER.sub("", core)


def _parts(title: str) -> list[str]:
    """Of a title that names several papers, each: 聊天、邮件和审批记录."""
    return [part for part in map(str.strip, _PARTS.split(title.lower())) if len(part) >= LEAST_OF_A_TITLE]


def _paper_in(core: str) -> str | None:
    """The word by which a name speaks of a paper, when there is nothing in it but a name: 我们公司的采购合同照片.

    Of several the last, which the others only describe; a screenshot is of what stands before it.
    """
    word, has_kind, at = None, False, 0
    while at < len(core):
        piece = _PIECE.match(core, at)
        if piece is None:
            return None
        found, at = piece[0], piece.end()
        if piece["kind"] or (word and found in PICTURES):
            has_kind = True
        elif piece["paper"]:
            word, has_kind = found, False
    return None if word is None or (word in NOT_ALONE and not has_kind) else word
