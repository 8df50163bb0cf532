"""The two ends of a payment in words without commas: the bank, the holder, and what is neither."""

from __future__ import annotations

import pytest

from cases.understanding.parties import find_banks, holder_in, parties_only
from tests.cases.linear import grows_evenly


@pytest.mark.parametrize(
    ("said", "banks", "holder"),
    [
        (
            "账号6217001234567890123 中国建设银行 深圳 户名 深圳市恒鼎贸易有限公司",
            [("中国建设银行 深圳", None)],
            "深圳市恒鼎贸易有限公司",
        ),
        ("户名 张伟 建行", [("建行", "payee")], "张伟"),
        ("户名张伟建行", [("建行", "payee")], "张伟"),
        ("6217001234567890128 张伟 建行", [("建行", None)], "张伟"),
        (
            "打给张伟 建行 6217001234567890128 一共12万 从我们农行的账户转的",
            [("建行", "payee"), ("农行", "payer")],
            "张伟",
        ),
        (
            "我们从农行鄞州支行转到对方建设银行深圳分行 户名深圳市恒鼎贸易有限公司",
            [("农行鄞州支行", "payer"), ("建设银行深圳分行", "payee")],
            "深圳市恒鼎贸易有限公司",
        ),
        ("收款人 欧阳明 宁波银行 海曙支行", [("宁波银行 海曙支行", "payee")], "欧阳明"),
        ("农行的公户转的", [("农行", "payer")], None),
        ("钱从我们招行打到他中国银行的卡", [("招行", "payer"), ("中国银行", "payee")], None),
        ("刚刚从我们农行的公户转了12万给骗子", [("农行", "payer")], None),
        ("深圳市鼎盛源科技有限公司 建设银行", [("建设银行", None)], None),
        ("公司农行转的", [("农行", "payer")], None),
        ("打到了一个叫陈小明的农行卡上 6228480012345678901", [("农行", "payee")], "陈小明"),
        ("对方账户 杭州鼎盛贸易有限公司 浙商银行", [("浙商银行", "payee")], "杭州鼎盛贸易有限公司"),
        ("付款 工行 收款 建行", [("工行", "payer"), ("建行", "payee")], None),
        ("打了银行电话 手机银行转的", [], None),
    ],
)
def test_the_bank_and_the_holder(said: str, banks: list[tuple[str, str | None]], holder: str | None):
    """Each with its branch, and whose it is as far as the words say so."""
    assert [(one.name, one.side) for one in find_banks(said)] == banks
    assert holder_in(said) == holder


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("她叫林美芳 工资表都是她做的 干了6年", None),
        ("骗子叫王强 说是供应商", None),
        ("网银U盾都在她手里", None),
        ("我怎么知道", None),
        ("账号不记得", ""),
        ("不知道啊", ""),
        ("I don't remember", ""),
        ("基本户 工行江北支行 账号不记得", "基本户 工行江北支行"),
        ("我们是农行鄞州支行 账号不记得", "农行鄞州支行"),
        ("我们是农行鄞州支行", "农行鄞州支行"),
        ("张伟 建行 他是我们会计的老公", "张伟 建行"),
        ("名字忘了 是建行的", "建行"),
        ("户名就不知道了 就知道是农商行", "农商行"),
        ("从农行的账户转的", "农行"),
        ("就是她自己的卡", "她自己的卡"),
        ("任先生 中行", "任先生 中行"),
        ("杭州某某贸易 工商银行", "杭州某某贸易 工商银行"),
        ("Hangzhou Trading, ICBC", "Hangzhou Trading, ICBC"),
    ],
)
def test_what_stands_on_the_sheet(said: str, kept: str | None):
    """Neither filler nor a story; what somebody wrote of an account stays as it was written."""
    assert parties_only(said) == kept


@pytest.mark.parametrize("piece", ["建行", "户名张", "银行", "账号", " ", "深圳", "6217 ", "支行", "是", "分行 "])
def test_long_text_is_read_in_time_that_grows_with_it(piece: str):
    """Twice as much takes hardly more than twice as long."""
    assert grows_evenly(lambda said: (find_banks(said), holder_in(said), parties_only(said)), piece)


@pytest.mark.parametrize("said", ["刚刚银行打电话来说钱没了", "今天银行说止不住", "早上银行问了"])
def test_when_a_bank_was_spoken_to_is_no_name_of_one(said: str):
    assert find_banks(said) == []
