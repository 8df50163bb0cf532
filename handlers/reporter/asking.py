"""How a question looks: its words, what was understood before, and its buttons."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from cases.doubts import Doubt, doubts
from cases.kinds import KINDS, Kind
from cases.money_lane import STEPS as MONEY_STEPS
from cases.money_lane import calls_for_alert, has_fact
from cases.questionnaire import ADD, REVIEW, Answer, State, Step
from handlers.callbacks import Press
from handlers.chat import Shown, button, in_rows, keyboard
from handlers.door import Door, Voice
from handlers.said.answers import answer_words, option_words, step_label
from handlers.said.law import look_at_law
from handlers.said.materials import usual_for
from storage.drafts import Told
from storage.tables import Draft

PAGE = 8
EDITS = frozenset({"edit", "more_files"})


@dataclass(frozen=True)
class Asking:
    """One draft at one step, in one language: everything needed to show it."""

    voice: Voice
    draft: Draft
    told: Told

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

    def button(self, action: str, argument: str = "", label: str | None = None) -> InlineKeyboardButton:
        return button(label or self.say(f"buttons.{action}"), self.press(action, argument))

    def say(self, path: str, **facts: object) -> str:
        return self.voice.say(path, **facts)


def show(asking: Asking, *, answered: str | None = None, problem: str | None = None, added: str | None = None) -> Shown:
    """The draft where it stands.

    `answered` is the step just answered, `problem` what was wrong, `added` a file just kept.
    """
    if asking.draft.step == REVIEW:
        return show_review(asking, problem=problem)
    step = asking.step
    assert step, "the caller moves a draft off a step that is no longer asked"
    number, total = _place(asking, step)
    text = asking.voice.chat(
        "question",
        noted=_noted(asking, answered),
        note=_note(asking, answered),
        problem=problem,
        doubt=_doubt(asking, answered),
        added=added,
        lead=_words(asking, step, "lead"),
        ask=ask_words(asking, step),
        hint=_usual_materials(asking, step) or _words(asking, step, "hint"),
        now_is=said_back(asking, step, asking.told.answers.get(step.id)),
        number=number,
        total=total,
    )
    return Shown(text, _question_keyboard(asking, step, answered, problem))


def show_why(asking: Asking) -> Shown:
    """Why we ask this, and the question again."""
    step = asking.step
    assert step
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
        skipped=[label(asking, step) for step, one in answered if one.state is State.SKIPPED],
        missing=[label(asking, step) for step in missing],
        doubts=[doubt_words(asking, doubt) for doubt in _doubts(asking)],
        law=look_at_law(asking.voice, asking.door.questionnaire.on_the_way(asking.told.answers)),
        problem=problem,
    )
    send = (
        asking.button("edit", missing[0].id, asking.say("buttons.fill_missing")) if missing else asking.button("submit")
    )
    changes = [asking.button("change"), asking.button("more_files", "evidence")]
    return Shown(text, keyboard([send], changes, [asking.button("cancel")]))


def show_changes(asking: Asking, page: int = 0) -> Shown:
    """The list of answers, each a button that leads to its question."""
    steps = [step for step, _ in _answered(asking) if step.question.kind is not Kind.MORE or step.index == 0]
    here = steps[page * PAGE : (page + 1) * PAGE]
    rows = [[asking.button("edit", step.id, label=_edit_label(asking, step))] for step in here]
    turns = []
    if page:
        turns.append(asking.button("change", str(page - 1), label=asking.say("buttons.earlier")))
    if len(steps) > (page + 1) * PAGE:
        turns.append(asking.button("change", str(page + 1), label=asking.say("buttons.later")))
    text = asking.voice.chat("changes")
    return Shown(text, keyboard(*rows, turns, [asking.button("review")]))


def show_cancel(asking: Asking) -> Shown:
    """Ask before anything is given up; who was alerted already is not kept quiet about."""
    alerted = calls_for_alert(asking.told.answers)
    text = asking.voice.chat("cancel", alerted=alerted)
    give_up = asking.button("discard", label=asking.say("buttons.give_up") if alerted else None)
    rows = [asking.button("show", label=asking.say("buttons.go_on"))], [give_up]
    return Shown(text, keyboard(*rows))


def ask_words(asking: Asking, step: Step) -> str:
    """The question itself; a list asks differently for its first and its further items."""
    if step.question.kind is Kind.MORE and step.index:
        return asking.say(f"questions.{step.question.id}.more")
    if step.parent and step.question.kind is not Kind.MORE:
        item = asking.say(f"questions.{step.parent.id}.item", number=step.index + 1)
        return asking.say("phrases.of_item", item=item, ask=asking.say(f"questions.{step.question.id}.ask"))
    return asking.say(f"questions.{step.question.id}.ask")


def label(asking: Asking, step: Step) -> str:
    return step_label(asking.voice, step)


def option_label(asking: Asking, step: Step, option: str) -> str:
    return option_words(asking.voice, step, option)


def said_back(asking: Asking, step: Step, answer: Answer | None) -> str | None:
    return answer_words(asking.voice, step, answer)


def _question_keyboard(
    asking: Asking, step: Step, answered: str | None, problem: str | None
) -> InlineKeyboardMarkup | None:
    rows = _option_rows(asking, step)
    if problem and asking.told.unread and not KINDS[step.question.kind].is_chosen:
        rows.append([asking.button("as_said")])
    if step.question.kind is Kind.FILES:
        rows.append([asking.button("files_done")])
    return keyboard(*rows, _money_row(asking, step), _ways(asking, step), _corrections(asking, answered))


def _place(asking: Asking, step: Step) -> tuple[int, int]:
    """Which question of how many; the money lane counts its own few, so that nobody in a hurry sees a long form."""
    if step.id in MONEY_STEPS:
        return MONEY_STEPS.index(step.id) + 1, len(MONEY_STEPS)
    return asking.door.questionnaire.place(step.id, asking.told.answers)


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
        [asking.button("toggle", option, label=("✓ " if option in ticked else "") + option_label(asking, step, option))]
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
    if step is None:
        return None
    words = said_back(asking, step, asking.told.answers.get(step.id))
    return words if words and len(words) <= 120 else (words[:117] + "…" if words else None)


def _note(asking: Asking, answered: str | None) -> str | None:
    """What an answer calls for at once, such as dialling 110."""
    answer = asking.told.answers.get(answered) if answered else None
    path = f"notes.{answered}.{answer.value}" if answer and isinstance(answer.value, str) else ""
    return asking.say(path) if path and asking.voice.has(path) else None


def _doubt(asking: Asking, answered: str | None) -> str | None:
    """A time just given that contradicts another one: asked about, not refused."""
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
    text = f"{label(asking, step)}：{words}" if asking.language == "zh" else f"{label(asking, step)}: {words}"
    return text if len(text) <= 30 else text[:29] + "…"
