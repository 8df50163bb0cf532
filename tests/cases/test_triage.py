"""How urgent a case is: what each reason rests on, what they come to, and a table that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.answers import chosen
from cases.law import BadLaw, load_law
from cases.law.findings import Result
from cases.law.reading import files_in
from cases.law.triage import FACTS, Report, Urgency
from cases.questionnaire import load
from tests.cases.linear import grows_evenly

FORM = load()
TRIAGE = load_law(FORM).triage
SHIPPED = Path(__file__).parents[2] / "cases" / "triage.toml"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("evidence_vanishing", "会计正在删聊天记录"),
        ("evidence_vanishing", "账本都被她带走了"),
        ("evidence_vanishing", "监控只存七天"),
        ("evidence_vanishing", "he is deleting the chat records"),
        ("suspect_leaving", "听说他明天就要飞柬埔寨"),
        ("suspect_leaving", "他买了去泰国的机票"),
        ("suspect_leaving", "老板卷款跑路了"),
        ("suspect_inside", "她还在公司管账"),
        ("several_victims", "另外还有好几家公司被骗"),
        ("several_victims", "不止我们一家受害"),
        ("business_at_risk", "工资都发不出了"),
        ("business_at_risk", "厂里已经停工三天"),
    ],
)
def test_what_words_say(reason: str, said: str):
    """In the reporter's own words, as they stand in a story or in a message."""
    assert set(TRIAGE.signs_in(said)) == {reason}


@pytest.mark.parametrize(
    "said",
    [
        "对方收了预付款以后一直不发货，电话也打不通。",
        "我们下个月要出国考察",
        "我删了他的微信",
        "我们不会停产",
        "合同还在公司",
        "他以前在公司上班",
    ],
)
def test_what_words_do_not_say(said: str):
    """Near the words, and not the thing."""
    assert not TRIAGE.signs_in(said)


@pytest.mark.parametrize(
    ("report", "reason"),
    [
        (Report(money_moving=True), "money_moving"),
        (Report(finding=Result.MEETS), "meets_standard"),
        (Report(loss_fen=100_000_000), "large_amount"),
        (Report(offence="TRADE_SECRET"), "trade_secret"),
        (Report(answers={"suspect_can_read": chosen("yes")}), "suspect_inside"),
        (Report(linked=1), "several_victims"),
        (Report(days_left=1.5), "deadline_near"),
        (Report(days_left=-3), "deadline_near"),
        (Report(limitation_near=True), "limitation_near"),
        (Report(is_complete=False), "still_telling"),
    ],
)
def test_what_facts_say(report: Report, reason: str):
    assert set(TRIAGE.weigh(report).reasons) == {reason}


@pytest.mark.parametrize(
    "report",
    [
        Report(),
        Report(finding=Result.BELOW),
        Report(loss_fen=99_999_999),
        Report(offence="FRAUD"),
        Report(answers={"suspect_can_read": chosen("no")}),
        Report(days_left=2.1),
    ],
)
def test_what_facts_do_not_say(report: Report):
    assert TRIAGE.weigh(report).urgency is Urgency.LOW


@pytest.mark.parametrize(
    ("report", "urgency"),
    [
        (Report(money_moving=True), Urgency.IMMEDIATE),
        (Report(is_complete=False), Urgency.NORMAL),
        (Report(said="他明天就要飞柬埔寨"), Urgency.HIGH),
        (Report(said="会计正在删聊天记录", linked=2), Urgency.HIGH),
        (Report(loss_fen=320_000_000, finding=Result.MEETS), Urgency.NORMAL),
        (Report(loss_fen=80_000_00), Urgency.LOW),
    ],
)
def test_what_it_comes_to(report: Report, urgency: Urgency):
    assert TRIAGE.weigh(report).urgency is urgency


def test_a_reason_counts_once():
    """With the most that one of its rows gives; the weightiest first."""
    found = TRIAGE.weigh(Report(loss_fen=900_000_000, linked=3, said="还有几家公司被骗"))
    assert list(found.reasons.items()) == [("large_amount", 25), ("several_victims", 15)]
    assert found.score == 40


def test_every_fact_stands_in_the_table():
    """So that the table which is shipped shows how each is written."""
    assert {one.fact for one in TRIAGE.reasons} == set(FACTS)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('fact = "limitation"', 'fact = "weather"', "fact weather is not known"),
        ('fact = "limitation"', 'fact = "limitation"\nat_least = 3', "at_least is not a key"),
        ('id = "low"', 'id = "never"', "id never is not known"),
        ("from = 10\n", "from = 60\n", "from does not fall"),
        ("from = 0\n", "from = 5\n", "down to 0"),
        ("warn_minutes = 20", "warn_minutes = 60", "warn_minutes is not less"),
        ('values = ["TRADE_SECRET"]', 'values = ["SORCERY"]', "values SORCERY is not known"),
        ('question = "suspect_can_read"', 'question = "shoe_size"', "question shoe_size is not known"),
        ('values = ["yes"]', 'values = ["perhaps"]', "values perhaps is not known"),
        ("points = 100", 'points = "many"', "points is not a number"),
        ("卷款(?:潜逃|跑路)", "卷款(?:潜逃", "is no pattern"),
        ("[[urgencies]]\n", "[[urgency]]\n", "urgency is not a table"),
    ],
)
def test_a_wrong_table_stops_the_start(tmp_path: Path, before: str, after: str, says: str):
    """With the file and the line."""
    written = SHIPPED.read_text("utf-8")
    assert before in written
    (tmp_path / "triage.toml").write_text(written.replace(before, after, 1), "utf-8")
    with pytest.raises(BadLaw, match=says) as stopped:
        load_law(FORM, files_in(tmp_path))
    assert (stopped.value.file, stopped.value.line > 1) == ("triage.toml", True)


def test_a_unit_has_a_table_of_its_own(tmp_path: Path):
    """Its reasons may be other ones; what it does not name counts for nothing."""
    levels = SHIPPED.read_text("utf-8").split("[[reasons]]")[0]
    own = levels + '[[reasons]]\nid = "harbour"\nfact = "said"\npoints = 50\nsigns = ["集装箱"]\n'
    (tmp_path / "triage.toml").write_text(own, "utf-8")
    found = load_law(FORM, files_in(tmp_path)).triage.weigh(Report(said="集装箱被换了", money_moving=True))
    assert (found.urgency, dict(found.reasons)) == (Urgency.HIGH, {"harbour": 50})


@pytest.mark.parametrize("piece", ["删", "正在删除", "还有好几家", "要出", "发不出", "still ", "delet"])
def test_signs_are_found_in_even_time(piece: str):
    assert grows_evenly(TRIAGE.signs_in, piece)
