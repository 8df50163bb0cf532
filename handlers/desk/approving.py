"""A consultation in chat: what is looked at before an answer is typed, or an opinion approved."""

from __future__ import annotations

from cases.consulting import ConsultationOver, OpinionStands
from cases.verbs import Verb
from handlers.chat import keyboard
from handlers.desk.card import DOOR, Pressing
from handlers.desk.choices import Asked
from handlers.desk.forms import check
from storage.cases import case_for_member
from storage.consulting import councils_of, own_answer_stands, running_consultation
from storage.looks import note_look
from storage.tables import Seen


async def check_open(asked: Asked) -> None:
    """Before anything is typed that could not be taken. Raises ConsultationOver and OpinionStands."""
    row = await running_consultation(asked.session, asked.case.id)
    if row is None:
        raise ConsultationOver
    if await own_answer_stands(asked.session, row.id, asked.member.id):
        raise OpinionStands


async def show_to_approve(pressing: Pressing) -> None:
    """The opinion whole, then the reporter's part with the button, which carries the mark of both.

    Nothing is approved that was cut or not shown.
    """
    async with pressing.door.database.reading() as session:
        case = await case_for_member(session, pressing.number, pressing.member)
        check(Verb.APPROVE, case, pressing.member)
        council = next((one for one in await councils_of(session, case) if not one.is_over), None)
    if council is None:
        raise ConsultationOver
    await note_look(pressing.door.database, case, pressing.member, Seen.CASE, DOOR, pressing.now)
    for part in ("opinion", "for_reporter"):
        text = pressing.voice.chat("desk/to_approve", number=case.number, council=council, part=part)
        rows = keyboard([pressing.button(Verb.APPROVE, council.row.mark), pressing.button(Verb.SEND_BACK)])
        await pressing.message.answer(text, reply_markup=rows if part == "for_reporter" else None)
