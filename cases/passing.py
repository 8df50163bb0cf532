"""What a story says in passing of later questions: who tells it, what came back, where the money went.

And what else was done beside the first offence, which goes to the desk in the person's own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from cases.questionnaire import Answer, State
from cases.understanding.accounts_in_text import find_phones
from cases.understanding.choosing import option_said
from cases.understanding.offence import SURE, Sense
from cases.understanding.people_in_text import find_people
from cases.understanding.whose import KIN

_SOMEBODY_ELSE = re.compile(rf"{KIN}|[他她]|对方|骗子|叫|\b(?:his|her|their)\b")
BEFORE = 12  # characters in front of a clause that may hold its verb
BESIDE = 16  # characters between a name and the number that goes with it
MOST_CLAUSES, MOST_FURTHER = 60, 6
_SELF = re.compile(r"我|本人|报案人|举报人|控告人|\b(?:my name|i am|i'm)\b", re.IGNORECASE)
_OWN_PHONE = re.compile(
    r"我的?(?:电话|手机|号码|联系方式)|(?:联系|打给?|回)我|\bmy (?:phone|number|mobile)|call me", re.IGNORECASE
)
_CUT = re.compile(r"[，。,;；！!?？\n]|(?<=[^，。,;；！!?？\n]{6})(?=(?:还|又|并)[把将偷拿卖收泄拷])")
LEAST, LONGEST = 4, 60  # characters of a clause
_CAME_BACK = re.compile(
    r"[她他们人家方][^，。,;；]{0,4}[还退]|[还退](?:了|上|过|回|清|给)|没(?:有)?[还退]|不[还退]"
    r"|paid back|repaid|returned"
)
# 拿去还房贷 and 还了信用卡 are what the money was used for, and nothing that came back.
_USED = re.compile(
    r"[拿用挪动划取转借输][^，。,;；]{0,24}$|\b(?:used|spent|lost|gambled|took)\b[^,.;]{0,60}$", re.IGNORECASE
)
_OTHERS_DEBTS = re.compile(r"[还][了]?(?:他|她|自己)?的?(?:房贷|车贷|信用卡|网贷|赌债|债|贷款|钱)")
# 如果他还了, 能不能退 and 退了吗 state nothing; of a wish, only that it was refused is a fact: 让他还他不还.
_IN_QUESTION = re.compile(
    r"如果|要是|假如|假使|万一|只要|除非|哪怕|是不是|是否|会不会|[能可][不否]|有没有|怎么|什么时候|多久|[吗嘛呢么]"
    r"|\b(?:if|whether|when|how|unless)\b"
)
_WANTED = re.compile(
    r"让|叫|要(?!不)|想|希望|求|愿意|打算|答应|承诺|保证|说|准备|应该|应当|必须|得[还退]|该[还退]|可以|也行|就[行好]|算了|将|会[还退]|等"
    r"|\b(?:wants?|hopes?|wish|promis|asks?|asked|should|would|could|must|will|plans?|let)\b",
    re.IGNORECASE,
)
# What we gave back to somebody is no money of ours that came back.
_WE_PAID = re.compile(
    r"^\s*+(?:后来|现在|然后|已经|最后|所以|但是?|可是?)?(?:我们?|咱们?|我司|[本我]公司|公司|单位|厂里?|老板)"
    r"[^，。,;；他她对骗人]{0,16}[还退]"
    r"|[还退](?:了|给|过|掉)[^，。,;；]{0,12}?给?(?:客户|供应商|银行|工人|员工|买家|经销商)"
    r"|[还退](?:了|过)?[^，。,;；我]{0,8}给(?:了)?(?:他|她|对方|人家|骗子)"
    r"|\bwe (?:have )?(?:already )?(?:paid|returned|repaid|refunded)\b",
    re.IGNORECASE,
)
_FURTHER = re.compile(r"^\s{0,3}(?:而且|并且|另外|同时|此外|不但|又|还|也|并)|\b(?:also|besides|in addition)\b")
_NOT_FURTHER = re.compile(
    r"^\s{0,3}(?:还(?:没|有|是|剩|不|在|差|欠|款|了|钱|说|让|要)|也(?:不|没|是|被|就)|又(?:不|没|是))"
)


def in_passing(said: str) -> Iterator[tuple[str, Answer]]:
    """What one's own name and number, and the fate of the money, are by these words."""
    yield from _oneself(said)
    yield from _own_place(said)
    for start, words in _clauses(said):
        before = said[max(0, start - BEFORE) : start]
        if option := _returned(words, said[start + len(words) :][:1]):
            yield "returned", Answer(State.READ, words.strip(), option)
        option = option_said("fund_used_for", words, ("illegal", "profit", "personal"))
        if option and _USED.search(before + words):
            yield "fund_used_for", Answer(State.READ, words.strip(), option)


def _returned(words: str, mark: str) -> str | None:
    """Whether the money came back, when these words state it: no wish, question or condition, nor what we paid."""
    if not _CAME_BACK.search(words) or _OTHERS_DEBTS.search(words) or "被" in words:
        return None
    if mark in {"?", "？"} or _IN_QUESTION.search(words) or _WE_PAID.search(words):
        return None
    return option_said("returned", words, ("none",) if _WANTED.search(words) else ("part", "all", "none"))


def _oneself(said: str) -> Iterator[tuple[str, Answer]]:
    speaks_of_self = _SELF.search(said)
    me = next((one for one in find_people(said) if one.role == "self"), None) if speaks_of_self else None
    own = _OWN_PHONE.search(said)
    near = [one for one in find_phones(said) if _is_own(one.start, said, me.end if me else None, own and own.end())]
    if me:
        yield "contact_name", Answer(State.READ, me.quote.strip(), me.name)
    if near:
        yield "contact_phone", Answer(State.READ, near[0].quote, near[0].value)


def _is_own(at: int, said: str, *ends: int | None) -> bool:
    """Whether the number at `at` is the reporter's: behind their name or 我的电话, and nobody else in between."""
    behind = [said[end:at] for end in ends if end is not None and 0 <= at - end <= BESIDE]
    return any(not _SOMEBODY_ELSE.search(between) and not find_people(between) for between in behind)


def _own_place(said: str) -> Iterator[tuple[str, Answer]]:
    """What the reporter is at the firm, and where the firm is, said in so many words: 我是老板 余姚的."""
    for part in islice(_WORDS_APART.split(said), MOST_CLAUSES):
        words = part.strip()
        if len(words) > LONGEST_PART:
            continue
        role, place = _ROLE.fullmatch(words), _PLACE.fullmatch(words)
        if role and (option := option_said("reporter_role", words, _ROLES)):
            yield "reporter_role", Answer(State.READ, words, option)
        if place:
            name = (place["zh"] or place["en"]).lower()
            yield "district", Answer(State.READ, words, _DISTRICTS.get(name, name))


LONGEST_PART = 24  # characters
_WORDS_APART = re.compile(r"[，。,;；！!?？\n、：:]|(?<![A-Za-z]) | (?![A-Za-z])")
_ROLES = ("legal_representative", "shareholder", "employee")
_ROLE = re.compile(
    r"(?:我|本人)(?:就)?是(?:公司|厂里?|单位|这里|这边|这家)?的?(?:老板|法人(?:代表)?|法定代表人|企业主|股东|会计|出纳|财务|员工|职员|业务员)[的。]?"
    r"|(?:公司)?法人(?:代表)?(?:就)?是我(?:自己|本人)?"
    r"|(?:i am|i'm) (?:the |an? )?(?:owner|boss|founder|legal representative|shareholder|employee|accountant)"
    r"(?: here| of (?:the|our|this) company)?",
    re.IGNORECASE,
)
_DISTRICTS = {
    "海曙": "haishu", "江北": "jiangbei", "镇海": "zhenhai", "北仑": "beilun", "鄞州": "yinzhou", "奉化": "fenghua",
    "余姚": "yuyao", "慈溪": "cixi", "宁海": "ninghai", "象山": "xiangshan",
}  # fmt: skip
_PLACE = re.compile(
    rf"(?:我们?(?:公司|厂)?|公司|厂子?)?(?:是|就?在|位于|地址在?)?(?:宁波市?)?(?P<zh>{'|'.join(_DISTRICTS)})[市区县]?(?:这边|那边|这里|的公司|的|人)?"
    rf"|(?:we are |we're |located |based |our company is )?(?:in )?(?P<en>{'|'.join(_DISTRICTS.values())})"
    r"(?:,? ningbo)?",
    re.IGNORECASE,
)


def in_few_words(said: str) -> dict[str, Answer]:
    """What a short sentence says of a question of the offence, with the shape of its kind: 保函是假的, 签过保密协议."""
    if len(said) > SHORT or _NO_FACT.search(said):
        return {}
    found = ((step, value, sign.search(said)) for step, value, sign in _SHORT_FACTS)
    return {step: Answer(State.READ, said.strip(), value) for step, value, one in found if one}


SHORT = 16  # characters
_NO_FACT = re.compile(r"[吗嘛么?？]|如果|要是|怕|可能|会不会|是不是|有没有|没有?签|未签|不是|不假")
_SHORT_FACTS: tuple[tuple[str, str | list[str], re.Pattern[str]], ...] = (
    (
        "taken_how",
        ["moved_money"],
        re.compile(
            r"[转划汇打][到给进][了她他自己的公老婆]{0,6}(?:个人|私人)?的?(?:银行)?(?:卡|账户|账号|微信|支付宝)"
        ),
    ),
    (
        "secret_measures",
        ["agreement"],
        re.compile(r"签[过了有].{0,6}保密(?:协议|合同|条款)|保密(?:协议|合同)(?:都|也)?签[过了]"),
    ),
    (
        "contract_trick",
        ["false_security"],
        re.compile(
            r"(?:保函|票据|支票|汇票|承兑|产权证?|房产证|抵押|担保).{0,4}(?:假的|伪造|[作造]假)|假(?:保函|票据|支票|汇票|房产证)"
        ),
    ),
    (
        "still_reachable",
        "no",
        re.compile(
            r"^(?!.*(?:银行|110|客服|派出所|你们|我的)).*(?:打不通|联系不[上到]|被?拉黑|失联|停机|关机|空号|人跑了|找不到人)"
        ),
    ),
    (
        "contract_performed",
        "nothing",
        re.compile(r"^(?!.*我).*一分钱?(?:都|也)?没[付给]|^(?!.*我).*一(?:吨|件|台)?货?(?:都|也)?没发"),
    ),
)


def further_offence(said: str, first: str, sense: Sense) -> Answer | None:
    """The clause that tells of something done beside the `first` offence, word for word: 还把客户名单卖给了同行."""
    further = ((start, words) for start, words in _clauses(said) if _is_further(words))
    for start, words in islice(further, MOST_FURTHER):
        before = said[max(0, start - LONGEST) : start].strip(" ，。,;；！!?？\n")
        for part in (words.strip(), before):  # the first one may itself be what stands behind 还
            if _is_of_another(part, first, sense):
                return Answer(State.READ, part, part)
    return None


def _is_further(words: str) -> bool:
    return bool(_FURTHER.search(words)) and not _NOT_FURTHER.match(words)


def _is_of_another(words: str, first: str, sense: Sense) -> bool:
    likely = sense.candidates(words)
    return bool(likely) and likely[0].score >= SURE and first not in {one.offence for one in likely[:2]}


def _clauses(said: str) -> list[tuple[int, str]]:
    """Each with its place; what is as long as a page is no clause."""
    cuts = [0, *(cut.end() for cut in islice(_CUT.finditer(said), MOST_CLAUSES))]
    parts = ((start, said[start:end].rstrip("，。,;；！!?？\n")) for start, end in pairwise([*cuts, len(said)]))
    return [(start, words) for start, words in parts if LEAST <= len(words.strip()) <= LONGEST]
