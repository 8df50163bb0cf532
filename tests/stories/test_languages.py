"""Both languages are complete, and the choice is the person's."""

from __future__ import annotations

import re

import pytest

from tests.world import Product, Reporter

CHINESE = re.compile(r"[\u4e00-\u9fff]")


async def test_a_whole_report_in_english(product: Product, reporter: Reporter):
    """From the opening to the receipt not a word of Chinese, but what the person typed."""
    await reporter.presses("English")
    reporter.language = "en"
    begins = len(reporter.screen)
    await reporter.reports(
        company_name="Yongjiang Precision Ltd",
        contact_name="Wang Jianguo",
        happened_when="yesterday 3pm",
        loss_amount="3.2 million",
        story="They took the advance payment and never delivered.",
    )
    said = [seen for seen in reporter.screen[begins:] if not seen.mine]
    assert [seen.text for seen in said if CHINESE.search(seen.text)] == []
    assert [label for seen in said for label in seen.buttons if CHINESE.search(label)] == []
    assert "whoever comes next sees it" in reporter.sees("Received. Your number is").text


async def test_the_language_is_kept_for_what_is_said_later(product: Product, reporter: Reporter):
    """The desk works in Chinese, the reporter reads English."""
    expert = await product.expert()
    await reporter.presses("English")
    reporter.language = "en"
    await reporter.has_reported(company_name="Yongjiang Precision Ltd")
    await expert.looks()
    await expert.presses("接手")
    await reporter.looks()
    assert "has taken your case" in reporter.last.text


@pytest.mark.postgres
async def test_switching_in_the_middle_loses_nothing(reporter: Reporter):
    """The open question comes again in the other language, with the answers kept."""
    await reporter.tells(until="loss_amount")
    await reporter.says("/language")
    assert "How much" in reporter.last.text or "lose" in reporter.last.text
    assert await reporter.step() == "loss_amount"
    await reporter.says("/language")
    assert "损失了多少钱" in reporter.last.text
