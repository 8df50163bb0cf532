"""Bank messages and slips as people paste them, minutes after the money left."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.understanding.bank_message import Payment, read_payment, read_payments

MESSAGES = {
    "网银支出": (
        "【工商银行】您尾号1234卡11月23日14:05网上银行支出(转账)320,000.00元，余额1,024.33元。对方户名：宁波某某贸易有限公司，对方账号：6222021234567890123。",
        Payment(
            "6222021234567890123", "宁波某某贸易有限公司", None, "320,000.00", "11月23日14:05", "工商银行 尾号1234"
        ),
    ),
    "带开户行": (
        "【招商银行】您账户1234于11月23日14:05转账支出人民币320000.00，收款人张三，收款账号6222021234567890123，开户行：工商银行杭州分行，余额1,234,567.00",
        Payment(
            "6222021234567890123", "张三", "工商银行杭州分行", "320000.00", "11月23日14:05", "招商银行 尾号1234"
        ),
    ),
    "只说向谁": (
        "【建设银行】您尾号1234的储蓄卡账户11月23日14时5分向张三转账支出人民币320000.00元,活期余额12.00元。",
        Payment(None, "张三", None, "320000.00", "11月23日14时5分", "建设银行 尾号1234"),
    ),
    "电子回单": (
        ("付款人户名：宁波甬江精密\n付款账号：33100123456789012\n收款人户名：李四\n收款账号：6217 0001 2345 6789 012\n"
        "收款银行：中国建设银行杭州西湖支行\n金额（小写）¥320,000.00\n交易时间 2026-11-23 14:05:33\n流水号 20261123140533"),
        Payment(
            "6217 0001 2345 6789 012",
            "李四",
            "中国建设银行杭州西湖支行",
            "320,000.00",
            "2026-11-23 14:05:33",
            "33100123456789012",
        ),
    ),
    "两段式回单": (
        "付款人 户名 宁波甬江精密机械有限公司 账号 331001234567890123 收款人 户名 宁波恒信贸易有限公司 账号 33050161612700000123 金额 320,000.00",
        Payment("33050161612700000123", "宁波恒信贸易有限公司", None, "320,000.00", None, "331001234567890123"),
    ),
    "两栏回单": (
        "付款人 户名 宁波甬江精密机械有限公司 收款人 户名 宁波恒信贸易有限公司\n账号 331001234567890123 账号 33050161612700000123\n开户行 工行宁波分行 开户行 建行宁波鄞州支行\n金额 ￥320,000.00元",
        Payment("33050161612700000123", "宁波恒信贸易有限公司", "建行宁波鄞州支行", "320,000.00", None, "工行宁波分行 331001234567890123"),
    ),
    "标签单独一行": (
        "收款户名\n李四\n收款账号\n6217001234567890123\n收款银行\n建设银行\n转账金额\n50,000.00\n转账时间\n2026-11-23 14:05:33",
        Payment("6217001234567890123", "李四", "建设银行", "50,000.00", "2026-11-23 14:05:33"),
    ),
    "一句话里两个账号": (
        "我司宁波甬江精密机械有限公司从账号331001234567890123向宁波恒信贸易有限公司账号33050161612700000123转账320,000.00元",
        Payment("33050161612700000123", "宁波恒信贸易有限公司", None, "320,000.00", None, "331001234567890123"),
    ),
    "账号后面紧跟金额": (
        "收款人：李四 收款账号：33050161612700000123 320,000.00元 2026-11-23",
        Payment("33050161612700000123", "李四", None, "320,000.00", "2026-11-23"),
    ),
    "向公司转账": (
        "【建设银行】您尾号1234的账户于11月23日14时05分向公司转账支出人民币320000.00元，收款账号33050161612700000123。",
        Payment("33050161612700000123", None, None, "320000.00", "11月23日14时05分", "建设银行 尾号1234"),
    ),
    "收款方尾号": (
        "【浦发银行】您尾号1234的卡11月23日14:05向李四尾号6841的账户转账支出320,000.00元，手续费5.00元，余额1,024.33元。",
        Payment(None, "李四", None, "320,000.00", "11月23日14:05", "浦发银行 尾号1234"),
    ),
    "贵公司": (
        "【华夏银行】贵公司账户尾号1234于11月23日14:05付款320,000.00元至宁波恒信贸易有限公司",
        Payment(None, "宁波恒信贸易有限公司", None, "320,000.00", "11月23日14:05", "华夏银行 尾号1234"),
    ),
    "微信支付": (
        "微信支付\n付款金额 ¥50,000.00\n收款方 李四\n支付方式 招商银行(9527)\n交易状态 支付成功，对方已收款\n转账时间 2026-11-23 14:05:20",
        Payment(None, "李四", None, "50,000.00", "2026-11-23 14:05:20", "招商银行 尾号9527"),
    ),
    "英文": (
        "Beneficiary Name: ABC TRADING LTD\nBeneficiary Account No.: 012875112345678\nAmount: USD 48,500.00\nDate: 2026-11-23",
        Payment("012875112345678", "ABC TRADING LTD", None, "USD 48,500.00", "2026-11-23"),
    ),
    "没有标签": (
        "李四，建设银行杭州分行，6217001234567890123，32万",
        Payment("6217001234567890123", "李四", "建设银行杭州分行", "32万"),
    ),
    "如失败将退回": (
        "【招商银行】您尾号1234的账户转账汇款人民币320,000.00元已提交，如转账失败资金将退回原账户。",
        Payment(None, None, None, "320,000.00", None, "招商银行 尾号1234"),
    ),
}  # fmt: skip
NOT_LEFT = [
    ("【邮储银行】李四向您尾号1234账户转入320000.00元，余额320,100.00元", "came_in"),
    ("李四11月23日14时5分向您尾号1234的储蓄卡账户转账存入收入人民币320000.00元,活期余额12.00元。[建设银行]", "came_in"),
    ("【工商银行】您尾号1234卡11月23日14:05收入(他行汇入)320,000元，余额320,333.22元。", "came_in"),
    ("【工商银行】您的对公账户尾号1234于11月23日收到宁波恒信汇款320000.00元", "came_in"),
    ("【交通银行】您尾号*1234的卡于11月23日14:05转账320000.00元，因户名不符已退回。", "failed"),
    ("【宁波银行】您向李四转账320000.00元，交易失败，请核对收款人信息。", "failed"),
    ("【建设银行】您尾号1234的账户11月23日14时05分支出人民币320000.00元，因收款人账号有误，已退汇。", "failed"),
]
SIGNED_FIRST = (
    "【建设银行】您账户4867于11月26日07时05分向宁波恒信贸易有限公司支出人民币500000.00元,可用余额580000.00元。"
    "【建设银行】您账户4867于11月26日07时15分向宁波恒信贸易有限公司支出人民币480000.00元,可用余额100000.00元。"
)
SIGNED_LAST = (
    "您尾号1234卡11月23日14:05网上银行支出320,000元。【工商银行】\n"
    "您尾号1234卡11月23日14:09网上银行支出20,000元。【工商银行】"
)
BLOCKS = (
    "户名：宁波恒信\n账号：33050161612700000123\n金额：283万\n"
    "户名：李四\n账号：6217001234567890123\n金额：10万"
)  # fmt: skip
SEVERAL = [
    (SIGNED_FIRST, ["500000.00", "480000.00"]),
    (SIGNED_LAST, ["320,000", "20,000"]),
    (BLOCKS, ["283万", "10万"]),
    (BLOCKS.partition("\n户名：李四")[0], ["283万"]),
    ("钱转走了怎么办", []),
]


@pytest.mark.parametrize(("said", "meant"), MESSAGES.values(), ids=MESSAGES)
def test_what_a_bank_message_says(said: str, meant: Payment):
    """Payee, sum, time and payer are found in the banks' own ways of writing; the balance is never the sum."""
    assert read_payment(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "李四 工商银行",
        "32万",
        "今天14:05",
        "6222021234567890123",
        "钱转走了怎么办",
        "",
        "收款人是李四",
        "6222021234567894 谢谢",
        "公司账户被冻结了，金额50万",
    ],
)
def test_an_ordinary_answer_is_no_bank_message(said: str):
    """A single fact is an answer to the question that is open, not a message to take apart."""
    assert read_payment(said) is None


@pytest.mark.parametrize(("said", "happened"), NOT_LEFT, ids=[str(place) for place in range(len(NOT_LEFT))])
def test_what_did_not_leave_says_so(said: str, happened: str):
    """Money that came in, and a transfer that failed, are no payment to be stopped."""
    found = read_payment(said)
    assert found is not None and found.happened == happened
    assert found.amount in {"320000.00", "320,000"}


def test_money_that_came_in_has_neither_payee_nor_payer():
    """The sender of what came in is never taken for a payee, nor our own account for a payer."""
    found = read_payment(NOT_LEFT[0][0])
    assert found is not None
    assert (found.payee_account, found.payee_name, found.payee_bank, found.payer) == (None, None, None, None)


@pytest.mark.parametrize(("said", "sums"), SEVERAL, ids=[str(place) for place in range(len(SEVERAL))])
def test_several_payments_in_one_text_are_all_read(said: str, sums: list[str]):
    """Messages signed before or behind, and blocks one below the other, are a payment each."""
    assert [payment.amount for payment in read_payments(said)] == sums


@given(st.text(max_size=400))
def test_any_text_is_read_without_harm(said: str):
    """Whatever is pasted, there is a payment or there is none."""
    found = read_payment(said)
    assert found is None or found.known >= 2
