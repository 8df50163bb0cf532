"""The filing standards, written down by hand from the law and held against our files: at the figure, one fen less, at 80 %."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cases.kinds import Kind
from cases.law import Law, load_law
from cases.law.findings import Finding, Line, Result, Verdict, find
from cases.law.reading import SHIPPED, files_in
from cases.questionnaire import Answer, State, load

QUESTIONNAIRE = load()
LAW = load_law(QUESTIONNAIRE)
NINGBO = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 15, tzinfo=NINGBO)
MEETS, NEAR, BELOW, NO_FIGURE, UNKNOWN = Result.MEETS, Result.NEAR_80, Result.BELOW, Result.NO_FIGURE, Result.UNKNOWN

# What "nothing else of the kind" sounds like for the questions that are chosen; sums and numbers are then zero.
NOTHING_ELSE: dict[str, object] = {
    "fund_used_for": "personal",
    "fund_out_since": {"at": "2026-10-01T00:00:00+08:00", "precision": "day", "approximate": False},
    "returned": "none",
    "papers_authority": "no",
    "breach_market": "trading",
    "raise_aggravated": "no",
    "bid_means": ["none"],
    "libel_stopped": "no",
    "ad_about": "other",
    "sham_stage": ["filed"],
    "sham_prior": "no",
    "forced_injury": "none",
    "invoice_repeat": "no",
    "data_kinds": ["location", "health", "contact_details"],
    "data_on_duty": "no",
    "tax_notice_ignored": "no",
    "tax_repeat": "no",
    "tax_withholder": "no",
}


def yuan(sum_: int | str | Decimal, currency: str = "CNY", *, approximate: bool = False) -> dict[str, object]:
    return {"fen": int(Decimal(sum_) * 100), "currency": currency, "approximate": approximate}


def on_day(day: str, precision: str = "day") -> dict[str, object]:
    return {"at": f"{day}T00:00:00+08:00", "precision": precision, "approximate": False}


def given(values: Mapping[str, object]) -> dict[str, Answer]:
    return {name: Answer(State.GIVEN, value=value) for name, value in values.items()}


def everything_else(offence: str) -> dict[str, object]:
    """A report in which every question of the offence is answered, and nothing of what the law counts is there."""
    empty = {Kind.MONEY: yuan(0), Kind.NUMBER: 0}
    asked = [QUESTIONNAIRE.questions[name] for name in ("loss_amount", *QUESTIONNAIRE.offences[offence].questions)]
    counted = {question.id: empty[question.kind] for question in asked if question.kind in empty}
    return counted | {question.id: NOTHING_ELSE[question.id] for question in asked if question.id in NOTHING_ELSE}


def finding(
    offence: str, province: str | None = None, on: date | None = None, law: Law = LAW, **said: object
) -> Finding:
    """What is found when all of this was said, and nothing else."""
    return find(law, offence, given(said), on=on or NOW.date(), province=province, now=NOW)


def only(offence: str, province: str | None = None, **said: object) -> Result:
    """What is found when this was said, and that there is nothing else of the kind."""
    return finding(offence, province, **everything_else(offence) | said).result


# --- the sums of the law, in yuan: (offence, question, sum, what else must be there)

SUMS: list[tuple[str, str, int, dict[str, object]]] = [
    ("EMBEZZLEMENT", "loss_amount", 30_000, {}),
    ("FUND_MISUSE", "loss_amount", 50_000, {"fund_out_since": on_day("2026-01-05")}),
    ("FUND_MISUSE", "loss_amount", 50_000, {"fund_used_for": "profit"}),
    ("FUND_MISUSE", "loss_amount", 30_000, {"fund_used_for": "illegal"}),
    ("COMM_BRIBE_TAKE", "bribe_amount", 30_000, {}),
    ("COMM_BRIBE_GIVE", "bribe_amount", 30_000, {"bribe_giver": "person"}),
    ("COMM_BRIBE_GIVE", "bribe_amount", 200_000, {"bribe_giver": "unit"}),
    ("FOREIGN_BRIBE", "bribe_amount", 30_000, {"bribe_giver": "person"}),
    ("FOREIGN_BRIBE", "bribe_amount", 200_000, {"bribe_giver": "unit"}),
    ("LISTED_CO_BREACH", "loss_amount", 1_500_000, {}),
    ("ACCOUNT_DESTROY", "papers_amount", 500_000, {}),
    ("CAPITAL_FLIGHT", "loss_amount", 500_000, {"capital_regime": "yes"}),
    ("SABOTAGE", "loss_amount", 5_000, {}),
    ("DATA_THEFT_PI", "illegal_gain", 5_000, {}),
    ("DATA_THEFT_PI", "illegal_gain", 2_500, {"data_on_duty": "yes"}),
    ("DATA_THEFT_SYS", "illegal_gain", 5_000, {}),
    ("DATA_THEFT_SYS", "loss_amount", 10_000, {}),
    ("CONTRACT_FRAUD", "loss_amount", 20_000, {}),
    ("TELECOM_FRAUD", "loss_amount", 3_000, {}),
    ("LOAN_DECEIT", "loss_amount", 500_000, {}),
    ("LOAN_FRAUD", "loss_amount", 50_000, {}),
    ("BILL_FRAUD", "loss_amount", 50_000, {}),
    ("FIN_VOUCHER_FRAUD", "loss_amount", 50_000, {}),
    ("CREDIT_CARD_FRAUD", "loss_amount", 5_000, {"card_way": "forged"}),
    ("CREDIT_CARD_FRAUD", "loss_amount", 5_000, {"card_way": "false_identity"}),
    ("CREDIT_CARD_FRAUD", "loss_amount", 5_000, {"card_way": "void"}),
    ("CREDIT_CARD_FRAUD", "loss_amount", 5_000, {"card_way": "not_theirs"}),
    (
        "CREDIT_CARD_FRAUD",
        "card_principal",
        50_000,
        {"card_way": "overdraft", "card_demands": 2, "card_overdue_months": 4},
    ),
    ("INSURANCE_FRAUD", "claim_amount", 50_000, {}),
    ("FUNDRAISE_FRAUD", "raise_total", 100_000, {}),
    ("ILLEGAL_DEPOSIT", "raise_total", 1_000_000, {}),
    ("ILLEGAL_DEPOSIT", "loss_amount", 500_000, {}),
    ("ILLEGAL_DEPOSIT", "raise_total", 500_000, {"raise_aggravated": "yes"}),
    ("ILLEGAL_DEPOSIT", "loss_amount", 250_000, {"raise_aggravated": "yes"}),
    ("BID_RIGGING", "loss_amount", 500_000, {}),
    ("BID_RIGGING", "illegal_gain", 200_000, {}),
    ("BID_RIGGING", "bid_amount", 4_000_000, {}),
    ("TRADE_LIBEL", "loss_amount", 500_000, {}),
    ("FALSE_AD", "illegal_gain", 100_000, {}),
    ("FALSE_AD", "illegal_gain", 30_000, {"ad_about": "food_drug"}),
    ("FALSE_AD", "illegal_gain", 30_000, {"ad_about": "emergency"}),
    ("FALSE_CERT", "loss_amount", 500_000, {}),
    ("FALSE_CERT", "illegal_gain", 100_000, {}),
    ("FALSE_CERT", "cert_amount", 1_000_000, {"cert_ratio": 30}),
    ("ILLEGAL_BUSINESS", "business_turnover", 5_000_000, {"business_kind": "payments"}),
    ("ILLEGAL_BUSINESS", "illegal_gain", 100_000, {"business_kind": "payments"}),
    ("ILLEGAL_BUSINESS", "business_turnover", 50_000, {"business_kind": "paid_posts", "business_actor": "person"}),
    ("ILLEGAL_BUSINESS", "illegal_gain", 20_000, {"business_kind": "paid_posts", "business_actor": "person"}),
    ("ILLEGAL_BUSINESS", "business_turnover", 150_000, {"business_kind": "paid_posts", "business_actor": "unit"}),
    ("ILLEGAL_BUSINESS", "illegal_gain", 50_000, {"business_kind": "paid_posts", "business_actor": "unit"}),
    ("FORCED_TRADE", "loss_amount", 2_000, {}),
    ("FORCED_TRADE", "forced_amount", 10_000, {}),
    ("FORCED_TRADE", "illegal_gain", 2_000, {}),
    ("VAT_FALSE_INVOICE", "invoice_tax", 100_000, {}),
    ("FALSE_INVOICE", "invoice_face", 500_000, {}),
    ("FALSE_INVOICE", "invoice_face", 300_000, {"invoice_count": 100}),
    ("FALSE_INVOICE", "invoice_face", 300_000, {"invoice_repeat": "yes"}),
    ("FALSE_INVOICE", "invoice_face", 180_000, {"invoice_repeat": "yes", "invoice_count": 100}),
    ("TAX_EVASION", "tax_amount", 100_000, {"tax_ratio": 10, "tax_notice_ignored": "yes"}),
    ("TAX_EVASION", "tax_amount", 100_000, {"tax_ratio": 10, "tax_repeat": "yes"}),
    ("TAX_EVASION", "tax_amount", 100_000, {"tax_withholder": "yes"}),
    ("TM_COUNTERFEIT", "illegal_gain", 30_000, {"mark_for": "goods", "mark_count": 1}),
    ("TM_COUNTERFEIT", "copies_sales", 50_000, {"mark_for": "goods", "mark_count": 1}),
    ("TM_COUNTERFEIT", "illegal_gain", 20_000, {"mark_for": "goods", "mark_count": 2}),
    ("TM_COUNTERFEIT", "copies_sales", 30_000, {"mark_for": "goods", "mark_count": 2}),
    ("TM_COUNTERFEIT", "illegal_gain", 50_000, {"mark_for": "service", "mark_count": 1}),
    ("TM_SELL_COUNTERFEIT", "illegal_gain", 30_000, {}),
    ("TM_SELL_COUNTERFEIT", "copies_sales", 50_000, {}),
    ("TM_SELL_COUNTERFEIT", "unsold_value", 150_000, {}),
    ("COPYRIGHT", "illegal_gain", 30_000, {}),
    ("COPYRIGHT", "copies_sales", 50_000, {}),
    ("COPYRIGHT_SALE", "illegal_gain", 50_000, {}),
    ("TRADE_SECRET", "loss_amount", 300_000, {}),
    ("TRADE_SECRET", "illegal_gain", 300_000, {}),
]

AROUND_A_SUM = [
    pytest.param(Decimal(1), Decimal(0), MEETS, id="at the figure"),
    pytest.param(Decimal(1), Decimal("0.01"), NEAR, id="a fen less"),
    pytest.param(Decimal("0.8"), Decimal(0), NEAR, id="80 %"),
    pytest.param(Decimal("0.8"), Decimal("0.01"), BELOW, id="a fen less than 80 %"),
]


def named(row: tuple[str, str, int, dict[str, object]]) -> str:
    offence, question, figure, beside = row
    circumstances = "".join(f" {name}={value}" for name, value in beside.items() if not isinstance(value, dict))
    return f"{offence} {question} {figure}{circumstances}"


@pytest.mark.parametrize(("share", "less", "expected"), AROUND_A_SUM)
@pytest.mark.parametrize(
    ("offence", "question", "figure", "beside"), [pytest.param(*row, id=named(row)) for row in SUMS]
)
def test_sums(
    offence: str,
    question: str,
    figure: int,
    beside: dict[str, object],
    share: Decimal,
    less: Decimal,
    expected: Result,
) -> None:
    """A sum is enough to the fen, and near from 80 % on."""
    assert only(offence, **beside | {question: yuan(figure * share - less)}) is expected


# --- the numbers of the law: (offence, question, number, what else must be there)

COUNTS: list[tuple[str, str, int, dict[str, object]]] = [
    ("ILLEGAL_DEPOSIT", "raise_people", 150, {}),
    ("PYRAMID", "scheme_people", 30, {"scheme_levels": 3}),
    ("DATA_THEFT_PI", "data_count_private", 50, {}),
    ("DATA_THEFT_PI", "data_count_important", 500, {}),
    ("DATA_THEFT_PI", "data_count_other", 5_000, {}),
    ("DATA_THEFT_PI", "data_count_private", 25, {"data_on_duty": "yes"}),
    ("DATA_THEFT_PI", "data_count_important", 250, {"data_on_duty": "yes"}),
    ("DATA_THEFT_PI", "data_count_other", 2_500, {"data_on_duty": "yes"}),
    ("DATA_THEFT_SYS", "finance_credentials", 10, {}),
    ("DATA_THEFT_SYS", "other_credentials", 500, {}),
    ("DATA_THEFT_SYS", "hosts_count", 20, {}),
    ("FALSE_INVOICE", "invoice_count", 100, {"invoice_face": yuan(300_000)}),
    ("COPYRIGHT", "copies_count", 500, {}),
    (
        "WAGE_DEFAULT",
        "wage_workers",
        10,
        {"wage_amount": yuan(100_000), "wage_order_ignored": "yes", "wage_months": 0},
    ),
]


@pytest.mark.parametrize(
    ("less", "share", "expected"), [(0, 100, MEETS), (1, 100, NEAR), (0, 80, NEAR), (1, 80, BELOW)], ids=str
)
@pytest.mark.parametrize(
    ("offence", "question", "figure", "beside"), [pytest.param(*row, id=named(row)) for row in COUNTS]
)
def test_numbers(
    offence: str, question: str, figure: int, beside: dict[str, object], less: int, share: int, expected: Result
) -> None:
    """A number is enough when it is reached, and near from 80 % on."""
    assert only(offence, **beside | {question: figure * share // 100 - less}) is expected


# Numbers so small that one less is less than 80 %, months and percentages: nothing is near them.
FEW: list[tuple[str, str, int, dict[str, object]]] = [
    ("SABOTAGE", "times_so_far", 3, {}),
    ("SABOTAGE", "people_count", 3, {}),
    ("PYRAMID", "scheme_levels", 3, {"scheme_people": 30}),
    ("FALSE_LITIGATION", "times_so_far", 3, {}),
    ("EXTORTION", "times_so_far", 3, {}),
    ("FORCED_TRADE", "times_so_far", 3, {}),
    ("FORCED_TRADE", "people_count", 3, {}),
    ("FALSE_CERT", "cert_ratio", 30, {"cert_amount": yuan(1_000_000)}),
    ("TAX_EVASION", "tax_ratio", 10, {"tax_amount": yuan(100_000), "tax_repeat": "yes"}),
    ("TM_COUNTERFEIT", "mark_count", 2, {"mark_for": "goods", "illegal_gain": yuan(20_000)}),
    (
        "CREDIT_CARD_FRAUD",
        "card_demands",
        2,
        {"card_way": "overdraft", "card_principal": yuan(50_000), "card_overdue_months": 4},
    ),
    (
        "CREDIT_CARD_FRAUD",
        "card_overdue_months",
        4,
        {"card_way": "overdraft", "card_principal": yuan(50_000), "card_demands": 2},
    ),
    (
        "WAGE_DEFAULT",
        "wage_months",
        3,
        {"wage_workers": 1, "wage_amount": yuan(20_000), "wage_order_ignored": "yes"},
    ),
]


@pytest.mark.parametrize(("less", "expected"), [(0, MEETS), (1, BELOW)], ids=["at the figure", "one less"])
@pytest.mark.parametrize(
    ("offence", "question", "figure", "beside"), [pytest.param(*row, id=named(row)) for row in FEW]
)
def test_small_numbers(
    offence: str, question: str, figure: int, beside: dict[str, object], less: int, expected: Result
) -> None:
    """One time, one level, one percent less is not enough, and not near."""
    assert only(offence, **beside | {question: figure - less}) is expected


# --- circumstances that are enough by themselves, or add what is missing

CIRCUMSTANCES: list[tuple[str, dict[str, object], Result]] = [
    ("LISTED_CO_BREACH", {"breach_market": "delisted"}, MEETS),
    ("LISTED_CO_BREACH", {"breach_market": "suspended"}, BELOW),
    ("ACCOUNT_DESTROY", {"papers_authority": "yes"}, MEETS),
    ("BID_RIGGING", {"bid_means": ["threat"]}, MEETS),
    ("BID_RIGGING", {"bid_means": ["deceit"]}, MEETS),
    ("BID_RIGGING", {"bid_means": ["bribery"]}, MEETS),
    ("BID_RIGGING", {"loss_amount": yuan(400_000), "bid_penalties": 2}, MEETS),
    ("BID_RIGGING", {"illegal_gain": yuan(160_000), "bid_penalties": 2}, MEETS),
    ("BID_RIGGING", {"bid_amount": yuan(3_200_000), "bid_penalties": 2}, MEETS),
    ("BID_RIGGING", {"loss_amount": yuan(400_000), "bid_penalties": 1}, NEAR),
    ("BID_RIGGING", {"loss_amount": yuan("399999.99"), "bid_penalties": 2}, BELOW),
    ("TRADE_LIBEL", {"loss_amount": yuan(400_000), "libel_stopped": "stopped", "libel_stop_months": 6}, MEETS),
    ("TRADE_LIBEL", {"loss_amount": yuan(400_000), "libel_stopped": "stopped", "libel_stop_months": 5}, NEAR),
    ("TRADE_LIBEL", {"loss_amount": yuan(400_000), "libel_stopped": "bankrupt"}, MEETS),
    ("TRADE_LIBEL", {"loss_amount": yuan("399999.99"), "libel_stopped": "bankrupt"}, BELOW),
    ("FALSE_CERT", {"loss_amount": yuan(400_000), "cert_penalties": 2}, MEETS),
    ("FALSE_CERT", {"illegal_gain": yuan(80_000), "cert_penalties": 2}, MEETS),
    ("FALSE_CERT", {"illegal_gain": yuan(80_000), "cert_penalties": 1}, NEAR),
    ("FALSE_CERT", {"cert_amount": yuan(800_000), "cert_ratio": 30, "cert_penalties": 2}, MEETS),
    ("FALSE_CERT", {"cert_amount": yuan(800_000), "cert_ratio": 29, "cert_penalties": 2}, BELOW),
    ("FALSE_LITIGATION", {"sham_stage": ["filed", "preserved"]}, MEETS),
    ("FALSE_LITIGATION", {"sham_stage": ["filed", "hearing"]}, MEETS),
    ("FALSE_LITIGATION", {"sham_stage": ["judged"]}, MEETS),
    ("FALSE_LITIGATION", {"sham_stage": ["enforced"]}, MEETS),
    ("FALSE_LITIGATION", {"sham_prior": "yes"}, MEETS),
    ("FALSE_LITIGATION", {"sham_stage": ["filed"]}, BELOW),
    ("FORCED_TRADE", {"forced_injury": "examined"}, MEETS),
    ("FORCED_TRADE", {"forced_injury": "hurt"}, UNKNOWN),
    ("FORCED_TRADE", {"forced_injury": "none"}, BELOW),
    ("CAPITAL_FLIGHT", {"capital_regime": "no", "loss_amount": yuan(9_000_000)}, BELOW),
    ("CAPITAL_FLIGHT", {"capital_regime": "unsure", "loss_amount": yuan(9_000_000)}, UNKNOWN),
    ("TAX_EVASION", {"tax_amount": yuan(100_000), "tax_ratio": 10}, BELOW),
    ("TAX_EVASION", {"tax_amount": yuan(100_000), "tax_ratio": 9, "tax_notice_ignored": "yes"}, BELOW),
    ("FALSE_INVOICE", {"invoice_face": yuan(180_000), "invoice_count": 99, "invoice_repeat": "yes"}, NEAR),
    ("WAGE_DEFAULT", {"wage_workers": 10, "wage_amount": yuan(100_000), "wage_order_ignored": "no"}, BELOW),
    ("FUND_MISUSE", {"loss_amount": yuan(50_000), "fund_used_for": "personal"}, BELOW),
    ("ILLEGAL_BUSINESS", {"business_kind": "lending", "illegal_gain": yuan(9_000_000)}, UNKNOWN),
    ("ILLEGAL_BUSINESS", {"business_kind": "other"}, UNKNOWN),
]


@pytest.mark.parametrize(
    ("offence", "said", "expected"),
    [pytest.param(*row, id=f"{row[0]} {' '.join(row[1])} {number}") for number, row in enumerate(CIRCUMSTANCES)],
)
def test_circumstances(offence: str, said: dict[str, object], expected: Result) -> None:
    """Some circumstances are enough by themselves, others only beside 80 % of a sum."""
    assert only(offence, **said) is expected


@pytest.mark.parametrize(
    ("offence", "expected"),
    [
        ("SELF_DEALING_BUSINESS", NO_FIGURE),
        ("RELATIVE_PROFIT", NO_FIGURE),
        ("ASSET_UNDERSALE", NO_FIGURE),
        ("CUSTODY_CONVERSION", NO_FIGURE),
        ("LC_FRAUD", NO_FIGURE),
        ("TRADE_SECRET_FOREIGN", NO_FIGURE),
        ("TM_LABELS", UNKNOWN),
    ],
)
def test_offences_without_a_figure(offence: str, expected: Result) -> None:
    """Where the law names no figure, or we have not seen it, no sum in the world changes what is said."""
    assert only(offence, loss_amount=yuan(90_000_000)) is expected


# --- ranges, and the provinces that fix a figure in them

RANGES = [("FRAUD", 3_000, 10_000, {}), ("THEFT", 1_000, 3_000, {}), ("EXTORTION", 2_000, 5_000, {})]
WAGES = [
    ("WAGE_DEFAULT", 5_000, 20_000, {"wage_workers": 1, "wage_months": 3, "wage_order_ignored": "yes"}),
    ("WAGE_DEFAULT", 30_000, 100_000, {"wage_workers": 10, "wage_months": 0, "wage_order_ignored": "yes"}),
]
ASKED = {"WAGE_DEFAULT": "wage_amount", "EXTORTION": "threat_demand"}


@pytest.mark.parametrize(
    ("offence", "low", "high", "beside"), [pytest.param(*row, id=f"{row[0]} {row[1]}") for row in RANGES + WAGES]
)
def test_a_range_the_province_fixes(offence: str, low: int, high: int, beside: dict[str, object]) -> None:
    """Without the province's own figure the upper end is enough, and between the ends nobody can say."""
    said = {
        f"{high}": MEETS,
        f"{high - 1}.99": UNKNOWN,
        f"{low}": UNKNOWN,
        f"{low - 1}.99": NEAR,
        f"{low * 8 // 10}": NEAR,
        f"{low * 8 // 10 - 1}.99": BELOW,
    }
    question = ASKED.get(offence, "loss_amount")
    assert {one: only(offence, **beside | {question: yuan(one)}) for one in said} == said


@pytest.mark.parametrize(
    ("offence", "figure", "confidence"), [("FRAUD", 6_000, "B"), ("EXTORTION", 4_000, "C")], ids=["FRAUD", "EXTORTION"]
)
def test_zhejiang(offence: str, figure: int, confidence: str) -> None:
    """Zhejiang's figure takes the place of the range, and says where it comes from and how sure we are."""
    question, said = ASKED.get(offence, "loss_amount"), everything_else(offence)
    found = {less: finding(offence, "ZJ", **said | {question: yuan(figure - Decimal(less))}) for less in ("0", "0.01")}
    assert {less: one.result for less, one in found.items()} == {"0": MEETS, "0.01": NEAR}
    assert only(offence, "ZJ", **{question: yuan(figure * 8 // 10)}) is NEAR
    assert only(offence, "ZJ", **{question: yuan(figure * 8 // 10 - Decimal("0.01"))}) is BELOW
    met = found["0"]
    assert met.basis and (met.province, met.basis.source.code, met.basis.confidence) == ("ZJ", "ZJ-FIGURES", confidence)


def test_a_province_without_a_figure_of_its_own() -> None:
    """Theft has no figure for Zhejiang: the range stays, and the finding names no province."""
    found = finding("THEFT", "ZJ", loss_amount=yuan(2_000))
    assert (found.result, found.province) == (UNKNOWN, None)
    assert found.lines[0].needed == 1_000 and found.lines[0].up_to == 3_000


# --- what is not known


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"loss_amount": Answer(State.SKIPPED)},
        {"loss_amount": Answer(State.AS_SAID, "很多钱")},
        {"loss_amount": Answer(State.AS_SAID, "三万多", yuan(40_000))},
        {"loss_amount": Answer(State.GIVEN, "USD 90000", yuan(90_000, "USD"))},
    ],
    ids=["nothing said", "skipped", "not understood", "kept as said", "dollars"],
)
def test_what_was_not_given_is_not_known(said: dict[str, Answer]) -> None:
    """Only a sum that was given, understood and in yuan is compared."""
    found = find(LAW, "EMBEZZLEMENT", said, on=NOW.date(), province=None, now=NOW)
    assert (found.result, found.lines[0].found, found.lines[0].percent) == (UNKNOWN, None, None)


@pytest.mark.parametrize(
    ("fen", "expected"), [(250_000_00, MEETS), (200_000_00, MEETS), (150_000_00, UNKNOWN), (10_000_00, BELOW)]
)
@pytest.mark.parametrize("giver", [None, "unsure"])
def test_a_person_or_a_company(fen: int, expected: Result, giver: str | None) -> None:
    """Whoever gave it, 250,000 is enough; when nobody knows who gave it, 150,000 may be enough or not."""
    said = {"bribe_amount": {"fen": fen, "currency": "CNY", "approximate": False}}
    assert finding("COMM_BRIBE_GIVE", **said | ({"bribe_giver": giver} if giver else {})).result is expected


@pytest.mark.parametrize(("items", "expected"), [(50, MEETS), (49, UNKNOWN), (25, UNKNOWN), (19, BELOW)], ids=str)
def test_data_taken_on_duty_or_not(items: int, expected: Result) -> None:
    """On duty half is enough; when that is not known, the full figure decides, and between the two nobody can say."""
    assert only("DATA_THEFT_PI", data_on_duty="unsure", data_count_private=items) is expected


def test_half_an_odd_figure_is_not_rounded_down(tmp_path: Path) -> None:
    """Half of 51 items is 26, not 25."""
    law = with_change(tmp_path, "items_class1 = 50", "items_class1 = 51")
    said = everything_else("DATA_THEFT_PI") | {"data_on_duty": "yes"}
    results = [finding("DATA_THEFT_PI", law=law, **said | {"data_count_private": items}).result for items in (25, 26)]
    assert results == [NEAR, MEETS]


def test_what_is_never_asked_is_not_there() -> None:
    """Whoever lost contact details only is not asked for locations, and that is no gap in the report."""
    said = {"data_kinds": ["contact_details"], "data_count_other": 10, "data_on_duty": "no", "illegal_gain": yuan(0)}
    assert finding("DATA_THEFT_PI", **said).result is BELOW


def test_a_part_is_at_least_that_much() -> None:
    """What the company lost is part of all that was collected: enough is enough, less says nothing."""
    enough, less = (finding("FUNDRAISE_FRAUD", loss_amount=yuan(one)) for one in (100_000, 99_999))
    assert (enough.result, less.result, less.lines[0].at_least) == (MEETS, UNKNOWN, True)


def test_met_outweighs_near_and_near_outweighs_unknown() -> None:
    """One tier is enough: a gap in another changes nothing once a sum is reached or near."""
    results = [finding("BID_RIGGING", loss_amount=yuan(one)).result for one in (500_000, 400_000, 300_000)]
    assert results == [MEETS, NEAR, UNKNOWN]


@pytest.mark.parametrize("said", [{}, {"bid_means": ["unsure"]}], ids=["not asked", "unsure"])
def test_unsure_is_unknown(said: dict[str, object]) -> None:
    """Who presses 不清楚 says neither yes nor no."""
    known = {name: value for name, value in everything_else("BID_RIGGING").items() if name != "bid_means"}
    assert finding("BID_RIGGING", **known | said).result is UNKNOWN


# --- money that was out for months


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"fund_out_since": on_day("2026-08-22"), "returned": "none"}, MEETS),
        ({"fund_out_since": on_day("2026-08-23"), "returned": "none"}, BELOW),
        ({"fund_out_since": on_day("2026-08-22"), "returned": "part"}, MEETS),
        ({"fund_out_since": on_day("2026-01-31"), "returned": "all", "fund_returned_at": on_day("2026-05-01")}, MEETS),
        ({"fund_out_since": on_day("2026-01-31"), "returned": "all", "fund_returned_at": on_day("2026-04-30")}, BELOW),
        ({"fund_out_since": on_day("2025-11-30"), "returned": "all", "fund_returned_at": on_day("2026-02-28")}, BELOW),
        ({"fund_out_since": on_day("2025-11-30"), "returned": "all", "fund_returned_at": on_day("2026-03-01")}, MEETS),
        ({"fund_out_since": on_day("2026-08-22"), "returned": "unsure"}, UNKNOWN),
        ({"fund_out_since": on_day("2026-08-22"), "returned": "all"}, UNKNOWN),
        ({"returned": "none"}, UNKNOWN),
        ({"fund_out_since": on_day("2026-08-01", "month"), "returned": "none"}, UNKNOWN),
        ({"fund_out_since": on_day("2026-07-01", "month"), "returned": "none"}, MEETS),
        ({"fund_out_since": on_day("2026-09-01", "month"), "returned": "none"}, BELOW),
        ({"fund_out_since": on_day("2026-01-01", "year"), "returned": "none"}, UNKNOWN),
        ({"fund_out_since": on_day("2025-01-01", "year"), "returned": "none"}, MEETS),
        (
            {"fund_out_since": on_day("2026-08-22"), "returned": "all", "fund_returned_at": on_day("2026-08-01")},
            UNKNOWN,
        ),
    ],
    ids=str,
)
def test_more_than_three_months(said: dict[str, object], expected: Result) -> None:
    """Three months are counted by the calendar, to the return or to today; what "in August" leaves open stays open."""
    assert finding("FUND_MISUSE", loss_amount=yuan(50_000), fund_used_for="personal", **said).result is expected


def test_the_day_is_that_of_the_unit() -> None:
    """Money that went out at one in the morning here went out on that day, whatever the day in Greenwich."""
    said = {"at": "2026-08-21T17:00:00+00:00", "precision": "minute", "approximate": False}
    answers = given(
        {"loss_amount": yuan(50_000), "fund_used_for": "personal", "fund_out_since": said, "returned": "none"}
    )
    at = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
    found = find(LAW, "FUND_MISUSE", answers, on=date(2026, 11, 23), province=None, now=at.astimezone(NINGBO))
    assert found.result is MEETS


# --- the arithmetic, and where it comes from


def test_the_arithmetic_is_shown() -> None:
    """A finding carries its sums in yuan, the share, and that the sum was only rough."""
    found = finding("EMBEZZLEMENT", loss_amount=yuan("12345.67", approximate=True))
    (line,) = found.lines
    assert line == Line(
        "amount",
        "amount",
        line.unit,
        Decimal("12345.67"),
        Decimal(30_000),
        Verdict.NOT,
        percent=41,
        approximate=True,
    )
    assert (found.result, found.best, found.article) == (BELOW, "amount", "271(1)")


def test_the_tier_that_decided_is_named() -> None:
    """Of several tiers the one that is met is named, with the lines of all of them."""
    found = finding("FUND_MISUSE", loss_amount=yuan(30_000), fund_used_for="illegal")
    assert (found.best, {line.tier for line in found.lines}) == ("illegal", {"unreturned", "profit", "illegal"})


def test_the_basis_is_that_of_the_tier() -> None:
    """Copies of a work are counted from memory (C), the gain was seen on a page (B): the finding says which decided."""
    gain, copies = (finding("COPYRIGHT", **said) for said in ({"illegal_gain": yuan(30_000)}, {"copies_count": 500}))
    assert [one.basis and one.basis.confidence for one in (gain, copies)] == ["B", "C"]
    assert gain.verify


@pytest.mark.parametrize(
    ("offence", "source", "place", "figure"),
    [
        ("EMBEZZLEMENT", "JI-BRIBERY", "art. 11", 60_000),
        ("COMM_BRIBE_TAKE", "JI-BRIBERY", "art. 11", 60_000),
        ("VAT_FALSE_INVOICE", "STD2", "art. 56", 50_000),
    ],
)
def test_another_reading_is_not_hidden(offence: str, source: str, place: str, figure: int) -> None:
    """Where two sources give two figures, the finding carries the other one too, and is decided by the standard."""
    (conflict,) = finding(offence, loss_amount=yuan(50_000)).conflicts
    assert (conflict.basis.source.code, conflict.basis.place, conflict.figure) == (source, place, figure)


def test_the_company_may_be_the_one_suspected() -> None:
    """Unpaid wages are the only offence here in which it is the company that is looked at."""
    assert [offence for offence in LAW.thresholds if finding(offence).company_is_suspect] == ["WAGE_DEFAULT"]


# --- versions


def with_change(folder: Path, old: str, new: str) -> Law:
    """The law of a unit that changed one thing in its own copy of thresholds.toml."""
    text = (SHIPPED / "thresholds.toml").read_text("utf-8")
    assert old in text
    (folder / "thresholds.toml").write_text(text.replace(old, new, 1), "utf-8")
    return load_law(QUESTIONNAIRE, files_in(folder))


FROM_2027 = """
[[thresholds]]
offence = "EMBEZZLEMENT"
article = "271(1)"
source = "STD2"
place = "art. 76"
confidence = "B"
effective_from = 2027-01-01
checked_on = 2026-11-23

[[thresholds.any]]
id = "amount"
amount = 60000

"""


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2022, 5, 14), UNKNOWN),
        (date(2022, 5, 15), MEETS),
        (date(2026, 12, 31), MEETS),
        (date(2027, 1, 1), BELOW),
    ],
    ids=str,
)
def test_the_standard_of_the_day(tmp_path: Path, on: date, expected: Result) -> None:
    """A standard entered before its day waits for it; before the first one nobody can say."""
    law = with_change(
        tmp_path, '[[thresholds]]\noffence = "FUND_MISUSE"', FROM_2027 + '[[thresholds]]\noffence = "FUND_MISUSE"'
    )
    assert finding("EMBEZZLEMENT", on=on, law=law, loss_amount=yuan(40_000)).result is expected
