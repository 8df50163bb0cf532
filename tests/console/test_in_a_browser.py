"""The console in a real browser: live, by keyboard, and never losing what is being typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from storage.tables import Member
from tests.console.house import House

pytestmark = pytest.mark.browser
# what the browser calls errors and we call answers; then htmx when the stream of news ends, or a refresh gave way
ANSWERS = (
    "401 (Unauthorized)",
    "503 (Service Unavailable)",
    "409 (Conflict)",
    "[object Event]",
    "htmx:afterRequest",
    "htmx:sendAbort",
)
complaints: list[str] = []


@pytest.fixture
def window(browser: Browser) -> Iterator[Browser]:
    """Whatever the browser complains about (a blocked script, an error in ours) fails the story."""
    complaints.clear()
    yield browser
    assert [said for said in complaints if not any(answer in said for answer in ANSWERS)] == []


async def sign_in(window: Browser, house: House, member: Member, **options: object) -> Page:
    """A window of that member on the queue."""
    options = {"viewport": {"width": 1280, "height": 800}, "locale": "zh-CN"} | options
    context = await window.new_context(**options)
    page = await context.new_page()
    page.on("console", lambda line: complaints.append(line.text) if line.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error.stack)))
    await page.goto(await house.link(member))
    await page.get_by_role("button", name="登录").click()
    await expect(page.locator("#queue")).to_be_visible()
    await expect(page.locator("html.has-script")).to_be_attached()  # keys pressed before the script is there are lost
    return page


async def test_a_new_case_appears_without_reload(house, chen, window):
    """The queue and the title show it by themselves."""
    page = await sign_in(window, house, chen)
    await expect(page).to_have_title("队列")
    case = await house.reports(money_moving="just_now")
    await expect(page.locator(f"#row-{case.number}")).to_be_visible(timeout=20_000)
    await expect(page).to_have_title("(1) 队列")


async def test_nothing_moves_under_the_cursor(house, chen, window):
    """While the pointer is over the list a new case waits behind a pill; a press shows it."""
    old = await house.reports()
    page = await sign_in(window, house, chen)
    await page.hover(f"#row-{old.number}")
    new = await house.reports(money_moving="just_now")
    pill = page.locator("#pill")
    await expect(pill).to_have_text("1 件有变化，点这里刷新")
    await expect(page.locator(f"#row-{new.number}")).to_have_count(0)
    await expect(page).to_have_title("(2) 队列")
    await pill.click()
    await expect(page.locator(f"#row-{new.number}")).to_be_visible()
    await expect(pill).to_be_hidden()


@pytest.mark.parametrize("where", ["/console", "/console/board"])
async def test_news_is_told_while_a_filter_is_open(house, chen, window, where):
    """What somebody is choosing stays open; the new case waits behind the pill, and a press shows it."""
    await house.reports()
    page = await sign_in(window, house, chen)
    await page.goto(f"{house.address}{where}")
    await page.locator(".choosing > summary").click()
    new = await house.reports(money_moving="just_now")
    pill = page.locator("#pill")
    await expect(pill).to_have_text("1 件有变化，点这里刷新")
    await expect(page.locator(f"#row-{new.number}, #card-{new.number}")).to_have_count(0)
    await expect(page.locator(".choosing")).to_have_attribute("open", "")
    await pill.click()
    await expect(page.locator(f"#row-{new.number}, #card-{new.number}")).to_be_visible()
    await expect(pill).to_be_hidden()


async def test_a_case_is_taken_by_keyboard(house, chen, window):
    """j, Enter, t: no mouse at all."""
    await house.reports()
    house.clock.passes(timedelta(minutes=1))
    second = await house.reports(company_name="宁波鄞州冷链有限公司")
    page = await sign_in(window, house, chen)
    for key in ("j", "j", "Enter"):
        await page.keyboard.press(key)
    await expect(page.locator("#case-title")).to_have_text("宁波鄞州冷链有限公司")
    assert second.number in page.url
    await page.keyboard.press("t")
    await expect(page.locator("#case-head .held")).to_contain_text("陈立")
    assert (await house.case(second.number)).holder_id == chen.id


async def test_keys_are_letters_in_a_field(house, chen, window):
    """Typing "t" in an answer writes a t and takes nothing."""
    case = await house.reports()
    page = await sign_in(window, house, chen)
    await page.click(f"#row-{case.number}")
    await expect(page.locator("#case-title")).to_be_visible()
    await page.keyboard.press("r")
    await page.keyboard.type("jkt?/")
    await expect(page.locator("#answer-text")).to_have_value("jkt?/")
    assert (await house.case(case.number)).holder_id is None


async def test_typing_survives_everything_that_happens_meanwhile(house, chen, window):
    """A message comes in, the case is taken, another case is looked at: the half-written answer is still there."""
    case, other = await house.reports(), await house.reports()
    page = await sign_in(window, house, chen)
    await page.click(f"#row-{case.number}")
    await page.fill("#answer-text", "写到一半的回复")
    await house.writes(case, "我们又找到一张回单")
    await expect(page.locator("#conversation")).to_contain_text("我们又找到一张回单")
    await expect(page.locator("#answer-text")).to_have_value("写到一半的回复")
    await page.locator("#take button").click()
    await expect(page.locator("#case-head .held")).to_contain_text("陈立")
    await expect(page.locator("#answer-text")).to_have_value("写到一半的回复")
    await page.click("#show-open")
    await page.click(f"#row-{other.number}")
    await expect(page.locator("#case-head")).to_contain_text(other.number)
    await expect(page.locator("#answer-text")).to_have_value("")
    await page.click(f"#row-{case.number}")
    await expect(page.locator("#case-head")).to_contain_text(case.number)
    await expect(page.locator("#answer-text")).to_have_value("写到一半的回复")


async def test_a_refused_verb_keeps_the_words(house, chen, window):
    """Two devices: on the slower one the press is explained at the form."""
    case = await house.reports()
    wu = await house.member("吴越")
    page, faster = await sign_in(window, house, chen), await sign_in(window, house, wu)
    await page.click(f"#row-{case.number}")
    await page.locator("#take button").hover()  # so that the button stays where it is
    await faster.goto(f"{house.address}/console/cases/{case.number}")
    await faster.keyboard.press("t")
    await expect(faster.locator("#case-head .held")).to_contain_text("吴越")
    await page.locator("#take button").click()
    await expect(page.locator("#case-actions .trouble")).to_contain_text("吴越 已经接手了这件")


async def test_the_next_note_does_not_go_to_the_company(house, chen, window):
    """After a note the form for notes stays chosen: the next words must not leave the team by habit."""
    case = await house.reports()
    page = await sign_in(window, house, chen)
    await page.click(f"#row-{case.number}")
    await page.locator("#composer").get_by_text("内部备注", exact=True).first.click()
    await page.fill("#note-text", "第一条")
    await page.locator("#note button").click()
    await expect(page.locator("#conversation")).to_contain_text("第一条")
    await expect(page.locator("#note-text")).to_be_visible()
    await expect(page.locator("#note-text")).to_have_value("")
    await expect(page.locator("#answer-text")).to_be_hidden()


async def test_a_revoked_member_is_shown_out(house, chen, window):
    """The open page leaves by itself."""
    page = await sign_in(window, house, chen)
    await house.revokes(chen)
    await house.reports()
    await expect(page.get_by_role("heading", name="请先登录")).to_be_visible(timeout=20_000)


@pytest.mark.parametrize("width", [1280, 390])
async def test_a_file_is_put_under_an_item_in_place(house, chen, window, width):
    """Chosen beside the file, without a reload; news that comes while one is choosing takes nothing away."""
    case = await house.reports(offence="CONTRACT_FRAUD")
    await house.sends_file(case, "采购合同（盖章）第一版 最终 <2026>.pdf", b"%PDF-1.4")
    page = await sign_in(window, house, chen, viewport={"width": width, "height": 900})
    await page.goto(f"{house.address}/console/cases/{case.number}")
    choice = page.locator("#files select")
    await choice.select_option("contract_original")
    await choice.focus()
    await house.writes(case, "合同发过去了")
    await expect(page.locator("#conversation")).to_contain_text("合同发过去了")
    await expect(choice).to_have_value("contract_original")
    await page.get_by_role("button", name="归到这一项").click()
    await expect(page.locator('#materials [data-item="contract_original"]')).to_contain_text("已上传")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_on_a_phone_the_story_stands_before_what_is_written(house, chen, window):
    """Who and what, the summary, the story, the conversation, the words to write; then all the rest."""
    case = await house.reports()
    await house.writes(case, "还有一笔没有说。")
    page = await sign_in(window, house, chen, viewport={"width": 390, "height": 844})
    await page.goto(f"{house.address}/console/cases/{case.number}")
    order = ("#case-head", "#dossier .summary", ".part-story", "#conversation", "#composer", "#law", "#tracks")
    tops = [(await page.locator(one).bounding_box())["y"] for one in order]
    assert tops == sorted(tops)
    assert await page.evaluate("document.documentElement.scrollWidth") == 390


async def test_the_code_of_a_link_never_leaves_the_page_but_in_the_form(house, chen, window):
    """No request names it in its address, nor does the address bar once the page is there; one press signs in."""
    asked: list[str] = []
    page = await (await window.new_context(locale="zh-CN")).new_page()
    page.on("request", lambda request: asked.append(request.url))
    link = await house.link(chen)
    await page.goto(link)
    await expect(page.get_by_label("没有自动填好")).to_be_hidden()
    assert "#" not in page.url
    await page.get_by_role("button", name="登录").click()
    await expect(page.locator("#queue")).to_be_visible()
    assert [one for one in asked if link.partition("#")[2] in one.partition("#")[0]] == []


async def test_an_invitations_code_never_leaves_the_page_but_in_the_chat(house, chen, window):
    """The same for who is invited; confirmed meanwhile, the open page is the desk's."""
    asked: list[str] = []
    page = await (await window.new_context(locale="zh-CN")).new_page()
    page.on("request", lambda request: asked.append(request.url))
    code = await house.invitation("郑一")
    await page.goto(f"{house.address}/#start=join-{code}")
    await page.get_by_role("button", name="加入", exact=True).click()
    await expect(page.get_by_text("郑一，邀请收到了")).to_be_visible()
    assert code not in page.url
    await house.confirms()
    await expect(page.get_by_text("郑一，您已加入护企专家组")).to_be_visible()
    await expect(page.locator("html[data-desk]")).to_be_attached()
    assert [one for one in asked if code in one.partition("#")[0]] == []
