"""The channels a paragraph names."""

import pytest

from cases.questionnaire import load
from cases.understanding.channels import OPTIONS, find_channels


@pytest.mark.parametrize(
    ("said", "channels"),
    [
        ("接到自称公安局的电话，又加了微信", ["phone", "wechat"]),
        ("有人在QQ上冒充老板", ["qq"]),
        ("收到一封邮件说换账号了", ["email"]),
        ("一个抖音号连发三条视频", ["douyin"]),
        ("微博上有人冒充我们", ["weibo"]),
        ("钉钉群里发的", ["dingtalk"]),
        ("当面给的现金", ["in_person"]),
        ("点了短信里的链接", ["sms", "website_app"]),
        ("they replied by e-mail and WhatsApp", ["email", "whatsapp"]),
        ("用微信支付转的，微信收款码", []),
        ("电话不通，电话13800138000", []),
        ("我的邮寄地址", []),
        ("", []),
    ],
)
def test_channels_are_found_once_in_order(said, channels):
    """How one paid, or whom to call, is no channel."""
    assert find_channels(said) == channels


def test_every_channel_has_an_option():
    """So that what is found can answer the question."""
    options = load().questions["contact_channels"].options
    assert set(OPTIONS.values()) <= set(options)
