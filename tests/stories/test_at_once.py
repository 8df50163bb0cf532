"""Presses that are forged, old or repeated, and people, devices and processes that act at once: nothing is lost, nothing is done twice."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.webchat.answers import Answer
from bot.webchat.doors import ButtonGone
from cases.numbers import new_number
from cases.people import Role
from storage.tables import Case, CaseMessage
from tests.world import Clock, Person, Product, Reporter, open_product
from tests.world.by_http import browser

# --- buttons and repeats


async def test_a_forged_button_does_nothing(product: Product):
    """A key that no message has, or of another message, is refused; nothing was stored."""
    async with browser(product) as client:
        (shown, *_) = [one for one in (await client.get("/chat/history")).json()["messages"] if one.get("keyboard")]
        for message_id, key in [(shown["id"], "AAAAAAAA"), (shown["id"] + 5, shown["keyboard"][0][0]["key"])]:
            answer = await client.post("/chat/press", json={"message_id": message_id, "button": key})
            assert answer.status_code == 409
            assert answer.json()["error"]


FORGED = [
    "q:{draft}:{version}:nonsense::",
    "q:{draft}:{version}:pick:nonsense:",
    "q:{draft}:{version}:toggle:yinzhou:",
    "q:{draft}:{version}:files_done::",
    "q:{draft}:{version}:edit:nonsense:",
    "q:{draft}:{version}:submit::",
    "q:{draft}:x:pick::",
    "q:0000:1:pick::",
    "c:withdraw_sure:GC-261123-AAAAA:",
    "c:rate:GC-261123-AAAAA:9",
    "d:take:GC-261123-AAAAA:",
    "o:zz",
    "nobody knows this",
]


@pytest.mark.parametrize("data", FORGED)
async def test_callback_data_of_ones_own_making_is_answered_and_changes_nothing(
    product: Product, reporter: Reporter, data: str, capsys: pytest.CaptureFixture[str]
):
    """As a changed Telegram client could send it: the report stands where it stood, and no handler breaks."""
    await reporter.tells(until="district")
    draft = await reporter.draft()
    before = (draft.step, draft.sealed_answers)
    await forges(product, reporter, data.format(draft=draft.id.hex[:4], version=draft.version))
    draft = await reporter.draft()
    assert draft.step in {"district", "company_name"}
    assert await product.all(Case) == []
    assert draft.sealed_answers == before[1] or draft.step == "district"
    assert "handler failed" not in capsys.readouterr().out
    await reporter.presses("鄞州", on=await shown_again(reporter))
    assert await reporter.step() == "contact_name"


async def shown_again(reporter: Reporter) -> Any:
    """The question as it stands, shown anew."""
    await reporter.says("/menu")
    return await reporter.presses("接着说")


async def forges(product: Product, person: Person, data: str) -> None:
    """A press with data of the person's own making, past the page's check."""
    updates = product.parts.web_chat.updates
    entry = await person._entry(person.last.id)
    query_id, _ = updates.answers.expect()
    await updates._feed_press(entry, query_id, data, None)
    await product.settles()


@pytest.mark.postgres
async def test_two_quick_presses_answer_one_question(product: Product, reporter: Reporter):
    """The second press changes nothing: not the next question, and no further message."""
    await reporter.tells(until="reporter_role")
    message = reporter.last
    key = await key_of(reporter, "法定代表人", message.id)
    before = len(reporter.screen)
    first, second = await presses_at_once((reporter, message.id, key), (reporter, message.id, key))
    await reporter.looks()
    assert first is None
    assert second in {"这一题已经记下了", "gone"}
    assert await reporter.step() == "suspect_can_read"
    assert len(reporter.screen) == before + 1
    pressed = next(one for one in reporter.screen if one.id == message.id)
    assert pressed.text.endswith("公司法定代表人")
    assert pressed.buttons == []


async def presses_at_once(*presses: tuple[Person, int, str]) -> list[str | None]:
    """What appears over each one's chat: nothing for who was first, words for the others (also when the button is gone already)."""
    answers = await asyncio.gather(
        *(one.product.parts.web_chat.updates.press(one.chat_id, at, key) for one, at, key in presses),
        return_exceptions=True,
    )
    assert all(isinstance(one, Answer | ButtonGone) for one in answers), answers
    return [one.text if isinstance(one, Answer) else "gone" for one in answers]


async def key_of(person: Person, label: str, message_id: int) -> str:
    entry = await person._entry(message_id)
    button = next(one for row in entry.content.keyboard for one in row if label in one.text)
    found = button.key(message_id)
    assert found
    return str(found)


async def test_an_old_button_explains_itself(product: Product, reporter: Reporter):
    """From further up: the answer stays, and there are ways to change it or to come back."""
    await reporter.tells(until="happened_where")
    old = next(one for one in reporter.screen if any("上一题" in button for button in one.buttons))
    await reporter.says("鄞州区")
    await reporter.says("对账的时候发现的")
    step = await reporter.step()
    seen = await reporter.presses("上一题", on=old)
    assert await reporter.step() == step
    assert "已经答过了" in seen.text or "已经记下" in str(reporter.toast)
    await reporter.presses("回到现在这一题")
    assert await reporter.step() == step


async def test_a_screen_left_behind_by_a_crash_comes_up_to_date(product: Product, reporter: Reporter):
    """Stored but never shown: the next press on the old screen brings the question that is open."""
    await reporter.tells(until="contract_trick")
    key = await key_of(reporter, reporter.last.buttons[0], reporter.last.id)
    updates = product.parts.web_chat.updates
    entry = await reporter._entry(reporter.last.id)
    await updates.press(reporter.chat_id, reporter.last.id, key)
    await product.settles()
    await product.parts.web_chat.transcript.change(reporter.chat_id, reporter.last.id, lambda _: entry.content)
    await reporter.looks()
    await updates.press(reporter.chat_id, reporter.last.id, key)
    seen = await reporter.looks()
    assert sum(one.startswith("✓") for one in seen.buttons) == 1
    await reporter.presses("选好了")
    assert await reporter.step() == "deceived_how"


@pytest.mark.postgres
async def test_a_repeated_update_is_known(product: Product, reporter: Reporter):
    """The browser sends the same text again after a lost answer: it counts once, also to the desk."""
    await reporter.tells(until="loss_amount")
    await reporter.says("320万", client_id="same-text-1")
    step = await reporter.step()
    await reporter.says("320万", client_id="same-text-1")
    assert await reporter.step() == step
    other = await product.reporter()
    await other.has_reported()
    for _ in range(2):
        await other.says("补充：对方又换了号码。", client_id="same-text-2")
    assert len(await product.all(CaseMessage)) == 1
    assert other.count("收到，已转给") == 1


@pytest.mark.postgres
async def test_submitting_twice_makes_one_case(product: Product, reporter: Reporter):
    """Two presses on Submit at the same moment: one case, one receipt, one card on the desk."""
    expert = await product.expert()
    await reporter.tells_up_to_submit()
    key = await key_of(reporter, "确认无误，提交", reporter.last.id)
    await presses_at_once(*[(reporter, reporter.last.id, key)] * 3)
    await reporter.looks()
    await expert.looks()
    assert len(await product.all(Case)) == 1
    assert reporter.count("收到了，编号") == 1
    assert expert.count("宁波甬江精密机械有限公司") == 1


# --- several devices, several processes, several people


@pytest.mark.postgres
async def test_two_devices_answer_the_same_question(product: Product, reporter: Reporter):
    """The phone and the office computer show the same chat: the first answer counts, the other device is told."""
    await reporter.tells(until="district")
    office = Reporter(product, reporter.chat_id)
    await office.looks()
    seen_there = office.last
    here, there = await key_of(reporter, "鄞州", seen_there.id), await key_of(office, "海曙", seen_there.id)
    first, second = await presses_at_once((reporter, seen_there.id, here), (office, seen_there.id, there))
    assert first is None
    assert second in {"这一题已经记下了", "gone"}
    await office.looks()
    assert any("鄞州区" in one.text for one in office.screen[-2:])
    assert await office.step() == "contact_name"


@pytest.mark.postgres(only=True)
async def test_two_processes_take_one_answer_and_one_case(tmp_path: Path, database_url: str, clock: Clock):
    """Two identical processes on one PostgreSQL get the same presses at once: one wins, the other says so; one case comes of it."""
    async with open_product(tmp_path, database_url, clock) as one, open_product(tmp_path, database_url, clock) as two:
        here = await one.reporter()
        await here.tells(until="district")
        there = Reporter(two, here.chat_id)
        await there.looks()
        at = here.last.id
        keys = await key_of(here, "鄞州", at), await key_of(there, "海曙", at)
        heard = await presses_at_once((here, at, keys[0]), (there, at, keys[1]))
        assert sorted(answer is None for answer in heard) == [False, True]
        await two.settles()
        await here.looks()
        assert await here.step() == "contact_name"
        await here.tells_on()
        submit = await key_of(here, "确认无误，提交", here.last.id)
        pressed = await presses_at_once((here, here.last.id, submit), (there, here.last.id, submit))
        assert "没有存下来" not in str(pressed)
        await asyncio.gather(one.settles(), two.settles())
        assert len(await one.all(Case)) == 1
        await here.looks()
        assert here.count("收到了，编号") == 1


@pytest.mark.postgres
async def test_the_second_taker_is_told_who_was_first(product: Product, reporter: Reporter):
    """Two experts press at once: one has it, the other reads the name."""
    chen, li = await product.expert("陈立"), await product.expert("李芳")
    await reporter.has_reported()
    await chen.looks()
    await li.looks()
    await asyncio.gather(chen.presses("接手"), li.presses("接手"))
    told = [one.toast for one in (chen, li) if one.toast]
    assert len(told) == 1
    assert "已经接手了" in told[0]
    await reporter.looks()
    assert reporter.count("接手了您的案件") == 1


@pytest.mark.postgres
async def test_a_message_while_the_desk_is_closing_the_case(product: Product, reporter: Reporter):
    """Whichever comes first: words that came before are shown and the case is not closed, later ones open it again."""
    expert = await product.expert()
    number = await reporter.has_reported()
    await expert.looks()
    await expert.presses("接手")
    await expert.presses("结束")
    await asyncio.gather(expert.presses("咨询已答复"), reporter.says("等一下，我还有一份合同。"))
    await expert.looks()
    await reporter.looks()
    assert "等一下，我还有一份合同。" in expert.sees("报案人说").text
    shown_first = any("仍要结束" in label for one in expert.screen for label in one.buttons)
    assert reporter.count(f"{number} 在绿色通道的办理结束了") + reporter.count("已经重新打开") + shown_first == 1
    await reporter.says("还有一句。")
    assert number in reporter.last.text
    assert (await product.case()).ended_at is None
    await expert.looks()
    assert expert.count("还有一句。") == 1


async def test_the_desk_asks_while_the_reporter_withdraws(product: Product, reporter: Reporter):
    """The officer is told that the case has ended, and is not stuck in a question nobody can be asked."""
    expert = await product.expert()
    await reporter.has_reported()
    await expert.looks()
    await expert.presses("接手")
    await expert.presses("问报案人")
    await reporter.says("/status")
    await reporter.presses("撤回")
    await reporter.presses("确定撤回")
    assert "已经结束" in (await expert.says("合同带来了吗？")).text
    assert "没有发给任何人" in (await expert.says("好")).text
    assert await product.all(CaseMessage) == []


async def test_a_stranger_finds_no_case_and_no_team(product: Product, reporter: Reporter):
    """Another person's number, a wrong invitation, an expert's button: as if there were nothing."""
    number = await reporter.has_reported()
    stranger = await product.reporter()
    assert number not in (await stranger.says(number)).text
    await stranger.says("/start join-AAAAAAAAAAAAAAAAAAAA")
    assert "出了什么事" in stranger.last.text
    await forges(product, stranger, f"d:take:{number}:")
    await forges(product, stranger, f"c:status:{number}:")
    await forges(product, stranger, f"c:withdraw_sure:{number}:")
    assert (await product.case()).ended_at is None
    await stranger.looks()
    assert not [one for one in stranger.screen if number in one.text and not one.mine]


async def test_an_expert_of_another_district_finds_nothing(product: Product, reporter: Reporter):
    """Missing and forbidden look alike to the team too."""
    number, missing = await reporter.has_reported(), new_number(date(2026, 11, 20))
    other = await product.expert("周航", Role.EXPERT, "cixi")
    assert (await other.says(number)).text == (await other.says(missing)).text
    assert "没有找到这件" in other.last.text
    await forges(product, other, f"d:take:{number}:")
    assert (await product.case()).holder_id is None
