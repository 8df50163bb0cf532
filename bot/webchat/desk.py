"""An officer's chat does not wear the reporter's dress: whose chat it is, in words, when it is a member's."""

from __future__ import annotations

from fastapi import Request

from bot.webchat.reception import Reception
from storage.conversations import look_up
from storage.team import name_of


async def signed_in(reception: Reception, chat_id: int, language: str) -> str | None:
    """Name, role and district of the member whose chat this is; None for everybody else."""
    database = reception.transcript.database
    caller = await look_up(database, reception.languages.bot_id, chat_id)
    if caller is None or caller.member is None:
        return None
    member, words = caller.member, reception.words
    async with database.reading() as session:
        name = name_of(session, member)
    district = f"questions.district.options.{member.district}" if member.district else "team.all_districts"
    return " · ".join([name, words.text(f"roles.{member.role}", language), words.text(district, language)])


async def signed_in_here(reception: Reception, request: Request, language: str) -> str | None:
    """The same of the browser that asks, where it is open."""
    device = await reception.find_device(request)
    if device is None or not device.is_open(reception.clock()):
        return None
    return await signed_in(reception, device.chat_id, language)
