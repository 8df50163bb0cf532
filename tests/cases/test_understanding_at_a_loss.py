"""Whoever is asked for facts in the money lane and has none: not known, at a loss, or neither."""

from __future__ import annotations

import pytest

from cases.understanding.at_a_loss import despairs, knows_not, loss_in
from tests.cases.linear import grows_evenly

ACCOUNT, PAYEE = "money_payee_account", "money_payee"
NOT_KNOWN = [
    "不知道转哪了 网银U盾都在她手里", "我怎么知道账号啊！！网银U盾都在她手里", "没有账号", "U盾在她手里", "账号我上哪知道去", "记不得了", "单子在会计那",
    "都是会计操作的", "卡号没看清", "电脑被他拿走了", "登不进网银", "谁知道啊", "没回单", "I don't know, he has the token", "no idea",
]  # fmt: skip
NOT_OF_THE_ACCOUNT = [
    "不知道他叫什么",
    "不知道几点转的",
    "是对公账户",
    "转给张伟了",
    "6217 0012 3456 7890 123",
    "他叫吴建军",
]
LOST = {
    "草 电话打不进去 110占线": "busy", "银行客服没人接": "busy", "打不通啊": "busy", "110 is busy": "busy", "我该先打银行还是先打110": "which",
    "先打哪个": "which", "should I call the bank or 110 first": "which", "急死我了": "upset", "完了完了 钱都没了": "upset", "求求你们快点": "upset",
    "不想活了": "despairs", "上午10点": None, "昨天完了班之后转的": None, "他电话打不通": None, "张伟": None, "工商银行鄞州支行": None,
}  # fmt: skip


@pytest.mark.parametrize("said", NOT_KNOWN)
def test_the_account_is_not_known(said: str):
    """Said in whatever way: a cry, who has the papers, that nothing can be seen."""
    assert knows_not(said, ACCOUNT)


@pytest.mark.parametrize("said", NOT_OF_THE_ACCOUNT)
def test_nothing_is_said_of_the_account(said: str):
    """An answer, or that something else is not known."""
    assert not knows_not(said, ACCOUNT)


def test_a_name_beside_it_is_a_name():
    """Where any words are an answer, they count only when nothing else is said."""
    assert knows_not("不知道是谁", PAYEE)
    assert not knows_not("张伟 不知道哪个银行", PAYEE)


@pytest.mark.parametrize(("said", "loss"), LOST.items())
def test_who_is_at_a_loss(said: str, loss: str | None):
    """What helps first; the other side's telephone is none of ours."""
    assert loss_in(said) == loss


@pytest.mark.parametrize("piece", ["不", "知道", "都是会计", "他", "110", "打", "先打", "a ", "卡"])
def test_a_long_text_is_looked_at_no_longer(piece: str):
    """Whoever writes much tells something."""
    assert grows_evenly(lambda said: knows_not(said, ACCOUNT), piece)
    assert grows_evenly(loss_in, piece)


@pytest.mark.parametrize(
    ("said", "does"),
    [
        ("刚被骗转了50万，我不想活了", True),
        ("死了算了", True),
        ("活着没意思", True),
        ("公司账上的钱全没了，明天要发三十个人的工资，房子也抵押了，老婆还不知道，" * 2 + "我真的不想活了", True),
        ("I don't want to live any more", True),
        ("他说再催就跳楼", False),
        ("员工闹着要跳楼讨薪", False),
        ("骗子威胁说要自杀", False),
        ("想死你了", False),
    ],
)
def test_who_does_not_want_to_live(said: str, does: bool):
    """Of themselves, in whatever they tell; what others say is story."""
    assert despairs(said) is does
