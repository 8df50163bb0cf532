"""Whether words fit a question that takes any text: what does not is story, and never shown as the answer."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from cases.questionnaire import Answers
from cases.understanding.accounts_in_text import find_phones
from cases.understanding.asking import Form, clauses, form, sentences
from cases.understanding.bank_message import read_payments
from cases.understanding.firms_in_text import find_firms
from cases.understanding.moments_in_text import find_moments
from cases.understanding.people_in_text import find_people
from cases.understanding.protest import only_protests
from cases.understanding.roles import doers
from cases.understanding.sentences import read_person_sentences
from cases.understanding.whose import KIN, is_theirs, speaks_of_them

LOOKED_AT = 200  # characters; whoever writes more tells something
LEAST_BESIDE = 4  # characters beside a time from which on something is said of it
LONGEST_RELATION = 12  # characters of who somebody is
LONGEST_SELF = 5  # characters beside one's own name: 就是我本人
ASKS_WHEN = frozenset({"papers_period"})
REACHES_US = frozenset({"contact_name", "contact_phone", "other_contact"})

_SUSPECT = re.compile(r"suspects#[0-9]{1,4}\.name")
_TO_US = re.compile(r"[你您]们|[你您]是|\byou\b", re.IGNORECASE)
_ENGLISH_NAME = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+){1,2}")  # Will Chen asks nothing
_ADDRESS = re.compile(
    r"[0-9](?:[ -]?[0-9]){4}|@|(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9._-]{3,40}[0-9_]"
    r"|(?:微信|QQ|钉钉|邮箱|wechat|whatsapp|telegram)[号是:： ]{0,3}[A-Za-z0-9]{4}|微信同号"
    r"|[路街巷弄]\s?[0-9]|[0-9]\s?(?:号|室|楼|幢)(?!.{0,2}[转付被骗签])",
    re.IGNORECASE,
)
AT_WORK = (
    "会计|出纳|财务|业务员?|销售|采购|仓管|库管|司机|员工|职员|工人|前台|文员|助理|秘书|经理|总监|主管|主任|厂长|店长"
    "|工程师|技术员|股东|合伙人|老板娘?|老总|法人(?:代表)?|负责人"
    "|联系人|中间人|介绍人|代理商?|经销商|供应商|客户|买家|卖家|同行|骗子|律师|网友"
)
_SOMEBODY = re.compile(
    rf"{KIN}|{AT_WORK}|\b(?:wife|husband|brother|sister|son|daughter|father|mother|cousin|friend|partner|manager|director"
    r"|accountant|employee|colleague|boss|owner|supplier|customer|agent)\b",
    re.IGNORECASE,
)
_NO_RELATION = re.compile(r"[吗呢么?？]|不|没|说了|名?叫$|^(?:mr|mrs|ms|miss|dr)\.?$", re.IGNORECASE)
_PARTS = re.compile(r"[，。,;；、!！?？\n ]+")
_ALONE = re.compile(
    r"(?:就|只有|只是)(?:[他她]|这)(?:一个|自己)?人?[了吧的]?|没有?别人了?|(?:just|only) (?:him|her|one)"
)


def fits(question: str, said: str, now: datetime, zone: ZoneInfo, suspected: Collection[str] = ()) -> bool:
    """Whether these words may be the answer to that question: no question to us, nor a time unasked.

    `suspected`: the names of those who did it, and what they are called; none of them is a way to the reporter.
    """
    if question in REACHES_US and is_of_theirs(said, suspected if question == "other_contact" else ()):
        return False
    if question == "other_contact":
        return is_contact(said)
    return not (asks_us(said) or (question not in ASKS_WHEN and _is_only_a_time(said, now, zone)))


def suspected(answers: Answers) -> frozenset[str]:
    """The names of the suspects, and what those who did it are called in the story: 老公, 会计."""
    names = {str(one.value) for step, one in answers.items() if _SUSPECT.fullmatch(step) and one.value}
    story = answers.get("story")
    return frozenset(names) | (doers(str(story.value or story.said)) if story else frozenset())


def is_of_theirs(said: str, suspected: Collection[str] = ()) -> bool:
    """Whether a name or a number in these words is the other side's: 他电话139…, 财务叫李娜 is nobody's way to us."""
    if len(said) > LOOKED_AT:
        return False
    is_own = any(one.role == "self" for one in find_people(said))
    numbers = any(is_theirs(said, one.start) for one in find_phones(said))
    return numbers or (speaks_of_them(said) and not is_own) or any(who in said for who in suspected)


def is_contact(said: str) -> bool:
    """A number, an address, or somebody: 我老婆, 王芳. A bank's message holds numbers too, and calls nobody."""
    if _ADDRESS.search(said):
        return not read_payments(said)
    short = said.strip()
    if len(short) > LONGEST_RELATION or _NO_RELATION.search(short):
        return False
    return bool(_SOMEBODY.search(short) or find_people(short) or read_person_sentences(short)[0].name)


def asks_us(said: str) -> bool:
    """Whether most of it is said to us: 是真的吗 你们真是公安."""
    if len(said) > LOOKED_AT or _ENGLISH_NAME.fullmatch(said.strip()):
        return False
    parts = [part for sentence in sentences(said) for part in clauses(sentence)]
    to_us = [part for part in parts if form(part) in {Form.TO_US, Form.OPEN} or _TO_US.search(part)]
    return 2 * sum(map(len, to_us)) > sum(map(len, parts))


def _is_only_a_time(said: str, now: datetime, zone: ZoneInfo) -> bool:
    """今年5月份签的."""
    if len(said) > LOOKED_AT:
        return False
    found = find_moments(said, now, zone)
    return bool(found) and len(said.strip()) - sum(one.end - one.start for one in found) < LEAST_BESIDE


def relation_in(words: str) -> str:
    """What these words say of who somebody is: 我们会计, 她老公; nothing of 不是说了吗，她，老公叫."""
    said = (part.strip("「」“”\"'() ") for part in _PARTS.split(words[:LOOKED_AT]))
    return "，".join(one for one in said if len(one) <= LONGEST_RELATION and is_relation(one))


def is_relation(words: str) -> bool:
    """他姐夫 is somebody; a complaint, a question or a denial is not."""
    return bool(_SOMEBODY.search(words)) and not _NO_RELATION.search(words)


def is_another_answer(said: str) -> bool:
    """Whether these words answer no question that offers buttons: a firm, a name, a number, a protest."""
    bare = said.strip(" 。.,，!！")
    people = find_people(bare)
    names = [one.quote for one in people] + [one.name for one in find_firms(bare)]
    is_own = any(one.role == "self" and not one.post and len(bare) - len(one.name) <= LONGEST_SELF for one in people)
    return is_own or only_protests(said) or bool(find_phones(said)) or bare in names


def is_alone(said: str) -> bool:
    """就他一个: nobody else is to be named."""
    return bool(_ALONE.fullmatch(said.strip(" 。.!！").lower()))
