"""The moves of the tracks as the law's files hold them, what is possible when, and what comes next."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from cases.law import BadLaw, Law, load_law
from cases.law.clocks import Running
from cases.law.drawing import draw
from cases.law.moves import (
    NotFiledYet,
    NothingToSupervise,
    Position,
    RepeatedTooOften,
    RightOver,
    check_possible,
    possible,
)
from cases.law.reading import SHIPPED, files_in
from cases.next_steps import Step, polices_next, reporters_next
from cases.questionnaire import load
from cases.tracks import BEFORE, MoveNotPossible, Track

REPORT = load()
LAW = load_law(REPORT)
NOW = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = timedelta(days=1)
COMPANY, EMPLOYEE = "legal_representative", "employee"

ANY = 'source = "HOLIDAYS"\nconfidence = "B"\neffective_from = 2026-01-01\nchecked_on = 2026-11-29'

# The procedure as it is written down in the domain: who may go from where to where.
PROCEDURE = {
    "L1": ("none", "intake_registered"),
    "L2": ("intake_registered", "accepted"),
    "L3": ("accepted", "under_filing_review"),
    "L4": ("under_filing_review", "filed"),
    "L5": ("under_filing_review", "filing_declined"),
    "L6": ("intake_registered accepted under_filing_review", "transferred"),
    "L7": ("filed", "investigating"),
    "L8": ("investigating", "investigation_concluded"),
    "L9": ("investigation_concluded", "sent_for_prosecution"),
    "L10": ("filed investigating", "withdrawn"),
    "L11": ("filing_declined withdrawn", "under_filing_review"),
    "M1": ("not_needed", "sheet_ready"),
    "M2": ("sheet_ready", "reported_to_110"),
    "M3": ("reported_to_110 stop_failed", "stop_requested"),
    "M4": ("stop_requested stopped expired", "stopped stop_failed"),
    "M5": ("stopped", "frozen"),
    "M6": ("stopped frozen", "expired"),
    "M7": ("frozen", "return_applied"),
    "M8": ("return_applied", "returned"),
    "R1": ("none", "reconsideration_requested"),
    "R2": ("reconsideration_requested", "reconsideration_decided"),
    "R3": ("reconsideration_decided", "review_requested"),
    "R4": ("review_requested", "review_decided"),
    "R5": ("none", "procuratorate_requested"),
    "R6": ("procuratorate_requested", "explanation_required"),
    "R7": ("explanation_required", "filing_ordered"),
    "R8": ("none", "private_prosecution"),
}


def stands(**more: object) -> Position:
    """A case with its tracks there: legal="filed", clocks=[…], made=[…]; everything else not begun."""
    states = {**BEFORE, **{Track(name): state for name, state in more.items() if name in set(Track)}}
    return Position(states, more.get("made", ()), more.get("clocks", ()))


def clock(rule: str, *, started: int = -2, due: int = 5, stopped: bool = False) -> Running:
    """A clock that began and is over so many days from now."""
    return Running(uuid4(), rule, NOW + started * DAY, NOW + due * DAY, stopped_at=NOW if stopped else None)


def test_the_moves_are_those_of_the_procedure():
    """Every id of the domain is there, from and to as written."""
    found = {move.id: (" ".join(move.starts_from), " ".join(move.to)) for move in LAW.moves.values()}
    assert found == PROCEDURE


def test_only_three_moves_need_no_officer():
    """Everything else is written down by somebody with the right to, with a document."""
    assert {move.id for move in LAW.moves.values() if move.verb is None} == {"M1", "M2", "M6"}
    assert all(move.documents for move in LAW.moves.values() if move.verb)
    assert all(move.verb.value == f"record_{move.track.value}" for move in LAW.moves.values() if move.verb)


def test_every_clock_can_begin():
    """By a move, after another clock, or by hand: a clock nobody starts would be a dead rule."""
    begun = {name for move in LAW.moves.values() for name in move.starts}
    begun |= {name for rule in LAW.deadlines.values() for name in rule.then_starts}
    assert {rule.id for rule in LAW.deadlines.values() if not rule.by_hand} == begun


@pytest.mark.parametrize(
    "state",
    [
        "none",
        "intake_registered",
        "accepted",
        "under_filing_review",
        "filing_declined",
        "transferred",
        "withdrawn",
        "closed",
    ],
)
def test_nothing_is_frozen_before_filing(state: str):
    """Money that is stopped stays stopped until the case is filed, and no freeze is offered."""
    position = stands(legal=state, money="stopped")
    with pytest.raises(NotFiledYet):
        check_possible(LAW.moves["M5"], "frozen", LAW.deadlines, position, NOW)
    assert "M5" not in [move.id for move in possible(LAW.moves, LAW.deadlines, position, NOW)]


@pytest.mark.parametrize("state", ["filed", "investigating", "investigation_concluded", "sent_for_prosecution"])
def test_money_is_frozen_after_filing(state: str):
    """From filing on a stop may become a freeze."""
    check_possible(LAW.moves["M5"], "frozen", LAW.deadlines, stands(legal=state, money="stopped"), NOW)


def test_a_right_is_used_while_it_runs():
    """Reconsideration needs its seven days: begun, not over, not waived."""
    ask = LAW.moves["R1"]
    check_possible(ask, ask.to[0], LAW.deadlines, stands(clocks=[clock("reconsideration_right")]), NOW)
    for clocks in (
        [],
        [clock("reconsideration_right", due=0)],
        [clock("reconsideration_right", stopped=True)],
        [clock("reconsideration_right", started=1)],
        [clock("review_right")],
    ):
        with pytest.raises(RightOver):
            check_possible(ask, ask.to[0], LAW.deadlines, stands(clocks=clocks), NOW)


def test_the_procuratorate_is_asked_after_a_refusal_or_a_missed_duty():
    """Declined, or late; a bank's clock that ran out or a right that lapsed is no duty of the police."""
    ask = LAW.moves["R5"]
    for position in (stands(legal="filing_declined"), stands(legal="accepted", clocks=[clock("filing_review", due=0)])):
        check_possible(ask, ask.to[0], LAW.deadlines, position, NOW)
    for clocks in (
        [clock("filing_review", due=1)],
        [clock("filing_review", due=-1, stopped=True)],
        [clock("stop_payment", due=-1)],
        [clock("reconsideration_right", due=-1)],
    ):
        with pytest.raises(NothingToSupervise):
            check_possible(ask, ask.to[0], LAW.deadlines, stands(legal="accepted", clocks=clocks), NOW)


def test_a_stop_is_repeated_twice_and_no_more():
    """The first stop and two repeats; a failed one does not count."""
    stop, made = LAW.moves["M4"], [("M4", "stop_failed")]
    for _ in range(3):
        check_possible(stop, "stopped", LAW.deadlines, stands(money="stopped", made=made), NOW)
        made.append(("M4", "stopped"))
    with pytest.raises(RepeatedTooOften):
        check_possible(stop, "stopped", LAW.deadlines, stands(money="expired", made=made), NOW)


@pytest.mark.parametrize("move", LAW.moves.values(), ids=lambda move: move.id)
def test_a_move_begins_where_the_file_says(move):
    """From any other state of its track it is not possible."""
    for state in {
        state for one in LAW.moves.values() if one.track is move.track for state in (*one.starts_from, *one.to)
    }:
        if state not in move.starts_from:
            with pytest.raises(MoveNotPossible):
                check_possible(move, move.to[0], LAW.deadlines, stands(**{move.track.value: state}), NOW)


# --- what comes next ---


def steps(role: str, **where: object) -> list[Step]:
    return [one.step for one in reporters_next(LAW, stands(**where), role, NOW)]


def test_a_complainant_is_told_every_remedy():
    """Declined and the notice in hand: reconsideration first, for it ends; then the procuratorate and the court."""
    declined = stands(legal="filing_declined", clocks=[clock("reconsideration_right")])
    found = reporters_next(LAW, declined, COMPANY, NOW)
    assert [one.step for one in found] == [Step.ASK_RECONSIDERATION, Step.ASK_PROCURATORATE, Step.SUE_PRIVATELY]
    assert (found[0].by, found[0].basis.place) == (NOW + 5 * DAY, "art. 179")


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({}, []),
        ({"legal": "accepted", "clocks": [clock("filing_review")]}, []),
        ({"legal": "accepted", "clocks": [clock("filing_review", due=0)]}, [Step.ASK_PROCURATORATE, Step.CALL_12389]),
        (
            {"legal": "filing_declined", "clocks": [clock("notify_declined", due=1)]},
            [Step.ASK_FOR_NOTICE, Step.ASK_PROCURATORATE, Step.SUE_PRIVATELY],
        ),
        (
            {"legal": "filing_declined", "remedy": "reconsideration_decided", "clocks": [clock("review_right")]},
            [Step.ASK_REVIEW],
        ),
        ({"clocks": [clock("transfer", due=0)]}, [Step.CALL_12389]),
        ({"legal": "filed", "money": "frozen"}, [Step.APPLY_FOR_RETURN]),
        ({"money": "sheet_ready"}, [Step.CALL_110]),
    ],
)
def test_what_a_complainant_may_do_now(where: dict, found: list[Step]):
    """Nothing while all goes its way; the path to the procuratorate when it does not."""
    assert steps(COMPANY, **where) == found
    assert steps("authorised_agent", **where) == found


@pytest.mark.parametrize("role", [EMPLOYEE, "shareholder", "informant"])
def test_others_may_ask_and_are_told_whose_the_remedies_are(role: str):
    """Whoever is not the victim has no reconsideration; the company has."""
    declined = {"legal": "filing_declined", "clocks": [clock("reconsideration_right")]}
    assert steps(role, **declined) == [Step.ASK_PROGRESS, Step.LET_COMPANY_ACT]
    assert steps(role, legal="filed", money="frozen") == [Step.ASK_PROGRESS]


def test_the_next_step_of_the_police_is_what_is_due_first():
    """Duties of theirs that the reporter hears of; not rights, not the bank's time, not what is done."""
    clocks = [
        clock("reconsideration_right", due=1),
        clock("stop_payment", due=1),
        clock("stuck_case", due=2),
        clock("file_after_order", due=3, stopped=True),
        clock("filing_review", due=6),
        clock("explanation", due=4),
    ]
    assert polices_next(LAW, stands(clocks=clocks)).rule == "explanation"
    assert polices_next(LAW, stands()) is None


# --- the files ---


def test_the_page_is_drawn_from_the_files():
    """docs/tracks.md and the program cannot disagree; `make docs` draws it anew."""
    page = (Path(__file__).parents[2] / "docs" / "tracks.md").read_text("utf-8")
    assert page == draw(LAW)
    assert "under_filing_review --> filed: L4" in page
    assert "filing_review | 7 days | 30 days (county_head), 60 days (higher_organ)" in page


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("deadlines", "limit = { days = 7 }", "limit = 7", "a clock without unit"),
        ("deadlines", "limit = { days = 7 }", "limit = { weeks = 1 }", "a clock without unit"),
        ("deadlines", "limit = { days = 7 }", "limit = { days = 0 }", "not a whole number above zero"),
        ("deadlines", "{ days = 30, by", "{ days = 5, by", "an extension must be longer"),
        ("deadlines", 'duty = "police"', 'duty = "anybody"', "duty anybody is not known"),
        (
            "deadlines",
            'then_starts = ["reconsideration_right"]',
            'then_starts = ["a_right"]',
            "then_starts a_right is not known",
        ),
        ("tracks", 'from = ["none"]', 'from = ["nowhere"]', "from nowhere is not known"),
        ("tracks", 'to = ["accepted"]', 'to = ["acepted"]', "to acepted is not known"),
        ("tracks", 'starts = ["filing_review"]', 'starts = ["filing"]', "starts filing is not known"),
        ("tracks", 'documents = ["intake_receipt"]', 'documents = ["a_letter"]', "documents a_letter is not known"),
        ("tracks", 'documents = ["intake_receipt"]', "documents = []", "L1 needs a verb and a document"),
        ("tracks", 'needs = ["after_filing"]', "needs = []", "nothing is frozen before filing"),
        ("tracks", 'to = ["reported_to_110"]', 'to = ["stopped"]', "M2 is written by the program"),
        ("tracks", 'verb = "record_legal"', 'verb = "close"', "verb close is not known"),
        ("tracks", 'id = "L2"', 'id = "L1"', "move L1 stands twice"),
        (
            "holidays",
            "years = []",
            f"[[years]]\nyear = 2026\nworking = [2026-01-05]\n{ANY}",
            "2026-01-05 is not a weekend",
        ),
        (
            "holidays",
            "years = []",
            f"[[years]]\nyear = 2026\noff = [2025-01-01]\n{ANY}",
            "2025-01-01 is not a day of 2026",
        ),
    ],
)
def test_a_slip_in_the_files_stops_the_start(tmp_path: Path, file: str, old: str, new: str, says: str):
    """The file, the line and the reason: a unit's legal officer finds it without us."""
    text = (SHIPPED / f"{file}.toml").read_text("utf-8")
    assert old in text
    (tmp_path / f"{file}.toml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(BadLaw, match=says) as caught:
        load_law(REPORT, files_in(tmp_path))
    assert caught.value.file == f"{file}.toml"
    slip = text[: text.index(old)].count("\n") + 1
    assert abs(caught.value.line - slip) <= 3


def test_a_unit_may_freeze_without_a_stop(tmp_path: Path):
    """What the shipped file leaves out a unit adds in its own copy, and the rest stays."""
    shutil.copy(SHIPPED / "tracks.toml", tmp_path)
    own = tmp_path / "tracks.toml"
    own.write_text(
        own.read_text("utf-8").replace(
            'from = ["stopped"]\nto = ["frozen"]', 'from = ["stopped", "not_needed"]\nto = ["frozen"]'
        ),
        "utf-8",
    )
    law: Law = load_law(REPORT, files_in(tmp_path))
    check_possible(law.moves["M5"], "frozen", law.deadlines, stands(legal="filed"), NOW)
    assert len(law.moves) == len(LAW.moves)
