"""What a photographed slip says, from the lines that were recognised on it."""

from __future__ import annotations

import pytest

from cases.understanding.slip import Slip, read_slip
from cases.understanding.slip_captions import Label, read_label
from cases.understanding.slip_page import Box
from tests.slips import compared, kept_truth, recorded
from tests.slips.drawing import DESIGNS
from tests.slips.drawing_others import OTHERS

TRUTH = kept_truth() | {name: truth for name, (_, truth) in (DESIGNS | OTHERS).items()}


def lines(*said: tuple[float, float, str], score: float = 0.99, size: float = 30) -> list[Box]:
    """Lines by where they begin, as wide as their letters."""
    boxes = []
    for x, y, text in said:
        right = x + sum(size / 2 if letter.isascii() else size for letter in text)
        boxes.append(Box(text, score, ((x, y), (right, y), (right, y + size), (x, y + size))))
    return boxes


def pieces(slip: Slip) -> dict[str, str]:
    return {name: found for name in TRUTH["icbc_app"] if (found := getattr(slip, name))}


@pytest.mark.parametrize("name", sorted(recorded()))
def test_a_slip_is_read(name: str):
    """Every design says what it says, as a screenshot and as a photo; what is not on it is None."""
    slip = read_slip(recorded()[name])
    assert all(compared(slip, TRUTH[name.partition("__")[0]]).values()), slip


PAGES = {
    "caption left": (lines((0, 0, "收款人"), (400, 0, "李强")), {"payee_name": "李强"}),
    "caption above": (
        lines((0, 0, "收款人"), (400, 0, "收款账号"), (0, 44, "李强"), (400, 44, "6222020200112233440")),
        {"payee_name": "李强", "payee_account": "6222020200112233440"},
    ),
    "on one line": (lines((0, 0, "户名：李强 账号：6222020200112233440")), {"payee_name": "李强", "payee_account": "6222020200112233440"}),
    "a value over two lines": (
        lines((0, 0, "收款户名"), (200, 0, "宁波海曙测试机电"), (200, 40, "有限公司"), (0, 120, "备注"), (200, 120, "货款")),
        {"payee_name": "宁波海曙测试机电有限公司"},
    ),
    "a caption over two lines": (
        lines((0, 0, "收款账"), (0, 32, "号"), (200, 16, "6217001540009876543"), (0, 100, "用途"), (200, 100, "货款")),
        {"payee_account": "6217001540009876543"},
    ),
    "a number in two boxes": (lines((0, 0, "收款账号"), (300, 0, "6217 9933 0000"), (560, 0, "0004 501")), {"payee_account": "6217993300000004501"}),
    "day and hour apart": (
        lines((0, 0, "交易日期"), (300, 0, "2026-05-06"), (0, 60, "交易时间"), (300, 60, "15:42:10")),
        {"at": "2026-05-06 15:42"},
    ),
    "day and hour run together": (lines((0, 0, "交易时间"), (300, 0, "2026-10-1211:05:33")), {"at": "2026-10-12 11:05:33"}),
    "balance and fee are no sum": (lines((0, 0, "手续费"), (300, 0, "25.00元"), (0, 60, "账户余额"), (300, 60, "¥1,203.55")), {}),
    "order numbers are no account": (lines((0, 0, "订单号"), (300, 0, "20260915200040011100550012345678")), {}),
    "the status bar is no time": (lines((0, 0, "14:25"), (500, 0, "86%"), (300, 200, "¥65,000.00")), {"amount": "65,000.00"}),
    "no slip": (lines((0, 0, "今日特价"), (0, 60, "买一送一"), (0, 120, "欢迎光临")), {}),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_words_are_found_by_where_they_stand(name: str):
    """Beside its caption, below it, on its line, over two lines; and what is another's is left alone."""
    boxes, meant = PAGES[name]
    found = pieces(read_slip(boxes))
    assert found.keys() == meant.keys()
    assert all(found[piece].startswith(said) for piece, said in meant.items()), found


@pytest.mark.parametrize("order", [("付款人", "收款人"), ("收款人", "付款人")])
def test_a_block_says_whose(order: tuple[str, str]):
    """The same captions twice: the block they stand in says which are the payee's."""
    numbers = {"收款人": "6217001540009876543", "付款人": "70010122000987654"}
    said = []
    for top, party in zip((0, 200), order, strict=True):
        said += [(0, top + 50, party), (150, top, "户名"), (150, top + 50, "账号"), (150, top + 100, "开户行")]
        said += [(300, top + 50, numbers[party])]
    slip = read_slip(lines(*said))
    assert (slip.payee_account, slip.payer_account) == (numbers["收款人"], numbers["付款人"])


@pytest.mark.parametrize("name", ["boc_counter", "stacked_blocks", "two_blocks", "form_side_by_side"])
@pytest.mark.parametrize("party", ["汇款人", "付款人", "付款方信息"])
def test_the_payer_is_never_taken_for_the_payee(name: str, party: str):
    """When the payer's caption was not recognised, what stands in its block is nobody's."""
    slip = read_slip([box for box in recorded()[name] if box.text != party])
    read = {piece: said for piece in ("payee_account", "payee_name", "payee_bank") if (said := getattr(slip, piece))}
    assert all("".join(said.split()) == TRUTH[name][piece] for piece, said in read.items()), read


def test_the_other_column_is_not_part_of_a_value():
    """A number whose caption was not seen does not end up in the number left of it."""
    slip = read_slip(lines((0, 0, "付款账号"), (150, 0, "33050166123400000456"), (900, 0, "44050177880000012399")))
    assert (slip.payer_account, slip.payee_account) == ("33050166123400000456", None)


def test_the_name_of_a_chat_is_no_payee():
    """Only what stands next above the sum is whom it went to."""
    slip = read_slip(lines((300, 0, "财务小李"), (280, 70, "下午3:20"), (260, 130, "¥20,000.00")))
    assert (slip.payee_name, slip.amount) == (None, "20,000.00")


def test_what_is_not_sure_is_left_out():
    """A figure that was guessed is none; the person is told that the picture was not clear."""
    boxes = lines((0, 0, "收款人"), (400, 0, "李强")) + lines(
        (0, 60, "收款账号"), (400, 60, "6222020200112233440"), score=0.7
    )
    slip = read_slip(boxes)
    assert (slip.payee_name, slip.payee_account, slip.is_blurred) == ("李强", None, True)
    assert slip.confidence == pytest.approx(0.99)


def test_nothing_is_read_from_nothing():
    """No lines, no slip."""
    assert read_slip([]) == Slip()


LABELS = {
    "收款人账号：": Label("account", "payee"),
    "对方户名": Label("name", "payee"),
    "付款方开户行名称": Label("bank", "payer"),
    "汇出账户": Label("account", "payer"),
    "金额(小写)": Label("amount"),
    "交易金额（元）": Label("amount"),
    "对方已收款": None,
    "李强": None,
}


@pytest.mark.parametrize("said", LABELS)
def test_captions_are_known_by_their_parts(said: str):
    """Whose, and what of them: put together as banks put them together."""
    assert read_label(said) == LABELS[said]


@pytest.mark.parametrize(
    "text",
    ["收款人账号：" * 40, "6222 " * 40, "(" * 200, "户名" * 100, "12:" * 60, "转给" * 100, "：" * 200, "2026年" * 50],
)
def test_a_page_full_of_anything_is_read(text: str):
    """Three hundred hostile lines say nothing of a payment, or at most what stands in each of them."""
    slip = read_slip(lines(*[(0, 40 * row, text) for row in range(300)]))
    assert slip.payee_name is None
