"""Approving on the page: only the words that its reader had before them go to the reporter."""

from __future__ import annotations

import pytest

from cases.people import Role


@pytest.fixture
async def concluded(house, chen, lead, signed_in):
    """A case with an opinion to approve, the browser of the chair, and that of the lead."""
    case, wang = await house.reports(), await house.member("王芳")
    his, leads = await signed_in(chen), await signed_in(lead)
    await his.does("take", case.number)
    await his.does("convene", case.number, panel=str(wang.id), within="4h", text="怎么看？")
    await his.does("for_reporter", case.number, text="请带合同原件来窗口。")
    await his.does("conclude", case.number, recommendation="accept", text="建议受案。")
    return case, his, leads


async def test_the_reporters_part_stands_while_it_waits_for_approval(house, concluded):
    """What a lead may have before them is not changed beneath."""
    case, his, leads = concluded
    refused = await his.does("for_reporter", case.number, text="请撤回报案。")
    assert refused.status_code == 409
    assert "已经有结论" in refused.text
    assert "请带合同原件" in (await leads.opens(f"/console/cases/{case.number}")).text


async def test_a_page_from_before_other_words_approves_nothing(house, concluded, signed_in):
    """Another lead sent it back and the chair wrote anew: the old page is told so, shows it, and then approves it."""
    case, his, leads = concluded
    old = leads.hidden((await leads.opens(f"/console/cases/{case.number}")).text, "approve")
    other = await signed_in(await house.member("赵锋", Role.LEAD))
    await other.does("send_back", case.number, text="再想想。")
    await his.does("for_reporter", case.number, text="请撤回报案。")
    await his.does("conclude", case.number, recommendation="accept", text="建议受案。")
    refused = await leads.posts(f"/console/cases/{case.number}/approve", **old)
    assert refused.status_code == 409
    assert "刚改过" in refused.text
    assert "请撤回报案。" in refused.text
    by_hand = await leads.posts(f"/console/cases/{case.number}/approve", csrf=old["csrf"])
    assert by_hand.status_code == 409
    assert (await house.case(case.number)).service == "in_consultation"
    now = leads.hidden(refused.text, "approve")
    assert (await leads.posts(f"/console/cases/{case.number}/approve", **now)).status_code == 200
    assert (await house.case(case.number)).service == "opinion_issued"


async def test_an_answer_stands_once_others_could_be_read(house, chen, signed_in):
    """The page offers no second one then, and says where to write instead; by hand it is refused."""
    case, wang, zhou = await house.reports(), await house.member("王芳"), await house.member("周五")
    his, hers, theirs = [await signed_in(one) for one in (chen, wang, zhou)]
    await his.does("take", case.number)
    await his.does("convene", case.number, panel="everybody", within="4h", text="怎么看？")
    await hers.does("give_opinion", case.number, recommendation="other", text="占位")
    form = hers.hidden((await hers.opens(f"/console/cases/{case.number}")).text, "give_opinion")
    assert "form_id" in form
    await theirs.does("give_opinion", case.number, recommendation="verify", text="先核实。")
    page = (await hers.opens(f"/console/cases/{case.number}")).text
    assert 'class="verb give_opinion"' not in page
    assert "您的答复就不再改" in page
    again = {"recommendation": "accept", "text": "同意。"}
    refused = await hers.posts(f"/console/cases/{case.number}/give_opinion", **form | again)
    assert refused.status_code == 409
    assert "占位" in refused.text
