"""Every address of the product, asked by every kind of person: what is not for them answers like what does not exist."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from actions.absence import note_absence
from actions.attaching import attach
from actions.bulk import begin_bulk
from actions.filters import save_filter
from actions.groups import bind_group
from actions.inviting import invite_member, use_invite
from actions.series import form_series
from actions.signing_in import ComesFrom, open_session
from actions.special_team import form_team
from actions.unit_settings import switch
from cases.people import Role
from cases.second_factor import Sort
from cases.special_teams import HOURS
from cases.tracks import Track
from cases.verbs import RECORDS as RECORDING
from cases.verbs import RULES, Takes, Verb
from handlers.console.special_team import WRITTEN
from storage.consulting import place_of
from storage.conversations import begin_conversation
from storage.factors import LEADS_MUST
from storage.keys import token_hash
from storage.tables import Case, Channel, Consultation, Member, SecondFactor
from storage.tokens import mark_of_hash
from tests.console.browsing import Browser
from tests.console.house import MORNING, House
from tests.matrix.rights import BY_VERB, CONSOLE, HALF_IN, LEAVING, OF_THE_UNIT, OPEN, RECORDS, VERBS, WHOLE_UNIT, roles

NOTHING = "/console/nothing-here"
RENAMED = {
    "canned/{name}": "canned/{canned}",
    "sent/{file_id}": "sent/{pending}",
    "attach/{file_id}": "attach/{pending}",
    "special/{team_id}": "special/{team}",
    "invited/{mark}/confirm": "invited/{came}/confirm",
    "invited/{mark}/take_back": "invited/{invite}/take_back",
}
FIELDS = {  # without which a form is none of ours
    "/change": {"role": "expert"},
    "/bulk": {"verb": "take", "form_id": "of-the-matrix-0123456789"},
    "/filters": {"name": "我的"},
    "/preview": {"verb": "answer", "text": "好"},
    "/unsent": {"verb": "answer", "text": "好"},
    "/plan/back": {"to": "0", "seen": "0", "why": "看看"},
}
NOT_FOR_THEM = {401, 403, 404}
FORMS = [verb for verb in Verb if RULES[verb].takes not in {None, Takes.RECORD}]
OVER = dict.fromkeys(("convened_at", "due_at", "dissolved_at"), MORNING)
MOVES = {Track.LEGAL: "L1", Track.MONEY: "M3", Track.REMEDY: "R1"}


@dataclass(frozen=True)
class Asked:
    """One request: the row it stands for, who may, and whether it is about a case or somebody of the home district."""

    row: str
    path: str
    who: set[Role]
    is_local: bool

    @property
    def method(self) -> str:
        return self.row.split()[0]


def test_every_address_has_its_row(house: House):
    """Whatever the product serves stands in one of the tables, and nothing stands there that is not served."""
    found = [one for one in addresses(house.server.config.app.routes) if not one.startswith("GET /static/")]
    served = {name for one in found for name in named(one)}
    assert served == {*CONSOLE, *RECORDS, BY_VERB, *LEAVING, *OPEN}
    assert set(VERBS) == set(Verb)
    assert {verb: roles(letters) for verb, letters in VERBS.items()} == {verb: RULES[verb].roles for verb in Verb}


def named(address: str) -> list[str]:
    """As the table calls it: what is called the same elsewhere by a name of its own, and each verb of a team by itself."""
    for one, other in RENAMED.items():
        address = address.replace(one, other)
    return [address.replace("{verb}", verb) for verb in WRITTEN] if "/special/{team}/" in address else [address]


def addresses(routes: Iterable[Any]) -> Iterator[str]:
    for route in routes:
        if (inner := getattr(route, "original_router", None)) is not None:
            yield from addresses(inner.routes)
        else:
            yield from (f"{method} {route.path}" for method in route.methods - {"HEAD"})


@pytest.mark.parametrize("district", [None, "yinzhou"], ids=["at home", "of another district"])
@pytest.mark.parametrize("role", Role)
async def test_a_member_reaches_what_is_theirs(house: House, signed_in: Any, role: Role, district: str | None):
    """Every address and every verb; of another district's case, of a role's forbidden verb, nothing can be learned."""
    asked = await everything(house)
    browser = await signed_in(await house.member("周五", role, district))
    token = browser.hidden((await browser.opens("/console")).text, "none")
    missing = {method: await answer(browser, method, NOTHING, token) for method in ("GET", "POST")}
    assert {status for status, _ in missing.values()} == {404}
    wrong = {}
    for one in asked:
        found = await answer(browser, one.method, one.path, token)
        allowed = role in one.who and not (district and one.is_local)
        if allowed == (found[0] in NOT_FOR_THEM) or not (allowed or found == missing[one.method]):
            wrong[f"{one.row} {one.path}"] = found[0]
    assert wrong == {}


@pytest.mark.parametrize(("role", "district"), [(Role.AUDITOR, None), (Role.EXPERT, None), (Role.LEAD, "yinzhou")])
async def test_a_part_of_a_page_is_no_way_round(house: House, signed_in: Any, role: Role, district: str | None):
    """Asked as htmx asks, for a part alone: the same is refused, and nothing can be learned from how."""
    asked = await everything(house)
    browser = await signed_in(await house.member("周五", role, district))
    token = browser.hidden((await browser.opens("/console")).text, "none")
    browser.http.headers.update({"HX-Request": "true", "HX-Current-URL": f"{house.address}/console"})
    missing = {method: await answer(browser, method, NOTHING, token) for method in ("GET", "POST")}
    wrong = {}
    for one in asked:
        if role not in one.who or (district and one.is_local):
            found = await answer(browser, one.method, one.path, token)
            if found != missing[one.method]:
                wrong[f"{one.row} {one.path}"] = found[0]
    assert wrong == {}


@pytest.mark.parametrize("who", ["signed out", "revoked", "with a cookie of their own making"])
async def test_nobody_else_reaches_anything(house: House, signed_in: Any, who: str):
    """One page for all of it, whether it exists or not."""
    asked = [*await everything(house), *(Asked(one, one.split()[1], set(), is_local=False) for one in LEAVING)]
    member = await house.member("周五", Role.LEAD)
    browser = await signed_in(member)
    token = browser.hidden((await browser.opens("/console")).text, "none")
    if who == "revoked":
        await house.revokes(member)
    else:
        browser.http.cookies.clear()
    if who == "with a cookie of their own making":
        browser.http.cookies.set("gc_console", "x" * 43)
    missing = {method: await answer(browser, method, NOTHING, token) for method in ("GET", "POST")}
    found = {f"{one.row} {one.path}": await answer(browser, one.method, one.path, token) for one in asked}
    assert {row: status for row, (status, _) in found.items() if status != 401} == {}
    assert {row for row, seen in found.items() if seen != missing[row.split()[0]]} == set()


@pytest.mark.parametrize("owes", ["proof", "factor"])
async def test_half_in_opens_nothing(house: House, signed_in: Any, owes: str):
    """A good link without the second factor: one answer for all there is, by every address and every verb, and no news."""
    asked = await everything(house)
    lead = await house.member("周五", Role.LEAD)
    browser, already_open = await signed_in(lead), await signed_in(lead)
    token = browser.hidden((await browser.opens("/console")).text, "none")
    async with house.door.database.writing() as session:
        if owes == "proof":
            session.add(SecondFactor(member_id=lead.id, sort=Sort.APP, sealed_facts=b"", created_at=house.clock()))
            (await session.get_one(Member, lead.id)).has_factor = True
        else:
            await switch(house.door.hand(session, member=lead), LEADS_MUST, on=True)
    missing = {method: await answer(browser, method, NOTHING, token) for method in ("GET", "POST")}
    assert {status for status, _ in missing.values()} == {401}
    found = {one.row: await answer(browser, one.method, one.path, token) for one in asked if one.row not in HALF_IN}
    for record in RECORDS:
        path = record.split()[1].format(number=asked[0].path.split("/")[3], move_id="L1", clock="x", verb="start")
        found[record] = await answer(browser, "POST", path, token)
    assert {row for row, seen in found.items() if seen != missing[row.split()[0]]} == set()
    assert (await already_open.opens("/console")).status_code == 401
    page = await browser.opens("/console", accept="text/html")
    assert (page.status_code, page.url.path) == (200, "/console/factor")
    assert (await answer(browser, "POST", "/console/logout", token))[0] == 401
    assert "请先登录" in (await browser.opens("/console/factor")).text


async def test_a_record_of_theirs_is_no_way_round(house: House, signed_in: Any):
    """Whoever may not write down a move of that track reads what everybody reads of whatever cannot be recorded."""
    case = await house.reports()
    for role in Role:
        for district in (None, "yinzhou"):
            browser = await signed_in(await house.member("周五", role, district))
            token = browser.hidden((await browser.opens("/console")).text, "none")
            missing = await answer(browser, "POST", f"/console/cases/{case.number}/moves/L99", token)
            for track, move in MOVES.items():
                path = f"/console/cases/{case.number}/moves/{move}"
                found = await answer(browser, "POST", path, token)
                may = role in roles(VERBS[RECORDING[track]]) and district is None
                assert (found[0] == 409) == may, (role, district, move)
                assert may or found == missing, (role, district, move)


async def everything(house: House) -> list[Asked]:
    """A case with a file, a colleague who is away, and every address that says something about them."""
    case = await house.reports()
    file_id = await house.sends_file(case, "合同.pdf", b"%PDF-1.4")
    lead, colleague = await house.member("赵锋", Role.LEAD), await house.member("陈立", Role.EXPERT, "haishu")
    async with house.door.database.writing() as session:
        hand = house.door.hand(session, member=lead)
        absence = await note_absence(hand, colleague.id, date(2026, 12, 1), date(2026, 12, 2), None)
        theirs, bulk_id = house.door.hand(session, member=colleague), uuid4()
        await begin_bulk(theirs, bulk_id, Verb.TAKE)
        one = await save_filter(theirs, "我的海曙", "show=open")
        await form_team(hand, case.number, "", lead.id, HOURS[0], (), "查账户")
        group = await begin_conversation(session, 1, -1001, Channel.TELEGRAM, hand.now, is_group=True)
        await bind_group(hand, group.id, "haishu", "专班")
        factor = SecondFactor(member_id=colleague.id, sort=Sort.APP, sealed_facts=b"", created_at=hand.now)
        session.add(factor)
        (await session.get_one(Member, colleague.id)).has_factor = True
        invite = await invite_member(hand, "郑一", Role.EXPERT, "haishu")
        code = await invite_member(hand, "钱二", Role.EXPERT, "haishu")
        await use_invite(hand, await begin_conversation(session, 1, 1009, Channel.TELEGRAM, hand.now), code)
        theirs_at = await open_session(session, colleague, hand.now, ComesFrom())
        in_series = await form_series(hand, case.number, lead.id, (), "冒充客户换账户")
    names = {
        "pending": await pending(house, case, colleague),
        "bulk_id": bulk_id,
        "filter_id": one.id,
        "canned": "received",
        "team": (await house.case(case.number)).team_id,
        "series_id": in_series.series_id,
        "council": await dissolved(house, case),
        "file_id": file_id,
        "member_id": colleague.id,
        "absence_id": absence.id,
        "group_id": group.id,
        "factor_id": factor.id,
        "invite": mark_of_hash(token_hash(invite)),
        "came": mark_of_hash(token_hash(code)),
        "mark": mark_of_hash(token_hash(theirs_at)),
    }
    return [*by_verb(case), *plain(case, names)]


async def pending(house: House, case: Case, member: Member) -> UUID:
    """A file that goes with their next words."""

    async def chunks() -> AsyncIterator[bytes]:
        yield b"%PDF-1.4"

    file_id, door = uuid4(), house.door
    async with door.database.reading() as session:
        cipher = await door.keys.cipher(session, case.key_id)
    stored = await door.files.put(cipher, file_id, chunks(), 1000)
    async with door.database.writing() as session:
        hand = door.hand(session, member=member)
        await attach(hand, case.number, file_id, stored, "清单.pdf", "application/pdf")
    return file_id


async def dissolved(house: House, case: Case) -> UUID:
    """A consultation that is over, so that there are minutes."""
    chair = await house.member("周五")
    async with house.door.database.writing() as session:
        row = Consultation(case_id=case.id, chair_id=chair.id, sealed_question=b"", **OVER)
        cipher = await house.door.keys.cipher(session, case.key_id)
        row.sealed_question = cipher.seal_text("怎么看？", place_of("question", row.id))
        session.add(row)
    return row.id


def plain(case: Case, names: dict[str, Any]) -> Iterator[Asked]:
    for row, letters in CONSOLE.items():
        path = row.split()[1].format(number=case.number, **names)
        yield Asked(row, path, roles(letters), ("{" in row or row in WHOLE_UNIT) and row not in OF_THE_UNIT)


def by_verb(case: Case) -> Iterator[Asked]:
    for verb in FORMS:
        yield Asked(BY_VERB, f"/console/cases/{case.number}/{verb}", roles(VERBS[verb]), is_local=True)


async def answer(browser: Browser, method: str, path: str, token: dict[str, str]) -> tuple[int, str]:
    """Its status, and its page without what is made for each page anew. A stream is let go at once."""
    if path.endswith("/events"):
        async with browser.http.stream("GET", path) as stream:
            return (200, "") if stream.status_code == 200 else (stream.status_code, (await stream.aread()).decode())
    headers = {"origin": browser.house.address, "sec-fetch-site": "same-origin", "x-csrf": token.get("csrf", "")}
    page = await (
        browser.opens(path) if method == "GET" else browser.posts(path, headers=headers, **fields_of(path), **token)
    )
    return page.status_code, re.sub(r'name="form_id" value="[^"]*"', "", page.text)


def fields_of(path: str) -> dict[str, str]:
    return next((fields for end, fields in FIELDS.items() if path.endswith(end)), {})
