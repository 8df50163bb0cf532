"""Other doors than a police report, and the signs of a mere dispute."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.answers import chosen, skipped
from cases.law import BadLaw, load_law
from cases.law.indications import signs
from cases.law.reading import SHIPPED, files_in
from cases.law.ways import ways
from cases.questionnaire import load

REPORT = load()
LAW = load_law(REPORT)
INSIDERS = (
    "EMBEZZLEMENT",
    "FUND_MISUSE",
    "COMM_BRIBE_TAKE",
    "SELF_DEALING_BUSINESS",
    "RELATIVE_PROFIT",
    "ASSET_UNDERSALE",
)


def told(**choices: str) -> dict:
    """Answers by step; "-" was asked and skipped."""
    return {step: skipped() if option == "-" else chosen(option) for step, option in choices.items()}


@pytest.mark.parametrize("offence", INSIDERS)
@pytest.mark.parametrize(("public", "is_open"), [("yes", True), ("no", False), ("unsure", False), ("-", False)])
def test_a_public_official_is_for_the_supervision_commission(offence, public, is_open):
    """Only when the reporter says so, and for the six insider crimes."""
    found = {way.id for way in ways(LAW, offence, "meets", told(suspect_public=public))}
    assert ("supervision_commission" in found) == is_open


@pytest.mark.parametrize(
    ("offence", "finding", "answers", "open_", "shut"),
    [
        ("CUSTODY_CONVERSION", "unknown", {}, {"private_prosecution_only"}, {"freeze_after_filing"}),
        ("FRAUD", "below", {}, {"private_prosecution_minor", "civil_suit"}, {"private_prosecution_ip"}),
        ("FRAUD", "near_80", {}, {"private_prosecution_minor"}, set()),
        ("FRAUD", "meets", {}, {"private_after_refusal"}, {"private_prosecution_minor", "civil_suit"}),
        ("CONTRACT_FRAUD", "below", {}, {"civil_suit"}, {"private_prosecution_minor"}),
        ("CONTRACT_FRAUD", "meets", {"contract_performed": "most"}, {"civil_suit"}, set()),
        ("CONTRACT_FRAUD", "meets", {"contract_performed": "part"}, {"civil_preservation"}, {"civil_suit"}),
        ("EMBEZZLEMENT", "meets", {"civil_suit": "preparing"}, {"civil_suit", "freeze_after_filing"}, set()),
        ("TRADE_SECRET", "meets", {}, {"private_prosecution_ip"}, {"private_prosecution_minor"}),
        ("TELECOM_FRAUD", "meets", {"money_moving": "just_now"}, {"stop_payment"}, {"no_stop_payment"}),
        ("TELECOM_FRAUD", "meets", {"money_moving": "no"}, set(), {"stop_payment", "no_stop_payment"}),
        ("CONTRACT_FRAUD", "meets", {"money_moving": "just_now"}, {"no_stop_payment"}, {"stop_payment"}),
        ("FRAUD", "meets", {"money_moving": "just_now"}, set(), {"no_stop_payment", "stop_payment"}),
        ("NOT_SURE", "unknown", {"money_moving": "just_now"}, set(), {"stop_payment", "no_stop_payment"}),
        (None, "unknown", {"money_moving": "just_now"}, set(), {"stop_payment", "no_stop_payment"}),
        ("SABOTAGE", "meets", {}, {"incidental_civil"}, set()),
        ("EMBEZZLEMENT", "meets", {}, set(), {"incidental_civil"}),
        ("TAX_EVASION", "meets", {}, {"tax_first"}, {"civil_suit", "freeze_after_filing", "private_after_refusal"}),
        ("WAGE_DEFAULT", "meets", {}, {"labour_first"}, {"civil_preservation"}),
    ],
)
def test_which_doors_are_open(offence, finding, answers, open_, shut):
    """A table of offence, finding and answers against the doors that must and must not be named."""
    found = {way.id for way in ways(LAW, offence, finding, told(**answers))}
    assert open_ <= found
    assert not shut & found


def test_each_door_is_named_once():
    """A door with several reasons still is one door."""
    found = [way.id for way in ways(LAW, "CONTRACT_FRAUD", "below", told(contract_performed="all", civil_suit="yes"))]
    assert found.count("civil_suit") == 1
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("offence", "answers", "expected"),
    [
        ("CONTRACT_FRAUD", {"civil_suit": "yes"}, ["pending_suit"]),
        ("CONTRACT_FRAUD", {"civil_suit": "preparing"}, []),
        ("CONTRACT_FRAUD", {"contract_performed": "most"}, ["performed"]),
        ("CONTRACT_FRAUD", {"contract_performed": "nothing"}, []),
        ("CONTRACT_FRAUD", {"deceived_how": "-"}, ["nothing_false"]),
        ("CONTRACT_FRAUD", {"deceived_how": "营业执照是假的"}, []),
        ("CONTRACT_FRAUD", {}, []),
        ("CONTRACT_FRAUD", {"still_reachable": "yes"}, ["still_talking"]),
        ("CONTRACT_FRAUD", {"still_reachable": "stalling"}, []),
        ("FRAUD", {"lie_false": "-", "still_reachable": "yes"}, ["nothing_false", "still_talking"]),
        ("EMBEZZLEMENT", {"civil_suit": "yes", "contract_performed": "all"}, ["pending_suit"]),
        ("FUNDRAISE_FRAUD", {"still_reachable": "yes"}, []),
    ],
)
def test_signs_of_a_mere_dispute(offence, answers, expected):
    """A sign needs its answer: a question nobody put speaks for nothing."""
    assert [sign.id for sign in signs(LAW, offence, told(**answers))] == expected


@pytest.mark.parametrize(
    ("name", "before", "after", "says"),
    [
        ("ways", 'findings = ["below", "near_80"]', 'findings = ["beneath"]', "findings beneath is not known"),
        ("ways", 'offences = ["SABOTAGE"]', 'offences = ["SABOTAG"]', "offences SABOTAG is not known"),
        ("ways", "told = true", 'told = "yes"', "told is neither true nor false"),
        ("indications", 'values = ["most", "all"]', 'values = ["mostly"]', "contract_performed = mostly is not known"),
        ("indications", 'question = "civil_suit"', 'question = "civil_suite"', "question civil_suite is not known"),
        ("standing", 'role = "shareholder"', 'role = "employee"', "role shareholder is missing"),
        ("standing", '"notice", ', '"notise", ', "rights notise is not known"),
    ],
)
def test_a_slip_in_a_file_stops_the_start(tmp_path: Path, name, before, after, says):
    """With the file, the line and the reason."""
    text = (SHIPPED / f"{name}.toml").read_text("utf-8")
    assert before in text
    (tmp_path / f"{name}.toml").write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(BadLaw, match=says) as stopped:
        load_law(REPORT, files_in(tmp_path))
    assert stopped.value.file == f"{name}.toml"
