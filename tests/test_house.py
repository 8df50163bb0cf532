"""What keeps the house true: data, words, buttons and settings that must agree."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from babel.messages.pofile import read_po
from jinja2 import meta

from actions import clocks, desk, materials, paper, record, route
from actions.hand import ACTS
from actions.paper import PaperWrong
from bot.settings import Settings
from cases import people, tracks, verbs
from cases.answers import chosen, skipped
from cases.errors import CaseError, NotUnderstood
from cases.evidence import LONGEST_NAME
from cases.kinds import KINDS, Kind
from cases.law import load_law, moves
from cases.law.deadlines import Duty
from cases.law.findings import Result
from cases.law.materials import ELEMENTS, LONGEST_ID, PREPARATIONS
from cases.law.measures import Unit
from cases.law.named import NamedClock, NamedMove
from cases.law.reading import CONFIDENCES, SHIPPED
from cases.law.routing import KINDS as BASES
from cases.law.standing import CAPACITIES
from cases.materials import LONGEST_REASON, LONGEST_TITLE, ItemState
from cases.messages import MESSAGES, REPORTER, TO_REPORTER, Who
from cases.messages import Kind as MessageKind
from cases.next_steps import Step
from cases.people import Role
from cases.questionnaire import ADD, DONE, MOST_ITEMS, Answer, State, load
from cases.tracks import STATES, By, CloseReason, Document, Service
from cases.understanding import REASONS, read_number
from cases.understanding.amounts import CURRENCIES
from cases.understanding.clock import PARTS
from cases.verbs import RULES, Takes, Verb
from handlers.callbacks import MaterialPress, Press
from handlers.desk import forms as desk_forms
from handlers.desk.forms import takes_of
from handlers.desk.verbs import LOOKS
from handlers.door import Voice
from handlers.reporter.materials import ACTIONS as MATERIAL_ACTIONS
from handlers.reporter.pressing import MOVES
from handlers.said.law import look_at_law
from handlers.said.letter_buttons import letter_keyboard
from storage.of_reports import tables_of_reports
from storage.tables import Case, Event, metadata
from templates.catalogue import CATALOGUE, extract, phrases
from templates.rendering import FOLDER, LANGUAGES, Words

ROOT = Path(__file__).parent.parent
FLOORS = ("bot", "handlers", "actions", "storage", "templates", "cases")
REPORT = load()
LAW = load_law(REPORT)
WORDS = Words(Settings(_env_file=None).zone, {"unit_name": None, "unit_phone": None, "demonstration": True})


def table(name: str) -> dict:
    return tomllib.loads((FOLDER / "words" / f"{name}.toml").read_text("utf-8"))


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


def test_a_kind_of_message_is_its_row_and_its_template():
    """Every kind has both, and nothing else does; in both languages each has a name of its own for the ledger."""
    templates = {path.name.removesuffix(".html.jinja") for path in (FOLDER / "chat" / "messages").iterdir()}
    assert templates == {kind.value for kind in MessageKind}
    assert set(MESSAGES) == set(MessageKind)
    for language in LANGUAGES:
        names = {WORDS.block(f"messages/{kind}", "name", language) for kind in MessageKind}
        assert all(names)
        assert len(names) == len(MessageKind)


@pytest.mark.parametrize("kind", MessageKind)
def test_a_message_speaks_of_what_its_row_shows(kind):
    """A template that asks for more would break at delivery; what it does not say need not be read."""
    asked = facts_asked(f"chat/messages/{kind}.html.jinja") - {"case", "details", "now", "repeat"}
    assert asked == {shown.value for shown in MESSAGES[kind].shows}


def facts_asked(template: str) -> set[str]:
    """The names a template takes from outside, with all it includes and extends."""
    environment = WORDS._environments["zh"]
    parsed = environment.parse((FOLDER / template).read_text("utf-8"))
    others = [facts_asked(name) for name in meta.find_referenced_templates(parsed) if name]
    return (meta.find_undeclared_variables(parsed) - set(environment.globals)).union(*others)


def test_every_message_has_readers():
    """To the reporter or to the team, never to both and never to nobody."""
    team = Who.DESK | Who.LEAD | Who.HOLDER
    for kind, row in MESSAGES.items():
        assert row.to == REPORTER or (row.to and all(who and who in team for who in row.to)), kind


def test_every_button_beneath_a_message_has_words_and_a_handler():
    """Each id of a row is something the team's door does, or a button of a reporter's with its label."""
    voice = Voice(SimpleNamespace(words=WORDS), "en")
    case = Case(number="GC-261123-7K3QX", service=Service.ACKNOWLEDGED)
    for kind, row in MESSAGES.items():
        shown = letter_keyboard(voice, kind, case)
        assert shown, kind
        assert [len(found) for found in shown.inline_keyboard] == [len(ids) for ids in row.buttons], kind
        ids = {name for names in row.buttons for name in names}
        assert kind in TO_REPORTER or all(name in LOOKS or takes_of(name) for name in ids), kind


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("states.reporter", Service),
        ("states.team", Service),
        ("reasons", CloseReason),
        ("roles", Role),
    ],
    ids=["states of the reporter", "states of the team", "reasons", "roles"],
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
    modules = (moves, clocks, desk, materials, paper, record, route, verbs, people, tracks)
    errors = {found for module in modules for found in vars(module).values() if isinstance(found, type)}
    own = {error for error in errors if issubclass(error, CaseError)} - {CaseError, NotUnderstood, PaperWrong}
    assert len(own) > 25
    codes = {re.sub(r"(?<!^)([A-Z])", r"_\1", error.__name__).lower() for error in own}
    assert codes <= {*table("errors"), *table("errors")["desk"]}


def test_every_verb_has_a_row_a_label_and_both_doors():
    """What a member can do is offered by the table, is named, and can be asked for in chat and console alike."""
    assert set(RULES) == set(Verb)
    forms = {verb: rule.takes for verb, rule in RULES.items() if rule.takes}
    assert all(WORDS.text(f"verbs.{verb}.button", language) for verb in forms for language in LANGUAGES)
    assert set(desk_forms.CHOICES) == set(Takes)
    plain = {verb for verb, takes in forms.items() if takes is not Takes.RECORD}
    assert plain == set(ACTS)
    for verb, takes in forms.items():
        said = table("verbs")["record" if takes is Takes.RECORD else verb]
        assert ("write" in said) == (takes in desk_forms.TYPED)
        assert ("done" in said) == (takes is not Takes.NOTHING)
        assert takes is not Takes.TEXT or {"hint", "send"} <= set(said)
    choices = {field.name for fields in desk_forms.CHOICES.values() for field in fields}
    assert set(table("verbs")["choose"]) == choices


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


def test_every_move_of_the_report_has_a_label():
    """A button without words could not be shown."""
    labels = table("buttons")
    assert {move for move in MOVES if move not in {"pick", "toggle", "edit"}} <= set(labels)


def test_no_button_is_longer_than_telegram_takes():
    """The longest thing a button of the report can carry fits into 64 bytes."""
    fields = {f"{q.id}#{MOST_ITEMS - 1}.{name}" for q in REPORT.questions.values() for name in q.fields}
    steps = {name for name in REPORT.questions if "." not in name} | fields
    options = {option for question in REPORT.questions.values() for option in question.options} | set(REPORT.offences)
    for question in REPORT.questions.values():
        longest = max((*question.options, ""), key=len)
        Press(draft="ffff", version=9999, action="toggle", argument=longest, step=question.id).pack()
    longest_offence = max(REPORT.offences, key=len)
    Press(draft="ffff", version=9999, action="pick", argument=longest_offence, step="offence").pack()
    for step in steps:
        Press(draft="ffff", version=9999, action="more_files", argument=step).pack()
        Press(draft="ffff", version=9999, action="as_said", step=step).pack()
    assert max(len(option) for option in options) <= 24
    assert max(len(step) for step in steps) <= 40  # as wide as drafts.step


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


def test_no_button_of_the_list_of_materials_is_longer_than_telegram_takes():
    """Every action, the longest item, a case number and a page fit into 64 bytes, and each button has its label."""
    for action in MATERIAL_ACTIONS:
        MaterialPress(action=action, number="GC-261123-7K3QX", item="x" * LONGEST_ID, page=9).pack()
    assert set(MATERIAL_ACTIONS) - {"open", "list", "item"} <= set(table("buttons"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_item_with_everything_it_can_say_fits_a_message(language):
    """Why, how, every preparation and ten long file names are not longer than Telegram takes."""
    paper = SimpleNamespace(name="字" * LONGEST_NAME)
    for item in LAW.materials:
        marked = SimpleNamespace(by="字" * 40, reason="字" * LONGEST_REASON)
        line = SimpleNamespace(
            id=item.id,
            item=item,
            title="",
            state=ItemState.WAIVED,
            is_optional=True,
            marked=marked,
            papers=[paper] * 200,
        )
        assert len(WORDS.chat("materials_item", language, line=line, title="字" * LONGEST_TITLE)) <= 4096


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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("offence", REPORT.offences)
def test_what_the_law_says_fits_a_message(offence, language):
    """With every way, sign and warning there can be, for the officer and under a review that is full."""
    answers = {
        "offence": chosen(offence),
        "reporter_role": chosen("legal_representative"),
        "district": chosen("haishu"),
        "suspect_public": chosen("yes"),
        "money_moving": chosen("just_now"),
        "civil_suit": chosen("yes"),
        "contract_performed": chosen("all"),
        "still_reachable": chosen("yes"),
        "deceived_how": skipped(),
        "lie_false": skipped(),
        "happened_when": Answer(State.GIVEN, value={"at": "2021-12-01T00:00:00+00:00", "precision": "day"}),
        "loss_amount": Answer(State.GIVEN, value={"fen": 1, "currency": "CNY", "approximate": True}),
    }
    now = datetime(2026, 11, 23, tzinfo=UTC)
    door = SimpleNamespace(words=WORDS, law=LAW, questionnaire=REPORT, zone=WORDS.zone, clock=lambda: now)
    law = look_at_law(Voice(door, language), answers)
    assert len(WORDS.chat("desk/law", language, law=law, number="GC-261123-7K3QX")) <= 4096
    lines, skipped_ones = [("字" * 12, "字" * 120)] * 60, ["字" * 12] * 60
    review = WORDS.chat(
        "review", language, law=law, lines=lines, skipped=skipped_ones, missing=[], doubts=["字" * 120], problem=None
    )
    assert len(review) <= 4096


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


def test_the_example_file_names_every_setting_once():
    """`.env.example` equals the settings."""
    named = re.findall(r"^(GC_\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(named) == sorted(f"GC_{name.upper()}" for name in Settings.model_fields)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_with_everything_it_can_say_fits_a_message(language):
    """No question, however much is said around it, is longer than Telegram takes."""
    for question in REPORT.questions.values():
        parts = {
            part: WORDS.text(f"questions.{question.id}.{part}", language)
            if WORDS.has(f"questions.{question.id}.{part}")
            else None
            for part in ("lead", "ask", "hint", "why")
        }
        facts = {
            "doubt": "字" * 200,
            "noted": "字" * 120,
            "note": "字" * 200,
            "added": "字" * 200,
            "problem": None,
            "now_is": "字" * 300,
            "number": 99,
            "total": 99,
        }
        text = WORDS.chat("question", language, **facts, lead=parts["lead"], ask=parts["ask"], hint=parts["hint"])
        assert len(text) <= 4096


def test_every_table_of_a_report_says_so():
    """Whatever points to a case, or has a case's or report's id, is found by the column that forgetting and news ask for."""
    pointing = {
        column.table.name
        for table in metadata.tables.values()
        for column in table.columns
        if {key.column.table.name for key in column.foreign_keys} & {"cases", "drafts"}
        or re.search(r"(^|_)(case|report)_id$", column.name)
    }
    assert pointing == {table.name for table, _ in tables_of_reports()}
    assert {"files", "materials", "outgoing", "timeline", "clocks", "track_moves", "identifiers"} <= pointing


APPLICATION = [path for floor in FLOORS for path in (ROOT / floor).rglob("*.py")]
OTHERWISE = {document.value for document in Document} | {"stop_payment"}  # the sheet's template


def test_moves_and_clocks_are_named_in_one_place():
    """An identifier of the law's files stands in cases/law/named.py, where the loader checks it, and nowhere else in code."""
    identifiers = {*LAW.moves, *LAW.deadlines} - OTHERWISE
    found = [
        (path.relative_to(ROOT).as_posix(), node.value)
        for path in APPLICATION
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in identifiers
    ]
    assert {file for file, _ in found} == {"cases/law/named.py"}
    assert {value for _, value in found} == {*NamedMove, *NamedClock}
