"""The list of materials of a case: the reporter says what is there, an officer asks for the rest in one round."""

from __future__ import annotations

from typing import Any

from actions.casework import add_message, check_sendable, give_to, promise_news
from actions.crossing import check_read
from actions.hand import Hand, does
from actions.tell import tell, was_planned
from cases.law.materials import OWN
from cases.materials import (
    LONGEST_NEWS,
    LONGEST_REASON,
    LONGEST_TITLE,
    Decision,
    MaterialAlreadyDecided,
    MaterialNotListed,
    check_round,
)
from cases.messages import WHILE_WAITING, Kind
from cases.rounds import Round
from cases.tracks import ENDED, CaseEnded, Service, check_move
from cases.understanding import read_text
from cases.verbs import Verb
from storage.keys import keys_of
from storage.materials import Checklist, material_row, open_checklist, seal_decision
from storage.tables import Author, Case, Event, Material

UNWANTED = WHILE_WAITING | {Kind.MATERIALS_REMINDER, Kind.TAKEN}  # the list itself names who has the case


async def tick(hand: Hand, number: str, item: str, *, ticked: bool = True) -> tuple[Case, Checklist]:
    """The reporter has the item, or has it not. The list as it stands afterwards.

    Raises CaseNotFound, CaseEnded or MaterialNotListed.
    """
    case = await hand.of_firm(number)
    if case.service in ENDED:
        raise CaseEnded
    checklist = await open_checklist(hand.session, hand.law, case)
    if checklist.line(item) is None:
        raise MaterialNotListed
    row = await _row(hand, case, item)
    row.ticked = ticked
    await hand.session.flush()
    checklist = checklist.ticking(item, ticked=ticked)
    await tell_when_complete(hand, case, checklist)
    return case, checklist


async def tell_when_complete(hand: Hand, case: Case, checklist: Checklist) -> None:
    """The desk hears once that everything needed is there; after a new round, once more."""
    if checklist.readiness.is_complete and checklist.readiness.needed:
        asked = case.materials_asked_at
        key = f"{case.number}:complete:{int(asked.timestamp()) if asked else 0}"
        await tell(hand.session, case, Kind.REPORTER_WROTE, hand.now, key=key, complete=True)  # by itself: it is once


@does(Verb.ASK_MATERIALS, "round", "read")
async def ask_materials(hand: Hand, number: str, asked: Round, read: str = "") -> Case:
    """The one round: adds and waives, and sends the whole list with what is new.

    Raises RoundAlreadyMade unless there are new facts, MaterialAlreadyDecided, MaterialNotListed, TooManyAdded,
    NothingAsked, MoveNotPossible, NotUnderstood and what check_read does. The same update or form again does nothing.
    """
    case = await hand.open(number, Verb.ASK_MATERIALS)
    if await _was_asked(hand, case):
        return case
    check_round(case.materials_asked_at is not None, len(asked.added), len(asked.waived), asked.new_facts)
    await check_read(hand, case, read, alone=True)
    if case.holder_id is None:  # whoever asks has the case
        await give_to(hand, case, hand.officer)
    checklist = await open_checklist(hand.session, hand.law, case)
    items = [await _waive(hand, case, checklist, item, reason) for item, reason in asked.waived.items()]
    own = sum(line.item is None for line in checklist.lines)
    for place, (title, reason) in enumerate(asked.added, own + 1):
        items.append(f"{OWN}{place}")
        await _decide(hand, case, items[-1], reason, read_text(title, LONGEST_TITLE))
    # a question or an earlier round brought it there already; a consultation goes on
    if case.service not in {Service.MATERIALS_REQUESTED, Service.IN_CONSULTATION}:
        check_move(case.service, Service.MATERIALS_REQUESTED)
        case.service = Service.MATERIALS_REQUESTED
    case.materials_asked_at = hand.now
    hand.note(case, Event.MATERIALS_ASKED, items=items)
    await _send(hand, case, items, asked.new_facts)
    return case


async def _was_asked(hand: Hand, case: Case) -> bool:
    """Whether this form sent its list before."""
    if hand.source is None:
        return False
    return await was_planned(hand.session, Kind.MATERIALS_ASKED, hand.source, case.conversation_id)


async def _waive(hand: Hand, case: Case, checklist: Checklist, item: str, reason: str) -> str:
    line = checklist.line(item)
    if line is None:
        raise MaterialNotListed
    if line.is_decided:
        raise MaterialAlreadyDecided
    await _decide(hand, case, item, reason)
    hand.note(case, Event.MATERIAL_WAIVED, item=item)
    return item


async def _decide(hand: Hand, case: Case, item: str, reason: str, title: str = "") -> None:
    """With a title the item is added, without one it is waived."""
    check_sendable(hand, case, f"{title}\n{reason}")
    cipher = await keys_of(hand.session).cipher(hand.session, case.key_id)
    row = await _row(hand, case, item)
    decision = Decision.ADDED if title else Decision.WAIVED
    seal_decision(cipher, row, reason=read_text(reason, LONGEST_REASON), title=title)
    row.decision, row.decided_by, row.decided_at = decision.value, hand.officer.id, hand.now
    await hand.session.flush()


async def _row(hand: Hand, case: Case, item: str) -> Material:
    """What was said of the item; the case is locked, so nobody else begins the same row."""
    row = await material_row(hand.session, case.id, item) or Material(report_id=case.id, item=item)
    hand.session.add(row)
    return row


async def _send(hand: Hand, case: Case, items: list[str], new_facts: str) -> None:
    """The list to the reporter, with the officer's line on what is new, and the date of the next news."""
    details: dict[str, Any] = {"items": items, "member": str(hand.officer.id)}
    if new_facts.strip():
        message = await add_message(hand, case, Author.DESK, read_text(new_facts, LONGEST_NEWS))
        details["message"] = str(message.id)
    await promise_news(hand, case, unwanted=UNWANTED)
    await hand.tell(case, Kind.MATERIALS_ASKED, key=hand.source, **details)
