"""How a question looks: its words, what was understood before, and its buttons."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html import escape

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from cases.doubts import Doubt, doubts
from cases.errors import NotUnderstood
from cases.hearing import confirmed
from cases.kinds import KINDS, Kind
from cases.money_lane import OF_PAYMENT, has_fact
from cases.money_lane import STEPS as MONEY_STEPS
from cases.questionnaire import ADD, LIKELY, NONE_OF_THESE, REVIEW, Answer, State, Step
from handlers.callbacks import Press
from handlers.chat import ANSWER, TICKED, WAY, Shown, button, in_rows, keyboard
from handlers.door import Door, Voice
from handlers.said.answers import answer_words, option_words, step_label
from handlers.said.law import look_at_law
from handlers.said.materials import usual_for
from storage.conversations import Caller
from storage.drafts import Told
from storage.tables import Case, Draft

PAGE = 8
STYLES = dict.fromkeys(("pick", "toggle", "several_done", "files_done", "submit"), ANSWER) | dict.fromkeys(
    ("back", "skip", "keep", "why"), WAY
)
LONGEST_POST = 20  # what is longer is a description, and no name for somebody
EDITS = frozenset({"edit", "more_files"})


@dataclass(frozen=True)
class Asking:
    """One draft at one step, in one language: everything needed to show it."""

    voice: Voice
    draft: Draft
    told: Told
    caller: Caller
    keeps_presses: bool = False  # what was pressed stands in the chat: it need not be said back

    @property
    def door(self) -> Door:
        return self.voice.door

    @property
    def language(self) -> str:
        return self.voice.language

    @property
    def step(self) -> Step | None:
        """The question the draft stands at; None at the review."""
        return self.door.questionnaire.step(self.draft.step, self.told.answers)

    def press(self, action: str, argument: str = "") -> Press:
        """The button data of this version of this draft. An edit names its own step; two would not fit 64 bytes."""
        step = "" if action in EDITS else self.draft.step
        draft, version = self.draft.id.hex[:4], self.draft.version
        return Press(draft=draft, version=version, action=action, argument=argument, step=step)

    def button(
        self, action: str, argument: str = "", label: str | None = None, style: str | None = None
    ) -> InlineKeyboardButton:
        return button(label or self.say(f"buttons.{action}"), self.press(action, argument), style or STYLES.get(action))

    def say(self, path: str, **facts: object) -> str:
        return self.voice.say(path, **facts)


def show(
    asking: Asking,
    *,
    answered: str | None = None,
    problem: str | None = None,
    added: str | None = None,
    heard: list[tuple[str, str]] | None = None,
) -> Shown:
    """The draft where it stands.

    `answered` is the step just answered, `problem` what was wrong, `added` what else is to be said first, `heard` what
    was read from the person's words.
    """
    if asking.draft.step == REVIEW:
        return show_review(asking, problem=problem or added)
    step = asking.step
    assert step, "the caller moves a draft off a step that is no longer asked"
    if step.id == "offence" and LIKELY in asking.told.answers:
        return show_understood(asking, step, added or problem)
    text = asking.voice.chat(
        "question",
        heard=heard or [],
        noted=_noted(asking, answered),
        note=_note(asking, answered),
        problem=problem,
        doubt=_doubt(asking, answered),
        added=added,
        lead=_words(asking, step, "lead"),
        ask=ask_words(asking, step),
        hint=_usual_materials(asking, step) or _words(asking, step, "hint"),
        now_is=said_back(asking, step, asking.told.answers.get(step.id)),
        progress=progress_words(asking, step),
    )
    return Shown(text, _question_keyboard(asking, step, answered, problem))


def show_understood(asking: Asking, step: Step, added: str | None = None) -> Shown:
    """What the person's own words came to, and one press to say whether that is right; `added` is said first."""
    answers = asking.told.answers
    guess = answers.get("offence")
    text = asking.voice.chat(
        "understood",
        added=added,
        offence=option_label(asking, step, str(guess.value)) if guess else None,
        lines=said_lines(asking, _guesses(answers), without={"offence", "money_moving"}),
        progress=progress_words(asking, step),
    )
    likely = [one for one in answers[LIKELY].value if not guess or one != guess.value]
    rows = [[asking.button("pick", str(guess.value), asking.say("buttons.understood_right"))]] if guess else []
    rows += [[asking.button("pick", one, option_label(asking, step, one))] for one in likely]
    none = asking.button("pick", NONE_OF_THESE, asking.say("buttons.none_of_these"))
    return Shown(text, keyboard(*rows, [none], [asking.button("back"), asking.button("why")]))


def _guesses(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """What was read from the words; of the payment, the sheet has said it already."""
    return {step: one for step, one in answers.items() if one.state is State.READ and not step.startswith(OF_PAYMENT)}


def said_lines(
    asking: Asking, found: Mapping[str, Answer], *, without: Collection[str] = frozenset()
) -> list[tuple[str, str]]:
    """What was read from the person's words, each with the name of its question."""
    steps = asking.door.questionnaire.steps(asking.told.answers)
    read = [
        (step, found[step.id])
        for step in steps
        if step.id in found
        and step.id not in without
        and step.question.kind is not Kind.MORE
        and (step.id, found[step.id].value) != ("money_moving", "no")  # what did not happen is not said back
    ]
    return [(label(asking, step), words) for step, one in read if (words := said_back(asking, step, one, marked=False))]


def progress_words(asking: Asking, step: Step) -> str:
    """Which part of how many, and about how long it still takes; the money lane counts its own few questions."""
    if step.id in MONEY_STEPS:
        return f"{MONEY_STEPS.index(step.id) + 1} / {len(MONEY_STEPS)}"
    place = asking.door.questionnaire.place(step.id, asking.told.answers)
    name = asking.say(f"stages.{place.stage.id}")
    return asking.say("phrases.progress", number=place.number, of=place.stages, name=name, minutes=place.minutes)


def problem_words(asking: Asking, step: Step, error: NotUnderstood, said: str) -> str:
    """What was wrong with the value, with an example."""
    path = f"understanding.{error.kind}.{error.reason}"
    if not asking.voice.has(path):
        path = "phrases.pick_one" if KINDS[step.question.kind].is_chosen else "phrases.not_understood"
    shown = said if len(said) <= 40 else said[:39] + "…"
    return asking.say(path, said=shown, **error.details)


def show_why(asking: Asking, of: str) -> Shown:
    """Why we ask this, and the question again; of one that is not open, only why."""
    step = asking.door.questionnaire.step(of, asking.told.answers)
    if step is None:
        return show(asking)
    if step.id != asking.draft.step:
        return Shown(asking.voice.chat("why", why=_words(asking, step, "why"), ask=None, hint=None), None)
    text = asking.voice.chat(
        "why",
        why=_words(asking, step, "why"),
        ask=ask_words(asking, step),
        hint=_words(asking, step, "hint"),
    )
    return Shown(text, _question_keyboard(asking, step, None, None))


def show_review(asking: Asking, *, problem: str | None = None) -> Shown:
    """Everything that was said, on one page, with the ways to change and to send it."""
    answered = [(step, one) for step, one in _answered(asking) if step.question.kind is not Kind.MORE]
    given = [(step, one) for step, one in answered if one.state is not State.SKIPPED]
    missing = asking.door.questionnaire.missing(asking.told.answers)
    text = asking.voice.chat(
        "review",
        lines=[(label(asking, step), said_back(asking, step, one)) for step, one in given],
        confirms=any(one.state is State.READ for _, one in given),
        skipped=[label(asking, step) for step, one in answered if one.state is State.SKIPPED],
        missing=[label(asking, step) for step in missing],
        doubts=[doubt_words(asking, doubt) for doubt in _doubts(asking)],
        law=look_at_law(asking.voice, asking.door.questionnaire.on_the_way(confirmed(asking.told.answers))),
        problem=problem,
    )
    changes = [asking.button("change"), asking.button("more_files", "evidence")]
    more = [asking.button("more")] if asking.door.questionnaire.details(asking.told.answers) else []
    return Shown(text, keyboard([_send(asking)], more, changes, [asking.button("cancel")]))


def show_unsent(asking: Asking, said: str) -> Shown:
    """At the review, when nothing on it is new: first what is true, then the one press that sends it."""
    text = f"<b>{escape(unsent_words(asking))}</b>\n{escape(said)}"
    return Shown(text, keyboard([_send(asking)], [asking.button("review")]))


def unsent_words(asking: Asking) -> str:
    """That the report has not been sent, and what it still lacks."""
    missing = [label(asking, step) for step in asking.door.questionnaire.missing(asking.told.answers)]
    which = "lacks" if missing else "unsent"
    return asking.say(f"phrases.{which}", missing=asking.say("phrases.comma").join(missing))


def _send(asking: Asking) -> InlineKeyboardButton:
    """The report, or first what it cannot be sent without."""
    missing = asking.door.questionnaire.missing(asking.told.answers)
    if missing:
        return asking.button("edit", missing[0].id, asking.say("buttons.fill_missing"))
    return asking.button("submit")


def show_changes(asking: Asking, page: int = 0) -> Shown:
    """The list of answers, each a button that leads to its question."""
    steps = [step for step, _ in _answered(asking) if step.question.kind is not Kind.MORE or step.index == 0]
    return _list(asking, "change", [(step, _edit_label(asking, step)) for step in steps], page)


def show_more(asking: Asking, page: int = 0) -> Shown:
    """What nobody was asked: each a button, for whoever wants to add something."""
    steps = asking.door.questionnaire.details(asking.told.answers)
    return _list(asking, "more", [(step, label(asking, step)) for step in steps], page)


def _list(asking: Asking, action: str, steps: list[tuple[Step, str]], page: int) -> Shown:
    """A page of steps, each a button that leads to its question."""
    here = steps[page * PAGE : (page + 1) * PAGE]
    rows = [[asking.button("edit", step.id, label=words)] for step, words in here]
    turns = []
    if page:
        turns.append(asking.button(action, str(page - 1), label=asking.say("buttons.earlier")))
    if len(steps) > (page + 1) * PAGE:
        turns.append(asking.button(action, str(page + 1), label=asking.say("buttons.later")))
    text = asking.voice.chat("changes" if action == "change" else "more")
    return Shown(text, keyboard(*rows, turns, [asking.button("review")]))


def show_cancel(asking: Asking, case: Case | None) -> Shown:
    """Ask before anything is given up; that the desk knows of it already, by `case`, is not kept quiet about."""
    text = asking.voice.chat("cancel", case=case)
    give_up = asking.button("discard", label=asking.say("buttons.give_up") if case else None)
    rows = [asking.button("show", label=asking.say("buttons.go_on"))], [give_up]
    return Shown(text, keyboard(*rows))


def ask_words(asking: Asking, step: Step) -> str:
    """The question itself; a list asks differently for its first and its further items."""
    if step.question.kind is Kind.MORE and step.index:
        return asking.say(f"questions.{step.question.id}.more")
    post = asking.told.answers.get("suspect_post")
    if step.id == "suspects#0?" and post and post.is_given and len(str(post.value)) <= LONGEST_POST:
        return asking.say("questions.suspects.known", post=post.value)
    if step.parent and step.question.kind is not Kind.MORE:
        item = asking.say(f"questions.{step.parent.id}.item", number=step.index + 1)
        return asking.say("phrases.of_item", item=item, ask=asking.say(f"questions.{step.question.id}.ask"))
    return asking.say(f"questions.{step.question.id}.ask")


def labelled(asking: Asking, name: str, words: str) -> str:
    """A name and what is said of it, on one line."""
    return f"{name}：{words}" if asking.language == "zh" else f"{name}: {words}"


def label(asking: Asking, step: Step) -> str:
    return step_label(asking.voice, step)


def option_label(asking: Asking, step: Step, option: str) -> str:
    return option_words(asking.voice, step, option)


def said_back(asking: Asking, step: Step, answer: Answer | None, *, marked: bool = True) -> str | None:
    """The answer in words; `marked` says of a guess that it is one."""
    return answer_words(asking.voice, step, answer, marked=marked)


def _question_keyboard(
    asking: Asking, step: Step, answered: str | None, problem: str | None
) -> InlineKeyboardMarkup | None:
    rows = _option_rows(asking, step)
    if problem and asking.told.unread and not KINDS[step.question.kind].is_chosen:
        rows.append([asking.button("as_said")])
    if step.question.kind is Kind.FILES:
        rows.append([asking.button("files_done")])
    return keyboard(*rows, _money_row(asking, step), _ways(asking, step), _corrections(asking, answered))


def _money_row(asking: Asking, step: Step) -> list[InlineKeyboardButton]:
    """In the money lane, as soon as there is a fact: the sheet at once, or the slip for the rest."""
    answers = asking.told.answers
    if step.id not in MONEY_STEPS or not has_fact(answers):
        return []
    photographed = any(answers[one].state is State.AS_SAID for one in MONEY_STEPS if one in answers)
    return [asking.button("money_sheet"), *([asking.button("on_photo")] if photographed else [])]


def _option_rows(asking: Asking, step: Step) -> list[list[InlineKeyboardButton]]:
    options = asking.door.questionnaire.options(step, asking.told.answers)
    if step.question.kind is Kind.SEVERAL:
        return _several_rows(asking, step, options)
    return in_rows([asking.button("pick", option, label=option_label(asking, step, option)) for option in options])


def _several_rows(asking: Asking, step: Step, options: tuple[str, ...]) -> list[list[InlineKeyboardButton]]:
    answer = asking.told.answers.get(step.id)
    ticked = set(answer.value or []) if answer else set()
    rows = [
        [
            asking.button(
                "toggle",
                option,
                ("✓ " if option in ticked else "") + option_label(asking, step, option),
                TICKED if option in ticked else None,
            )
        ]
        for option in options
    ]
    return [*rows, [asking.button("several_done")]] if ticked else rows


def _ways(asking: Asking, step: Step) -> list[InlineKeyboardButton]:
    """Back, skip or keep, and why."""
    ways = []
    if asking.door.questionnaire.before(step.id, asking.told.answers):
        ways.append(asking.button("back"))
    if step.id in asking.told.answers:
        ways.append(asking.button("keep"))
        if step.parent and step.question.kind is not Kind.MORE:
            ways.append(asking.button("drop"))
    elif not step.question.required and step.question.kind not in {Kind.MORE, Kind.FILES}:
        ways.append(asking.button("skip"))
    if asking.voice.has(f"questions.{step.question.id}.why"):
        ways.append(asking.button("why"))
    return ways


def _corrections(asking: Asking, answered: str | None) -> list[InlineKeyboardButton]:
    """One press to correct what was just understood."""
    if not answered:
        return []
    step = asking.door.questionnaire.step(answered, asking.told.answers)
    if step is None or not KINDS[step.question.kind].may_be_misread:
        return []
    return [asking.button("edit", answered, label=asking.say("buttons.correct", label=label(asking, step)))]


def _noted(asking: Asking, answered: str | None) -> str | None:
    step = asking.door.questionnaire.step(answered, asking.told.answers) if answered else None
    answer = asking.told.answers.get(step.id) if step else None
    was_pressed = asking.keeps_presses and not (answer and answer.said)
    if step is None or (was_pressed and step.question.kind is Kind.CHOICE):
        return None
    words = said_back(asking, step, answer)
    return words if words and len(words) <= 120 else (words[:117] + "…" if words else None)


def _note(asking: Asking, answered: str | None) -> str | None:
    """What an answer calls for at once, such as dialling 110."""
    answer = asking.told.answers.get(answered) if answered else None
    path = f"notes.{answered}.{answer.value}" if answer and isinstance(answer.value, str) else ""
    return asking.say(path) if path and asking.voice.has(path) else None


def _doubt(asking: Asking, answered: str | None) -> str | None:
    """A card number whose check digit is wrong, a time that contradicts another one: asked about, not refused."""
    answer = asking.told.answers.get(answered) if answered else None
    if answer and isinstance(answer.value, dict) and answer.value.get("kind") == "card" and not answer.value["checked"]:
        return asking.say("phrases.check_card")
    found = [one for one in _doubts(asking) if answered in {one.earlier, one.later}]
    return doubt_words(asking, found[0]) if found else None


def _doubts(asking: Asking) -> list[Doubt]:
    return doubts(asking.door.questionnaire.on_the_way(asking.told.answers))


def doubt_words(asking: Asking, doubt: Doubt) -> str:
    facts: dict[str, object] = {}
    for name, which, step_id in (("earlier", "first", doubt.earlier), ("later", "second", doubt.later)):
        step = asking.door.questionnaire.step(step_id, asking.told.answers)
        assert step, "a doubt is about answers on the way"
        facts[name], facts[which] = label(asking, step), said_back(asking, step, asking.told.answers[step_id])
    return asking.say("phrases.doubt", **facts)


def _words(asking: Asking, step: Step, which: str) -> str | None:
    path = f"questions.{step.question.id}.{which}"
    return asking.say(path) if asking.voice.has(path) else None


def _usual_materials(asking: Asking, step: Step) -> str | None:
    """Under the question for files: what such a case usually needs."""
    if step.question.kind is not Kind.FILES:
        return None
    answers = asking.door.questionnaire.on_the_way(asking.told.answers)
    offence = answers.get("offence")
    return usual_for(asking.voice, offence.value if offence else None, answers)


def _answered(asking: Asking) -> list[tuple[Step, Answer]]:
    answers = asking.told.answers
    return [(step, answers[step.id]) for step in asking.door.questionnaire.steps(answers) if step.id in answers]


def _edit_label(asking: Asking, step: Step) -> str:
    words = said_back(asking, step, asking.told.answers.get(step.id)) or ""
    if step.question.kind is Kind.MORE:
        words = asking.say(f"questions.{step.question.id}.options.{ADD}")
    text = labelled(asking, label(asking, step), words)
    return text if len(text) <= 30 else text[:29] + "…"
