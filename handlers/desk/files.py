"""The reporter's files, sent into a member's own chat; one with a virus only after a press that says so."""

from __future__ import annotations

from aiogram.types import BufferedInputFile

from cases.evidence import handed_name
from cases.placing import FileNotThere
from cases.viruses import held_by
from handlers.callbacks import DeskPress
from handlers.chat import URGENT, button, keyboard, shortened
from handlers.desk.argument import key_of
from handlers.desk.card import DOOR, Pressing
from storage.cases import case_for_member
from storage.dossiers import Paper, files_of
from storage.keys import Cipher, keys_of
from storage.looks import note_file
from storage.tables import Case, Deed

SENDABLE = 45 * 1024 * 1024
DESPITE = "file_despite"
LONGEST_KEY = 16  # of what somebody was told of a file


async def send_files(pressing: Pressing) -> None:
    """All of the case into this chat; very large ones only in the console."""
    case, papers, cipher = await _files(pressing)
    for paper in papers:
        if held := _held(pressing, paper):
            await _ask(pressing, paper, held)
        else:
            await _send(pressing, case, paper, cipher)


async def send_despite(pressing: Pressing) -> None:
    """One, by who was told what stands in the way; of what was found since, they are told first."""
    case, papers, cipher = await _files(pressing)
    mark, _, known = pressing.press.argument.partition(".")
    paper = next((one for one in papers if one.mark == mark), None)
    if paper is None:
        raise FileNotThere
    held = _held(pressing, paper)
    if held and _key(held) != known:
        await _ask(pressing, paper, held)
    else:
        await _send(pressing, case, paper, cipher, held)


async def _files(pressing: Pressing) -> tuple[Case, list[Paper], Cipher]:
    async with pressing.door.database.reading() as session:
        case = await case_for_member(session, pressing.number, pressing.member)
        papers = await files_of(session, case.id, case.key_id)
        return case, papers, await keys_of(session).cipher(session, case.key_id)


def _held(pressing: Pressing, paper: Paper) -> str:
    return held_by(paper.file.virus, checks=pressing.door.checker is not None)


def _key(held: str) -> str:
    return key_of(held)[:LONGEST_KEY]


async def _ask(pressing: Pressing, paper: Paper, held: str) -> None:
    """The press says what it goes past, and carries it."""
    virus, voice = paper.file.virus, pressing.voice
    label = voice.say("buttons.file_infected", virus=virus) if virus else voice.say("buttons.file_unchecked")
    press = DeskPress(action=DESPITE, number=pressing.number, argument=f"{paper.mark}.{_key(held)}")
    text = voice.chat("desk/file_held", name=paper.name, virus=virus)
    await pressing.message.answer(text, reply_markup=keyboard([button(shortened(label), press, URGENT)]))


async def _send(pressing: Pressing, case: Case, paper: Paper, cipher: Cipher, despite: str = "") -> None:
    door = pressing.door
    if paper.facts.size > SENDABLE:
        facts = {"name": paper.name, "address": door.address, "number": case.number}
        await pressing.message.answer(pressing.voice.chat("desk/file_in_console", **facts))
        return
    by = (pressing.member, paper.file, paper.name, Deed.SENT, DOOR, pressing.now, despite)
    await note_file(door.database, case, *by)
    content = b"".join([chunk async for chunk in door.files.open(cipher, paper.file.id)])
    await pressing.message.answer_document(BufferedInputFile(content, handed_name(paper.name)))
