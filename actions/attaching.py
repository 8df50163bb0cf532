"""Files from the desk to a reporter: sealed when they are chosen, sent with the words at whose form they stand."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import select

from actions.casework import check_sendable
from actions.hand import Hand
from cases.errors import CaseError
from cases.evidence import check_kind, media_type_of
from cases.people import CaseNotFound
from cases.verbs import Verb, check_may
from cases.viruses import FileInfected
from storage.attached import pending_of
from storage.custody import enter_file
from storage.file_facts import seal_facts
from storage.files import Stored, size_class
from storage.keys import keys_of
from storage.tables import Case, CaseMessage, Deed, DeskFile, Event

LARGEST = 20 * 1024 * 1024  # bytes: what every channel hands over whole
MOST = 5  # with one message
Chosen = tuple[UUID, ...]


class TooManyAttached(CaseError):
    """One message carries no more files."""

    def __init__(self) -> None:
        super().__init__(MOST)
        self.most = MOST


async def check_attaching(hand: Hand, number: str) -> Case:
    """Before the bytes are taken in. Raises NotAllowed, CaseNotFound and TooManyAttached."""
    check_may(hand.officer.role, Verb.ANSWER)
    case = await hand.see(number)
    if len(await pending_of(hand.session, case, hand.officer)) >= MOST:
        raise TooManyAttached
    return case


async def attach(hand: Hand, number: str, file_id: UUID, stored: Stored, name: str, media_type: str) -> None:
    """The bytes are on the disk: the file waits for its message. Raises what check_attaching does, FileKindRefused."""
    case = await check_attaching(hand, number)
    check_kind(name, stored.head)
    cipher = await keys_of(hand.session).cipher(hand.session, case.key_id)
    hand.session.add(
        DeskFile(
            id=file_id,
            case_id=case.id,
            member_id=hand.officer.id,
            sealed_name=cipher.seal_text(name, f"desk file:{file_id}"),
            media_type=media_type_of(media_type),
            size=size_class(stored.size),
            sealed_facts=seal_facts(cipher, file_id, stored),
            added_at=hand.now,
        )
    )


async def drop_attached(hand: Hand, number: str, file_id: UUID) -> None:
    """It is not sent after all. Raises CaseNotFound for what is not theirs, or was sent."""
    case = await hand.see(number)
    theirs = (DeskFile.id == file_id, DeskFile.case_id == case.id, DeskFile.member_id == hand.officer.id)
    row = (await hand.session.exec(select(DeskFile).where(*theirs))).one_or_none()
    if row is None or row.message_id is not None:
        raise CaseNotFound
    await hand.session.delete(row)


async def send_attached(hand: Hand, case: Case, message: CaseMessage, chosen: Chosen) -> None:
    """These of what the officer has chosen for the case go with the words: those that stood at the form.

    Raises FileInfected for one in which a virus was found meanwhile, and WordsStopped for what its name asks.
    """
    for one in await pending_of(hand.session, case, hand.officer):
        if one.file.id not in chosen:
            continue
        if one.file.virus:
            raise FileInfected(one.name, one.file.virus)
        check_sendable(hand, case, one.name)
        one.file.message_id = message.id
        hand.note(case, Event.FILE_SENT, file=str(one.file.id))
        by = {"member": str(hand.officer.id), "to": "reporter"}
        await enter_file(hand.session, case, Deed.SENT, hand.now, one.file, one.name, **by)
