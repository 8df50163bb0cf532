"""A stolen disk shows no person: what was said is nowhere to be read, neither in the database nor in the file store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from actions.filters import save_filter
from actions.series import form_series
from actions.special_team import form_team, write_team_note
from bot.settings import Settings
from cases.people import Role
from cases.special_teams import HOURS
from cases.verbs import Verb
from storage import key_files
from storage.database import Database
from storage.key_files import KeyMissing
from storage.keys import WrongKey
from storage.tables import Case, Member
from storage.unsent import keep_unsent
from tests.world import Clock, Person, Product, open_product

ACCOUNT = "6222020000000000005"
FILE = "甬江精密与海天贸易的预付款合同.pdf"
CONTENT = b"%PDF-1.7 THE-CONTRACT-IN-PLAIN " * 5000
SAID = {
    "company_name": "宁波甬江精密机械有限公司",
    "contact_name": "王建国",
    "contact_phone": "13800138000",
    "story": "业务员周某拿了样品以后就再也没有出现过。",
    "happened_where": "鄞州区首南街道的展厅",
    "contract_about": "数控机床二十台的采购合同",
}
COUNCIL, OPINION, MEASURE = "这家空壳公司是诈骗还是违约", "法定代表人有前科，建议受案", "调取开户银行的监控录像"
DESK, REPORTER, NOTE = "请把盖章的补充协议拍照发来", "协议原件在老板的保险柜里", "此人另案在逃"
TOGETHER = ("冒名采购的连环骗局", "盯住幕后老板吴某", "昨晚在机场出现过", "我盯的老赖", "这句还没有想好发不发")
PLAIN = [
    *TOGETHER,
    *SAID.values(),
    ACCOUNT,
    FILE,
    DESK,
    REPORTER,
    NOTE,
    COUNCIL,
    OPINION,
    MEASURE,
    "陈立志",
    "孙丽华",
    "THE-CONTRACT-IN-PLAIN",
]
BY_CHANCE = 6  # bytes: four stand somewhere in megabytes of ciphertext once in a hundred runs
PARTS = [
    "甬江",
    "王建国",
    "建国",
    "8001380",
    "622202",
    "样品",
    "首南街道",
    "数控机床",
    "海天贸易",
    "补充协议",
    "保险柜",
    "另案在逃",
    "空壳公司",
    "有前科",
    "监控录像",
]


async def a_case_with_everything(product: Product) -> str:
    """The number of a whole report with a transfer, a suspect and files; then question, answer, note and file between desk and reporter."""
    reporter, expert = await product.reporter(), await product.expert("陈立志", Role.EXPERT)
    answers = {
        "transactions#0?": "add",
        "transactions#0.payee_account": ACCOUNT,
        "suspects#0?": "add",
        "suspects#0.name": "孙丽华",
    }
    await reporter.tells(until="evidence", **SAID, **answers)
    await reporter.sends_all((FILE, CONTENT), ("二.txt", b"THE-CONTRACT-IN-PLAIN"), caption="两份都在")
    await reporter.tells_on(**SAID, **answers)
    await reporter.says("/code")
    await reporter.submits()
    await expert.looks()
    await expert.presses("接手")
    await expert.presses("问报案人")
    await expert.says(DESK)
    await reporter.looks()
    await reporter.says(REPORTER)
    await reporter.sends(FILE, CONTENT)
    await expert.looks()
    await expert.presses("卷宗")
    await expert.presses("内部备注")
    await expert.says(NOTE)
    await expert.presses("看材料")
    assert NOTE not in "".join(one.text for one in (await reporter.looks() and reporter.screen))
    await consults(expert)
    first = await product.case()
    await works_together(product, first)
    second = await product.reporter()
    await second.has_reported(**SAID)
    half = await product.reporter()
    await half.tells(until="evidence", **SAID)
    await product.indexes()
    await expert.says("/find 甬江精密")
    assert sum("甬江" in one for one in expert.last.buttons) == 2
    return first.number


async def works_together(product: Product, case: Case) -> None:
    """A series, a special team with its channel, a filter of one's own, and words that were not sent."""
    door = product.parts.door
    lead = next(one for one in await product.all(Member) if one.role is Role.LEAD and not one.is_placeholder)
    async with door.database.writing() as session:
        hand = door.hand(session, member=lead)
        await form_series(hand, case.number, lead.id, (), TOGETHER[0])
        await form_team(hand, case.number, "", lead.id, HOURS[0], (), TOGETHER[1])
        await write_team_note(hand, case.number, TOGETHER[2])
        await save_filter(hand, TOGETHER[3], "show=open")
        await keep_unsent(session, case, lead, Verb.ANSWER, TOGETHER[4], product.clock())


async def consults(expert: Person) -> None:
    """A question to oneself, its opinion, and a measure: inner words, kept like the reporter's."""
    colleague = await expert.product.expert("王芳菲", Role.LEAD)
    number = (await expert.product.case()).number
    await expert.says(number)
    await expert.presses("发起会商", on=expert.last)
    await expert.presses("王芳菲", on=expert.last)
    await expert.presses("4 小时内", on=expert.last)
    await expert.says(COUNCIL)
    await colleague.looks()
    await colleague.presses("写我的意见", on=colleague.sees(COUNCIL))
    await colleague.presses("建议受案", on=colleague.last)
    await colleague.says(OPINION)
    await expert.says(number)
    await expert.presses("加措施", on=expert.last)
    await expert.presses("王芳菲", on=expert.last)
    await expert.presses("1 天内", on=expert.last)
    await expert.says(MEASURE)


def spellings(word: str) -> list[bytes]:
    """The same word as different programs write it down."""
    escaped = word.encode("unicode_escape")
    written = [word.encode(), word.encode("gb18030"), word.encode("utf-16-le"), word.encode("utf-16-be"), escaped]
    return [one for one in written if len(one) >= BY_CHANCE]


def check_nothing_is_plain(where: str, content: bytes) -> None:
    for word in PLAIN + PARTS:
        assert not [one for one in spellings(word) if one in content], f"{word} in {where}"


async def dump(url: str) -> bytes:
    """Every column of every table as text, as a dump of the database would hold it."""
    database = Database(url)
    async with database.reading() as session:
        connection = await session.connection()
        names = await connection.run_sync(lambda one: sqlalchemy.inspect(one).get_table_names())
        assert {"cases", "drafts", "case_messages", "files", "web_messages", "members"} <= set(names)
        rows: list[Any] = []
        for name in names:
            columns = await connection.run_sync(lambda one, name=name: sqlalchemy.inspect(one).get_columns(name))
            for row in await connection.execute(sqlalchemy.text(f'SELECT * FROM "{name}"')):
                values = [bytes(value) if isinstance(value, memoryview) else value for value in row]
                rows.append(b" ".join(one if isinstance(one, bytes) else str(one).encode() for one in values))
                assert len(values) == len(columns)
    await database.close()
    return b"\n".join(rows)


@pytest.mark.postgres
async def test_nothing_can_be_read_on_the_disk(tmp_path: Path, database_url: str, clock: Clock, capfd: Any):
    """`grep -a` over database, journal, index, files and log finds no name, phone, account, company, story or message."""
    async with open_product(tmp_path, database_url, clock) as product:
        await a_case_with_everything(product)
        for path in [*tmp_path.rglob("*")]:
            if path.is_file():
                check_nothing_is_plain(path.name, path.read_bytes())
        check_nothing_is_plain("the rows", await dump(database_url))
    log = capfd.readouterr()
    assert '"seen": "case"' in log.out + log.err
    check_nothing_is_plain("the log", (log.out + log.err).encode())
    assert [path for path in (tmp_path / "data" / "files").rglob("*") if path.is_file()]
    for path in [*tmp_path.rglob("*")]:
        if path.is_file():
            check_nothing_is_plain(path.name, path.read_bytes())


async def test_the_key_opens_it_and_another_does_not(tmp_path: Path, database_url: str, clock: Clock):
    """The search above would be worth nothing if the words were not there at all; and without the key they are lost."""
    async with open_product(tmp_path, database_url, clock) as product:
        first = await a_case_with_everything(product)
        expert = await product.expert("李芳")
        shown = (await expert.says(first)).text
        assert all(word in shown for word in (SAID["company_name"], SAID["story"], ACCOUNT))
    key = Settings(_env_file=None, data=tmp_path / "data").data / "key"
    assert key.stat().st_mode & 0o777 == 0o600
    key.unlink()
    with pytest.raises(KeyMissing):
        async with open_product(tmp_path, database_url, clock):
            pass
    key_files.make(key)
    with pytest.raises(WrongKey):
        async with open_product(tmp_path, database_url, clock):
            pass
