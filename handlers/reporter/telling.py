"""What a person says while a report is told: kept, understood, said back; then what is missing is asked.

The same words may answer the open question, ask us something, tell more of the story, or say what a later question is
about. Each way of taking them is one function; the first that fits takes them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from html import escape
from itertools import count

from cases.answers import as_said, chosen, read_answer, said_beside, several, skipped, ticked
from cases.correcting import corrections, corrections_in
from cases.errors import NotUnderstood
from cases.fitting import REACHES_US, asks_us, fits, is_alone, is_another_answer, is_of_theirs, suspected
from cases.hearing import (
    hear,
    may_be_guessed,
    parts_of,
    people_named,
)
from cases.kinds import KINDS, Kind
from cases.money_lane import CARRIED, OF_PAYMENT, is_open, is_told
from cases.money_lane import STEPS as MONEY_STEPS
from cases.questionnaire import DONE, LIKELY, REVIEW, Answer, State, Step
from cases.understanding.choosing import HOURS_ASKED
from cases.understanding.elsewhere import belongs_elsewhere
from cases.understanding.firms_in_text import find_firms
from cases.understanding.reply import ends_report, is_empty_talk, passes, read_reply
from handlers.chat import Shown
from handlers.reporter import money
from handlers.reporter.asking import Asking, labelled, problem_words, said_lines, show, show_unsent
from handlers.reporter.choosing import alone, as_option
from handlers.reporter.drafting import STORY, hold, keep, keep_all, move
from handlers.reporter.files_told import as_wrong_file, files_answer
from handlers.reporter.lane_talk import as_courtesy, as_cry, as_left_waiting, as_not_known
from handlers.reporter.putting_right import (
    as_another_payment,
    as_choice,
    as_corrected_payment,
    as_denial,
    as_named_wrong,
    as_sum_of_all,
    as_taking_back,
    likely_words,
)
from handlers.reporter.turn import Taking, Turn
from storage.drafts import Rest
from storage.utterances import Words

SPLIT_AT = 3500  # from this length on, the app may have split what was one text; Telegram's limit is 4,096
SPLIT_WITHIN = timedelta(seconds=10)
HEARD_AS_A_WHOLE, LONGEST_STORY = 6_000, 30_000  # characters
LEAST_SAID = 4
LEAST_TOLD = 14  # characters from which on a story may be asked about
A_FEW_WORDS = 16  # shorter ones are an answer and nothing else


async def take(asking: Asking, words: Words, now: datetime) -> Shown:
    """Take these words, whatever they are. Raises DraftMovedOn; they are kept then too."""
    turn = Turn(asking, _as_rest(asking, words), now)
    step = asking.step
    ways: Iterable[Callable[..., Awaitable[Shown | None]]] = WAYS if step else AT_REVIEW
    for way in ways:
        if (shown := await way(turn, step)) is not None:
            return shown
    return await not_understood(turn, step) if step else await at_the_review(turn)


def _as_rest(asking: Asking, words: Words) -> Words:
    """Long texts arrive in parts; what follows at once is the rest of the same one."""
    before, told = asking.told.rest, asking.told
    is_rest = before is not None and words.said_at - before.said_at <= SPLIT_WITHIN
    told.rest = Rest(asking.draft.step, words.said_at) if len(words.text) >= SPLIT_AT else None
    if is_rest and before and asking.step is not None and before.step == STORY and asking.draft.step != STORY:
        asking.draft.step = "offence" if "offence" in told.answers or LIKELY in told.answers else asking.draft.step
    return replace(words, continues=is_rest)


async def as_question(turn: Turn, step: Step) -> Shown | None:
    """A question to us is answered, or left to the desk; what was asked stays open."""
    asking = turn.asking
    asked = asking.door.asked.find(turn.said)
    if asked is None or (asked.id is None and _tells(turn, step) and not _only_asks(turn, step)):
        return None  # whoever asks 我被骗了怎么办 tells us something
    answer = answer_to(asking, turn.said)
    if _tells(turn, step) and _holds_more(turn.said, asked.quote):
        shown = await as_story(turn, step)
        return shown and Shown(f"{escape(answer)}\n\n{shown.text}", shown.keyboard)
    await move(asking, asking.draft.step, turn.now, replace(turn.words, is_question=asked.id is None))
    return show(asking, added=answer)


def _only_asks(turn: Turn, step: Step) -> bool:
    """A short question beside what was understood already: 你们管不管."""
    return step.id != STORY and len(turn.said) <= A_FEW_WORDS * 2 and not any(one.isdigit() for one in turn.said)


def _holds_more(said: str, quote: str) -> bool:
    """Whether something is told beside the question: 被骗了68万可以报案吗."""
    return len(said) - len(quote) > A_FEW_WORDS or any(letter.isdigit() for letter in said)


def answer_to(asking: Asking, said: str) -> str:
    """Of each question in these words that we know; where we know none, what becomes of it."""
    known = asking.door.asked.all_known(said) or (None,)
    return "\n".join(asking.voice.text("asked", id=one, goes="with_report", number="") for one in known)


async def as_reply(turn: Turn, step: Step) -> Shown | None:
    """A short reply that stands for a button: back, skip, that is all, I do not know."""
    reply = read_reply(turn.said)
    act = REPLIES.get(reply.kind) if reply else None
    return await act(turn, step) if act else None


async def back(turn: Turn, _step: Step) -> Shown | None:
    asking = turn.asking
    before = asking.door.questionnaire.before(asking.draft.step, turn.answers)
    await move(asking, before or asking.draft.step, turn.now, turn.words)
    return show(asking)


async def pass_over(turn: Turn, step: Step) -> Shown | None:
    """Not needed, not known: passed where it may be, else asked once more."""
    asking = turn.asking
    if step.id in MONEY_STEPS:
        return await money.pass_over(asking, skipped(), turn.now, turn.words)
    if step.question.kind is Kind.SEVERAL and ticked(turn.answers.get(step.id)):
        return await done(turn, step)  # of the rest, nothing is known
    if step.question.kind is Kind.FILES:
        return await done(turn, step)
    if "unsure" in asking.door.questionnaire.options(step, turn.answers):
        answer = alone(step, "unsure")
    elif step.question.kind is Kind.MORE:
        answer = chosen(DONE)
    elif KINDS[step.question.kind].is_chosen and step.question.required:
        return None
    elif step.question.required:
        return await needed(turn, step)
    else:
        answer = skipped()
    await keep(asking, step.id, answer, turn.now, turn.words)
    return show(asking, answered=step.id)


async def needed(turn: Turn, step: Step) -> Shown:
    """跳过 where the answer is needed is none: asked once more, kindly; who knows no day or sum may say so again."""
    asking = turn.asking
    is_said_again = passes(asking.told.unread)
    if is_said_again and step.question.kind in {Kind.MOMENT, Kind.MONEY}:
        await keep(asking, step.id, as_said(asking.say("phrases.not_known_yet")), turn.now, turn.words)
        return show(asking, answered=step.id)
    await hold(asking, turn.said, turn.now, turn.words)
    words = "needed_to_reach_you" if step.id in REACHES_US else f"needed_{step.question.kind.value}"
    path = f"phrases.{words}"
    return show(asking, added=asking.say(path if asking.voice.has(path) else "phrases.needed"))


async def done(turn: Turn, step: Step) -> Shown | None:
    """That is all: of the list, of the files, of what was ticked."""
    if step.question.kind is Kind.MORE:
        await keep(turn.asking, step.id, chosen(DONE), turn.now, turn.words)
    elif step.question.kind is Kind.SEVERAL and step.id in turn.answers:
        await keep_all(turn.asking, {}, turn.now, turn.words)
    elif step.question.kind is Kind.FILES:
        await keep(turn.asking, step.id, await files_answer(turn.asking), turn.now, turn.words)
    else:
        return None
    return show(turn.asking)


async def none_of_it(turn: Turn, step: Step) -> Shown | None:
    """没有, where none of the buttons says so."""
    if not KINDS[step.question.kind].is_chosen or step.question.required:
        return None
    if step.question.kind is Kind.SEVERAL and ticked(turn.answers.get(step.id)):
        return await done(turn, step)
    options = turn.asking.door.questionnaire.options(step, turn.answers)
    answer = alone(step, "none") if "none" in options else skipped()
    await keep(turn.asking, step.id, answer, turn.now, turn.words)
    return show(turn.asking, answered=step.id)


REPLIES: Mapping[str, Taking] = {"no": none_of_it, "back": back, "skip": pass_over, "unsure": pass_over, "done": done}


async def as_story(turn: Turn, step: Step) -> Shown | None:
    """The story, and whatever else comes while what was understood of it is still on the screen."""
    if not _tells(turn, step):
        return None
    asking = turn.asking
    if is_empty_talk(turn.said) or read_reply(turn.said):  # 是 is no story
        await move(asking, asking.draft.step, turn.now, turn.words)
        return show(asking)
    is_more = STORY in turn.answers
    story = _story(turn)
    asking.told.answers[STORY] = story
    whole = str(story.value)
    if len(whole) > HEARD_AS_A_WHOLE:  # what was understood of the rest stays
        fresh = hear(turn.said, turn.listening, turn.answers)
        return await heard(turn, {name: one for name, one in fresh.items() if name not in turn.answers})
    for name in _heard_anew(turn.answers):  # so that what was said last can correct what was said first
        del asking.told.answers[name]
    found = hear(whole, turn.listening, turn.answers)
    if is_more or {"offence", "offence_group"} & {*found, *turn.answers}:
        return await heard(turn, found | corrections_in(whole, turn.listening))
    if elsewhere := belongs_elsewhere(whole):
        shown = await heard(turn, found)
        return replace(shown, text=f"{escape(asking.say(f'phrases.elsewhere_{elsewhere}'))}\n\n{shown.text}")
    if LIKELY not in found and len(whole) < LEAST_TOLD and not is_open({**turn.answers, **found}):
        return await told_too_little(turn)
    return await heard(turn, found)


async def told_too_little(turn: Turn) -> Shown:
    """出事了: kept, and the story is asked for once more before anything is guessed from it."""
    asking = turn.asking
    await move(asking, STORY, turn.now, turn.words)
    return show(asking, added=asking.say("phrases.tell_more"))


def _heard_anew(answers: Mapping[str, Answer]) -> list[str]:
    """The guesses that hearing the story again gives again; never what the desk was told of a payment."""
    stays = (*OF_PAYMENT, *(CARRIED if is_open(answers) else ()))
    return [name for name, one in answers.items() if one.state is State.READ and not name.startswith(stays)]


# While these are open, whatever is said belongs to the story.
STILL_TELLING = frozenset({"money_moving", "offence_group", "offence"})


def _tells(turn: Turn, step: Step) -> bool:
    """Whether the story is still being told here."""
    is_heard = STORY in turn.answers and may_be_guessed(turn.answers.get("offence"))
    return step.id == STORY or (step.id in STILL_TELLING and is_heard)


def _story(turn: Turn) -> Answer:
    """In the person's own words, as many messages as it takes; never shortened."""
    before = turn.answers.get(STORY)
    told = str(before.value or before.said) if before and before.state is not State.SKIPPED else ""
    if len(told) > LONGEST_STORY:
        return Answer(State.GIVEN, value=told)  # what comes now is kept as it was said, beside the story
    between = "\n" if told and not turn.words.continues else ""
    return Answer(State.GIVEN, value=told + between + turn.said)


async def heard(turn: Turn, found: Mapping[str, Answer]) -> Shown:
    """Keep what was understood; money on its way comes before everything else."""
    asking = turn.asking
    before = dict(turn.answers)
    if is_open(before):  # money that left does not come back by another sentence
        found = {name: one for name, one in found.items() if name not in {"money_moving", *before}}
    facts = turn.new_facts() if is_open({**before, **found}) else {}
    if facts or (is_open({**before, **found}) and not is_told(before)):  # the sheet comes again for what is new on it
        asking.told.answers |= found
        return await money.keep_facts(asking, facts, turn.now, turn.words)
    await keep_all(asking, found, turn.now, turn.words)
    step = asking.step
    if step and money.offer(asking, step, turn.said, turn.now):
        return await money.offered(asking, turn.now)
    return show(asking, heard=said_lines(asking, found))


async def in_the_lane(turn: Turn, step: Step) -> Shown | None:
    """An answer of the money lane, or a sentence or a bank message that holds several of its facts."""
    if step.id not in MONEY_STEPS:
        return None
    try:
        return await money.take(turn.asking, step, turn.words, turn.now)
    except NotUnderstood as error:
        if asks_us(turn.said):
            return await _as_asked_of_us(turn)
        await hold(turn.asking, turn.said, turn.now, turn.words)
        return show(turn.asking, problem=problem_words(turn.asking, step, error, turn.said))


async def as_people(turn: Turn, step: Step) -> Shown | None:
    """A list takes a sentence: each person in it becomes an item, with what was said of them."""
    if step.question.kind is not Kind.MORE or step.question.id not in {"suspects", "witnesses"}:
        return None
    if is_alone(turn.said):
        return await done(turn, step)
    free = next(at for at in count(step.index) if f"{step.question.id}#{at}.name" not in turn.answers)
    if not (people := people_named(turn.said, step.question.id, free)):
        return None
    await keep_all(turn.asking, people, turn.now, turn.words)
    return show(turn.asking, heard=said_lines(turn.asking, people))


NAMES = frozenset({Kind.PERSON, Kind.COMPANY_NAME})  # almost any words could be one: those of a button are not


async def as_value(turn: Turn, step: Step) -> Shown | None:
    """The answer to the open question, as its kind reads it, or where it stands within a longer sentence."""
    asking = turn.asking
    if KINDS[step.question.kind].reads is None or (step.question.kind in NAMES and read_reply(turn.said)):
        return None
    if not _fits(turn, step):
        return await _as_asked_of_us(turn) if asks_us(turn.said) else None
    answer, rest = _value(turn, step)
    if answer is None:
        return None
    await keep_all(asking, rest | {step.id: answer}, turn.now, turn.words)
    if money.offer(asking, step, turn.said, turn.now):
        return await money.offered(asking, turn.now)
    return show(asking, answered=step.id, heard=said_lines(asking, rest))


def _fits(turn: Turn, step: Step) -> bool:
    """Whether words may be the answer to a question that takes any: else they are story."""
    if step.question.kind not in {Kind.TEXT, Kind.LONG_TEXT} and step.id not in REACHES_US:
        return True
    who = suspected(turn.answers) if step.id in REACHES_US else ()  # of the whole story, so only where it is asked
    return fits(step.question.id, turn.said, turn.words.said_at, turn.asking.door.zone, who)


async def _as_asked_of_us(turn: Turn) -> Shown:
    """A question in place of an answer, which nobody here knew: left to the desk, and ours stays open."""
    await move(turn.asking, turn.asking.draft.step, turn.now, replace(turn.words, is_question=True))
    return show(turn.asking, added=answer_to(turn.asking, turn.said))


def _value(turn: Turn, step: Step) -> tuple[Answer | None, dict[str, Answer]]:
    """What was meant, and what else the sentence says of questions that are still open."""
    asking, is_long = turn.asking, len(turn.said) > A_FEW_WORDS
    around = {name: one for name, one in turn.guesses.items() if is_long or name in {*ALWAYS_HEARD, *turn.in_short}}
    guess = around.get(step.id)
    rest = {name: one for name, one in around.items() if name not in {step.id, *turn.answers}}
    if step.question.kind not in {Kind.TEXT, Kind.LONG_TEXT}:  # a sum or a day there is the answer, and no other one
        rest = {name: one for name, one in rest.items() if name in {*ALWAYS_HEARD, *turn.in_short}}
    if parts := parts_of(step.id, turn.said):
        return parts.pop(step.id), rest | parts
    if step.question.kind is Kind.COMPANY_NAME and len(firms := find_firms(turn.said)) == 1:
        return Answer(State.GIVEN, turn.said.strip(), firms[0].name), rest
    if step.question.kind is Kind.PERSON and guess:  # 我姓陈 陈静
        return Answer(State.GIVEN, turn.said.strip(), guess.value), rest
    try:
        return read_answer(step.question, turn.said, turn.words.said_at, asking.door.zone), rest
    except NotUnderstood:
        return (Answer(State.GIVEN, turn.said.strip(), guess.value) if guess else None), rest


# What the reporter says of themselves and of their firm is heard at any question, in few words too.
ALWAYS_HEARD = frozenset({"company_name", "district", "contact_name", "contact_phone", "reporter_role"})
IN_PASSING = frozenset({"returned", "fund_used_for"})  # said in few words: 她还了20万


async def as_paragraph(turn: Turn, step: Step) -> Shown | None:
    """Words that answer another question than the open one: taken for that, and the open one asked again."""
    is_heard = len(turn.said) > A_FEW_WORDS // 2 or not (IN_PASSING | ALWAYS_HEARD | {*turn.in_short}).isdisjoint(
        turn.guesses
    )
    heard_now: Mapping[str, Answer] = turn.guesses if is_heard else {}
    found = {name: one for name, one in heard_now.items() if name not in turn.answers or name == "money_moving"}
    if step.id in turn.in_short:
        return None  # they answer what is asked
    asked = turn.asking.door.questionnaire
    fits = {name: one for name, one in found.items() if asked.step(name, {**turn.answers, **found})}
    if not {name for name in fits if name != "money_moving"} and not _is_for_the_sheet(turn, found):
        return None
    return await heard(turn, found)


def _is_for_the_sheet(turn: Turn, found: Mapping[str, Answer]) -> bool:
    """Whether money is on its way, and these words tell of it something that nobody knew."""
    return is_open({**turn.answers, **found}) and (not is_told(turn.answers) or bool(turn.new_facts()))


async def in_own_words(turn: Turn, step: Step) -> Shown | None:
    """An explanation instead of a press: nobody has to choose what they can say better."""
    asking = turn.asking
    may_be_said = step.question.kind in {Kind.CHOICE, Kind.SEVERAL} and not step.question.required
    if not may_be_said or len(turn.said) < LEAST_SAID or step.id == HOURS_ASKED:
        return None  # words alone would hold no reminder back
    if is_another_answer(turn.said):
        return None
    answer = as_said(turn.said)
    if step.question.kind is Kind.SEVERAL:  # words add to what was ticked
        before = turn.answers.get(step.id)
        said = [one for one in (said_beside(before), answer.said) if one]
        options = ticked(before) + ticked_by(turn.in_short.get(step.id))
        answer = several(list(dict.fromkeys(options)), "\n".join(dict.fromkeys(said)))
    await keep(asking, step.id, answer, turn.now, turn.words)
    return show(asking, answered=step.id)


def ticked_by(read: Answer | None) -> list[str]:
    """The options that a few words say, at their own question."""
    return list(read.value) if read else []


async def not_understood(turn: Turn, step: Step) -> Shown:
    """Kept word for word, with the question it was said at; the question again, with what it takes."""
    asking = turn.asking
    await hold(asking, turn.said, turn.now, turn.words)
    if money.offer(asking, step, turn.said, turn.now):
        return await money.offered(asking, turn.now)
    try:
        read_answer(step.question, turn.said, turn.words.said_at, asking.door.zone)
    except NotUnderstood as error:
        problem = likely_words(asking, step, turn.said) or problem_words(asking, step, error, turn.said)
        return show(asking, problem=problem)
    if _fits(turn, step):
        return show(asking)
    of_theirs = step.id in REACHES_US and is_of_theirs(turn.said, suspected(turn.answers))
    return show(asking, added=asking.say("phrases.not_theirs" if of_theirs else "phrases.kept_beside"))


async def at_the_review(turn: Turn) -> Shown:
    """Whatever comes to mind at last goes with the report."""
    asking = turn.asking
    asked = asking.door.asked.find(turn.said)
    if ends_report(turn.said):
        await move(asking, REVIEW, turn.now, turn.words)
        return show_unsent(asking, asking.say("phrases.review_buttons"))
    if asked:
        await move(asking, REVIEW, turn.now, replace(turn.words, is_question=asked.id is None))
        return show_unsent(asking, answer_to(asking, turn.said))
    found = hear(turn.said, turn.listening, turn.answers)
    fresh = {name: one for name, one in found.items() if name not in turn.answers}
    corrected = corrections(turn.said, turn.listening)
    await keep_all(asking, fresh | corrected, turn.now, turn.words)
    if is_open(asking.told.answers | found) and not is_open(turn.answers):
        return await heard(turn, found)
    if money.offer(asking, asking.door.questionnaire.steps(turn.answers)[0], turn.said, turn.now):
        return await money.offered(asking, turn.now)
    said = [labelled(asking, name, words) for name, words in said_lines(asking, corrected)]
    joined = asking.say("phrases.comma").join(said)
    problem = asking.say("phrases.corrected", said=joined) if said else asking.say("phrases.kept_for_desk")
    return show(asking, problem=problem) if fresh else show_unsent(asking, problem)


AT_REVIEW = (as_named_wrong, as_denial, as_wrong_file, as_left_waiting)
WAYS: tuple[Taking, ...] = (
    as_named_wrong,
    as_denial,
    as_wrong_file,
    as_option,
    as_taking_back,
    as_reply,
    as_courtesy,
    as_cry,
    as_left_waiting,
    as_not_known,
    as_question,
    as_choice,
    as_corrected_payment,
    as_another_payment,
    as_story,
    as_sum_of_all,
    in_the_lane,
    as_people,
    as_value,
    as_paragraph,
    in_own_words,
)
