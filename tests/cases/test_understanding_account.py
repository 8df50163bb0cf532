"""Where the money went."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from cases.errors import NotUnderstood
from cases.understanding import Account, read_account

CARD = "6222021234567894"
CARD_19 = "6217001234567890123"
TRON = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
ETHEREUM = "0x52908400098527886E0F7030069857D2E4169EE7"
BITCOIN = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"
SEGWIT = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"

READ = [
    (CARD, Account(CARD, "card", checked=True)),
    ("6222 0212 3456 7894", Account(CARD, "card", checked=True)),
    ("6222-0212-3456-7894", Account(CARD, "card", checked=True)),
    ("６２２２０２１２３４５６７８９４", Account(CARD, "card", checked=True)),
    (f"卡号：{CARD}。", Account(CARD, "card", checked=True)),
    ("6217 0012 3456 7890 123", Account(CARD_19, "card", checked=False)),
    ("33050161612700000123", Account("33050161612700000123", "account", checked=False)),
    ("12345678", Account("12345678", "account", checked=False)),
    ("公司 33050161612700000123 开户行建行", Account("33050161612700000123", "account", checked=False)),
    ("13800138000", Account("13800138000", "wallet", checked=False)),
    ("微信 13800138000", Account("13800138000", "wallet", checked=False)),
    ("微信号 wxid_12345", Account("wxid_12345", "wallet", checked=False)),
    ("支付宝账号 abc@qq.com", Account("abc@qq.com", "wallet", checked=False)),
    (TRON, Account(TRON, "crypto", checked=True)),
    (f"转到{TRON}了", Account(TRON, "crypto", checked=True)),
    (TRON[:-1] + "u", Account(TRON[:-1] + "u", "crypto", checked=False)),
    (BITCOIN, Account(BITCOIN, "crypto", checked=True)),
    (SEGWIT, Account(SEGWIT, "crypto", checked=True)),
    (ETHEREUM, Account(ETHEREUM, "crypto", checked=False)),
    ("6222/0212/3456/7894", Account(CARD, "card", checked=True)),
    ("6222021234567894 50000", Account(CARD, "card", checked=True)),
    (f"{CARD}，320000元", Account(CARD, "card", checked=True)),
    ("62220 21234 567894", Account(CARD, "card", checked=True)),
    ("+86 138 0013 8000", Account("13800138000", "wallet", checked=False)),
    ("微信 +86 13800138000", Account("13800138000", "wallet", checked=False)),
    ("FR76 3000 6000 0112 3456 7890 189", Account("FR7630006000011234567890189", "account", checked=True)),
    ("de89 3704 0044 0532 0130 00 Deutsche Bank", Account("DE89370400440532013000", "account", checked=True)),
    ("DE89370400440532013001", Account("DE89370400440532013001", "account", checked=False)),
    ("HSBC HK 账号 123-456789-838", Account("123456789838", "account", checked=False)),
    ("NRA33050161612700000123", Account("NRA33050161612700000123", "account", checked=False)),
    ("我们公司账户33050161612700000123", Account("33050161612700000123", "account", checked=False)),
]
PASTED = [
    (
        (
            f"【工商银行】您尾号1234的账户于11月20日15:30向张三（账号{CARD}）转账人民币3,200,000.00元，"
            "余额12,345.67元。交易流水号20261120153012345678"
        ),
        CARD,
    ),
    (f"付款账号 39012301092001234 收款账号 {CARD_19} 金额 3,200,000.00 2026-11-20", CARD_19),
    (f"付款人账号：{CARD}\n收款人户名：某某公司\n收款人账号：33050161612700000123", "33050161612700000123"),
    ("收款账号：3305 0161 6127 0000 0123", "33050161612700000123"),
    (f"电话13800138000，卡号{CARD}", CARD),
    (f"20261120 转到 {CARD} 共 32000000元", CARD),
    (f"Transfer to account {CARD_19}, reference 202611200001", CARD_19),
    (f"由33050161612700000123汇往{CARD}，我司账号33050161612700000123", CARD),
    ("打款到33050161612700000123，我司账号是39012301092001234", "33050161612700000123"),
    (f"卡号{CARD}户名张三电话13800138000", CARD),
    (f"手机银行转到{CARD}", CARD),
    ("行号102332000012 账号33050161612700000123", "33050161612700000123"),
]
REFUSED = [
    ("", "form"),
    ("不知道", "form"),
    ("1234", "length"),
    ("1" * 33, "length"),
    (f"{CARD} 和 {CARD_19}", "several"),
    (f"{CARD} 和 33050161612700000123", "several"),
    ("卡号6222021234567890123 和 卡号6217001234567890123", "several"),
    ("a@b.com c@d.com", "several"),
    (f"对方给了两个账号：{CARD}、{CARD_19}", "several"),
    ("从我们公司账户33050161612700000123转出去的", "form"),
    (f"您账户{CARD}于11月23日支出5000元", "form"),
    ("320000元", "form"),
    ("转了32000000美元", "form"),
    ("3,200,000", "form"),
    ("电话 0574-87654321", "form"),
    ("0574-87654321", "form"),
    ("400-812-3456", "form"),
    ("手机13800138000", "form"),
    ("2026-11-20", "form"),
    ("20261120153012", "form"),
    ("11010519491231002X", "form"),
    ("110105198812310020", "form"),
    ("发票号码12345678", "form"),
    ("行号102332000012", "form"),
    ("合同号HT20261120001", "form"),
    ("192.168.100.200", "form"),
    ("6222****1234", "masked"),
    ("【建行】您尾号1234的账户11月20日支出5000元", "masked"),
]


@pytest.mark.parametrize(("said", "account"), READ)
def test_an_account_is_read_with_its_kind(said, account):
    """Cards, company accounts, wallets and coin addresses are told apart, and checked where they can be."""
    assert read_account(said) == account


@pytest.mark.parametrize(("said", "number"), PASTED)
def test_the_payee_is_found_in_a_pasted_message(said, number):
    """Phones, dates, sums, references and the payer's own account are not taken for the payee's."""
    assert read_account(said).number == number


@pytest.mark.parametrize(("said", "reason"), REFUSED)
def test_what_is_no_single_account_is_refused(said, reason):
    """A masked number needs other words than none at all."""
    with pytest.raises(NotUnderstood) as refused:
        read_account(said)
    assert (refused.value.kind, refused.value.reason) == ("account", reason)


@given(body=st.text("0123456789", min_size=15, max_size=18))
def test_every_card_with_a_sound_check_digit_is_checked(body):
    """The Luhn digit is honoured for all card lengths."""
    card = body + luhn.calc_check_digit(body)
    assert read_account(card) == Account(card, "card", checked=True)
