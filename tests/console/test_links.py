"""Links on the case page: why, what an officer says of them, and what a lead takes for meaningless."""

from __future__ import annotations

import re

import pytest

from cases.people import Role
from storage.tables import Link, Meaningless
from tests.console.house import House

CARD = "6222021234567890123"


async def two(house: House, **there: str) -> tuple[str, str]:
    """Two companies that name the same account in the story, from two phones."""
    first = await house.reports(
        contact_phone="13900000001", company_name="宁波一号模具有限公司", story=f"打到{CARD}", **there
    )
    second = await house.reports(contact_phone="13900000002", company_name="宁波二号模具有限公司", story=f"付到{CARD}")
    return first.number, second.number


async def kept(house: House, table: type) -> int:
    from sqlmodel import select

    async with house.door.database.reading() as session:
        return len((await session.exec(select(table))).all())


async def test_a_linked_case_says_who_and_what_it_is(house, chen, signed_in):
    """Company, offence and state beside the number; to a member of another district nothing, not even the number."""
    first, second = await two(house, district="cixi", offence_group="partner", offence="CONTRACT_FRAUD")
    browser = await signed_in(chen)
    about = "宁波一号模具有限公司 · 合同诈骗罪 · 等待接手"
    for state in ("等待接手", "办理中"):
        html = (await browser.opens(f"/console/cases/{second}")).text
        head = re.search(r'<details class="linked".*?</details>', html, re.DOTALL)[0]
        assert about.replace("等待接手", state) in head
        await browser.does("take", first)
    local = await signed_in(await house.member("林海", district="haishu"))
    page = (await local.opens(f"/console/cases/{second}")).text
    assert first not in page
    assert "宁波一号模具" not in page


async def test_an_officer_takes_a_link_off_and_puts_it_back(house, chen, signed_in):
    """With a reason each time, kept as a note; nothing is written without one."""
    first, second = await two(house)
    browser = await signed_in(chen)
    assert "同一账号（事情经过）" in (await browser.opens(f"/console/cases/{second}")).text
    assert "还没有写内容" in (await browser.does("unlink", second, other=first, text=" ")).text
    await browser.does("unlink", second, other=first, text="公用账户")
    page = (await browser.opens(f"/console/cases/{second}")).text
    assert "同一账号" not in page
    assert "公用账户" in page
    await browser.does("link", second, other=first.lower().replace("0", "o"), text="看错了")
    assert "同一账号（事情经过）、同事确认" in (await browser.opens(f"/console/cases/{first}")).text


@pytest.mark.parametrize("other", ["", "GC-261123-7K3QX", "<script>", "there"])
async def test_what_may_not_be_seen_answers_like_what_is_not_there(house, signed_in, other):
    """The same words at the form, which keeps what was typed; nothing is kept of it otherwise."""
    there, here = await two(house, district="cixi")
    local = await signed_in(await house.member("林海", district="haishu"))
    found = await local.does("link", here, other=there if other == "there" else other, text="同一伙")
    assert found.status_code == 409
    assert "没有找到这个编号的案件" in found.text
    assert "同一伙</textarea>" in found.text
    assert other == "there" or there not in found.text
    assert await kept(house, Link) == 0


async def test_only_a_lead_marks_what_links_nothing(house, chen, signed_in):
    """An officer has no such form, and is refused without one; the lead chooses among what the case names."""
    first, second = await two(house)
    officer, lead = await signed_in(chen), await signed_in(await house.member("周领导", Role.LEAD))
    assert "不作关联" not in (await officer.opens(f"/console/cases/{first}")).text
    page = (await lead.opens(f"/console/cases/{first}")).text
    key = re.search(rf'<option value="(account\.[0-9a-f]{{32}})">账号 {CARD}', page)[1]
    assert (await officer.does("meaningless", first, identifier=key, text="平台账号")).status_code == 404
    assert (
        "请选这件案件里的一项" in (await lead.does("meaningless", first, identifier="account.x", text="平台账号")).text
    )
    assert await kept(house, Meaningless) == 0
    await lead.does("meaningless", first, identifier=key, text="平台账号")
    assert "同一账号" not in (await officer.opens(f"/console/cases/{second}")).text
    assert "已不作关联" in (await lead.opens(f"/console/cases/{first}")).text
