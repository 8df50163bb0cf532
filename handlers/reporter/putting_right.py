"""Ways to take short words that say no, more or which: 别写她, 不是，是上个月, 又转了5万, 公司会计，帮老板报的."""

from __future__ import annotations

from cases.answers import chosen
from cases.kinds import KINDS, Kind
from cases.money_lane import OFFERED, is_open
from cases.money_lane import STEPS as MONEY_STEPS
from cases.named_wrong import named_wrong
from cases.putting_right import another_payment, corrected_payment, denies_now, sum_of_all, taken_back, without_suspect
from cases.questionnaire import LIKELY, Answer, State, Step
from cases.understanding.choosing import option_said, options_like
from cases.understanding.reply import read_reply
from handlers.chat import Shown
from handlers.reporter import money
from handlers.reporter.asking import Asking, labelled, option_label, said_back, said_lines, show
from handlers.reporter.drafting import keep, move
from handlers.reporter.turn import Turn

A_FEW_LETTERS = 8
AT_ONCE = 16  # characters; what is longer is only an answer to the open question when it says nothing else


async def as_denial(turn: Turn, step: Step | None) -> Shown | None:
    """The money did not leave just now: typed at the offer, or within the lane; yes at the offer opens the lane."""
    asking, answers = turn.asking, turn.answers
    offered = answers.get(OFFERED) == chosen("yes")
    if offered:
        answers[OFFERED] = chosen("no")  # only what is said next can answer it
    in_lane = step is not None and step.id in MONEY_STEPS
    is_asked = offered or in_lane or (step is not None and step.id == "money_moving")
    reply = read_reply(turn.said)
    if offered and reply and reply.kind == "yes":
        answers["money_moving"] = chosen("just_now")
        await move(asking, asking.door.questionnaire.next(answers), turn.now, turn.words)
        return show(asking, answered="money_moving")
    if not is_asked or (step and step.question.kind is Kind.MOMENT and not in_lane):
        return None  # there it answers the question for the time
    if not (denies_now(turn.said, turn.words.said_at, asking.door.zone) or (offered and reply and reply.kind == "no")):
        return None
    when = turn.guesses.get("happened_when")
    answers["money_moving"] = chosen("no")
    if when:
        answers["happened_when"] = Answer(State.GIVEN, turn.said.strip(), when.value)
    if in_lane:
        return await money.keep_facts(asking, {}, turn.now, turn.words)
    await move(asking, asking.door.questionnaire.next(answers), turn.now, turn.words)
    return show(asking)


async def as_taking_back(turn: Turn, step: Step) -> Shown | None:
    """别写她: the person goes out of the list, and is no answer."""
    asking = turn.asking
    place = taken_back(turn.said, turn.answers)
    is_listed = any(name.startswith("suspects#0.") for name in turn.answers)
    if place is None or not (is_listed or step.id.startswith("suspects#")):
        return None
    asking.told.answers = without_suspect(turn.answers, place)
    here = asking.draft.step
    stays = asking.door.questionnaire.step(here, asking.told.answers) and not here.startswith("suspects#")
    await move(asking, here if stays else asking.door.questionnaire.next(asking.told.answers), turn.now, turn.words)
    return show(asking, added=asking.say("phrases.taken_back"))


async def as_choice(turn: Turn, step: Step) -> Shown | None:
    """The option of the open question that the words say, when they say nothing of other questions."""
    if step.question.kind is not Kind.CHOICE or (step.id == "offence" and LIKELY in turn.answers):
        return None
    options = turn.asking.door.questionnaire.options(step, turn.answers)
    option = option_said(step.question.id, turn.said, options) or _only_label_like(turn, step, options)
    if option is None or (len(turn.said) > AT_ONCE and set(turn.guesses) - {"money_moving", step.id}):
        return None
    if option == "unsure" and turn.names_a_time:  # 上周五吧 之前有没有我不知道
        return None
    await keep(turn.asking, step.id, Answer(State.GIVEN, turn.said.strip(), option), turn.now, turn.words)
    return show(turn.asking, answered=step.id)


def _only_label_like(turn: Turn, step: Step, options: tuple[str, ...]) -> str | None:
    """在鄞州: the one option whose label shares anything with so few words."""
    labels = {option: option_label(turn.asking, step, option) for option in options}
    likely = options_like(step.question.id, turn.said, labels) if len(turn.said) <= A_FEW_LETTERS else []
    return likely[0] if len(likely) == 1 else None


def likely_words(asking: Asking, step: Step, said: str) -> str | None:
    """Of buttons that fit no better than others: the two likeliest by name, or that the closest one will do."""
    if not KINDS[step.question.kind].is_chosen:
        return None
    options = asking.door.questionnaire.options(step, asking.told.answers)
    labels = {option: option_label(asking, step, option) for option in options}
    likely = options_like(step.question.id, said, labels)[:2]
    if not likely:
        return asking.say("phrases.pick_closest")
    if len(likely) == 1:
        return asking.say("phrases.pick_likely_one", first=labels[likely[0]])
    return asking.say("phrases.pick_likely", first=labels[likely[0]], second=labels[likely[1]])


async def as_another_payment(turn: Turn, _step: Step) -> Shown | None:
    """又转了5万, while money is on its way: a payment more; the one that is known stays as it is."""
    asking = turn.asking
    payment = another_payment(turn.said, turn.answers) if is_open(turn.answers) else {}
    if not payment:
        return None
    asking.told.answers |= payment
    shown = said_lines(asking, payment)
    said = asking.say("phrases.payment_added", said=shown[-1][1] if shown else turn.said)
    await money.keep_facts(asking, {}, turn.now, turn.words)
    return show(asking, added=said)


async def as_corrected_payment(turn: Turn, _step: Step) -> Shown | None:
    """不对 是15万 behind 又转了一笔12万: that one is put right, and what was told before it stays."""
    asking = turn.asking
    right = corrected_payment(turn.said, turn.answers) if is_open(turn.answers) else {}
    if not right:
        return None
    facts = {name: one for name, one in right.items() if name in MONEY_STEPS}
    asking.told.answers |= {name: one for name, one in right.items() if name not in facts}
    shown = await money.keep_facts(asking, facts, turn.now, turn.words)
    if facts:
        return shown
    ((name, amount),) = right.items()
    of = Step(name, asking.door.questionnaire.questions["transactions.amount"])
    said = said_back(asking, of, amount, marked=False)
    return show(asking, added=asking.say("phrases.payment_corrected", said=said))


async def as_named_wrong(turn: Turn, step: Step | None) -> Shown | None:
    """联系电话错了，应该是139… at any question: that answer is another now, and the question stays."""
    asking, door = turn.asking, turn.asking.door
    right = named_wrong(turn.said, turn.answers, door.questionnaire, turn.words.said_at, door.zone)
    if not right:
        return None
    asking.told.answers |= right
    await move(asking, asking.draft.step, turn.now, turn.words)
    said = [labelled(asking, name, words) for name, words in said_lines(asking, right)]
    words = asking.say("phrases.corrected", said=asking.say("phrases.comma").join(said))
    return show(asking, added=words) if step else show(asking, problem=words)


async def as_sum_of_all(turn: Turn, step: Step) -> Shown | None:
    """两笔一共35万 at any question of the lane: the sum of them all; the question stays."""
    if step.id not in MONEY_STEPS or step.id == "money_amount" or not (total := sum_of_all(turn.said)):
        return None
    if set(turn.guesses) - {"money_moving", "loss_amount"}:
        return None  # it says more, which the lane reads as a whole
    return await money.keep_facts(turn.asking, total, turn.now, turn.words)
