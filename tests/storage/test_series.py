"""A scheme among a thousand other reports: which cases are found to belong together, and that no other is."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from cases.questionnaire import Answer, State
from storage.drafts import Told, seal_told
from storage.keys import Cipher
from storage.likely import likely_cases
from storage.links import linked_cases
from storage.named import fingerprints
from storage.tables import Case, Identifier
from tests.case_rows import MORNING, Rows, open_rows

OTHERS = 1000
TESTS = Path(__file__).parent.parent / "cases"
# One swindler, ten companies: the firm he signs for, the account and the name vary, and so do the owners' words.
SCHEME = [
    "一个叫高振宇的人说能帮我们拿到医院的护工床采购名额，要先交样品检测费和入围保证金，我们给鼎盛源医疗科技有限公司打了6万8，医院说没有这个采购。",
    "高经理讲医院在采购护工床，名额有限，得先交样品检测费、入围保证金，7万2打给了鼎盛原医疗科技公司，后来医院说根本没有这个采购项目。",
    "对方说可以帮我们拿到护工床采购的入围名额，要交样品检测费和保证金，钱打到6222021234567890123，一共9万，医院那边查无此事。",
    "有人说医院的护工床采购名额他能拿到，先收样品检测费再收入围保证金，前后5万5，医院答复没有这个采购。账号6222021234567890123。",
    "自称高振宇，微信号：gao_zy88，能帮我们进医院护工床采购入围名单，样品检测费加入围保证金收了8万，之后医院说没有这个项目。",
    "加的微信号：gao_zy88，他说三院在采购护工床，帮我们拿名额，要先交样品检测费、入围保证金，付了11万，三院说没有采购。",
    "我们做病床的，他说帮我们拿到医院护工床的采购名额，样品检测费和入围保证金都得先交，给了4万9，医院说没有这回事。",
    "厂里做护理床，电话13900007777打来，说能拿到医院护工床采购名额，要交样品检测费、入围保证金，付了6万，医院否认有采购。",
    "13900007777这个号码找我，说医院采购护工床有入围名额，叫先交检测费和保证金，7万块没了，去医院问没有采购计划。",
    "说能帮我们拿到医院的护工床采购名额，先交样品检测费和入围保证金，打给鼎盛源医疗有限公司6万，医院说没有这个采购。",
]


@pytest.fixture
async def rows(database_url: str) -> AsyncIterator[Rows]:
    async with open_rows(database_url) as opened:
        yield opened


def told(story: str, number: int) -> dict[str, Answer]:
    return {
        "story": Answer(State.GIVEN, story, story),
        "company_name": Answer(State.GIVEN, "", f"宁波第{number}号家具有限公司"),
        "contact_phone": Answer(State.GIVEN, "", f"+861{5800000000 + number}"),
    }


def others() -> list[str]:
    """A thousand stories from owners' words, two in each, so that no two are the same."""
    files = (TESTS / name for name in ("owner_words.jsonl", "more_owner_words.jsonl"))
    texts = [json.loads(line)["text"] for file in files for line in file.read_text("utf-8").splitlines()]
    return [texts[at % len(texts)] + texts[(at * 17 + at // len(texts)) % len(texts)] for at in range(OTHERS)]


async def report(rows: Rows, stories: list[str], first: int) -> list[UUID]:
    ids = []
    async with rows.database.writing() as session:
        cipher: Cipher = await rows.database.keys.cipher(session, rows.reporter.key_id)
        for number, story in enumerate(stories, first):
            case, answers = rows.row(submitted_at=MORNING + timedelta(minutes=number)), told(story, number)
            case.sealed_answers = seal_told(cipher, case.id, Told(answers))
            session.add(case)
            await session.flush()
            named = fingerprints(rows.database.keys, answers)
            session.add_all(Identifier(case_id=case.id, kind=k, blind=b, place=at) for (k, b), at in named.items())
            ids.append(case.id)
    return ids


async def related(rows: Rows, case_id: UUID) -> set[UUID]:
    """Everything that is shown with a case, linked or likely."""
    async with rows.database.reading() as session:
        case = await session.get(Case, case_id)
        linked, likely = await linked_cases(session, case, None), await likely_cases(session, case, None)
    return {one.case.id for one in linked.cases} | {one.case.id for one in likely}


async def test_ten_reports_of_one_scheme_are_one_series(rows: Rows):
    """Beginning at the last of them, all ten are reached from one to the next, and not one of a thousand others."""
    before = await report(rows, others()[: OTHERS // 2], 0)
    scheme = await report(rows, SCHEME, OTHERS)
    before += await report(rows, others()[OTHERS // 2 :], OTHERS // 2)
    assert len(before) == OTHERS
    found, waiting = set(), [scheme[-1]]
    while waiting:
        found.add(one := waiting.pop())
        waiting += await related(rows, one) - found
    assert found == set(scheme)
