"""The plan of what is said later: its file with its slips, its hours, and who has which date."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.follow_ups import after, answer_due, by_day, reply_due
from cases.law import Law, load_law
from cases.law.added import ours_instead
from cases.law.comparing import differences
from cases.law.plans import On
from cases.law.reading import files_in
from cases.law.triage import Urgency
from cases.messages import Kind
from cases.plan_changes import Change, changed
from cases.questionnaire import load
from cases.tracks import ENDED, Service
from tests.cases.test_law_files import slip

ZONE = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)
REPORT = load()
LAW = load_law(REPORT)
TEXT = (Path(__file__).parents[2] / "cases/follow_ups.toml").read_text("utf-8")
MOMENTS = st.integers(0, 1065 * 24 * 60).map(lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + minutes * MINUTE)
OFFICE = TEXT.replace(
    'days = "every"       # or "working": not on weekends and holidays, but on weekends worked instead\n'
    'from = "08:00"\nuntil = "20:00"',
    'days = "working"\nfrom = "08:30"\nuntil = "17:30"',
)


def own(folder: Path, text: str) -> Law:
    """The law with this plan of the unit's own."""
    (folder / "follow_ups.toml").write_text(text, "utf-8")
    return load_law(REPORT, files_in(folder))


def wall(text: str) -> datetime:
    return datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


def said(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('days = "every"', 'days = "sometimes"', "days sometimes is not known"),
        ('from = "08:00"', 'from = "8 o\'clock"', 'from is not a time such as "08:00"'),
        ('from = "08:00"', 'from = "21:00"', "from is not before until"),
        ('urgency = "high"', 'urgency = "hgih"', "urgency hgih is not known"),
        ('urgency = "high"\nhours = "day"', 'urgency = "high"\nhours = "night"', "hours night is not known"),
        ('stages = ["acknowledged"]', 'stages = ["acknowleged"]', "stages acknowleged is not known"),
        ('stages = ["acknowledged"]', 'stages = ["closed"]', "stages closed is not known"),
        ("after = { hours = 2 }", "after = { hours = 0 }", "after is not a whole number above zero"),
        ("after = { hours = 2 }", "after = { hours = 1.5 }", "after is not a whole number above zero"),
        ("after = { hours = 2 }", "after = { days = 400 }", "a year at most"),
        ("after = { hours = 2 }", "after = 2", "after is not one of"),
        ("after = { hours = 2 }", "after = { weeks = 2 }", "after is not one of"),
        ('after = { hours = 2 }\nhours = "day"', 'after = { hours = 2 }\nat = "10:00"', "at goes with days alone"),
        ('at = "10:00"', 'at = "22:00"\nhours = "day"', "at is not within the hours day"),
        ('kind = "draft_reminder"', 'kind = "how_was_it"', "kind how_was_it is not known"),
        ('kind = "how_was_it"', 'kind = "still_working"', "kind still_working is not known"),
        ('on = "closed"', 'on = "ended"', "on ended is not known"),
        ('at = "10:00"\nunless = "files"', 'at = "10:00"\nunles = "files"', "unles is not a key that can stand here"),
        ('id = "draft_last"', 'id = "draft_first"', "draft_first stands twice"),
        ('id = "usual"\n', 'id = "usual"\nby = "person"\n', "what a person says needs drafted and alarmed"),
        ('id = "usual"\n', 'id = "usual"\ndrafted = { days = 3 }\n', "drafted is not shorter than after"),
        ('id = "usual"\n', 'id = "usual"\nalarmed = { days = 3 }\n', "alarmed is not shorter than drafted"),
        ('kind = "promise_at_risk"', 'kind = "still_waiting"', "kind still_waiting is not known"),
    ],
)
def test_a_slip_in_the_plan_stops_the_start(tmp_path: Path, old: str, new: str, says: str):
    """With the file, the line and the reason."""
    assert old in TEXT
    found = slip(tmp_path, "follow_ups", TEXT.replace(old, new, 1))
    assert (found.file, says in found.reason) == ("follow_ups.toml", True)
    assert abs(found.line - (TEXT[: TEXT.index(old)].count("\n") + 1)) <= 3


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id = "day"\n', 'id = "office"\n', "hours day is not known|the hours day are missing"),
        ('[[answers]]\nurgency = "low"\nhours = "day"\n', "", "it does not say when low is answered"),
        ('[[news]]\nid = "usual"\nafter = { days = 3 }\nat = "10:00"\n', "", "the last news must fit every case"),
    ],
)
def test_a_plan_must_be_whole(tmp_path: Path, old: str, new: str, says: str):
    """Hours the program names, an answer for each urgency, and news for every case."""
    assert old in TEXT
    assert re.search(says, str(slip(tmp_path, "follow_ups", TEXT.replace(old, new, 1))))


@given(MOMENTS, st.sampled_from([one for one in Service if one not in ENDED]), st.sampled_from(Urgency), st.booleans())
def test_every_case_has_a_date(now: datetime, stage: Service, urgency: Urgency, moving: bool):
    """In the future, within four days, and by day."""
    due = LAW.plans.news_of(stage, urgency, money_moving=moving).when.due(now, ZONE)
    assert now < due <= now + timedelta(days=4)
    assert 8 <= due.astimezone(ZONE).hour <= 20


@pytest.mark.parametrize(
    ("stage", "moving", "now", "due"),
    [
        (Service.ACKNOWLEDGED, False, "11-23 10:03", "11-24 10:00"),
        (Service.TRIAGED, False, "11-23 10:03", "11-26 10:00"),
        (Service.ACKNOWLEDGED, True, "11-23 10:03", "11-23 12:10"),
        (Service.TRIAGED, True, "11-23 17:55", "11-23 20:00"),
        (Service.TRIAGED, True, "11-23 18:01", "11-24 08:00"),
        (Service.TRIAGED, True, "11-23 03:00", "11-23 08:00"),
    ],
)
def test_the_next_news(stage: Service, moving: bool, now: str, due: str):
    """Who waits for anybody hears tomorrow; with money on its way two hours later, as soon as it is day."""
    news = LAW.plans.news_of(stage, Urgency.NORMAL, money_moving=moving)
    assert said(news.when.due(wall(now), ZONE)) == due


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("11-27 10:03", "11-27 12:10"),  # a Friday
        ("11-27 16:00", "11-30 10:30"),  # it would end after the day's end: as if told on Monday morning
        ("11-28 10:00", "11-30 10:30"),
        ("11-30 07:00", "11-30 10:30"),
        ("10-01 10:00", "10-08 10:30"),  # National Day
        ("10-10 10:00", "10-10 12:00"),  # a Saturday that is worked
    ],
)
def test_answers_in_working_hours(tmp_path: Path, now: str, due: str):
    """A unit that answers on working days says so, and its promises skip weekends and holidays."""
    plans, pace = own(tmp_path, OFFICE).plans, LAW.triage.level(Urgency.NORMAL)
    assert said(answer_due(plans, wall(now), ZONE, pace)) == due


def test_who_waits_for_a_reply_is_told_on_days_that_are_worked(tmp_path: Path):
    """Each morning, but not on a Saturday on which nobody could reply."""
    plans, pace = own(tmp_path, OFFICE).plans, LAW.triage.level(Urgency.NORMAL)
    assert said(reply_due(plans, wall("11-27 16:00"), ZONE, wall("11-27 09:00"), pace)) == "11-30 10:00"


@given(MOMENTS)
def test_money_on_its_way_is_answered_at_any_hour(now: datetime):
    """Whatever hours the plan names."""
    pace = LAW.triage.level(Urgency.IMMEDIATE)
    assert answer_due(LAW.plans, now, ZONE, pace) == now + pace.answer


@given(MOMENTS)
def test_what_can_wait_wakes_nobody(now: datetime):
    """Now if it is day, else when it is."""
    due = by_day(LAW.plans, now, ZONE)
    assert LAW.plans.day.holds(due.astimezone(ZONE)) and now <= due <= now + timedelta(hours=12)


def test_a_text_that_may_not_be_said_any_more_is_left_out():
    """It was saved before the rules grew: ours is said in its place, the other language stays, and it is named."""
    texts = {"zh": "{number}：请把收到的验证码发给我。{next_at}", "en": "{number}: more by {next_at}."}
    plans, lost = changed(LAW.plans, Change(texts={Kind.STILL_WORKING: texts}))
    assert (plans.texts, lost) == ({Kind.STILL_WORKING: {"en": texts["en"]}}, ["texts.still_working.zh"])


def test_what_follows_an_event(tmp_path: Path):
    """As the file says, and without what files make needless; a unit's own row counts."""
    now = wall("11-23 10:03")
    assert [(one.kind.value, said(one.due_at)) for one in after(LAW.plans, On.SUBMITTED, now, ZONE)] == [
        ("materials_reminder", "11-24 10:00")
    ]
    assert not list(after(LAW.plans, On.SUBMITTED, now, ZONE, has_files=True))
    plans = own(tmp_path, TEXT.replace("after = { days = 2 }", "after = { days = 5 }")).plans
    assert [said(one.due_at) for one in after(plans, On.CLOSED, now, ZONE)] == ["11-28 10:00", "12-23 10:00"]


def test_a_file_older_than_a_table_has_ours(tmp_path: Path):
    """Named with both lines; at no hour that is not in the unit's day; and whoever wants none of it writes so."""
    older = TEXT[: TEXT.index("# When a time that was promised")]
    assert own(tmp_path, older).plans.escalation == LAW.plans.escalation
    (one,) = ours_instead(files_in(tmp_path))
    assert (one.file, one.table, one.ends) == ("follow_ups.toml", "escalation", len(older.splitlines()))
    assert TEXT.splitlines()[one.begins - 1] == "[[escalation]]"
    assert not [found for found in differences("follow_ups.toml", older.encode()) if "escalation" in found.entry]
    late = own(tmp_path, older.replace('from = "08:00"\nuntil = "20:00"', 'from = "10:00"\nuntil = "17:00"')).plans
    assert {when.at for when in late.escalation.values()} == {None}
    assert own(tmp_path, f"escalation = []\n{older}").plans.escalation == {}
    assert ours_instead(files_in(tmp_path)) == []
