"""By what an officer is known: a lead's form, the code on the officer's page, and the page for anybody."""

from __future__ import annotations

from datetime import timedelta

from actions.calls import announce_call
from actions.officers import ask_for_code
from storage.conversations import conversation_by_id
from storage.officers import code_words, office_of
from storage.signing import fingerprint, public_key
from storage.tables import AnnouncedCall, Member, SpokenCode
from tests.console.test_team import fresh, posts, takes


async def changes(browser, member: Member, badge: str, phone: str):
    known = {"role": member.role.value, "district": member.district or ""}
    return await posts(browser, f"/console/team/{member.id}/change", badge=badge, phone=phone, **known)


async def test_a_lead_writes_down_how_an_officer_is_known(house, chen: Member, lead: Member, lead_desk, signed_in):
    """A slip says what is wrong, no officer does it for themselves, and neither value stands in the clear."""
    assert (await changes(lead_desk, chen, "033221", "87654321")).status_code == 422
    assert (await changes(lead_desk, chen, "033221", "0574-87654321")).status_code == 200
    async with house.door.database.reading() as session:
        known = office_of(session, await session.get(Member, chen.id))
    assert (known.badge, known.said) == ("033221", "0574 8765 4321")
    row = await fresh(house, chen)
    assert b"033221" not in (row.sealed_badge or b"")
    assert b"87654321" not in (row.sealed_phone or b"")
    assert "改了 陈立 的警号或办公电话" in (await lead_desk.opens("/console/team")).text
    own = await signed_in(chen)
    assert (await changes(own, chen, "000000", "110")).status_code in {403, 404}


async def test_the_page_of_the_case_shows_the_code_to_its_officer_alone(
    house, chen: Member, lead: Member, lead_desk, signed_in
):
    """Who works without a chat reads it there; a lead, who sees the case, does not; what was said is sealed."""
    await changes(lead_desk, chen, "033221", "0574-87654321")
    case = await house.reports()
    number = case.number
    await takes(house, chen, number)
    async with house.door.database.writing() as session:
        await announce_call(house.door.hand(session, member=await session.get(Member, chen.id)), number, "现在")
    async with house.door.database.writing() as session:
        chat = await conversation_by_id(session, case.conversation_id)
        row = await ask_for_code(house.door.hand(session, conversation=chat), number)
        assert row
        code = await code_words(session, case, row)
    page = (await (await signed_in(chen)).opens(f"/console/cases/{number}")).text
    assert f"{code[:3]} {code[3:]}" in page
    assert f"{code[:3]} {code[3:]}" not in (await lead_desk.opens(f"/console/cases/{number}")).text
    sealed = [one.sealed_code for one in await house.all(SpokenCode)]
    sealed += [one.sealed_from for one in await house.all(AnnouncedCall)]
    assert not any(secret in one for one in sealed for secret in (code.encode(), b"033221"))


async def test_what_became_of_a_call_is_said_to_be_taken(house, chen: Member, lead_desk, signed_in):
    """One line, to whoever pressed and for a moment; a colleague who looks reads the timeline."""
    await changes(lead_desk, chen, "033221", "0574-87654321")
    number = (await house.reports()).number
    await takes(house, chen, number)
    officer = await signed_in(chen)
    await officer.does("announce_call", number, text="现在")
    house.clock.passes(timedelta(seconds=1))
    done = await officer.does("call_talked", number)
    assert "记下了：陈立 和报案人通过话" in done.text
    assert "记下了" not in (await lead_desk.opens(f"/console/cases/{number}")).text
    house.clock.passes(timedelta(minutes=2))
    assert "记下了" not in (await officer.opens(f"/console/cases/{number}")).text


async def test_the_page_for_anybody_says_how_to_tell(house, lead_desk):
    """In both languages, with the address, what is never asked and the fingerprint of the key; without a sign-in."""
    for language, never in (("zh", "我们从来不要"), ("en", "What we never ask for")):
        lead_desk.http.cookies.clear()
        shown = await lead_desk.http.get("/genuine", params={"language": language})
        assert shown.status_code == 200
        assert never in shown.text
        assert fingerprint(public_key(house.door.keys)) in shown.text
        assert house.door.address in shown.text
