"""By what, how often and of which code somebody speaks who wants to be told otherwise; and what only sounds like it."""

from __future__ import annotations

import pytest

from cases.understanding.code_awaited import of_the_code
from cases.understanding.colleague import hands_on
from cases.understanding.told_by import told_by
from cases.understanding.told_often import asks_how_often, told_often
from cases.understanding.told_where import declines, told_where
from cases.understanding.wish import is_wish

BY = {
    "发我邮箱吧": "add mail",
    "给我发短信": "add sms",
    "email me instead": "add mail",
    "取消我的邮箱": "end mail",
    "不要再给我发短信了": "end sms",
    "换个邮箱": "change mail",
    "用微信通知我行不行": "add wechat",
    "有进展给我发个邮件": "add mail",
    "能不能短信提醒我": "add sms",
    "改成短信通知": "add sms",
    "以后邮件通知就行": "add mail",
    "绑定手机号": "add sms",
    "钉钉上通知我可以吗": "add chat_app",
    "可以加微信吗": "add wechat",
    "please notify me by email": "add mail",
    "can you tell me on wechat": "add wechat",
    "别往我邮箱发了": "end mail",
    "把手机号去掉": "end sms",
    "短信不要发了": "end sms",
    "浏览器提醒关掉": "end push",
    "stop texting me": "end sms",
    "no more texts please": "end sms",
    "我想换个邮箱地址": "change mail",
    "change my email address": "change mail",
    "有哪些通知方式": "show ",
}
NOT_BY = (
    "他给我发短信说账户冻结了", "骗子发我邮箱一个链接", "他让我换个邮箱", "邮箱被盗了", "合同他发我邮箱了",
    "我把合同发你们邮箱吧", "你们邮箱多少", "别再给他发短信了", "email me the contract", "请把文书发我邮箱",
    "笔录能不能发我邮箱", "我手机号换了", "我换手机号了", "他用微信联系我", "有微信聊天记录", "换个账号", "把手机关了",
    "我的邮箱是wang@example.com", "给我发短信的是个陌生号", "他们发邮件改了账号", "用手机拍的", "短信", "email",
    "she emailed me yesterday", "they texted me a new account", "我在手机上看的", "请删除我的信息",
)  # fmt: skip
OFTEN = {
    "每周说一次": 7,
    "先停": "choose",
    "先停 14天": "choose",
    "先别给我发了 暂停几天": "choose",
    "恢复吧": "choose",
    "多久说一次": "choose",
    "每周告诉我一次": 7,
    "每天跟我说一声": 1,
    "别老发消息": "choose",
    "一个月说一次就行": 30,
    "weekly is enough": 7,
    "两周说一次吧": 14,
    "半个月通知我一次": 15,
    "三天一次": 3,
    "每 7 天一次": 7,
    "以后每周跟我说一次行吗": 7,
    "没有新情况一周说一次就行": 7,
    "消息太多了": "choose",
    "不要老是通知我": "choose",
    "先停一阵子": "choose",
    "改一下频率": "choose",
    "once a week is fine": 7,
    "update me every day": 1,
    "tell me once a month": 30,
    "please message me less often": "choose",
}
NOT_OFTEN = (
    "他每周给我打一次电话", "每天转一次钱", "会计每月报一次账", "一周转了一次", "利息一个月一次", "他每天都来", "每天", "三次",
    "别老打电话给他", "他老发消息给我", "工资一个月发一次", "多久能立案", "多久回复我", "要多久", "他每个月说一次还钱",
    "消息太多看不过来他删了", "先别告诉他", "先不说了", "周报", "月报", "别再发货了", "不要天天催我打款", "daily sales were stolen", "he wrote weekly",
)  # fmt: skip
HOW_OFTEN = dict.fromkeys(
    (
        "多久说一次？", "你们多久通知我一次", "一般多久会跟我说一次", "几天更新一次进展啊", "隔多久给我消息", "消息多久发一次",
        "how often will you tell me", "how often do I hear from you?",
    ),
    True,
)  # fmt: skip
NOT_HOW_OFTEN = (
    "要多久", "多久能立案", "多久回复我", "他多久还一次钱", "多久能收到钱", "每周说一次", "多久以前说的", "how long does it take",
    "how often did he pay", "多久",
)  # fmt: skip
OF_CODE = {
    "怎么还没收到": "late",
    "没收到": "late",
    "收不到验证码": "late",
    "码呢": "late",
    "等了5分钟没收到": "late",
    "到底发了吗": "late",
    "垃圾箱里也没有": "late",
    "验证码过期了": "late",
    "code never came": "late",
    "I haven't received it": "late",
    "still nothing": "late",
    "where is the code": "late",
    "再发一次": "again",
    "麻烦再发一遍验证码": "again",
    "resend please": "again",
    "send it again": "again",
    "换一个号码": "other",
    "填错了": "other",
    "邮箱填错了": "other",
    "这个号码停用了": "other",
    "wrong number": "other",
    "use another email": "other",
}
AT, TEL = "liujj@hengda.example", "13805741234"
MAIL, SMS = f"mail {AT}", f"sms {TEL}"
WHERE = {
    f"有消息发我邮箱 {AT}": MAIL,
    f"邮箱吧 {AT} 另外手机 {TEL} 也发": f"{MAIL}, {SMS}",
    f"发我 {AT}": MAIL,
    f"请发到{AT}，谢谢": MAIL,
    f"以后短信发到{TEL}": SMS,
    f"换成这个邮箱 {AT}": MAIL,
    f"{TEL} 也可以发": SMS,
    f"email me at {AT}": MAIL,
    f"please text me on {TEL}": SMS,
}
ANSWERS = WHERE | {
    AT: MAIL,
    "138 0574 1234": SMS,
    f"我的邮箱是{AT}": MAIL,
    f"{TEL}给我发短信": SMS,
    f"电话{TEL}": SMS,
    f"联系我 {TEL}": SMS,
    f"my email is {AT} and phone {TEL}": f"{MAIL}, {SMS}",
    "手机和邮箱都行": "sms , mail ",
    "都可以": "mail , sms ",
    "短信吧": "sms ",
    "email please": "mail ",
    f"微信 {TEL}": "wechat ",
}
NOT_WHERE = (
    f"对方的邮箱是{AT}", f"骗子用{TEL}打来的", f"他手机{TEL}", f"给我发短信的号码是{TEL}", f"请打我电话{TEL}", f"合同发到{AT}了",
    f"请把笔录发到{AT}", f"他让我发到{AT}", f"转账通知发到{TEL}", f"我发你邮箱了 {AT}", f"我收到短信 {TEL}", f"我发短信给{TEL}", f"李娜的手机{TEL}",
    f"call me on {TEL}", f"his email is {AT}", f"they texted me from {TEL}", "怎么通知", "电话吧", "@张三", "\x01",
)  # fmt: skip
NO_WISH_OF_WHERE = (AT, TEL, f"我的邮箱是{AT}", f"{TEL}给我发短信", f"{TEL} 也发短信给我", f"联系我 {TEL}", "都可以")
NOWHERE = dict.fromkeys(("不用了", "不用通知", "我自己来看", "不用，我自己会看", "no thanks"), True)
NOT_NOWHERE = ("不知道", "不用转账了", "他不用看", "没有")
GRANTED = dict.fromkeys(
    (
        "绑定手机号", "解绑手机号", "短信不要发了", "不要再给我发短信了", "别往我邮箱发了", "我不想收短信了", "邮件不要了",
        "浏览器提醒关掉", "短信通知停掉", "退订邮件", "开通短信提醒", "消息太多了", "通知太频繁了", "你们发消息太频繁了",
        "别老发消息了", "不要天天通知我了", "Too many messages.", "我马上要离开公司了",
    ),
    True,
)  # fmt: skip
NOT_GRANTED = (
    "对方绑定了我的手机号", "他让我绑定手机号", "绑定手机号的时候被骗了", "绑定银行卡", "短信不要发了之后钱就没了",
    "客户说不要发短信了", "别再给他发短信了", "我不用邮箱了", "出纳把短信提醒关掉", "通知都关了", "邮箱被关闭",
    "转账消息太多了看不过来", "他消息太多了", "短信太多了", "三天一次的付款", "三天一次", "先别说了", "别发货了",
    "他要离开公司了", "我离开公司的时候门锁着",
)  # fmt: skip
NOT_OF_CODE = (
    "货还没收到", "他没收到钱", "钱没到账", "我没收到他的发票", "没收到你们的回复", "还没有人联系我", "他换了个号码",
    "账号填错了", "重新报案", "再报一件", "没看到合同", "I never got the goods", "the money never arrived", "wrong account",
    "他发错账号了",
)  # fmt: skip


def is_granted(said: str) -> bool:
    """As it is for whom nothing was asked."""
    return is_wish(said) and bool(told_by(said) or told_often(said) or hands_on(said))


def where(said: str, *, was_asked: bool = False) -> str:
    return ", ".join(f"{way} {address}" for way, address in told_where(said, was_asked=was_asked))


@pytest.mark.parametrize(
    ("read", "meant", "others"),
    [
        (lambda said: (wish := told_by(said)) and f"{wish.does} {wish.way}", BY, NOT_BY),
        (told_often, OFTEN, NOT_OFTEN),
        (asks_how_often, HOW_OFTEN, NOT_HOW_OFTEN),
        (where, WHERE, (*NOT_WHERE, *NO_WISH_OF_WHERE)),
        (lambda said: where(said, was_asked=True), ANSWERS, NOT_WHERE),
        (declines, NOWHERE, NOT_NOWHERE),
        (of_the_code, OF_CODE, NOT_OF_CODE),
        (is_granted, GRANTED, NOT_GRANTED),
    ],
    ids=["by what", "how often", "asks how often", "where", "where, when asked", "nowhere", "of a code", "granted"],
)
def test_what_is_meant_and_what_is_not(read, meant, others):
    """Many ways of saying it, in both languages; and as much of the story, which is for the desk."""
    assert {said: read(said) for said in meant} == meant
    assert [said for said in others if read(said)] == []
