"""Files both ways through the Bot API."""

from __future__ import annotations

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, InputMediaDocument

from bot.outcome import outcome_of

PDF = b"%PDF-1.7 " + bytes(range(256)) * 400


async def test_a_file_sent_by_a_person_is_downloaded_byte_for_byte(api, bot, dispatcher, poller):
    """What the bot downloads is what the person sent, with its name, caption and album."""
    got = []

    async def keep(message):
        file = message.document or message.photo[-1]
        got.append(
            (
                getattr(file, "file_name", None),
                message.caption,
                message.media_group_id,
                (await bot.download(file)).read(),
            )
        )

    dispatcher.message.register(keep)
    poller.start()
    reporter = api.person()
    await reporter.sends_file("合同.pdf", PDF, caption="采购合同", album="a")
    await reporter.sends_file("截图.jpg", b"\xff\xd8photo", kind="photo", album="a")
    await api.settled()
    assert got == [("合同.pdf", "采购合同", "a", PDF), (None, None, "a", b"\xff\xd8photo")]


async def test_a_file_sent_by_the_bot_arrives(api, bot):
    """A document, a photo and an album come with name, bytes, caption and buttons, and may be sent again by id."""
    person = api.person()
    sent = await bot.send_document(person.id, BufferedInputFile(PDF, "回执.pdf"), caption="<b>回执</b>")
    await bot.send_photo(person.id, BufferedInputFile(b"png", "图.png"))
    await bot.send_document(person.id, sent.document.file_id)
    await bot.send_media_group(
        person.id, [InputMediaDocument(media=BufferedInputFile(b"%d" % n, f"{n}.txt")) for n in range(2)]
    )
    seen = person.sees()
    assert [message.file.content for message in seen] == [PDF, b"png", PDF, b"0", b"1"]
    assert (seen[0].text, seen[0].content["document"]["file_name"]) == ("回执", "回执.pdf")
    assert seen[3].album == seen[4].album is not None


async def test_a_file_too_large_for_bots(api, bot):
    """Above twenty megabytes Telegram lets a bot know of the file and not have it."""
    message = await api.person().sends_file("录像.mp4", b"...", size=21 * 1024 * 1024)
    with pytest.raises(TelegramBadRequest, match="file is too big") as caught:
        await bot.download(message.content["document"]["file_id"])
    assert outcome_of(caught.value).reason == "file is too big"
