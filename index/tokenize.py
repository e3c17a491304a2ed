"""Text to the tokens that the lexical index counts: words, bigrams, numbers, years, dates, amounts, 文号.

Tokens are made of a folded copy (simplified script, NFKC, lower case); they carry no offsets, so
folding may change lengths.
"""

import re
import unicodedata
from functools import cache
from typing import Protocol

import rjieba
from opencc import OpenCC

from corpus.dates import year_of
from index.figures import figures

_HAN_RUN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003134f]+")
_LATIN_OR_NUMBER = re.compile(r"[a-z]+(?:[-'][a-z]+)*|\d+(?:\.\d+)?%?")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?=\s*(?:年|[-—–~至到〕)\]]|$))")
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年?\s*(?:[-—–~]+|至|到)\s*((?:19|20)\d\d)(?!\d)")
_HAN_YEAR = re.compile(r"[〇零○一二三四五六七八九]{4}(?=年)")
_PLAN_WORDS = {"十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}
STOP_WORDS = frozenset(
    "的 了 和 与 及 在 是 为 对 将 把 被 从 向 于 以 等 其 并 或 也 都 就 而 这 那 有 个 我 你 他 她"
    " 它 们 到 由 请问 多少 什么 哪些 哪个 怎么 怎样 如何 是否 吗 呢 啊 吧 几 谁 the a an of in to"
    " and how much many did was were is are what which who when where does do for by from with".split()
)


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _to_simplified() -> _Converter:
    converter: _Converter = OpenCC("t2s")
    return converter


def fold(text: str) -> str:
    """Return ``text`` in simplified script, NFKC and lower case: what comparisons are made on."""
    readable = text.encode("utf-8", "replace").decode("utf-8")  # JSON can smuggle in lone surrogates
    return unicodedata.normalize("NFKC", _to_simplified().convert(readable)).lower()


def tokenize(text: str) -> list[str]:
    """Return the tokens of ``text``, repeated as often as they stand."""
    folded = fold(text)
    tokens = [token for token in _LATIN_OR_NUMBER.findall(folded) if token not in STOP_WORDS]
    tokens += years(folded)
    tokens += figures(folded)
    for match in _HAN_RUN.finditer(folded):
        run = match.group()
        tokens += [word for word in rjieba.cut_for_search(run) if len(word) > 2 and word not in STOP_WORDS]
        tokens += [run[i : i + 2] for i in range(len(run) - 1) if run[i : i + 2] not in STOP_WORDS]
        if len(run) == 1 and run not in STOP_WORDS:
            tokens.append(run)
    return tokens


def years(folded: str) -> list[str]:
    """Return a token ``y2014`` for every year that ``folded`` names or covers: 2013-2015, 十二五, 二〇一四年."""
    found = {int(year) for year in _YEAR.findall(folded)}
    for first, last in _YEARS.findall(folded):
        if 0 <= int(last) - int(first) <= 20:
            found.update(range(int(first), int(last) + 1))
    found.update(year_of(year) for year in _HAN_YEAR.findall(folded))
    for plan, first_year in _PLAN_WORDS.items():
        if plan in folded:
            found.update(range(first_year, first_year + 5))
    return [f"y{year}" for year in sorted(found)]
