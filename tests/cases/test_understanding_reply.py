"""Short replies stand for a button only when they are all that was said; a greeting says nothing."""

from __future__ import annotations

import tomllib
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cases.errors import NotUnderstood
from cases.understanding.company import read_company_name
from cases.understanding.person import read_person_name
from cases.understanding.reply import (
    SAID,
    Kind,
    Reply,
    breaks_off,
    ends_report,
    is_courtesy,
    is_empty_talk,
    passes,
    read_reply,
    takes_back,
)
from tests.cases.linear import grows_evenly
from tests.world.shipped import ROOT

REPLIES = [
    ("是的呀", "yes", None), ("对对对", "yes", None), ("嗯嗯", "yes", None), ("没错，是的", "yes", None),
    ("好的好的", "yes", None), ("嗯，对", "yes", None), ("可以的", "yes", None), ("是的👍", "yes", None),
    ("Yes.", "yes", None), ("yes please", "yes", None), ("OK!", "yes", None), ("👍👍", "yes", None),
    ("不是啊", "no", None), ("没有哦", "no", None), ("不对不对", "no", None), ("没有，没有", "no", None),
    ("不用了谢谢", "no", None), ("No, thanks", "no", None), ("没有呢", "no", None), ("2", "number", 2),
    ("第二个", "number", 2), ("选3", "number", 3), ("B", "number", 2), ("①", "number", 1), ("2️⃣", "number", 2),
    ("我选第二个吧", "number", 2), ("第4项", "number", 4), ("the second one", "number", 2), ("12", "number", 12),
    ("选择一", "number", 1), ("上一步", "back", None), ("返回上一题吧", "back", None), ("点错了", "back", None),
    ("go back please", "back", None), ("跳过吧", "skip", None), ("先不说了", "skip", None),
    ("以后再补吧", "skip", None), ("这题先跳过", "skip", None), ("回头再说吧", "skip", None),
    ("Skip!", "skip", None), ("说完了", "done", None), ("就这些了", "done", None), ("没了", "done", None),
    ("没有别的了，谢谢", "done", None), ("就这么多吧", "done", None), ("that's all, thanks", "done", None),
    ("不知道啊", "unsure", None), ("我也不清楚", "unsure", None), ("说不清", "unsure", None),
    ("真的不知道", "unsure", None), ("忘了", "unsure", None), ("not sure", "unsure", None),
    ("I don’t know", "unsure", None), ("转人工", "person", None), ("我要找人工", "person", None),
    ("我想找个人说话", "person", None), ("人工客服！！", "person", None), ("退出", "stop", None),
    ("我不报了", "stop", None), ("取消吧", "stop", None), ("重新开始", "again", None), ("从头来吧", "again", None),
    ("看进展", "status", None), ("帮我查一下进度", "status", None), ("我的案子", "status", None),
    ("给我一个返回码", "code", None), ("返回码", "code", None), ("再报一件事", "new_report", None),
    ("我还有一件事", "new_report", None), ("我要报案", "new_report", None),
    ("我已经报过了", "reported_already", None), ("我们之前报过", "reported_already", None), ("帮助", "help", None),
    ("补材料", "materials", None), ("我还想补几张照片", "materials", None), ("能补材料吗", "materials", None), ("问一句", "ask", None),
    ("可以问个问题吗", "ask", None), ("我有一句话想问", "ask", None), ("能不能再报一件", "new_report", None),
    ("想再举报一个公司", "new_report", None), ("返回码找不到了", "code", None), ("提交吧", "submit", None),
    ("help", "help", None), ("怎么用啊", "help", None),
]  # fmt: skip
MORE_THAN_A_REPLY = [
    "不是我转的，是会计", "是的，就是他转的", "有两个", "有一个", "没有合同", "对公账户", "好像是", "王一", "张三",
    "李四", "200", "2万", "2个人", "第二天", "二十号", "上一步他说没问题", "不知道他叫什么", "退出公司了",
    "取消了订单", "是他", "是会计", "没有报过", "对方跑了", "跳过了审批", "他报过案", "以前报过派出所", "找人打我",
    "人工智能公司", "不好意思", "帮我找他", "进度款没付", "以上都是会计做的", "完了钱没了", "好的公司",
    "嗯他是我们出纳", "B公司", "A股", "能看到", "是刚转走", "要多久", "help me find him", "no one knows",
    "yes he did", "I am not the owner", "back in May", "three people", "stop payment", "ok公司", "下一步怎么办",
    "明天再说这事先记着", "2026", "3月", "发合同了", "补了合同", "我们问一下他", "合同问题", "报一个人",
]  # fmt: skip
HOSTILE = (
    "是",
    "嗯",
    "1",
    "的",
    "了",
    " ",
    "哦",
    "，",
    "好",
    "a",
    "没有",
    "👍",
    "那",
    "谢谢",
    "-",
    "(",
    "万",
    "年",
    "我",
    "也",
    "um",
    "\ud83d",
)


@pytest.mark.parametrize(("said", "kind", "number"), REPLIES)
def test_a_short_reply_stands_for_a_button(said, kind, number):
    """With particles, thanks, marks and emoji around it, said once or twice, in Chinese or English."""
    assert read_reply(said) == Reply(kind, number)


@pytest.mark.parametrize("said", MORE_THAN_A_REPLY)
def test_whoever_says_more_gives_no_reply(said):
    """A reply inside a sentence, a name, a sum or a date is not pressed for the person."""
    assert read_reply(said) is None


def test_the_file_has_every_kind_and_none_twice():
    """Each kind but the number has its words; no words stand for two kinds; each is understood as it stands."""
    assert set(SAID) == set(get_args(Kind)) - {"number"}
    words = [one for said in SAID.values() for one in said]
    assert len(words) == len(set(words))
    for kind, said in SAID.items():
        assert [one for one in said if read_reply(one) != Reply(kind)] == []
    assert "greeting" in tomllib.loads((ROOT / "cases" / "replies.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    "said",
    ["你好", "在吗", "hello", "😀", "。。。", "???", "您好，在吗", "hi!", "你好呀", "有人吗？", "早上好", "嗨~", "你好你好", "Good morning",
     "are you there?", "hello, anyone there?", "", "  ", "你好，请问", "\u200b", "👋😊"],
)  # fmt: skip
def test_a_greeting_says_nothing(said):
    """Greetings, emoji and marks, one or several."""
    assert is_empty_talk(said)


@pytest.mark.parametrize(
    "said",
    ["你好 我被骗了", "在吗 我要报案", "hello i was cheated", "是", "1", "你好吗我公司", "hi money gone", "there is money missing", "是的", "您好，68万"],
)  # fmt: skip
def test_a_greeting_before_something_is_something(said):
    """What comes after it counts."""
    assert not is_empty_talk(said)


@given(said=st.text(max_size=200))
@example(said="\ud800")
@example(said="第十十个")
def test_any_text_is_read(said):
    """Whatever is typed, there is a reply or none."""
    reply = read_reply(said)
    assert reply is None or (reply.kind == "number") == (reply.number is not None)
    assert is_empty_talk(said) in {True, False}


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_long_hostile_text_is_no_reply_at_once(piece):
    """A long text is cut before it is looked at."""
    assert read_reply((piece * 4096)[:4096]) is None or not piece.isalnum()
    assert grows_evenly(read_reply, piece)
    assert grows_evenly(is_empty_talk, piece)


@pytest.mark.parametrize(
    "piece", ["明白了", "谢谢", "的警官", "想要", "刚才的", "这件", "就", "提交", "我的报告", "谢谢的警官", "删"]
)
@pytest.mark.parametrize("reads", [breaks_off, ends_report, is_courtesy, takes_back])
def test_what_is_made_of_particles_is_read_at_once(piece, reads):
    """However often a particle is said again."""
    assert grows_evenly(reads, piece)
    assert grows_evenly(reads, f"谢谢{piece}")


@pytest.mark.parametrize(
    "said",
    [
        "跳过",
        "略",
        "不知道",
        "不知道公司全称",
        "名字不方便说",
        "公司名保密",
        "先不写名字",
        "忘了",
        "skip",
        "I don't know it",
    ],
)
def test_what_gives_no_answer(said: str):
    """It is no name, of a person or of a firm."""
    assert passes(said)
    for read in (read_company_name, read_person_name):
        with pytest.raises(NotUnderstood):
            read(said)


@pytest.mark.parametrize("said", ["宁波保密柜有限公司", "略阳机械厂", "宁波晨光食品有限公司", "王女士", "陈静"])
def test_what_is_a_name_all_the_same(said: str):
    """Though it holds such a word."""
    assert not passes(said)
