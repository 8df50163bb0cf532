"""Somebody who can write the database, and does not hold the key: nothing they write there opens anything."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy
from sqlmodel import select, update

from cases.people import Role
from storage.keys import token_hash
from storage.stamps import doubtful
from storage.tables import Case, CaseMessage, Invite, LoginLink, Member
from storage.team import member_by_id
from storage.web_devices import add_device, device_of
from tests.console.browsing import Browser
from tests.console.test_revising import NEW, answered, choices
from tests.world import Person, Product

pytestmark = pytest.mark.postgres


async def writes(product: Product, statement: str, **values: Any) -> None:
    """Straight into the tables, past everything of ours."""
    async with product.parts.door.database.writing() as session:
        done = await session.exec(sqlalchemy.text(statement), params=values)  # type: ignore[call-overload]
        assert done.rowcount, statement


async def cell(product: Product, statement: str) -> Any:
    async with product.parts.door.database.reading() as session:
        return (await session.exec(sqlalchemy.text(statement))).scalar_one()  # type: ignore[call-overload]


async def is_on_the_team(officer: Person) -> bool:
    """Whether the queue is still shown to them."""
    await officer.looks()  # what was due has come: that they signed in
    return "待接手" in (await officer.says("/queue")).text


async def member(product: Product, role: Role) -> Member:
    async with product.parts.door.database.reading() as session:
        return (await session.exec(select(Member).where(Member.role == role, ~Member.is_placeholder))).one()


@pytest.mark.parametrize(
    "change",
    ["role = 'lead'", "district = NULL", f"special_teams = '{'ab' * 16}'", "stamp = NULL", "revoked_at = NULL"],
)
async def test_a_changed_member_is_nobody(house, signed_in, change: str):
    """A lead by their own hand, of every district, on a special team, unstamped, or back after leaving: shown nothing."""
    case: Case = await house.reports(district="yinzhou")
    officer = await house.expert("陈立", Role.EXPERT, district="haishu")
    theirs = await member(house, Role.EXPERT)
    console = await signed_in(theirs)
    assert await is_on_the_team(officer)
    if "revoked" in change:
        kept = await cell(house, "SELECT token_hash FROM console_sessions")
        chat = await cell(house, "SELECT id FROM conversations WHERE member_id IS NOT NULL")
        expires = await cell(house, "SELECT expires_at FROM console_sessions")
        await house.revokes(theirs)
        at = {"token": kept, "member": await cell(house, "SELECT id FROM members WHERE role = 'expert'")}
        new = "INSERT INTO console_sessions (token_hash, member_id, created_at, expires_at) VALUES (:token, :member, :at, :at)"
        await writes(house, new, at=expires, **at)
        await writes(
            house, "UPDATE conversations SET member_id = :member WHERE id = :chat", member=at["member"], chat=chat
        )
    await writes(house, f"UPDATE members SET {change} WHERE role = 'expert'")
    assert not await is_on_the_team(officer)
    page = await console.opens(f"/console/cases/{case.number}")
    assert (page.status_code, case.number in page.text) == (200, False) or page.status_code in {401, 403, 404}
    async with house.door.database.reading() as session:
        assert await member_by_id(session, theirs.id) is None
        assert [one.id for one in (await doubtful(session))[0]] == [theirs.id]


async def test_nobody_takes_a_leads_place(house, signed_in):
    """A session, a link, a chat and a code that were somebody's own, and say now that they are a lead's."""
    boss, officer = await house.expert("周敏", Role.LEAD), await house.expert("陈立", Role.EXPERT)
    lead, expert = await member(house, Role.LEAD), await member(house, Role.EXPERT)
    console, link = await signed_in(expert), await house.link(expert)
    its = {"lead": await cell(house, "SELECT id FROM members WHERE role = 'lead' AND is_placeholder = false")}
    its["expert"] = await cell(house, "SELECT id FROM members WHERE role = 'expert'")
    for table in ("console_sessions", "login_links", "conversations"):
        await writes(house, f"UPDATE {table} SET member_id = :lead WHERE member_id = :expert", **its)
    assert "陈立" not in (page := await console.opens("/console/team")).text
    assert "周敏" not in page.text
    async with Browser(house) as thief:
        assert (await thief.posts(link)).status_code == 410
    assert not await is_on_the_team(officer)
    assert await is_on_the_team(boss)
    async with house.door.database.reading() as session:
        assert (await doubtful(session))[1] == 1
    assert (lead.role, await house.all(LoginLink)) != (Role.LEAD, [])


async def test_an_invitation_gives_the_role_it_was_made_for(house):
    """One that says lead now is as good as none."""
    code = await house.invitation("陈立", Role.EXPERT, "haishu")
    await writes(house, "UPDATE invites SET role = 'lead', district = NULL")
    person = await house.person()
    await person.says(f"/start join-{code}")
    assert not await is_on_the_team(person)
    assert len(await house.all(Invite)) == 1


async def test_a_code_that_nobody_confirmed_signs_nobody_in(house):
    """Whoever writes a lead's id beside the code that their own browser shows is not in the console by it."""
    await house.expert("周敏", Role.LEAD)
    async with Browser(house) as thief:
        assert (await thief.posts("/console/code")).status_code == 200
        lead = "(SELECT id FROM members WHERE role = 'lead' AND is_placeholder = false)"
        await writes(house, f"UPDATE sign_in_codes SET member_id = {lead}")
        page = await thief.opens("/console/code")
    assert (page.status_code, "周敏" in page.text) == (410, False)


async def test_a_browser_reads_the_chat_it_was_let_into(house):
    """Moved to another chat in the table, the browser of one is a browser of none."""
    officer, person = await house.expert("周敏", Role.LEAD), await house.person()
    door = house.door
    async with door.database.writing() as session:
        for chat in (officer.chat_id, person.chat_id):
            await add_device(session, chat, f"token {chat}", house.clock())
    bot = house.parts.web_chat.bot.id
    token = f"token {person.chat_id}"
    assert (await device_of(door.database, token, bot)).chat_id == person.chat_id
    moved = "UPDATE web_devices SET chat_id = :chat WHERE token_hash = :token"
    await writes(house, moved, chat=officer.chat_id, token=token_hash(token))
    assert await device_of(door.database, token, bot) is None


@pytest.mark.parametrize("back", ["earlier", "another's"])
async def test_a_wording_put_back_is_not_shown(house, chen, signed_in, back: str):
    """What was put right does not say again what it said, nor does a message say what another does; and it is told."""
    desk, other = await signed_in(chen), await house.reports()
    case = await answered(house, desk)
    page = await desk.opens(f"/console/cases/{case.number}")
    message = choices(page.text)[NEW]
    id_ = UUID(message)
    async with house.door.database.reading() as session:
        sealed = {one.id: one.sealed_text for one in (await session.exec(select(CaseMessage))).all()}
    assert (await desk.does("revise", case.number, message=message, text=NEW.replace("三", "四"))).status_code == 200
    put_back = sealed[id_] if back == "earlier" else next(text for one, text in sealed.items() if one != id_)
    async with house.door.database.writing() as session:
        await session.exec(update(CaseMessage).where(CaseMessage.id == id_).values(sealed_text=put_back))
    page = await desk.opens(f"/console/cases/{case.number}")
    assert (page.status_code, "和当初存下的对不上" in page.text, "下午三点" in page.text) == (410, True, False)
    assert (await desk.opens(f"/console/cases/{other.number}")).status_code == 200
