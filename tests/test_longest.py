"""What is longest fits: buttons of 64 bytes and messages of 4096 characters, with everything they can say."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import uuid4

import pytest

from cases.answers import chosen, skipped
from cases.evidence import LONGEST_NAME, MOST_FILES
from cases.law.materials import LONGEST_ID
from cases.materials import LONGEST_REASON, LONGEST_TITLE, ItemState
from cases.questionnaire import MOST_ITEMS, Answer, State
from handlers.callbacks import FilePress, MaterialPress, Press, ReportPress
from handlers.door import Voice
from handlers.reporter.filing import ACTIONS as FILE_ACTIONS
from handlers.reporter.materials import ACTIONS as MATERIAL_ACTIONS
from handlers.said.digest import MOST_NAMED, Gathered
from handlers.said.law import look_at_law
from storage.dossiers import MARK
from storage.tables import Case
from templates.rendering import LANGUAGES
from tests.world.shipped import LAW, REPORT, WORDS, table


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


def test_no_button_of_the_list_of_materials_is_longer_than_telegram_takes():
    """Every action, the longest item, a case number and a page fit into 64 bytes, and each button has its label."""
    for action in MATERIAL_ACTIONS:
        MaterialPress(action=action, number="GC-261123-7K3QX", item="x" * LONGEST_ID, page=9).pack()
    assert set(MATERIAL_ACTIONS) - {"open", "list", "item"} <= set(table("buttons"))


def test_no_button_of_a_file_or_of_the_copy_is_longer_than_telegram_takes():
    """Every action, the longest item, a case number, a file and the last page of the largest case."""
    for action in (*FILE_ACTIONS, "sort", "which"):
        press = FilePress(
            action=action, number="GC-261123-7K3QX", file="f" * MARK, item="x" * LONGEST_ID, page=MOST_FILES, walk=True
        )
        press.pack()
    ReportPress(action="page", number="GC-261123-7K3QX", page=999).pack()


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
            "heard": [("字" * 12, "字" * 120)] * 8,
            "progress": "字" * 60,
        }
        text = WORDS.chat("question", language, **facts, lead=parts["lead"], ask=parts["ask"], hint=parts["hint"])
        assert len(text) <= 4096


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_new_cases_told_together_fit_a_message(language):
    """Ten of them with the longest name of an offence and of a company, while money is on its way."""
    now = datetime(2026, 11, 23, tzinfo=UTC)
    same = {"number": "GC-261123-7K3QX", "district": "elsewhere", "offence_group": "unsure", "is_complete": True}
    money = {"loss_fen": 10**15, "money_moving": True, "money_moved_at": now, "submitted_at": now}
    for offence in REPORT.offences:
        cases = [Case(id=uuid4(), offence=offence, **same, **money) for _ in range(MOST_NAMED)]
        companies = {case.id: "字" * 200 for case in cases}
        gathered = Gathered(cases, companies, 99_999)
        assert len(WORDS.chat("messages/new_cases", language, repeat=True, now=now, gathered=gathered)) <= 4096
