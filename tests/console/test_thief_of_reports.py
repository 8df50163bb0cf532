"""Somebody who can write the database gives reports, messages and second factors to themselves: nothing opens by it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select, update

from actions.accepting import NothingWasChanged, accept_case
from bot.attending import keep_in_time
from bot.changed_rows import tell_of_changed_rows
from cases.people import Role
from cases.tracks import CloseReason
from handlers import entry
from handlers.exporting import export_at_server
from storage import web_chats
from storage.changed import changed_rows
from storage.first_start import see_to_what_was
from storage.keys import FIRST_STAMPS, LENGTH, UnitKeyGone, ValueChanged
from storage.stamps import SAYS, SINCE, stamp_of
from storage.tables import (
    Case,
    ConsoleSession,
    Conversation,
    DataKey,
    Draft,
    KeyPurpose,
    Member,
    Outgoing,
    SecondFactor,
    WebChat,
    WebFile,
)
from tests.console.browsing import Browser
from tests.console.house import TOLD, House
from tests.console.test_second_factor import proves, sets_up_app
from tests.console.test_thief import cell, writes
from tests.stories.test_return_code import codes
from tests.world import Person

CHANGED = "被人在数据库里改过"
COMPANY, STORY = TOLD["company_name"], TOLD["story"][:9]
LONG = timedelta(days=4)  # whatever is promised falls due


def reads(person: Person, *words: str) -> bool:
    return any(word in one.text for one in person.screen if not one.mine for word in words)


async def chat_of(house: House, person: Person) -> Any:
    """As the database writes its id."""
    return await cell(house, f"SELECT id FROM conversations WHERE chat_id = {person.chat_id}")


async def found_changed(house: House) -> dict[str, int]:
    async with house.door.database.reading() as session:
        return {name: len(rows) for name, rows in (await changed_rows(session)).items()}


async def give(house: House, table: str, to: Person) -> None:
    """In the table, everything in it is of that chat."""
    await writes(house, f"UPDATE {table} SET conversation_id = :chat", chat=await chat_of(house, to))


@pytest.mark.postgres
async def test_a_case_is_read_out_to_nobody_else(house, chen, signed_in):
    """Given to another chat it opens nowhere; whoever told it hears why, leads hear of it once, and it is put right."""
    boss, case = await house.expert("周敏", Role.LEAD), await house.reports()
    owner, thief, console = house.reporters[case.number], await house.reporter(), await signed_in(chen)
    await house.indexes()
    await give(house, "cases", thief)
    for said in ("/status", case.number, "/withdraw"):
        await thief.says(said)
    await owner.says("/status")
    assert owner.sees(CHANGED)
    await house.passes(LONG)
    await thief.looks()
    assert not reads(thief, COMPANY, STORY)
    assert (await console.opens(f"/console/cases/{case.number}")).status_code == 410
    listed = (await console.opens("/console")).text
    assert (case.number in listed, COMPANY in listed) == (True, False)
    assert COMPANY not in (await console.opens("/console/search?q=精工")).text
    with pytest.raises(ValueChanged):
        await export_at_server(house.door.own_voice, case.number)
    for _ in range(2):
        await tell_of_changed_rows(house.door)
    await boss.looks()
    assert boss.count("改动了数据库里的内容") == 1
    async with house.door.database.writing() as session:
        await accept_case(house.door.hand(session), case.number, "haishu")
    assert await found_changed(house) == {}
    await owner.says("/status")
    assert COMPANY in (await console.opens(f"/console/cases/{case.number}")).text
    await thief.says("/status")
    assert not reads(thief, COMPANY, case.number)
    async with house.door.database.writing() as session:
        with pytest.raises(NothingWasChanged):
            await accept_case(house.door.hand(session), case.number, "haishu")


@pytest.mark.parametrize("change", ["district = 'haishu'", "team_id = :team", "holder_id = :member"])
async def test_a_case_of_elsewhere_opens_to_nobody_here(house, signed_in, change: str):
    """In another district, on another's special team or in another's hands by an UPDATE: its page opens to no member."""
    case = await house.reports(district="yinzhou")
    insider = await house.member("陈立", Role.EXPERT, "haishu")
    values = {"team": "ab" * 16, "member": await cell(house, "SELECT id FROM members WHERE district = 'haishu'")}
    await writes(house, f"UPDATE cases SET {change}", **{k: v for k, v in values.items() if f":{k}" in change})
    console = await signed_in(insider)
    page = await console.opens(f"/console/cases/{case.number}")
    assert (page.status_code in {404, 410}, COMPANY in page.text) == (True, False)


@pytest.mark.postgres
async def test_a_report_half_told_is_read_out_to_nobody_else(house):
    """Neither a chat that is given the report, nor one that says it is at it, reads what was told."""
    owner, thief = await house.reporter(), await house.reporter()
    await owner.tells("review", **TOLD)
    at_it = "UPDATE conversations SET draft_id = (SELECT id FROM drafts) WHERE id = :chat"
    await writes(house, at_it, chat=await chat_of(house, thief))
    for said in ("OK", "看看我写的", "/menu"):
        await thief.says(said)
    await give(house, "drafts", thief)
    for said in ("OK", "看看我写的", "/menu"):
        await thief.says(said)
    assert not reads(thief, COMPANY, STORY)
    await owner.says("OK")
    assert owner.sees(CHANGED)
    assert await found_changed(house) == {"drafts": 1}
    assert await house.all(Case) == []


async def test_a_message_that_waits_goes_to_nobody_else(house):
    """What was planned for one chat does not leave for another; leads hear that something waits."""
    boss, case, thief = await house.expert("周敏", Role.LEAD), await house.reports(), await house.reporter()
    moved = "UPDATE outgoing SET conversation_id = :chat WHERE state = 'waiting' AND case_id IS NOT NULL"
    await writes(house, moved, chat=await chat_of(house, thief))
    for _ in range(6):
        await house.passes(timedelta(days=1))
    await thief.looks()
    assert not reads(thief, case.number, COMPANY)
    assert (await found_changed(house))["messages"] > 0
    assert boss.product is house


@pytest.mark.postgres
async def test_nobody_takes_the_place_of_a_chat(house):
    """A number of a chat that was moved to another chat's row reads nothing there, and nothing goes to it."""
    case = await house.reports()
    owner, thief = house.reporters[case.number], await house.reporter()
    places = {"owner": await chat_of(house, owner), "thief": await chat_of(house, thief)}
    await writes(house, "UPDATE conversations SET chat_id = 7 WHERE id = :thief", thief=places["thief"])
    taken = "UPDATE conversations SET chat_id = :chat WHERE id = :owner"
    await writes(house, taken, chat=thief.chat_id, owner=places["owner"])
    for said in ("/status", case.number, "/menu", "/start join-nothing"):
        await thief.says(said)
    await house.passes(LONG)
    await thief.looks()
    assert not reads(thief, case.number, COMPANY, STORY)
    assert thief.sees(CHANGED)


async def test_a_code_of_ones_own_opens_no_other_chat(house):
    """Whoever writes their own return code beside another's chat stays out of it, and so stays everybody."""
    case = await house.reports()
    owner, thief = house.reporters[case.number], await house.reporter()
    await thief.has_reported()
    (own,) = codes(thief)
    kept = await cell(house, f"SELECT return_code FROM web_chats WHERE chat_id = {thief.chat_id}")
    await writes(house, "UPDATE web_chats SET return_code = NULL WHERE chat_id = :chat", chat=thief.chat_id)
    moved = "UPDATE web_chats SET return_code = :code WHERE chat_id = :chat"
    await writes(house, moved, code=kept, chat=owner.chat_id)
    async with house.door.database.writing() as session:
        assert await web_chats.chat_of_code(session, own) is None
        assert await web_chats.use_return_code(session, own) is None
    assert {chat.chat_id for chat in await house.all(WebChat)} >= {owner.chat_id, thief.chat_id}


@pytest.mark.parametrize("table", ["case_messages", "files"])
async def test_a_part_of_a_case_stays_there(house, chen, signed_in, table: str):
    """A note made the reporter's own by an UPDATE is not in their copy; a file of a case opens in no other."""
    case, other, console = await house.reports(), await house.reports(), await signed_in(chen)
    owner = house.reporters[case.number]
    await console.does("note", case.number, text="内部怀疑会计王某")
    file = await house.sends_file(case, "合同.pdf", b"%PDF-1.4 contract", "application/pdf")
    if table == "case_messages":
        await writes(house, "UPDATE case_messages SET author = 'reporter'")
        await owner.says("/status")
        if not reads(owner, CHANGED):
            await owner.presses("我报的内容")
        assert not reads(owner, "会计王某")
        assert reads(owner, CHANGED) or CHANGED in owner.toast
        return
    to = f"(SELECT id FROM cases WHERE number = '{other.number}')"
    await writes(house, f"UPDATE files SET report_id = {to}")
    page = await console.opens(f"/console/cases/{other.number}/files/{file}")
    assert (page.status_code, b"contract" in page.content) == (410, False)


async def test_a_file_of_another_chat_stays_there(house):
    """A file whose row was moved to another chat, or that points to another's bytes, is not found."""
    case = await house.reports()
    owner, thief = house.reporters[case.number], await house.reporter()
    await owner.sends("合同.pdf")
    await writes(house, "UPDATE web_files SET chat_id = :chat", chat=thief.chat_id)
    (file,) = await house.all(WebFile)
    async with house.door.database.reading() as session:
        assert await web_chats.file_by_id(session, thief.chat_id, file.id) is None


@pytest.mark.postgres
@pytest.mark.parametrize("planted", ["asked", "confirmed"])
async def test_a_case_is_forgotten_by_two_leads_only(house, lead, signed_in, planted: str):
    """A wish that stands in the table and nobody had is none: nothing is confirmed, and nothing goes on its day."""
    case, other = await house.reports(), await house.member("钱立", Role.LEAD)
    await house.led_before(lead, other)
    desk, second = await signed_in(lead), await signed_in(other)
    await desk.does("take", case.number)
    await desk.does("close", case.number, reason=CloseReason.ANSWERED.value, text="", sure="r")
    await desk.does("forget", case.number, text="保存期满")
    if planted == "asked":
        other_id = "(SELECT id FROM members WHERE id <> forgettings.asked_by AND role = 'lead' LIMIT 1)"
        await writes(house, f"UPDATE forgettings SET asked_by = {other_id}")
        await desk.does("confirm_forget", case.number, text="已核对")
    else:
        await writes(house, "UPDATE forgettings SET district = 'yinzhou'")
        await second.does("confirm_forget", case.number, text="已核对")
    for _ in range(2):
        house.clock.passes(timedelta(days=40))
        await keep_in_time(house.door)
    assert [one.number for one in await house.all(Case)] == [case.number]


@pytest.mark.postgres
@pytest.mark.parametrize("by", ["deleted", "planted", "proved"])
async def test_a_second_factor_is_nobody_elses(house, chen, lead, signed_in, by: str):
    """Deleted, taken from somebody else, or said to be proved: a link alone opens nothing."""
    own, _ = await sets_up_app(await signed_in(chen))
    theirs, _ = await sets_up_app(await signed_in(lead))
    leads = {"lead": await cell(house, "SELECT id FROM members WHERE role = 'lead'")}
    leads["chen"] = await cell(house, "SELECT id FROM members WHERE role = 'expert'")
    if by == "deleted":
        await writes(house, "DELETE FROM second_factors WHERE member_id = :lead", lead=leads["lead"])
    if by == "planted":
        await writes(house, "DELETE FROM second_factors WHERE member_id = :lead", lead=leads["lead"])
        await writes(house, "UPDATE second_factors SET member_id = :lead WHERE member_id = :chen", **leads)
    house.clock.passes(timedelta(minutes=2))
    async with Browser(house) as thief:
        await thief.signs_in(lead)
        if by == "proved":
            proved = "UPDATE console_sessions SET proved_at = created_at WHERE member_id = :lead"
            await writes(house, proved, lead=leads["lead"])
        if by == "planted":
            await proves(thief, own.code())
        assert (await thief.opens("/console")).status_code == 401
    assert own.totp.secret != theirs.totp.secret


async def as_stamped_first(house: House) -> None:
    """The database as the version left it that stamped the team only."""
    keys = house.door.keys
    async with house.door.database.writing() as session:
        for kind in (Member, ConsoleSession):
            for row in (await session.exec(select(kind))).all():
                said = {name: getattr(row, name) for name in SAYS[kind]} | dict.fromkeys(SINCE)
                same = update(kind).where(getattr(kind, SAYS[kind][0]) == said[SAYS[kind][0]])
                await session.exec(same.values(stamp=stamp_of(keys, kind, said)))
        await session.exec(update(Member).values(has_factor=False))
        for kind in (Case, Draft, Outgoing, WebChat, SecondFactor):
            await session.exec(update(kind).values(stamp=None))
        await session.exec(update(Conversation).where(Conversation.member_id.is_(None)).values(stamp=None))
        unit = (await session.exec(select(DataKey).where(DataKey.purpose == KeyPurpose.UNIT))).one()
        unit.wrapped = keys.wrap(keys.unwrap(unit.ring, unit.wrapped)[:LENGTH] + FIRST_STAMPS)


@pytest.mark.postgres
async def test_the_upgrade_takes_nothing_of_others_for_ours(house, chen, lead, signed_in):
    """What had a stamp before is judged by it, the rest gets one; and whoever proves themselves goes on doing so."""
    case, console = await house.reports(), await signed_in(lead)
    await sets_up_app(console)
    await as_stamped_first(house)
    assert (await console.opens(f"/console/cases/{case.number}")).status_code != 200
    await writes(house, "UPDATE members SET role = 'lead' WHERE role = 'expert'")
    async with house.door.database.writing() as session:
        await see_to_what_was(session)
    assert await found_changed(house) == {"members": 1}
    assert COMPANY in (await console.opens(f"/console/cases/{case.number}")).text
    async with Browser(house) as another:
        await another.signs_in(lead)
        assert (await another.opens("/console")).status_code == 401


async def test_a_key_in_the_place_of_the_units_stamps_nothing(house):
    """The unit's row with another key wrapped in it, whether the stamps were taken off or not: it does not start."""
    await house.reports()
    await house.member("陈立", Role.EXPERT)
    other = "(SELECT wrapped FROM data_keys WHERE purpose <> 'unit' LIMIT 1)"
    await writes(house, f"UPDATE data_keys SET wrapped = {other} WHERE purpose = 'unit'")
    for statement in (None, "UPDATE members SET stamp = NULL"):
        if statement:
            await writes(house, statement)
        with pytest.raises(UnitKeyGone):
            async with house.door.database.writing() as session:
                house.door.keys._open.clear()  # as after a start
                await house.door.keys.prepare(session, house.clock())
                await see_to_what_was(session)


async def at_the_form(officer: Person, number: str) -> None:
    """The next text answers this case."""
    await officer.says(number)
    await officer.presses("答复", on=officer.last)


async def how_many(house: House, number: str) -> int:
    case = (await house.case(number)).id.hex
    return int(await cell(house, f"SELECT count(*) FROM case_messages WHERE case_id = '{case}'"))


@pytest.mark.parametrize("how", ["another number", "an older row", "the form that was just filled"])
async def test_an_officers_next_words_go_nowhere_else(house, how: str):
    """The form of another case written into the chat, or what stood there an hour ago put back, is no form."""
    officer = await house.expert("陈立")
    thiefs, case = await house.reports(), await house.reports()
    chat = await chat_of(house, officer)
    await at_the_form(officer, thiefs.number)
    older = await cell(house, f"SELECT about FROM conversations WHERE id = '{chat}'")
    await officer.says("材料收到了")
    before = await how_many(house, thiefs.number)
    if how != "the form that was just filled":
        await at_the_form(officer, case.number)
    now = await cell(house, f"SELECT about FROM conversations WHERE id = '{chat}'")
    forged = now.replace(case.number, thiefs.number) if how == "another number" else older
    await writes(
        house, "UPDATE conversations SET mode = 'answer', about = :forged WHERE id = :chat", forged=forged, chat=chat
    )
    assert "没有发给任何人" in (await officer.says("嫌疑人明天上午抓")).text
    assert (await how_many(house, thiefs.number), await how_many(house, case.number)) == (before, 0)


async def test_a_note_of_before_is_not_said_again(house, monkeypatch: pytest.MonkeyPatch):
    """Marked as not handled in the table, what an officer wrote an hour ago fills no form that is open now."""
    officer = await house.expert("陈立")
    first, thiefs = await house.reports(), await house.reports()
    await at_the_form(officer, first.number)
    await officer.says("嫌疑人明天上午抓")
    await at_the_form(officer, thiefs.number)
    monkeypatch.setattr(entry, "LATE", timedelta())  # it was long ago
    await writes(
        house,
        "UPDATE web_messages SET handled = FALSE WHERE chat_id = :chat AND from_person AND message_id = "
        "(SELECT message_id FROM web_messages WHERE chat_id = :chat AND from_person ORDER BY 1 DESC LIMIT 1 OFFSET 1)",
        chat=officer.chat_id,
    )
    updates = house.parts.web_chat.updates
    updates._fed.clear()  # as after a restart
    assert await updates.resume() == 1
    await updates.idle()
    await officer.looks()
    assert "「嫌疑人明天上午抓」没有发给任何人" in officer.last.text
    assert await how_many(house, thiefs.number) == 0
