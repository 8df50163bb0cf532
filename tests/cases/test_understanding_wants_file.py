"""An officer who asks for a photo or a paper is told from one who asks about it."""

from __future__ import annotations

import pytest

from cases.understanding.wants_file import wants_file
from tests.cases.linear import grows_evenly

WANTS = [
    "请把转账回单拍一张发来",
    "发一下合同",
    "麻烦传个营业执照",
    "有聊天截图吗？",
    "能提供对账单流水吗",
    "把U盾拍给我看看",
    "录音有吗，发我一份",
    "营业执照拍张照片发过来",
    "还需要您补一份公司章程",
    "请上传身份证正反面",
    "方便的话把聊天记录导出来",
    "手上有没有当时的照片",
    "请提供地磅原始数据导出",
    "截个图发来看看",
    "请把对方发来的邮件截图发给我们",
    "Please send a photo of the slip.",
    "Could you upload the contract?",
    "Do you still have the receipt?",
]
ASKS = [
    "营业执照是哪一年的？",
    "转账用的是网银还是手机银行？",
    "合同是哪天签的？",
    "对方发来的合同是哪天的？",
    "他把照片发给谁了？",
    "您把钱给了谁？",
    "他给过您收据吗",
    "钱是从哪张卡转出去的？",
    "请下午到大队来一趟",
    "您什么时候方便",
    "Which bank did you use?",
    "Did they send a contract?",
]


@pytest.mark.parametrize("said", WANTS)
def test_something_is_to_be_sent(said: str):
    """A photo, a paper, a recording."""
    assert wants_file(said)


@pytest.mark.parametrize("said", ASKS)
def test_something_is_to_be_said(said: str):
    """Also of what somebody else sent."""
    assert not wants_file(said)


@pytest.mark.parametrize("piece", ["请", "把", "请发", "合同有", "对方发", "有没有", "please ", "请把合同"])
def test_time_grows_with_the_length(piece: str):
    """Also of a hostile text."""
    assert grows_evenly(wants_file, piece)
