"""What an officer says of two cases, and a lead of what they name: it stays so, whatever is found later."""

from __future__ import annotations

from uuid import UUID

from actions.casework import add_message
from actions.hand import Hand, does
from actions.matching import tell_holders
from actions.pairs import LinkToItself, both, see_if
from cases.errors import CaseError
from cases.verbs import Verb
from storage.keys import keys_of
from storage.likely import likely_cases
from storage.links import decision_on, linked_cases
from storage.merged import main_of
from storage.tables import Author, Case, Decision, Event, Identifier, Link, Meaningless


class LinkedAlready(CaseError):
    """A colleague linked these two before."""


class NotLinked(CaseError):
    """Nothing links these two, or a colleague said so before."""


class NotNamed(CaseError):
    """The case does not name that, or not any more."""


@does(Verb.LINK, "other", "text")
async def link_cases(hand: Hand, number: str, other: str, reason: str) -> Case:
    """The two belong together; the reason is a note of this case. Raises LinkToItself, LinkedAlready, OtherNotFound."""
    case, another = await _with_main(hand, number, other, Verb.LINK)
    if await decision_on(hand.session, case.id, another.id) is Decision.LINKED:
        raise LinkedAlready
    await add_message(hand, case, Author.NOTE, reason)
    await _decide(hand, case, another, Decision.LINKED)
    await tell_holders(hand, case, [another])
    return case


@does(Verb.UNLINK, "other", "text")
async def unlink_cases(hand: Hand, number: str, other: str, reason: str) -> Case:
    """The two do not belong together, whatever they name. Raises LinkToItself, NotLinked, OtherNotFound."""
    case, another = await _with_main(hand, number, other, Verb.UNLINK)
    if not await _is_shown(hand, case, another):
        raise NotLinked
    await add_message(hand, case, Author.NOTE, reason)
    await _decide(hand, case, another, Decision.REFUSED)
    return case


@does(Verb.MEANINGLESS, "identifier", "text")
async def mark_meaningless(hand: Hand, number: str, identifier: str, reason: str) -> Case:
    """What this case names links nothing any more, in no case; marked before, it links again. Raises NotNamed."""
    case = await hand.open(number, Verb.MEANINGLESS)
    kind, _, blind = identifier.partition(".")
    if await hand.session.get(Identifier, (case.id, kind, blind)) is None:
        raise NotNamed
    await add_message(hand, case, Author.NOTE, reason)
    marked = await hand.session.get(Meaningless, (kind, blind))
    if marked:
        await hand.session.delete(marked)
        hand.note(case, Event.MARKED_MEANINGFUL)
        return case
    sealed = keys_of(hand.session).unit.seal_text(reason, f"meaningless:{kind}:{blind}")
    row = Meaningless(kind=kind, blind=blind, member_id=hand.officer.id, at=hand.now, sealed_reason=sealed)
    hand.session.add(row)
    hand.note(case, Event.MARKED_MEANINGLESS)
    return case


async def _with_main(hand: Hand, number: str, other: str, verb: Verb) -> tuple[Case, Case]:
    """The case, and the other or what that was merged into. Raises as `both` does."""
    case, another = await both(hand, number, other, verb)
    main = await main_of(hand.session, another)
    if main is not None and main.id == case.id:
        raise LinkToItself
    return case, (await see_if(hand, main.number) if main else None) or another


async def _is_shown(hand: Hand, case: Case, another: Case) -> bool:
    district = hand.officer.district
    if (await linked_cases(hand.session, case, district, only=another.id)).cases:
        return True
    return another.id in {one.case.id for one in await likely_cases(hand.session, case, district)}


async def _decide(hand: Hand, case: Case, another: Case, decision: Decision) -> None:
    """From both sides, and in both timelines; neither says which the other is, because not everybody may see it."""
    for one, two in ((case, another), (another, case)):
        await _write(hand, one.id, two.id, decision)
        hand.note(one, Event.LINKED if decision is Decision.LINKED else Event.UNLINKED)
    await hand.session.flush()


async def _write(hand: Hand, case_id: UUID, with_id: UUID, decision: Decision) -> None:
    said = Link(case_id=case_id, with_id=with_id, decision=decision, member_id=hand.officer.id, at=hand.now)
    await hand.session.merge(said)
