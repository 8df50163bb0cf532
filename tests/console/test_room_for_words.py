"""What an officer reads stands there whole, in a real browser: measured at a desk and on a phone, in light and dark."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from actions.filled import Filled
from cases.verbs import Verb
from handlers.doing import do
from storage.tables import Case, Member
from tests.console.house import House
from tests.console.test_in_a_browser import sign_in, window
from tests.console.test_special_team import formed

__all__ = ["window"]
pytestmark = pytest.mark.browser
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
NARROW = {"width": 1100, "height": 844}
CARD = "6222021234567890123"


async def does(house: House, who: Member, case: Case, verb: Verb, **filled) -> None:
    async with house.door.database.writing() as session:
        await do(house.door.hand(session, member=who), case.number, verb, Filled(**filled))


async def cut(page: Page, selector: str) -> list[str]:
    """The words of what has less room than they need, or stands out of what holds it."""
    return await page.evaluate(
        """(selector) => [...document.querySelectorAll(selector)].filter((one) => {
          const held = one.closest(".row").getBoundingClientRect(), own = one.getBoundingClientRect();
          const holds = [one, one.parentElement].filter((box) => getComputedStyle(box).display !== "contents");
          const less = holds.some((box) => getComputedStyle(box).overflow !== "visible" && box.scrollWidth > box.clientWidth);
          return less || own.right > held.right;
        }).map((one) => one.textContent.trim())""",
        selector,
    )


async def lines(page: Page, selector: str) -> list[int]:
    """In how many lines each of them stands."""
    return await page.evaluate(
        """(selector) => [...document.querySelectorAll(selector)].map((one) => {
          const range = document.createRange();
          range.selectNodeContents(one);
          return new Set([...range.getClientRects()].map((box) => Math.round(box.bottom / 8))).size;
        })""",
        selector,
    )


@pytest.mark.parametrize("size", [DESK, NARROW, PHONE], ids=["desk", "narrow", "phone"])
async def test_a_card_shows_its_money_mark_whole(house, chen, window, size):
    """Also beside a large sum, minutes and days after: how old the money is reads to its last word."""
    old, asked = [
        await house.reports(money_moving="just_now", offence="TRADE_SECRET", loss_amount="2600万") for _ in range(2)
    ]
    for case in (old, asked):
        await does(house, chen, case, Verb.TAKE)
    await does(house, chen, asked, Verb.ASK, text="货发到哪里？")
    house.clock.passes(timedelta(days=8))
    await house.reports(money_moving="just_now", offence="FUND_MISUSE", loss_amount="2600万")
    house.clock.passes(timedelta(minutes=13))
    page = await sign_in(window, house, chen, viewport=size)
    await page.goto(f"{house.address}/console/board")
    await expect(page.locator(".card .mark").first).to_contain_text("13 分钟前报")
    assert await page.locator(".card .mark").count() == 3
    assert await cut(page, ".card .mark, .card .offence, .card .loss") == []


@pytest.mark.parametrize("width", [390, 1280])
async def test_the_page_of_an_absence_fits(house, chen, window, width):
    """A deputy with a long name and much in hand stays within the screen."""
    await house.member("海曙分局经济犯罪侦查大队驻企联络民警欧阳慕容雪娜", district="haishu")
    page = await sign_in(window, house, chen, viewport={"width": width, "height": 844})
    await page.goto(f"{house.address}/console/absence")
    await expect(page.locator("select[name=deputy]")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_a_column_without_anything_takes_no_room(house, chen, window):
    """No clock at law runs: neither deadline nor offence is broken in two, and the column comes back with a clock."""
    await house.reports(money_moving="just_now", offence="CONTRACT_FRAUD", loss_amount="2600万")
    house.clock.passes(timedelta(days=4))
    await house.reports(offence="TRADE_SECRET", urgency="high")
    page = await sign_in(window, house, chen, viewport=DESK)
    await expect(page.locator("#rows .row")).to_have_count(2)
    await expect(page.locator(".heads .term")).to_be_hidden()
    assert set(await lines(page, "#rows .due, #rows .offence, #rows .what .mark")) == {1}
    assert await page.locator(".heads .loss").evaluate("(one) => one.getBoundingClientRect().right") <= DESK["width"]
    head, cell = [
        await page.locator(one).first.evaluate("(one) => one.getBoundingClientRect().left")
        for one in (".heads .due", "#rows .due")
    ]
    assert abs(head - cell) < 2


async def test_the_work_of_a_special_team_stands_before_its_cases(house, chen, lead, signed_in, window):
    """On a phone the notes and the line of the day come first; at a desk they stand beside the cases."""
    _, team = await formed(house, await signed_in(lead), chen)
    page = await sign_in(window, house, chen, viewport=DESK)
    for size, is_beside in ((DESK, True), (PHONE, False)):
        await page.set_viewport_size(size)
        await page.goto(f"{house.address}{team}")
        notes, cases = [
            await page.locator(f"[aria-labelledby={one}]").bounding_box() for one in ("channel-title", "board-title")
        ]
        assert notes["y"] <= cases["y"]
        assert (notes["x"] + notes["width"] <= cases["x"]) == is_beside
        assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]


WORDS = """() => {
  const place = document.querySelector(".graph"), found = [];
  for (const one of echarts.getInstanceByDom(place).getZr().storage.getDisplayList(true)) {
    if (one.type !== "tspan" || one.invisible || one.ignore) continue;
    const box = one.getBoundingRect().clone();
    if (one.transform) box.applyTransform(one.transform);
    found.push({ words: one.style.text, x: box.x, y: box.y, width: box.width, height: box.height });
  }
  return { found, width: place.clientWidth, height: place.clientHeight };
}"""


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
async def test_the_words_of_a_graph_stand_apart(house, chen, window, size):
    """Nine cases of one account: every number is there, none over another, none off the frame."""
    names = (
        "北仑冷链",
        "余姚舜江国际货运代理",
        "象山石浦水产冷冻",
        "海曙精密机械",
        "慈溪逍林五金电器",
        "奉化桃源农产品",
        "鄞州厨具",
        "江北化工",
        "宁海文具",
    )
    cases = [
        await house.reports(
            company_name=f"宁波{name}股份有限公司", contact_phone=f"1390000000{n}", story=f"打到{CARD}，货没有发。"
        )
        for n, name in enumerate(names)
    ]
    page = await sign_in(window, house, chen, viewport=size)
    await page.goto(f"{house.address}/console/cases/{cases[0].number}")
    await page.get_by_role("link", name="看关系图").click()
    await expect(page.locator(".graph[data-drawn] canvas")).to_be_visible()
    await page.locator(".graph").scroll_into_view_if_needed()
    await page.wait_for_timeout(700)  # it comes to rest
    drawn = await page.evaluate(WORDS)
    words = drawn["found"]
    for case in cases:
        assert any(case.number.removeprefix("GC-") in one["words"] for one in words), case.number
    for one in words:
        assert one["x"] >= 0 and one["x"] + one["width"] <= drawn["width"], one
        assert one["y"] >= 0 and one["y"] + one["height"] <= drawn["height"], one
    over = [
        (one["words"], other["words"])
        for n, one in enumerate(words)
        for other in words[:n]
        if min(one["x"] + one["width"], other["x"] + other["width"]) - max(one["x"], other["x"]) > 1
        and min(one["y"] + one["height"], other["y"] + other["height"]) - max(one["y"], other["y"]) > 3
    ]
    assert over == []


async def test_a_phone_leads_to_the_parts_of_a_case(house, chen, window):
    """Each press brings its part under the bar, which stays; the story is read before that without a long head."""
    case = await house.reports(offence="CONTRACT_FRAUD")
    page = await sign_in(window, house, chen, viewport=PHONE)
    await page.goto(f"{house.address}/console/cases/{case.number}")
    assert (await page.locator("header.top").bounding_box())["height"] < 110
    jumps = page.locator(".jumps")
    for words, part in (
        ("会商", "#consulting"),
        ("对话", "#conversation"),
        ("经过", "#story"),
        ("操作", "#case-actions"),
    ):
        await jumps.get_by_role("link", name=words).click()
        await page.wait_for_timeout(100)
        there, bar = await page.locator(part).bounding_box(), await jumps.bounding_box()
        assert -1 <= bar["y"] <= 160
        assert bar["y"] + bar["height"] <= there["y"] + 1 and there["y"] < PHONE["height"] / 2, part
    assert "#" not in page.url
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    await page.set_viewport_size(DESK)
    await expect(jumps).to_be_hidden()


async def test_what_nobody_answered_is_folded(house, chen, window):
    """One line with their number; opened, it names them."""
    case = await house.reports(offence="CONTRACT_FRAUD", offence_group="partner")
    page = await sign_in(window, house, chen, viewport=DESK)
    await page.goto(f"{house.address}/console/cases/{case.number}")
    fold = page.locator("#dossier details.skipped")
    count = int(await fold.locator(".count").inner_text())
    assert count > 2
    assert (await page.locator("#dossier").inner_text()).count("没有回答") == 1
    await expect(fold.locator("p").first).to_be_hidden()
    await fold.locator("summary").click()
    await expect(fold.locator("p").first).to_be_visible()
    named = await fold.locator("p").all_inner_texts()
    assert sum(len(one.split("、")) for one in named) == count


async def test_every_ready_part_is_seen_beside_a_case(house, chen, window):
    """The tabs go on in a second line instead of off the edge."""
    case = await house.reports()
    page = await sign_in(window, house, chen, viewport=DESK)
    await page.goto(f"{house.address}/console/cases/{case.number}")
    pane = await page.locator("#queue-pane").bounding_box()
    for tab in await page.locator(".shows a").all():
        box = await tab.bounding_box()
        assert box["x"] + box["width"] <= pane["x"] + pane["width"], await tab.inner_text()
