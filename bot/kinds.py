"""What kind of answer a question wants, and the unit it is counted in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import rjieba

from bot.models import Kind

_HAN = r"[\u4e00-\u9fff]"
_CLASSIFIER = rf"{_HAN}{{1,2}}"
PATTERNS: dict[Kind, re.Pattern[str]] = {
    Kind.PHONE: re.compile(r"电话|热线|联系方式|手机号码?|邮箱|电子邮件|\bphone\b|\be-?mail\b"),
    Kind.NUMBER: re.compile(
        r"文号|索引号|发文字号|文件号|几号文|多少号文?|编号|\b(?:document|reference) number\b"
    ),
    Kind.PERCENT: re.compile(
        r"百分之(?:多少|几)|百分比|(?:比例|增长率|增速|占比|增幅|降幅|(?<![效频])率|比重)(?:是|为|达到?"
        r"|有)?(?:多少|几|多大)|多[少大]的?(?:比例|比重|份额)|多少个?百分点"
        r"|(?:增长|下降|提高|降低|增加)了?百分|同比(?:增长|下降)(?:了)?(?:多少|几)|(?:增长|下降)了?多少[?？。]*$"
        r"|(?:增速|增长率|占比|增幅)[?？。]?$"
        r"|\bpercent(?:age)?\b"
    ),
    Kind.DATE: re.compile(
        r"哪[一几]?[天年月日]|哪一?个?(?:月|年度|日期)|几月份?几?[号日]?|几[号日](?!文)|什么时[候间]|何时"
        r"|啥时候?|哪个?时间|日期|期限|截止(?:时间|日期)?|时限|多久|多长时间"
        r"|有效期|时间(?:是|为|安排)?(?:什么|多少|哪)?[?？。]?$|\bwhen\b|\bwhat (?:date|year|day)\b"
    ),
    Kind.PERSON: re.compile(
        r"谁|哪一?位|什么人|何人|哪个(?:领导|干部|人)|(?:叫|是)什么名字|姓名|联系人(?:是|$)|经办人|签发人"
        r"|\bwho\b"
    ),
    Kind.PLACE: re.compile(
        r"哪里|哪儿|在哪(?!些|个|几|家|一)|(?<!如)何处|什么地方|地点|地址|哪一?个?(?:省|市|区|县|州|乡|镇|村|街道"
        r"|地方|地区|城市|国家)"
        r"|哪(?:几|两|些)?个?(?:地方|省|市|区|县|乡|镇|村)|\bwhere\b"
    ),
    Kind.LIST: re.compile(
        rf"哪些|哪(?:\d+|[两三四五六七八九十几]){_CLASSIFIER}|有什么(?:材料|条件|要求|措施|内容|规定)"
        rf"|什么(?:材料|条件|手续|证件)"
        r"|(?:需要?|要)(?:提交|准备|带|交)?什么|分别是|\blist\b"
    ),
    Kind.ORGANISATION: re.compile(
        r"(?:哪一?(?:个|家)?|什么)(?:部门|单位|机构|公司|企业|局|办公室|委员会|科室|组织|学校|医院)|哪家"
        r"|\bwhich (?:office|department|company)\b"
    ),
}
# 如何电话预约 asks how, and for no number.
_BY_PHONE = re.compile(r"(?:如何|怎么|怎样)[^,，。?？]{0,4}(?:电话|热线)[对向给办申预报咨反投]")
_ORDER = (
    Kind.PHONE, Kind.NUMBER, Kind.PERCENT, Kind.DATE, Kind.PERSON, Kind.LIST, Kind.PLACE, Kind.ORGANISATION,
)  # fmt: skip
# What offices do rather than persons.
_BY_OFFICES = re.compile(
    r"由谁|谁来?(?:主?管|负责|牵头|审批|审核|批准|受理|发放|监督|[主承协举]办|制定|印发|发布|组织|指导|救助|出[资钱])"
)
_MONEY = (
    r"钱|资金|经费|投资|款|费|金额|补助|补贴|产值|收入|捐|拨|贷款|gdp|生产总值|预算|支出|增收|税|成本|价格?"
    r"|奖励|罚|融资|债|募集|花"
    r"|给|补|投(?![票诉保稿])|奖|贴|拿|挣|赚|总额|限额|额度|标准"
)
_MONEY_NOUN = re.compile(
    r"(?:个|多)?(?:万|亿|千)?(?:元|钱|块|资金|经费|投资|款|补助|补贴|金额|帮扶资金|财政|专项|扶持|扶贫资金"
    r"|援助|救灾|贷款|收入|费用|预算|税)"
)
_MONEY_LAST = re.compile(
    r"(?:资金|经费|金额|投资|贷款|[善捐拨罚]款|补助|补贴|收入|支出|产值|预算|费用|奖金)[了的呢?？。]*$"
)  # 多少衔接资金
HOW_MUCH = re.compile(rf"多少|(?<!第)几(?={_HAN})|\bhow (?:much|many)\b|多大|多久|多长")
_HOW_MANY = re.compile(r"\bhow many ")  # and what the glossary made of the next words
_YES_NO = re.compile(
    r"吗[?？。]*$|(?:[了过]没有?|不)[?？。]*$|是否|能不能|可不可以|是不是|有没有|能否|可否|^(?:is|are|does|do|can|was|were)\b"
)
_MEASURE_ENDING = re.compile(
    r"(?:资金|金额|经费|投资额?|产值|款|收入|gdp|生产总值|支出|预算|标准|额度|限额|造价|价格|补助|补贴)(?:呢"
    r"|是|有|情况)?[?？。]*$"
)
_MANNER = re.compile(r"如何|怎么|怎样|什么|为何")
_COUNT_ENDING = re.compile(r"(?:人口|面积|数量|人数|户数|产量|里程|总数|次数|数)(?:呢|是|有)?[?？。]*$")
_ASKED_NUMBER = re.compile(
    rf"(?P<number>多少|(?<!第)几)(?P<any>个)?(?P<unit>批次|人次|平方米|平方公里|公里|公顷|小时|工作日|个月|{_HAN})?",
    re.I,
)
_UNITS = frozenset(
    "个 名 人 户 家 件 项 次 场 批 条 所 座 处 台 套 辆 份 期 届 轮 天 日 年 月 周 岁 亩 吨 斤 间 张 头 只"
    " 株 种 类 起 例 笔 位 批次 人次 平方米 平方公里 公里 公顷 小时 工作日 个月 村 镇 乡 县 米 步 级 艘 支"
    " 倍 分".split()
)
# What may stand for a unit that was asked for; 个 counts anything.
_ALIKE = {
    "人": "人名位", "名": "名人位", "位": "位名人", "天": "天日", "日": "日天", "家": "家个",
    "次": "次场批期", "批": "批", "工作日": "工", "户": "户", "年": "年", "月": "月", "个月": "月",
    "座": "座处个", "所": "所个", "处": "处个", "项": "项个",
}  # fmt: skip
_AHEAD = 6  # characters from a unit on that tell whether it is one
_MEASURED = re.compile(
    r"(?:元|钱|[%％‰]|百分点|成|倍|米|里|亩|公顷|吨|斤|克|升|瓦|MW|天|日|年|月|周岁|岁|周|小时|分钟|度)$"
)


def kind_of(folded: str) -> Kind:
    """Return what kind of answer a folded question wants."""
    folded = folded.replace("啥", "什么")
    counted = unit_of(folded) is not None
    for kind in _ORDER:
        if kind is Kind.PHONE and (counted or _BY_PHONE.search(folded)):
            continue  # 12345热线受理咨询多少件 wants a number of 件
        if PATTERNS[kind].search(folded):
            if kind is Kind.PERSON and _BY_OFFICES.search(folded):
                return Kind.ORGANISATION
            return kind
    match = HOW_MUCH.search(folded)
    if match:
        return _kind_of_number(folded, match.end())
    if _YES_NO.search(folded):
        return Kind.YES_NO
    if _MANNER.search(folded):
        return Kind.FACT  # 如何安排预算 asks for no amount
    if len(folded) > 6 and _MEASURE_ENDING.search(folded):
        return Kind.AMOUNT
    return Kind.COUNT if _COUNT_ENDING.search(folded) else Kind.FACT


def _kind_of_number(folded: str, end: int) -> Kind:
    if re.search(r"\bhow much\b", folded):
        return Kind.AMOUNT
    if _MONEY_NOUN.match(folded, end) or (
        re.match(rf"个?[万亿](?!{_HAN})", folded[end:]) and re.search(_MONEY, folded)
    ):
        return Kind.AMOUNT
    if unit_of(folded) is not None:
        return Kind.COUNT
    # 多少 at the end, or before a word that is no unit: what was done with it tells.
    counted = re.match(rf"(?:个)?({_HAN}{{2,}})", folded[end:])
    if counted and not re.match(_MONEY, counted.group(1)) and not _MONEY_LAST.search(counted.group(1)):
        return Kind.COUNT
    return Kind.AMOUNT if re.search(_MONEY, folded) else Kind.COUNT


@dataclass(frozen=True, slots=True)
class AskedNumber:
    """多少 or 几 with the unit behind it, as a span of the question."""

    start: int
    end: int
    unit: str | None


def asked_numbers(folded: str) -> Iterator[AskedNumber]:
    """Yield the numbers that a question asks for: 多少批次, 几个, 多少 of 多少项目."""
    for match in _ASKED_NUMBER.finditer(folded):
        unit = match["unit"]
        # Right behind 几 there is nothing but a unit: 几座桥.
        alone = match["number"] == "几" and not match["any"]
        if unit in _UNITS and (alone or _is_word(folded, *match.span("unit"))):
            yield AskedNumber(match.start(), match.end(), unit)
        elif match["any"]:
            yield AskedNumber(match.start(), match.end("any"), "个")  # 几个产业项目: 个 itself is the unit
        else:
            yield AskedNumber(match.start(), match.end("number"), None)


def unit_of(folded: str) -> str | None:
    """Return the unit that the number must count (多少"批次"), or None where the question names none."""
    return next((asked.unit for asked in asked_numbers(folded)), None)


def _is_word(folded: str, start: int, end: int) -> bool:
    """Tell whether a unit is not the beginning of a noun: 几项 but not 几个项目.

    Of 多少家小微企业 too: 家小 is a word, but then 微 is left alone.
    """
    ahead = folded[start : start + _AHEAD]
    first = len(rjieba.cut(ahead, hmm=False)[0])
    size = end - start
    return first <= size or _alone(rjieba.cut(ahead[size:])) < _alone(rjieba.cut(ahead[first:]))


def _alone(words: Sequence[str]) -> int:
    return sum(len(word) == 1 for word in words)


def counted_noun(folded: str) -> str:
    """Return what is counted: 贫困县 of 多少个贫困县; empty where the question does not say it there."""
    asked = next(asked_numbers(folded), None)
    english = _HOW_MANY.search(folded)
    end = asked.end if asked else english.end() if english else None
    match = re.compile(rf"{_HAN}{{1,4}}").match(folded, end) if end else None
    return match.group() if match else ""


def counts(unit: str, value: str) -> bool:
    """Tell whether a value (23名) counts in the unit asked for (人); 个 counts things, not kilometres or money."""
    if unit == "个":
        return _MEASURED.search(value) is None
    return any(character in value for character in _ALIKE.get(unit, unit))
