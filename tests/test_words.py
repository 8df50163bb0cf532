"""Everything that is said has its words, in both languages, and no words are left over."""

from __future__ import annotations

import re
import string
import tomllib
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po

from actions import clocks, desk, materials, paper, record, route
from actions.hand import ACTS
from actions.paper import PaperWrong
from cases import people, together, tracks, verbs
from cases.asked import read_asked
from cases.errors import CaseError, NotUnderstood
from cases.kinds import KINDS, Kind
from cases.law import moves
from cases.law.deadlines import Duty
from cases.law.findings import Result
from cases.law.materials import ELEMENTS, PREPARATIONS
from cases.law.measures import Unit
from cases.law.reading import CONFIDENCES, SHIPPED
from cases.law.routing import KINDS as BASES
from cases.law.standing import CAPACITIES
from cases.materials import LONGEST_TITLE, ItemState
from cases.next_steps import Step
from cases.people import Role
from cases.questionnaire import ADD, DONE
from cases.tracks import STATES, By, CloseReason, Document, Service
from cases.understanding import REASONS, read_number
from cases.understanding.amounts import CURRENCIES
from cases.understanding.clock import PARTS
from handlers.reporter.pressing import MOVES
from storage.tables import Channel, Event, Why
from templates.catalogue import CATALOGUE, extract, phrases
from templates.rendering import FOLDER, LANGUAGES, Words
from tests.world.shipped import LAW, REPORT, ROOT, WORDS, table

UNDIVIDED = {"PRACTICE", "STD2", "STOP16", "RET16", "R24"}  # known from pages that do not name the place


@pytest.mark.parametrize("question", REPORT.questions.values(), ids=lambda question: question.id)
def test_every_question_has_its_words(question):
    """What we ask, why, a short name, an example for what is typed, and a label for every option."""
    at = f"questions.{question.id}"
    for part in (
        "ask",
        "why",
        "label",
        *(["hint"] if KINDS[question.kind].has_example else []),
        *(["more", "item"] if question.fields else []),
    ):
        assert WORDS.has(f"{at}.{part}"), f"{at}.{part}"
    for option in (*question.options, *((ADD, DONE) if question.kind is Kind.LIST else ())):
        assert WORDS.has(f"{at}.options.{option}"), f"{at}.options.{option}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_of_a_number_can_be_typed(language):
    """Whoever copies an example of ours is understood."""
    counts = [question for question in REPORT.questions.values() if question.kind is Kind.NUMBER]
    assert counts
    for question in counts:
        hint = WORDS.text(f"questions.{question.id}.hint", language)
        for example in re.split("、|, ", re.split("[:：] ?", hint, maxsplit=1)[1]):
            assert read_number(example) >= 0


def test_no_words_are_left_over():
    """Words without a question or an offence are words nobody reads."""
    assert set(table("questions")) <= set(REPORT.questions)
    assert set(table("offences")) == {*REPORT.offences, "NOT_SURE"}
    for name, words in table("questions").items():
        extra = {ADD, DONE} if REPORT.questions[name].kind is Kind.LIST else set()
        assert set(words.get("options", {})) == {*REPORT.questions[name].options, *extra}, name


@pytest.mark.parametrize("offence", REPORT.offences.values(), ids=lambda offence: offence.id)
def test_every_offence_has_its_words_and_its_own_questions(offence):
    """A legal name for the officer, plain words for the reporter, two to eight questions of its own."""
    assert WORDS.has(f"offences.{offence.id}.name")
    assert WORDS.has(f"offences.{offence.id}.plain")
    assert 2 <= len(offence.questions) <= 8


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("states.reporter", Service),
        ("states.team", Service),
        ("reasons", CloseReason),
        ("roles", Role),
        ("ledger.channels", Channel),
        ("console.channels", Channel),
        ("ledger.why", Why),
    ],
)
def test_every_member_of_an_enum_has_its_words(name, members):
    """A new state, reason, role or event cannot be forgotten, nor can an old one stay."""
    named = {path.removeprefix(f"{name}.") for path in phrases("zh") if path.startswith(f"{name}.")}
    assert named == {member.value for member in members}


def test_every_event_has_one_line_of_the_timeline():
    """It stands with the verb that leaves it, or by itself; whatever a member does to a case leaves one."""
    lines = {verb: set(words.get("timeline", {})) for verb, words in table("verbs").items()}
    told = [*table("timeline"), *(event for found in lines.values() for event in found)]
    assert sorted(told) == sorted(event.value for event in Event)
    assert {verb for verb, found in lines.items() if found} == set(ACTS)


def test_the_tracks_have_their_words_and_none_are_left_over():
    """Each state, move, document, clock and next step, for the officer and for the reporter."""
    words = table("tracks")
    states = {track.value: {state.value for state in enum} for track, enum in STATES.items()}
    for part in ("states", "told"):
        assert {track: set(found) for track, found in words[part].items()} == states
    assert set(words["tracks"]) == {"service", *states}
    assert set(words["moves"]) == set(LAW.moves)
    assert set(words["documents"]) == {document.value for document in Document}
    assert set(words["clocks"]) == set(LAW.deadlines)
    assert all({"name", "done"} <= set(found) for found in words["clocks"].values())
    assert set(words["by"]) == {by.value for by in By}
    assert set(words["next"]) == {step.value for step in Step}
    assert set(words["how"]) == {rule.id for rule in LAW.deadlines.values() if rule.duty is Duty.REPORTER}


def test_what_a_verb_refuses_has_its_words():
    """Every error of the desk's verbs says at the form, and in chat, what is wrong."""
    modules = (moves, clocks, desk, materials, paper, record, route, verbs, people, together, tracks)
    errors = {found for module in modules for found in vars(module).values() if isinstance(found, type)}
    own = {error for error in errors if issubclass(error, CaseError)} - {CaseError, NotUnderstood, PaperWrong}
    assert len(own) > 25
    codes = {re.sub(r"(?<!^)([A-Z])", r"_\1", error.__name__).lower() for error in own}
    assert codes <= {*table("errors"), *table("errors")["desk"]}


def test_sums_and_times_have_their_names():
    """Every currency that is understood, every part of the day by the hour it begins, twelve months, seven days."""
    words = table("spoken")
    assert set(words["currencies"]) == set(CURRENCIES)
    assert set(words["parts"]) == {str(begins) for begins, _ in PARTS.values()}
    assert set(words["months"]) == {str(month) for month in range(1, 13)}
    assert set(words["weekdays"]) == {str(day) for day in range(1, 8)}


def test_every_misunderstanding_has_its_words():
    """For each way a value can be wrong there is a sentence that says what we expected."""
    found = {kind: set(reasons) for kind, reasons in table("understanding").items()}
    assert found == {kind: set(reasons) for kind, reasons in REASONS.items()}


def test_what_people_ask_has_its_answer():
    """Every question of asked.toml has an answer of at most three sentences, in its order, and no answer is left over."""
    known = [one.id for one in read_asked()]
    assert list(table("asked")) == known
    for language in LANGUAGES:
        answers = [WORDS.text(f"asked.{name}", language) for name in known]
        assert [answer for answer in answers if len(re.findall("[。.]( |$|(?=[^0-9]))", answer)) > 4] == []
        assert [answer for answer in answers if re.search("[!！]", answer)] == []


def test_every_answer_says_where_it_stands():
    """In an instrument of sources.toml, with the place in it, or in a file of ours."""
    for one in read_asked():
        for source in one.source:
            code, _, place = source.partition(" ")
            assert (ROOT / source).is_file() or (code in LAW.sources and (place or code in UNDIVIDED)), source


def test_every_move_of_the_report_has_a_label():
    """A button without words could not be shown."""
    labels = table("buttons")
    assert {move for move in MOVES if move not in {"pick", "toggle", "edit"}} <= set(labels)


def test_every_item_of_the_list_of_materials_has_its_words():
    """A title that fits a button, why it matters and how to prepare it; no words without an item."""
    words = table("materials")
    assert set(words["items"]) == {item.id for item in LAW.materials}
    for item in LAW.materials:
        assert set(words["items"][item.id]) == {"title", "why", "how"}, item.id
        assert len(words["items"][item.id]["title"]) <= LONGEST_TITLE, item.id
    assert set(words["prepare"]) == set(PREPARATIONS)
    assert set(words["elements"]) == set(ELEMENTS)
    assert set(words["states"]) == {state.value for state in ItemState}


def test_the_law_and_its_words_name_the_same_things():
    """Every way, sign, right, place and measure of the files has its words, and no words are left over."""
    thresholds = tomllib.loads((SHIPPED / "thresholds.toml").read_text("utf-8"))
    own = {name for row in thresholds["thresholds"] for name in row.get("measures", {})}
    measures = {row["name"] for row in thresholds["measures"]} | own | {"near_80"}
    findings, routing, standing = table("findings"), table("routing"), table("standing")
    assert set(findings["measures"]) == measures
    assert set(findings["results"]) == set(findings["short"]) == {result.value for result in Result}
    assert set(findings["units"]) == {unit.value for unit in Unit} - {Unit.YUAN, Unit.OPTION}
    assert set(findings["confidence"]) == set(CONFIDENCES)
    assert set(routing["bases"]) == set(routing["told"]) == set(BASES)
    assert set(table("ways")) == {way.id for way in LAW.ways}
    assert {name for name, words in table("ways").items() if "told" in words} == {w.id for w in LAW.ways if w.told}
    assert set(table("indications")) == {sign.id for sign in LAW.indications}
    assert set(standing["capacities"]) == set(CAPACITIES)
    assert set(standing["rights"]) == {right.id for one in LAW.standings.values() for right in one.rights}


def test_every_sentence_of_a_template_has_its_english_and_none_is_left_over():
    """The catalogue and the sentences of the templates are the same; `make words` brings them together."""
    with CATALOGUE.open("rb") as source:
        catalogue = read_po(source, locale="en")
    known = {message.id: message.string for message in catalogue if message.id}
    used = {message.id for message in extract() if message.id}
    assert used - set(known) == set()
    assert set(known) - used == set()
    assert [phrase for phrase, english in known.items() if not english] == []
    assert list(catalogue.obsolete) == []


def test_all_templates_can_be_read_before_they_are_needed():
    words = Words(ZoneInfo("Asia/Shanghai"))
    for read in words.unread():
        read()
    files = len(list(FOLDER.rglob("*.jinja")))
    assert [len(environment.cache) for environment in words._environments.values()] == [files] * len(LANGUAGES)


def test_every_word_stands_in_both_languages():
    """The same ids in words/ and in words/en, in the same order so that the two can be read side by side."""
    chinese, english = phrases("zh"), phrases("en")
    assert set(chinese) - set(english) == set()
    assert set(english) - set(chinese) == set()
    assert list(english) == list(chinese)
    assert [name for name, text in (chinese | english).items() if not text.strip()] == []


@pytest.mark.parametrize("file", sorted(path.name for path in (FOLDER / "words").glob("*.toml")))
def test_the_notes_for_a_translator_stand_in_both_languages(file):
    """Heads of tables and comments are the same in both files, but for the line that names the other one."""
    chinese, english = (notes((FOLDER / folder / file).read_text("utf-8")) for folder in ("words", "words/en"))
    assert english == chinese


def notes(text: str) -> list[str]:
    """The comments and the heads of tables, in their order."""
    found = re.findall(r"^(#.*|\[.*\])$", text, re.MULTILINE)
    return [re.sub(r" (English: words/en|Chinese: words)/\w+\.toml\.$", "", line) for line in found]


def test_both_languages_name_the_same_facts():
    """A placeholder lost in translation would be a name or a time the reader never sees."""
    for chinese, english in translations():
        assert placeholders(chinese) == placeholders(english), chinese


def test_english_is_english():
    """No Chinese is left in an English sentence, but for the name of the language and amounts as one may type them."""
    left = {english: re.sub(r"^中文$|320万|1\.5亿", "", english) for _, english in translations()}
    assert [text for text, rest in left.items() if re.search(r"[\u4e00-\u9fff]", rest)] == []


def translations() -> list[tuple[str, str]]:
    """Chinese and English of every word and of every sentence of a template."""
    with CATALOGUE.open("rb") as source:
        sentences = [(message.id, message.string) for message in read_po(source, locale="en") if message.id]
    english = phrases("en")
    return [*sentences, *((text, english[name]) for name, text in phrases("zh").items() if name in english)]


def placeholders(text: str) -> set[str]:
    named = set(re.findall(r"%\((\w+)\)s", text))
    return named | ({name for _, name, _, _ in string.Formatter().parse(text) if name} if "%(" not in text else set())
