"""Cases that name the same phone: who reads their numbers, and who only that there are some in other districts."""

from __future__ import annotations

import pytest
from sqlmodel import select

from actions.team import bind_group
from handlers.said.letters import read_letter
from storage.conversations import begin_conversation
from storage.tables import Channel, Conversation, Outgoing
from tests.world import Product

OTHERS = "另有 1 件在其他辖区"


async def reports(product: Product, district: str) -> str:
    """Everybody in these stories gives the same phone."""
    return await (await product.reporter()).has_reported(district=district)


async def group_of(product: Product, district: str) -> Conversation:
    """A team group on Telegram, bound to a district."""
    async with product.parts.door.database.writing() as session:
        group = await begin_conversation(session, 1, -1001, Channel.TELEGRAM, product.clock(), is_group=True)
        await bind_group(session, group, district)
    return group


async def read_in(product: Product, chat: Conversation) -> str:
    """The newest message that waits for this chat, as it would be sent."""
    async with product.parts.door.database.reading() as session:
        query = select(Outgoing).where(Outgoing.conversation_id == chat.id).order_by(Outgoing.due_at.desc())
        _, letter = await read_letter(session, product.parts.door, (await session.exec(query)).first())
    assert letter
    return letter.text


@pytest.mark.postgres
async def test_the_card_names_only_what_its_reader_may_open(product: Product):
    """The member of a district reads the number of their own and the count of the others; who sees all reads all."""
    there, own, here = [await reports(product, district) for district in ("cixi", "haishu", "haishu")]
    local, anywhere = await product.expert("林海", district="haishu"), await product.expert()
    card = (await local.says(here)).text
    assert own in card
    assert there not in card
    assert OTHERS in card
    card = (await anywhere.says(here)).text
    assert own in card
    assert there in card
    assert "其他辖区" not in card


async def test_a_case_linked_only_elsewhere_is_counted(product: Product):
    """No number at all, and still no secret that there is another case."""
    await reports(product, "cixi")
    here = await reports(product, "haishu")
    card = (await (await product.expert("林海", district="haishu")).says(here)).text
    assert f"关联案件：{OTHERS}" in card


async def test_the_first_message_counts_by_the_same_rule(product: Product):
    """A new case arrives with how many the reader may open, and how many they may not."""
    local, anywhere = await product.expert("林海", district="haishu"), await product.expert()
    for district in ("cixi", "haishu", "haishu"):
        await reports(product, district)
    await local.looks()
    assert "· 关联 1 案 · 其他辖区关联 1 案" in local.last.text
    await anywhere.looks()
    assert "· 关联 2 案" in anywhere.last.text
    assert "其他辖区" not in anywhere.last.text


async def test_a_group_reads_what_its_district_may(product: Product):
    """The group of a district is told like a member of it."""
    group = await group_of(product, "haishu")
    await reports(product, "cixi")
    await reports(product, "haishu")
    letter = await read_in(product, group)
    assert "· 其他辖区关联 1 案" in letter
    assert "· 关联" not in letter
