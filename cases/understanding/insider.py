"""Whether a story's suspect seems to be one of the company's own: then the suspect may read the company's phone.

A sentence names a post inside the firm and does not speak of the other side's people, of staff who were cheated
themselves, or of a quarrel over employment.
"""

from __future__ import annotations

import re

from cases.understanding.signs import compiled
from cases.understanding.writing import plain

LONGEST = 2_000  # characters that are looked at

OWN = compiled(
    "出纳|会计|财务|员工|职工|店长|店员|收银|导购|跟单|调度|仓管|库管|管理员|保管员|送检员|质检|验货|采购(部|经理|主管|总监|的人|员|负责)|"
    "业务员|销售|人事|前台|司机|门卫|保安|运维|程序员|工程师|技术员|研发|育种员|设计师|经理|主管|总监|厂长|站长|校长|园长|院长|部长|"
    "科长|队长|班长|主任|负责人|副总|高管|董事|监事|股东|合伙人|法人|实习生|我们的?客服|护士|操作工|机修工|后勤|分公司的人|招标办的|"
    "我的人|我们的人|自己人|内部人|内鬼|监守自盗|老员工|我们?的?(老婆|小舅子|亲戚|弟弟|哥哥)|管事的|他管事|管账|管钱|招商部|招生的|分管|"
    "挪用|职务侵占|吃空饷|"
    "(our|my|the|ex|former)[ -](own |former |branch |shop |general |warehouse )?"
    "(employee|staff|cashier|accountant|bookkeeper|manager|director|partner|shareholder|salesman|buyer|clerk|cto|ceo|cfo|coo|engineer|technician|supervisor|researcher|"
    "receptionist|keeper|finance lady|finance manager|sales reps?|qc|sourcing)"
)
OTHERS = compiled(
    "被骗|被拉|被加|诱骗|骗子|冒充|假冒|假装|假的|自称|头像|叫会计|让(他|她)转|骗(我|了|走)|"
    "(接到|收到).{0,6}(电话|短信|邮件|通知|信息|传票)|"
    "(对方|他们|人家|友商|那家|别家|厂家|供应商|竞争对手|同行|对手|隔壁|某|银行|保险公司|评估|事务所|平台|医院|酒店|超市)的?(公司)?的?"
    "(员工|会计|财务|销售|经理|总监|业务员|老板|股东|法人|采购|客服|工程师|代表|负责人|主任|仓库)|"
    "(员工|工人).{0,4}(被|都|也|好几个|陷进|投|买)|加班|劳动|工伤|试用期|离职证明|想辞退|裁员|散伙|分红|交接|"
    "fake (boss|ceo|police|bank|email|officer)|pretend|posing|impersonat|scam|hacker"
)


def hints_insider(text: str) -> bool:
    """Whether an employee, officer, shareholder or relative inside the firm seems to have done it."""
    sentences = re.split("[。!?;]", plain(text[:LONGEST]).lower())
    return any(OWN.search(sentence) and not OTHERS.search(sentence) for sentence in sentences)
