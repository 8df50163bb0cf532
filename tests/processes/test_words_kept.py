"""`kill -9` after every sentence: each word is in the database, once, and the conversation goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import select

from storage.tables import Case, CaseMessage, Draft
from storage.utterances import heard_of
from tests.world.service import Service

pytestmark = pytest.mark.timeout(240)
SAID = [
    "我们出纳陈丽从今年3月到10月，分十几次把公司账上的钱转到她自己卡上，一共86万，上周对账才发现",
    "还有她老公也参与了，他们一起租的房子",
    "我不太会用这个，先把想到的都说了",
    "她还拿走过一台笔记本，里面有客户资料",
]


async def heard(service: Service) -> list[str]:
    """Everything that was said to whatever report there is, oldest first."""
    async with service.database() as database, database.reading() as session:
        draft = (await session.exec(select(Draft))).one()
        return [one.text for one in await heard_of(session, draft.id, draft.key_id)]


async def test_killed_after_every_sentence(service_of: Callable[..., Service], people: Callable[..., Any]):
    """The browser has its 200: from then on the sentence is ours, whatever dies."""
    service = service_of(forked=True)
    await service.start()
    reporter = people(service)
    await reporter.comes()
    for sentence in SAID:
        await reporter.says(sentence)
        await service.killed_and_started_again()
        await reporter.comes()
        await reporter.sees("")
    assert Counter(await heard(service)) == Counter(SAID)
    assert (await reporter.question())[0] == "understood"
    assert await service.all(Case) == []
    assert await service.all(CaseMessage) == []
