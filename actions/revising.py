"""Words that went to a reporter, put right or taken back: both sides see that, and the record keeps every wording."""

from __future__ import annotations

from uuid import UUID

from sqlmodel import col, select

from actions.casework import LONGEST, check_sendable
from actions.hand import DoneAlready, Hand, does
from actions.replies import wait_again
from cases.errors import CaseError
from cases.messages import Kind
from cases.people import Role
from cases.understanding import read_text
from cases.verbs import NotYours, Verb
from storage.keys import Cipher, keys_of
from storage.message_texts import message_text, seal_message
from storage.outgoing import desk_letters, hold
from storage.tables import Author, Case, CaseMessage, Event, MessageWording, Outgoing, OutgoingState, Why
from storage.team import team_of


class MessageGone(CaseError):
    """There is no such message any more that could be changed."""


class SameWords(CaseError):
    """The message says that already."""


class RevisedMeanwhile(CaseError):
    """Somebody changed the message since the correction was begun; `text` is what it says now, `seen` its mark."""

    def __init__(self, name: str, message: CaseMessage, text: str) -> None:
        super().__init__(name)
        assert message.revised_at
        self.name, self.at, self.text, self.seen = name, message.revised_at, text, wording_of(message)


def wording_of(message: CaseMessage) -> str:
    """A mark of what the message says now: every correction gives it another."""
    return message.revised_at.isoformat() if message.revised_at else "first"


@does(Verb.REVISE, "message", "text", "seen")
async def revise_message(hand: Hand, number: str, message_id: UUID | None, text: str, seen: str = "") -> Case:
    """The message says this from now on; the reporter reads both that and what.

    `seen` is the mark of the wording that was corrected, empty where nobody looked. Raises MessageGone, NotYours,
    SameWords, RevisedMeanwhile, WordsStopped and NotUnderstood.
    """
    case = await hand.open(number, Verb.REVISE)
    message, letter, cipher = await _find(hand, case, message_id)
    words = read_text(text, LONGEST[Author.DESK])
    check_sendable(hand, case, words)
    says_now = message_text(cipher, message)
    if words == says_now:
        raise SameWords
    if seen not in {"", wording_of(message)}:
        raise RevisedMeanwhile(await _who_revised(hand, message), message, says_now)
    _keep_wording(hand, message, cipher)
    seal_message(cipher, message, words)
    message.revised_at = hand.now
    await _tell(hand, case, message, letter, Kind.DESK_REVISED)
    hand.note(case, Event.MESSAGE_REVISED)
    return case


@does(Verb.TAKE_BACK, "message")
async def take_back_message(hand: Hand, number: str, message_id: UUID | None) -> Case:
    """The message says nothing any more; the reporter reads that it was taken back, if they had it, and waits again.

    Raises MessageGone and NotYours.
    """
    case = await hand.open(number, Verb.TAKE_BACK)
    message, letter, cipher = await _find(hand, case, message_id)
    _keep_wording(hand, message, cipher)
    seal_message(cipher, message, "")
    message.taken_back_at = hand.now
    if not await _tell(hand, case, message, letter, Kind.DESK_TOOK_BACK):
        letter.state, letter.why = OutgoingState.CANCELLED, Why.CALLED_OFF
    await wait_again(hand, case)
    hand.note(case, Event.MESSAGE_TAKEN_BACK)
    return case


async def _find(hand: Hand, case: Case, message_id: UUID | None) -> tuple[CaseMessage, Outgoing, Cipher]:
    """The message with the row that brought it to the reporter. Who wrote it may change it, and a lead."""
    if hand.source is not None:
        same = select(MessageWording.id).where(MessageWording.source == hand.source)
        if (await hand.session.exec(same)).first():
            raise DoneAlready
    message = await hand.session.get(CaseMessage, message_id) if message_id else None
    letter = (await desk_letters(hand.session, case.id)).get(message.id) if message else None
    if message is None or letter is None or message.case_id != case.id or message.taken_back_at is not None:
        raise MessageGone
    if message.member_id != hand.officer.id and hand.officer.role is not Role.LEAD:
        raise NotYours
    await hold(hand.session, letter)
    return message, letter, await keys_of(hand.session).cipher(hand.session, case.key_id)


async def _who_revised(hand: Hand, message: CaseMessage) -> str:
    rows = select(MessageWording.changed_by).where(MessageWording.message_id == message.id)
    last = (await hand.session.exec(rows.order_by(col(MessageWording.until).desc()).limit(1))).first()
    return (await team_of(hand.session)).name(last)


def _keep_wording(hand: Hand, message: CaseMessage, cipher: Cipher) -> None:
    before = message_text(cipher, message)
    row = MessageWording(
        case_id=message.case_id,
        message_id=message.id,
        until=hand.now,
        changed_by=hand.officer.id,
        sealed_text=b"",
        source=hand.source,
    )
    row.sealed_text = cipher.seal_text(before, f"wording:{row.id}")
    hand.session.add(row)


async def _tell(hand: Hand, case: Case, message: CaseMessage, letter: Outgoing, kind: Kind) -> bool:
    """What has not left says by itself how it is now; whoever may have read it is told."""
    if letter.state is OutgoingState.WAITING and not letter.leased:
        return False
    message.in_chat = None
    await hand.tell(case, kind, message=str(message.id), original=str(letter.id))
    return True
