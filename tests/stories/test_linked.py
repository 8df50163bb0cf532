"""Cases that name the same: who reads of it and why, whoever has the earlier one hears of it, and nobody else does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlmodel import delete, insert, select

from actions.matching import match_all_anew
from cases.people import Role
from storage.likely import likely_cases
from storage.links import count_victims
from storage.stamps import stamped
from storage.tables import Case, Decision, Identifier, Link, Member, OutgoingState
from tests.world import Person, Product

CARD = "6222021234567890123"


async def reports(product: Product, district: str = "haishu", phone: str = "13800138000", **answers: str) -> str:
    """Everybody in these stories gives the same phone and company, if nothing else is said."""
    return await (await product.reporter()).has_reported(district=district, contact_phone=phone, **answers)


async def stranger(product: Product, number: int, story: str, **answers: str) -> str:
    """A report of another company, by another phone."""
    own = {"phone": f"1390000{number:04}", "company_name": f"宁波第{number}号精密模具有限公司"}
    return await reports(product, story=story, **own, **answers)


async def takes(officer: Person, number: str) -> None:
    await officer.says(number)
    await officer.presses("接手")


async def kinds(product: Product) -> dict[str, set[str]]:
    """The places of each kind that is kept."""
    found: dict[str, set[str]] = {}
    for row in await product.all(Identifier):
        found.setdefault(row.kind, set()).add(row.place)
    return found


@pytest.mark.postgres
async def test_the_card_names_only_what_its_reader_may_open(product: Product):
    """The member of a district reads of their own cases; of others not even that there are some."""
    there, own, here = [await reports(product, district) for district in ("cixi", "haishu", "haishu")]
    local, anywhere = await product.expert("林海", district="haishu"), await product.expert()
    card = (await local.says(here)).text
    assert "关联案件 1 件" in card
    assert re.search(rf"与 {own} 同一联系电话.* · .+ · .+ · 等待接手", card)
    assert there not in card
    card = (await anywhere.says(here)).text
    assert "关联案件 2 件" in card
    assert own in card
    assert there in card


async def test_a_case_linked_only_elsewhere_is_not_known_of(product: Product):
    """Neither its number nor that it is there."""
    await reports(product, "cixi")
    here = await reports(product, "haishu")
    local = await product.expert("林海", district="haishu")
    assert "关联" not in (await local.says(here)).text


async def test_the_holder_of_the_earlier_case_hears_of_it_once(product: Product):
    """With the reason, however often the same is said again; who may not see the new case hears nothing."""
    officer, local = await product.expert(), await product.expert("林海", district="cixi")
    first = await stranger(product, 1, f"钱打到{CARD}")
    second = await stranger(product, 2, f"钱打到{CARD}", district="cixi")
    await takes(officer, first)
    await takes(local, second)
    reporter = await product.reporter()
    third = await reporter.has_reported(
        contact_phone="13700000000", company_name="宁波三号模具有限公司", story=f"打到{CARD}"
    )
    await officer.looks()
    assert third in officer.sees(f"您负责的 {first} 有了关联案件：同一账号（事情经过）").text
    await local.looks()
    assert not any(third in seen.text for seen in local.screen)
    await reporter.says(f"还是那张卡{CARD}，QQ 7654321")
    assert len([row for row in await product.outgoing("linked") if row.details["number"] == first]) == 1


async def test_a_message_links_as_the_report_does(product: Product):
    """What the reporter writes later, and what an officer notes; what the desk writes to the reporter names nobody."""
    officer = await product.expert()
    first = await stranger(product, 1, "对方不发货", company_code="-")
    reporter = await product.reporter()
    second = await reporter.has_reported(
        contact_phone="13700000000", company_name="宁波三号模具有限公司", story="失联了"
    )
    await reporter.says("他的微信号：lihai_888")
    await officer.says(first)
    await officer.presses("答复报案人")
    await officer.says("请打开 police-cases.com 看看，微信号：lihai_999")
    await officer.says(first)
    await officer.presses("内部备注")
    await officer.says("查到微信号：LiHai_888")
    assert (await kinds(product))["handle"] == {"message", "note"}
    assert "domain" not in await kinds(product)
    assert f"与 {second} 同一聊天账号（本案：内部备注；那案：报案人的消息）" in (await officer.says(first)).text


async def test_the_alert_of_money_says_it(product: Product):
    """Before anything else is known: this account stands in another case."""
    officer = await product.expert()
    earlier = await stranger(product, 1, f"钱都打到{CARD}了")
    reporter = await product.reporter()
    await reporter.presses("钱刚转出去")
    await reporter.says(CARD)
    await officer.looks()
    assert f"与 {earlier} 同一账号（本案：收款账号；那案：事情经过）" in officer.sees("请马上接手").text


async def test_more_than_are_shown_are_counted(product: Product, monkeypatch: Any):
    """Twenty of many, and how many there are."""
    monkeypatch.setattr("storage.links.linked_cases.__kwdefaults__", {"most": 2, "only": None})
    numbers = [await reports(product) for _ in range(4)]
    officer = await product.expert()
    card = (await officer.says(numbers[-1])).text
    assert "关联案件 3 件" in card
    assert "（其余在工作台）" in card
    assert len([number for number in numbers[:-1] if number in card]) == 2


async def test_the_reporter_learns_nothing_of_another(product: Product):
    """Neither from the receipt nor from how it stands."""
    first = await reports(product)
    reporter = await product.reporter()
    await reporter.has_reported()
    await reporter.says("看进展")
    assert not any(first in entry.text or "关联" in entry.text for entry in reporter.screen)


BOSS = "财务被拉进一个QQ群，里面的老板和副总头像都一样，说有个保证金要马上退给客户，让她转了{}万，其实老板在开会。"


@pytest.mark.postgres
async def test_nearly_the_same_story_is_shown_apart(product: Product):
    """With how likely and why, and never to whom may not see it; another story of the same offence is not shown."""
    local, anywhere = await product.expert("林海", district="haishu"), await product.expert()
    alike = await stranger(product, 1, "我们" + BOSS.format(98), district="cixi")
    other = await stranger(product, 2, "会计在微信里点了一个税务稽查名单的压缩包，电脑中了木马，网银被远程转走了35万。")
    here = await stranger(product, 3, BOSS.format(54).replace("其实", "后来才知道"), district="haishu")
    card = (await anywhere.says(here)).text
    assert "可能有关：" in card
    assert re.search(rf"{alike} [5-9][0-9]%：事情经过相近", card)
    assert other not in card
    assert "关联案件" not in card
    assert "可能有关" not in (await local.says(here)).text


@pytest.mark.postgres
@pytest.mark.parametrize("crowd", ["linked", "refused", "unseen"])
async def test_a_near_copy_is_found_behind_hundreds(product: Product, crowd: str):
    """Hundreds have more in common and are not shown here: linked already, refused by an officer, or of elsewhere."""
    await product.expert()
    same = await stranger(product, 1, BOSS.format(54).replace("其实", "后来才知道") + f"钱打到{CARD}", district="cixi")
    near = await stranger(product, 2, "我们" + BOSS.format(98), district="haishu")
    told = BOSS.format(54).replace("其实", "后来才知道") + (f"钱打到{CARD}" if crowd == "linked" else "")
    here = await case_numbered(product, await stranger(product, 3, told, district="haishu"))
    copies = await copied(product, await case_numbered(product, same), 450)
    async with product.parts.door.database.writing() as session:
        if crowd == "refused":
            (member,) = (await session.exec(select(Member))).all()
            common = {"case_id": here.id, "decision": Decision.REFUSED, "member_id": member.id, "at": product.clock()}
            await session.exec(insert(Link), params=[common | {"with_id": one} for one in copies])
    async with product.parts.door.database.reading() as session:
        found = await likely_cases(session, here, "haishu" if crowd == "unseen" else None)
    shown = [one.case.number for one in found]
    assert near in shown
    assert crowd == "refused" or shown == [near]


async def case_numbered(product: Product, number: str) -> Case:
    return next(one for one in await product.all(Case) if one.number == number)


async def copied(product: Product, case: Case, times: int, letters: str = "Z") -> list[UUID]:
    """As many cases more that name what it names."""
    named = [one.model_dump() for one in await product.all(Identifier) if one.case_id == case.id]
    row = {name: value for name, value in case.model_dump().items() if not Case.__table__.c[name].computed}
    ids = [uuid4() for _ in range(times)]
    numbers = [f"GC-261101-{letters}{place:0{5 - len(letters)}}" for place in range(times)]
    keys = product.parts.door.keys
    copies = (row | {"id": one, "number": number} for one, number in zip(ids, numbers, strict=True))
    cases = [stamped(keys, Case, one) for one in copies]
    async with product.parts.door.database.writing() as session:
        await session.exec(insert(Case), params=cases)
        await session.exec(insert(Identifier), params=[one | {"case_id": copy} for copy in ids for one in named])
    return ids


async def test_a_name_meant_to_be_mistaken_is_shown_apart(product: Product):
    """One letter that looks alike, another ending: likely, with the reason."""
    officer = await product.expert()
    first = await stranger(product, 1, "付给深圳市鼎盛源科技有限公司的预付款没有下文。")
    second = await stranger(product, 2, "货款打到了深圳市鼎盛原科技股份有限公司，一直不发货")
    assert re.search(rf"{first} [6-9][0-9]%：公司名称相近", (await officer.says(second)).text)


async def says_reason(officer: Person, number: str, verb: str, text: str, *, choosing: str = "") -> None:
    """The verb's button on the card, a choice where there is one, then the words."""
    await officer.says(number)
    await officer.presses(verb)
    if choosing:
        await officer.presses(choosing)
    await officer.says(text)


async def two_strangers(product: Product, district: str = "haishu") -> tuple[str, str]:
    """Two cases with nothing in common, the first of that district."""
    first = await stranger(product, 1, "销售经理拿假的住宿发票来报销，套了27万。", district=district)
    return first, await stranger(product, 2, "有人冒充我们的牌子卖假轴承，钢印是假的。")


async def test_what_an_officer_links_stays_linked(product: Product):
    """With a number mistyped and a reason; both sides say so, the holder hears of it, and a second time is refused."""
    officer, colleague = await product.expert(), await product.expert("孙敏")
    first, second = await two_strangers(product)
    await takes(colleague, second)
    typed = second.replace("0", "O").lower()
    await says_reason(officer, first, "关联案件", f"{typed} 同一伙人")
    assert "关联已记下" in officer.last.text
    for one, other in ((first, second), (second, first)):
        assert f"与 {other} 同事确认" in (await officer.says(one)).text
    await colleague.looks()
    assert f"您负责的 {second} 有了关联案件：同事确认" in colleague.sees("有了关联案件").text
    await says_reason(officer, second, "关联案件", "再来一次", choosing=first)
    assert "已经有同事关联过了" in officer.last.text


@pytest.mark.postgres
async def test_what_an_officer_refused_is_not_found_again(product: Product):
    """Although both name the same account; what is not linked cannot be unlinked; linked by hand it is there again."""
    officer = await product.expert()
    first, second = [await stranger(product, n, f"钱打到{CARD}，没有下文") for n in (1, 2)]
    await says_reason(officer, first, "取消关联", "平台的归集账户", choosing=second)
    for one in (first, second):
        assert "关联案件" not in (await officer.says(one)).text
    await says_reason(officer, first, "取消关联", f"{second} 再来一次")
    assert "现在没有关联" in officer.last.text
    await says_reason(officer, first, "关联案件", f"{second} 看错了，是一伙的")
    assert "同一账号（事情经过）、同事确认" in (await officer.says(second)).text


async def test_a_link_needs_another_case_that_may_be_seen(product: Product):
    """To itself, to none, to one of another district: refused, the last two in the same words; nothing is kept."""
    local = await product.expert("林海", district="haishu")
    there, here = await two_strangers(product, district="cixi")
    for number in (there, "GC-261123-7K3QX", "那一件"):
        await says_reason(local, here, "关联案件", f"{number} 同一伙人")
        assert "没有找到这个编号的案件" in local.last.text
        await local.says("/cancel")
    await says_reason(local, here, "关联案件", f"{here} 同一伙人")
    assert "这一件自己的编号" in local.last.text
    assert await product.all(Link) == []


async def test_what_a_lead_marks_links_nothing(product: Product):
    """A platform's account, in no case any more, until it is marked again; nobody but a lead may."""
    officer, lead = await product.expert(), await product.expert("周领导", role=Role.LEAD)
    first, second = [await stranger(product, n, f"钱打到{CARD}，没有下文") for n in (1, 2)]
    assert "不作关联" not in (await officer.says(first)).buttons
    await says_reason(lead, first, "不作关联", "平台公用账号", choosing=CARD)
    for one in (first, second):
        assert "同一账号" not in (await officer.says(one)).text
    await says_reason(lead, second, "不作关联", "查过了，不是平台的", choosing=CARD)
    assert "同一账号" in (await officer.says(first)).text


async def test_a_note_does_not_tell_the_other_number(product: Product):
    """A member of this case's district reads the reason, and not which case of another district it is about."""
    local, anywhere = await product.expert("林海", district="haishu"), await product.expert()
    there, here = await two_strangers(product, district="cixi")
    await says_reason(anywhere, here, "关联案件", f"{there} 同一伙人")
    card = (await local.says(here)).text
    assert "同一伙人" in card
    assert there not in card


async def test_every_case_can_be_read_anew(product: Product):
    """Rows of a version that kept less are made up for, and nobody is told of what is no news."""
    officer = await product.expert()
    first, second = [await stranger(product, n, f"钱打到{CARD}，没有下文") for n in (1, 2)]
    await takes(officer, first)
    async with product.parts.door.database.writing() as session:
        for row in (await session.exec(select(Identifier))).all():
            await session.delete(row)
    assert "关联案件" not in (await officer.says(second)).text
    assert await match_all_anew(product.parts.door.database) == 2
    assert "同一账号（事情经过）" in (await officer.says(second)).text
    assert len(await product.outgoing("linked")) == 0


async def reasons_of(product: Product, number: str) -> dict[str, int]:
    """Why the case is as urgent as it is."""
    return next(one.reasons for one in await product.all(Case) if one.number == number)


async def junk(product: Product, count: int) -> list[str]:
    """Reports that name the known account and nothing else of it."""
    return [await stranger(product, 100 + n, f"第{n}件，钱打到{CARD}") for n in range(count)]


@pytest.mark.postgres
async def test_many_weak_links_bury_no_strong_one(product: Product, monkeypatch: Any):
    """What names three of the same stands before the newer that name one, and what an officer confirmed before all."""
    monkeypatch.setattr("storage.links.linked_cases.__kwdefaults__", {"most": 2, "only": None})
    officer = await product.expert()
    told = f"钱打到{CARD}，微信号：lihai_888，网站 lihai-pay.cn"
    sure, strong = await stranger(product, 1, f"打到{CARD}"), await stranger(product, 2, told)
    here = await stranger(product, 3, "又是他们，" + told)
    many = await junk(product, 4)
    await says_reason(officer, sure, "关联案件", f"{here} 同一伙人", choosing="我写编号")
    card = (await officer.says(here)).text
    assert "关联案件 6 件" in card
    assert card.index(sure) < card.index(strong)
    assert not any(one in card for one in many)


async def test_every_holder_hears_of_it_however_many_there_are(product: Product, monkeypatch: Any):
    """Also who has a case that more than twenty others stand before; of many cases of one officer there is one message."""
    monkeypatch.setattr("storage.links.linked_cases.__kwdefaults__", {"most": 2, "only": None})
    officer, colleague = await product.expert(), await product.expert("孙敏")
    first = await stranger(product, 1, f"钱打到{CARD}")
    await takes(officer, first)
    theirs = await junk(product, 3)
    for one in theirs:
        await takes(colleague, one)
    last = await stranger(product, 2, f"也打到{CARD}")
    await officer.looks()
    assert f"您负责的 {first} 有了关联案件：同一账号" in officer.last.text
    assert last in officer.last.text
    await colleague.looks()
    heard = [one.text for one in colleague.screen if "有了关联案件" in one.text and last in one.text]
    assert len(heard) == 1
    assert "另外 2 件" in heard[0]


@pytest.mark.postgres
async def test_no_pair_is_told_twice(product: Product):
    """Two cases of one officer are told in one message; a second thing that the later names too is no second news."""
    officer = await product.expert()
    one = await stranger(product, 1, f"钱打到{CARD}，微信号：lihai_888")
    two = await stranger(product, 2, f"也打到{CARD}，微信号：wanglei_777")
    third = await stranger(product, 3, "对方的微信号：zhaoliu_666，别的都不知道。")
    for number in (one, two, third):
        await takes(officer, number)
    reporter = await product.reporter()
    await reporter.has_reported(
        district="haishu", story=f"打到{CARD}", phone="13900009999", company_name="宁波九号轴承有限公司"
    )
    await officer.looks()
    rows = await product.outgoing("linked")
    assert {row.details["number"] for row in rows if row.details.get("more")} == {two}
    (case,) = {row.case_id for row in rows if row.details.get("more")}
    assert {row.state for row in rows} == {OutgoingState.SENT}
    for handle in ("lihai_888", "wanglei_777"):
        await reporter.says(f"对方的微信号：{handle}")
        await officer.looks()
    assert len(await product.outgoing("linked")) == len(rows)
    await reporter.says("还有一个微信号：zhaoliu_666")
    await officer.looks()
    assert any(f"您负责的 {third} 有了关联案件" in one.text for one in officer.screen)
    assert case in {row.case_id for row in await product.outgoing("linked")}


async def test_who_may_not_see_the_first_hears_of_the_others(product: Product):
    """Its holder is bound to another district since; of what they still see they hear."""
    officer = await product.expert()
    one = await stranger(product, 1, f"钱打到{CARD}，微信号：lihai_888", district="cixi")
    two = await stranger(product, 2, f"也打到{CARD}", district="haishu")
    for number in (one, two):
        await takes(officer, number)
    async with product.parts.door.database.writing() as session:
        (await session.exec(select(Member))).one().district = "haishu"
    await stranger(product, 3, f"钱打到{CARD}，微信号：lihai_888", district="haishu")
    await officer.looks()
    assert f"您负责的 {two} 有了关联案件：同一账号" in officer.last.text
    assert "另外" not in officer.last.text


async def test_how_many_hold_them_costs_no_statement_more(product: Product):
    """A report that names what a hundred held cases name is taken in with as many statements as beside thirty."""
    officer, counted = await product.expert(), []
    first = await stranger(product, 1, f"钱打到{CARD}")
    await takes(officer, first)
    for n, held in enumerate((30, 1, 70)):
        await copied(product, await case_numbered(product, first), held, f"{n}Z")
        reporter = await product.reporter()
        own = {"phone": f"1390000999{n}", "company_name": f"宁波九{n}号轴承有限公司"}
        await reporter.tells_up_to_submit(district="haishu", contact_phone="13800138000", story=f"打到{CARD}", **own)
        with statements() as seen:
            await reporter.presses("确认无误，提交")
        counted.append(len(seen))
    assert counted[1] == counted[2]  # the first of them begins what gathers new cases


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def test_the_same_company_again_is_no_gang(product: Product):
    """A link that says why; neither several victims, nor anything to put into a series."""
    officer = await product.expert()
    own = {"company_name": "宁波华欣精密模具有限公司", "phone": "13900000007"}
    first = await reports(product, story="货款一直不给，打到我司账户6222021234567890123", **own)
    again = await reports(product, story="会计走了，账户还是我司账户6222021234567890123", **own)
    card = (await officer.says(again)).text
    assert f"与 {first} 同一账号（报案人自己的）、同一联系电话、同一公司名称" in card
    assert "可以立为系列" not in card
    assert "several_victims" not in await reasons_of(product, again)
    await officer.presses("立为系列", on=officer.last)
    assert "关联" not in " ".join(officer.last.buttons)


@pytest.mark.postgres
async def test_two_companies_with_one_bookkeeper_are_two_victims(product: Product):
    """They share the phone of whoever reports for both; the one that reports once more is no third."""
    shared = {"phone": "13900000007"}
    await reports(product, story=f"钱打到{CARD}", company_name="宁波华欣精密模具有限公司", **shared)
    other = await reports(product, story=f"也打到{CARD}", company_name="宁波天合轴承有限公司", **shared)
    assert "several_victims" in await reasons_of(product, other)
    assert await victims_beside(product, other) == 1
    await reports(product, story=f"又打到{CARD}", company_name="宁波天合轴承有限公司", **shared)
    assert await victims_beside(product, other) == 1


@pytest.mark.postgres
async def test_who_names_no_company_again_is_no_other_victim(product: Product):
    """One phone, and one of the two reports does not say for whom: nothing says that they are two."""
    await reports(product, story=f"钱打到{CARD}", phone="13900000007", company_name="宁波华欣精密模具有限公司")
    again = await reports(product, story=f"也打到{CARD}", phone="13900000007", company_name="我们公司")
    async with product.parts.door.database.writing() as session:
        case = await case_numbered(product, again)
        await session.exec(delete(Identifier).where(Identifier.case_id == case.id, Identifier.kind == "firm"))
    assert await victims_beside(product, again) == 0


async def victims_beside(product: Product, number: str) -> int:
    async with product.parts.door.database.reading() as session:
        return await count_victims(session, await case_numbered(product, number))


async def test_another_company_of_one_account_is_a_second_victim(product: Product):
    """As long as it is not the same company that names the account once more."""
    await stranger(product, 1, f"钱打到{CARD}")
    other = await stranger(product, 2, f"也打到{CARD}")
    assert "several_victims" in await reasons_of(product, other)
