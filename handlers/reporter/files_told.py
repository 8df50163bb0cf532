"""The files of a report that is still told: how many there are, and taking one out that was sent by mistake."""

from __future__ import annotations

from actions.evidence import FileIsAtDesk, count_files, remove_file
from cases.answers import skipped
from cases.questionnaire import Answer, State, Step
from cases.understanding.sent_wrong import speaks_of_wrong_file
from handlers.chat import Shown, keyboard, shortened
from handlers.reporter.asking import Asking, show
from handlers.reporter.drafting import move
from handlers.reporter.turn import Turn
from storage.cases import case_of_draft
from storage.dossiers import Paper, files_of

FILES = "evidence"  # the question that takes them
MOST_SHOWN = 12


async def files_answer(asking: Asking) -> Answer:
    """By whatever words or press the question is left, the files that came are its answer."""
    async with asking.door.database.reading() as session:
        count = await count_files(session, asking.draft.id)
    return Answer(State.GIVEN, value=count) if count else skipped()


async def count_again(asking: Asking) -> None:
    """A file came, or went, after the question was left: the review says how many there are."""
    if FILES in asking.told.answers:
        asking.told.answers[FILES] = await files_answer(asking)
        await move(asking, asking.draft.step, asking.door.clock())


async def as_wrong_file(turn: Turn, _step: Step | None) -> Shown | None:
    """传错了: which one, while it can still be taken out; else that it stays, and that the words go along."""
    if not speaks_of_wrong_file(turn.said):
        return None
    asking = turn.asking
    async with asking.door.database.reading() as session:
        papers = await files_of(session, asking.draft.id, asking.draft.key_id)
        is_at_desk = await case_of_draft(session, asking.draft.id) is not None
    if not papers:
        return None
    await move(asking, asking.draft.step, turn.now, turn.words)
    return show(asking, added=asking.say("phrases.file_at_desk")) if is_at_desk else _which(asking, papers)


async def take_out(asking: Asking, mark: str) -> Shown:
    """It goes, its bytes too; not once the desk has the report."""
    try:
        async with asking.door.database.writing() as session:
            gone = await remove_file(session, asking.draft, mark)
    except FileIsAtDesk:
        return show(asking, added=asking.say("phrases.file_at_desk"))
    if gone is None:
        return show(asking)
    await asking.door.files.remove(gone.file.id)
    await count_again(asking)
    return show(asking, added=asking.say("phrases.file_gone", name=gone.name))


def _which(asking: Asking, papers: list[Paper]) -> Shown:
    newest = papers[: -MOST_SHOWN - 1 : -1]
    rows = [[asking.button("drop_file", paper.mark, shortened(paper.name))] for paper in newest]
    stay = asking.button("show", label=asking.say("buttons.files_stay"))
    return Shown(asking.say("phrases.which_file_goes"), keyboard(*rows, [stay]))
