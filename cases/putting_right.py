"""Short words that take something back or add to it: 别写她, 不是，是上个月, 又转了5万, 两笔一共35万."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

from cases.correcting import DENIED
from cases.hearing import CORRECTS, confirmed, sums_paid, without_hotlines
from cases.kinds import account_value, money_value
from cases.money_lane import LATEST, payment_of
from cases.questionnaire import ADD, DONE, Answer, State, without_item
from cases.understanding.accounts_in_text import find_accounts
from cases.understanding.loss import sums
from cases.understanding.motion import is_before_now
from cases.understanding.writing import plain

LONGEST = 24  # characters; whoever says more tells something
_WHO = r"(?:她们?|他们?|ta|这个?人|那个?人|(?:[她他]的?|人家的?)?(?:名字|姓名)|人名)"
_TAKEN_BACK = (
    r"(?:先|请|还是|暂时|千万|那就?|算了|就){{0,3}}(?:别|不要|不用|不能|不想|甭|不)(?:先)?(?:把{who})?(?:写|提|填|报|记|说|列|算|放)(?:上|出|出来|进去)?(?:{who})?"
    r"|(?:这|那|应该|肯定)?(?:不是|不关)(?:{who})(?:干|做|弄|的事)?|(?:{who})(?:没关系|无关|没有?参与|是无辜的)|(?:跟|和|与)(?:{who})(?:没关系|无关)"
    r"|(?:把)?(?:{who})(?:先)?(?:别写|不要写|别提|别报|去掉|删掉|删了|删除|拿掉|划掉|撤掉|不写|不提)|(?:去掉|删掉|删除)(?:{who})"
    r"|(?:please )?(?:don'?t|do not) (?:write|put|name|mention|include) (?:{who})(?: down)?"
    r"|(?:it(?: i|')s )?not (?:{who})"
    r"|(?:leave|take) (?:{who}) (?:out|off)|remove (?:{who})"
)
_ENGLISH_WHO = "her|him|them|that person|the name|her name|his name"
_ENDS = re.compile(r"[了吧啊呀哦哈的。.!~ ]{1,9}$")
_ADDED = re.compile(
    r"(?:又|再|另外|还)(?:给[^，。,;；]{0,8})?(?:[她他]们?|骗子|对方)?(?:刚刚?|今天|昨天)?(?:转|打|汇|付|充)(?:了|过去|出去|给)?"
    r"|(?:还有|另有)一?[笔次]|\b(?:another|again)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"又[^，。,;；]{0,4}了?一笔|(?:又|再)[转打汇付]了")
_AMOUNT = re.compile(r"transactions#[0-9]{1,4}\.amount")
_FIRST_SAID = re.compile(
    r"(?:第一|前面那?|之前那?|最早那?|开始那?|头一)笔|\bthe first (?:one|payment)\b", re.IGNORECASE
)
_OTHER_SAID = re.compile(
    r"(?:第二|后面那?|后来那?|刚才那?|又转的?那?|最后那?|这)(?:一)?笔[^，。,;；]{0,4}[是为]"
    r"|\bthe (?:second|last|other) (?:one|payment)\b",
    re.IGNORECASE,
)
_NOT_SO = re.compile(
    r"[0-9零一二两三四五六七八九十百.]{1,9}[万千百元块]{1,2}(?:是)?(?:不对|错了?|搞错|说错|写错)|\bnot [0-9][0-9,.]*",
    re.IGNORECASE,
)
_ASKED_FOR = re.compile(r"(?:让|叫|要|催|想|准备|打算)[^，。,;；]{0,6}(?:又|再|还)|(?:又|再|还)(?:让|叫|要|催|想)")


def taken_back(said: str, answers: Mapping[str, Answer]) -> int | None:
    """The place of the suspect these words take out: the one named, else the last; None when they take out nobody."""
    words = _ENDS.sub("", plain(said[: 2 * LONGEST]).lower())
    if not words or len(said) > LONGEST:
        return None
    names = {
        place: str(answers[step].value) for place in _places(answers) if (step := f"suspects#{place}.name") in answers
    }
    for place, name in names.items():
        if _is_about(re.escape(name.lower()), words):
            return place
    last = max(names, default=0)
    return last if _is_about(f"{_WHO}|{_ENGLISH_WHO}", words) else None


def without_suspect(answers: Mapping[str, Answer], place: int) -> dict[str, Answer]:
    """The answers without that suspect, who is not guessed again; those who stay are confirmed by it."""
    left = dict(answers) if f"suspects#{place}?" not in answers else without_item(answers, "suspects", place)
    kept = {step: answer for step, answer in left.items() if step.startswith("suspects#")}
    stay = len(_places(left))
    ended = {f"suspects#{stay}?": Answer(State.GIVEN, value=DONE)}
    gone = {step for step in kept if step.startswith(f"suspects#{stay}.")}
    return {step: answer for step, answer in {**left, **confirmed(kept), **ended}.items() if step not in gone}


def denies_now(said: str, now: datetime, zone: ZoneInfo) -> bool:
    """Whether these few words say that the money left long ago: 不是，是上个月, 去年的事, 不是现在."""
    return len(said) <= LONGEST and is_before_now(said, now, zone)


def another_payment(said: str, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The payment these words add to the one that is known, as an item of the transactions: 又转了5万."""
    known = answers.get("money_amount")
    paid = sums_paid(said) if known and _ADDED.search(said) and not _ASKED_FOR.search(said) else []
    if len(paid) != 1 or known is None or known.said == paid[0].quote:
        return {}
    first = payment_of(answers) + 1
    place = next(
        at for at in count(first) if f"transactions#{at}?" not in answers or answers[f"transactions#{at}?"].value != ADD
    )
    added = {
        f"transactions#{place}?": Answer(State.CONFIRMED, said, ADD),
        f"transactions#{place}.amount": Answer(State.GIVEN, said.strip(), money_value(paid[0].money)),
    }
    added[LATEST] = Answer(State.GIVEN, value=str(place))
    if len(paid_to := [one for one in find_accounts(said) if one.side != "payer"]) == 1:
        to = Answer(State.GIVEN, paid_to[0].quote, account_value(paid_to[0].account))
        added[f"transactions#{place}.payee_account"] = to
    return added


def corrected_payment(said: str, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The amount that these words put right, of the payment they follow: 又转了一笔12万, 不对 是15万.

    One that names what was wrong, or which payment it was, is of that one: 不是83万 是80万, 第一笔是80万.
    """
    latest = answers.get(LATEST)
    is_one = CORRECTS.search(said) or _OTHER_SAID.search(said) or _FIRST_SAID.search(said)
    if latest is None or len(said) > 2 * LONGEST or not is_one or _AGAIN.search(said):
        return {}
    right = [one for one in sums(_NOT_SO.sub(" ", DENIED.sub(" ", without_hotlines(said)))) if one.part != "total"]
    if len(right) != 1:
        return {}
    value = Answer(State.GIVEN, said.strip(), money_value(right[0].money))
    return {_meant(said, answers, str(latest.value)): value}


def _meant(said: str, answers: Mapping[str, Answer], latest: str) -> str:
    """The step of the amount that is put right: the one denied, the one named, else the one added last."""
    denied = {one.money.fen for part in (*DENIED.finditer(said), *_NOT_SO.finditer(said)) for one in sums(part[0])}
    amounts = {step: one for step, one in answers.items() if step == "money_amount" or _AMOUNT.fullmatch(step)}
    wrong = [step for step, one in amounts.items() if isinstance(one.value, dict) and one.value.get("fen") in denied]
    if wrong:
        return "money_amount" if "money_amount" in wrong else wrong[-1]
    return "money_amount" if _FIRST_SAID.search(said) else f"transactions#{latest}.amount"


def sum_of_all(said: str) -> dict[str, Answer]:
    """The amount that these words say of all payments together: 两笔一共35万."""
    totals = [one for one in sums_paid(said) if one.part == "total"]
    return {"money_amount": Answer(State.GIVEN, said.strip(), money_value(totals[0].money))} if len(totals) == 1 else {}


def _is_about(who: str, words: str) -> bool:
    return bool(re.search(who, words) and re.fullmatch(_TAKEN_BACK.format(who=who), words))


def _places(answers: Mapping[str, Answer]) -> list[int]:
    found: list[int] = []
    for place in count():
        added = answers.get(f"suspects#{place}?")
        if added is None or added.value != ADD:
            return found
        found.append(place)
    return found
