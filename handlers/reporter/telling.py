"""What a person says while a report is told: kept, understood, said back; then what is missing is asked.

The same words may answer the open question, ask us something, tell more of the story, or say what a later question is
about. Each way of taking them is one function; the first that fits takes them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from html import escape
from itertools import count

from cases.answers import as_said, chosen, read_answer, several, skipped
from cases.errors import NotUnderstood
from cases.hearing import (
    Listening,
    corrections,
    facts_in,
    hear,
    may_be_guessed,
    parts_of,
    payments_left,
    people_named,
    settle_offence,
)
from cases.kinds import KINDS, Kind
from cases.money_lane import CARRIED, OF_PAYMENT, is_open
from cases.money_lane import STEPS as MONEY_STEPS
from cases.questionnaire import ADD, DONE, LIKELY, NONE_OF_THESE, REVIEW, Answer, State, Step
from cases.understanding.accounts_in_text import find_phones
from cases.understanding.firms_in_text import find_firms
from cases.understanding.reply import Reply, is_empty_talk, read_reply
from cases.understanding.writing import plain
from handlers.chat import Shown
from handlers.reporter import money
from handlers.reporter.asking import Asking, labelled, option_label, problem_words, said_lines, show
from handlers.reporter.drafting import STORY, hold, keep, keep_all, move
from storage.drafts import Rest
from storage.utterances import Words

SPLIT_AT = 3500  # from this length on, the app may have split what was one text; Telegram's limit is 4,096
SPLIT_WITHIN = timedelta(seconds=10)
HEARD_AS_A_WHOLE, LONGEST_STORY = 6_000, 30_000  # characters
LEAST_SAID = 4
LONGEST_AROUND = 24  # characters in which one label may stand: 手机收走了看不到
LEAST_OF_LABEL = 2  # characters by which an option is known: 鄞州
A_FEW_WORDS = 16  # shorter ones are an answer and nothing else


@dataclass(frozen=True)
class Turn:
    """Words said now at the step where the report stands."""

    asking: Asking
    words: Words
    now: datetime

    @property
    def said(self) -> str:
        return self.words.text

    @property
    def answers(self) -> dict[str, Answer]:
        return self.asking.told.answers

    @property
    def listening(self) -> Listening:
        return money.listening(self.asking, self.words)

    @cached_property
    def guesses(self) -> Mapping[str, Answer]:
        """What these words say of any question; heard once, while no way has taken them yet."""
        return hear(self.said, self.listening, self.answers)


Taking = Callable[[Turn, Step], Awaitable[Shown | None]]


async def take(asking: Asking, words: Words, now: datetime) -> Shown:
    """Take these words, whatever they are. Raises DraftMovedOn; they are kept then too."""
    turn = Turn(asking, _as_rest(asking, words), now)
    step = asking.step
    if step is None:
        return await at_the_review(turn)
    for way in WAYS:
        if (shown := await way(turn, step)) is not None:
            return shown
    return await not_understood(turn, step)


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
    answer = answer_to(asking, asked.id)
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


def answer_to(asking: Asking, asked: str | None) -> str:
    return asking.voice.text("asked", id=asked, goes="with_report", number="")


async def as_option(turn: Turn, step: Step) -> Shown | None:
    """The label of a button typed instead of pressed, its number, or a yes or no that can only mean one of them."""
    option = option_of(turn.asking, step, turn.said)
    if option is None:
        return None
    await choose(turn.asking, step, option, turn.now, turn.words)
    return show(turn.asking, answered=step.id)


async def choose(asking: Asking, step: Step, option: str, now: datetime, words: Words | None = None) -> None:
    """One of what is offered; of the offences that the words sounded like, it settles more than itself."""
    answers, form = asking.told.answers, asking.door.questionnaire
    if step.question.id != "offence" or LIKELY not in answers:
        await keep(asking, step.id, _one(step, option), now, words)
        return
    if option == NONE_OF_THESE:
        asking.told.answers = {name: one for name, one in answers.items() if name not in {LIKELY, "offence"}}
    else:
        asking.told.answers = settle_offence(answers, option, form.offences, form.on_the_way(answers))
    await keep_all(asking, {}, now, words)


def _one(step: Step, option: str) -> Answer:
    """This option alone, as the question's kind keeps it."""
    return several([option]) if step.question.kind is Kind.SEVERAL else chosen(option)


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
    """Not needed, not known: passed where it may be, else kept as it was said."""
    asking = turn.asking
    if step.id in MONEY_STEPS:
        return await money.pass_over(asking, skipped(), turn.now, turn.words)
    if "unsure" in asking.door.questionnaire.options(step, turn.answers):
        answer = _one(step, "unsure")
    elif step.question.kind is Kind.MORE:
        answer = chosen(DONE)
    elif KINDS[step.question.kind].is_chosen and step.question.required:
        return None
    else:
        answer = as_said(turn.said) if step.question.required else skipped()
    await keep(asking, step.id, answer, turn.now, turn.words)
    return show(asking, answered=step.id)


async def done(turn: Turn, step: Step) -> Shown | None:
    """That is all: of the list, of the files, of what was ticked."""
    if step.question.kind is Kind.MORE:
        await keep(turn.asking, step.id, chosen(DONE), turn.now, turn.words)
    elif step.question.kind is Kind.SEVERAL and step.id in turn.answers:
        await keep_all(turn.asking, {}, turn.now, turn.words)
    elif step.question.kind is Kind.FILES:
        await keep(turn.asking, step.id, skipped(), turn.now, turn.words)
    else:
        return None
    return show(turn.asking)


async def none_of_it(turn: Turn, step: Step) -> Shown | None:
    """没有, where none of the buttons says so."""
    if not KINDS[step.question.kind].is_chosen or step.question.required:
        return None
    options = turn.asking.door.questionnaire.options(step, turn.answers)
    answer = _one(step, "none") if "none" in options else skipped()
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
    story = _story(turn)
    asking.told.answers[STORY] = story
    whole = str(story.value)
    if len(whole) > HEARD_AS_A_WHOLE:  # what was understood of the rest stays
        fresh = hear(turn.said, turn.listening, turn.answers)
        return await heard(turn, {name: one for name, one in fresh.items() if name not in turn.answers})
    for name in _heard_anew(turn.answers):  # so that what was said last can correct what was said first
        del asking.told.answers[name]
    found = hear(whole, turn.listening, turn.answers)
    return await heard(turn, found | corrections(turn.said, turn.listening))


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
    if is_open({**before, **found}):
        said = facts_in(turn.said, payments_left(turn.said), turn.listening, before)
        facts = {name: one for name, one in said.items() if name not in before}
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
        await hold(turn.asking, turn.said, turn.now, turn.words)
        return show(turn.asking, problem=problem_words(turn.asking, step, error, turn.said))


async def as_people(turn: Turn, step: Step) -> Shown | None:
    """A list takes a sentence: each person in it becomes an item, with what was said of them."""
    if step.question.kind is not Kind.MORE or step.question.id not in {"suspects", "witnesses"}:
        return None
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
    answer, rest = _value(turn, step)
    if answer is None:
        return None
    await keep_all(asking, rest | {step.id: answer}, turn.now, turn.words)
    if money.offer(asking, step, turn.said, turn.now):
        return await money.offered(asking, turn.now)
    return show(asking, answered=step.id, heard=said_lines(asking, rest))


def _value(turn: Turn, step: Step) -> tuple[Answer | None, dict[str, Answer]]:
    """What was meant, and what else the sentence says of questions that are still open."""
    asking, is_long = turn.asking, len(turn.said) > A_FEW_WORDS
    around: Mapping[str, Answer] = turn.guesses if is_long else {}
    guess, rest = around.get(step.id), dict[str, Answer]()
    if step.question.kind in {Kind.TEXT, Kind.LONG_TEXT}:
        rest = {name: one for name, one in around.items() if name not in {step.id, *turn.answers}}
    if parts := parts_of(step.id, turn.said):
        return parts.pop(step.id), parts
    if step.question.kind is Kind.COMPANY_NAME and len(firms := find_firms(turn.said)) == 1:
        return Answer(State.GIVEN, turn.said.strip(), firms[0].name), rest
    try:
        return read_answer(step.question, turn.said, turn.words.said_at, asking.door.zone), rest
    except NotUnderstood:
        return (Answer(State.GIVEN, turn.said.strip(), guess.value) if guess else None), rest


async def as_paragraph(turn: Turn, _step: Step) -> Shown | None:
    """Words that answer another question than the open one: taken for that, and the open one asked again."""
    heard_now: Mapping[str, Answer] = turn.guesses if len(turn.said) > A_FEW_WORDS // 2 else {}
    found = {name: one for name, one in heard_now.items() if name not in turn.answers or name == "money_moving"}
    asked = turn.asking.door.questionnaire
    fits = {name: one for name, one in found.items() if asked.step(name, {**turn.answers, **found})}
    if not {name for name in fits if name != "money_moving"} and not is_open({**turn.answers, **found}):
        return None
    return await heard(turn, found)


async def in_own_words(turn: Turn, step: Step) -> Shown | None:
    """An explanation instead of a press: nobody has to choose what they can say better."""
    asking = turn.asking
    may_be_said = step.question.kind in {Kind.CHOICE, Kind.SEVERAL} and not step.question.required
    if not may_be_said or len(turn.said) < LEAST_SAID or find_phones(turn.said):
        return None
    await keep(asking, step.id, as_said(turn.said), turn.now, turn.words)
    return show(asking, answered=step.id)


async def not_understood(turn: Turn, step: Step) -> Shown:
    """Kept word for word, with the question it was said at; the question again, with what it takes."""
    asking = turn.asking
    await hold(asking, turn.said, turn.now, turn.words)
    if money.offer(asking, step, turn.said, turn.now):
        return await money.offered(asking, turn.now)
    try:
        read_answer(step.question, turn.said, turn.words.said_at, asking.door.zone)
    except NotUnderstood as error:
        return show(asking, problem=problem_words(asking, step, error, turn.said))
    return show(asking)


async def at_the_review(turn: Turn) -> Shown:
    """Whatever comes to mind at last goes with the report."""
    asking = turn.asking
    asked = asking.door.asked.find(turn.said)
    reply = read_reply(turn.said)
    if reply and reply.kind in {"yes", "done"}:
        await move(asking, REVIEW, turn.now, turn.words)
        return show(asking, problem=asking.say("phrases.review_buttons"))
    if asked:
        await move(asking, REVIEW, turn.now, replace(turn.words, is_question=asked.id is None))
        return show(asking, problem=answer_to(asking, asked.id))
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
    return show(asking, problem=problem)


def option_of(asking: Asking, step: Step, said: str) -> str | None:
    """The option whose label was typed instead of pressed."""
    if not KINDS[step.question.kind].is_chosen:
        return None
    words = plain(said).rstrip("。.!").lower()
    options = asking.door.questionnaire.options(step, asking.told.answers)
    labels = {option_label(asking, step, option).lower(): option for option in options}
    if words in labels:
        return labels[words]
    partly = [option for name, option in labels.items() if len(words) >= LEAST_OF_LABEL and words in name]
    if len(partly) == 1:
        return partly[0]
    inside = [option for name, option in labels.items() if len(name) > LEAST_OF_LABEL and name in words]
    if len(inside) == 1 and len(words) <= LONGEST_AROUND and step.question.kind is Kind.CHOICE:
        return inside[0]
    reply = read_reply(said)
    return _option_meant(reply, asking, step, options) if reply else None


def _option_meant(reply: Reply, asking: Asking, step: Step, options: tuple[str, ...]) -> str | None:
    if reply.kind == "number" and reply.number and reply.number <= len(options):
        return options[reply.number - 1]
    if reply.kind not in {"yes", "no"}:
        return None
    if step.question.kind is Kind.MORE:
        return ADD if reply.kind == "yes" else DONE
    guess = asking.told.answers.get(step.id)
    if guess and guess.state is State.READ:
        return str(guess.value) if reply.kind == "yes" else NONE_OF_THESE
    if step.question.id == "money_moving" and reply.kind == "yes":
        return "just_now"
    return reply.kind if reply.kind in options else None


WAYS: tuple[Taking, ...] = (
    as_option,
    as_reply,
    as_question,
    as_story,
    in_the_lane,
    as_people,
    as_value,
    as_paragraph,
    in_own_words,
)
