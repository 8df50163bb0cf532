"""What keeps the house true: tables, templates, settings and code that must agree."""

from __future__ import annotations

import ast
import re
from datetime import UTC, datetime
from itertools import permutations
from types import SimpleNamespace
from uuid import uuid4

import pytest
from grimp import build_graph
from jinja2 import meta

from actions.hand import ACTS
from bot.settings import Settings
from cases.law.named import NamedClock, NamedMove
from cases.messages import MESSAGES, REPORTER, TO_REPORTER, Who
from cases.messages import Kind as MessageKind
from cases.people import Role
from cases.tracks import Document, Service
from cases.verbs import CONSULTING, RULES, TOGETHER, Takes, Verb
from handlers.desk import forms as desk_forms
from handlers.desk.choices import CHOICES
from handlers.desk.forms import takes_of
from handlers.desk.verbs import LOOKS
from handlers.door import Voice
from handlers.said.letter_buttons import letter_keyboard
from storage.of_reports import tables_of_reports
from storage.tables import Case, Member, metadata
from templates.rendering import FOLDER, LANGUAGES
from tests.world.shipped import LAW, ROOT, WORDS, table

FLOORS = ("bot", "handlers", "actions", "storage", "templates", "cases")
APPLICATION = [path for floor in FLOORS for path in (ROOT / floor).rglob("*.py")]
OTHERWISE = {document.value for document in Document} | {"stop_payment"}  # the sheet's template


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
    asked = facts_asked(f"chat/messages/{kind}.html.jinja") - {"case", "details", "now", "repeat", "own"}
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
    waits = {"service": Service.ACKNOWLEDGED, "asked_at": datetime(2026, 11, 23, tzinfo=UTC), "code_id": uuid4()}
    waits |= {"call_id": uuid4(), "broken_at": waits["asked_at"]}
    consults = {"service": Service.IN_CONSULTATION, "holder_id": uuid4(), "chair_id": uuid4(), "open_measures": 1}
    consults |= {"team_id": uuid4()}
    over = {"service": Service.CLOSED}
    states = (waits, consults, consults | {"is_concluded": True}, over, over | {"forget_asked_by": uuid4()})
    stands = [Case(number="GC-261123-7K3QX", **one) for one in states]
    lead = Member(sealed_name=b"", role=Role.LEAD, joined_at=datetime(2026, 11, 23, tzinfo=UTC))
    for kind, row in MESSAGES.items():
        shown = [letter_keyboard(voice, kind, case, lead) for case in stands]
        found = [[len(names) for names in one.inline_keyboard] if one else [] for one in shown]
        assert [len(ids) for ids in row.buttons] in found, kind
        ids = {name for names in row.buttons for name in names}
        assert kind in TO_REPORTER or all(name in LOOKS or takes_of(name) for name in ids), kind


def test_every_verb_has_a_row_a_label_and_both_doors():
    """What a member can do is offered by the table, is named, and can be asked for in chat and console alike."""
    assert set(RULES) == set(Verb)
    forms = {verb: rule.takes for verb, rule in RULES.items() if rule.takes}
    assert all(WORDS.text(f"verbs.{verb}.button", language) for verb in forms for language in LANGUAGES)
    assert set(CHOICES) == set(Takes)
    plain = {verb for verb, takes in forms.items() if takes is not Takes.RECORD}
    assert plain == set(ACTS)
    for verb, takes in forms.items():
        said = table("verbs")["record" if takes is Takes.RECORD else verb]
        assert ("write" in said) == (takes in desk_forms.TYPED)
        assert ("done" in said) == (takes is not Takes.NOTHING)
        is_plain = takes in {Takes.TEXT, Takes.TO_REPORTER} and verb not in CONSULTING | TOGETHER
        assert not is_plain or {"hint", "send"} <= set(said)
    choices = {field.name for fields in CHOICES.values() for field in fields}
    assert set(table("verbs")["choose"]) == choices


def test_the_example_file_names_every_setting_once():
    """`.env.example` equals the settings."""
    named = re.findall(r"^(GC_\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    assert sorted(named) == sorted(f"GC_{name.upper()}" for name in Settings.model_fields)


def test_no_channel_knows_another():
    """Each folder that holds one could be taken out, and a new one need not be named anywhere to be watched."""
    channels = {f"bot.{path.parent.name}" for path in (ROOT / "bot").glob("*/channel.py")}
    assert {"bot.telegram", "bot.webchat"} <= channels
    imports = build_graph("bot", cache_dir=None)
    for one, other in permutations(channels, 2):
        assert not imports.find_shortest_chains(one, other, as_packages=True), (one, other)


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


RAW = {"int", "float", "UUID", "fromisoformat", "fromtimestamp", "urlsplit", "urlparse"}
OUR_OWN = {  # what these read is ours: rows, settings, files of the law, what has been checked before
    "bot/carriers/far_side.py",  # a setting
    "bot/custody_commands.py",
    "bot/doctor/chosen.py",  # the address of the settings
    "bot/doctor/outside.py",  # the address of the settings
    "bot/doctor/command.py",  # the address of the settings
    "bot/keeping.py",
    "bot/mending.py",
    "bot/metrics/page.py",  # our own figures
    "bot/apart/bounds.py",  # our own command
    "bot/clamd.py",  # the address of the settings
    "bot/demo/script.py",  # our own plots
    "bot/photos/child.py",
    "bot/photos/reader.py",
    "bot/settings.py",
    "bot/telegram/patience.py",
    "bot/viewing/child.py",  # our own command
    "bot/webchat/content.py",
    "bot/webchat/work.py",  # signed by us
    "handlers/outside.py",
    "handlers/site.py",  # the address of the settings; an address that `ipaddress` has read
    "handlers/console/bulk.py",  # the space of names for a form's id
    "handlers/console/code.py",  # how long a cookie lasts
    "handlers/console/events.py",  # ids of our own news
    "handlers/console/guard.py",  # how long a cookie lasts
    "handlers/console/own_chat.py",  # how long a cookie lasts
    "handlers/desk/absence.py",  # what the chat holds, sealed
    "handlers/reporter/feedback.py",  # one of RATINGS
    "handlers/reporter/filing.py",  # what the chat holds
    "handlers/reporter/words.py",  # what the chat holds
}


def test_what_comes_from_outside_is_read_in_one_place():
    """A door that reads a number, an id, a day or an address by itself finds that handlers/outside.py has it."""
    found = {
        path.relative_to(ROOT).as_posix()
        for path in APPLICATION
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", None) or getattr(node.func, "attr", None)) in RAW
        and path.relative_to(ROOT).parts[0] in {"bot", "handlers"}
        and path.relative_to(ROOT).parts[:2] != ("handlers", "said")
    }
    assert found == OUR_OWN


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


def test_what_a_press_brings_is_shown_before_the_press_is_answered():
    """Killed in between, the person sees a press that failed and presses again, and no page that stands still."""
    wrong = [
        f"{path.relative_to(ROOT)}:{answer.lineno}"
        for path in (ROOT / "handlers").rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.AsyncFunctionDef)
        for answer in answers_of(function)
        if not ends_with(function, answer)
    ]
    assert wrong == []


def answers_of(function: ast.AsyncFunctionDef) -> list[ast.Await]:
    found = (node for node in ast.walk(function) if isinstance(node, ast.Await))
    return [node for node in found if ast.unparse(node).startswith(("await query.answer(", "await event.answer("))]


def ends_with(function: ast.AsyncFunctionDef, answer: ast.Await) -> bool:
    """Nothing is awaited behind it; or it is left at once. Of what catches other errors nothing comes behind it."""
    tries = [one for one in ast.walk(function) if isinstance(one, ast.Try)]
    beside = [
        one for found in tries if any(answer in ast.walk(own) for own in found.handlers) for one in found.handlers
    ]
    others = {id(node) for one in beside if answer not in ast.walk(one) for node in ast.walk(one)}
    awaits = [node for node in ast.walk(function) if isinstance(node, ast.Await) and id(node) not in others]
    later = [node for node in awaits if node.lineno > answer.lineno]
    bodies = [body for node in ast.walk(function) for body in blocks(node)]
    behind = [body[at + 1] for body in bodies for at, one in enumerate(body[:-1]) if getattr(one, "value", 0) is answer]
    returned = any(isinstance(node, ast.Return) and node.value is answer for node in ast.walk(function))
    return not later or returned or any(isinstance(one, ast.Return) for one in behind)


def blocks(node: ast.AST) -> list[list[ast.stmt]]:
    found = (getattr(node, name, None) for name in ("body", "orelse", "finalbody"))
    return [body for body in found if isinstance(body, list)]
