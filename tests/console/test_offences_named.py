"""How a case is named in lists: by its offence, or by what the reporter chose where that was left to the experts."""

from __future__ import annotations

import pytest

GROUPS = {"insider": "公司里的人做的", "remote": "没见过面的人（网上、电话）", "other": "其他情况"}


@pytest.mark.parametrize("group", GROUPS)
async def test_what_was_left_to_the_experts_is_named_by_its_group(house, desk, group):
    """In the list, on the board, on its own page and in what is linked: nowhere only that an expert is to say."""
    case = await house.reports(offence_group=group, offence="NOT_SURE")
    for page in ("/console?show=open", "/console/board"):
        row = (await desk.opens(page)).text.split(f'href="/console/cases/{case.number}')[1].split("</a>")[0]
        assert f"{GROUPS[group]}</span>" in row
    head = (await desk.opens(f"/console/cases/{case.number}")).text.split('class="sub"')[1].split("</p>")[0]
    assert GROUPS[group] in head
