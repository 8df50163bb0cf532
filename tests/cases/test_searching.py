"""What a search means, and what a text is found by."""

from __future__ import annotations

import time

import pytest

from cases.searching import CannotSearch, Passage, entries_of, folded, matches, place_of_answer, read_search

CASE = (
    Passage("number", "GC-261126-BG7EJ"),
    Passage("company", "镇海天元精密（宁波）科技股份有限公司"),
    Passage("phone", "137 0574-0009"),
    Passage("account", "6222 0202 0011 2233 440 工商银行"),
    Passage("note", "此人另案在逃，与ＡＢＣ贸易 zhang.wei@Example.COM 有来往，欠 68 万"),
)


def is_found(said: str) -> bool:
    """As the index finds it and the opened words confirm it: every entry of a term stands in one text, and all terms match."""
    sought = read_search(said)
    known = [entries_of(passage.text) for passage in CASE[1:]] + [["gc261126bg7ej", "261126", "bg7ej"]]
    for term in sought.terms:
        wanted = [*term.entries] if len(term.entries) > 1 else [term.entries[0]]
        if not any(
            _has(entries, wanted, term.goes_on) or _has(entries, [term.heard], term.goes_on) for entries in known
        ):
            return False
    return bool(matches(sought, CASE))


def _has(entries: list[str], wanted: list[str], goes_on: bool) -> bool:
    if len(wanted) == 1 and goes_on and wanted[0]:
        return any(one.startswith(wanted[0]) for one in entries)
    return any(entries[at : at + len(wanted)] == wanted for at in range(len(entries)))


@pytest.mark.parametrize(
    "said",
    [
        "镇海天元", "天元", "镇海天元有限公司", "天元精密股份有限公司", "镇海天元 宁波 公司", "镇海天元（宁波）有限公司",
        "13705740009", "137-0574-0009", "+86 13705740009", "8613705740009", "1370574", "0009",
        "6222020200112233440", "6222-0202-0011", "6222 0202 0011 2233 440", "3440", "工商银行 6222020200112233440 天元",
        "bg7ej", "BG7EJ", "261126-bg7ej", "261126",
        "另案在逃", "abc贸易", "ABC", "zhang.wei@example.com", "EXAMPLE", "68万", "68", "天元 另案 0009",
    ],
)  # fmt: skip
def test_it_is_found(said):
    """By any two characters, by numbers however they are written, by a company without its form, by folded words."""
    assert is_found(said)


@pytest.mark.parametrize("said", ["镇海天地", "天元地", "13705740008", "bg7ek", "元科", "88万", "逃与", "天元 没有的"])
def test_it_is_not_found(said):
    """What does not stand there together, or not all of it."""
    assert not is_found(said)


@pytest.mark.parametrize(("said", "number"), [("BGOE1", "GC-261126-BG0E1"), ("bgoei", "GC-261126-BG0E1")])
def test_a_number_is_read_as_it_is_heard(said, number):
    """O is 0 and I is 1 in the last five characters of a number."""
    (term,) = read_search(said).terms
    assert term.heard == "bg0e1"
    assert matches(read_search(said), [Passage("number", number)])


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "empty"), ("  \n", "empty"), ("天", "short"), ("a", "short"), ("7", "short"), ("天 a", "short"),
        ("😀😀", "signs"), ("-- * ()", "signs"), ("。。。", "signs"), ("\x00", "signs"), ('""', "signs"),
        ("天" * 10_000, "long"), ("GC-261126-BG7EO", "number"), ("gc 261126 00000", "number"),
    ],
)  # fmt: skip
def test_what_is_nothing_to_look_for_is_told_why(said, why):
    """One clear answer for each kind of bad input."""
    with pytest.raises(CannotSearch) as told:
        read_search(said)
    assert told.value.why == why


@pytest.mark.parametrize(
    "said",
    ["'; DROP TABLE cases; --", '"a b" NEAR("天元" c) OR words:*', "district : haishu", "AND OR NOT", "天元*", "^天元"],
)
def test_orders_are_words(said):
    """SQL and the language of the index are letters like others."""
    assert all(entry.isalnum() for term in read_search(said).terms for entry in term.entries)


def test_a_form_of_company_alone_is_looked_for():
    """Nothing else was said."""
    assert read_search("有限公司").terms
    assert read_search("公司 有限").terms


def test_where_it_matched_is_cut_about_it():
    """The label's place, the words before and after on one line, and what was found as it was written."""
    (match,) = matches(read_search("在逃"), [Passage("note", "一" * 50 + "\n在逃" + "二" * 80)])
    assert (match.place, match.found) == ("note", "在逃")
    assert match.before == "…" + "一" * 16
    assert match.after == "二" * 40 + "…"


@pytest.mark.parametrize(
    ("step", "place"),
    [
        ("company_name", "company"), ("suspects#1.name", "person"), ("witnesses#0.phone", "phone"), ("name", "answer"),
        ("transactions#0.payee_account", "account"), ("money_payee", "account"), ("contract_about", "answer"),
    ],
)  # fmt: skip
def test_an_answer_has_its_place(step, place):
    """Those of a list by their field."""
    assert place_of_answer(step) == place


@pytest.mark.parametrize("text", ["ＡＢＣ１２３", "ﬁ①㎏İ", "天" * 5, "a" * 5, "𠮷野家"])
def test_folding_keeps_the_length(text):
    """So that a place in the folded text is a place in the text."""
    assert len(folded(text)) == len(text)


@pytest.mark.parametrize("piece", ["1 ", "1-", "12345678901a", "天a", "a.", " -", "8613705740009 "])
def test_a_hostile_text_takes_no_time(piece):
    """A hundred thousand characters of the worst kind are read in a moment."""
    began = time.perf_counter()
    entries_of(piece * (100_000 // len(piece)))
    assert time.perf_counter() - began < 1
