"""Who may not record a move gets one answer, and the database refuses what the code might forget."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from structlog.testing import capture_logs

from cases.people import Role
from storage.tables import Clock, Outgoing, TimelineEntry, TrackMove
from tests.console.browsing import Browser
from tests.console.records import paper, recorded, rows

# --- whoever may not ---


@pytest.fixture
async def outsiders(house, officer, lead, signed_in, chen):
    """Everybody who tries without the right to: how they send the form of a move, by name."""
    case, far = await house.reports(), await house.reports(district="yuyao")
    local = await signed_in(await house.member("林海", Role.CASE_OFFICER, district="haishu"))
    expert, auditor, own = (
        await signed_in(chen),
        await signed_in(await house.member("孙审", Role.AUDITOR)),
        await signed_in(officer),
    )
    revoked_member = await house.member("离队", Role.CASE_OFFICER)
    revoked = await signed_in(revoked_member)
    fields = paper(officer, lead)

    async def send(browser: Browser, number: str, rest: str, headers=None, **more: str) -> httpx.Response:
        page = (await browser.opens("/console")).text
        return await browser.posts(
            f"/console/cases/{number}/{rest}", headers=headers, **(browser.hidden(page, "none") | fields | more)
        )

    async def of_revoked() -> httpx.Response:
        token = revoked.hidden((await revoked.opens("/console")).text, "none")
        await house.revokes(revoked_member)
        return await revoked.posts(f"/console/cases/{case.number}/moves/L1", **(token | fields))

    async def of_stranger(headers: dict[str, str], rest: str = "moves/L1") -> httpx.Response:
        async with Browser(house) as stranger:
            ours = {"origin": house.address, "sec-fetch-site": "same-origin"}
            return await stranger.posts(f"/console/cases/{case.number}/{rest}", headers=ours | headers, **fields)

    return {
        "a reporter's cookie": lambda: of_stranger({"cookie": "gc_chat=abc; gc_console=abc"}),
        "nobody": lambda: of_stranger({}),
        "a bearer token": lambda: of_stranger({"authorization": "Bearer abc"}),
        "an expert without authority": lambda: send(expert, case.number, "moves/L1"),
        "an auditor": lambda: send(auditor, case.number, "moves/L1"),
        "somebody who was revoked": of_revoked,
        "a forged form": lambda: send(own, case.number, "moves/L1", csrf="0" * 64),
        "a form of another site": lambda: send(
            own, case.number, "moves/L1", headers={"origin": "https://elsewhere.example"}
        ),
        "a form without origin": lambda: send(own, case.number, "moves/L1", headers={}),
        "an unknown move": lambda: send(own, case.number, "moves/L99"),
        "the bot's move": lambda: send(own, case.number, "moves/M1"),
        "a case of another district": lambda: send(local, far.number, "moves/L1"),
        "no such case": lambda: send(own, "GC-261123-00000", "moves/L1"),
        "no such clock": lambda: send(own, case.number, f"clocks/{uuid4()}/extend"),
        "an unknown change": lambda: send(own, case.number, f"clocks/{uuid4()}/forget"),
        "a clock not started by hand": lambda: send(own, case.number, "clocks/new/start", rule="filing_review"),
    }


async def test_whoever_may_not_record_gets_one_answer(house, outsiders):
    """The same status and the same bytes for all, one line in the log for each, and nothing is changed."""
    answers: dict[str, tuple[int, bytes]] = {}
    before = len(await rows(house, Outgoing)), len(await rows(house, TimelineEntry))
    for name, send in outsiders.items():
        with capture_logs() as logs:
            answer = await send()
        answers[name] = answer.status_code, answer.content
        (line,) = [one for one in logs if one["event"] == "record refused"]
        assert line["log_level"] == "warning"
        assert set(line) == {"event", "log_level", "case", "move", "reason"}, name
        assert (line["case"] == "-") == (name == "no such case")
    assert len(set(answers.values())) == 1, {name: answer[0] for name, answer in answers.items()}
    assert answers["nobody"][0] == 403
    assert await rows(house, TrackMove) == []
    assert await rows(house, Clock) == []
    assert (len(await rows(house, Outgoing)), len(await rows(house, TimelineEntry))) == before


async def test_the_log_holds_nothing_of_a_person(house, desk):
    """What was put into an address in place of a number or a move does not reach the log."""
    token = desk.hidden((await desk.opens("/console")).text, "none")
    with capture_logs() as logs:
        await desk.posts("/console/cases/13800138000 王建国/moves/王建国", **token)
    (line,) = [one for one in logs if one["event"] == "record refused"]
    assert (line["case"], line["move"]) == ("-", "-")


# --- what the database itself refuses ---


def written(case, officer, second, **more) -> dict:
    """A legal move as it should be."""
    return {
        "case_id": case.id,
        "track": "legal",
        "seq": 1,
        "move": "L1",
        "from_state": "none",
        "to_state": "intake_registered",
        "legal_state": "none",
        "actor": "officer",
        "member_id": officer.id,
        "officer_id": officer.id,
        "second_officer_id": second.id,
        "document": "intake_receipt",
        "document_no": "接7号",
        "dated_on": date(2026, 11, 23),
        "happened_at": datetime(2026, 11, 23, tzinfo=UTC),
        "recorded_at": datetime(2026, 11, 23, tzinfo=UTC),
    } | more


@pytest.mark.postgres
@pytest.mark.parametrize(
    "wrong",
    [
        {"actor": "bot", "member_id": None, "officer_id": None, "second_officer_id": None},
        {"actor": "bot"},
        {"document_no": None},
        {"document_no": ""},
        {"dated_on": None},
        {"member_id": None},
        {"second_officer_id": None},
        {"second_officer_id": "same"},
        {"track": "money", "to_state": "frozen", "legal_state": "under_filing_review"},
        {"track": "money", "to_state": "stopped", "actor": "clock"},
        {"track": "remedy", "to_state": "review_decided", "actor": "reporter"},
        {"track": "service"},
    ],
    ids=str,
)
async def test_the_database_refuses_what_the_code_might_forget(house, officer, lead, wrong):
    """A legal move by the bot, without a document, with one officer twice, a freeze before filing."""
    case = await house.reports()
    wrong = {name: officer.id if value == "same" else value for name, value in wrong.items()}
    with pytest.raises(IntegrityError):
        async with house.door.database.writing() as session:
            session.add(TrackMove(**(written(case, officer, lead) | wrong)))
    async with house.door.database.writing() as session:
        session.add(TrackMove(**written(case, officer, lead)))


@pytest.mark.postgres
@pytest.mark.parametrize("statement", ["UPDATE track_moves SET document_no = 'x'", "DELETE FROM track_moves"])
async def test_what_was_recorded_stays(house, officer, lead, statement):
    """Neither changed nor taken away, not even by hand."""
    case = await house.reports()
    await recorded(house, case, officer, lead, "L1")
    with pytest.raises(DBAPIError, match="kept for ever"):
        async with house.door.database.writing() as session:
            await session.exec(text(statement))
    assert [row.document_no for row in await rows(house, TrackMove)] == ["〔2026〕L1"]
