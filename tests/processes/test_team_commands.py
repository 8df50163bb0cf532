"""The team on the command line: who is on it and who is invited, and changed in place, in the unit's language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from cases.second_factor import Sort
from storage.key_files import new_secret
from storage.tables import FactorTry, LoginLink, Member, SecondFactor, TeamEntry, TeamEvent
from tests.processes.conftest import Person
from tests.world.service import Service, command

pytestmark = pytest.mark.timeout(240)
WIDE = {"COLUMNS": "200"}


async def test_the_list_names_who_is_invited(tmp_path: Path):
    """With districts, roles and moments as the unit says them; a district is taken by its name as well."""
    made = await command(tmp_path, "team", "invite", "--name", "陈立", "--role", "expert", "--district", "鄞州")
    assert (made.code, made.said[-2]) == (0, "七天内有效，只给一个人，只能用一次。")
    (line,) = [one for one in (await command(tmp_path, "team", "list", **WIDE)).said if "陈立" in one]
    assert "护企专家" in line and "鄞州区" in line and "已邀请，" in line
    english = await command(tmp_path, "team", "list", GC_LANGUAGE="en", **WIDE)
    (line,) = [one for one in english.said if "陈立" in one]
    assert "Yinzhou" in line and "invited, until" in line


async def test_a_member_is_changed_in_place(
    service_of: Callable[..., Service], people: Callable[..., Any], tmp_path: Path
):
    """Another role, district and name, while everything runs: the same row, the same chat, and the log says so."""
    service = service_of(forked=True)
    await service.start()
    officer: Person = people(service, Person)
    await service.lets_in(officer)
    changed = await command(
        tmp_path,
        "team",
        "change",
        "陈立",
        "--role",
        "duty_officer",
        "--district",
        "Yinzhou",
        "--name",
        "陈丽",
        GC_LANGUAGE="en",
    )
    assert (changed.code, changed.complained) == (0, [])
    assert changed.said[0].startswith("Changed: 陈丽, ")
    (row,) = [one for one in await service.all(Member) if not one.is_placeholder]
    assert (row.role.value, row.district) == ("duty_officer", "yinzhou")
    assert {TeamEvent.CHANGED, TeamEvent.RENAMED} <= {one.event for one in await service.all(TeamEntry)}
    assert all("陈" not in str(one.details) for one in await service.all(TeamEntry))
    everywhere = await command(tmp_path, "team", "change", "陈丽", "--district", "all")
    assert "全部辖区" in everywhere.said[0]
    await officer.says("/queue")  # the chat is still theirs
    await officer.sees("")
    assert [one.district for one in await service.all(Member) if not one.is_placeholder] == [None]


async def test_a_lost_second_factor_is_taken_off(service_of: Callable[..., Service], tmp_path: Path):
    """On the server, where no other lead is there; said again, it says that there is none."""
    service = service_of(forked=True)
    await service.start()
    await command(tmp_path, "login")
    (lead,) = await service.all(Member)
    async with service.database() as database, database.writing() as session:
        session.add(SecondFactor(member_id=lead.id, sort=Sort.APP, sealed_facts=b"", created_at=lead.joined_at))
        (await session.get_one(Member, lead.id)).has_factor = True
        session.add(FactorTry(member_id=lead.id, wrong=9))
    taken = await command(tmp_path, "team", "change", "值班负责人", "--no-second-factor")
    assert taken.code == 0
    assert taken.said[0].startswith("值班负责人 的两步验证已取消，")
    assert [await service.all(one) for one in (SecondFactor, FactorTry)] == [[], []]
    assert TeamEvent.FACTORS_TAKEN_OFF in {one.event for one in await service.all(TeamEntry)}
    again = await command(tmp_path, "team", "change", "值班负责人", "--no-second-factor", GC_LANGUAGE="en")
    assert "has no second factor" in again.said[0]


@pytest.mark.parametrize(
    ("words", "language", "said"),
    [
        (("team", "change", "无此人", "--role", "lead"), "zh", "团队里没有“无此人”"),
        (("team", "change", "nobody", "--role", "lead"), "en", "Nobody on the team is called nobody"),
        (("team", "change", "值班负责人"), "zh", "没有说要改什么"),
        (("team", "change", "值班负责人", "--district", "火星"), "zh", "没有“火星”这个辖区"),
        (
            ("team", "invite", "--name", "x", "--role", "expert", "--district", "Mars"),
            "en",
            "No district is called Mars",
        ),
        (("login", "--name", "无此人"), "zh", "团队里没有“无此人”"),
    ],
)
async def test_what_cannot_be_is_said_in_a_line(tmp_path: Path, words: tuple[str, ...], language: str, said: str):
    """In the unit's language, with what can be written instead; nothing is changed."""
    await command(tmp_path, "login")
    answered = await command(tmp_path, *words, GC_LANGUAGE=language)
    assert answered.code == 2
    assert said in answered.complained[-1]


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (("migrate",), "数据库已是版本", "The database is at version"),
        (("index", "rebuild"), "可以搜索的案件：0 件。", "Cases that can be searched: 0."),
        (("links",), "重新读过的案件：0 件。", "Cases read anew: 0."),
    ],
    ids=["migrate", "index", "links"],
)
async def test_a_command_speaks_the_units_language(tmp_path: Path, words: tuple[str, ...], zh: str, en: str):
    """Both of them."""
    for language, said in (("zh", zh), ("en", en)):
        assert (await command(tmp_path, *words, GC_LANGUAGE=language)).said[-1].startswith(said)


async def test_no_link_into_the_console_is_written_into_a_journal(service_of: Callable[..., Service]):
    """Under systemd what is printed is kept for others to read: a start says how to get a link, and makes none."""
    service = service_of(forked=True, JOURNAL_STREAM="8:1234")
    await service.start()
    log = service.log.read_text()
    assert "/console/login" not in log
    assert "green-channel login" in log
    assert await service.all(LoginLink) == []


async def test_a_link_is_printed_where_nobody_else_reads_until_a_lead_has_come(service_of: Callable[..., Service]):
    """Into a file or a pipe only while nobody could come in without; then it is said which command makes one."""
    service = service_of(forked=True)
    await service.start()
    link, _, code = service.first_link.partition("#")
    ours = {"origin": service.address, "sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=service.address) as http:
        assert (await http.post(link, data={"code": code}, headers=ours)).status_code == 303
    await service.killed_and_started_again()
    log = service.log.read_text()
    assert log.count("/console/login#") == 1
    assert "green-channel login" in log.rpartition(code)[2]


async def test_who_runs_the_service_lets_somebody_in(service_of: Callable[..., Service], people: Callable[..., Any]):
    """Where no lead is at hand: by the name that was invited."""
    service = service_of(forked=True)
    await service.start()
    officer = people(service, Person)
    await officer.comes(await service.invitation())
    await officer.sees("邀请收到了")
    database = {"GC_DATABASE": service.settings.get("GC_DATABASE", "")}
    wrong = await command(service.folder, "team", "confirm", "钱二", **database)
    assert wrong.code == 2
    assert (await command(service.folder, "team", "confirm", "陈立", **database)).said == [
        "陈立 加入了，对方会收到消息。"
    ]
    await officer.sees("您已加入护企专家组")


@pytest.mark.postgres
async def test_a_member_changed_in_the_database_is_named_and_put_right(
    service_of: Callable[..., Service], tmp_path: Path, database_url: str
):
    """The doctor says whom; on the server they become what is said there, or leave, and not what stands in the row."""
    settings = {"GC_DATABASE": database_url, "GC_KEY": new_secret()}
    await command(tmp_path, "login", **settings)
    service = service_of(forked=True, **settings)
    async with service.database() as database, database.writing() as session:
        await session.exec(text("UPDATE members SET district = 'haishu', revoked_at = NULL"))
    (row,) = await service.all(Member)
    name = row.id.hex[:8]
    asked = await command(tmp_path, "doctor", GC_LANGUAGE="en", **settings)
    assert f"({name})" in next(line for line in asked.said if "changed in the database" in line)
    half = await command(tmp_path, "team", "change", name, "--role", "expert", **settings)
    assert (half.code, "不能以它为准" in half.complained[0]) == (2, True)
    whole = await command(tmp_path, "team", "change", name, "--role", "expert", "--district", "鄞州", **settings)
    assert "鄞州" in whole.said[0]
    again = await command(tmp_path, "doctor", **settings)
    assert any("都是本系统写下的" in line for line in again.said)
    async with service.database() as database, database.writing() as session:
        await session.exec(text("UPDATE members SET role = 'lead'"))
    assert (await command(tmp_path, "team", "revoke", name, **settings)).code == 0
    assert any("都是本系统写下的" in line for line in (await command(tmp_path, "doctor", **settings)).said)
