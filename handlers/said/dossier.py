"""The answers of a case as an officer reads them: by section, in order, each item of a list together."""

from __future__ import annotations

from dataclasses import dataclass, field

from cases.kinds import Kind
from cases.questionnaire import Answer, State, Step
from handlers.door import Voice
from handlers.said.answers import answer_words, item_name, step_label
from storage.dossiers import Dossier

# The step each section begins with; the offence's own questions follow those of "what". Words: console.sections.
SECTIONS = {
    "money_moving": "first",
    "offence_group": "what",
    "loss_amount": "money",
    "suspects": "people",
    "company_name": "company",
    "reported_elsewhere": "elsewhere",
    "story": "story",
    "truthfulness": "declared",
}
OTHER = "other"


@dataclass(frozen=True)
class Entry:
    """One answer. `how` is given, skipped or as_said: the person's own words that could not be read."""

    step: str
    label: str
    words: str
    how: str
    is_long: bool = False


@dataclass(frozen=True)
class Group:
    """Answers that belong together: one item of a list (a transfer, a person), or those that stand alone."""

    item: str | None
    entries: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    id: str
    groups: list[Group] = field(default_factory=list)


def sections(voice: Voice, answers: dict[str, Answer]) -> list[Section]:
    """All answers; those to questions that an upgrade removed stand at the end, so that nothing said is lost."""
    found, steps = [Section(OTHER)], voice.door.questionnaire.steps(answers)
    for step in steps:
        start = step.parent.id if step.parent else step.question.id
        if start in SECTIONS and found[-1].id != SECTIONS[start]:
            found.append(Section(SECTIONS[start]))
        if step.id in answers and step.question.kind not in {Kind.MORE, Kind.FILES}:
            _add(
                found[-1],
                item_name(voice, step) if step.parent else None,
                _entry(voice, step, answers[step.id]),
            )
    found.append(_left_over(answers, {step.id for step in steps}))
    return [section for section in found if section.groups]


def answer_lines(voice: Voice, dossier: Dossier) -> list[tuple[str, str]]:
    """(label, answer) for everything that was said, in the order of the report; the console also shows what was not."""
    found = []
    for step, answer in voice.door.questionnaire.way(dossier.answers):
        words = answer_words(voice, step, answer)
        if words and answer and answer.state is not State.SKIPPED:
            found.append((step_label(voice, step), words if len(words) <= 300 else words[:299] + "…"))
    return found


def _add(section: Section, item: str | None, entry: Entry) -> None:
    if not section.groups or section.groups[-1].item != item:
        section.groups.append(Group(item))
    section.groups[-1].entries.append(entry)


def _entry(voice: Voice, step: Step, answer: Answer) -> Entry:
    path = f"questions.{step.question.id}.label"
    label = voice.say(path) if voice.has(path) else step.question.id
    given = answer.state is State.GIVEN
    words = (answer_words(voice, step, answer) or "") if given else answer.said
    return Entry(step.id, label, words, answer.state.value, is_long=step.question.kind is Kind.LONG_TEXT)


def _left_over(answers: dict[str, Answer], known: set[str]) -> Section:
    section = Section(OTHER)
    for step, answer in answers.items():
        if step not in known and not step.endswith("?"):
            _add(section, None, Entry(step, step, str(answer.said or answer.value or ""), answer.state.value))
    return section
