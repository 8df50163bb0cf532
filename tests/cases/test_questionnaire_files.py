"""What the questionnaire's files must hold: the shipped ones, and bad ones that are refused at the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.questionnaire import (
    BadQuestionnaire,
    Offence,
    Questionnaire,
    load,
)
from tests.cases.small_report import SHIPPED, saying, way

# --- the shipped data

DOORS = ["insider", "partner", "remote", "ideas", "finance", "other"]
AGAINST_THE_COMPANY = {"TAX_EVASION", "WAGE_DEFAULT"}  # the company is the suspect: only the desk may choose these


@pytest.mark.parametrize("group", DOORS)
def test_a_door_shows_at_most_ten_offences(group):
    """More buttons than that cannot be read on a phone."""
    assert 0 < len(SHIPPED.offences_of(group)) <= 10


@pytest.mark.parametrize("offence", SHIPPED.offences.values(), ids=lambda offence: offence.id)
def test_an_offence_asks_two_to_eight_questions_of_its_own(offence):
    """Enough for its elements, none twice, and none that the general part asks anyway."""
    assert 2 <= len(offence.questions) <= 8
    assert len({*offence.questions}) == len(offence.questions)
    assert not {*offence.questions} & {*SHIPPED.order}


def test_the_first_button_of_a_door_is_the_most_usual_offence():
    """Somebody who presses the first button is right more often than not."""
    first = [SHIPPED.offences_of(group)[0] for group in DOORS]
    assert first == ["EMBEZZLEMENT", "CONTRACT_FRAUD", "TELECOM_FRAUD", "TRADE_SECRET", "BILL_FRAUD", "FRAUD"]


def test_every_offence_a_company_may_report_has_a_door():
    """Only what is held against the company itself has none."""
    assert {offence.id for offence in SHIPPED.offences.values() if not offence.groups} == AGAINST_THE_COMPANY
    assert set(SHIPPED.groups) == {*DOORS, "unsure"}


MONEY_LANE = ["money_payee_account", "money_payee", "money_amount", "money_at", "money_payer_account"]


@pytest.mark.parametrize("moving", ["just_now", "within_two_days"])
def test_what_110_asks_comes_first_while_money_is_moving(moving):
    """The five lines to read out stand right behind the first answer, and each of them may be passed."""
    steps = SHIPPED.steps(saying(money_moving=moving))
    assert [step.id for step in steps[1:6]] == MONEY_LANE
    assert not any(step.question.required for step in steps[1:6])


def test_money_that_went_long_ago_has_no_lane():
    """Nobody else is held up by the lines for the bank."""
    assert not {*MONEY_LANE} & {*way(saying(money_moving="no"), SHIPPED)}


@pytest.mark.parametrize(
    ("can_read", "asked"), [("yes", True), ("unsure", True), ("no", False)], ids=["yes", "unsure", "no"]
)
def test_whoever_may_be_watched_says_when_and_how_to_be_reached(can_read, asked):
    """Quiet hours and another way to reach the person are asked only where the suspect may read along."""
    steps = way(saying(suspect_can_read=can_read), SHIPPED)
    assert ("quiet_hours" in steps, "other_contact" in steps) == (asked, asked)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        (["location"], ["data_count_private"]),
        (["health", "trades"], ["data_count_important"]),
        (["other"], ["data_count_other"]),
        (["credit_property", "contact_details"], ["data_count_private", "data_count_other"]),
    ],
)
def test_records_are_counted_by_their_kind(kinds, expected):
    """The law counts each kind of record apart, so only the kinds that were taken are counted."""
    steps = way(saying(offence_group="remote", offence="DATA_THEFT_PI", data_kinds=kinds), SHIPPED)
    assert [step for step in steps if step.startswith("data_count")] == expected


@pytest.mark.parametrize(
    ("group", "offence", "asked"),
    [("remote", "TELECOM_FRAUD", True), ("remote", "DATA_THEFT_SYS", True), ("partner", "CONTRACT_FRAUD", False)],
)
def test_the_place_of_the_loss_is_asked_for_what_happened_online(group, offence, asked):
    """Online, the place where money or data left may decide who takes the case."""
    assert ("loss_district" in way(saying(offence_group=group, offence=offence), SHIPPED)) is asked


@pytest.mark.parametrize(
    "offence",
    ["EMBEZZLEMENT", "FUND_MISUSE", "COMM_BRIBE_TAKE", "SELF_DEALING_BUSINESS", "RELATIVE_PROFIT", "ASSET_UNDERSALE"],
)
def test_an_insider_may_be_a_matter_for_the_supervision_commission(offence):
    """State functionaries and those sent to do public duty go another way, so we ask."""
    assert "suspect_public" in SHIPPED.offences[offence].questions


@pytest.mark.parametrize("offence", SHIPPED.offences.values(), ids=lambda offence: offence.id)
def test_a_condition_of_an_offence_hangs_on_a_question_that_is_asked(offence):
    """A question that depends on another stands after it in the same offence, and waits for an answer that can be given."""
    for at, name in enumerate(offence.questions):
        for other, values in SHIPPED.questions[name].shown_when.items():
            assert other in offence.questions[:at]
            assert {*values} <= {*SHIPPED.questions[other].options}


def test_every_question_is_asked_somewhere():
    """A question that nothing asks is a leftover."""
    asked = {*SHIPPED.order} | {name for offence in SHIPPED.offences.values() for name in offence.questions}
    asked |= {f"{question.id}.{name}" for question in SHIPPED.questions.values() for name in question.fields}
    assert {*SHIPPED.questions} <= asked


def test_identifiers_fit_into_a_button():
    """Question and option travel in 64 bytes together with the draft's version."""
    for question in SHIPPED.questions.values():
        assert len(question.id) <= 28
        assert all(len(option) <= 20 for option in question.options)


# --- data that contradicts itself


MAIN = """
[[stages]]
id = "told"
order = ["offence_group", "offence", "@offence", "story"]
[[questions]]
id = "offence_group"
kind = "choice"
options = ["insider"]
[[questions]]
id = "offence"
kind = "choice"
[[questions]]
id = "story"
kind = "long_text"
"""
INSIDER = """
[[offences]]
id = "EMBEZZLEMENT"
article = "271(1)"
groups = ["insider"]
unit = "economic_crime"
questions = ["post"]
[[questions]]
id = "post"
kind = "text"
"""


def loading(folder: Path, main: str = MAIN, **offences: str) -> Questionnaire:
    (folder / "offences").mkdir()
    (folder / "questionnaire.toml").write_text(main, "utf-8")
    for name, text in offences.items():
        (folder / "offences" / f"{name}.toml").write_text(text, "utf-8")
    return load(folder)


def test_sound_data_loads(tmp_path):
    """Questions and offences come from the files, long texts with room for a story."""
    report = loading(tmp_path, insider=INSIDER)
    assert way(saying(offence_group="insider", offence="EMBEZZLEMENT"), report) == [
        "offence_group",
        "offence",
        "post",
        "story",
    ]
    assert report.offences["EMBEZZLEMENT"] == Offence(
        "EMBEZZLEMENT", "271(1)", ("insider",), "economic_crime", ("post",)
    )
    assert (report.questions["story"].limit, report.questions["post"].limit) == (4000, 500)


def test_offences_stand_in_the_order_of_the_file_names(tmp_path):
    """The names of the files decide the order of the buttons."""
    later = INSIDER.replace("EMBEZZLEMENT", "FUND_MISUSE").replace('"post"', '"use"')
    assert loading(tmp_path, b=INSIDER, a=later).offences_of("insider") == ["FUND_MISUSE", "EMBEZZLEMENT"]


@pytest.mark.parametrize(
    ("main", "insider", "reason"),
    [
        (MAIN.replace('"story"]', '"story", "nothing"]'), INSIDER, "question nothing is asked for but not described"),
        (MAIN, INSIDER.replace('["post"]', '["post", "nothing"]'), "question nothing is asked for but not described"),
        (MAIN + 'shown_when = { nothing = ["yes"] }', INSIDER, "question nothing is asked for but not described"),
        (MAIN + '[[questions]]\nid = "sums"\nkind = "list"\nfields = ["at"]', INSIDER, "question sums.at is asked for"),
        (
            MAIN + '[[questions]]\nid = "sums"\nkind = "list"',
            INSIDER,
            "question sums: a list, and only a list, has fields",
        ),
        (
            MAIN + 'fields = ["post"]',
            INSIDER + '[[questions]]\nid = "story.post"\nkind = "text"',
            "story: a list, and only",
        ),
        (MAIN + '[[questions]]\nid = "sued"\nkind = "choice"', INSIDER, "question sued offers nothing to choose"),
        (MAIN + '[[questions]]\nid = "means"\nkind = "several"', INSIDER, "question means offers nothing to choose"),
        (MAIN, INSIDER.replace('["insider"]', '["stranger"]'), "offence EMBEZZLEMENT: unknown group stranger"),
        (MAIN, INSIDER.replace('"post"', '"story"'), "insider.toml: question story stands twice"),
        (
            MAIN,
            INSIDER + INSIDER.split("[[questions]]", maxsplit=1)[0],
            "insider.toml: offence EMBEZZLEMENT stands twice",
        ),
    ],
)
def test_data_that_contradicts_itself_is_refused(tmp_path, main, insider, reason):
    """The start fails with the reason instead of a conversation that breaks later."""
    with pytest.raises(BadQuestionnaire) as refused:
        loading(tmp_path, main, insider=insider)
    assert reason in str(refused.value)


def test_a_question_may_be_shared_but_not_described_twice_in_two_files(tmp_path):
    """Two offences may ask the same question; only one file describes it."""
    shared = INSIDER.split("[[questions]]", maxsplit=1)[0].replace("EMBEZZLEMENT", "FUND_MISUSE")
    assert loading(tmp_path, a=INSIDER, b=shared).offences["FUND_MISUSE"].questions == ("post",)
    (tmp_path / "offences" / "c.toml").write_text(INSIDER.replace("EMBEZZLEMENT", "THEFT"), "utf-8")
    with pytest.raises(BadQuestionnaire, match=r"c\.toml: question post stands twice"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("main", "insider"),
    [
        pytest.param(
            MAIN + '[[questions]]\nid = "story"\nkind = "text"', INSIDER, id="a general question stands twice"
        ),
        pytest.param(MAIN.replace('"long_text"', '"essay"'), INSIDER, id="a kind that does not exist"),
        pytest.param(MAIN.replace('"story"]', '"story", "story"]'), INSIDER, id="a question twice on the way"),
        pytest.param(
            MAIN, INSIDER.replace('["post"]', '["post", "story"]'), id="an offence repeats a general question"
        ),
        pytest.param(MAIN + 'shown_when = { offence_group = ["stranger"] }', INSIDER, id="a condition nobody can meet"),
        pytest.param(MAIN, INSIDER.replace('unit = "economic_crime"\n', ""), id="an offence without its unit"),
        pytest.param("order = [", INSIDER, id="not TOML"),
    ],
)
def test_other_bad_data_is_refused(tmp_path, main, insider):
    """Whatever is wrong with the files, the start fails with BadQuestionnaire and the reason."""
    with pytest.raises(BadQuestionnaire):
        loading(tmp_path, main, insider=insider)
