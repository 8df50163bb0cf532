"""Answers with fields: what is one, what is missing, and that all that are shipped can be filled in."""

from __future__ import annotations

import re

import pytest

from cases.canned import FIELD, FIELDS, LONGEST_TEXT, LONGEST_TITLE, FieldMissing, UnknownField, by_ids, by_names, fill
from templates.rendering import LANGUAGES
from tests.world.shipped import WORDS

NAMES = {"企业名称": "company", "case number": "number"}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("{企业名称}您好", "{company}您好"),
        ("about { Case Number }", "about {number}"),
        ("{company}", "{company}"),
        ("一个 { 和一个 } 不相配", None),
        ("没有字段", "没有字段"),
        ("只有一半 {企业名称", "只有一半 {企业名称"),
    ],
    ids=["by its name", "in any case and spacing", "by its id", "a space is no field", "none", "half a brace"],
)
def test_a_field_is_kept_by_its_id(written, kept):
    """However it was written; what is no field is refused by its name."""
    if kept is None:
        with pytest.raises(UnknownField):
            by_ids(written, NAMES)
    else:
        assert by_ids(written, NAMES) == kept


def test_an_unknown_field_is_named():
    """So that whoever saves it finds the place."""
    with pytest.raises(UnknownField) as refused:
        by_ids("您好，{企业名字}", NAMES)
    assert refused.value.field == "企业名字"


def test_a_lead_reads_names():
    """The other way round."""
    assert by_names("{company}您好", {"company": "企业名称"}) == "{企业名称}您好"


@pytest.mark.parametrize("values", [{}, {"company": ""}], ids=["not there", "empty"])
def test_a_field_without_a_value_is_refused(values):
    """Nobody is written to with a hole in the sentence."""
    with pytest.raises(FieldMissing):
        fill("{company}您好", values)


def test_a_value_with_braces_is_only_a_value():
    """What a company is called is never read as a field."""
    assert fill("{company}您好", {"company": "{officer}"}) == "{officer}您好"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_shipped_can_be_filled_in(language):
    """A dozen, short enough, in both languages, with fields there are, none of which stays unused."""
    shipped = WORDS.names("canned.shipped")
    assert len(shipped) >= 10
    assert set(WORDS.names("canned.fields")) == set(FIELDS)
    used = set()
    for name in shipped:
        assert len(WORDS.text(f"canned.shipped.{name}.title", language)) <= LONGEST_TITLE
        text = WORDS.text(f"canned.shipped.{name}.text", language)
        assert len(text) <= LONGEST_TEXT
        used |= set(FIELD.findall(text))
        assert not re.search("[!！]", text)
    assert used == set(FIELDS)
