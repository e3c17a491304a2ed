"""What is asked: the kind of answer, the years, the places, and the words that carry the rest."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import rjieba

from bot.chatter import Chatter, chatter
from bot.claims import Claim, asked_claim
from bot.direction import asked_direction
from bot.enumeration import listed_kind
from bot.glossary import translate
from bot.kinds import PATTERNS, asked_numbers, counted_noun, kind_of, unit_of
from bot.models import Kind
from bot.nouns import nouns
from bot.place_names import find_places
from bot.years import asked_years, full_years
from corpus.metadata import NUMBER
from corpus.places import known_places
from index.aliases import Aliases, shipped_aliases
from index.tokenize import fold, tokenize

# What makes a sentence a question and carries no matter of its own.
_QUESTION_WORDS = re.compile(
    r"请问|请告诉我|我想(?:知道|了解|问)(?:一下)?|帮我(?:查|找)?(?:一?下)?|查一?下|麻烦|(?:一共|总共|共计"
    r"|合计|总计|共有?)(?=.{0,3}(?:多少|几))"
    r"|百分之(?:多少|几)"
    r"|是什么(?:时候|时间|地方|文件)?|什么时候|什么时间|什么地方|什么|哪些"
    r"|[哪几]个人|哪[一几两]?[个家位天年月日里儿些种项批]|在哪里?|哪"
    r"|(?<=[了过])没有?(?=[?？。]*$)|怎么样|怎么办|怎么|怎样|如何|为什么|是否|能不能|可不可以|是不是|有没有|谁|何时|何处|为何|有何|吗|呢|吧"
    r"|啊|呀|(?<![申邀聘提恳报呈])请(?![示求假愿])|有关|关于|一下|具体|目前|现在"
    r"|\b(?:how (?:much|many)|what|which|who|when|where|why|how|did|does|do|is|are|was|were|the|of|in|to|for"
    r"|and|by|from|a|an|has|have|been"
    r"|with|on|at|tell me|please|it|its|there|that|this|be|get|got|received?|given?|gave|came|come|went|go"
    r"|send|sent|made|make|create|created"
    r"|after|before|during|between|until|since|about|per|each|all|any|into|as|or)\b"
)
_STOP_WORDS = frozenset(
    "的 了 和 与 及 在 是 为 对 将 把 被 从 向 于 以 等 其 并 或 也 都 就 而 这 那 有 个 我 由 到 给 里 中 上"
    " 下 所 之 年 月 日 要 会 去 来"
    " 说 做 让 用 还 又 再 能 可以 应该 应当 需要 进行 情况 方面 内容 问题 事情 一个 这个 那个 哪个 以及 通过"
    " 根据 按照 相关 期间 全部 得到 获得 收到"
    " 文件 报道 文章 篇 这篇 该文 简称 一级 一种 规定 要求 主要 包括 其中 属于 称为 指 第 次 该 各 个人 多 少"
    " 完 成 没 不 它 他 她 你 您 们 指的是 跟 同 比 最"
    " 找 问 办 弄 搞 归 管 交 送 当年 那时候 时候 那份 那个 份 号 叫 又 才 只 更 已 已经 有着 方 啥 涉及 几"
    " 那边 这边 那块 多大 知道 一共 总共 共计 合计 总计".split()
)
_TITLE = re.compile(r"《([^《》]{2,80})》")
_NOWHERE = "\0"  # a token that no text has
_PERFECT = re.compile(r"(?<=[^为除])了$")  # 建了
_MARKS = re.compile(r"[\s\"'“”‘’「」『』]+")
_ROLE = re.compile(
    r"副?(?:总经理|总指挥|经理|董事长|秘书长|指挥长|书记|[省市县区州乡镇村社局厅部院校处科所会队组站]长|主任"
    r"|主席|记者|联系人|负责人)"
)
_WROTE = re.compile(r"谁(?:采?写|报道|撰写)的|作者")
_OFFICE = re.compile(r"[\u4e00-\u9fff]{2,}(?:局|厅|公司|医院|银行|法院|检察院|大学|学院|中学|小学)")
_RANK = re.compile(r"哪一?(?:几|两|些)?个?([省市区县州乡镇村])")
_OLD = re.compile(
    r"老办法|旧办法|原办法|老规定|旧规定|原规定|旧版|原来的?|(?<![底初末月日年号天])以前(?!年度)|过去|当时|那时|修订前|废止前|老标准|旧标准"
    r"|原标准"
)


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
    listed: Kind | None  # of the names that a question for a list wants: 哪两家公司
    unit: str | None  # 多少"批次": what the number must count
    counted: str  # 多少个"贫困县"; empty where the question does not say it there
    rank: str | None  # of the place asked for: 哪个"县"
    role: str | None  # of the person asked for: 局长
    years: frozenset[int]
    whole_span: bool  # 2013-2015: a figure for one of the years is not the answer
    places: tuple[str, ...]
    titles: tuple[str, ...]  # 《…》 of the question: the document it asks about
    numbers: tuple[str, ...]  # 文号 of the question, likewise
    offices: tuple[str, ...]  # 教育局, 人民医院: whose person, figure or telephone it is
    wants_old: bool  # asks for what no longer holds
    claim: Claim | None  # 目标 or 完成: what is aimed at or what was reached
    direction: tuple[str, str] | None  # giver and taker: 荔湾区, 黔南州
    chatter: Chatter | None  # why it is no question to documents
    terms: tuple[Term, ...]
    nouns: tuple[Term, ...]  # that the terms are made of
    most_telling: float  # idf of a word that no passage has
    search_text: str  # the question with what the glossary adds
    aliases: Aliases  # of the library: other names for what the question names

    @property
    def is_empty(self) -> bool:
        """Whether the question names nothing that documents could speak of, or is none."""
        return self.chatter is not None or not (self.terms or self.places or self.titles or self.numbers)


def understand(
    text: str, idf: Callable[[str], float], names: Iterable[str] = (), aliases: Aliases | None = None
) -> Question:
    """Take a standalone question apart.

    Args:
        text: the question.
        idf: how telling a token is in the library.
        names: places that the library itself speaks of, besides those of China's divisions.
        aliases: of the library; those that are shipped, unless given.
    """
    aliases = aliases or shipped_aliases()
    names = [fold(name) for name in names]
    translated = full_years(translate(text, names))
    folded = fold(translated)
    years, whole = asked_years(folded)
    kind = kind_of(folded)
    titles = tuple(match_form(title) for title in _TITLE.findall(folded))
    numbers = tuple(number_form(number) for number in NUMBER.findall(folded))
    rest = NUMBER.sub(" ", _TITLE.sub(" ", folded))
    places = find_places(rest, [*names, *_other_names(rest, aliases, names)])
    role = _role(folded) if kind is Kind.PERSON else None
    rank = _RANK.search(folded) if kind is Kind.PLACE else None
    terms = _terms(rest, kind, places, idf)
    named = dict.fromkeys(noun for term in terms for noun in nouns(term.text))
    return Question(
        text=text,
        folded=folded,
        kind=kind,
        listed=listed_kind(folded) if kind is Kind.LIST else None,
        unit=unit_of(folded) if kind is Kind.COUNT else None,
        counted=counted_noun(folded) if kind is Kind.COUNT else "",
        rank=rank.group(1) if rank else None,
        role=role,
        years=years,
        whole_span=whole and len(years) > 1,
        places=places,
        titles=titles,
        numbers=numbers,
        offices=_offices(rest),
        wants_old=bool(_OLD.search(folded)),
        claim=asked_claim(folded),
        direction=asked_direction(folded, places),
        chatter=chatter(text),
        terms=terms,
        nouns=tuple(Term(noun, _weight(noun, idf)) for noun in named),
        most_telling=max(idf(_NOWHERE), 1e-9),
        search_text=text if translated == text else f"{text} {translated}",
        aliases=aliases,
    )


def match_form(folded: str) -> str:
    """Return a folded text without the quotation marks and spaces that documents set at will."""
    return _MARKS.sub("", folded)


def number_form(number: str) -> str:
    """Return a 文号 with one kind of brackets and no spaces."""
    plain = re.sub(r"\s", "", number)
    return re.sub(r"[\]］)）】﹞〕]", "〕", re.sub(r"[\[［(（【﹝〔]", "〔", plain))


def _other_names(folded: str, aliases: Aliases, names: Sequence[str]) -> list[str]:
    """Return the names in a question that stand for a place and are none in any list of places."""
    places = known_places() | set(names)
    return [
        mention.name
        for mention in aliases.mentions(folded)
        if len(mention.name) > 1 and any(other in places for other in mention.others)
    ]


def _role(folded: str) -> str | None:
    """Return the office of the person asked for; who wrote a report in the news is its 记者."""
    named = _ROLE.search(folded)
    return named.group() if named else "记者" if _WROTE.search(folded) else None


def _offices(folded: str) -> tuple[str, ...]:
    return tuple(word for word in rjieba.cut(folded) if _OFFICE.fullmatch(word))


def _terms(folded: str, kind: Kind, places: Sequence[str], idf: Callable[[str], float]) -> tuple[Term, ...]:
    """Return the words that the evidence should hold, besides places, years and what names the kind."""
    rest = folded
    pattern = PATTERNS.get(kind)
    if pattern is not None and kind is not Kind.NUMBER:
        rest = pattern.sub(lambda match: " 截止 " if "截止" in match.group() else " ", rest)
    for asked in reversed([*asked_numbers(rest)]):
        rest = f"{rest[: asked.start]} {rest[asked.end :]}"
    rest = _QUESTION_WORDS.sub(" ", rest)
    for place in sorted(places, key=len, reverse=True):
        rest = rest.replace(place, " ")
    rest = re.sub(r"(?:19|20)\d{2}\s*(?:年度?)?", " ", rest)
    english = len(re.findall(r"[a-z]{3,}", folded)) >= 3
    terms: dict[str, float] = {}
    for word in rjieba.cut(rest):
        word = _PERFECT.sub("", match_form(word))
        if not re.search(r"\w", word) or word in _STOP_WORDS or word in _KIND_WORDS.get(kind, ()):
            continue
        if english and re.fullmatch(r"[a-z'\-]+", word):
            terms[word] = _UNKNOWN_ENGLISH  # the glossary lacks it; it may be a name in pinyin
            continue
        if tokenize(word):
            terms[word] = _weight(word, idf) * (0.35 if len(word) == 1 else 1.0)
    return tuple(Term(word, weight) for word, weight in terms.items())


def _weight(word: str, idf: Callable[[str], float]) -> float:
    """Return how telling a word is: the mean of its tokens, at least 0."""
    tokens = [token for token in tokenize(word) if len(token) >= 2] or tokenize(word)
    return max(sum(idf(token) for token in tokens) / max(len(tokens), 1), 0.0)


_UNKNOWN_ENGLISH = 1.5  # about half the idf of a word that stands in few passages
_KIND_WORDS: dict[Kind, frozenset[str]] = {
    Kind.AMOUNT: frozenset("多少钱 钱 元 万元 亿元 块 金额 亿 万".split()),
    Kind.NUMBER: frozenset("文号 发文字号 编号 号文".split()),
    Kind.DATE: frozenset("时间 日期".split()),
}
