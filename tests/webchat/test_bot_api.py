"""The session answers as Telegram's Bot API does, refusals included."""

from __future__ import annotations

from uuid import uuid4

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from bot.channels import delivering
from bot.webchat.session import WEB_BOT_ID
from storage import web_chats

from .conftest import keyboard

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


@pytest.fixture
async def chat_id(house) -> int:
    async with house.database.writing() as session:
        return (await web_chats.add_chat(session, house.clock())).chat_id


@pytest.fixture
def bot(house):
    return house.web.bot


async def test_it_is_a_bot(bot):
    """The web bot has an id of its own and knows itself."""
    assert (await bot.me()).id == bot.id == WEB_BOT_ID


async def test_send_edit_delete(bot, chat_id, house):
    """A message is sent in the default parse mode, edited, and deleted for good."""
    sent = await bot.send_message(chat_id, "<b>一</b>", reply_markup=keyboard([("好", "ok")]))
    assert sent.html_text == "<b>一</b>" and sent.chat.id == chat_id and sent.from_user.is_bot
    edited = await sent.edit_text("二")
    assert edited.message_id == sent.message_id and edited.reply_markup is None and edited.edit_date
    assert (await sent.edit_reply_markup(reply_markup=keyboard([("好", "ok")]))).text == "二"
    assert await sent.delete()
    with pytest.raises(TelegramBadRequest, match="Bad Request: message to edit not found"):
        await sent.edit_text("三")
    with pytest.raises(TelegramBadRequest, match="Bad Request: message to delete not found"):
        await sent.delete()
    assert await bot.delete_messages(chat_id, [sent.message_id])


async def test_not_modified(bot, chat_id):
    """The same text and the same buttons again are refused, other buttons are not."""
    sent = await bot.send_message(chat_id, "一", reply_markup=keyboard([("好", "ok")]))
    with pytest.raises(TelegramBadRequest, match="message is not modified: specified new message content"):
        await sent.edit_text(" 一 ", reply_markup=keyboard([("好", "ok")]))
    await sent.edit_text("一", reply_markup=keyboard([("好", "other")]))


async def test_a_persons_message_cannot_be_edited(house, reporter, bot):
    """The bot edits only what it said itself."""
    said = (await reporter.says("我的话")).json()
    chat = house.seen[0].chat.id
    with pytest.raises(TelegramBadRequest, match="Bad Request: message can't be edited"):
        await bot.edit_message_text("别的", chat_id=chat, message_id=said["id"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "message text is empty"),
        ("<b> </b>", "message text is empty"),
        ("<p>x</p>", "can't parse entities: Unsupported start tag"),
        ("x" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
    ],
)
async def test_bad_texts(bot, chat_id, text, words):
    """Empty, badly marked up and too long texts are refused in Telegram's words."""
    with pytest.raises(TelegramBadRequest, match=f"Bad Request: {words}"):
        await bot.send_message(chat_id, text)


async def test_limits_are_met_exactly(bot, chat_id):
    """4096 characters after parsing and 64 bytes of callback data are still accepted."""
    sent = await bot.send_message(chat_id, f"<b>{'x' * 4096}</b>", reply_markup=keyboard([("好", "é" * 32)]))
    assert len(sent.text) == 4096


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (keyboard([("好", "x" * 65)]), "BUTTON_DATA_INVALID"),
        (keyboard([("好", "é" * 33)]), "BUTTON_DATA_INVALID"),
        (keyboard([("好", "")]), "BUTTON_DATA_INVALID"),
        (keyboard([(" ", "x")]), "Text must be non-empty"),
        (keyboard([(str(n), "x") for n in range(101)]), "reply markup is too long"),
        (
            InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="x", url="javascript:1")]]),
            "Wrong HTTP URL",
        ),
        (InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="x")]]), "BUTTON_TYPE_INVALID"),
        (ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="x")]]), "reply keyboards are not supported"),
    ],
)
async def test_bad_keyboards(bot, chat_id, markup, words):
    """Buttons Telegram would refuse are refused."""
    with pytest.raises(TelegramBadRequest, match=words):
        await bot.send_message(chat_id, "x", reply_markup=markup)


async def test_what_is_not_for_here(bot, chat_id):
    """Unknown chats and methods are refused; what only dresses Telegram up is accepted."""
    with pytest.raises(TelegramBadRequest, match="Bad Request: chat not found"):
        await bot.send_message(chat_id + 1, "x")
    with pytest.raises(TelegramBadRequest, match="Bad Request: chat not found"):
        await bot.send_message("@name", "x")
    with pytest.raises(TelegramBadRequest, match="method not supported here"):
        await bot.send_poll(chat_id, "?", ["a", "b"])
    with pytest.raises(TelegramBadRequest, match="unsupported parse_mode"):
        await bot.send_message(chat_id, "x", parse_mode="MarkdownV2")
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query("1")
    assert await bot.set_my_commands([]) and await bot.delete_webhook()
    assert await bot.send_message(chat_id, "x", reply_markup=ReplyKeyboardRemove())


async def test_replies(bot, chat_id):
    """A reply names an existing message, unless the sender allows otherwise."""
    first = await bot.send_message(chat_id, "一")
    await first.reply("二")
    missing = ReplyParameters(message_id=99)
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(chat_id, "三", reply_parameters=missing)
    allowed = ReplyParameters(message_id=99, allow_sending_without_reply=True)
    assert await bot.send_message(chat_id, "三", reply_parameters=allowed)


async def test_files(bot, chat_id, house):
    """Documents and photos are sealed, come back byte by byte, and can be sent again by their id in the same chat."""
    sent = await bot.send_document(chat_id, BufferedInputFile(b"bytes", "../a\\收据.pdf"), caption="<b>c</b>")
    assert (sent.document.file_name, sent.document.mime_type) == ("收据.pdf", "application/pdf")
    assert (await bot.download(sent.document)).read() == b"bytes"
    assert b"bytes" not in house.stored_files()[0].read_bytes()
    again = await bot.send_document(chat_id, sent.document.file_id)
    assert again.document.file_id == sent.document.file_id
    photo = await bot.send_photo(chat_id, BufferedInputFile(PNG, "p.png"))
    assert (await bot.download(photo.photo[-1])).read() == PNG
    assert (await photo.edit_caption(caption="新")).caption == "新"
    with pytest.raises(TelegramBadRequest, match="there is no text in the message to edit"):
        await photo.edit_text("x")
    await photo.delete()
    assert len(house.stored_files()) == 1


async def test_a_refused_file_leaves_nothing(bot, chat_id, house):
    """An empty file, a caption that is too long and a foreign file id are refused, and nothing stays on disk."""
    with pytest.raises(TelegramBadRequest, match="file must be non-empty"):
        await bot.send_document(chat_id, BufferedInputFile(b"", "a"))
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await bot.send_document(chat_id, BufferedInputFile(b"x", "a"), caption="x" * 1025)
    with pytest.raises(TelegramBadRequest, match="wrong file_id"):
        await bot.send_document(chat_id, str(uuid4()))
    with pytest.raises(TelegramBadRequest, match="file must be non-empty"):
        media = [InputMediaDocument(media=BufferedInputFile(body, "a")) for body in (b"x", b"")]
        await bot.send_media_group(chat_id, media)
    assert house.stored_files() == []


@pytest.mark.postgres
async def test_delivered_once(bot, chat_id, house):
    """Whatever is sent while delivering an outgoing row is stored once, files and albums too."""
    for _ in range(2):
        token = delivering.set(uuid4())
        media = [InputMediaDocument(media=BufferedInputFile(b"x", name), caption=name) for name in "ab"]
        sends = (
            lambda: bot.send_message(chat_id, "一"),
            lambda: bot.send_document(chat_id, BufferedInputFile(b"x", "a")),
            lambda media=media: bot.send_media_group(chat_id, media),
        )
        for send in sends:
            delivering.set(uuid4())
            first, files = await send(), len(house.stored_files())
            second = await send()
            assert str(first) == str(second) and len(house.stored_files()) == files
        delivering.reset(token)
