"""The files of the law: complete, consistent with the questionnaire, and a slip in them stops the start with its line."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from textwrap import dedent

import pytest

from cases.law import BadLaw, load_law
from cases.law.findings import Finding, find
from cases.law.named import NamedClock, NamedMove
from cases.law.reading import SHIPPED, files_in
from cases.questionnaire import Answer, State, load

QUESTIONNAIRE = load()
LAW = load_law(QUESTIONNAIRE)
THRESHOLDS = (SHIPPED / "thresholds.toml").read_text("utf-8")
LIMITATION = (SHIPPED / "limitation.toml").read_text("utf-8")

BASIS = """source = "STD2"
place = "art. 76"
confidence = "A"
effective_from = 2022-05-15
checked_on = 2026-11-23
"""
ABOUT_EMBEZZLEMENT = f'[[thresholds]]\noffence = "EMBEZZLEMENT"\narticle = "271(1)"\n{BASIS}'
TIER = '[[thresholds.any]]\nid = "amount"\namount = 30000\n'
LOCAL = f'[[thresholds.local]]\nprovince = "ZJ"\namount = 6000\n{BASIS}'
RANGE = '[[thresholds.any]]\nid = "amount"\namount_from = 3000\namount_to = 10000\nfixed_by = "province"\n'
CONFLICT = f"[[thresholds.conflicts]]\namount = 60000\n{BASIS}"
MEASURES = THRESHOLDS[: THRESHOLDS.index("[[thresholds]]")]


def slip(folder: Path, name: str, text: str) -> BadLaw:
    """What the start says to this file in the unit's own folder."""
    (folder / f"{name}.toml").write_text(text, "utf-8")
    with pytest.raises(BadLaw) as refused:
        load_law(QUESTIONNAIRE, files_in(folder))
    return refused.value


# --- what we ship


def test_every_offence_has_its_standard() -> None:
    """No offence of the report is without an entry, if only to say that there is no figure."""
    assert set(LAW.thresholds) == set(QUESTIONNAIRE.offences)


@pytest.mark.parametrize("offence", QUESTIONNAIRE.offences)
def test_articles_agree(offence: str) -> None:
    """A standard names the same article of the Criminal Law as the questionnaire."""
    assert {one.article for one in LAW.thresholds[offence]} == {QUESTIONNAIRE.offences[offence].article}


@pytest.mark.parametrize("offence", QUESTIONNAIRE.offences)
def test_a_standard_asks_only_what_its_report_asks(offence: str) -> None:
    """Every question that a standard needs is one that a report of that offence is asked."""
    asked = {*QUESTIONNAIRE.order, *QUESTIONNAIRE.offences[offence].questions}
    for standard in LAW.thresholds[offence]:
        needed = [condition.measure for tier in standard.tiers for condition in tier.conditions]
        needed += [standard.half_if.measure] if standard.half_if else []
        assert {question.id for measure in needed for question in measure.questions} <= asked


@pytest.mark.parametrize("offence", QUESTIONNAIRE.offences)
def test_nothing_from_memory_looks_certain(offence: str) -> None:
    """A figure is never surer than the source it was taken from."""
    for standard in LAW.thresholds[offence]:
        bases = [standard.basis, *(one.basis for one in (*standard.locals, *standard.conflicts))]
        assert all(basis.confidence >= basis.source.confidence for basis in bases)


# --- slips in thresholds.toml: what is written, on which of its lines it is found, and what is said

SLIPS = [
    ("a figure that is no number", ABOUT_EMBEZZLEMENT + TIER.replace("30000", '"3万"'), "amount = ", "amount is not a number"),
    ("a negative figure", ABOUT_EMBEZZLEMENT + TIER.replace("30000", "-3"), "amount = ", "amount is not a number"),
    ("an endless figure", ABOUT_EMBEZZLEMENT + TIER.replace("30000", "inf"), "amount = ", "amount is not a number"),
    ("a table nobody reads", ABOUT_EMBEZZLEMENT.replace("[thresholds]", "[threshold]"), "[[threshold]]", "threshold is not a table that can stand here"),
    ("a tier in single brackets", ABOUT_EMBEZZLEMENT + TIER.replace("[[thresholds.any]]", "[thresholds.any]"), "[[thresholds]]", "any is not a list of tables"),
    (
        "a figure of nothing",
        ABOUT_EMBEZZLEMENT + TIER.replace("30000", "0"),
        "amount = ",
        "amount is not a figure above zero, to the fen or whole",
    ),
    (
        "less than a fen",
        ABOUT_EMBEZZLEMENT + TIER.replace("30000", "30000.001"),
        "amount = ",
        "amount is not a figure above zero, to the fen or whole",
    ),
    (
        "half a person",
        ABOUT_EMBEZZLEMENT + TIER.replace("amount = 30000", "people = 2.5"),
        "people = ",
        "people is not a figure above zero, to the fen or whole",
    ),
    ("an unknown measure", ABOUT_EMBEZZLEMENT + TIER.replace("amount =", "ammount ="), "ammount", "ammount is not a measure"),
    ("an unknown key", ABOUT_EMBEZZLEMENT + 'plcae = "x"\n' + TIER, "plcae", "plcae is not a key that can stand here"),
    ("an unknown offence", (ABOUT_EMBEZZLEMENT + TIER).replace("EMBEZZLEMENT", "EMBEZLEMENT"), "offence", "offence EMBEZLEMENT is not known"),
    ("an unknown source", (ABOUT_EMBEZZLEMENT + TIER).replace("STD2", "STD9"), "source", "source STD9 is not known"),
    ("no source", (ABOUT_EMBEZZLEMENT + TIER).replace('source = "STD2"\n', ""), "[[thresholds]]", "source is missing"),
    ("no date", (ABOUT_EMBEZZLEMENT + TIER).replace("effective_from = 2022-05-15\n", ""), "[[thresholds]]", "effective_from is missing"),
    (
        "a date in words",
        (ABOUT_EMBEZZLEMENT + TIER).replace("2022-05-15", '"May"'),
        "effective_from",
        "effective_from is not a date such as 2026-11-23",
    ),
    ("an unknown confidence", (ABOUT_EMBEZZLEMENT + TIER).replace('"A"', '"D"'), "confidence", "confidence D is not known"),
    (
        "an unknown question",
        ABOUT_EMBEZZLEMENT + 'measures = { amount = "los_amount" }\n' + TIER,
        "measures",
        "question los_amount is not known",
    ),
    (
        "a question that gives no figure",
        ABOUT_EMBEZZLEMENT + 'measures = { amount = "story" }\n' + TIER,
        "measures",
        "story measures nothing that can be compared",
    ),
    (
        "an option nobody can choose",
        ABOUT_EMBEZZLEMENT + '[[thresholds.any]]\nid = "profit"\npurpose = "proft"\namount = 3\n',
        "purpose",
        "purpose proft is not known",
    ),
    (
        "neither tiers nor a result",
        ABOUT_EMBEZZLEMENT,
        "[[thresholds]]",
        "a standard has either tiers ([[thresholds.any]]) or a result without figures",
    ),
    (
        "tiers and a result",
        ABOUT_EMBEZZLEMENT + 'result = "no_figure"\n' + TIER,
        "result",
        "a standard has either tiers ([[thresholds.any]]) or a result without figures",
    ),
    ("an unknown result", ABOUT_EMBEZZLEMENT + 'result = "none"\n', "result", "result none is not known"),
    ("a tier without conditions", ABOUT_EMBEZZLEMENT + '[[thresholds.any]]\nid = "x"\n', "[[thresholds.any]]", "a tier without any condition"),
    (
        "two figures for the same thing",
        ABOUT_EMBEZZLEMENT + TIER + '[[thresholds.any]]\nid = "other"\namount = 50000\n',
        'id = "other"',
        "tiers amount and other give two figures for the same thing",
    ),
    (
        "a tier another one swallows",
        ABOUT_EMBEZZLEMENT + TIER + '[[thresholds.any]]\nid = "profit"\namount = 50000\npurpose = "profit"\n',
        'id = "profit"',
        "tier profit can never decide: whatever meets it meets amount",
    ),
    ("a tier twice", ABOUT_EMBEZZLEMENT + TIER + '[[thresholds.any]]\nid = "amount"\nlevels = 3\n', "id", "tier amount stands twice"),
    ("a range upside down", ABOUT_EMBEZZLEMENT + RANGE.replace("3000", "30000"), "amount_from", "amount_from is above amount_to"),
    ("a range without its end", ABOUT_EMBEZZLEMENT + RANGE.replace("amount_to = 10000\n", ""), "[[thresholds.any]]", "amount_to is missing"),
    (
        "a range nobody fixes",
        ABOUT_EMBEZZLEMENT + RANGE.replace('fixed_by = "province"\n', ""),
        "[[thresholds.any]]",
        "a range, and only a range, is fixed_by the province",
    ),
    (
        "a local figure outside the range",
        ABOUT_EMBEZZLEMENT + RANGE + LOCAL.replace("6000", "60000"),
        "amount = 60000",
        "amount is outside the range of the tier amount",
    ),
    ("a local figure without a range", ABOUT_EMBEZZLEMENT + TIER + LOCAL, "[[thresholds.local]]", "no tier leaves a range to the province"),
    ("an unknown province", ABOUT_EMBEZZLEMENT + RANGE + LOCAL.replace('"ZJ"', '"浙江"'), "province", "province 浙江 is not two capital letters"),
    ("a local figure without a source", ABOUT_EMBEZZLEMENT + RANGE + LOCAL.replace('source = "STD2"\n', ""), "[[thresholds.local]]", "source is missing"),
    (
        "two local figures",
        ABOUT_EMBEZZLEMENT + RANGE + LOCAL + LOCAL.replace("6000", "7000"),
        "[[thresholds.local]]",
        "ZJ has two figures for amount from 2022-05-15",
    ),
    (
        "a conflict without a figure",
        ABOUT_EMBEZZLEMENT + TIER + CONFLICT.replace("amount = 60000\n", ""),
        "[[thresholds.conflicts]]",
        "a conflict names one measure with its other figure",
    ),
    (
        "two versions of one day",
        (ABOUT_EMBEZZLEMENT + TIER) * 2,
        "effective_from",
        "EMBEZZLEMENT has two versions from 2022-05-15",
    ),
    ("a company that is something else", ABOUT_EMBEZZLEMENT + 'company_is = "guilty"\n' + TIER, "company_is", "company_is guilty is not known"),
    ("half if what is no circumstance", ABOUT_EMBEZZLEMENT + 'half_if = "amount"\n' + TIER, "half_if", "half_if amount is not known"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "line", "reason"), [pytest.param(*row[1:], id=row[0]) for row in SLIPS])
def test_slips_in_a_standard(tmp_path: Path, written: str, line: str, reason: str) -> None:
    """Whatever contradicts itself or names what is not there stops the start with the file, the line and the reason."""
    text = MEASURES + written
    expected = [number for number, row in enumerate(text.splitlines(), 1) if row.startswith(line)][-1]
    assert str(slip(tmp_path, "thresholds", text)) == f"thresholds.toml:{expected}: {reason}"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('name = "people"', 'name = "amount"', "measure amount stands twice"),
        ('question = "scheme_levels"', 'question = "levels"', "question levels is not known"),
        ('unit = "percent"', 'unit = "per mille"', "unit per mille is not known"),
        ('values = ["delisted"]', 'values = ["sold"]', "values sold is not known"),
        (
            'question = "scheme_levels"',
            'question = "fund_out_since"',
            "months are counted from one moment until another",
        ),
    ],
)
def test_slips_in_a_measure(tmp_path: Path, old: str, new: str, reason: str) -> None:
    """A measure stands once and is given by a question that can give it."""
    assert slip(tmp_path, "thresholds", THRESHOLDS.replace(old, new, 1)).reason == reason


def test_a_file_that_is_no_toml(tmp_path: Path) -> None:
    """A forgotten quotation mark is found by its line."""
    text = THRESHOLDS.replace('offence = "EMBEZZLEMENT"', 'offence = "EMBEZZLEMENT', 1)
    wrong = slip(tmp_path, "thresholds", text)
    assert wrong.file == "thresholds.toml"
    assert text.splitlines()[wrong.line - 1].startswith('offence = "EMBEZZLEMENT')


def test_a_file_saved_by_another_editor(tmp_path: Path) -> None:
    """A mark before the first character does no harm; another encoding than UTF-8 is named with its line."""
    (tmp_path / "thresholds.toml").write_text(THRESHOLDS, "utf-8-sig")
    assert load_law(QUESTIONNAIRE, files_in(tmp_path)).thresholds == LAW.thresholds
    (tmp_path / "thresholds.toml").write_bytes("# 立案\n# 追诉\n".encode("gb18030"))
    with pytest.raises(BadLaw, match=r"thresholds\.toml:1: the file is not saved as UTF-8"):
        load_law(QUESTIONNAIRE, files_in(tmp_path))


def test_tables_in_another_way_of_writing(tmp_path: Path) -> None:
    """Tables of a kind whose lines we could not name are refused, not guessed at."""
    text = LIMITATION.replace("[[limitation]]", '[["limitation"]]', 1)
    assert slip(tmp_path, "limitation", text).reason == "limitation is not written as [[limitation]], one for each"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("years = [5, 15, 20]", "years = [15, 5, 20]", "years do not rise from the lightest tier to the gravest"),
        ("years = [5, 15, 20]", 'years = ["five"]', "years is not a list of whole years"),
        ("years = [5, 15, 20]", "years = []", "years is not a list of whole years"),
        ('offence = "EMBEZZLEMENT"', 'offence = "THEFT_OF_TIME"', "offence THEFT_OF_TIME is not known"),
        ('offence = "COMM_BRIBE_TAKE"', 'offence = "EMBEZZLEMENT"', "EMBEZZLEMENT stands twice"),
        ('source = "CL"\n', "", "source is missing"),
    ],
)
def test_slips_in_the_limitation(tmp_path: Path, old: str, new: str, reason: str) -> None:
    """The years of limitation are whole, rise, stand once per offence and have a source."""
    wrong = slip(tmp_path, "limitation", LIMITATION.replace(old, new, 1))
    assert (wrong.file, wrong.reason) == ("limitation.toml", reason)


def test_a_file_of_the_unit_takes_the_place_of_ours(tmp_path: Path) -> None:
    """The unit's own file is read in place of ours; what it does not hold stays ours."""
    (tmp_path / "thresholds.toml").write_text(MEASURES + ABOUT_EMBEZZLEMENT + TIER.replace("30000", "60000"), "utf-8")
    law = load_law(QUESTIONNAIRE, files_in(tmp_path))
    assert list(law.thresholds) == ["EMBEZZLEMENT"]
    assert law.limitation == LAW.limitation


NAMED = [("tracks", one) for one in NamedMove] + [("deadlines", one) for one in NamedClock]


@pytest.mark.parametrize(("name", "identifier"), NAMED, ids=[one.value for _, one in NAMED])
def test_what_the_program_names_cannot_be_taken_out(tmp_path: Path, name: str, identifier: str) -> None:
    """A unit that renamed it would lose a step without a word: the start says which one is missing, and where."""
    text = (SHIPPED / f"{name}.toml").read_text("utf-8")
    assert f'id = "{identifier}"\n' in text
    wrong = slip(tmp_path, name, text.replace(f'id = "{identifier}"\n', 'id = "renamed"\n', 1))
    assert str(wrong) == f"{name}.toml:1: {identifier} is missing, and the program names it"


# --- the worked example of docs/law.md

GUIDE = (Path(__file__).parents[2] / "docs" / "law.md").read_text("utf-8")
EXAMPLE = GUIDE[GUIDE.index("## Changing a threshold") :]
NEW_SOURCE, NEW_STANDARD = (dedent(block) for block in re.findall(r"```toml\n(.*?)```", EXAMPLE, re.DOTALL))
SAID = re.findall(r"^\| `([^`]+)` \| `green-channel: ([^`]+)` \|$", EXAMPLE, re.MULTILINE)
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def follow_the_guide(folder: Path, standard: str = NEW_STANDARD) -> None:
    """Copy both files into the unit's own folder and add what the guide adds."""
    for name, added in (("sources", NEW_SOURCE), ("thresholds", standard)):
        text = (SHIPPED / f"{name}.toml").read_text("utf-8")
        (folder / f"{name}.toml").write_text(f"{text}\n{added}", "utf-8")


def row_of(found: Finding, on: date) -> str:
    """A finding as the guide's table shows it."""
    (line,) = found.lines
    assert found.basis
    by = f"{found.basis.source.code} {found.basis.place}, {found.basis.confidence}, since {found.basis.effective_from}"
    return f"| {on} | `{found.result}` | {line.measure} {line.found} of {line.needed}, {line.percent} %: {line.verdict} | {by} |"


@pytest.mark.parametrize("on", [date(2026, 11, 30), date(2026, 12, 1)], ids=str)
def test_the_guide_tells_what_is_found(tmp_path: Path, on: date) -> None:
    """Whoever follows the guide reads the very findings it shows, before and after the day."""
    follow_the_guide(tmp_path)
    loss = {"loss_amount": Answer(State.GIVEN, value={"fen": 25_000_00, "currency": "CNY", "approximate": False})}
    found = find(load_law(QUESTIONNAIRE, files_in(tmp_path)), "CONTRACT_FRAUD", loss, on=on, province=None, now=NOON)
    assert row_of(found, on) in EXAMPLE.splitlines()


@pytest.mark.parametrize(("written", "message"), SAID, ids=[written for written, _ in SAID])
def test_the_guide_tells_what_a_slip_says(tmp_path: Path, written: str, message: str) -> None:
    """Each slip the guide names stops the start with the very words it shows."""
    key = written.partition(" = ")[0].replace("ammount", "amount")
    follow_the_guide(tmp_path, re.sub(rf"^{key} = .*$", written, NEW_STANDARD, flags=re.MULTILINE))
    with pytest.raises(BadLaw) as refused:
        load_law(QUESTIONNAIRE, files_in(tmp_path))
    assert str(refused.value) == message


def test_the_guide_names_every_file() -> None:
    """No file of the law is left out of the guide."""
    assert all(f"`{file.name}`" in GUIDE for file in SHIPPED.glob("*.toml"))
