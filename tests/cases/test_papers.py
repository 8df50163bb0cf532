"""The date on a document: only one that was said, for a record that stays."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from cases.papers import read_paper

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 28, 12, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("said", "document_no", "dated_on"),
    [
        ("甬公经立字〔2026〕12号 2026年11月20日", "甬公经立字〔2026〕12号", date(2026, 11, 20)),
        ("甬公经立字〔2026〕 12号 11月20日", "甬公经立字〔2026〕 12号", date(2026, 11, 20)),
        ("甬公1号 昨天", "甬公1号", date(2026, 11, 27)),
        ("甬公经立字〔2026〕 12号", "甬公经立字〔2026〕 12号", None),
        ("甬公立字 2026年", "甬公立字 2026年", None),
        ("甬公1号 8月", "甬公1号 8月", None),
        ("甬公1号 12月31日", "甬公1号 12月31日", None),
        ("甬公1号 去年", "甬公1号 去年", None),
        ("甬公1号 上个月底", "甬公1号 上个月底", None),
        ("甬公1号 30日", "甬公1号 30日", None),
        ("甬公2号 1月3日", "甬公2号 1月3日", None),
        ("甬公2号 2026年1月3日", "甬公2号", date(2026, 1, 3)),
    ],
)
def test_a_date_is_taken_only_as_it_was_said(said: str, document_no: str, dated_on: date | None):
    """A year, a month, "about", or the number of the document is no date; one without a year is not rolled back."""
    paper = read_paper(said, NOW, ZONE)
    assert (paper.document_no, paper.dated_on) == (document_no, dated_on)
