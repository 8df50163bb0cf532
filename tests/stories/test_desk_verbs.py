"""What the team does with a case from the chat: every verb of the table, offered to whom it may serve, asked for step by step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from cases.people import Role
from cases.verbs import PLANNING, RULES, Takes, Verb, possible
from handlers.said.cases import verb_label
from storage.cases import chair_of
from storage.tables import Case, CaseMessage, Clock, Conversation, Member, TimelineEntry, TrackMove
from tests.world import Product, Reporter


@pytest.mark.parametrize("role", [Role.DUTY_OFFICER, Role.EXPERT, Role.CASE_OFFICER, Role.LEAD, Role.AUDITOR])
async def test_the_card_offers_what_the_table_allows(product: Product, reporter: Reporter, role: Role):
    """Every verb that is possible for this member has its button, and no other verb has one; so too once it is a colleague's."""
    holder = await product.expert("陈立")
    member = await product.expert("周五", role)
    await reporter.has_reported()
    newest = max(await product.all(Member), key=lambda one: one.joined_at)
    verbs = {verb: rule.takes for verb, rule in RULES.items() if rule.takes}
    voice = product.parts.door.own_voice
    labels = {verb: verb_label(voice, "record" if takes is Takes.RECORD else verb) for verb, takes in verbs.items()}
    for _ in ("while it waits", "once a colleague has it"):
        case = await product.case()
        await member.says(case.number)
        offered = set(member.last.buttons) & set(labels.values())
        without = {Verb.PLACE_FILE, Verb.OBJECT_NAME}  # no file came, and nothing was written down in anybody's name
        without |= PLANNING  # beneath each message that waits
        assert offered == {labels[verb] for verb in possible(chair_of(case, newest)) if verb not in without}
        if case.holder_id is None:
            await holder.says(case.number)
            await holder.presses("接手", on=holder.last)


async def test_the_card_says_what_is_of_the_case(product: Product, reporter: Reporter):
    """Not that the declarations were understood, nor a thank-you; the console's address says what it is."""
    chen = await product.expert("陈立")
    await reporter.tells()
    await reporter.says("OK")
    await reporter.submits()
    await chen.says((await product.case()).number)
    assert "我清楚了" not in chen.last.text
    assert "OK" not in chen.last.text
    assert "在工作台打开：http" in chen.last.text


async def test_a_lead_sets_the_offence_from_the_chat(product: Product, reporter: Reporter):
    """Offence and district by button, the reason by one sentence; whoever types too early is asked to press."""
    lead = await product.expert("赵锋", Role.LEAD)
    number = await reporter.has_reported()
    await lead.says(number)
    await lead.presses("改定罪名", on=lead.last)
    await lead.says("职务侵占吧")
    assert "请按按钮选" in lead.last.text
    await lead.presses("职务侵占罪", on=lead.last)
    await lead.presses("鄞州区", on=lead.last)
    await lead.says("材料显示是公司员工所为")
    assert "已改定：职务侵占罪，鄞州区" in lead.last.text
    case = await product.case()
    assert (case.offence, case.district) == ("EMBEZZLEMENT", "yinzhou")


async def test_an_expert_asks_for_materials_from_the_chat(product: Product, reporter: Reporter):
    """A line adds, a line leaves out; a line that is neither says so and the chat waits; the reporter has the list."""
    expert = await product.expert("陈立")
    number = await reporter.has_reported()
    await expert.says(number)
    await expert.presses("要材料", on=expert.last)
    assert "1. " in expert.last.text
    await expert.says("送货单")
    assert "名称和原因都要写" in expert.last.text
    await expert.says("免 99：系统里已经查到")
    assert "清单上没有第 99 项" in expert.last.text
    await expert.says("送货单：证明货已经交付\n免 1：系统里已经查到")
    assert "材料清单已发给" in expert.last.text
    await reporter.looks()
    assert "送货单" in "".join(one.text for one in reporter.screen)
    assert {row.event.value for row in await product.all(TimelineEntry)} >= {"materials_asked", "material_waived"}


async def test_a_case_officer_records_a_step_from_the_chat(product: Product, reporter: Reporter):
    """The step and the second officer by button, number and date by one line; what lacks a date is asked again."""
    await product.expert("赵锋", Role.LEAD)
    officer = await product.expert("郑办", Role.CASE_OFFICER)
    number = await reporter.has_reported()
    await officer.says(number)
    await officer.presses("记下一步", on=officer.last)
    step = officer.last.buttons[0]
    await officer.presses(step, on=officer.last)
    await officer.presses("赵锋", on=officer.last)
    await officer.says("甬公经接字〔2026〕7号")
    assert "日期" in officer.last.text
    today = product.clock().astimezone(product.parts.door.zone)
    await officer.says(f"甬公经接字〔2026〕7号 {today.month}月{today.day}日")
    assert f"已记下：{step}" in officer.last.text
    (row,) = await product.all(TrackMove)
    assert (row.document_no, row.actor) == ("甬公经接字〔2026〕7号", "officer")


async def test_a_case_officer_changes_a_clock_from_the_chat(product: Product, reporter: Reporter):
    """A time begins by hand and is extended: each a button of the same form, each with its paper and two names."""
    await product.expert("赵锋", Role.LEAD)
    officer = await product.expert("郑办", Role.CASE_OFFICER)
    number = await reporter.has_reported()
    today = product.clock().astimezone(product.parts.door.zone)
    for step in ("开始计时：一般案件决定是否立案", "延长：一般案件决定是否立案"):
        await officer.says(number)
        await officer.presses("记下一步", on=officer.last)
        await officer.presses(step, on=officer.last)
        await officer.presses("赵锋", on=officer.last)
        await officer.says(f"甬公经审字〔2026〕7号 {today.month}月{today.day}日")
        assert f"已记下：{step}。" in officer.last.text
    (clock,) = await product.all(Clock)
    assert (clock.rule, clock.extended) == ("general_review", 1)


async def test_the_lead_of_the_new_district_is_warned_after_a_move(product: Product, reporter: Reporter):
    """Nobody takes the case: who leads where it is now hears of the promise, who led where it was does not."""
    leads = {one: await product.expert(name, Role.LEAD, one) for one, name in (("haishu", "赵锋"), ("yinzhou", "钱勇"))}
    chief = await product.expert("周敏", Role.LEAD)
    number = await reporter.has_reported(district="haishu")
    await chief.says(number)
    await chief.presses("改定罪名", on=chief.last)
    await chief.presses("合同诈骗罪", on=chief.last)
    await chief.presses("鄞州区", on=chief.last)
    await chief.says("合同在鄞州履行")
    case = await product.case()
    await product.passes(case.answer_due_at - product.clock() + timedelta(minutes=1))
    told = {row.conversation_id: row.state.value for row in await product.outgoing("promise_at_risk")}
    chats = {chat.id: chat.member_id for chat in await product.all(Conversation) if chat.member_id}
    members = {one.id: one.district for one in await product.all(Member)}
    by_district = {members[chats[chat]]: state for chat, state in told.items()}
    assert by_district == {"haishu": "cancelled", "yinzhou": "sent", None: "sent"}, leads


@pytest.mark.parametrize("form", ["答复报案人", "问报案人", "内部备注"])
async def test_a_number_alone_is_never_sent(product: Product, reporter: Reporter, form: str):
    """An officer in the middle of a form opens another case by its number: no company reads another one's number."""
    expert, other = await product.expert(), await product.reporter()
    first, second = await reporter.has_reported(), await other.has_reported()
    await expert.says(first)
    await expert.presses(form, on=expert.last)
    await expert.says(second)
    assert second in expert.last.text
    assert f"{first} 那边要写的话放下了" in expert.sees("放下了").text
    await expert.says("这句话谁也不发")
    await reporter.looks()
    assert not any(second in seen.text or "这句话" in seen.text for seen in reporter.screen)
    assert await product.all(CaseMessage) == []


async def test_who_does_something_else_has_left_the_form(product: Product, reporter: Reporter):
    """The queue by its command or its buttons, giving the case back: what is typed after it goes to no company."""
    expert, first = await product.expert(), await reporter.has_reported()
    await expert.says("/queue")
    queue = expert.last
    await expert.says(first)
    await expert.presses("接手", on=expert.last)
    card = expert.last
    for number, leave in enumerate(("/queue", "我的", "钱款紧急", "退回队列"), 1):
        await expert.presses("答复报案人", on=card)
        if leave == "/queue":
            await expert.says(leave)
        else:
            await expert.presses(leave, on=card if leave == "退回队列" else queue)
        await expert.looks()
        assert expert.count(f"{first} 那边要写的话放下了") == number
        await expert.says("这句话谁也不发")
    assert await product.all(CaseMessage) == []
    async with product.parts.door.database.reading() as session:
        assert (await session.exec(select(Case.holder_id).where(Case.number == first))).one() is None


async def test_in_a_list_its_cases_are_what_is_pressed(product: Product, reporter: Reporter):
    """In the queue, what was found and my work: each case is a button, and everything else a way below them."""
    expert, number = await product.expert(), await reporter.has_reported(company_name="宁波江北冷链有限公司")
    await product.indexes()
    for command in ("/queue", "/find 江北冷链", "/mine"):
        if command == "/mine":
            await expert.says(number)
            await expert.presses("接手", on=expert.last)
        listed = await expert.says(command)
        assert [one.split(" · ")[0][-5:] for one in expert.answers(listed)] == [number[-5:]]
        assert "菜单" in listed.buttons
