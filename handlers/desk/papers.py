"""The PDFs of a case, sent into a member's own chat: the dossier, and the minutes of its last consultation."""

from __future__ import annotations

from aiogram.types import BufferedInputFile

from handlers.desk.acting import OnlyInOwnChat
from handlers.desk.card import DOOR, Pressing
from handlers.taking_along import Taken, take_dossier, take_minutes


async def send_dossier(pressing: Pressing) -> None:
    """Raises OnlyInOwnChat: in a group nobody knows who takes it along."""
    _check_own_chat(pressing)
    await _send(pressing, await take_dossier(pressing.voice, pressing.member, pressing.number, DOOR))


async def send_minutes(pressing: Pressing) -> None:
    """Raises OnlyInOwnChat, and CaseNotFound while there are none."""
    _check_own_chat(pressing)
    await _send(pressing, await take_minutes(pressing.voice, pressing.member, pressing.number, DOOR))


def _check_own_chat(pressing: Pressing) -> None:
    if pressing.caller.conversation.is_group:
        raise OnlyInOwnChat


async def _send(pressing: Pressing, taken: Taken) -> None:
    await pressing.message.answer_document(BufferedInputFile(taken.content, taken.name))
