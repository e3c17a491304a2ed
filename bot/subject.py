"""A question in parts: where and when, what about, and what is asked of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import rjieba

from bot.fragment import YEAR_TEXT, place_spans
from bot.kinds import asked_numbers

ASKING = re.compile(
    r"多少|几(?=[\u4e00-\u9fff])|什么|哪|谁|怎么|如何|何时|是否|为什么|吗|呢|[?？]|how|what|when|where|who|which",
    re.I,
)
ATTRIBUTES = frozenset(
    "总投资 投资 资金 金额 总额 数量 人数 总数 面积 收入 产值 比例 增长 时间 地点 日期 电话 地址 文号 项目"
    " 企业 贫困户 人口 的 是 有 一共 总共 了 共 总 合计".split()
)
# What is asked of a subject, where it stands alone: 电话呢?
ASPECTS = frozenset(
    "电话 联系方式 地址 地点 时间 日期 标准 条件 材料 期限 文号 负责人 联系人 比例 金额 人数 面积 流程 依据"
    " 有效期 增速 增长率 占比 原因 同比 环比".split()
)
# Verbs that only lead to what is asked; other verbs belong to the matter (低保申请, 户厕改造).
_LIGHT_VERBS = frozenset(
    "需要 要 应 应该 能 可以 可 会 是 有 给 到 去 在 拨 划拨 拨付 下拨 划 安排 投入 投 派 派出 选派 缴 上缴 补"
    " 补助 补贴 花 花费 用 使用 收到 得到 获得 完成 建 建成 修 修建 达到 达 实现 提交 准备 带 交 设在 位于 设 办"
    " 计划 预计 预期 力争 目标 拟 已 已经 实际".split()
)
_ASKING_WORDS = re.compile(
    r"(?:什么|哪[一几]?|几|多少)(?:时候|时间|地方|[个些年月日天家里儿位])?|\\b(?:how|what|wh\\w+)\\b"
)
_FUNCTION_TAGS = ("uj", "ul", "ud", "uz", "d", "p", "r", "u", "y", "c", "x", "w")
_OBJECT = re.compile(
    r"(?:什么时候|什么时间|何时|哪[一几]?[年月天日]|哪[里儿]|在哪(?![些个家一几])|谁|为什么|怎么|如何)"
    r"[\u4e00-\u9fff]{1,4}?[的了]?(?P<object>[\u4e00-\u9fff]{2,12})[?？。]*$"
)
_COUNTED = 8  # characters in which what is counted is named


@dataclass(frozen=True, slots=True)
class Parts:
    """``scope + topic + asked`` is the question: 望川县2022年 | 监测对象 | 有多少户."""

    scope: str
    topic: str
    asked: str

    @property
    def subject(self) -> str:
        """What the question is about, where and when."""
        return self.scope + self.topic


def divide(question: str, names: Sequence[str] = ()) -> Parts:
    """Divide a question into where and when, what about, and what is asked."""
    asking = ASKING.search(question)
    head = question[: asking.start()] if asking else question
    after_scope = max(
        [
            0,
            *(end for _, end in place_spans(head, names)),
            *(match.end() for match in YEAR_TEXT.finditer(head)),
            *(match.end() for match in re.finditer(r"《[^《》]*》", head)),
        ]
    )
    if asking is None:
        return Parts(question[:after_scope], question[after_scope:], "")
    rest = re.sub(r"[是有]$", "", head[after_scope:])
    tagged = rjieba.tag(rest)
    while tagged and _only_leads(*tagged[-1]) and not _belongs(tagged):
        tagged.pop()
    topic = "".join(word for word, _ in tagged)
    return Parts(question[:after_scope], topic, question[after_scope + len(topic) :])


def object_of(asked: str) -> str:
    """Return what is said of in the asking half: 框架协议 of 什么时候签的框架协议; else an empty string."""
    match = _OBJECT.search(asked)
    if match is None:
        return ""
    noun = _leading_nouns(match["object"])
    return noun if noun == match["object"] else ""


@lru_cache(maxsize=256)  # asked again for each candidate
def counted_span(question: str, shortest: int = 2) -> tuple[int, int] | None:
    """Return the span of what is counted: 教师 of 派了多少名教师去福源; None where no such noun stands there."""
    asked = next(asked_numbers(question), None)
    if asked is None:
        return None
    noun = _leading_nouns(question[asked.end : asked.end + _COUNTED])
    return (asked.end, asked.end + len(noun)) if len(noun) >= shortest else None


def has_own_matter(text: str, before: str = "") -> bool:
    """Tell whether ``text`` has a noun of its own, which is neither an attribute nor of ``before``."""
    return any(
        tag.startswith(("n", "j", "eng", "l", "i"))
        and len(word) >= 2
        and word not in ATTRIBUTES
        and word not in ASPECTS
        and word not in before
        for word, tag in rjieba.tag(_ASKING_WORDS.sub(" ", text))
    )


def names_nothing(text: str) -> bool:
    """Tell whether ``text`` has no subject of its own: 补助标准, not 望川县水利局的电话."""
    return all(
        word in ATTRIBUTES or word in ASPECTS or tag.startswith(("v", *_FUNCTION_TAGS))
        for word, tag in rjieba.tag(text)
    )


def _only_leads(word: str, tag: str) -> bool:
    return word in ATTRIBUTES or word in ASPECTS or word in _LIGHT_VERBS or tag.startswith(_FUNCTION_TAGS)


def _belongs(tagged: Sequence[tuple[str, str]]) -> bool:
    """Tell whether the last word is an attribute that a verb before it names: 衔接 资金."""
    if len(tagged) < 2 or tagged[-1][0] not in ATTRIBUTES or not tagged[-1][1].startswith("n"):
        return False
    word, tag = tagged[-2]
    return tag == "v" and word not in _LIGHT_VERBS


def _leading_nouns(text: str) -> str:
    noun = ""
    tagged = rjieba.tag(text)
    for i, (word, tag) in enumerate(tagged):
        leads = i == 0 and tag == "v" and len(tagged) > 1 and tagged[1][1].startswith("n")  # 脱贫 村
        if not leads and not tag.startswith(("n", "vn", "j", "l", "b")):
            break
        noun += word
    return noun
