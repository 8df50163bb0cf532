"""The search over a hundred thousand cases: indexing them, the size of the index, and pages of results.

The cases stand in a database of the product, each with a company, a person, a phone, an account, a story of some
hundred characters and a message; the product's own steps bring them into the index. A page is what the doors ask for:
looked up, filtered by who may see it, opened, and compared with the words again. Against it stands the same question by
hand: plain SQLite with the same entries in an FTS5 table that is not sealed, its rows as they come.
"""

from __future__ import annotations

import logging
import os
import random
import re
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import truediv
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import httpx
import structlog

from actions.signing_in import make_login_link
from actions.team import add_member
from benchmarks.figures import Figure, percentile, ratio, rounded
from benchmarks.running import free_address, running
from benchmarks.stores import Store, named, stores, write_rows
from bot.clock import now
from bot.settings import Settings
from bot.wiring import make_door, ready_database
from cases.people import Role, districts_seen
from cases.questionnaire import Answer, State
from cases.searching import entries_of, read_search
from handlers.door import Door
from handlers.searching import search
from storage.conversations import begin_conversation
from storage.database import Database
from storage.drafts import Told, seal_told
from storage.indexing import bring_up
from storage.keys import Cipher
from storage.search import expression
from storage.tables import Channel, KeyPurpose, Member

CASES, QUICK, PAGE, ROUNDS = 100_000, 2_000, 25, 40
KEYS = 1000  # of cases, shared among them: sealing a million keys is not what is measured
DISTRICTS = ("haishu", "yinzhou", "jiangbei", "beilun", "zhenhai", "fenghua", "yuyao", "cixi", "elsewhere")
NAMES = (
    *("id", "number", "conversation_id", "key_id", "service", "rank", "money_moving", "offence_group", "district"),
    *("reporter_role", "quiet", "sealed_answers", "sealed_title", "submitted_at", "answer_due_at", "is_complete"),
)
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
LETTERS = "天地元和海江山林金银宝华丰泰安康永盛隆昌兴旺达通顺利德仁义信诚明光新星辰云水木火土东西南北中大小高远长久"
TRADES = ("精密机械", "国际贸易", "电子科技", "新材料", "进出口", "模具制造", "软件", "服装", "物流", "医疗器械")
PEOPLE = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
SENTENCES = (
    "对方自称换了收款账户，财务按邮件付款，第二天发现邮箱被冒用。", "业务员收了货款没有交回公司，人也联系不上了。",
    "签了采购合同付了定金以后一直不发货，电话打不通。", "离职的工程师把图纸带去了新公司，客户也被抢走。",
    "仓库主管和外面的人串通，半年里少了三批货。", "冒充老板的微信让会计转账，转完才知道被骗。",
    "假的承兑汇票，银行说票号不存在。", "平台上的卖家收款后注销了店铺，地址是假的。",
)  # fmt: skip


async def measure(folder: Path, quick: bool) -> list[Figure]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))  # each search has a line
    count = int(os.environ.get("GC_BENCH_CASES", "0")) or (QUICK if quick else CASES)
    questions = asked(4 if quick else ROUNDS, count)
    return [figure for store in stores(folder) for figure in await of_store(store, count, questions)]


async def of_store(store: Store, count: int, questions: dict[str, list[str]]) -> list[Figure]:
    kind, settings = store.kind, store.settings()
    async with ready_database(settings, now) as database:
        door = make_door(settings, database, now)
        anywhere, local = await fill(database, count)
        figures = await index(door, count, kind)
        for what, words in questions.items():
            for who, member in (("all", anywhere), ("bound", local)):
                figures.append(await pages(door, member, named(kind, what, who), words))
        if not kind:  # the index is a file of its own, whatever the database
            figures.append(await by_hand(door, local, store.folder, count, questions["company"]))
        async with database.writing() as session:
            login = await make_login_link(session, anywhere.id, now())
        door.search.close()
    every = [one for words in questions.values() for one in words]
    figures.append(over_http(settings, login, every, named(kind, "over_http")))
    return figures


async def index(door: Door, count: int, kind: str) -> list[Figure]:
    """As the product does it after the file was lost, without its rests."""
    await door.search.make_anew(anyway=True)
    began = time.perf_counter()
    while await bring_up(door.database, door.search):
        pass
    took, size = time.perf_counter() - began, door.search.path.stat().st_size
    return [
        Figure(named(kind, "indexed"), count / took, "cases/s", more={"cases": count, "seconds": rounded(took)}),
        Figure(named(kind, "size"), size / count, "bytes/case", more={"mb": rounded(size / 1e6)}),
    ]


async def pages(door: Door, member: Member, name: str, questions: list[str]) -> Figure:
    """The first page of each question, and the one behind it where there is one."""
    took, hits, slowest = [], 0, (0.0, "")
    for words in questions:
        before = None
        for _ in range(2):
            began = time.perf_counter()
            found = await search(door, member, words, "benchmark", before=before, size=PAGE)
            took.append((time.perf_counter() - began) * 1000)
            hits, before, slowest = hits + len(found.hits), found.goes_on, max(slowest, (took[-1], words))
            if before is None:
                break
    facts = {"p50": rounded(median(took)), "hits_a_page": rounded(hits / len(took)), "pages": len(took)}
    facts["slowest"] = slowest[1]
    return Figure(name, percentile(took, 0.99), "ms", 500, 50, facts)


async def by_hand(door: Door, member: Member, folder: Path, count: int, questions: list[str]) -> Figure:
    """Looking up alone: the sealed index from its thread, against the same entries in plain SQLite, on this one."""
    plain = sqlite3.connect(folder / "plain.db")
    options = "number, district, told, content='', tokenize='ascii', prefix='4 6'"
    plain.execute(f"CREATE VIRTUAL TABLE words USING fts5({options})")
    rows = (
        (place, case.district, " ".join(entry for text in case.told.values() for entry in entries_of(text)))
        for place, case in enumerate(cases(count))
    )
    with plain:
        plain.executemany("INSERT INTO words (rowid, district, told) VALUES (?, ?, ?)", rows)
    seen, mine, theirs = districts_seen(member.district), list[float](), list[float]()
    for words in questions:
        sought = read_search(words)
        began = time.perf_counter()
        await door.search.find(sought, seen, None, PAGE + 1)
        mine.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        query = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT ?"
        plain.execute(query, (expression(sought, seen), PAGE + 1)).fetchall()
        theirs.append((time.perf_counter() - began) * 1000)
    plain.close()
    facts = {"ms": rounded(median(mine)), "by_hand_ms": rounded(median(theirs))}
    return ratio("looked_up", list(map(truediv, mine, theirs)), None, None, facts)


def over_http(settings: Settings, login: str, questions: list[str], name: str) -> Figure:
    """What a person waits for: the form sent, its answer followed, the page there."""
    with (
        running(settings.data, free_address(), settings.database) as url,
        httpx.Client(base_url=url, follow_redirects=True, timeout=60) as http,
    ):
        page = http.post(
            "/console/login", data={"code": login}, headers={"origin": url, "sec-fetch-site": "same-origin"}
        )
        token = re.search(r'name="csrf" value="([^"]+)"', page.text)
        assert token, page.status_code
        took = []
        for words in [questions[0], *questions]:
            began = time.perf_counter()
            found = http.post("/console/search", data={"csrf": token[1], "words": words}, headers={"origin": url})
            took.append((time.perf_counter() - began) * 1000)
            assert found.status_code == 200, found.text[:500]
    took = took[1:]  # the first one also opens the file and compiles the page
    facts = {"p50": rounded(median(took)), "pages": len(took)}
    return Figure(name, percentile(took, 0.99), "ms", 1000, 50, facts)


# --- the cases


@dataclass(frozen=True)
class OneCase:
    """What a company told, by step."""

    id: UUID
    district: str
    told: dict[str, str]


def cases(count: int) -> Iterator[OneCase]:
    """The same ones each time."""
    chance = random.Random(8)
    for _ in range(count):
        name = "".join(chance.choices(LETTERS, k=4))
        person = chance.choice(PEOPLE) + "".join(chance.choices(LETTERS, k=2))
        other = "".join(chance.choices(LETTERS, k=3)) + chance.choice(TRADES)
        told = {
            "company_name": f"宁波{name}{chance.choice(TRADES)}有限公司",
            "contact_name": person,
            "contact_phone": f"13{chance.randrange(10**9):09}",
            "money_payee_account": f"6222{chance.randrange(10**15):015}",
            "story": f"{other}的{person[0]}某，{''.join(chance.sample(SENTENCES, 2))}",
        }
        yield OneCase(UUID(int=chance.getrandbits(128)), chance.choice(DISTRICTS), told)


def asked(rounds: int, count: int) -> dict[str, list[str]]:
    """What officers type: a company, a phone, an account, words of stories, common ones, what is nowhere."""
    some = [
        case for number, case in enumerate(cases(min(count, 20_000))) if number % (min(count, 20_000) // rounds) == 0
    ]
    return {
        "company": [one.told["company_name"].replace("宁波", "") for one in some],
        "phone": [one.told["contact_phone"] for one in some],
        "account": [one.told["money_payee_account"][:12] for one in some],
        "story": ["邮箱被冒用", "仓库主管", "票号不存在", "图纸 业务员"] * (rounds // 4),
        "common": ["有限公司", "宁波", "公司 宁波 对方", "6222"] * (rounds // 4),
        "nowhere": ["没有这样的词", "19999999999", "宁波 没有这样", "zzzz"] * (rounds // 4),
    }


async def fill(database: Database, count: int) -> tuple[Member, Member]:
    """A member who sees all of them, and one who is bound to a district."""
    async with database.writing() as session:
        chat = await begin_conversation(session, 1, 1, Channel.WEB, now())
        keys = [database.keys.make(session, KeyPurpose.CASE, now()) for _ in range(KEYS)]
        anywhere = await add_member(session, "陈立", Role.EXPERT, None, now())
        local = await add_member(session, "林海", Role.EXPERT, "haishu", now())
    write_rows(database, "cases", NAMES, rows(count, chat.id, keys))  # a new index goes through all by itself
    return anywhere, local


def rows(count: int, chat: UUID, keys: list[tuple[UUID, Cipher]]) -> Iterator[tuple[Any, ...]]:
    for number, case in enumerate(cases(count)):
        key_id, cipher = keys[number % KEYS]
        at = FIRST + timedelta(minutes=3 * number)
        told = Told({step: Answer(State.GIVEN, text, text) for step, text in case.told.items()})
        title = cipher.seal_text(case.told["company_name"], f"title:{case.id}")
        yield (
            *(case.id, f"GC-{number:09}", chat, key_id, "triaged", 1, False, "partner", case.district, "agent"),
            *(False, seal_told(cipher, case.id, told), title, at, at, True),
        )
