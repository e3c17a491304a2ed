"""What is asked: the kind of answer, the years, the places, and the words that carry the rest."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import rjieba

from bot.glossary import translate
from bot.models import Kind
from bot.years import asked_years
from corpus.places import known_places, stem
from index.tokenize import fold, tokenize

_UNIT = r"[\u4e00-\u9fff]{1,2}"
_MONEY = (
    r"钱|资金|经费|投资|款|费|金额|补助|补贴|产值|收入|捐|拨|贷款|gdp|生产总值|预算|支出|增收|税|成本|价|元|奖励|罚|融资|债|额|募集|花"
)
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.PHONE, re.compile(r"电话|热线|联系方式|手机号|邮箱|电子邮件|\bphone\b|\be-?mail\b")),
    (Kind.NUMBER, re.compile(r"文号|索引号|发文字号|文件号|几号文|多少号文?|\b(?:document|reference) number\b|编号")),
    (
        Kind.PERCENT,
        re.compile(
            r"百分之(?:多少|几)|百分比|(?:比例|增长率|增速|占比|增幅|降幅|率|比重)(?:是|为|达到?|有)?(?:多少|几|多大)|多少个?百分点"
            r"|(?:增长|下降|提高|降低|增加)了?百分|同比(?:增长|下降)(?:了)?(?:多少|几)|(?:增长|下降)了?多少$|\bpercent(?:age)?\b"
        ),
    ),
    (
        Kind.DATE,
        re.compile(
            r"哪[一几]?[天年月日]|哪一?个?(?:月|年度|日期)|几月|几号|几日|几点|什么时[候间]|何时|啥时候|哪个?时间|日期|期限|截止|时限|多久|多长时间"
            r"|有效期|时间(?:是|为|安排)?(?:什么|多少|哪)?|(?:从|自).{0,3}(?:何时|什么时候)|\bwhen\b|\bwhat (?:date|year)\b"
        ),
    ),
    (
        Kind.PERSON,
        re.compile(r"谁|哪一?位|什么人|何人|哪个(?:领导|干部|人)|(?:叫|是)什么名字|姓名|\bwho\b"),
    ),
    (
        Kind.PLACE,
        re.compile(
            r"哪里|在哪|哪儿|何处|什么地方|地点|地址|哪一?个?(?:省|市|区|县|州|乡|镇|村|街道|地方|地区|城市|国家)|哪些(?:省|市|区|县|乡|镇|村)|\bwhere\b"
        ),
    ),
    (
        Kind.LIST,
        re.compile(
            rf"哪些|哪(?:\d+|[两三四五六七八九十几]){_UNIT}|有什么(?:材料|条件|要求|措施|内容|规定)|(?:需要?|要)(?:提交|准备|带|交)?什么|分别是|\bwhich\b.*\b(?:are|were)\b|\blist\b"
        ),
    ),
    (
        Kind.ORGANISATION,
        re.compile(
            r"哪一?(?:个|家)?(?:部门|单位|机构|公司|企业|局|办公室|委员会|科室|组织|学校|医院)|哪家|由谁|什么(?:部门|单位|机构|公司|企业)|谁负责|谁牵头|\bwhich (?:office|department|company)\b"
        ),
    ),
)
_HOW_MUCH = re.compile(r"多少|几(?=[\u4e00-\u9fff])|\bhow (?:much|many)\b|数量|人数|数额|总额|金额|总数|多大")
_YES_NO = re.compile(r"吗[?？。]*$|是否|能不能|可不可以|是不是|有没有|能否|可否|^(?:is|are|does|do|can|was|were)\b")
_ASKED_UNIT = re.compile(r"(?:多少|几)(?:个)?(批次|人次|平方米|平方公里|公里|公顷|小时|工作日|个月|[\u4e00-\u9fff])")
_NOT_UNITS = frozenset("钱资金的款是了呢吗投经费元万亿？?财救帮补专")

# What makes a sentence a question and carries no matter of its own.
_QUESTION_WORDS = re.compile(
    r"请问|请告诉我|我想(?:知道|了解|问)(?:一下)?|帮我查一?下|查一?下|麻烦|(?:一共|总共|共计|合计|总计|共有?)(?=.{0,3}(?:多少|几))|百分之多少|百分之几"
    r"|多少|是什么(?:时候|时间|地方|文件)?|什么时候|什么时间|什么地方|什么|哪些|哪[一几两]?[个家位天年月日里儿些种项]|在哪里?|哪|怎么样|怎么办|怎么|怎样|如何|为什么"
    r"|是否|能不能|可不可以|是不是|有没有|谁|几(?=[个名家次天年月号])|何时|何处|为何|有何|吗|呢|吧|啊|呀|请|有关|关于|一下|具体|目前"
    r"|\b(?:how (?:much|many)|what|which|who|when|where|why|how|did|does|do|is|are|was|were|the|of|in|to|for|and|by|from|a|an|has|have|been"
    r"|with|on|at|tell me|please|it|its|there|that|this|be|get|got|receive[d]?|give[n]?|gave)\b"
)
_STOP_WORDS = frozenset(
    "的 了 和 与 及 在 是 为 对 将 把 被 从 向 于 以 等 其 并 或 也 都 就 而 这 那 有 个 我 由 到 给 里 中 上 下 所 之 年 月 日 要 会 去 来"
    " 说 做 让 用 还 又 再 能 可以 应该 应当 需要 进行 情况 方面 内容 问题 事情 一个 这个 那个 哪个 以及 通过 根据 按照 相关 期间 全部 得到 获得 收到"
    " 文件 报道 文章 篇 这篇 该文 简称 一级 一种 规定 要求 主要 包括 其中 属于 称为 指 第 次 该 各 个人 多 少 完 成 没 不 它 他 她 你 您 们 吗 呢 指的是 跟 同 比 最".split()
)
_TITLE = re.compile(r"《([^《》]{2,80})》")
_MARKS = re.compile(r"[\s\"'“”‘’「」『』]+")
_ZONES = frozenset("库区 高新区 开发区 试验区 示范区 工业园 产业园 园区 特区 新区 林场 农场 茶场 街道 社区".split())
_ENDS = frozenset("省市区县州盟旗乡镇村")


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the question and how telling it is (idf in this library, at least 0)."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Question:
    """A standalone question, taken apart. All texts are folded (simplified script, lower case)."""

    text: str
    folded: str
    kind: Kind
    unit: str | None  # 多少"批次": what the number must count
    years: frozenset[int]
    whole_span: bool  # 2013-2015: a figure for one of the years is not the answer
    places: tuple[str, ...]
    titles: tuple[str, ...]  # 《…》 of the question: the document it asks about
    terms: tuple[Term, ...]
    search_text: str  # the question with what the glossary adds


def understand(text: str, idf: Callable[[str], float], names: Iterable[str] = ()) -> Question:
    """Take a standalone question apart.

    Args:
        text: the question.
        idf: how telling a token is in the library.
        names: places that the library itself speaks of, besides those of China's divisions.
    """
    translated = translate(text)
    folded = fold(translated)
    years, whole = asked_years(folded)
    kind = _kind(folded)
    titles = tuple(match_form(title) for title in _TITLE.findall(folded))
    places = find_places(_TITLE.sub(" ", folded), names)
    return Question(
        text=text,
        folded=folded,
        kind=kind,
        unit=_unit(folded) if kind is Kind.COUNT else None,
        years=years,
        whole_span=whole and len(years) > 1,
        places=places,
        titles=titles,
        terms=_terms(folded, kind, places, idf),
        search_text=f"{text} {translated}" if translated != text else text,
    )


def _kind(folded: str) -> Kind:
    for kind, pattern in _PATTERNS:
        if pattern.search(folded):
            if kind is Kind.PERSON and re.search(r"由谁|谁(?:来)?(?:负责|牵头|审批|批准|受理)", folded):
                return Kind.FACT
            return kind
    if _HOW_MUCH.search(folded):
        unit = _unit(folded)
        if unit is None and re.search(_MONEY, folded):
            return Kind.AMOUNT
        return Kind.AMOUNT if unit in {"元", "万元", "亿元"} else Kind.COUNT
    if _YES_NO.search(folded):
        return Kind.YES_NO
    if re.search(rf"(?:资金|金额|经费|投资额|产值|款)(?:[?？。]|呢)?$|(?:{_MONEY})(?:是|有)?$", folded) and len(folded) > 6:
        return Kind.AMOUNT
    return Kind.FACT


def _unit(folded: str) -> str | None:
    match = _ASKED_UNIT.search(folded)
    if match is None or match.group(1)[0] in _NOT_UNITS:
        return None
    following = folded[match.end(1) :]
    unit = match.group(1)
    if len(unit) == 1 and re.match(r"[\u4e00-\u9fff]", following) and unit in "干骨贫企困景":
        return {"干": "名", "骨": "名", "贫": "人", "企": "家", "困": "人", "景": "个"}[unit]
    return unit


def find_places(folded: str, names: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the places that a folded text names, in order: 荔湾区, 黔南, 三峡库区."""
    known = known_places()
    extra = {fold(name) for name in names}
    found: list[str] = []
    i = 0
    while i < len(folded):
        for length in range(min(14, len(folded) - i), 1, -1):
            word = folded[i : i + length]
            if word in known or word in extra:
                end = i + length
                if end < len(folded) and folded[end] in _ENDS and not word.endswith(tuple(_ENDS)):
                    word += folded[end]  # 黔南 + 州
                found.append(word)
                i += len(word)
                break
        else:
            i += 1
    return tuple(dict.fromkeys([*found, *_zones(folded, found)]))


def _zones(folded: str, found: list[str]) -> Iterable[str]:
    """Yield places that no list has: a noun before 库区, 乡, 镇 …, as the segmenter divides the text."""
    words = rjieba.cut(folded)
    for before, word in zip(["", *words], words, strict=False):
        covered = any(word in place or place in word for place in found)
        zone = next((zone for zone in _ZONES if word.endswith(zone) and len(word) >= len(zone) + 2), None)
        if zone and not covered and rjieba.tag(word)[0][1].startswith("n"):
            yield word
            continue
        if word in _ZONES and len(before) >= 2 and rjieba.tag(before)[0][1].startswith(("n", "j")):
            if before not in _STOP_WORDS and not any(before + word in place for place in found):
                yield before + word
        elif len(word) >= 3 and word[-1] in "乡镇村县" and not covered and re.fullmatch(r"[\u4e00-\u9fff]+", word):
            if word not in {"贫困村", "贫困县", "行政村", "自然村", "深度贫困县"}:
                yield word


def _terms(folded: str, kind: Kind, places: Iterable[str], idf: Callable[[str], float]) -> tuple[Term, ...]:
    """Return the words that the evidence should hold, besides places, years and what names the kind."""
    rest = _TITLE.sub(" ", folded)
    pattern = dict(_PATTERNS).get(kind)
    if pattern is not None and kind is not Kind.NUMBER:
        rest = pattern.sub(" ", rest)
    rest = _QUESTION_WORDS.sub(" ", rest)
    for place in sorted(places, key=len, reverse=True):
        rest = rest.replace(place, " ")
    rest = re.sub(r"(?:19|20)\d{2}\s*(?:年度?)?", " ", rest)
    terms: dict[str, float] = {}
    for word in rjieba.cut(rest):
        word = match_form(word)
        if not re.search(r"\w", word) or word in _STOP_WORDS:
            continue
        tokens = [token for token in tokenize(word) if len(token) >= 2] or tokenize(word)
        if not tokens:
            continue
        weight = sum(idf(token) for token in tokens) / len(tokens)
        terms[word] = max(weight * (0.35 if len(word) == 1 else 1.0), 0.0)
    return tuple(Term(word, weight) for word, weight in terms.items())


def match_form(folded: str) -> str:
    """Return a folded text without the quotation marks and spaces that documents set at will."""
    return _MARKS.sub("", folded)


def same_place(asked: str, text: str) -> bool:
    """Tell whether ``text`` names the place that was asked about, under its full or its short name."""
    return asked in text or stem(asked) in text
