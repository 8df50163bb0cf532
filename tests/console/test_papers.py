"""The PDFs of a case in the console, the dossier as an officer reads it, and who is told who looked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from cases.people import Role
from storage.tables import Consultation, Look, Seen
from tests.console.test_links import two
from tests.stories.test_papers import flat

STORY = "对方自称新的收款账户。<b>不是</b>标记"


async def test_the_dossier_opens_in_the_browser(house, chen, signed_in):
    """A PDF that is kept nowhere, with the name of who opened it; what a reporter typed is no markup."""
    case = await house.reports(story=STORY)
    browser = await signed_in(chen)
    answer = await browser.opens(f"/console/cases/{case.number}/dossier.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert "no-store" in answer.headers["cache-control"]
    text = flat(answer.content)
    assert STORY in text
    assert "陈立于2026年11月23日10:10打开" in text


async def test_the_dossier_begins_with_a_paragraph_and_the_story(house, chen, signed_in):
    """What an officer needs first stands first; accounts and numbers are copied with one press."""
    case = await house.reports(story=STORY)
    page = (await (await signed_in(chen)).opens(f"/console/cases/{case.number}")).text
    dossier = page[page.index('<section id="dossier"') :]
    order = ['class="summary"', "part-story", "part-company", "part-money", "part-first", "part-declared"]
    places = [dossier.index(one) for one in order]
    assert places == sorted(places)
    assert "海曙精工机械有限公司（海曙区）于 11月23日 10:10 报案" in dossier
    assert 'data-copy="+8613957481234"' in dossier
    assert "&lt;b&gt;不是&lt;/b&gt;" in dossier


@pytest.mark.postgres
async def test_leads_and_auditors_read_who_looked(house, chen, lead, signed_in):
    """The page, a file, the PDF: each with name, time and door. Nobody else is told, and a look is no news."""
    case = await house.reports()
    file_id = await house.sends_file(case, "合同.pdf", b"%PDF-1.4")
    browser = await signed_in(chen)
    for rest in ("", f"/files/{file_id}", "/dossier.pdf", "/live"):
        assert (await browser.opens(f"/console/cases/{case.number}{rest}")).status_code == 200
        house.clock.passes(timedelta(seconds=1))
    assert 'id="looks"' not in (await browser.opens(f"/console/cases/{case.number}")).text
    for reader in (lead, await house.member("孙审", Role.AUDITOR)):
        house.clock.passes(timedelta(seconds=1))
        page = (await (await signed_in(reader)).opens(f"/console/cases/{case.number}")).text
        looks = page[page.index('id="looks"') :]
        looks = looks[: looks.index("</details>")]
        assert looks.count("陈立") == 4  # what changed and the page after it are one line
        for words in ("陈立 看卷宗", "陈立 看文件", "陈立 取走卷宗 PDF"):
            assert words in looks


async def test_another_districts_member_finds_no_papers(house, lead, signed_in):
    """Missing and forbidden are the same bytes."""
    case = await house.reports(district="yuyao")
    away = await signed_in(await house.member("林海", district="haishu"))
    minutes = f"minutes/{case.id}.pdf"
    for rest in ("dossier.pdf", minutes, "minutes/x.pdf"):
        forbidden = await away.opens(f"/console/cases/{case.number}/{rest}")
        missing = await away.opens(f"/console/cases/GC-261123-00000/{rest}")
        assert forbidden.status_code == missing.status_code == 404
        assert forbidden.content == missing.content
    assert (await (await signed_in(lead)).opens(f"/console/cases/{case.number}/{minutes}")).status_code == 404


async def test_the_minutes_stand_with_the_consultation(house, chen, lead, signed_in):
    """From the conclusion on there is a link, and what it leads to says so."""
    case = await house.reports()
    wang = await house.member("王芳")
    his, hers, leads = [await signed_in(one) for one in (chen, wang, lead)]
    await his.does("take", case.number)
    await his.does("convene", case.number, panel=str(wang.id), within="4h", text="怎么看？")
    await hers.does("give_opinion", case.number, recommendation="verify", text="先核实。")
    assert "会商纪要" not in (await his.opens(f"/console/cases/{case.number}")).text
    await his.does("conclude", case.number, recommendation="accept", text="建议受案。")
    await leads.does("approve", case.number)
    (row,) = await house.all(Consultation)
    address = f"/console/cases/{case.number}/minutes/{row.id}.pdf"
    assert address in (await hers.opens(f"/console/cases/{case.number}")).text
    text = flat((await hers.opens(address)).content)
    assert "先核实。" in text
    assert "周敏于2026年11月23日10:10批准" in text


@pytest.mark.postgres
async def test_a_linked_case_says_in_the_paper_who_and_what_it_is(house, chen, lead, signed_in):
    """As on the page; it stands on that case's own record with which dossier it was, and a lead reads it there."""
    first, second = await two(house, district="cixi", offence_group="partner", offence="CONTRACT_FRAUD")
    browser = await signed_in(chen)
    text = flat((await browser.opens(f"/console/cases/{second}/dossier.pdf")).content)
    assert "宁波一号模具有限公司·合同诈骗罪·等待接手" in text
    assert text.index(first) < text.index("宁波一号模具有限公司")
    case, main = await house.case(first), await house.case(second)
    async with house.door.database.reading() as session:
        (look,) = (await session.exec(select(Look).where(Look.case_id == case.id))).all()
    assert (look.seen, look.about, look.member_id, look.door) == (Seen.NAMED, main.id, chen.id, "console")
    page = (await (await signed_in(lead)).opens(f"/console/cases/{first}")).text
    assert "陈立 取走关联案件的卷宗 PDF，其中列有本案概况" in page


async def test_a_paper_names_no_case_that_its_reader_may_not_see(house, signed_in):
    """Of another district neither number nor company, and nothing on its record."""
    first, second = await two(house, district="cixi")
    here = await signed_in(await house.member("林海", district="haishu"))
    text = flat((await here.opens(f"/console/cases/{second}/dossier.pdf")).content)
    assert second in text
    assert first not in text
    assert "宁波一号" not in text
    case = await house.case(first)
    async with house.door.database.reading() as session:
        assert (await session.exec(select(Look).where(Look.case_id == case.id))).all() == []
