"""What is said in the midst of questions and answers none: thanks, a cry, that nobody came, that it is not known."""

from __future__ import annotations

from cases.answers import answers_it, skipped
from cases.kinds import KINDS, Kind
from cases.money_lane import STEPS as MONEY_STEPS
from cases.questionnaire import Step
from cases.understanding.at_a_loss import TAKE_ANYTHING, despairs, knows_not, loss_in
from cases.understanding.left_waiting import asks_where_we_are
from cases.understanding.reply import is_courtesy, is_thanks
from handlers.chat import Shown
from handlers.reporter import money
from handlers.reporter.asking import Asking, show, show_unsent
from handlers.reporter.drafting import STORY, move
from handlers.reporter.turn import Turn
from storage.promised import Promised, promised


async def as_courtesy(turn: Turn, step: Step) -> Shown | None:
    """Thanks at any question, and in the money lane 好的 too: answered, and the question asked again."""
    if not (is_thanks(turn.said) or (step.id in MONEY_STEPS and is_courtesy(turn.said))):
        return None
    return await _answer(turn, "thanks" if is_thanks(turn.said) else "seen")


async def as_cry(turn: Turn, step: Step) -> Shown | None:
    """In the money lane, whoever cannot get through or does not know where to begin is helped first.

    Who despairs has been answered already (typing.py), and is not told that we did not understand.
    """
    if despairs(turn.said) and step.id != STORY and not turn.guesses:
        await move(turn.asking, turn.asking.draft.step, turn.now, turn.words)
        return show(turn.asking)
    loss = loss_in(turn.said) if step.id in MONEY_STEPS else None
    if loss in {None, "despairs"} or turn.new_facts():
        return None
    return await _answer(turn, str(loss))


async def as_left_waiting(turn: Turn, step: Step | None) -> Shown | None:
    """到点了怎么没人理我: what was promised, by when they hear of us now, how to reach somebody; the question again."""
    if not asks_where_we_are(turn.said) or {*turn.new_facts()} - {"money_at"}:  # 说好的20:53 is no payment's time
        return None
    asking, now = turn.asking, turn.asking.door.clock()
    case = await money.case_of(asking)
    if case is None and step and step.id == STORY:
        return None  # 被骗了 我该找谁: so a story may begin
    found = Promised()
    if case:
        async with asking.door.database.reading() as session:
            found = await promised(session, case, now)
    facts = {"promised": found, "case": case, "can_call": case is None or case.asked_at is None, "now": now}
    said = asking.voice.text("left_waiting", passes=_passes(asking, step) if step else "", **facts)
    await move(asking, asking.draft.step, turn.now, turn.words)
    return show(asking, added=said) if step else show_unsent(asking, said)


def _passes(asking: Asking, step: Step) -> str:
    """How the open question is passed by whoever cannot answer it: skipped, by its last button, or not at all."""
    kind, options = step.question.kind, asking.door.questionnaire.options(step, asking.told.answers)
    if step.id in MONEY_STEPS or "unsure" in options or not step.question.required or kind in {Kind.MORE, Kind.FILES}:
        return "skip"
    return "last" if KINDS[kind].is_chosen and options else ""


async def as_not_known(turn: Turn, step: Step) -> Shown | None:
    """没有账号, U盾在她手里: the question of the lane is passed, and what else was said is taken."""
    if step.id not in MONEY_STEPS or not knows_not(turn.said, step.id):
        return None
    if turn.says_it_left_earlier:
        return None
    facts, at, zone = turn.new_facts(), turn.words.said_at, turn.asking.door.zone
    if step.id in facts or (step.id not in TAKE_ANYTHING and answers_it(step.question, turn.said, at, zone)):
        return None
    shown = await money.keep_facts(turn.asking, {**facts, step.id: skipped()}, turn.now, turn.words)
    if turn.asking.step is None or turn.asking.step.id not in MONEY_STEPS:
        return shown
    return show(turn.asking, added=turn.asking.say("money.talk.not_known"))


async def _answer(turn: Turn, which: str) -> Shown:
    await move(turn.asking, turn.asking.draft.step, turn.now, turn.words)
    return show(turn.asking, added=turn.asking.say(f"money.talk.{which}"))
