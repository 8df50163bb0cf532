"""`green-channel demo` as whoever wants to look types it: an empty folder filled, and every page of it opened."""

from __future__ import annotations

import asyncio
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path

import httpx
import pytest

from cases.questionnaire import load
from storage.tables import (
    Case,
    Clock,
    Consultation,
    Demonstration,
    Draft,
    Material,
    Member,
    Outgoing,
    OutgoingState,
    Series,
    SpecialTeam,
    TrackMove,
)
from templates.rendering import FOLDER
from tests.world.service import Service, command, environment

pytestmark = pytest.mark.timeout(900)
PAGES = ("", "/board", "/my_work", "/team", "/series", "/canned", "/plan", "/meaningless", "/certificates")
MADE_UP = "演示数据"
WITHIN = 800  # seconds for the filling, on a busy machine


@pytest.mark.postgres
async def test_an_empty_folder_is_filled_and_every_page_opens(tmp_path: Path, database_url: str):
    """Cases of every kind; each member's link works; no page fails; all say that it is made up, whoever is named as the unit."""
    service = Service(tmp_path, GC_DATABASE=database_url, GC_UNIT_NAME="海曙分局", GC_UNIT_PHONE="0574-87654321")
    filled = await command(tmp_path, "demo", "--cases", "36", within=WITHIN, **service.settings)
    assert filled.code == 0, filled.complained
    assert [line for line in filled.complained if "没有演成" in line] == []
    links = [line.strip() for line in filled.said if "/console/login#" in line]
    code = next(line.split()[0] for line in filled.said if re.match(r" +\w{4}(-\w{4}){3} ", line))
    assert len(links) == 10
    await holds_every_kind(service)
    await service.start()
    try:
        for link in (links[0], links[4], links[9]):
            await opens_every_page(service, link)
        await comes_back(service, code)
    finally:
        assert await service.stop() == 0
    again = await command(tmp_path, "demo", **service.settings)
    assert (again.code, again.said) == (2, [])
    assert "已经是演示数据了" in again.complained[-1]
    doctor = await command(tmp_path, "doctor", **service.settings)
    assert any("海曙分局" in line and "green-channel demo" in line for line in doctor.said)


async def holds_every_kind(service: Service) -> None:
    """What a lead would look for is there, and nothing that was to be sent could not be."""
    cases: list[Case] = await service.all(Case)
    assert {case.service.value for case in cases} >= {
        *("submitted", "acknowledged", "triaged", "materials_requested", "in_consultation", "opinion_issued"),
        *("handed_to_intake", "redirected", "closed"),
    } - {"submitted"}
    assert len({case.offence for case in cases}) > 25
    assert {case.urgency.value for case in cases} >= {"immediate", "high", "normal", "low"}
    assert any(not case.is_complete for case in cases), "money in its minutes"
    assert any(case.merged_into for case in cases)
    moves = {str(move.track) for move in await service.all(TrackMove)}
    assert moves == {"legal", "money", "remedy"}
    for table in (Series, SpecialTeam, Consultation, Clock, Material):
        assert await service.all(table), table
    states = Counter(row.state for row in await service.all(Outgoing))
    assert states[OutgoingState.BROKEN] == 0
    assert states[OutgoingState.SENT] > 200
    assert len([one for one in await service.all(Member) if not one.is_placeholder]) == 10
    assert [one.finished_at is not None for one in await service.all(Demonstration)] == [True]


async def opens_every_page(service: Service, link: str) -> None:
    """Signed in by the link, and then whatever the pages lead to, up to some cases of each kind."""
    origin = {"origin": service.address, "sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=service.address, follow_redirects=True, timeout=60, headers=origin) as http:
        path, _, code = link.partition("#")
        assert (await http.post(path, data={"code": code})).status_code == 200
        for page in PAGES:
            answer = await http.get(f"/console{page}")
            assert answer.status_code in {200, 404}, page  # an auditor has fewer
            assert MADE_UP in answer.text and "海曙分局" not in answer.text
        queue = (await http.get("/console?show=open")).text
        numbers = sorted(set(re.findall(r"GC-\d{6}-\w{5}", queue)))
        assert len(numbers) > 10
        for number in numbers:
            case = await http.get(f"/console/cases/{number}")
            assert case.status_code == 200 and MADE_UP in case.text, number


async def comes_back(service: Service, code: str) -> None:
    """A reporter's chat opens by its return code, and holds what was said; the page says that it is made up."""
    origin = {"origin": service.address, "sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=service.address, timeout=60, headers=origin) as http:
        assert MADE_UP in (await http.get("/")).text
        assert (await http.post("/chat/return", json={"code": code})).status_code == 200
        texts = [one.get("text", "") for one in (await http.get("/chat/history")).json()["messages"]]
        assert len(texts) > 4


async def test_nothing_goes_among_real_cases(tmp_path: Path):
    """A member who was invited, or a report begun, is enough: refused, with the reason, and not a row is changed."""
    service = Service(tmp_path, forked=True)
    await command(tmp_path, "team", "invite", "--name", "陈立", "--role", "expert")
    refused = await command(tmp_path, "demo", **service.settings)
    assert (refused.code, refused.said) == (2, [])
    assert "已经有案件、聊天或成员" in refused.complained[-1]
    assert await service.all(Demonstration) == await service.all(Case) == await service.all(Draft) == []
    assert await service.all(Member) == []


async def test_a_demonstration_that_was_cut_off_says_so(tmp_path: Path):
    """Killed in between: neither it nor `run` goes on as if nothing were, and what to do is said."""
    service = Service(tmp_path)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo"), env=environment(tmp_path, **service.settings), cwd=tmp_path
    )
    async with asyncio.timeout(120):
        while not (tmp_path / "data" / "green-channel.db").exists() or not await begun(service):
            await asyncio.sleep(0.2)
    process.kill()
    await process.wait()
    for words in (("demo",), ("run",)):
        answered = await command(tmp_path, *words, **service.settings)
        assert (answered.code, answered.said) == (2, []), words
        assert "演示数据没有做完" in answered.complained[-1]


async def begun(service: Service) -> bool:
    try:
        return bool(await service.all(Demonstration))
    except Exception:  # noqa: BLE001 - its schema is just being made
        return False


async def test_beside_a_running_service_it_does_not_begin(tmp_path: Path):
    """Its clock stands in the past: whoever serves the same address would send everything late."""
    service = Service(tmp_path, forked=True)
    await service.start()
    refused = await command(tmp_path, "demo", **service.settings)
    assert (refused.code, refused.said) == (2, [])
    assert "已经有程序在运行" in refused.complained[-1]
    assert await service.all(Demonstration) == []
    assert await service.stop() == 0


def test_the_script_has_its_words_in_both_languages():
    """The same keys, and a story for every offence there is."""
    told = {
        language: tomllib.loads((FOLDER / "demo" / f"{language}.toml").read_text("utf-8")) for language in ("zh", "en")
    }
    assert list(leaves(told["zh"])) == list(leaves(told["en"]))
    assert not re.search(r"[\u4e00-\u9fff]", (FOLDER / "demo" / "en.toml").read_text("utf-8"))
    assert set(load().offences) <= set(told["zh"]["stories"])


def leaves(table: dict, at: str = "") -> list[str]:
    found = []
    for key, value in table.items():
        found += leaves(value, f"{at}{key}.") if isinstance(value, dict) else [f"{at}{key}"]
    return found
