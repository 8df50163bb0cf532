"""The date on a document: only one that was said, for a record that stays."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from cases.papers import CorrectionUnclear, read_correction, read_paper

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


@pytest.mark.parametrize(
    ("said", "number", "day", "why"),
    [
        ("受21号\n编号抄错了", "受21号", None, "编号抄错了"),
        ("甬公经立字〔2026〕21号 11月20日\n都错了", "甬公经立字〔2026〕21号", date(2026, 11, 20), "都错了"),
        ("11月20日\n日期写错", "", date(2026, 11, 20), "日期写错"),
        ("2026-11-20\n日期写错\n又看了原件", "", date(2026, 11, 20), "日期写错\n又看了原件"),
        ("12号\n是编号", "12号", None, "是编号"),
    ],
    ids=["a number", "both", "a date", "a date in figures", "a number that could be a day"],
)
def test_a_correction_says_what_is_right_and_why(said: str, number: str, day: date | None, why: str):
    """What the first line does not say stays as it was."""
    paper, reason = read_correction(said, NOW, ZONE)
    assert (paper.document_no, paper.dated_on, reason) == (number, day, why)


@pytest.mark.parametrize("said", ["受21号", "受21号\n ", "\n编号抄错了", ""])
def test_a_correction_without_its_reason_is_none(said: str):
    with pytest.raises(CorrectionUnclear):
        read_correction(said, NOW, ZONE)
