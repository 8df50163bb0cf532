"""Words by which a payment of ours is told from what only looks like one; `motion.py` reads with them.

The text is in half-width lower-case letters. Each pattern looks at a few letters only.
"""

from __future__ import annotations

import re

_FIGURE = "[0-9一二三四五六七八九十两几半]"
_MONEY = r"(?:[万元块千钱款]|定金|订金|押金|保证金|尾款)"
_OTHERS = r"(?<![给跟向帮替往对])(?:对方|客户|买家|买方|甲方|采购商|客人|人家|他们|她们|他|她)"
_VERB = r"(?:转账|转帐|转钱|打款|打钱|汇款|付款|充值|支付|转|汇|付|打|充)"
_ADVERBS = r"(?:刚刚?|刚才|已经?|也|只|先|就|才|还|又|今天|昨天)"

# Words that share a letter with a payment.
LOOK_ALIKE = re.compile(
    r"(?:合同|协议|约定|规定|说好)[^,。;]{0,8}[付打汇]款|(?:贷款|借款|利息|工资|房租|社保)[^,。;]{0,8}(?:到期|要[付还交发])"
    r"|[付打转汇](?:款|钱)?的?(?:时候)?被[^,。;]{0,6}拦|转(?:正|让|移|行|身|发(?!了)|告|载|租|包|卖|嫁|型|岗|达|交|机|折|手|眼|向|接|念|化|换|变|股|人工|产|院|学|职)"
    r"|[周运流好扭辗反]转|(?:股权|股份|厂房|房子|专利|商标|店铺|车子?|(?<![账帐])户)[都全就刚也被给他她]{0,4}转[到给走]"
    r"|(?:转账|付款|汇款)(?:截图|凭证|记录|回单|单据)"
    r"|(?:配方|图纸|资料|文件|数据|邮件|技术|订单|业务|设备|货(?!款)).{0,8}?转[到给走出]"
    r"|[应对交托预代首收偿兑赔]付(?!了)|付(?:出(?!去)|息|费|诸|款[人方])|支付宝|微信支付|支付密码"
    r"|打(?:电话|官司|工|人|架|卡(?!里)|印|听|算|开|烊|包|折|假|广告|伤|砸|110|12345)|电话.{0,4}打(?:过去|不通|给|了)|打.{0,6}电话"
    r"|汇(?:报|总|率|编|票)|[外词]汇|[冒补扩填]充|充(?:当|分|满|电|数|好|公)"
)
# What was not paid, not yet, or not then.
DENIED = re.compile(
    rf"(?<!是)不是(?:刚[刚才]?|今[天早]|昨天|前天|这两天)[^,。;!?]{{0,6}}?{_VERB}|"
    r"(?:还没有?|没有?|尚?未|差点|险些|不敢|准备|打算|要不要|该不该|想不想|不想|不肯|拒绝|拒不|再?不)"
    rf"(?:就|又|有|敢|来得及|今天|明天|马上|真的?|急着|[把将].{{0,3}}[钱款]|再|去|给[他她对]方?们?){{0,3}}{_VERB}"
    r"|\b(?:haven't|have not|hasn't|has not|didn't|did not|not yet|never|don't|should i) (?:\w+ )?"
    r"(?:send|sent|pay|paid|wired?|transfer)"
)
# What somebody wants to be paid.
ASKED = re.compile(
    r"(?:让|叫|要求?|催|请|求|通知|指示|命令|(?<!被)骗)着?(?:我们?|咱们?|财务|会计|出纳|公司|[他她]们?)?"
    rf"(?:再|又|赶紧|赶快|马上|先|去|给.{{0,6}}|往.{{0,8}}|[把将].{{0,4}}){{0,2}}{_VERB}(?!了|走|出|过去|的)"
    r"|\b(?:ask(?:s|ed|ing)?|want(?:s|ed)?|told|telling) (?:me|us|her|him) to (?:pay|send|wire|transfer)"
)
# What others paid, to us or to each other.
OF_OTHERS = re.compile(
    rf"{_OTHERS}(?:(?!就){_ADVERBS}){{0,3}}(?:付|支付)(?!给骗)|{_OTHERS}.{{0,8}}?[打转汇付](?:过来|进来|给我|给咱)"
    rf"|(?![他她]){_OTHERS}{_ADVERBS}{{0,3}}[打转汇]了"
    r"|\b(?:client|customer|buyer|they|he|she)(?: has| have)?(?: just)? (?:paid|sent|wired) (?:us|me|part|half)"
)
PAID = re.compile(
    rf"转(?:账|钱|帐|走|脱|出|过去|给|了|到|的(?!人)|入|完|错|(?={_FIGURE}))|汇(?:款|出|走|过去|给|了|到|的(?!人)|入|完|(?={_FIGURE}))"
    rf"|打(?:款|钱|过去|出去|给|错|完|了(?=.{{0,8}}?{_MONEY})|的(?=款|钱|定金|货款|[,。!?;\n ]|$)|到.{{0,12}}[账卡户]"
    rf"|(?={_FIGURE}{{1,6}}[多来]?[万千百元块]))"
    rf"|付(?:款|钱|出去|过去|给|了|的(?!人)|完|清|走|掉|过|(?={_FIGURE}))|支付|充(?:值|了|进|到|的|(?={_FIGURE}))|(?<=[刚在])[转付汇](?=[,。!?]|$)"
    rf"|交(?:了|的|过)?.{{0,3}}(?:定金|订金|押金|保证金|预付款|货款)|(?:定金|订金|押金|保证金|预付款|货款)(?:都|也|已经)?交了|垫付|扫码付"
    r"|\b(?:sent|paid|wired|transferred|remitted|deposited|sending|paying|wiring|transferring|(?:wire|bank) transfer)\b"
)
# Of goods that were taken by fraud no money is on its way.
_GONE = r"走(?!了?.{0,5}?(?:[部台件吨箱辆车]|批货(?!款)|手机|设备))"
LOST = re.compile(
    rf"(?:被|给)[^,。;]{{0,12}}?骗(?:{_GONE}|了|去|(?={_FIGURE})|$|[,。;!? ])|骗{_GONE}|骗了.{{0,6}}{_MONEY}|被骗"
    r"|盗刷|[刷扣划提]走|(?:钱|款|卡里|[账帐]上|[账帐]户里?|余额).{0,10}?(?:没了|不见了|被[转划刷盗扣])"
    rf"|(?:卡里|[账帐]上|[账帐]户里?|余额)[^,。;]{{0,4}}?(?:少了?(?={_FIGURE})|清空|空了)"
    r"|\b(?:scammed|defrauded|money (?:is |has )?(?:gone|left))\b"
    r"|\baccounts? (?:(?:was|were|ha[sv]e? been|got|is|are) )?(?:just )?(?:drained|emptied|cleaned out|wiped out)\b"
)
# Somebody asks to hold a payment that is under way.
HOLD = re.compile(
    r"止付|(?:处理|受理)中|在途|(?<!没)(?:还没|未)到(?:账|对方)|(?:能不能|能否|可以|怎么|怎样|如何|帮.{0,2}|赶[紧快]|请|麻烦|立即|还能|银行).{0,6}?"
    r"(?:拦|撤回|撤销)|\b(?:stop|recall|hold|freeze|cancel) (?:the|this|that|my|our) (?:payment|transfer|wire|money)"
    r"|\bstill (?:pending|processing)\b"
)
BRING_BACK = re.compile(
    r"(?:能不能|能否|可以|怎么|怎样|如何|帮.{0,2}|赶[紧快]|请|麻烦|立即|还能|想).{0,8}?(?:冻结(?!了)|追回|要回来|退回来|找回)"
    r"|\bget (?:it|the money|our money|my money) back\b"
)
# Just now; not what was only just noticed, said or begun.
JUST = re.compile(
    r"(?:刚刚|刚才|刚|正在|正(?=[转汇付打])|这会儿|现在(?=.{0,3}[转汇付打])|马上就?要?|才(?=[转汇付打]))"
    r"(?!才?(?:发现|知道|得知|核对|听说|看到|接到|收到|想|说|入职|来|到|签|成立|毕业|过完|开始|认识|合作|查|问|联系|报))"
    r"|\bjust\b(?! (?:found|noticed|realised|realized|discovered|learned|heard|started|joined))"
    r"|\bright now\b|\ba moment ago\b"
)
NOTICED = re.compile(r"发现|发觉|得知|知道|核对|查|盘点|听说|看到|接到|收到|对账|found|notice|reali[sz]ed")
