"""The PDFs of a case, sent into a member's own chat: the dossier, and the minutes of its last consultation."""

from __future__ import annotations

from aiogram.types import BufferedInputFile

from handlers.desk.card import DOOR, Pressing
from handlers.taking_along import Taken, take_dossier, take_minutes


async def send_dossier(pressing: Pressing) -> None:
    await _send(pressing, await take_dossier(pressing.voice, pressing.member, pressing.number, DOOR))


async def send_minutes(pressing: Pressing) -> None:
    """Raises CaseNotFound while there are none."""
    await _send(pressing, await take_minutes(pressing.voice, pressing.member, pressing.number, DOOR))


async def _send(pressing: Pressing, taken: Taken) -> None:
    await pressing.message.answer_document(BufferedInputFile(taken.content, taken.name))
