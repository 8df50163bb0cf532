"""From the console into one's own chat, in this browser."""

from __future__ import annotations

import pytest

from tests.world.visiting import Visitor


@pytest.mark.postgres
async def test_the_console_leads_to_ones_own_chat(house, chen, signed_in):
    """A press leads to the page with a link that is good once; a form of another site leads nowhere."""
    desk = await signed_in(chen)
    page = await desk.opens("/console")
    assert "打开聊天" in page.text
    answer = await desk.posts("/console/chat", **desk.hidden(page.text, ""))
    link = answer.url.fragment.removeprefix("start=")
    assert (answer.url.path, link[:5]) == ("/", "chat-")
    visitor = Visitor(house.address)
    await visitor.opens(start=link)
    await visitor.sees("发案件编号可以直接打开卷宗")
    assert "陈立" in (await visitor.history())["desk"]
    assert (await desk.posts("/console/chat", csrf="forged")).status_code == 403
    await visitor.leaves_town()
