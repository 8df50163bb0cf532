"""Two names are two people: whoever is named on a record that somebody else typed hears of it, and may object."""

from __future__ import annotations

import pytest

from actions.signatures import NotInYourName, object_name
from cases.people import Role
from storage.tables import Event, Member, Signature, TimelineEntry
from tests.world import Person, Product, Reporter
from tests.world.unit import Unit

MINE = "不是我办的"


@pytest.fixture
async def unit(product: Product) -> Unit:
    lead = await product.expert("李芳", Role.LEAD)
    officer = await product.expert("沈清", Role.CASE_OFFICER)
    return Unit(product, lead, officer, {one.role: one for one in await product.all(Member)})


@pytest.mark.postgres
async def test_the_second_officer_hears_of_it_and_objects(product: Product, reporter: Reporter, unit: Unit):
    """At once, with who typed it; their words stand beside the record, and leads and who typed it read them."""
    number = await reporter.has_reported()
    await unit.records(number, "L1", document_no="接7号")
    await product.settles()
    typed, named = _two(unit, await product.all(Signature))
    await named.looks()
    assert "以您的名义记下了一笔" in named.last.text
    assert "接7号" in named.last.text
    await named.presses(MINE)
    await named.presses("接7号")
    await named.says("我那天在外地，没有接过这件。")
    assert "已记下您的异议" in named.last.text
    await product.settles()
    await typed.looks()
    assert "我那天在外地" in typed.last.text
    (row,) = await product.all(Signature)
    assert row.objected_at
    assert "外地".encode() not in (row.sealed_reason or b"")
    assert Event.NAME_OBJECTED in {one.event for one in await product.all(TimelineEntry)}


async def test_nobody_objects_for_another_or_twice(product: Product, reporter: Reporter, unit: Unit):
    """Who typed it has nothing to object to; an objection is made once."""
    number = await reporter.has_reported()
    await unit.records(number, "L1", document_no="接7号")
    (row,) = await product.all(Signature)
    members = {one.id: one for one in await product.all(Member)}
    other = next(one for one in members.values() if one.id != row.member_id)
    door = product.parts.door

    async def objects(member: Member) -> None:
        async with door.database.writing() as session:
            await object_name(door.hand(session, member=member), number, row.entry_id, "不是我。")

    with pytest.raises(NotInYourName):
        await objects(other)
    await objects(members[row.member_id])
    with pytest.raises(NotInYourName):
        await objects(members[row.member_id])


def _two(unit: Unit, rows: list[Signature]) -> tuple[Person, Person]:
    """Who typed the record, and who is only named."""
    (row,) = rows
    is_lead = unit.members[Role.LEAD].id == row.member_id
    return (unit.officer, unit.lead) if is_lead else (unit.lead, unit.officer)
