"""More designs: drawn after the rules were written, to see how these read what they had never met."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PIL import Image

from tests.slips.drawing import GREY, Page, Truth, message


def rows(
    page: Page, rs: Sequence[tuple[str, str]], x: int, y: int, step: int, size: int, vx: int = 0, right: int = 0
) -> None:
    """Captions from x on; values from vx on, or up to right."""
    for i, (label, v) in enumerate(rs):
        page.text(x, y + step * i, label, size, GREY)
        if right:
            page.text(right, y + step * i, v, size, anchor="rm")
        else:
            page.text(vx, y + step * i, v, size)


def one_value() -> Image.Image:
    """The account and its bank in one value; the payer by bank and last four."""
    page = Page(1080, 1300)
    page.status_bar()
    page.text(540, 110, "转账结果", 40, anchor="mm")
    page.text(540, 220, "转账申请已提交", 36, anchor="mm")
    rows(
        page,
        [
            ("转账金额", "45,000.00元"),
            ("收款人", "何俊杰"),
            ("收款账户", "6214 8301 2233 4455 招商银行"),
            ("付款账户", "平安银行(2231)"),
            ("转账时间", "2026-11-24 09:15:33"),
            ("附言", "退款"),
            ("转账方式", "实时转账"),
        ],
        60,
        340,
        110,
        36,
        right=1020,
    )
    return page.picture


def form_side_by_side() -> Image.Image:
    """Two blocks side by side in a form with lines, the sum in words and figures on one row."""
    page = Page(1400, 700)
    page.text(700, 46, "中国农业银行 客户专用回单", 34, anchor="mm")
    page.text(60, 100, "2026年10月28日", 24)
    page.text(900, 100, "凭证号：88123400", 24)
    y = [130, 200, 270, 340, 410, 480]
    page.grid((50, 160, 290, 700, 810, 940, 1350), y[:4])
    page.grid((50, 1350), y[3:])
    for x, party, vals in (
        (50, "付款人", ("慈溪市宏远电器有限公司", "39512001040009876", "农行慈溪支行")),
        (700, "收款人", ("福州鑫源建材有限公司", "13110101040012345", "农行福州鼓楼支行")),
    ):
        page.text(x + 55, 235, party, 26, anchor="mm")
        for i, (label, v) in enumerate(zip(("户名", "账号", "开户行"), vals, strict=True)):
            page.text(x + 125, 165 + 70 * i, label, 26)
            page.text(x + 255, 165 + 70 * i, v, 26)
    page.text(60, 375, "金额", 26)
    page.text(300, 375, "（大写）壹佰万元整", 26)
    page.text(900, 375, "（小写）￥1,000,000.00", 26)
    page.text(60, 445, "交易时间", 26)
    page.text(300, 445, "2026-10-28 14:07:19", 26)
    page.text(900, 445, "摘要：往来款", 26)
    return page.picture


def short_message() -> Image.Image:
    """A bank's message that breaks within a name."""
    return message(
        ("您尾号4567的储蓄卡11月25日16时31分向周慧", "敏转账支出人民币70000.00元,活期余额", "3.55元。[建设银行]"),
        "95533",
    )


def colons() -> Image.Image:
    """A list of captions and values with colons, the account masked."""
    page = Page(900, 900)
    page.text(450, 60, "转账电子回执", 36, anchor="mm")
    for i, s in enumerate(
        (
            "交易流水：0098765432101234",
            "收款人：黄晓明",
            "收款人账号：6217****5566",
            "收款银行：中国邮政储蓄银行",
            "付款人：宁波北仑塑料制品厂",
            "付款人账号：3901 2800 1920 0012 345",
            "币种：人民币",
            "转账金额：￥88,888.00",
            "手续费：0.00",
            "转账时间：2026年11月23日 17:45:01",
        )
    ):
        page.text(70, 150 + 66 * i, s, 30)
    return page.picture


def chat_transfer() -> Image.Image:
    """A transfer in a chat: only the sum is there, and when."""
    page = Page(1080, 1100, "#ededed")
    page.status_bar()
    page.text(540, 110, "财务小李", 40, anchor="mm")
    page.text(540, 210, "11月25日 下午3:20", 30, GREY, "mm")
    page.draw.rounded_rectangle((420, 260, 1000, 480), 20, fill="#fa9d3b")
    page.text(470, 330, "￥20,000.00", 48, (255, 255, 255))
    page.text(470, 390, "已被接收", 30, (255, 255, 255))
    page.text(470, 450, "微信转账", 26, (255, 255, 255))
    page.draw.rounded_rectangle((60, 540, 700, 640), 20, fill="white")
    page.text(100, 590, "收到，谢谢王总", 38)
    return page.picture


def coins() -> Image.Image:
    """Coins, with an address over two lines."""
    page = Page(1080, 1400, "#0b0e11", (234, 236, 239))
    page.status_bar()
    page.text(540, 110, "提币详情", 40, anchor="mm")
    page.text(540, 240, "-50,000.00 USDT", 64, anchor="mm")
    rows(page, [("状态", "已完成"), ("网络", "ETH (ERC20)")], 60, 380, 110, 36, right=1020)
    page.text(60, 600, "提币地址", 36, GREY)
    page.text(1020, 600, "0x52908400098527886E0F70300", 34, anchor="rm")
    page.text(1020, 650, "69857D2E4169EE7", 34, anchor="rm")
    rows(
        page,
        [("手续费", "4.5 USDT"), ("时间", "2026-11-22 01:02:03"), ("交易哈希", "0x9f…77be")],
        60,
        770,
        110,
        36,
        right=1020,
    )
    return page.picture


def statement_line() -> Image.Image:
    """One line of a statement: 交易账户 is the payer's own."""
    page = Page(1080, 1500)
    page.status_bar()
    page.text(540, 110, "交易明细详情", 40, anchor="mm")
    page.text(540, 240, "-150,000.00", 76, anchor="mm")
    rows(
        page,
        [
            ("交易类型", "网银转账"),
            ("交易账户", "6222****1234"),
            ("对方户名", "高飞"),
            ("对方账号", "6228480318877665544"),
            ("对方开户行", "中国农业银行宁波江北支行"),
            ("交易时间", "2026-11-21 20:11:46"),
            ("账户余额", "1,024.00"),
            ("摘要", "转账"),
        ],
        60,
        380,
        110,
        36,
        vx=420,
    )
    return page.picture


def one_column() -> Image.Image:
    """Captions above values in one column."""
    page = Page(1000, 1100, "#f6f7f9")
    page.text(500, 70, "转账成功", 44, anchor="mm")
    for i, (label, v) in enumerate(
        (
            ("收款方", "厦门海沧石材有限公司"),
            ("收款方账号", "4100 0212 0920 0765 432"),
            ("收款行", "工商银行厦门海沧支行"),
            ("转账金额(元)", "620,500.00"),
            ("付款方", "宁波镇海化工有限公司"),
            ("付款账号", "3901 1600 0920 0001 111"),
            ("交易时间", "2026-11-19 11:11:11"),
        )
    ):
        page.text(60, 170 + 130 * i, label, 28, GREY)
        page.text(60, 222 + 130 * i, v, 34)
    return page.picture


OTHERS: dict[str, tuple[Callable[[], Image.Image], Truth]] = {
    "one_value": (
        one_value,
        {
            "payee_name": "何俊杰",
            "payee_account": "6214830122334455",
            "payee_bank": "招商银行",
            "amount": "45000",
            "at": "2026-11-24 09:15",
            "payer_account": "2231",
        },
    ),
    "form_side_by_side": (
        form_side_by_side,
        {
            "payee_name": "福州鑫源建材有限公司",
            "payee_account": "13110101040012345",
            "payee_bank": "农行福州鼓楼支行",
            "amount": "1000000",
            "at": "2026-10-28 14:07",
            "payer_account": "39512001040009876",
        },
    ),
    "short_message": (
        short_message,
        {
            "payee_name": "周慧敏",
            "payee_account": None,
            "payee_bank": None,
            "amount": "70000",
            "at": "11-25 16",
            "payer_account": "4567",
        },
    ),
    "colons": (
        colons,
        {
            "payee_name": "黄晓明",
            "payee_account": "6217****5566",
            "payee_bank": "中国邮政储蓄银行",
            "amount": "88888",
            "at": "2026-11-23 17:45",
            "payer_account": "3901280019200012345",
        },
    ),
    "chat_transfer": (
        chat_transfer,
        {
            "payee_name": None,
            "payee_account": None,
            "payee_bank": None,
            "amount": "20000",
            "at": "11-25 ",
            "payer_account": None,
        },
    ),
    "coins": (
        coins,
        {
            "payee_name": None,
            "payee_account": "0x52908400098527886E0F7030069857D2E4169EE7",
            "payee_bank": None,
            "amount": "50000",
            "at": "2026-11-22 01:02",
            "payer_account": None,
        },
    ),
    "statement_line": (
        statement_line,
        {
            "payee_name": "高飞",
            "payee_account": "6228480318877665544",
            "payee_bank": "中国农业银行宁波江北支行",
            "amount": "150000",
            "at": "2026-11-21 20:11",
            "payer_account": "1234",
        },
    ),
    "one_column": (
        one_column,
        {
            "payee_name": "厦门海沧石材有限公司",
            "payee_account": "4100021209200765432",
            "payee_bank": "工商银行厦门海沧支行",
            "amount": "620500",
            "at": "2026-11-19 11:11",
            "payer_account": "3901160009200001111",
        },
    ),
}
