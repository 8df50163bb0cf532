"""Sums of money as people type them."""

import re
from dataclasses import replace
from decimal import Decimal

import cn2an
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cases.errors import NotUnderstood
from cases.understanding import Money, read_money

YUAN = [
    ("320万", 3_200_000),
    ("320万元", 3_200_000),
    ("320 万", 3_200_000),
    ("320 万元", 3_200_000),
    ("3.2百万", 3_200_000),
    ("三百二十万元", 3_200_000),
    ("三百二十萬圓", 3_200_000),
    ("叁佰贰拾万元整", 3_200_000),
    ("壹佰万圆整", 1_000_000),
    ("三千块", 3_000),
    ("三千块钱", 3_000),
    ("1万2", 12_000),
    ("一万二", 12_000),
    ("1万零2", 10_002),
    ("一万零五", 10_005),
    ("1w2", 12_000),
    ("3w", 30_000),
    ("5k", 5_000),
    ("5K", 5_000),
    ("3,200,000", 3_200_000),
    ("3，200，000", 3_200_000),
    ("3 200 000", 3_200_000),
    ("3\u2009200\u2009000", 3_200_000),
    ("￥3,200,000.00", 3_200_000),
    ("¥3.2m", 3_200_000),
    ("¥ 3.2 M", 3_200_000),
    ("RMB 3.2 million", 3_200_000),
    ("CNY 3,200,000.00", 3_200_000),
    ("3.2 million yuan", 3_200_000),
    ("50 thousand", 50_000),
    ("1.5 billion", 1_500_000_000),
    ("2亿", 200_000_000),
    ("1.5亿", 150_000_000),
    ("一亿三", 130_000_000),
    ("一点二亿", 120_000_000),
    ("3个亿", 300_000_000),
    ("12万5千", 125_000),
    ("3千5百万", 35_000_000),
    ("三千五", 3_500),
    ("两百五", 250),
    ("十万", 100_000),
    ("十万元", 100_000),
    ("百万元", 1_000_000),
    ("一百零五万", 1_050_000),
    ("３２０万", 3_200_000),
    ("３２００００元", 320_000),
    ("320万5000元", 3_205_000),
    ("五", 5),
    ("5000", 5_000),
    ("被骗了320万元", 3_200_000),
    ("差一点50万", 500_000),
    ("我们公司3个人被骗了5万", 50_000),
    ("合同金额320万元，预付30%", 3_200_000),
    ("转了5000", 5_000),
    ("我们被骗了三次，一共三百万", 3_000_000),
    ("11月20日被骗320万元，分3次转的", 3_200_000),
    ("2026-11-20 15:30 转了5000", 5_000),
    ("转了5000元3次", 5_000),
    ("转给13800138000一共5000元", 5_000),
    ("叁佰贰拾万元整（￥3,200,000.00）", 3_200_000),
    ("320 万元（3,200,000.00）", 3_200_000),
    ("I lost 3.2 million yuan on 11/20", 3_200_000),
    ("around then, confirm 5000", 5_000),
    ("老五三万", 30_000),
    ("周三五万", 50_000),
    ("星期二20万", 200_000),
    ("晚上8点3万", 30_000),
    ("②8000元", 8_000),
    ("⒊5万", 50_000),
    ("总额（万元） 1,280.50", 12_805_000),
    ("单位：万元 45.6", 456_000),
    ("320.5（万元）", 3_205_000),
    ("金额（元）：320000", 320_000),
    ("金额（万元）：320.5万元", 3_205_000),
    ("三十w", 300_000),
    ("1.5kw", 15_000_000),
    ("10wrmb", 100_000),
    ("五个w", 50_000),
    ("3百w", 3_000_000),
    ("贰拾伍万叁仟元整", 253_000),
    ("壹佰弍拾万圓", 1_200_000),
    ("廿五万", 250_000),
    ("卅万", 300_000),
    ("四笔，每笔5万", 200_000),
    ("每次2万，转了3次", 60_000),
    ("2万*5", 100_000),
    ("3笔×20万", 600_000),
    ("50万+48万=98万", 980_000),
    ("总共被骗98万，其中50万是货款", 980_000),
    ("98万，其中50万已追回", 980_000),
    ("先付30万，后付20万，合计50万", 500_000),
    ("一个半亿", 150_000_000),
    ("两亿半", 250_000_000),
    ("三点五个亿", 350_000_000),
    ("8万7千1百块", 87_100),
    ("3万5百", 30_500),
    ("3万元（人民币）", 30_000),
    ("转账50万到张三的卡上6222021234567894", 500_000),
    ("打了30%定金，总共9万块", 90_000),
    ("不给他3100", 3_100),
    ("交十万一年返", 100_000),
]
CENTS = [
    ("三块五", 350),
    ("叁佰元伍角整", 30_050),
    ("12.5元", 1_250),
    ("0.01", 1),
    ("一百元五角五分", 10_055),
    ("5块8毛", 580),
    ("3块5", 350),
]
ROUGH = [
    ("十几万", 100_000),
    ("大概320万", 3_200_000),
    ("约三百万", 3_000_000),
    ("300多万", 3_000_000),
    ("300 多万元", 3_000_000),
    ("三百来万", 3_000_000),
    ("两万余元", 20_000),
    ("几百万", 1_000_000),
    ("三十好几万", 300_000),
    ("两三百万", 2_000_000),
    ("七八万", 70_000),
    ("百把万", 1_000_000),
    ("上百万", 1_000_000),
    ("近千万元", 10_000_000),
    ("320万左右", 3_200_000),
    ("1.5亿多", 150_000_000),
    ("20到30万", 200_000),
    ("三十到五十万", 300_000),
    ("200-300万", 2_000_000),
    ("500-600元", 500),
    ("3-5w", 30_000),
    ("约 580 万", 5_800_000),
    ("一年少做四五百万", 4_000_000),
    ("不到三十万", 300_000),
    ("没到10万", 100_000),
    ("最多20万", 200_000),
    ("超过100万", 1_000_000),
    ("50万以上", 500_000),
    ("快50万了", 500_000),
    ("小一百万", 1_000_000),
    ("50万+", 500_000),
    ("一百万不止", 1_000_000),
    ("上千万", 10_000_000),
    ("数百万元", 1_000_000),
    ("20多w", 200_000),
    ("3、4万", 30_000),
    ("10万-20万", 100_000),
    ("500到1000元", 500),
    ("八千到一万", 8_000),
    ("一个多亿", 100_000_000),
    ("around 2 mil", 2_000_000),
    ("about 3.2 million", 3_200_000),
    ("roughly 5k", 5_000),
]
FOREIGN = [
    ("50美元", "USD", 5_000),
    ("USD 5000", "USD", 500_000),
    ("$5000", "USD", 500_000),
    ("5000美金", "USD", 500_000),
    ("5,000.00 美元", "USD", 500_000),
    ("50 thousand dollars", "USD", 5_000_000),
    ("港币五万", "HKD", 5_000_000),
    ("HK$500", "HKD", 50_000),
    ("3000欧元", "EUR", 300_000),
    ("€3,000", "EUR", 300_000),
    ("5000USDT", "USDT", 500_000),
    ("2万英镑", "GBP", 2_000_000),
    ("50万韩元", "KRW", 50_000_000),
    ("5万澳元", "AUD", 5_000_000),
    ("300万新台币", "TWD", 300_000_000),
    ("五百万欧", "EUR", 500_000_000),
    ("5000u", "USDT", 500_000),
    ("100万日元", "JPY", 100_000_000),
    ("10万块美金", "USD", 10_000_000),
    ("3万元（美元）", "USD", 3_000_000),
    ("金额（USD）：48500", "USD", 4_850_000),
    ("日元500万元", "JPY", 500_000_000),
    ("RM 50,000.00", "MYR", 5_000_000),
    ("5万纽币", "NZD", 5_000_000),
    ("AUD$5000", "AUD", 500_000),
    ("1.234.567,89 EUR", "EUR", 123_456_789),
    ("CHF 48'500.00", "CHF", 4_850_000),
    ("$48,500（约合人民币35万元）", "USD", 4_850_000),
    ("20万u", "USDT", 20_000_000),
]
REFUSED = [
    ("", "form"),
    ("很多", "form"),
    ("half", "form"),
    ("万一", "form"),
    ("30%", "form"),
    ("300人", "form"),
    ("0.5 BTC", "form"),
    ("2个比特币", "form"),
    ("8位数", "form"),
    ("320,0000", "form"),
    ("三百万百", "form"),
    ("1.2.3万", "form"),
    ("¥5000美元", "form"),
    ("一百一千元", "form"),
    ("5、6月份", "form"),
    ("5-6月份", "form"),
    ("五六月份", "form"),
    ("500万缅币", "form"),
    ("缅币500万", "form"),
    ("5万瑞典克朗", "form"),
    ("20000 SEK", "form"),
    ("48.500 EUR", "form"),
    ("每月3万", "form"),
    ("给李四十万", "form"),
    ("百八十万", "form"),
    ("13800138000", "form"),
    ("20261120", "form"),
    ("尾号1234", "form"),
    ("订单号20261120001", "form"),
    ("百分之三十五", "form"),
    ("第3笔", "form"),
    ("先后转了10万、20万、30万", "several"),
    ("50万加48万", "several"),
    ("和张三共同投资50万，另外转了30万", "several"),
    ("320万，另外5万", "several"),
    ("5000元和50美元", "several"),
    ("5000美元 5000元", "several"),
    ("-320万", "negative"),
    ("￥-20", "negative"),
    ("负三百万", "negative"),
    ("0", "zero"),
    ("零元", "zero"),
    ("0.001元", "zero"),
    ("999999999999999", "large"),
    ("一千万亿", "large"),
    ("9" * 38, "large"),
]


@pytest.mark.parametrize(("said", "yuan"), YUAN)
def test_a_sum_in_yuan_is_read_to_the_fen(said, yuan):
    """Every usual way of writing one sum gives that sum."""
    assert read_money(said) == Money(yuan * 100)


@pytest.mark.parametrize(("said", "fen"), CENTS)
def test_jiao_and_fen_count(said, fen):
    """What stands behind the yuan is not lost."""
    assert read_money(said) == Money(fen)


@pytest.mark.parametrize(("said", "yuan"), ROUGH)
def test_a_rough_sum_is_its_lower_end_and_says_so(said, yuan):
    """Rough words mark the sum; a range counts from its lower end."""
    assert replace(read_money(said), upto=None) == Money(yuan * 100, approximate=True)


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        ("两三百万", 2_000_000, 3_000_000),
        ("七八百万", 7_000_000, 8_000_000),
        ("三四十万", 300_000, 400_000),
        ("20到30万", 200_000, 300_000),
        ("30-40w", 300_000, 400_000),
        ("五到六十万", 500_000, 600_000),
        ("between 300,000 and 400,000 yuan", 300_000, 400_000),
    ],
)
def test_a_range_keeps_both_its_ends(said, low, high):
    """It is said back as it was said: nobody who says 七八百万 has lost 700万."""
    assert read_money(said) == Money(low * 100, approximate=True, upto=high * 100)


@pytest.mark.parametrize(
    ("said", "yuan"),
    [
        ("two hundred thousand yuan", 200_000),
        ("two hundred and fifty thousand yuan", 250_000),
        ("half a million yuan", 500_000),
        ("one million two hundred thousand yuan", 1_200_000),
        ("forty-five thousand yuan", 45_000),
    ],
)
def test_english_number_words(said, yuan):
    """Spelled out, as in a letter."""
    assert read_money(said) == Money(yuan * 100)


@pytest.mark.parametrize(("said", "currency", "fen"), FOREIGN)
def test_other_currencies_keep_their_name(said, currency, fen):
    """A currency before or behind the figures is kept."""
    assert read_money(said) == Money(fen, currency)


@pytest.mark.parametrize(("said", "reason"), REFUSED)
def test_what_is_no_single_sum_is_refused_with_its_reason(said, reason):
    """Each refusal says which words the person needs."""
    with pytest.raises(NotUnderstood) as refused:
        read_money(said)
    assert (refused.value.kind, refused.value.reason) == ("money", reason)


def ways_of_writing(yuan: int) -> list[str]:
    """`yuan` in the forms that can say any whole sum."""
    wan = (Decimal(yuan) / 10_000).normalize()
    chinese = cn2an.an2cn(str(yuan), "low")
    capitals = cn2an.an2cn(str(yuan), "up")
    return [
        str(yuan),
        f"{yuan:,}",
        f"￥{yuan:,}.00",
        f"{yuan:,} 元",
        f"{wan:f}万",
        f"{wan:f} 万元",
        f"{wan:f}w",
        f"{(wan / 100).normalize():f} million yuan",
        f"RMB {yuan}",
        f"被骗了{yuan}元",
        f"{chinese}元",
        f"{capitals}元整",
        f"一共{chinese}块钱",
    ]


@given(yuan=st.one_of(st.integers(1, 10**6), st.integers(1, 10**10)))
def test_any_sum_reads_back_however_it_is_written(yuan):
    """Writing a sum in any usual way and reading it gives the sum, but for figures that are a date."""
    assume(not re.fullmatch("20[0-9]{6}", str(yuan)))
    for written in ways_of_writing(yuan):
        assert read_money(written) == Money(yuan * 100), written


@given(fen=st.integers(1, 10**13))
def test_any_sum_with_fen_reads_back(fen):
    """Figures with two decimals are exact up to the greatest sums."""
    assert read_money(f"¥{Decimal(fen) / 100:,.2f}") == Money(fen)
