"""What a person's own words say of their report: each thing as a guess with the words it was read from.

A guess is an `Answer` in the state READ. It answers its question for now, is shown back, and counts for nothing until
the person confirms it. Rather no guess than a wrong one: what is not certain is left to its question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cases.fitting import LONGEST_RELATION, is_relation, relation_in
from cases.kinds import account_value, money_value, period_value
from cases.money_lane import CARRIED_FIELDS, MAY_BE_STOPPED, PAYEE_BANK, from_message
from cases.passing import further_offence, in_passing
from cases.questionnaire import ADD, LIKELY, Answer, Answers, Offence, Questionnaire, State
from cases.understanding.accounts_in_text import find_accounts
from cases.understanding.bank_message import Payment, read_payments
from cases.understanding.channels import OPTIONS, find_channels
from cases.understanding.firms_in_text import find_firms
from cases.understanding.in_place import in_place
from cases.understanding.insider import hints_insider
from cases.understanding.loss import PartedSum, read_loss, sums
from cases.understanding.moments_in_text import FoundMoment, find_moments, first_moment
from cases.understanding.motion import moment_of_payment, read_motion, speaks_of_payment
from cases.understanding.offence import Sense, is_sure
from cases.understanding.parties import FoundBank, find_banks, holder_in, names_holder
from cases.understanding.people_in_text import FoundPerson, find_people
from cases.understanding.roles import is_cleared
from cases.understanding.sentences import read_company_sentence, read_contact_sentence, read_person_sentences

MOST_LIKELY = 3
LEAST_TELLING = 7  # characters
FEW_WORDS, LEAST_HEARD = 30, 0.03  # characters, and the least score of so few: what is fainter is a guess at nothing
NEAR = 0.3  # of the best score: what is further behind would only make people wonder
LEAST_AROUND = 8  # characters around a firm from which one sees that it is the other side
MOST_PEOPLE = 3

WAS_THERE = re.compile(
    "(?:原来|本来|原先|之前|以前|账上|账户里|卡里)[^，。,;]{0,4}有$"
)  # what there was is no sum that went
CORRECTS = re.compile(
    "不对|不是|应该是|搞错|写错|说错|记错|算错|重新算|更正|纠正|改成|改为|对[，, ]{0,2}(?:但是?|不过|就是|只是)"
    "|(?:时间|日期|金额|损失|数额|数字)(?:应该|其实)?[是为]|actually|wrong|correction|should be",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Listening:
    """What a listener needs beside the words: the questions, an ear for offences, when they were said, whose time."""

    questionnaire: Questionnaire
    sense: Sense
    now: datetime
    zone: ZoneInfo


def hear(said: str, listening: Listening, answers: Answers) -> dict[str, Answer]:
    """The guesses in these words for every question of the report that has no answer of the person's own yet."""
    said = of_ours(said)
    found = dict(_facts(said, listening))
    if may_be_guessed(answers.get("offence")) and may_be_guessed(answers.get("offence_group")):
        found |= _offence(said, listening)
    found |= _motion(said, listening, found.get("happened_when"))
    open_ones = {step: answer for step, answer in found.items() if may_be_guessed(answers.get(step))}
    return {step: answer for step, answer in open_ones.items() if step in on_one_side({**answers, **open_ones})}


def on_one_side(answers: Answers) -> dict[str, Answer]:
    """The answers without a firm that was guessed to be on our side and on the other: of two, what was given stays."""
    kept = dict(answers)
    ours, theirs = (kept.get(step) for step in ("company_name", "other_company"))
    if ours and theirs and _is_same_firm(ours.value, theirs.value):
        is_sure = theirs.state is State.GIVEN and ours.state is not State.GIVEN
        del kept["company_name" if is_sure else "other_company"]
    return kept


def _is_same_firm(one: object, other: object) -> bool:
    """宁波东港 is 宁波东港进出口有限公司."""
    if not isinstance(one, str) or not isinstance(other, str) or min(len(one), len(other)) < SHORTEST_FIRM:
        return False
    return one in other or other in one


SHORTEST_FIRM = 4  # characters by which a firm is known


def of_ours(said: str) -> str:
    """The words without what they say of others who were harmed too: whose loss and whose names are not ours."""
    return OTHERS.sub(lambda clause: clause[0] if OURSELVES.search(clause[0]) else " ", said)


OTHERS = re.compile(r"[^，。,;；！!?？\n]{0,60}(?:也|同样)(?:被|让|给|上了)[^，。,;；！!?？\n]{0,60}")
OURSELVES = re.compile("我们|我公司|本公司|我司|我也|咱")


def may_be_guessed(answer: Answer | None) -> bool:
    """What the person gave, or passed over, is not for us to guess."""
    return answer is None or answer.state is State.READ


def confirmed(answers: Answers) -> dict[str, Answer]:
    """The same answers after the person saw them all and went on."""
    return {step: _confirm(answer) for step, answer in answers.items()}


def settle_offence(
    answers: Answers, chosen: str, offences: Mapping[str, Offence], shown: Collection[str]
) -> dict[str, Answer]:
    """The answers with this offence chosen of those the words sounded like; what was `shown` beside it is confirmed.

    The door that leads to it comes with it, so that its questions are asked.
    """
    likely, before = answers.get(LIKELY), answers.get("offence")
    found = {step: answer for step, answer in answers.items() if step != LIKELY}
    if before and before.value == chosen:
        found |= confirmed({step: answer for step, answer in found.items() if step in shown})
    else:
        found["offence"] = Answer(State.GIVEN, before.said if before else "", chosen)
    groups = offences[chosen].groups
    inside = likely is not None and likely.said == INSIDER
    found["offence_group"] = Answer(State.GIVEN, value="insider" if inside and "insider" in groups else groups[0])
    return found


INSIDER = "insider"  # kept with LIKELY: whether the words hint at somebody of the firm


def _confirm(answer: Answer) -> Answer:
    return Answer(State.CONFIRMED, answer.said, answer.value) if answer.state is State.READ else answer


def as_read(quote: str, value: object) -> Answer:
    return Answer(State.READ, quote.strip(), value)


def _offence(said: str, listening: Listening) -> dict[str, Answer]:
    offences = listening.questionnaire.offences
    if len(said) < LEAST_TELLING:
        return {}  # 被坑了: to guess from that would only make people wonder
    candidates = [one for one in listening.sense.candidates(said) if offences[one.offence].groups]
    if not candidates or (len(said) < FEW_WORDS and candidates[0].score < LEAST_HEARD):
        return {}
    near = [one for one in candidates[:MOST_LIKELY] if one.score >= candidates[0].score * NEAR]
    likely = tuple(one.offence for one in near)
    hint = INSIDER if hints_insider(said) else ""
    found = {LIKELY: Answer(State.READ, hint, list(likely))}
    if is_sure(candidates):
        found["offence"] = as_read(candidates[0].quote, likely[0])
    if further := further_offence(said, likely[0], listening.sense):
        found["also_happened"] = further
    return found


def _motion(said: str, listening: Listening, when: Answer | None) -> dict[str, Answer]:
    """Whether money is on its way; nothing where a payment is spoken of and nobody said when: that is asked."""
    motion = read_motion(said, listening.now, listening.zone)
    if motion is None and (not speaks_of_payment(said) or is_long_over(when, listening.now)):
        motion = "no"
    if motion is None:
        return {}
    return {"money_moving": as_read("" if motion == "no" else said[:200], motion)}


def _facts(said: str, listening: Listening) -> Iterator[tuple[str, Answer]]:
    if loss := read_loss(said):
        yield "loss_amount", as_read(loss.quote, money_value(loss.value))
    if when := _deed(said, listening):
        yield "happened_when", as_read(when.quote, period_value(when.period))
    if channels := list(dict.fromkeys(OPTIONS[one] for one in find_channels(said))):
        yield "contact_channels", as_read(said[:200], channels)
    yield from in_passing(said)
    yield from _firms(said)
    yield from _people(said)


def _deed(said: str, listening: Listening) -> FoundMoment | None:
    found = find_moments(said, listening.now, listening.zone)
    first = first_moment(said, found, listening.now)
    return _with_next_day(first, said, listening.zone) if first else None


def _with_next_day(found: FoundMoment, said: str, zone: ZoneInfo) -> FoundMoment:
    """上个月8号9号 and 11月8、9两号 are two days in a row."""
    start, further = found.period.start, NEXT_DAY.match(said, found.end)
    if start.precision != "day" or found.period.end or further is None:
        return found
    next_day = start.at.astimezone(zone) + timedelta(days=1)
    if next_day.day != int(further["day"]):
        return found
    period = replace(found.period, end=replace(start, at=next_day.astimezone(UTC)))
    return replace(found, period=period, end=further.end(), quote=said[found.start : further.end()])


NEXT_DAY = re.compile(r"[号日]?[、,，和跟 ]{0,2}(?P<day>[0-9]{1,2})(?:这?[两二])?[号日]")


def _firms(said: str) -> Iterator[tuple[str, Answer]]:
    firms = find_firms(said)
    ours = next((one for one in firms if one.is_ours), None)
    is_sentence = len(said) - sum(len(one.quote) for one in firms) >= LEAST_AROUND
    other = next((one for one in firms if one.is_ours is False and is_sentence), None)  # else it may be anybody's
    if ours:
        yield "company_name", as_read(ours.quote, ours.name)
    if other:
        yield "other_company", as_read(other.quote, other.name)


def _people(said: str) -> Iterator[tuple[str, Answer]]:
    """The suspects named, and what the first one is at our firm; the other side's boss holds no post of ours."""
    suspects = [one for one in find_people(said) if one.role == "suspect"][:MOST_PEOPLE]
    for place, one in enumerate(suspects):
        yield f"suspects#{place}?", as_read(one.quote, ADD)
        yield f"suspects#{place}.name", as_read(one.quote, one.name)
        if one.post and place == 0 and not NO_POST.fullmatch(one.post):
            quote, start = _with_post(said, one)
            if not THEIR_OWN.search(said[max(0, start - 12) : start]):
                yield "suspect_post", as_read(quote, one.post)


def _with_post(said: str, one: FoundPerson) -> tuple[str, int]:
    """The words that hold the name and the post, and where they begin."""
    post = one.post or ""
    before = said.rfind(post, max(0, one.start - REACH), one.start)
    if before >= 0:
        return said[before : one.end], before
    behind = said.find(post, one.end, one.end + REACH)
    return (said[one.start : behind + len(post)], one.start) if behind >= 0 else (post, one.start)


REACH = 40  # characters between a name and the post that goes with it
THEIR_OWN = re.compile(r"(?:对方|他们|她们|骗子|供应商|客户|厂家|卖家|买家|[甲乙]方|那家|\btheir)[^，。,;；]{0,8}$")
NO_POST = re.compile(
    "老板娘?|客户|供应商|[买卖]家|代理商|经销商|货主|房东|朋友|同学|老乡|亲戚|网友|[男女]子|(?:犯罪)?嫌疑人|被(?:告|举报人|控告人)|收款人|户主"
    "|持卡人|中间人|介绍人|老[婆公]|妻子|丈夫|儿子|女儿|弟弟|哥哥|[表堂][弟哥]|小舅子"
)


def is_long_over(when: Answer | None, now: datetime) -> bool:
    """Whether what happened was over before the days in which a payment may still be stopped."""
    if when is None:
        return False
    until = datetime.fromisoformat(when.value.get("until") or when.value["at"])
    return until + LASTS.get(when.value["precision"], timedelta()) < now - MAY_BE_STOPPED


LASTS = {"year": timedelta(days=366), "month": timedelta(days=31), "day": timedelta(days=1)}


def payments_left(said: str) -> list[Payment] | None:
    """The payments that left by the bank messages in these words, none when they failed; None: there is no message."""
    payments = read_payments(said)
    return [one for one in payments if one.happened == "left"] if payments else None


def facts_in(
    said: str, left: Sequence[Payment] | None, listening: Listening, answers: Answers, asked: str = ""
) -> dict[str, Answer]:
    """What 110 and the bank ask, as far as these words say it: a bank message, or a sentence of the person's own.

    What the person gave already stays, but for what is `asked` now: a later sentence replaces nothing in silence.
    """
    if left is not None:
        found = (_beside_message(said, left[0], listening) | _of(left[0], listening)) if left else {}
        return {step: answer for step, answer in found.items() if step == asked or may_be_guessed(answers.get(step))}
    called = {"money_payee"} if names_holder(said) and asked != "money_payer_account" else set()
    found = {
        step: one
        for step, one in _in_a_sentence(said, listening)
        if step in called or may_be_guessed(answers.get(step))
    }
    if asked == "money_payer_account" and not {"money_payee_account", "money_payee"} & found.keys():
        found.pop(PAYEE_BANK, None)  # what is asked is our own bank
    return found


def _beside_message(said: str, payment: Payment, listening: Listening) -> dict[str, Answer]:
    """What a sentence says that reads like a bank's message, and which such a message would say in another way."""
    banks = find_banks(said)
    found = dict(_banks_said(banks, [one.name for one in banks if one.side == "payee"]))
    when = moment_of_payment(said, find_moments(said, listening.now, listening.zone), listening.now)
    if when and not payment.at:
        found["money_at"] = as_read(when.quote, period_value(when.period))
    return found


def _of(payment: Payment, listening: Listening) -> dict[str, Answer]:
    return from_message(payment, listening.questionnaire.questions, listening.now, listening.zone)


def further_payments(said: str, left: Sequence[Payment], listening: Listening, first_free: int) -> dict[str, Answer]:
    """The payments behind the first one of several messages: items of the list of transactions from that place on."""
    found: dict[str, Answer] = {}
    for place, payment in enumerate(left[1:], first_free):
        facts = _of(payment, listening)
        found[f"transactions#{place}?"] = Answer(State.CONFIRMED, said, ADD)
        found |= {
            f"transactions#{place}.{field}": facts[step] for field, step in CARRIED_FIELDS.items() if step in facts
        }
    return found


def _in_a_sentence(said: str, listening: Listening) -> Iterator[tuple[str, Answer]]:
    accounts = find_accounts(said)
    payees = {one.account.number: one for one in accounts if one.side != "payer"}
    payer = next((one for one in accounts if one.side == "payer"), None)
    if len(payees) == 1 or (payees and CORRECTS.search(said)):  # of two, none; but for the one that corrects the other
        payee = list(payees.values())[-1]
        yield "money_payee_account", as_read(payee.quote, account_value(payee.account))
    banks, holder = find_banks(said), holder_in(said)
    theirs = _payees_banks(banks, is_named=bool(holder or payees))
    if holder:
        yield "money_payee", as_read(holder, " ".join([holder, *theirs[:1]]))
    yield from _banks_said(banks, [] if holder else theirs, payer.quote if payer else "")
    if paid := _paid(sums(said)):
        yield "money_amount", as_read(paid.quote, money_value(paid.money))
    elif (loss := read_loss(said)) and not WAS_THERE.search(said[: loss.start]):
        yield "money_amount", as_read(loss.quote, money_value(loss.value))
    moments = find_moments(said, listening.now, listening.zone)
    if when := (
        moment_of_payment(said, moments, listening.now)
        or first_moment(said, moments, listening.now)
        or (moments[0] if len(moments) == 1 else None)
    ):
        yield "money_at", as_read(when.quote, period_value(when.period))


def _banks_said(banks: list[FoundBank], theirs: list[str], account: str = "") -> Iterator[tuple[str, Answer]]:
    """The bank and account that were paid from, and the payee's bank apart from a name."""
    ours = [one.name for one in banks if one.side == "payer"][:1] + ([account] if account else [])
    if ours:
        yield "money_payer_account", as_read(" ".join(ours), " ".join(ours))
    if theirs:
        yield PAYEE_BANK, as_read(theirs[0], theirs[0])


def _payees_banks(banks: list[FoundBank], *, is_named: bool) -> list[str]:
    """The banks said to be theirs, else, beside their name or account, the only one of which nothing is said."""
    loose = [one.name for one in banks if one.side is None] if is_named else []
    return [one.name for one in banks if one.side == "payee"] or (loose if len(loose) == 1 else [])


def without_hotlines(said: str) -> str:
    """The words without the numbers somebody rang: 我打过110了 is no sum."""
    return HOTLINES.sub(" ", said)


HOTLINES = re.compile(r"(?<![0-9])(?:110|12110|96110|95[0-9]{3}|12315|12389)(?![0-9.,万元])")


def sums_paid(said: str) -> list[PartedSum]:
    """The sums that may be what was paid."""
    return [one for one in sums(without_hotlines(said)) if one.part in {"total", "loss", "payment"}]


def _paid(found: list[PartedSum]) -> PartedSum | None:
    """What left: the total when one is said, else the only sum of which that can be meant."""
    totals = [one for one in found if one.part == "total"]
    possible = totals or [one for one in found if one.part in {"loss", "payment"}]
    return possible[0] if len(possible) == 1 else None


def people_named(said: str, list_id: str, index: int) -> dict[str, Answer]:
    """The people in a sentence as items of a list from that place on: name, phone, and what was said of them."""
    found: dict[str, Answer] = {}
    named = [one for one in read_person_sentences(said) if one.name or one.phone or _may_be_somebody(one.rest)]
    if list_id == "suspects":  # what else is said is story, and says not who they are
        others = _not_suspected(said)
        named = [
            one._replace(rest=relation_in(one.rest) if one.name or one.phone else one.rest)
            for one in named
            if one.name not in others
        ]
    for place, one in enumerate(named[:MOST_PEOPLE], index):
        item, rest = f"{list_id}#{place}", "relation" if list_id == "suspects" else "knows"
        parts = {"name": one.name, "phone": one.phone, rest: one.rest}
        found[f"{item}?"] = Answer(State.CONFIRMED, said, ADD)
        found |= {f"{item}.{part}": Answer(State.GIVEN, said, value) for part, value in parts.items() if value}
        found |= {f"{item}.{part}": Answer(State.SKIPPED) for part, value in parts.items() if not value}
    return found


def _not_suspected(said: str) -> frozenset[str]:
    """Whom these words name as the reporter, or as nobody's suspect: 老板我 刘建军, 是周敏 不是刘建军."""
    text = in_place(said)
    return frozenset(
        one.name
        for one in find_people(said)
        if one.role == "self" or (is_cleared(text, one.start, one.end) and text.count(one.name) == 1)
    )


def _may_be_somebody(words: str) -> bool:
    """他姐夫: somebody without a name; not a firm, and not that nobody is known."""
    return len(words) <= LONGEST_RELATION and is_relation(words) and not find_firms(words)


def parts_of(step: str, said: str) -> dict[str, Answer]:
    """What one sentence says of a firm or a person that is asked for: the name, and its code or phone beside it."""
    if step not in TOGETHER:
        return {}
    read, other = TOGETHER[step]
    found = read(said)
    if not found.name or not found.number:
        return {}
    return {step: Answer(State.GIVEN, said.strip(), found.name), other: Answer(State.GIVEN, said.strip(), found.number)}


@dataclass(frozen=True)
class _Named:
    name: str | None
    number: str | None


def _contact(said: str) -> _Named:
    found = read_contact_sentence(said)
    return _Named(found.name, found.phone)


def _company(said: str) -> _Named:
    found = read_company_sentence(said)
    return _Named(found.name, found.code)


TOGETHER: dict[str, tuple[Callable[[str], _Named], str]] = {
    "contact_name": (_contact, "contact_phone"),
    "company_name": (_company, "company_code"),
    "other_company": (_company, "other_company_code"),
}
