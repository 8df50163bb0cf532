"""The page in a real browser: the chat shows what happened, and whatever is pressed is found, at the size of a phone."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from bot.webchat.language import Languages

from .conftest import PHONE, House, picture, says, styled, ticking

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
ON_PHONE = {"viewport": PHONE, "has_touch": True, "reduced_motion": "reduce"}
WAYS = [("上一题", None), ("跳过", None), ("为什么问？", None)]
CODE = "7K3Q-X2MN-4RTY-9ABC"
CALLS = "请现在就打电话，要求止付。\n☎ 110 报警电话\n☎ 95588 工商银行\n☎ 0574-87654321 甬城经侦\n\n<b>接通后就说：</b>钱刚转出。"

CONTRAST = """node => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map((one) => one / 255)
      .map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const solid = (at) => {
    const found = getComputedStyle(at).backgroundColor;
    return /, 0\\)$/.test(found) ? solid(at.parentElement) : found;
  };
  const [one, other] = [light(getComputedStyle(node).color), light(solid(node))].sort((a, b) => b - a);
  return (one + 0.05) / (other + 0.05);
}"""

LINES = """node => {
  const text = node.firstChild, range = document.createRange(), lines = [];
  let top = null;
  [...text.data].forEach((letter, at) => {
    range.setStart(text, at); range.setEnd(text, at + 1);
    const here = range.getBoundingClientRect().top;
    if (top === null || Math.abs(here - top) > 4) lines.push(""), top = here;
    lines[lines.length - 1] += letter;
  });
  return lines;
}"""


async def opened(house: House, visit, **options: object) -> tuple[Page, int]:
    """The page with its greeting, and whose chat it is."""
    page = await visit(**{**ON_PHONE, **options})
    await expect(says(page, "钱是刚刚转出去的吗？")).to_be_visible()
    return page, house.seen[-1].chat.id


async def asks(house: House, chat_id: int, text: str, *rows: list[tuple[str, str | None]], **more: str) -> int:
    sent = await house.web.bot.send_message(chat_id, text, reply_markup=styled(*rows, **more) if rows else None)
    return sent.message_id


async def box(found: Locator) -> dict[str, float]:
    place = await found.bounding_box()
    assert place
    return place


async def colour(found: Locator, what: str = "backgroundColor") -> str:
    return await found.evaluate(f"node => getComputedStyle(node).{what}")


def key(page: Page, label: str) -> Locator:
    return page.locator("#log").get_by_role("button", name=label, exact=True)


async def test_what_was_pressed_stands_as_the_persons_own_words(house, visit):
    """Not in the question's bubble but below it on the right, without its buttons; the same after a reload."""
    page, chat_id = await opened(house, visit)
    await asks(house, chat_id, "<b>您觉得是谁做的？</b>", [("公司里的人", "primary"), ("说不清", "primary")], WAYS)
    await key(page, "公司里的人").click()
    await expect(says(page, "下一题是什么？")).to_be_visible()
    for _ in range(2):
        question = says(page, "您觉得是谁做的？")
        bubbles = question.locator(".bubble")
        await expect(bubbles).to_have_count(2)
        await expect(bubbles.first).not_to_contain_text("公司里的人")
        await expect(bubbles.last.locator(".words")).to_have_text("公司里的人")
        await expect(question.locator(".key")).to_have_count(0)
        asked, chosen = await box(bubbles.first), await box(bubbles.last)
        assert chosen["y"] >= asked["y"] + asked["height"]
        assert abs(chosen["x"] + chosen["width"] - (PHONE["width"] - 12)) < 2
        assert await colour(bubbles.first) != await colour(bubbles.last)
        await picture(page, "chosen")
        await page.reload()


async def test_answers_are_large_and_ways_are_links(house, visit):
    """Short answers stand two by two, one long one and all stand alone; the ways share one row and look like none of them."""
    page, chat_id = await opened(house, visit)
    await asks(house, chat_id, "<b>急吗？</b>", [("急", "primary"), ("不急", "primary"), ("钱在转走", "danger")], WAYS)
    yes, no, alarm = [await box(key(page, label)) for label in ("急", "不急", "钱在转走")]
    assert (yes["width"], yes["y"]) == (no["width"], no["y"])
    assert alarm["width"] > 2 * yes["width"]
    assert await colour(key(page, "钱在转走")) == "rgb(179, 38, 30)"
    ways = [await box(key(page, label)) for label, _ in WAYS]
    assert len({one["y"] for one in ways}) == 1
    assert all(one["height"] >= 44 and one["width"] < yes["width"] for one in ways)
    assert await colour(key(page, "跳过"), "borderTopWidth") == "0px"
    await picture(page, "answers")
    when = ("早上（8点前）", "中午（12点到14点）", "晚上")
    await asks(
        house, chat_id, "<b>什么时候方便？</b>", [(when[0], "primary"), (when[1], "primary")], [(when[2], "primary")]
    )
    await page.set_viewport_size({"width": 320, "height": 640})
    places = [await box(key(page, label)) for label in when]
    assert len({one["width"] for one in places}) == 1
    assert max(one["height"] for one in places) < 60  # one line each


async def test_without_styles_all_are_buttons(house, visit):
    """A keyboard that says nothing of styles has no ways: each is a button with its border."""
    page, _ = await opened(house, visit)
    for label in ("钱刚转出去", "不是", "以后再说"):
        assert await colour(key(page, label), "borderTopWidth") == "1px"


async def test_a_question_to_type_has_ways_alone(house, visit):
    """Buttons that are said to be ways are links even where there is no answer to press; the focus goes to the input."""
    page, chat_id = await opened(house, visit)
    await asks(house, chat_id, "<b>要写吗？</b>", [("只有路", "primary")])
    await key(page, "只有路").focus()
    await page.keyboard.press("Enter")
    await expect(says(page, "叫什么名字？")).to_be_visible()
    assert await colour(key(page, "跳过"), "borderTopWidth") == "0px"
    await expect(page.get_by_label("写消息")).to_be_focused()


async def test_numbers_to_ring(house, visit):
    """A line with the sign becomes a large link that rings, 110 in red; the message is shown from its top, and stays there."""
    page, chat_id = await opened(house, visit)
    await asks(house, chat_id, CALLS + "\n很长的话。" * 40, [("我打过 110 了", "primary")])
    links = page.locator("a.dial")
    await expect(links).to_have_count(3)
    assert [await one.get_attribute("href") for one in await links.all()] == [
        "tel:110",
        "tel:95588",
        "tel:0574-87654321",
    ]
    assert await colour(links.nth(0)) == "rgb(179, 38, 30)" != await colour(links.nth(1))
    assert min([(await box(one))["height"] for one in await links.all()]) >= 56
    await expect(links.nth(1)).to_have_text("95588 工商银行")
    await expect(links.first).to_be_in_viewport(ratio=1)
    await expect(says(page, "要求止付").get_by_text("请现在就打电话")).to_be_in_viewport()
    await asks(house, chat_id, "<b>收款账号是多少？</b>")
    await expect(says(page, "收款账号是多少？")).to_be_attached()
    await expect(links.first).to_be_in_viewport(ratio=1)
    await expect(page.get_by_role("button", name="有新消息")).to_be_visible()
    await picture(page, "calls")
    await links.first.focus()
    await page.keyboard.press("Tab")
    await expect(links.nth(1)).to_be_focused()
    await page.get_by_role("button", name="有新消息").click()
    await expect(says(page, "收款账号是多少？")).to_be_in_viewport()


async def test_only_the_houses_numbers_ring(house, visit):
    """What a person types becomes no link, nor does a line whose number is none."""
    page, chat_id = await opened(house, visit)
    await asks(house, chat_id, "☎ javascript:1 x\n☎ 95588' onclick\n☎ 没有号码\n说 ☎ 110 吧")
    await expect(says(page, "没有号码")).to_be_visible()
    await page.get_by_label("写消息").fill("☎ 13800000000 骗子")
    await page.get_by_role("button", name="发送").click()
    await expect(page.locator("article.mine")).to_contain_text("骗子")
    await expect(page.locator("article.mine a, article:has-text('没有号码') a")).to_have_count(0)


async def test_a_code_is_copied_or_kept_as_a_picture(house, visit):
    """It says that it copied; the picture is drawn here, and nothing is asked of anybody for it."""
    page, chat_id = await opened(house, visit)
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    text = f"您的返回码：\n<code>{CODE}</code>\n请写在纸上收好。"
    await asks(house, chat_id, text, [("复制返回码", "success")], [("我抄好了", None)], copies=CODE)
    await key(page, "复制返回码").click()
    await expect(page.get_by_text("已复制")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == CODE
    assert await key(page, "复制返回码").get_attribute("aria-pressed") is None
    copies, keeps = await box(key(page, "复制返回码")), await box(key(page, "存成图片"))
    assert copies["y"] == keeps["y"]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith("http") else None)
    async with page.expect_download() as download:
        await key(page, "存成图片").click()
    kept = await (await download.value).path()
    assert kept.read_bytes().startswith(b"\x89PNG")
    await expect(page.locator("#picture img")).to_be_visible()
    await picture(page, "code-kept")
    assert asked == []


@pytest.mark.parametrize(
    ("locale", "labels"),
    [
        ("zh-CN", ["看进展", "补材料", "问一句", "再报一件", "返回码", "打 110"]),
        ("en-GB", ["Progress", "Add papers", "Ask", "New report", "Return code", "Call 110"]),
    ],
    ids=["zh", "en"],
)
@pytest.mark.parametrize("width", [360, 320])
async def test_the_standing_menu(house, visit, locale, labels, width):
    """Six things are always at hand, all in sight; five are said as the person's own words, the sixth rings."""
    page, _ = await opened(house, visit, locale=locale, viewport={"width": width, "height": 740})
    items = page.locator(".standing > *")
    await expect(items).to_have_text(labels)
    for item in await items.all():
        await expect(item).to_be_in_viewport(ratio=1)
        place = await box(item)
        assert place["height"] >= 44
        assert place["width"] >= 40
    await expect(items.last).to_have_attribute("href", "tel:110")
    await items.nth(1).focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("article.mine .words")).to_have_text(labels[1])
    await expect(says(page, labels[1])).to_have_count(2)  # the small bot says it again
    await picture(page, f"standing-{locale}-{width}")


async def test_the_focus_goes_to_what_came_of_a_press(house, visit):
    """By the keyboard alone: to the first answer of the next question, to the input when there is none, never out of the page."""
    page, chat_id = await opened(house, visit)
    await asks(house, chat_id, "<b>您觉得是谁做的？</b>", [("公司里的人", "primary")], [("最后一题", "primary")], WAYS)
    await expect(key(page, "公司里的人")).to_be_visible()
    await page.evaluate("""() => {
        window.lost = 0; window.heard = [];
        setInterval(() => { if (document.activeElement === document.body) window.lost += 1; }, 5);
        new MutationObserver((all) => all.forEach((one) => one.addedNodes.forEach((node) => {
            if (node.isConnected) window.heard.push(node.textContent);
        }))).observe(document.getElementById("log"), { childList: true, subtree: true });
    }""")
    await key(page, "公司里的人").focus()
    await page.evaluate("window.lost = 0")
    await page.keyboard.press("Enter")
    await expect(key(page, "要")).to_be_focused()
    assert await page.evaluate("window.lost") == 0
    heard = await page.evaluate("window.heard")
    assert sum("下一题是什么" in one for one in heard) == 1
    assert not any("您觉得是谁做的" in one for one in heard)  # it was heard when it was asked
    await asks(house, chat_id, "<b>还有吗？</b>", [("最后一题", "primary"), ("再说", "primary")])
    await expect(key(page, "再说")).to_be_visible()
    await page.wait_for_timeout(300)
    await key(page, "最后一题").last.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("写消息")).to_be_focused()
    assert await page.evaluate("window.lost") == 0


async def test_news_takes_the_focus_from_nobody(house, visit):
    """Who is about to press, or writes, stays where they are when something comes by itself."""
    page, chat_id = await opened(house, visit)
    await key(page, "不是").focus()
    await asks(house, chat_id, "<b>专家问您：</b>", [("好", "primary")])
    await expect(key(page, "好")).to_be_visible()
    await expect(key(page, "不是")).to_be_focused()


async def test_what_is_over_looks_over(house, visit):
    """The answers of an older question are small and quiet, yet can be read and pressed; an officer's news makes nothing old."""
    page, chat_id = await opened(house, visit)
    await asks(house, chat_id, "<b>哪一天？</b>", [("今天转走了", "danger"), ("昨天", "primary")], WAYS)
    wide, colours = await box(key(page, "今天转走了")), await colour(key(page, "今天转走了"))
    await asks(house, chat_id, "专家组已经看到。")
    await expect(says(page, "专家组已经看到")).to_be_visible()
    assert await colour(key(page, "今天转走了")) == colours
    await asks(house, chat_id, "<b>几点？</b>", [("上午", "primary"), ("下午", "primary")])
    await expect(key(page, "上午")).to_be_visible()
    old = key(page, "今天转走了")
    assert (await box(old))["width"] < wide["width"]
    assert await colour(old) != colours
    assert await old.evaluate(CONTRAST) >= 4.5
    assert await key(page, "上午").evaluate(CONTRAST) >= 4.5
    await picture(page, "old")
    await old.click()
    await expect(says(page, "哪一天？").locator(".choice")).to_contain_text("今天转走了")


async def test_several_to_choose(house, visit):
    """What is ticked is filled and says so, the focus stays on it, and the button that ends the choosing stands out."""
    page, chat_id = await opened(house, visit)
    await house.web.bot.send_message(chat_id, "<b>手头有哪些？可以选几项。</b>", reply_markup=ticking(set()))
    await key(page, "发票").focus()
    await page.keyboard.press("Enter")
    await expect(key(page, "选好了")).to_be_visible()
    await expect(key(page, "发票")).to_have_attribute("aria-pressed", "true")
    await expect(key(page, "合同")).to_have_attribute("aria-pressed", "false")
    await expect(key(page, "发票")).to_be_focused()
    filled, empty, ends = [await colour(key(page, label)) for label in ("发票", "合同", "选好了")]
    assert filled == ends != empty
    assert await key(page, "选好了").get_attribute("aria-pressed") is None
    await picture(page, "several")
    await page.keyboard.press("Enter")
    await expect(key(page, "选好了")).to_have_count(0)
    await expect(key(page, "发票")).to_be_focused()


async def test_the_page_follows_the_language_of_the_chat(house, visit):
    """Header, promise, placeholder and menu change where they stand; what was being written is still there."""
    page, chat_id = await opened(house, visit)
    await page.evaluate("window.stays = true")
    await page.get_by_label("写消息").fill("还没写完")
    await Languages(house.database, house.web.bot.id, "zh").speak(chat_id, "en")
    await asks(house, chat_id, "<b>Is the money on its way?</b>", [("Yes", "primary"), ("No", "primary")])
    await expect(page.locator(".promise p")).to_have_text("We never ask for transfers, passwords or codes")
    await expect(page.get_by_label("Write a message")).to_have_value("还没写完")
    await expect(page.locator("#text")).to_have_attribute("placeholder", "Write a message")
    await expect(page.locator(".standing > *").first).to_have_text("Progress")
    await expect(page.get_by_role("button", name="Money just left")).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await picture(page, "english")
    assert await page.evaluate("window.stays")
    await page.reload()
    await expect(page.locator("html")).to_have_attribute("lang", "en")


async def test_page_and_opening_are_of_one_language(house, visit):
    """An English browser at a Chinese unit's page begins a chat in English; the page's own switch changes both."""
    page, chat_id = await opened(house, visit, locale="en-GB")
    languages = Languages(house.database, house.web.bot.id, "zh")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    assert await languages.spoken(chat_id) == "en"
    await page.get_by_label("More").click()
    await page.get_by_role("button", name="中文", exact=True).click()
    await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    await expect(says(page, "钱是刚刚转出去的吗？")).to_be_visible()
    assert await languages.spoken(chat_id) == "zh"


@pytest.mark.parametrize("width", [390, 360, 320])
async def test_the_promise_breaks_only_behind_a_comma(house, visit, width):
    """No word of the line that matters most is torn, with a unit's long name and phone beside it."""
    await house.stop()
    house.settings |= {"unit_name": "宁波市公安局鄞州分局经济犯罪侦查大队", "unit_phone": "0574-87654321"}
    await house.start()
    page, _ = await opened(house, visit, viewport={"width": width, "height": 740})
    lines = await page.locator(".promise p").evaluate(LINES)
    assert "".join(lines) == "我们绝不会让您转账，也不会要您的密码、验证码"
    assert len(lines) <= 2
    assert all(line.endswith(("，", "、", "码")) for line in lines)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await picture(page, f"promise-{width}")
