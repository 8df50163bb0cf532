"""Two names are two people: who did not write a record down themselves hears of it at once, and may object."""

from __future__ import annotations

from uuid import UUID

from actions.hand import Hand, does
from actions.paper import Signed
from cases.messages import Kind
from cases.tracks import MoveNotPossible
from cases.understanding import read_text
from cases.verbs import Verb
from storage.keys import keys_of
from storage.signatures import place_of_objection
from storage.tables import Case, Event, Signature, TimelineEntry
from storage.team import team_of

LONGEST_REASON = 300  # characters


class NotInYourName(MoveNotPossible):
    """Nobody else wrote that down in their name, or they objected already."""


async def tell_named(hand: Hand, case: Case, entry: TimelineEntry, signed: Signed) -> None:
    """The officers of a record, but not who wrote it down."""
    await hand.session.flush()
    for officer in {signed.officer, signed.second_officer} - {hand.officer.id}:
        hand.session.add(Signature(entry_id=entry.id, member_id=officer, case_id=case.id))
        await hand.tell_members(case, Kind.NAMED, [officer], entry=str(entry.id), who=str(hand.officer.id))


@does(Verb.OBJECT_NAME, "entry", "text")
async def object_name(hand: Hand, number: str, entry: UUID | None, reason: str) -> Signature:
    """It stays as it was written, with the objection beside it; leads and who wrote it hear of it.

    Raises NotInYourName and NotUnderstood.
    """
    case = await hand.open(number, Verb.OBJECT_NAME)
    row = await hand.session.get(Signature, (entry, hand.officer.id)) if entry else None
    if row is None or row.case_id != case.id or row.objected_at is not None:
        raise NotInYourName
    cipher = await keys_of(hand.session).cipher(hand.session, case.key_id)
    row.sealed_reason = cipher.seal_text(read_text(reason, LONGEST_REASON), place_of_objection(row))
    row.objected_at = hand.now
    hand.note(case, Event.NAME_OBJECTED)
    hearing, entry_id, who = await _hearing(hand, case, row), str(row.entry_id), str(hand.officer.id)
    await hand.tell_members(case, Kind.NAME_OBJECTED, hearing, entry=entry_id, who=who)
    return row


async def _hearing(hand: Hand, case: Case, row: Signature) -> set[UUID]:
    """Leads, who has the case, and who wrote it down."""
    entry = await hand.session.get(TimelineEntry, row.entry_id)
    found = {one.id for one in (await team_of(hand.session)).leads(case.district)}
    found |= {one for one in (case.holder_id, entry and entry.member_id) if one}
    return found - {hand.officer.id}
