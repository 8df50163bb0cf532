"""The fake is as strict as Telegram, so that stories told on it mean something."""

from __future__ import annotations

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramNotFound
from aiogram.methods import SendDice
from aiogram.types import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from tests.telegram.markup import BadMarkup, read_html


def buttons(**button):
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(**button)]])


GOOD = [
    ("a &lt; b &amp; c", "a < b & c", []),
    ("<b>粗</b>", "粗", [("bold", 0, 1)]),
    ("😀<i>x</i>", "😀x", [("italic", 2, 1)]),
    ('<a href="https://a.cn">x</a>', "x", [("text_link", 0, 1)]),
    ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
    ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
    ("  <b>x</b> \n", "x", [("bold", 0, 1)]),
    ('<pre><code class="language-py">x</code></pre>', "x", [("code", 0, 1), ("pre", 0, 1)]),
    ("a & b &nbsp;", "a & b &nbsp;", []),
]


@pytest.mark.parametrize(("html", "text", "entities"), GOOD)
def test_good_markup(html, text, entities):
    """Tags become entities counted in UTF-16, references become characters, the ends are trimmed."""
    seen, found = read_html(html)
    assert seen == text
    assert sorted((one["type"], one["offset"], one["length"]) for one in found) == sorted(entities)


@pytest.mark.parametrize(
    "html", ["<b>x", "x</b>", "<b>x</i>", "<div>x</div>", "a < b", "<br>", "<p>x</p>", "<span>x</span>", "<"]
)
def test_bad_markup(html):
    """Unknown, unbalanced and crossed tags are refused as Telegram refuses them."""
    with pytest.raises(BadMarkup):
        read_html(html)


REFUSED = [
    ({"text": "<b>x"}, "can't parse entities"),
    ({"text": "字" * 4097}, "message is too long"),
    ({"text": " \n "}, "message text is empty"),
    ({"text": "x", "reply_markup": buttons(text="x", callback_data="字" * 22)}, "BUTTON_DATA_INVALID"),
    ({"text": "x", "reply_markup": buttons(text="x")}, "Text buttons are unallowed"),
    ({"text": "x", "reply_markup": buttons(text="x", url="http://localhost:8000")}, "Wrong HTTP URL"),
    ({"text": "x", "chat_id": 1}, "chat not found"),
    ({"text": "x", "parse_mode": "MarkdownV2"}, "unsupported parse_mode"),
]


@pytest.mark.parametrize(("message", "words"), REFUSED)
async def test_refused_messages(api, bot, message, words):
    """What Telegram would not take is not taken, with its words."""
    person = api.person()
    with pytest.raises(TelegramBadRequest, match=words):
        await bot.send_message(**{"chat_id": person.id, **message})
    assert person.sees() == []


async def test_the_longest_message_counts_what_is_seen(api, bot):
    """Tags do not count: 4096 visible characters are taken."""
    person = api.person()
    await bot.send_message(person.id, f"<b>{'字' * 4096}</b>")
    assert len(person.sees()[0].text) == 4096


async def test_edits(api, bot):
    """An edit without change, of nothing, or of a person's message is refused; one without keyboard takes the keyboard away."""
    person = api.person()
    sent = await bot.send_message(person.id, "<b>一</b>", reply_markup=buttons(text="好", callback_data="ok"))
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await sent.edit_text("<b>一</b>", reply_markup=buttons(text="好", callback_data="ok"))
    await sent.edit_text("二")
    assert person.sees()[0].buttons == []
    await sent.edit_reply_markup(reply_markup=buttons(text="新", callback_data="new"))
    assert person.sees()[0].buttons == ["新"]
    said = await person.says("我")
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("x", chat_id=person.id, message_id=said.id)
    await sent.delete()
    assert person.sees() == []
    for gone, words in (
        (sent.edit_text("三"), "message to edit not found"),
        (sent.delete(), "message to delete not found"),
    ):
        with pytest.raises(TelegramBadRequest, match=words):
            await gone


async def test_links_and_reply_keyboards(api, bot):
    """A link tells where it leads; a button of the reply keyboard says its words."""
    person = api.person()
    await bot.send_message(person.id, "网页", reply_markup=buttons(text="打开", url="https://example.org/x"))
    assert person.link("打开") == "https://example.org/x"
    keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="我要报案")]])
    await bot.send_message(person.id, "您好", reply_markup=keyboard)
    press = await person.presses("我要报案")
    assert press.message.text == "我要报案"


async def test_a_missing_button_shows_the_screen(api, bot):
    """A story that fails says what the person had in front of them."""
    person = api.person()
    await bot.send_message(person.id, "请选择", reply_markup=buttons(text="继续", callback_data="x"))
    with pytest.raises(AssertionError, match="请选择"):
        await person.presses("没有", timeout=0.05)
    with pytest.raises(AssertionError, match="请选择"):
        await person.waits_for("没有", timeout=0.05)


async def test_presses_answered_once_known(api, bot):
    """A press nobody made cannot be answered."""
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query("1")


async def test_the_rest_of_the_bot(api, bot):
    """Commands are kept by language, chat actions are noted, and a method the fake lacks says so."""
    assert (await bot.me()).username == "green_channel_bot"
    await bot.set_my_commands([BotCommand(command="start", description="开始")], language_code="zh")
    assert [one.command for one in await bot.get_my_commands(language_code="zh")] == ["start"]
    person = api.person()
    await bot.send_chat_action(person.id, "typing")
    assert api.chat_actions == [(person.id, "typing")]
    assert (await bot.get_webhook_info()).url == ""
    assert (await bot.get_chat(person.id)).first_name == "王敏"
    with pytest.raises(TelegramNotFound, match="method not found"):
        await bot(SendDice(chat_id=person.id))
