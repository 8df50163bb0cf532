"""The answers of a case as an officer reads them: by section, in order, each item of a list together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cases.kinds import Kind
from cases.money_lane import LATEST, OFFERED, PAYEE_BANK, PAYMENT
from cases.questionnaire import LIKELY, REVIEW, Answer, State, Step
from handlers.door import Voice
from handlers.said.answers import answer_words, item_name, step_label
from storage.dossiers import Dossier
from storage.tables import Saying

# The step each section begins with; the offence's own questions follow those of "what". Words: console.sections.
SECTIONS = {
    "money_moving": "first",
    "story": "story",
    "offence_group": "what",
    "loss_amount": "money",
    "other_company": "people",
    "suspects": "people",
    "company_name": "company",
    "reported_elsewhere": "elsewhere",
    "truthfulness": "declared",
}
OTHER, STORY = "other", "story"
# For who has to act: what happened first, then who and how much; what was only chosen or confirmed stands last.
DESK_ORDER = (STORY, "company", "people", "money", "what", "elsewhere", "first", "declared", OTHER)
COPIED = frozenset({Kind.ACCOUNT, Kind.COMPANY_CODE, Kind.PHONE})  # typed again elsewhere, where no digit may be wrong
OUR_OWN = frozenset({LATEST, LIKELY, OFFERED, PAYMENT})  # kept among the answers, and nobody's words
UNDERSTOOD = frozenset({State.GIVEN, State.READ, State.CONFIRMED})
FROM_WORDS = frozenset({State.READ, State.CONFIRMED})


@dataclass(frozen=True)
class Entry:
    """One answer. `how` is its state (cases/questionnaire.py); `quote` the person's words that it was read from.

    `copied` is what an officer takes from it into another system, empty where that is nothing.
    """

    step: str
    label: str
    words: str
    how: str
    is_long: bool = False
    quote: str = ""
    copied: str = ""


@dataclass(frozen=True)
class Group:
    """Answers that belong together: one item of a list (a transfer, a person), or those that stand alone."""

    item: str | None
    entries: list[Entry] = field(default_factory=list)

    @property
    def answered(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.how != State.SKIPPED]


@dataclass(frozen=True)
class OwnWords:
    """Something the person said that stands in no answer: at which question, when, and how it came."""

    asked: str
    at: datetime
    text: str
    kind: str
    origin: str
    is_question: bool


@dataclass(frozen=True)
class Section:
    id: str
    groups: list[Group] = field(default_factory=list)

    @property
    def answered(self) -> list[Group]:
        """The groups in which something was said."""
        return [group for group in self.groups if group.answered]

    @property
    def skipped(self) -> list[tuple[str | None, str]]:
        """The item and the label of each question that nobody answered."""
        return [(group.item, one.label) for group in self.groups for one in group.entries if one not in group.answered]


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
    found.append(_left_over(voice, answers, {step.id for step in steps}))
    return [section for section in found if section.groups]


def desk_sections(voice: Voice, answers: dict[str, Answer]) -> list[Section]:
    """The same for the team, in the order in which an officer needs them."""
    return sorted(sections(voice, answers), key=lambda section: DESK_ORDER.index(section.id))


def own_words(voice: Voice, dossier: Dossier) -> list[OwnWords]:
    """What was said beside the answers, so that nothing a person said is without a reader."""
    said = [words for answer in dossier.answers.values() if (words := _shown(answer))]
    whole, parts = {one.strip() for one in said}, "\n".join(said)
    return [
        OwnWords(_asked(voice, one.row.step), one.row.said_at, one.text, one.row.kind, one.origin, one.row.is_question)
        for one in dossier.heard
        if one.row.is_question or one.row.kind is not Saying.TEXT or not _stands(one.text.strip(), whole, parts)
    ]


def _shown(answer: Answer) -> str:
    """The words of an answer that a reader of it sees; a value shows those it came from only when they say no more."""
    if answer.state is State.AS_SAID:
        return answer.said
    if isinstance(answer.value, list) and answer.state is State.GIVEN:
        return answer.said
    if isinstance(answer.value, str):
        return answer.value
    return answer.said if answer.state not in FROM_WORDS and len(answer.said) <= LONGEST_VALUE else ""


LONGEST_VALUE = 20
LONGEST_CHANGE, MOST_CHANGES = 60, 8
HOW_TO_ASK = frozenset({"contact_phone", "contact_name", "other_contact"})
LEAST_TOLD = 12  # a shorter text may stand within an answer by chance


def _stands(text: str, whole: set[str], parts: str) -> bool:
    return text in whole or (len(text) >= LEAST_TOLD and text in parts)


def _asked(voice: Voice, step: str) -> str:
    path = "phrases.at_review" if step == REVIEW else f"questions.{step.partition('#')[0]}.label"
    return voice.say(path) if voice.has(path) else step


def answer_lines(voice: Voice, dossier: Dossier) -> list[tuple[str, str]]:
    """(label, answer) for everything that was said, the story first; the console also shows what was not said.

    That a declaration was understood says nothing of the case; what was said in place of that does.
    """
    found: list[tuple[str, str]] = []
    for step, answer in voice.door.questionnaire.way(dossier.answers):
        words = answer_words(voice, step, answer)
        is_formal = answer is not None and step.question.declared and answer.state in UNDERSTOOD
        if words and answer and answer.state is not State.SKIPPED and not is_formal:
            line = (step_label(voice, step), words if len(words) <= 300 else words[:299] + "…")
            found.insert(0 if step.id == STORY else len(found), line)
    return found


def changed_by_new(voice: Voice, dossier: Dossier) -> list[str]:
    """What a browser that had just come by a code wrote over, as it was first and as it is now; how to ask comes first.

    Of too many, how many more there are.
    """
    found, steps = [], {step.id: step for step in voice.door.questionnaire.steps(dossier.earlier | dossier.answers)}
    for name, before in sorted(dossier.earlier.items(), key=lambda one: one[0] not in HOW_TO_ASK):
        now, step = dossier.answers.get(name), steps.get(name)
        if step is None or step.question.kind is Kind.FILES:
            continue
        was, is_now = (answer_words(voice, step, one, marked=False) or "" for one in (before, now))
        if was and was != is_now:
            how = _how_changed(was, is_now)
            found.append(voice.say(f"phrases.{how}_by_new", label=step_label(voice, step), was=was, now=is_now))
    more = [voice.say("phrases.more_by_new", count=len(found) - MOST_CHANGES)] if len(found) > MOST_CHANGES else []
    return found[:MOST_CHANGES] + more


def _how_changed(was: str, is_now: str) -> str:
    if max(len(was), len(is_now)) > LONGEST_CHANGE:
        return "rewritten"
    return "changed" if is_now else "taken_out"


def _add(section: Section, item: str | None, entry: Entry) -> None:
    if not section.groups or section.groups[-1].item != item:
        section.groups.append(Group(item))
    section.groups[-1].entries.append(entry)


def _entry(voice: Voice, step: Step, answer: Answer) -> Entry:
    path = f"questions.{step.question.id}.label"
    label = voice.say(path) if voice.has(path) else step.question.id
    given = answer.state in UNDERSTOOD
    words = (answer_words(voice, step, answer) or "") if given else answer.said
    quote = answer.said if answer.state in FROM_WORDS else ""
    is_long, copied = step.question.kind is Kind.LONG_TEXT, _copied(step, answer) if given else ""
    return Entry(step.id, label, words, answer.state.value, is_long, quote, copied)


def _copied(step: Step, answer: Answer) -> str:
    """As it was understood, without what is said around it."""
    if step.question.kind not in COPIED:
        return ""
    return str(answer.value["number"] if isinstance(answer.value, dict) else answer.value)


def _left_over(voice: Voice, answers: dict[str, Answer], known: set[str]) -> Section:
    section = Section(OTHER)
    for step, answer in answers.items():
        question = voice.door.questionnaire.questions.get("money_payee" if step == PAYEE_BANK else step)
        if step in known or step.endswith("?") or step in OUR_OWN:
            continue
        if question:  # read from the words, and not asked yet
            _add(section, None, _entry(voice, Step(step, question), answer))
        else:
            _add(section, None, Entry(step, step, str(answer.said or answer.value or ""), answer.state.value))
    return section
