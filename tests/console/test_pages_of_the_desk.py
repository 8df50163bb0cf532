"""The desk's pages as a chief would look through them: a day's cases, on a desk and on a phone, nothing off the edge.

With GC_TEST_PICTURES=1 the pictures of the README are made here.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from actions.filled import Filled
from cases.consulting import Recommendation
from cases.law.triage import Urgency
from cases.people import Role
from cases.verbs import Verb
from handlers.doing import do
from storage.tables import Case, Member
from tests.console.house import House
from tests.console.test_in_a_browser import sign_in, window  # noqa: F401
from tests.whole.test_by_hand import picture

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

DAY = [  # company, district, offence, loss, minutes until the next one
    ("宁波海曙精工机械有限公司", "haishu", "CONTRACT_FRAUD", "320万", 1500),
    ("余姚舜江塑料模具有限公司", "yuyao", "TRADE_SECRET", "76万", 400),
    ("慈溪逍林五金电器有限公司", "cixi", "FUND_MISUSE", "5万", 60),
    ("宁波北仑港兴国际货运代理有限公司", "beilun", "CONTRACT_FRAUD", "1200万", 33),
    ("宁波鄞州冷链食品有限公司", "yinzhou", "EMBEZZLEMENT", "45万", 90),
    ("奉化桃源农产品专业合作社", "fenghua", "CONTRACT_FRAUD", "9万", 240),
    ("宁波高新区数智科技股份有限公司", "haishu", "TRADE_SECRET", "2600万", 25),
    ("宁海西店文具制造有限公司", "ninghai", "CONTRACT_FRAUD", "150万", 10),
    ("象山石浦水产冷冻有限公司", "xiangshan", "EMBEZZLEMENT", "33万", 45),
    ("慈溪周巷厨具有限公司", "cixi", "CONTRACT_FRAUD", "88万", 4),
]
CONTACTS = ("王建国", "孙丽华", "方志强", "徐海平", "郑雪芬", "邬国良", "童一鸣", "葛秀英", "史立军", "沈文斌")
STORY = "对方自称宁波中港物资有限公司的业务经理，收了预付款一直不发货，让我们把钱打到 6222 0212 0801 2345 672。"
QUESTION = "合同签了，货一直没发，公司是空壳。是合同诈骗还是违约？"


class Day:
    """A house with a day's work in it: taken, asked, answered, consulted, linked."""

    def __init__(self, house: House, members: dict[str, Member], cases: list[Case]) -> None:
        self.house, self.members, self.cases = house, members, cases

    async def does(self, who: str, number: int, verb: Verb, **filled: Any) -> None:
        async with self.house.door.database.writing() as session:
            hand = self.house.door.hand(session, member=self.members[who])
            await do(hand, self.cases[number].number, verb, Filled(**filled))
        self.house.clock.passes(timedelta(minutes=2))

    def address(self, number: int, part: str = "") -> str:
        return f"{self.house.address}/console/cases/{self.cases[number].number}{part}"


@pytest.fixture
async def day(house: House) -> Day:
    members = {
        "陈立": await house.member("陈立"),
        "王芳": await house.member("王芳"),
        "林海涛": await house.member("林海涛", Role.CASE_OFFICER),
        "赵锋": await house.member("赵锋", Role.LEAD),
    }
    cases = []
    for place, (company, district, offence, loss, minutes) in enumerate(DAY):
        group = "partner" if offence == "CONTRACT_FRAUD" else "insider"
        told = {"story": STORY} if offence == "CONTRACT_FRAUD" else {}
        moving = {"money_moving": "just_now"} if company == DAY[-1][0] else {}
        contact = {"contact_name": CONTACTS[place], "contact_phone": f"1395748{place:04}"}
        where = {"offence": offence, "offence_group": group, "district": district, "loss_amount": loss}
        cases.append(await house.reports(company_name=company, **where, **contact, **told, **moving))
        house.clock.passes(timedelta(minutes=minutes))
    day = Day(house, members, cases)
    for number, who in ((0, "陈立"), (1, "王芳"), (2, "林海涛"), (3, "陈立"), (4, "陈立"), (6, "王芳")):
        await day.does(who, number, Verb.TAKE)
    await day.does("陈立", 3, Verb.ASK, text="对方要您把钱打到哪个账户？提单现在在谁手里？")
    await house.writes(cases[3], "提单今天下午能拿到。对方又来电话，说货压在港口。")
    await day.does("陈立", 0, Verb.SET_URGENCY, urgency=Urgency.IMMEDIATE, text="嫌疑人已订出境机票")
    await day.does("陈立", 0, Verb.CONVENE, text=QUESTION, panel=tuple(_ids(day, "王芳", "林海涛")), within="4h")
    await day.does(
        "王芳", 0, Verb.GIVE_OPINION, recommendation=Recommendation.ACCEPT, text="收款户是空壳，建议受案，先查账户。"
    )
    await day.does("陈立", 0, Verb.ADD_MEASURE, to=day.members["林海涛"].id, within="1d", text="调取收款账户开户资料")
    await house.indexes()
    return day


def _ids(day: Day, *names: str) -> list[str]:
    return [str(day.members[name].id) for name in names]


SIZES = {"desktop": (1280, 900), "phone": (390, 844)}


@pytest.mark.parametrize("size", SIZES)
async def test_the_desks_pages_fit(day: Day, window: Browser, size: str):  # noqa: F811
    """Queue, board, case, consultation, graph, search and my work: all there, and none wider than the screen."""
    width, height = SIZES[size]
    page = await sign_in(window, day.house, day.members["陈立"], viewport={"width": width, "height": height})
    page.set_default_timeout(30_000)
    await looks(
        page, f"{day.house.address}/console?show=open", "宁波北仑港兴国际货运代理有限公司", f"desk-{size}-queue"
    )
    await looks(page, f"{day.house.address}/console/board", "慈溪逍林五金电器有限公司", f"desk-{size}-board")
    await looks(page, day.address(0), "嫌疑人已订出境机票", f"desk-{size}-case")
    await page.locator("#consulting-said").scroll_into_view_if_needed()
    await expect(page.locator("#consulting-said")).to_contain_text(QUESTION)
    await picture(page, f"desk-{size}-consultation")
    await page.goto(day.address(0))
    await page.get_by_role("link", name="看关系图").click()
    await expect(page.locator(".graph[data-drawn] canvas")).to_be_visible()
    await page.locator(".graph").scroll_into_view_if_needed()
    await page.wait_for_timeout(1000)  # it comes to rest
    await fits(page)
    await picture(page, f"desk-{size}-graph")
    await page.goto(f"{day.house.address}/console")
    box = page.locator("input[name=words]").first
    await box.fill("中港物资")
    await box.press("Enter")
    await expect(page.locator(".results mark").first).to_be_visible()
    await fits(page)
    await picture(page, f"desk-{size}-search")
    await looks(
        page, f"{day.house.address}/console/my_work", "宁波北仑港兴国际货运代理有限公司", f"desk-{size}-my-work"
    )


async def looks(page: Page, address: str, words: str, name: str) -> None:
    """Opens it and sees these words."""
    await page.goto(address)
    await expect(page.locator("body")).to_contain_text(words)
    await fits(page)
    await picture(page, name)


async def fits(page: Page) -> None:
    """Nothing stands off the edge."""
    wide, shown = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= shown, page.url
