"""Where a report goes: the place that decides, the organ, the branch; and never a refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.answers import chosen
from cases.law import BadLaw, load_law
from cases.law.reading import SHIPPED, files_in
from cases.law.routing import route
from cases.law.standing import standing
from cases.questionnaire import Answer, State, load

REPORT = load()
LAW = load_law(REPORT)


def told(**choices: str) -> dict:
    return {step: chosen(option) for step, option in choices.items()}


def loss(yuan: int) -> Answer:
    return Answer(State.GIVEN, value={"fen": yuan * 100, "currency": "CNY", "approximate": False})


@pytest.mark.parametrize(
    ("offence", "answers", "unit", "basis", "why"),
    [
        ("EMBEZZLEMENT", {"district": "yinzhou"}, "yinzhou.economic_crime", "employer_seat", "company"),
        (
            "EMBEZZLEMENT",
            {"district": "yinzhou", "loss_district": "cixi"},
            "yinzhou.economic_crime",
            "employer_seat",
            "company",
        ),
        (
            "TELECOM_FRAUD",
            {"district": "yinzhou", "loss_district": "cixi"},
            "cixi.anti_fraud",
            "loss_place",
            "loss_district",
        ),
        ("TELECOM_FRAUD", {"district": "yinzhou"}, "yinzhou.anti_fraud", "loss_place", "result"),
        ("CONTRACT_FRAUD", {"district": "haishu"}, "haishu.economic_crime", "act_place", "result"),
        ("FORCED_TRADE", {"district": "haishu"}, "haishu.public_order", "act_place", "result"),
        ("DATA_THEFT_SYS", {"district": "beilun"}, "beilun.cyber", "loss_place", "result"),
        ("TRADE_SECRET", {"district": "haishu"}, "haishu.economic_crime", "act_place", "result"),
        ("TRADE_SECRET", {"district": "elsewhere"}, "elsewhere.food_drug_ip", "act_place", "result"),
        ("CUSTODY_CONVERSION", {"district": "haishu"}, "haishu.court", "act_place", "result"),
        ("TAX_EVASION", {"district": "haishu"}, "haishu.tax", "act_place", "result"),
        ("WAGE_DEFAULT", {"district": "haishu"}, "haishu.labour", "act_place", "result"),
        (
            "EMBEZZLEMENT",
            {"district": "yuyao", "suspect_public": "yes"},
            "yuyao.supervision",
            "employer_seat",
            "company",
        ),
        (
            "EMBEZZLEMENT",
            {"district": "yuyao", "suspect_public": "unsure"},
            "yuyao.economic_crime",
            "employer_seat",
            "company",
        ),
        ("NOT_SURE", {"district": "haishu"}, "haishu.economic_crime", "act_place", "result"),
        (None, {}, "elsewhere.economic_crime", "act_place", "result"),
    ],
)
def test_the_place_that_decides_and_the_branch(offence, answers, unit, basis, why):
    """Insiders by the employer's seat, online crimes by the place of the loss, the rest by the place of the result."""
    found = route(LAW, offence, told(**answers))
    assert (found.unit_id, found.basis_kind, found.why) == (unit, basis, why)
    assert found.basis
    assert found.is_outside == unit.startswith("elsewhere.")


def test_a_wrong_door_is_known_and_has_no_organ():
    """What lies outside our districts is marked, so that somebody says within a day where it goes."""
    found = route(LAW, "CONTRACT_FRAUD", told(district="elsewhere"))
    assert found.is_outside
    assert found.organ is None
    assert found.province is None


def test_the_officers_own_transfer_ends_our_day_and_begins_theirs():
    """The clock that runs since a report from outside gives way to the one of the transfer notice."""
    transfer = LAW.moves["L6"]
    assert "transfer" in transfer.stops
    assert "transfer" in transfer.starts


def test_an_officers_district_takes_the_place_of_the_answers():
    """Reclassified: the officer's choice decides, and the route says so."""
    found = route(LAW, "EMBEZZLEMENT", told(district="elsewhere"), district="haishu")
    assert (found.unit_id, found.why) == ("haishu.economic_crime", "officer")
    assert found.organ
    assert found.organ.name == "宁波市公安局海曙分局"
    assert found.province == "ZJ"


@pytest.mark.parametrize("offence", REPORT.offences)
def test_every_offence_has_a_door(offence):
    """No offence, in no district, is left without somebody."""
    for district in REPORT.questions["district"].options:
        assert route(LAW, offence, told(district=district)).function.name


def test_every_district_but_elsewhere_has_its_organ():
    """The questionnaire and the list of organs name the same places."""
    assert {*LAW.routing.organs, "elsewhere"} == set(REPORT.questions["district"].options)


@pytest.mark.parametrize(
    ("yuan", "organ"),
    [
        (4_999_999, "宁波市公安局海曙分局"),
        (5_000_000, "宁波市公安局"),
        (5_000_001, "宁波市公安局"),
    ],
)
def test_a_unit_that_sets_a_figure_sends_great_losses_to_the_city(tmp_path: Path, yuan, organ):
    """The figure itself is already enough; without a figure nobody is sent up."""
    text = (SHIPPED / "routing.toml").read_text("utf-8").replace("# amount = 5000000", "amount = 5000000")
    (tmp_path / "routing.toml").write_text(text, "utf-8")
    answers = told(district="haishu") | {"loss_amount": loss(yuan)}
    found = route(load_law(REPORT, files_in(tmp_path)), "CONTRACT_FRAUD", answers)
    assert found.organ
    assert found.organ.name == organ
    assert found.unit_id == ("haishu" if yuan < 5_000_000 else "ningbo") + ".economic_crime"
    unset = route(LAW, "CONTRACT_FRAUD", answers)
    assert unset.unit_id == "haishu.economic_crime"


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('id = "haishu"', 'id = "hai_shu"', "id hai_shu is not known"),
        ('function = "supervision"', 'function = "superviser"', "function superviser is not known"),
        ('suspect_public = ["yes"]', 'suspect_public = ["si"]', "suspect_public = si is not known"),
        ('suspect_public = ["yes"]', 'suspect_pubic = ["yes"]', "question suspect_pubic is not known"),
        ('kind = "act_place"', 'kind = "act_place"\noffences = ["FRAUD"]', "meant for every offence"),
        ("of_police = true", "of_polise = true", "of_polise is not a key"),
        ('id = "tax"', 'id = "taxes"', "function tax is not described"),
    ],
)
def test_a_slip_in_the_file_stops_the_start(tmp_path: Path, before, after, says):
    """With the file, the line and the reason."""
    text = (SHIPPED / "routing.toml").read_text("utf-8")
    assert before in text
    (tmp_path / "routing.toml").write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(BadLaw, match=says) as stopped:
        load_law(REPORT, files_in(tmp_path))
    assert stopped.value.file == "routing.toml"
    assert stopped.value.line >= 1


@pytest.mark.parametrize(
    ("role", "capacity", "may_ask_again"),
    [
        ("legal_representative", "complainant", True),
        ("authorised_agent", "complainant", True),
        ("shareholder", "reporter", False),
        ("employee", "reporter", False),
        ("informant", "informant", False),
        (None, "informant", False),
    ],
)
def test_rights_go_with_the_role(role, capacity, may_ask_again):
    """Only the victim, or who speaks for it, may ask for reconsideration; everybody gets a receipt and secrecy."""
    found = standing(LAW, told(reporter_role=role) if role else {})
    rights = {right.id for right in found.rights}
    assert found.capacity == capacity
    assert {"receipt", "secrecy"} <= rights
    assert ({"notice", "reconsideration", "review", "procuratorate"} <= rights) == may_ask_again
