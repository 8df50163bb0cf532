"""That a colleague be told as well, and that somebody else take the case over, in people's own words."""

from __future__ import annotations

import pytest

from cases.colleagues import Post, code_in, new_code
from cases.understanding.colleague import hands_on, means, names_colleague, takes_off
from cases.understanding.colleague_named import Named, colleague_named, who_it_is

NAMES = {
    "以后让我们法务也收到消息": Post.LAWYER,
    "能不能让我们财务也看到进展": Post.FINANCE,
    "加个同事": Post.OTHER,
    "我想加一位律师": Post.LAWYER,
    "请把我们法人也加进来": Post.LEGAL_REPRESENTATIVE,
    "add my colleague": Post.OTHER,
    "please let our lawyer get the messages too": Post.LAWYER,
}
STORIES = (
    "对方让我们财务也收到一封邮件",
    "骗子让我们法务也加进来转账",
    "我们法务说合同是假的",
    "财务也不知道他什么时候走的",
    "他同事叫李四",
)
HANDS = (
    "我下个月就要离职了", "我马上要离开公司了", "以后由小李接手", "换个人负责", "I'm leaving the company",
    "我要离职，以后张丽管", "我下周就不在公司了", "这件事交给张丽了", "以后找张丽", "我要辞职了，以后有事联系李经理",
    "我退休了以后由小李管", "案子转给我们律师了", "I'm leaving the company, my colleague takes over",
    "I'm quitting my job and my colleague will take it over",
)  # fmt: skip
STAYS = (
    "他离职了", "出纳上个月离职了", "我们公司的人离职了", "以后怎么联系你们", "我离开的时候门是锁着的", "他要离职，以后张丽管",
    "以后钱由张丽管", "张丽管仓库", "请马上接手", "转给张伟了", ", ", "以后谁负责", "以后找不到他怎么办", "货交给张丽了", "我已经把材料交给你们了", "合同交给法务了",
    "my colleague stole it", "we are leaving the shop",
)  # fmt: skip
OFF = {
    "别再发给陈律师": "陈律师",
    "把财务去掉": "财务",
    "不要再通知张丽了": "张丽",
    "把陈静移出去": "陈静",
    "陈静不用再收消息了": "陈静",
    "不要让财务看到": "财务",
    "stop sending messages to Chen Jing": "chen jing",
    "remove my lawyer please": "lawyer",
}


LI, ANYBODY, FINANCE = Named("李娜", None), Named("", None), Named("李娜", Post.FINANCE)
NAMED = {
    "让李娜也收到消息，她是财务主管": FINANCE,
    "请让我们财务主管李娜也收到消息": FINANCE,
    "加上李娜，我们财务": FINANCE,
    "加一位财务，叫李娜": FINANCE,
    "我想加个同事 李娜": LI,
    "加同事：李娜": LI,
    "把李娜加进来": LI,
    "消息也发给李娜": LI,
    "也通知一下李娜": LI,
    "李娜也要收到消息": LI,
    "请把王律师加进来": Named("王律师", None),
    "我们法务王磊也要收到": Named("王磊", Post.LAWYER),
    "我们财务也要看": Named("", Post.FINANCE),
    "加同事": ANYBODY,
    "加个人": ANYBODY,
    "同事也要收到": ANYBODY,
    "我想让同事一起看": ANYBODY,
    "Add a colleague": ANYBODY,
    "add Li Na, our accountant": Named("Li Na", Post.FINANCE),
    "let Li Na get the messages too": Named("Li Na", None),
    "my colleague should get the news too": ANYBODY,
}
NOT_NAMED = (
    "李娜也收到了消息", "骗子让李娜也加进来", "对方让李娜也收到消息", "加李娜微信", "加同事微信", "加了同事", "同事也收到了", "同事也被骗了",
    "同事也要报案", "我们财务也要报销", "财务也要收到钱", "李娜也要收到货款", "让李娜转账", "让李娜也来做笔录", "通知李娜还钱", "也发给李娜了",
    "让他也收到消息", "让客户也收到消息", "也发给对方", "加高管", "加急", "李娜知道这件事",
)  # fmt: skip
WHO = {
    **dict.fromkeys(
        ("李娜 财务主管", "李娜，财务主管", "财务主管李娜", "李娜（财务）", "她叫李娜，是出纳", "我们公司的财务 李娜"),
        FINANCE,
    ),
    **dict.fromkeys(("李娜", "就李娜吧"), LI),
    "财务": Named("", Post.FINANCE),
    "欧阳静": Named("欧阳静", None),
    "Li Na, accountant": Named("Li Na", Post.FINANCE),
}
NOBODY = ("他欠我钱", "不知道", "明天", "没有", "时间", "钱没了", "李娜把钱转走了")


def test_whom_they_want_told_as_well():
    """By name, post or both, and who it is once that was asked; a colleague in a story is none."""
    assert {said: colleague_named(said) for said in NAMED} == NAMED
    assert [said for said in (*NOT_NAMED, *STORIES) if colleague_named(said)] == []
    assert {said: who_it_is(said) for said in WHO} == WHO
    assert [said for said in NOBODY if who_it_is(said)] == []


@pytest.mark.parametrize(("said", "post"), NAMES.items())
def test_a_colleague_is_named(said: str, post: Post):
    """What they are is read as well."""
    assert names_colleague(said) is post


def test_a_story_names_nobody():
    """Only what asks for nothing but that: whatever else is said is for the desk."""
    assert not [said for said in STORIES if names_colleague(said) or hands_on(said)]


def test_somebody_hands_the_case_on():
    """Of oneself; others leave all the time."""
    assert all(hands_on(said) for said in HANDS)
    assert not [said for said in STAYS if hands_on(said)]


def test_who_shall_hear_no_more():
    """As they are called, by name, title or post; whom nobody named so is nobody."""
    assert {said: takes_off(said) for said in OFF} == OFF
    assert not [
        said for said in ("财务被开除了", "不用再补材料了", "别再给对方打款", "他把章拿走了") if takes_off(said)
    ]
    called = (("陈律师", True), ("陈静", True), ("律师", True), ("王律师", False), ("财务", False), ("合同", False))
    assert [(who, means(who, "陈静", Post.LAWYER)) for who, _ in called] == list(called)


def test_a_code_is_read_as_it_was_made():
    """By its own mark, so that no number of a contract is taken for one; also from small letters and a Chinese keyboard."""
    code = new_code()
    assert code_in(f" {code.lower()} ") == code
    assert code_in(code.replace("-", "")) == code
    assert code_in(f"合同号 {code}") is None
    assert code_in("HTAB-2024-0012") is None
