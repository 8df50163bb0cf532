"""A stolen disk shows no person: what was said is nowhere to be read, neither in the database nor in the file store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from bot.settings import Settings
from cases.people import Role
from storage.database import Database
from tests.world import Clock, Product, open_product

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
DESK, REPORTER, NOTE = "请把盖章的补充协议拍照发来", "协议原件在老板的保险柜里", "此人另案在逃"
PLAIN = [*SAID.values(), ACCOUNT, FILE, DESK, REPORTER, NOTE, "陈立志", "孙丽华", "THE-CONTRACT-IN-PLAIN"]
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
]


async def a_case_with_everything(product: Product) -> None:
    """A whole report with a transfer, a suspect and files; then question, answer, note and file between desk and reporter."""
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
    half = await product.reporter()
    await half.tells(until="evidence", **SAID)


def spellings(word: str) -> list[bytes]:
    """The same word as different programs write it down."""
    escaped = word.encode("unicode_escape")
    return [word.encode(), word.encode("gb18030"), word.encode("utf-16-le"), word.encode("utf-16-be"), escaped]


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
async def test_nothing_can_be_read_on_the_disk(tmp_path: Path, database_url: str, clock: Clock):
    """`grep -a` over database, journal and files finds no name, phone, account, company, story, file or message."""
    async with open_product(tmp_path, database_url, clock) as product:
        await a_case_with_everything(product)
        for path in [*tmp_path.rglob("*")]:
            if path.is_file():
                check_nothing_is_plain(path.name, path.read_bytes())
        check_nothing_is_plain("the rows", await dump(database_url))
    assert [path for path in (tmp_path / "data" / "files").rglob("*") if path.is_file()]
    for path in [*tmp_path.rglob("*")]:
        if path.is_file():
            check_nothing_is_plain(path.name, path.read_bytes())


async def test_the_key_opens_it_and_another_does_not(tmp_path: Path, database_url: str, clock: Clock):
    """The search above would be worth nothing if the words were not there at all; and without the key they are lost."""
    async with open_product(tmp_path, database_url, clock) as product:
        await a_case_with_everything(product)
        expert = await product.expert("李芳")
        shown = (await expert.says((await product.case()).number)).text
        assert all(word in shown for word in (SAID["company_name"], SAID["story"], ACCOUNT))
    key = Settings(_env_file=None, data=tmp_path / "data").data / "key"
    assert key.stat().st_mode & 0o777 == 0o600
    key.unlink()
    with pytest.raises(Exception, match="cannot be opened"):
        async with open_product(tmp_path, database_url, clock):
            pass
