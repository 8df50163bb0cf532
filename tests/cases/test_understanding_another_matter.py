"""Another matter is told plainly, perhaps, or not at all."""

from __future__ import annotations

import pytest

from cases.understanding.another_matter import another_matter
from tests.cases.linear import grows_evenly

SAID = {
    "是另一件 台州金源电机…欠货款210万 找不到人": "another", "另一件事 业务员挪用公款": "another", "第二件事：被骗了20万": "another",
    "新的案子 又被骗了15万": "another", "跟上次那件事无关 又有人伪造我们公章": "another", "this is another matter, a customer cheated us": "another",
    "还有个客户 台州金源电机 欠货款210万 找不到人": "firm", "另外一家 也骗了我们": "firm", "对了 还有一家供应商 货款50万收了不发货": "firm",
    "是另一件": "perhaps", "还有一件事，他还欠供应商30万": "perhaps", "还有一个供应商也被他骗了": "perhaps", "我们还有一件案子 被员工偷了货": "perhaps",
    "还有一件事 我忘了说 他有护照": None, "另外，钱是30万": None, "另外他还骗了别人": None, "转给了另外一家 骗我们": None, "另外一个会计也拿了钱": None,
    "另外一张卡转了30万": None, "另外一个账户也转了5万": None, "另一个人叫李娜 拿了20万": None, "还有30万没还": None, "谢谢": None,
}  # fmt: skip


@pytest.mark.parametrize(("said", "matter"), SAID.items())
def test_another_matter(said: str, matter: str | None):
    """By how it begins, and that some harm is told which the same person did not do."""
    assert another_matter(said) == matter


@pytest.mark.parametrize("piece", ["还有", "这是", "另", "一件事", "再", "说", "骗", ", ", "他还"])
def test_a_long_text_is_looked_at_no_longer(piece: str):
    """Only its beginning counts."""
    assert grows_evenly(another_matter, piece)
