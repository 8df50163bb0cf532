"""Files find their place on the list of materials: the reporter says what they are, or an officer puts them there."""

from __future__ import annotations

from uuid import uuid4

from actions.filled import Placing
from actions.hand import Hand, does
from actions.materials import tell_when_complete
from cases.materials import MaterialNotListed
from cases.placing import ANY_ITEM, NO_ITEM, FileNotThere, FilePlacedAlready
from cases.tracks import ENDED, CaseEnded
from cases.verbs import Verb
from storage.dossiers import Paper
from storage.materials import Checklist, open_checklist
from storage.tables import Case, Event


async def name_files(hand: Hand, number: str, mark: str, item: str) -> Checklist:
    """The reporter says what a file is, and with it what was sent together: an item, or NO_ITEM. The list afterwards.

    The same once more does nothing. Raises CaseNotFound, CaseEnded, FileNotThere, MaterialNotListed, or
    FilePlacedAlready when somebody said otherwise meanwhile.
    """
    case, checklist, paper = await _own(hand, number, mark)
    _check_listed(checklist, item)
    if paper.file.step == item:
        return checklist
    if paper not in checklist.loose and paper.file.step != NO_ITEM:
        raise FilePlacedAlready
    return await _put(hand, case, checklist.together(paper), item, Event.FILE_NAMED)


async def take_out(hand: Hand, number: str, mark: str, *, together: bool = False) -> Checklist:
    """The reporter says that a file is not for the item it stands under; nobody knows then what it is.

    `together`: nor is what was sent with it. Raises CaseNotFound, CaseEnded or FileNotThere.
    """
    case, checklist, paper = await _own(hand, number, mark)
    if paper in checklist.loose:
        return checklist
    item, taken = paper.file.step, checklist.together(paper) if together else [paper]
    for one in taken:
        one.file.step = ANY_ITEM
    if not together:
        paper.file.lot = uuid4().hex  # from now on it is asked about alone; none means the lot it began
    if item != NO_ITEM:
        hand.note(case, Event.FILE_TAKEN_OUT, files=[str(one.file.id) for one in taken], item=item)
    await hand.session.flush()
    return await open_checklist(hand.session, hand.law, case)


@does(Verb.PLACE_FILE, "placing")
async def place_file(hand: Hand, number: str, placing: Placing) -> Case:
    """An officer puts one file under an item, or under none.

    Raises FileNotThere or MaterialNotListed, and what `Hand.open` does.
    """
    case = await hand.open(number, Verb.PLACE_FILE)
    checklist = await open_checklist(hand.session, hand.law, case)
    paper = next((one for one in checklist.papers if one.file.id == placing.file), None)
    if paper is None:
        raise FileNotThere
    if placing.item != ANY_ITEM:
        _check_listed(checklist, placing.item)
    if paper.file.step != placing.item:
        await _put(hand, case, [paper], placing.item, Event.FILE_PLACED)
    return case


async def _own(hand: Hand, number: str, mark: str) -> tuple[Case, Checklist, Paper]:
    """The reporter's own case with that file of it."""
    case = await hand.of_firm(number)
    if case.service in ENDED:
        raise CaseEnded
    checklist = await open_checklist(hand.session, hand.law, case)
    paper = checklist.paper(mark)
    if paper is None:
        raise FileNotThere
    return case, checklist, paper


def _check_listed(checklist: Checklist, item: str) -> None:
    """Raises MaterialNotListed."""
    if item != NO_ITEM and checklist.line(item) is None:
        raise MaterialNotListed


async def _put(hand: Hand, case: Case, papers: list[Paper], item: str, event: Event) -> Checklist:
    for paper in papers:
        paper.file.step = item
    hand.note(case, event, item=item, files=[str(paper.file.id) for paper in papers])
    await hand.session.flush()
    checklist = await open_checklist(hand.session, hand.law, case)
    await tell_when_complete(hand, case, checklist)
    return checklist
