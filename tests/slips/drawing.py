"""Slips of other designs than the kept ones, drawn when they are needed, and what a phone's camera does to a page."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cache
from io import BytesIO

from noto_cjk_sans_otc import FONT_PATH
from PIL import Image, ImageDraw, ImageFilter, ImageFont

GREY, BLACK, LINE = (130, 130, 130), (25, 25, 25), (225, 225, 225)
Truth = dict[str, str | list[str] | None]
Row = tuple[str, str]


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT_PATH, size, index=2)  # the simplified Chinese face


class Page:
    """A white page that is written on from above."""

    def __init__(self, width: int, height: int, ground: str = "white", ink: tuple[int, int, int] = BLACK) -> None:
        self.picture = Image.new("RGB", (width, height), ground)
        self.draw = ImageDraw.Draw(self.picture)
        self.ink, self.y = ink, 0

    def text(
        self, x: int, y: int, said: str, size: int = 28, ink: tuple[int, int, int] | None = None, anchor: str = "lm"
    ) -> None:
        self.draw.text((x, y), said, fill=ink or self.ink, font=font(size), anchor=anchor)

    def status_bar(self) -> None:
        self.text(40, 28, "14:25", 24)
        self.text(self.picture.width - 40, 28, "5G  86%", 24, anchor="rm")

    def grid(self, x: Sequence[int], y: Sequence[int]) -> None:
        for one in x:
            self.draw.line((one, y[0], one, y[-1]), fill=BLACK, width=2)
        for one in y:
            self.draw.line((x[0], one, x[-1], one), fill=BLACK, width=2)


def captions_above() -> Image.Image:
    """Cards in two columns, each caption above its value."""
    page = Page(900, 760)
    page.status_bar()
    page.text(450, 100, "转账汇款", 34, anchor="mm")
    page.text(450, 190, "￥1,280,000.00", 60, anchor="mm")
    rows = [
        (("收款户名", "杭州启明星网络科技有限公司"), ("收款账号", "571912345610801")),
        (("收款银行", "招商银行杭州分行"), ("付款账号", "1202022119900123456")),
        (("交易时间", "2026-11-20 15:30:45"), ("手续费", "25.00元")),
    ]
    for number, row in enumerate(rows):
        for column, (label, value) in enumerate(row):
            x, y = 50 + 440 * column, 300 + 140 * number
            page.text(x, y, label, 24, GREY)
            page.text(x, y + 44, value, 28)
    return page.picture


def printed_lines() -> Image.Image:
    """A printed receipt: captions and values in running lines, the payer's first, closely set."""
    page = Page(1300, 620)
    page.text(650, 50, "网上银行电子回单", 36, anchor="mm")
    lines = [
        "回单编号：20261118000977812        打印时间：2026-11-21 09:00:12",
        "付款人户名：绍兴越城纺织品有限公司        付款人账号：1211012009200334455",
        "付款人开户行：中国工商银行绍兴分行",
        "收款人户名：义乌市顺达供应链管理有限公司        收款人账号：19645101040023456",
        "收款人开户行：中国农业银行义乌国际商贸城支行",
        "金额（大写）：人民币贰佰叁拾伍万元整        金额（小写）：2,350,000.00元",
        "交易时间：2026-11-18 10:08:33        用途：货款        币种：人民币",
        "手续费：50.00元        账户余额：1,876,543.21元",
    ]
    for number, line in enumerate(lines):
        page.text(60, 130 + 52 * number, line, 25)
    return page.picture


def two_blocks() -> Image.Image:
    """The payer's block left, the payee's right, under headings; the captions inside do not say whose."""
    page = Page(1280, 640)
    page.text(640, 46, "企业网银转账凭证", 34, anchor="mm")
    for x, heading, values in (
        (60, "付款方信息", ("台州椒江模具有限公司", "33050166123400000456", "中国建设银行台州椒江支行")),
        (680, "收款方信息", ("东莞市博雅电子有限公司", "44050177880000012399", "中国建设银行东莞长安支行")),
    ):
        page.text(x, 120, heading, 28)
        for number, (label, value) in enumerate(zip(("户名", "账号", "开户行"), values, strict=True)):
            page.text(x, 185 + 62 * number, label, 26, GREY)
            page.text(x + 130, 185 + 62 * number, value, 26)
    for number, (label, value) in enumerate(
        (("转账金额", "¥56,789.50"), ("交易日期", "2026年10月9日"), ("交易时间", "08:31:20"), ("状态", "交易成功"))
    ):
        page.text(60, 410 + 52 * number, label, 26, GREY)
        page.text(240, 410 + 52 * number, value, 26)
    return page.picture


def stacked_blocks() -> Image.Image:
    """A form with lines: 付款人 and 收款人 each left of three rows, one block under the other."""
    page = Page(1100, 760)
    page.text(550, 46, "电汇凭证（回单联）", 34, anchor="mm")
    page.text(60, 105, "委托日期 2026年09月30日", 24)
    y = [140, 200, 260, 320, 380, 440, 500, 560, 620, 680]
    page.grid((50, 180, 360, 1050), y[:1] + y[3:4] + y[6:])
    for top, party, values in (
        (140, "付款人", ("嘉兴南湖食品有限公司", "1204068009000112233", "工商银行嘉兴南湖支行")),
        (320, "收款人", ("石家庄荣盛商贸有限公司", "0402021109300987654", "工商银行石家庄桥西支行")),
    ):
        page.text(115, top + 90, party, 26, anchor="mm")
        for number, (label, value) in enumerate(zip(("全称", "账号", "开户银行"), values, strict=True)):
            page.text(200, top + 30 + 60 * number, label, 26)
            page.text(380, top + 30 + 60 * number, value, 26)
    for number, (label, value) in enumerate(
        (("大写", "人民币柒拾捌万陆仟元整"), ("小写", "￥786,000.00"), ("附加信息", "预付款"))
    ):
        page.text(200, 530 + 60 * number, label, 26)
        page.text(380, 530 + 60 * number, value, 26)
    return page.picture


def fixed_column(ground: str = "#101418") -> Image.Image:
    """A dark screen: values from one column on, left of it the captions; the account in two lines."""
    page = Page(1080, 1500, ground, (235, 235, 235))
    page.status_bar()
    page.text(540, 110, "交易详情", 42, anchor="mm")
    page.text(540, 260, "￥ 99,800.00", 76, anchor="mm")
    rows = (
        ("交易状态", "成功"), ("收款人姓名", "欧阳雪梅"), ("收款卡号", "6225 8812 3456 7890"), ("收款开户银行", "中国民生银行"),
        ("付款卡", "交通银行借记卡 (7712)"), ("转账时间", "2026/11/22 23:58:07"), ("手续费", "0.00"), ("可用余额", "12,345.67"), ("交易流水号", "0098120261122235807"),
    )  # fmt: skip
    for number, (label, value) in enumerate(rows):
        page.text(60, 420 + 100 * number, label, 36, (150, 150, 150))
        page.text(400, 420 + 100 * number, value, 36)
    return page.picture


def wallet_bill() -> Image.Image:
    """A wallet's bill: whom it went to stands in the headline, paid from a card."""
    page = Page(1080, 1300, "#f5f5f5")
    page.status_bar()
    page.text(540, 180, "转账-转给韩美玲", 40, anchor="mm")
    page.text(540, 290, "-30,000.00", 80, anchor="mm")
    rows = (
        ("当前状态", "支付成功"), ("转账说明", "保证金"), ("转账时间", "2026年11月24日 08:07:55"), ("支付方式", "工商银行储蓄卡(5531)"),
        ("转账单号", "1000050001202611240601234567890"),
    )  # fmt: skip
    for number, (label, value) in enumerate(rows):
        page.text(70, 450 + 100 * number, label, 36, GREY)
        page.text(360, 450 + 100 * number, value, 36)
    return page.picture


def message(lines: Sequence[str], sender: str) -> Image.Image:
    page = Page(1080, 240 + 62 * len(lines), "#f2f2f4")
    page.status_bar()
    page.text(540, 110, sender, 38, anchor="mm")
    page.draw.rounded_rectangle((40, 170, 1000, 200 + 62 * len(lines)), 30, fill="white")
    for number, line in enumerate(lines):
        page.text(75, 215 + 62 * number, line, 38)
    return page.picture


def bank_message() -> Image.Image:
    """A bank's text message, wrapped within names and numbers."""
    return message(
        ("【工商银行】您尾号6620卡11月23日14:05网上", "银行支出(转账)320,000.00元，余额1,024.33元。", "对方户名：宁波某某贸易有限公司，对方账号：", "6222021234567890123。"),
        "95588",
    )  # fmt: skip


def three_lines() -> Image.Image:
    """One caption, and beside it name, account and bank under each other."""
    page = Page(1000, 1000)
    page.text(500, 60, "转账成功", 40, anchor="mm")
    page.text(500, 150, "168,000.00元", 64, anchor="mm")
    page.text(60, 290, "收款方", 32, GREY)
    for number, value in enumerate(("江海涛", "6230 5210 1234 5678 901", "中国农业银行")):
        page.text(940, 290 + 48 * number, value, 32, anchor="rm")
    page.text(60, 480, "付款方", 32, GREY)
    for number, value in enumerate(("温州鹿城阀门有限公司", "3301 0401 6000 0123 45")):
        page.text(940, 480 + 48 * number, value, 32, anchor="rm")
    page.text(60, 640, "到账时间", 32, GREY)
    page.text(940, 640, "实时", 32, anchor="rm")
    page.text(60, 720, "转账时间", 32, GREY)
    page.text(940, 720, "2026.11.19 13:22", 32, anchor="rm")
    return page.picture


def to_card() -> Image.Image:
    """A wallet's transfer to a bank card; the card is named by its bank and last four."""
    page = Page(1080, 1300)
    page.text(540, 90, "账单详情", 40, anchor="mm")
    page.text(540, 220, "邱志远", 40, anchor="mm")
    page.text(540, 320, "-49,999.00", 80, anchor="mm")
    page.text(540, 410, "交易成功", 32, GREY, anchor="mm")
    rows = (
        ("付款方式", "中国银行储蓄卡(0917)"), ("转账备注", "转账"), ("收款银行", "浙商银行"), ("收款账号", "6223 09** **** 4412"),
        ("创建时间", "2026-11-25 19:40:02"), ("订单号", "20261125200040011100110099887766"),
    )  # fmt: skip
    for number, (label, value) in enumerate(rows):
        page.text(70, 520 + 100 * number, label, 36, GREY)
        page.text(1010, 520 + 100 * number, value, 36, anchor="rm")
    return page.picture


DESIGNS: dict[str, tuple[Callable[[], Image.Image], Truth]] = {
    "captions_above": (captions_above, {"payee_name": "杭州启明星网络科技有限公司", "payee_account": "571912345610801", "payee_bank": "招商银行杭州分行", "amount": "1280000", "at": "2026-11-20 15:30", "payer_account": "1202022119900123456"}),
    "printed_lines": (printed_lines, {"payee_name": "义乌市顺达供应链管理有限公司", "payee_account": "19645101040023456", "payee_bank": "中国农业银行义乌国际商贸城支行", "amount": "2350000", "at": "2026-11-18 10:08", "payer_account": "1211012009200334455"}),
    "two_blocks": (two_blocks, {"payee_name": "东莞市博雅电子有限公司", "payee_account": "44050177880000012399", "payee_bank": "中国建设银行东莞长安支行", "amount": "56789.50", "at": "2026-10-09 08:31", "payer_account": "33050166123400000456"}),
    "stacked_blocks": (stacked_blocks, {"payee_name": "石家庄荣盛商贸有限公司", "payee_account": "0402021109300987654", "payee_bank": "工商银行石家庄桥西支行", "amount": "786000", "at": "2026-09-30", "payer_account": "1204068009000112233"}),
    "fixed_column": (fixed_column, {"payee_name": "欧阳雪梅", "payee_account": "6225881234567890", "payee_bank": "中国民生银行", "amount": "99800", "at": "2026-11-22 23:58", "payer_account": "7712"}),
    "wallet_bill": (wallet_bill, {"payee_name": "韩美玲", "payee_account": None, "payee_bank": None, "amount": "30000", "at": "2026-11-24 08:07", "payer_account": "5531"}),
    "bank_message": (bank_message, {"payee_name": "宁波某某贸易有限公司", "payee_account": "6222021234567890123", "payee_bank": None, "amount": "320000", "at": "11-23 14:05", "payer_account": "6620"}),
    "three_lines": (three_lines, {"payee_name": "江海涛", "payee_account": "6230521012345678901", "payee_bank": "中国农业银行", "amount": "168000", "at": "2026-11-19 13:22", "payer_account": "330104016000012345"}),
    "to_card": (to_card, {"payee_name": "邱志远", "payee_account": "622309******4412", "payee_bank": "浙商银行", "amount": "49999", "at": "2026-11-25 19:40", "payer_account": "0917"}),
}  # fmt: skip


def photographed(page: Image.Image, seed: int = 1) -> Image.Image:
    """On a table, by hand: askew, seen from one side, grainy and a little out of focus."""
    luck = random.Random(seed)
    width, height = int(page.width * 1.3), int(page.height * 1.3)
    table = Image.new("RGB", (width, height), (120, 110, 98))
    table.paste(page, ((width - page.width) // 2, (height - page.height) // 2))
    lean = luck.uniform(-5, 5)
    table = table.rotate(lean, Image.Resampling.BICUBIC, fillcolor=(120, 110, 98))
    dx, dy = width * luck.uniform(0.0, 0.05), height * luck.uniform(0.0, 0.05)
    quad = (dx, dy, 0, height - dy / 2, width, height, width - dx / 3, 0)
    seen = table.transform((width, height), Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)
    grain = Image.effect_noise(seen.size, 18).convert("RGB")
    return Image.blend(seen.filter(ImageFilter.GaussianBlur(0.7)), grain, 0.08)


def as_jpeg(picture: Image.Image, quality: int = 60, orientation: int | None = None) -> bytes:
    """The bytes; with an orientation as cameras write it."""
    out, exif = BytesIO(), Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    picture.save(out, "JPEG", quality=quality, exif=exif)
    return out.getvalue()
