"""A paragraph at any step of any report: every word is in the database, once, and the report still reaches its end."""

from __future__ import annotations

from collections import Counter

import pytest

from cases.questionnaire import REVIEW, Answer, load
from storage.drafts import save_draft
from storage.tables import CaseMessage
from storage.utterances import heard_of
from tests.world import Product, Reporter
from tests.world.telling import usual_answers

FORM = load()
REPORTED = [one.id for one in FORM.offences.values() if one.groups]
WHOLE = ("EMBEZZLEMENT", "TELECOM_FRAUD")  # with the questions that everybody is asked; of the others their own
PARAGRAPH = "第{number}次说：他上个月还让我们把3万块打到他老婆账户上，说是周转，一直没还，财务小周知道这件事。"


@pytest.mark.parametrize("offence", REPORTED)
async def test_a_paragraph_at_every_step(product: Product, reporter: Reporter, offence: str):
    """Nothing said is lost, nothing is kept twice, and no step is a dead end."""
    await reporter.begins()
    answers, said = whole(product, offence), list[str]()
    order = [step.id for step in FORM.steps(answers) if not step.question.declared]
    asked = {*order, REVIEW} if offence in WHOLE else set(FORM.offences[offence].questions)
    for number, step in enumerate([*order, REVIEW]):
        if step not in asked:
            continue
        await stands_at(reporter, step, {name: answers[name] for name in order[:number] if name in answers})
        said.append(PARAGRAPH.format(number=number))
        await reporter.says(said[-1])
    draft = await reporter.draft()
    async with product.parts.door.database.reading() as session:
        heard = await heard_of(session, draft.id, draft.key_id)
    assert Counter(one.text for one in heard) == Counter(said)


async def test_a_paragraph_after_sending_reaches_the_desk_once(product: Product, reporter: Reporter):
    """Also what comes as the same update again."""
    await reporter.has_reported()
    for client in ("one", "one", "two"):
        await reporter.says(PARAGRAPH.format(number=client), client_id=client)
    assert len(await product.all(CaseMessage)) == 2


def whole(product: Product, offence: str) -> dict[str, Answer]:
    """Everything this offence's report can hold, with money on its way so that the lane is walked as well."""
    group, door = FORM.offences[offence].groups[0], product.parts.door
    told = {"offence_group": group, "offence": offence, "money_moving": "just_now", "suspect_can_read": "unsure"}
    return usual_answers(FORM, door.clock(), door.zone, said=told)


async def stands_at(reporter: Reporter, step: str, answers: dict[str, Answer]) -> None:
    """The report told up to there, with this step open."""
    asking = await reporter._asking()
    asking.told.answers = dict(answers)
    async with reporter.product.parts.door.database.writing() as session:
        await save_draft(session, asking.draft, asking.told, step, asking.door.clock())
