"""The files of a report that is still told: counted however the step is left, and taken out when they were the wrong ones."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from storage.tables import StoredFile
from tests.world import Clock, Product, Reporter


@pytest.fixture(autouse=True)
def morning(clock: Clock) -> None:
    clock.set(datetime(2026, 11, 23, 10, 3, tzinfo=ZoneInfo("Asia/Shanghai")))


@pytest.mark.parametrize("said", ["就这些", "没了", "发完了", "都发过去了", "跳过", "以后再补"])
async def test_the_review_counts_the_files(reporter: Reporter, said: str):
    """By words as by the button; one that comes later counts too."""
    await reporter.tells(until="evidence")
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        await reporter.sends(name)
    await reporter.says(said)
    await reporter.tells_on()
    await reporter.says("好的")
    await reporter.presses("回到核对页")
    assert "3 份文件" in reporter.last.text
    shown = await reporter.sends("d.pdf")
    assert "收到「d.pdf」" in shown.text
    assert "4 份文件" in shown.text


@pytest.mark.parametrize("said", ["传错了", "合同传错了 不是他的 删掉", "合同不要交", "wrong file"])
@pytest.mark.parametrize("at_review", [False, True], ids=["telling", "review"])
async def test_a_wrong_file_goes(product: Product, reporter: Reporter, said: str, at_review: bool):
    """Offered by name, gone with its bytes by one press, and the rest stays."""
    await (reporter.tells_up_to_submit() if at_review else reporter.tells(until="company_name"))
    for name in ("采购合同.pdf", "流水.pdf"):
        await reporter.sends(name)
    before = await product.all(StoredFile)
    shown = await reporter.says(said)
    assert {"采购合同.pdf", "流水.pdf"} <= set(shown.buttons)
    assert len(await product.all(StoredFile)) == 2
    await reporter.presses("采购合同.pdf")
    assert "「采购合同.pdf」删掉了" in reporter.last.text
    (left,) = await product.all(StoredFile)
    (gone,) = {one.id for one in before} - {left.id}
    assert not product.parts.door.files._path(gone).exists()


async def test_what_the_desk_has_stays(product: Product, reporter: Reporter):
    """After sending, and after an alert: said truly, and the words are with the file."""
    await reporter.says("/money")
    await reporter.says("33050161612700000123")
    await reporter.sends("合同.pdf")
    assert "删不掉" in (await reporter.says("传错了")).text
    await reporter.fills_in()
    await reporter.says("OK")
    await reporter.submits()
    await reporter.says("合同传错了")
    assert "删不掉" in reporter.last.text
    assert len(await product.all(StoredFile)) == 1
