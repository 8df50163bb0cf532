"""What the law's files say of a report: two sentences for the reporter, everything for the officers, a refusal for nobody."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from actions.filled import Classification
from actions.route import NothingChanged, reclassify
from cases.errors import NotUnderstood
from cases.people import NotAllowed, Role
from cases.tracks import CaseEnded, CloseReason, Service
from storage.dossiers import open_dossier
from storage.materials import open_checklist
from storage.tables import Author, Case, CaseMessage, Clock, Event, Member, Outgoing, TimelineEntry
from tests.world import Product, Reporter

CHINESE = re.compile(r"[\u4e00-\u9fff]")
DECIDES = ("不成立", "构成", "属于犯罪", "不予受理", "不受理", "is a crime", "is not a crime", "refuse")


@dataclass(frozen=True)
class Family:
    """One door of the report, told to the end, and where it must lead."""

    answers: dict[str, str]
    finding: str
    unit: str
    reads: tuple[str, str]  # in Chinese, in English
    items: set[str] = field(default_factory=set)


FAMILIES = {
    "insider": Family(
        {"offence_group": "insider", "offence": "EMBEZZLEMENT", "loss_amount": "3万", "suspect_public": "no"},
        "meets",
        "yinzhou.economic_crime",
        ("已达到职务侵占罪立案追诉标准里的数额（3 万元）", "reaches the figure in the filing standard for"),
        {"ledger_vouchers", "audit_report"},
    ),
    "partner": Family(
        {"offence_group": "partner", "offence": "CONTRACT_FRAUD", "loss_amount": "1.7万"},
        "near_80",
        "yinzhou.economic_crime",
        ("已到合同诈骗罪立案追诉标准（2 万元）的八成以上", "over four fifths of the filing standard"),
        {"contract_original"},
    ),
    "remote": Family(
        {"offence_group": "remote", "offence": "TELECOM_FRAUD", "loss_amount": "58万", "loss_district": "cixi"},
        "meets",
        "cixi.anti_fraud",
        ("慈溪市公安局反诈中心", "Cixi Public Security Bureau, anti-fraud centre"),
        {"transfer_sheet", "fake_contact"},
    ),
    "ideas": Family(
        {"offence_group": "ideas", "offence": "TRADE_SECRET", "loss_amount": "31万"},
        "meets",
        "yinzhou.economic_crime",
        ("已达到侵犯商业秘密罪立案追诉标准里的数额（30 万元）", "CNY 300,000"),
        {"account_used"},
    ),
    "finance": Family(
        {"offence_group": "finance", "offence": "ILLEGAL_DEPOSIT", "loss_amount": "50万"},
        "meets",
        "yinzhou.economic_crime",
        ("已达到非法吸收公众存款罪立案追诉标准里的数额（50 万元）", "CNY 500,000"),
        {"account_statements"},
    ),
    "other": Family(
        {"offence_group": "other", "offence": "FRAUD", "loss_amount": "4000"},
        "below",
        "yinzhou.criminal_investigation",
        ("还没到诈骗罪立案追诉标准（6,000 元）；这只供参考，您照样可以报", "does not reach the filing standard for"),
        {"deception_proof"},
    ),
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("family", FAMILIES)
async def test_each_family_ends_with_its_finding_its_door_and_its_list(
    product: Product, reporter: Reporter, family: str, language: str
):
    """Told through the chat in either language: two sentences before sending, and the case carries what they say."""
    told = FAMILIES[family]
    if language == "en":
        await reporter.presses("English")
        reporter.language = "en"
    review = await reporter.tells(**told.answers)
    assert told.reads[language == "en"] in review.text
    assert ("一样收" if language == "zh" else "we take yours in here all the same") in review.text
    assert not [word for word in DECIDES if word in review.text]
    await reporter.submits()
    case = await product.case()
    assert (case.finding, case.unit) == (told.finding, told.unit)
    async with product.parts.door.database.reading() as session:
        listed = await open_checklist(session, product.parts.door.law, case)
    assert told.items <= {line.id for line in listed.lines}


async def test_too_little_never_stands_in_the_way(product: Product, reporter: Reporter):
    """Far below the figure the button to send is there, and the desk has the case like any other."""
    review = await reporter.tells_up_to_submit(loss_amount="1")
    assert "您照样可以报" in review.text
    assert any("提交" in one for one in review.buttons)
    await reporter.submits()
    case = await product.case()
    assert (case.finding, case.service) == ("below", Service.ACKNOWLEDGED)


async def test_the_status_says_the_same_two_sentences(product: Product, reporter: Reporter):
    """Whoever comes back later reads where the report stands to the figures, and who usually handles it."""
    await reporter.has_reported()
    shown = await reporter.says("/status")
    assert "已达到合同诈骗罪立案追诉标准里的数额（2 万元）" in shown.text
    assert "鄞州分局经侦大队" in shown.text


async def test_the_desk_reads_everything_with_its_sources(product: Product, reporter: Reporter):
    """Finding and unit on the card; behind one button the arithmetic, the sources, jurisdiction, ways and rights."""
    expert = await product.expert()
    await reporter.has_reported(offence_group="insider", offence="EMBEZZLEMENT", happened_when="2026年1月5日")
    await expert.looks()
    assert "达到标准 · 宁波市公安局鄞州分局经侦大队" in expert.sees("前要回报案人").text
    await expert.presses("卷宗")
    assert "达到标准 · 宁波市公安局鄞州分局经侦大队" in expert.last.text
    law = await expert.presses("法律参考")
    for words in (
        "数额 320 万元 / 3 万元 (106 倍)",
        "第 76 条 [A]",
        "另有规定，适用有争议：数额 6 万元",
        "嫌疑人所在单位所在地",
        "第 9 条 [A]",
        "诉前财产保全",
        "控告人：受案回执、要求保密、不予立案通知书、复议",
        "2031年1月5日、2041年1月5日、2046年1月5日",
        "第 87 条、第 88 条(2) [A]",
        "第八十八条第二款",
        "C 待法制部门核对",
    ):
        assert words in law.text, words


async def test_signs_of_a_dispute_are_for_the_officers_alone(product: Product, reporter: Reporter):
    """Written down and shown to the desk; the reporter never reads a word of them, and the report is taken in."""
    expert = await product.expert()
    review = await reporter.tells_up_to_submit(contract_performed="most", still_reachable="yes", civil_suit="yes")
    assert any("提交" in one for one in review.buttons)
    await reporter.submits()
    await reporter.says("/status")
    await expert.looks()
    await expert.presses("卷宗")
    law = await expert.presses("法律参考")
    for words in ("可能是纠纷的迹象", "已在法院起诉", "履行了大部分", "没有说出对方哪里造了假", "还在谈", "民事诉讼"):
        assert words in law.text
    assert reporter.count("纠纷") == 0


async def test_a_public_official_is_pointed_to_the_commission(product: Product, reporter: Reporter):
    """The reporter hears of the other door in one line, and can send the report here all the same."""
    review = await reporter.tells_up_to_submit(offence_group="insider", offence="EMBEZZLEMENT", suspect_public="yes")
    assert "监察委员会调查" in review.text
    await reporter.submits()
    assert (await product.case()).unit == "yinzhou.supervision"


async def test_private_prosecution_is_said_where_it_is_the_only_door(product: Product, reporter: Reporter):
    """Property kept by whom it was entrusted to: the court, and who may be asked here."""
    review = await reporter.tells_up_to_submit(offence="CUSTODY_CONVERSION")
    assert "告诉才处理" in review.text
    await reporter.submits()
    assert (await product.case()).unit == "yinzhou.court"


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"offence": "CONTRACT_FRAUD"}, True),
        ({"offence_group": "remote", "offence": "TELECOM_FRAUD"}, False),
        ({"offence_group": "unsure"}, False),
    ],
    ids=["contract", "telecom", "unsure"],
)
async def test_where_no_stop_is_possible_another_way_is_named(reporter: Reporter, answers: dict[str, str], says: bool):
    """Money is moving: only where a payment stop is not for this kind of case the reporter reads what is."""
    await reporter.presses("钱刚转出去")
    review = await reporter.tells_on(**answers)
    assert ("诉前财产保全" in review.text) == says


@pytest.mark.parametrize(
    ("ago", "says"),
    [(365 * 5 - 60, "按最轻的一档算，追诉时效可能在"), (365 * 5 + 60, "已经满了"), (30, None)],
    ids=["near", "past", "far"],
)
async def test_limitation_is_said_when_it_is_near(product: Product, reporter: Reporter, ago: int, says: str | None):
    """Five years are almost over, or over by the lightest penalty: one line asks to send it soon, until it is sent."""
    day = (product.clock() - timedelta(days=ago)).strftime("%Y年%m月%d日")
    review = await reporter.tells_up_to_submit(happened_when=day)
    assert (says in review.text) if says else ("时效" not in review.text)
    await reporter.submits()
    assert "时效" not in (await reporter.says("/status")).text


@pytest.mark.postgres
async def test_a_wrong_door_is_open_and_has_a_day(product: Product, reporter: Reporter):
    """Outside our districts: taken in, said so, and the leads are warned before and after 24 hours."""
    lead = await product.expert("周敏", Role.LEAD)
    review = await reporter.tells_up_to_submit(district="elsewhere")
    assert "24 小时内告诉您该由哪里办" in review.text
    await reporter.submits()
    case = await product.case()
    assert case.unit == "elsewhere.economic_crime"
    (clock,) = await product.all(Clock)
    assert (clock.rule, clock.due_at - clock.started_at) == ("transfer", timedelta(hours=24))
    await product.passes(timedelta(hours=25))
    await lead.looks()
    assert [row.kind.value for row in await product.outgoing("clock_late")] == ["clock_late"]
    assert (await product.outgoing("clock_missed"))[0].state.value == "sent"


async def test_said_in_time_nobody_is_warned(product: Product, reporter: Reporter):
    """An officer gives the case a district of ours: the day is over, and the reporter hears nothing of it."""
    await product.expert("周敏", Role.LEAD)
    await reporter.has_reported(district="elsewhere")
    before = len(reporter.screen)
    await sets(product, "CONTRACT_FRAUD", "cixi")
    await product.passes(timedelta(hours=25))
    await reporter.looks()
    assert [one.text for one in reporter.screen[before:] if "期限" in one.text or "改定" in one.text] == []
    assert {row.state.value for row in await product.outgoing("clock_missed")} <= {"cancelled"}


async def test_an_ended_case_needs_no_other_door(product: Product, reporter: Reporter):
    """The reporter was told on closing: the 24 hours are over with it."""
    expert = await product.expert("周敏", Role.LEAD)
    await reporter.has_reported(district="elsewhere")
    await expert.looks()
    await expert.presses("卷宗")
    await expert.presses("结束")
    await expert.presses("已说明应走的其他途径")
    assert (await product.case()).close_reason is CloseReason.REDIRECTED
    assert (await product.all(Clock))[0].stopped_at


async def test_an_officer_sets_another_offence_with_a_reason(product: Product, reporter: Reporter):
    """Finding, unit and list follow; the answers and the reporter are left in peace; the timeline and a note say why."""
    await product.expert("陈立")
    await reporter.has_reported(offence_group="insider", offence="EMBEZZLEMENT", fund_used_for="illegal")
    planned, shown = len(await product.all(Outgoing)), len((await reporter.looks(), reporter.screen)[1])
    case = await sets(product, "FUND_MISUSE", "yinzhou", "钱是挪用，不是占为己有")
    assert (case.offence, case.finding, case.unit) == ("FUND_MISUSE", "unknown", "yinzhou.economic_crime")
    (line,) = [one for one in await product.all(TimelineEntry) if one.event is Event.RECLASSIFIED]
    assert line.details == {"offence": "FUND_MISUSE", "district": "yinzhou"}
    (note,) = await product.all(CaseMessage)
    assert note.author is Author.NOTE
    await reporter.looks()
    assert (len(await product.all(Outgoing)), len(reporter.screen)) == (planned, shown)
    async with product.parts.door.database.reading() as session:
        dossier = await open_dossier(session, case)
        listed = await open_checklist(session, product.parts.door.law, case)
    assert dossier.answers["offence"].value == "EMBEZZLEMENT"
    assert "not_a_loan" in {line.id for line in listed.lines}


@pytest.mark.postgres
async def test_another_district_hears_of_its_case(product: Product, reporter: Reporter):
    """The one who had it does not see that district: it is in the queue there, and the reporter keeps a date for news."""
    here, there = await product.expert("林海", district="haishu"), await product.expert("何远", district="cixi")
    number = await reporter.has_reported(district="haishu")
    await here.looks()
    await here.presses("接手")
    case = await sets(product, "CONTRACT_FRAUD", "cixi", by="haishu")
    assert (case.holder_id, case.service, case.unit) == (None, Service.ACKNOWLEDGED, "cixi.economic_crime")
    assert case.news_due_at
    await there.looks()
    assert there.sees("退回队列").text.count(number)


@pytest.mark.parametrize(
    ("role", "offence", "reason", "error"),
    [
        (Role.AUDITOR, "FRAUD", "看过", NotAllowed),
        (Role.EXPERT, "CONTRACT_FRAUD", "看过", NothingChanged),
        (Role.EXPERT, "FRAUD", "  ", NotUnderstood),
    ],
    ids=["auditor", "the same", "no reason"],
)
async def test_what_cannot_be_set(product: Product, reporter: Reporter, role, offence, reason, error):
    """Not by who only reads, not to what it is already, and not without a reason; nothing changes."""
    await reporter.has_reported()
    await product.expert(role=role)
    with pytest.raises(error):
        await sets(product, offence, "yinzhou", reason)
    assert (await product.case()).offence == "CONTRACT_FRAUD"


async def test_an_ended_case_is_not_set_anew(product: Product, reporter: Reporter):
    """What has ended stays as it was."""
    await reporter.has_reported()
    await product.expert()
    await reporter.says("/status")
    await reporter.presses("撤回")
    await reporter.presses("确定撤回")
    with pytest.raises(CaseEnded):
        await sets(product, "FRAUD", "yinzhou")


async def sets(
    product: Product, offence: str, district: str, reason: str = "按材料看，应归这一类", by: str | None = None
) -> Case:
    """The first member (of that district) sets it, as the console's form does."""
    door, case = product.parts.door, await product.case()
    member = next(one for one in await product.all(Member) if by is None or one.district == by)
    async with door.database.writing() as session:
        to = Classification(offence, district)
        await reclassify(door.hand(session, member=member), case.number, to, reason)
    await product.settles()
    return await product.case()
