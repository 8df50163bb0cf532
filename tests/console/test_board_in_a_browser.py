"""The list and the board in a real browser: two people at once, by keyboard, and on a phone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import expect

from tests.console.test_in_a_browser import sign_in, window

__all__ = ["window"]
pytestmark = pytest.mark.browser


async def test_what_one_does_with_many_others_see_at_once(house, chen, lead, window):
    """Three are chosen by keyboard and taken; a colleague's list and a lead's board change by themselves, and back."""
    cases = [await house.reports(company_name=f"宁波第{n}机械有限公司") for n in ("一", "二", "三")]
    wu = await house.member("吴越")
    one, other, above = [await sign_in(window, house, who) for who in (chen, wu, lead)]
    await above.goto(f"{house.address}/console/board")
    column = above.locator("section[aria-labelledby=stage-triaged]")
    await expect(above.locator("section[aria-labelledby=stage-waiting] .card")).to_have_count(3)
    await above.wait_for_timeout(300)
    await one.keyboard.press("j")
    await one.keyboard.press("x")
    for key in ("j", "j"):
        await one.keyboard.press(key)
    await one.keyboard.press("Shift+X")
    await expect(one.locator(".chosen-count")).to_have_text("选了 3 件")
    await one.locator("#bulk > button[value=take]").click()
    await expect(one.locator(".outcome")).to_contain_text("接手了 3 件。")
    for case in cases:
        await expect(other.locator(f"#row-{case.number}")).to_have_count(0)
    await expect(column.locator(".card")).to_have_count(3)
    await expect(column).to_contain_text("陈立")
    await one.get_by_role("button", name="撤销").click()
    await expect(one.locator(".outcome")).to_contain_text("已撤销，3 件放回原样。")
    await expect(other.locator("#rows .row")).to_have_count(3)
    await expect(column.locator(".card")).to_have_count(0)


async def test_what_is_chosen_survives_news(house, chen, window):
    """A new case comes in while somebody chooses: the boxes stay as they were, and an open form is not closed."""
    first = await house.reports()
    page = await sign_in(window, house, chen)
    await page.locator("#rows .pick input").check()
    await page.mouse.move(640, 90)
    await page.wait_for_timeout(300)
    house.clock.passes(timedelta(minutes=1))
    second = await house.reports()
    await expect(page.locator(f"#row-{second.number}")).to_be_visible()
    await expect(page.locator("#rows .pick input:checked")).to_have_count(1)
    await expect(page.locator("#rows .pick input:checked")).to_have_value(f"{first.number}~nobody")
    await page.locator("#bulk .fold > summary").first.click()
    await page.locator("#bulk-note").fill("写到一半")
    third = await house.reports()
    await page.wait_for_timeout(1000)
    await expect(page.locator("#bulk-note")).to_have_value("写到一半")
    await page.locator("#bulk .fold > summary").first.click()
    await expect(page.locator(f"#row-{third.number}")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
async def test_the_list_and_the_board_fit_their_screen(house, chen, window, width):
    """Filters, rows, the bar and the board: nothing is wider than the screen, and a tab of one's own is made by hand."""
    await house.reports(company_name="宁波杭州湾新区跨境电子商务综合服务股份有限公司", district="elsewhere")
    page = await sign_in(window, house, chen, viewport={"width": width, "height": 844})
    await page.locator(".choosing > summary").click()
    await page.locator("#district").select_option("elsewhere")
    await expect(page.locator(".chosen")).to_contain_text("不在")
    await page.locator(".naming > summary").click()
    await page.fill("#filter-name", "外地来的")
    await page.get_by_role("button", name="存下").click()
    await expect(page.locator(".shows [aria-current]")).to_have_text("外地来的")
    await page.locator("#rows .pick input").check()
    await expect(page.locator("#bulk")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.goto(f"{house.address}/console/board")
    await expect(page.locator(".card")).to_have_count(1)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("where", ["", "/board"])
async def test_the_filters_stay_open_while_one_chooses(house, lead, window, where):
    """One after the other, with the keyboard where it was, until somebody closes them; no address tells of it."""
    await house.reports()
    page = await sign_in(window, house, lead)
    await page.goto(f"{house.address}/console{where}")
    await expect(page.locator("html.has-script")).to_be_attached()
    await page.locator(".choosing > summary").click()
    for name, value in (("urgency", "high"), ("district", "yuyao")):
        await page.locator(f"#filter [name={name}]").focus()
        await page.locator(f"#filter [name={name}]").select_option(value)
        await expect(page.locator(".choosing > summary")).to_contain_text("1" if name == "urgency" else "2")
        await expect(page.locator(f"#filter [name={name}]")).to_be_focused()
        await expect(page.locator("#filter")).to_be_visible()
    await page.locator("#filter [name=urgent]").check()
    await expect(page.locator(".choosing > summary")).to_contain_text("3")
    await expect(page.locator("#filter")).to_be_visible()
    assert "choosing" not in page.url
    await page.keyboard.press("Escape")
    await expect(page.locator("#filter")).to_be_hidden()


@pytest.mark.parametrize("width", [1280, 390])
async def test_what_lacks_something_is_filled_in_where_it_stands(house, chen, window, width):
    """Three chosen and nobody to hand them to: the panel stays open, whole and with its words, and the boxes as they are."""
    for _ in range(3):
        await house.reports()
    wu = await house.member("吴越")
    page = await sign_in(window, house, chen, viewport={"width": width, "height": 800})
    for box in await page.locator("#rows .pick input").all():
        await box.check()
    await page.locator("#bulk summary", has_text="转交").click()
    await page.locator("#bulk-note").fill("请先看流水")
    await page.locator("#bulk .panel button[value=hand_over]").click()
    panel = page.locator("#bulk .panel", has=page.locator(".trouble"))
    await expect(panel.locator(".trouble")).to_have_text("请选一位能接手的同事。")
    await expect(page.locator("#bulk-note")).to_have_value("请先看流水")
    await expect(page.locator(".chosen-count")).to_have_text("选了 3 件")
    await expect(page.locator("#rows .pick input:checked")).to_have_count(3)
    where = await panel.bounding_box()
    assert where and where["x"] >= 0 and where["x"] + where["width"] <= width
    await page.locator("#bulk-to").select_option(str(wu.id))
    await page.locator("#bulk .panel button[value=hand_over]").click()
    await expect(page.locator(".outcome")).to_contain_text("转交了 3 件。")


@pytest.mark.parametrize("width", [1280, 390])
async def test_what_matters_on_a_card_is_not_cut(house, chen, window, width):
    """What waits and until when stands whole, in as many lines as it takes; an empty column is only as wide as its name."""
    case = await house.reports(district="elsewhere", company_name="宁波杭州湾新区跨境电子商务综合服务股份有限公司")
    await house.writes(case, "请问有进展吗？")
    house.clock.passes(timedelta(days=4))
    page = await sign_in(window, house, chen, viewport={"width": width, "height": 800})
    for path in ("/console/board", "/console"):
        await page.goto(f"{house.address}{path}")
        row = page.locator(f"#card-{case.number}, #row-{case.number}").first
        await expect(row.locator(".due")).to_contain_text("已过期限")
        for cell in await row.locator(".due, .term").all():
            assert await cell.evaluate("(cell) => cell.scrollWidth <= cell.clientWidth + 1")
    if width == 1280:
        await page.goto(f"{house.address}/console/board")
        columns = [await one.bounding_box() for one in await page.locator(".stage").all()]
        assert sum(one["width"] for one in columns if one) <= width


@pytest.mark.parametrize("width", [1280, 1024])
async def test_the_longer_words_of_english_have_room(house, lead, window, width):
    """No link of the head is broken into syllables, and the sum stands whole at the end of its line."""
    await house.reports(loss_amount="3200万", money_moving="no")
    page = await sign_in(window, house, lead, viewport={"width": width, "height": 800})
    await page.locator(".me").get_by_text("English").click()
    await expect(page.locator(".me")).to_contain_text("Canned answers")
    await page.goto(f"{house.address}/console?show=open")
    for link in await page.locator(".me > :visible").all():
        where = await link.bounding_box()
        assert where and where["height"] <= 32 and where["x"] + where["width"] <= width
    loss = page.locator("#rows .loss")
    await expect(loss).to_have_text("CNY 32,000,000")
    assert await loss.evaluate("(cell) => cell.scrollWidth <= cell.clientWidth")
