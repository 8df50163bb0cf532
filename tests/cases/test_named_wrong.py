"""An answer is put right by its name, at whatever question; what names none, or is no such value, changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from cases.named_wrong import named_wrong
from cases.questionnaire import Answer, State, load

FORM, NOW, ZONE = load(), datetime(2026, 11, 29, 4, tzinfo=UTC), ZoneInfo("Asia/Shanghai")
TOLD = {
    step: Answer(State.GIVEN, said, said)
    for step, said in {
        "contact_phone": "138 0013 8000",
        "contact_name": "王建国",
        "company_name": "宁波甬江精密机械有限公司",
        "other_company": "海天贸易有限公司",
    }.items()
}


@pytest.mark.parametrize(
    ("said", "step", "value"),
    [
        ("联系电话错了，应该是13911112222", "contact_phone", "13911112222"),
        ("电话写错了，是139 1111 2222", "contact_phone", "13911112222"),
        ("不好意思，刚才手机号填错了，应该是13911112222。", "contact_phone", "13911112222"),
        ("我的手机号有误 13911112222", "contact_phone", "13911112222"),
        ("把电话改成13911112222", "contact_phone", "13911112222"),
        ("麻烦帮我把联系电话换成13911112222，谢谢", "contact_phone", "13911112222"),
        ("我留的电话不对，13911112222", "contact_phone", "13911112222"),
        ("my phone number is wrong, it should be 13911112222", "contact_phone", "13911112222"),
        ("change my phone to 13911112222", "contact_phone", "13911112222"),
        ("名字写错了，应该是王建华", "contact_name", "王建华"),
        ("我的姓名改为王建华", "contact_name", "王建华"),
        ("公司名称不对，应该是宁波甬江精工机械有限公司", "company_name", "宁波甬江精工机械有限公司"),
        ("对方公司名字搞错了，是海天国际贸易有限公司", "other_company", "海天国际贸易有限公司"),
    ],
)
def test_it_is_another_now(said, step, value):
    """As people say it."""
    found = named_wrong(said, TOLD, FORM, NOW, ZONE)
    assert list(found) == [step]
    assert str(found[step].value).replace(" ", "").endswith(value)
    assert found[step].said == said.strip()


@pytest.mark.parametrize(
    "said",
    [
        "电话打不通",
        "对方的电话是13911112222",
        "他给的电话是错的",
        "骗子的手机号错了",
        "电话错了，我也不知道是多少",
        "账号错了，应该是6222020000000000005",
        "名字不对",
        "信用代码错了，应该是91330200MA2AAAAA0X",
        "联系电话错了，应该是13911112222，另外昨天下午他们又打了三个电话来催我再转五万块钱，说不转就冻结公司账户，我没有转，财务也没有转，现在怎么办才好，请你们快点联系我，我真的很着急，公司上下都等着发工资，拜托了，急急急"
        * 2,
    ],
)
def test_it_stays_as_it_is(said):
    """Another's number, no value, or a story."""
    assert named_wrong(said, TOLD, FORM, NOW, ZONE) == {}
