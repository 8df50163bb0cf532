"""The list of materials: what each report is asked for, when, and how much of it is there."""

from __future__ import annotations

import pytest

from cases.law import BadLaw, load_law
from cases.law.materials import ELEMENTS, PREPARATIONS
from cases.law.reading import files_in
from cases.materials import (
    Decision,
    Mark,
    NothingAsked,
    Readiness,
    RoundAlreadyMade,
    TooManyAdded,
    check_round,
    list_for,
    readiness,
)
from cases.questionnaire import Answer, State, load

REPORT = load()
LAW = load_law(REPORT)
BASIS = 'source = "PRACTICE"\nconfidence = "C"\neffective_from = 2026-11-23\nchecked_on = 2026-11-23\n'


def saying(**answers: object) -> dict[str, Answer]:
    return {name: Answer(State.GIVEN, value=value) for name, value in answers.items()}


def asked(offence: str | None, **answers: object) -> list[str]:
    return [item.id for item in list_for(LAW, offence, saying(**answers))]


@pytest.mark.parametrize("offence", REPORT.offences)
def test_every_offence_has_three_items_of_its_own(offence):
    """Whatever happened, the list says more than the papers every company brings; three at least are always asked."""
    own = [item for item in list_for(LAW, offence, {}) if not item.is_base]
    assert len([item for item in own if not item.optional]) >= 3


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"reporter_role": "legal_representative"}, []),
        ({"reporter_role": "authorised_agent"}, ["D04"]),
        ({"reporter_role": "employee"}, ["D04"]),
        ({"reporter_role": "shareholder"}, ["D11"]),
        ({"reporter_role": "legal_representative", "civil_suit": "yes"}, ["D09"]),
        ({"reporter_role": "legal_representative", "civil_suit": "preparing"}, []),
        ({"reporter_role": "authorised_agent", "suspect_rank": "controlling_owner"}, ["D04", "D11"]),
        ({"reporter_role": "authorised_agent", "suspect_rank": "director"}, ["D04"]),
    ],
)
def test_the_base_list_depends_on_who_reports(answers, expected):
    """A power of attorney, court papers and a resolution are asked for only where they matter."""
    always = ["D01", "D02", "D03", "D05", "D06", "D07", "D08", "D10"]
    assert asked(None, **answers) == sorted([*always, *expected])


def test_an_informant_brings_no_papers_of_the_company():
    """Who tells of somebody else's company has neither its licence nor its representative's certificate."""
    found = asked("EMBEZZLEMENT", reporter_role="informant")
    assert "D01" in found
    assert not {"D02", "D03", "D04", "D11"} & set(found)


@pytest.mark.parametrize(
    ("offence", "answers", "item", "expected"),
    [
        ("TRADE_LIBEL", {"libel_stopped": "stopped"}, "stop_work_proof", True),
        ("TRADE_LIBEL", {"libel_stopped": "no"}, "stop_work_proof", False),
        ("CREDIT_CARD_FRAUD", {"card_way": "overdraft"}, "card_demands_proof", True),
        ("CREDIT_CARD_FRAUD", {"card_way": "forged"}, "card_demands_proof", False),
        ("FORCED_TRADE", {"forced_injury": "hurt"}, "injury_record", True),
        ("FORCED_TRADE", {}, "injury_record", False),
        ("CONTRACT_FRAUD", {}, "contract_original", True),
        ("EMBEZZLEMENT", {}, "contract_original", False),
        (None, {}, "contract_original", False),
        ("NOT_SURE", {}, "contract_original", False),
    ],
)
def test_what_an_offence_needs(offence, answers, item, expected):
    """An item is asked for with its offence, and with the answers it waits for."""
    assert (item in asked(offence, **answers)) is expected


@pytest.mark.parametrize(
    ("marks", "files", "expected"),
    [
        ({}, {}, Readiness(0, 10)),
        ({"D01": Mark(ticked=True)}, {}, Readiness(1, 10)),
        ({"D01": Mark(ticked=True)}, {"D01": 3}, Readiness(1, 10)),
        ({}, {"contract_original": 1, "evidence": 4}, Readiness(1, 10)),
        ({"D02": Mark(decision=Decision.WAIVED)}, {}, Readiness(0, 9)),
        ({"D02": Mark(ticked=True, decision=Decision.WAIVED)}, {"D02": 1}, Readiness(0, 9)),
        ({"D10": Mark(ticked=True)}, {}, Readiness(0, 10)),
        ({"own_1": Mark(decision=Decision.ADDED)}, {}, Readiness(0, 11)),
        ({"own_1": Mark(decision=Decision.ADDED)}, {"own_1": 1}, Readiness(1, 11)),
        ({"post_proof": Mark(ticked=True)}, {}, Readiness(0, 10)),
    ],
    ids=[
        "nothing",
        "ticked",
        "both",
        "file",
        "waived",
        "waived late",
        "optional",
        "added",
        "added, there",
        "not listed",
    ],
)
def test_how_much_is_there(marks, files, expected):
    """A tick or a file counts once; waived and optional items, and those of another list, do not count."""
    items = [item for item in list_for(LAW, "CONTRACT_FRAUD", {}) if item.is_base or item.id == "contract_original"]
    items += [
        item for item in list_for(LAW, "CONTRACT_FRAUD", {}) if item.id in {"parties_registry", "account_statements"}
    ]
    assert readiness(items, marks, files) == expected


def test_a_list_with_nothing_needed_is_complete():
    """No division by nothing."""
    assert readiness([], {}, {}).share == 1
    assert readiness([], {}, {}).is_complete
    assert not Readiness(1, 2).is_complete


@pytest.mark.parametrize(
    ("before", "added", "waived", "new_facts", "refused"),
    [
        (False, 0, 0, "", None),
        (False, 5, 2, "", None),
        (False, 6, 0, "", TooManyAdded),
        (True, 1, 0, "", RoundAlreadyMade),
        (True, 1, 0, "  ", RoundAlreadyMade),
        (True, 0, 0, "又发现一个账户", NothingAsked),
        (True, 1, 0, "又发现一个账户", None),
    ],
)
def test_one_round_and_no_more_without_new_facts(before, added, waived, new_facts, refused):
    """The company is sent once; a second list takes a reason that is new."""
    if refused is None:
        check_round(before, added, waived, new_facts)
    else:
        with pytest.raises(refused):
            check_round(before, added, waived, new_facts)


@pytest.mark.parametrize(
    ("entry", "line", "reason"),
    [
        ('id = "x"\noffences = ["NO_SUCH"]\nproves = "loss"\n', 3, "offences NO_SUCH is not known"),
        ('id = "x"\nbase = true\nproves = "luck"\n', 4, "proves luck is not known"),
        ('id = "x"\nproves = "loss"\n', 1, "every report (base = true)"),
        ('id = "x"\nbase = true\noffences = ["THEFT"]\nproves = "loss"\n', 4, "every report (base = true)"),
        ('id = "x"\nbase = true\nwhen = [{ no_question = ["yes"] }]\nproves = "loss"\n', 4, "no_question is not known"),
        ('id = "x"\nbase = true\nwhen = [{ civil_suit = ["maybe"] }]\nproves = "loss"\n', 4, "civil_suit = maybe"),
        ('id = "own_x"\nbase = true\nproves = "loss"\n', 2, "begins with own_"),
        ('id = "a_name_that_is_much_too_long"\nbase = true\nproves = "loss"\n', 2, "too long for a button"),
        ('id = "x"\nbase = true\nproves = "loss"\nopional = true\n', 5, "opional is not a key"),
    ],
)
def test_a_slip_in_the_file_is_named(tmp_path, entry, line, reason):
    """The file, the line and what is wrong: a legal officer can mend it."""
    (tmp_path / "materials.toml").write_text(f"[[materials]]\n{entry}{BASIS}", "utf-8")
    with pytest.raises(BadLaw) as error:
        load_law(REPORT, files_in(tmp_path))
    assert str(error.value).startswith(f"materials.toml:{line}: ")
    assert reason in str(error.value)


def test_the_same_item_cannot_stand_twice(tmp_path):
    """Two items of one id would share their ticks."""
    one = f'[[materials]]\nid = "x"\nbase = true\nproves = "loss"\n{BASIS}'
    (tmp_path / "materials.toml").write_text(one + one, "utf-8")
    with pytest.raises(BadLaw, match="x stands twice"):
        load_law(REPORT, files_in(tmp_path))


def test_every_preparation_and_element_is_used():
    """A way to prepare or a thing to prove that no item names would be words nobody reads."""
    assert {one for item in LAW.materials for one in item.preparations} == set(PREPARATIONS)
    assert {item.proves for item in LAW.materials} == set(ELEMENTS)
