"""Whom no message reaches: leads find them in chat, with other ways to reach them, until they are back."""

from __future__ import annotations

from cases.people import Role
from storage.tables import Conversation
from tests.world import Product, Reporter


async def test_leads_find_whom_no_message_reaches(product: Product, reporter: Reporter):
    """One press from the menu, offered while there is anybody, and to leads alone."""
    lead, expert = await product.expert("李芳", Role.LEAD), await product.expert()
    number = await reporter.has_reported()
    assert "联系不上的" not in (await lead.says("/menu")).buttons
    async with product.parts.door.database.writing() as session:
        chat = await session.get_one(Conversation, (await product.case()).conversation_id)
        chat.unreachable_at = product.clock()
    assert "联系不上的" not in (await expert.says("/menu")).buttons
    listed = await lead.presses("联系不上的", on=await lead.says("/menu"))
    assert number in listed.text
    assert "电话" in listed.text
    await reporter.says("我回来了。")
    assert "联系不上的" not in (await lead.says("/menu")).buttons
