"""How much of what a question names stands in or near a candidate, and what telling noun does not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.match import found
from bot.models import Kind
from bot.question import Question
from bot.surroundings import Surroundings
from index.aliases import Aliases

# How much of a term counts that stands not in the clause itself but near it.
_SENTENCE, _HEADING, _TITLE, _PARAGRAPH, _DOCUMENT = 0.85, 0.7, 0.6, 0.55, 0.35
_OWN_TITLE = 0.95  # a line about the document is about its title
_GIVES = re.compile(
    r"划拨|拨付|拨给|拨款|下拨|拨出|上缴|缴纳|解缴|安排|下达|投入|提供|给予|捐赠|捐助|捐|援助|支援|资助|转移|支付|发放|拨"
)
# As people say it, and documents do not: 荔湾给黔南转了多少钱.
_GIVES_SAID = re.compile(
    r"(?:转|打|汇|寄|出|掏|拿|付|投|花|贴|塞|收|领)(?:账|帐|款|钱|腰包|给|出|到|过|下|去|来|掉)*"
)
_SAME_ACT = 0.8  # of the word itself
_ACT_REACH = 60  # characters before a clause that may say the act for it: …划拨725万元。其中2016年210万元
_HARDLY = 0.9  # of a noun is not there: not even one character of two
_RARE = 0.9  # of the idf of a word that no passage has


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a candidate covers of a question."""

    share: float  # of the question's words, weighted by idf, in [0, 1]
    missing: tuple[str, ...]  # nouns that stand hardly anywhere in the library, and not here
    absent: float  # idf² of the most telling noun that is not here, over the largest possible, in [0, 1]


def cover(question: Question, around: Surroundings, rest: str, *, own_line: bool) -> Coverage:
    """Return how much of a question's words stands in or near a candidate.

    Args:
        question: what is asked.
        around: what stands around the candidate.
        rest: of the document, folded; what is said there counts little.
        own_line: whether the candidate is a line about the document itself.
    """
    texts = (
        (around.clause, 1.0),
        (around.sentence, _SENTENCE),
        (around.heading, _HEADING),
        (around.title, _OWN_TITLE if own_line else _TITLE),
        (around.paragraph, _PARAGRAPH),
    )
    words = {each.text for each in (*question.terms, *question.nouns)}
    near = {word: _nearness(word, texts, question.aliases) for word in words}
    told = around.before[-_ACT_REACH:] + around.clause
    near |= {word: _SAME_ACT for word in words if near[word] < _SAME_ACT and _same_act(question, word, told)}
    total, covered = 0.0, 0.0
    for term in question.terms:
        best = near[term.text]
        if best < _DOCUMENT and term.text in rest:
            best = _DOCUMENT
        total += term.weight
        covered += term.weight * best
    if own_line:  # 落款日期 is not named in the line that is the date
        return Coverage(covered / total if total > 0 else 1.0, (), 0.0)
    lacks = {noun: 1.0 - max(near[noun.text], _DOCUMENT * (noun.text in rest)) for noun in question.nouns}
    missing = [
        noun.text
        for noun, lack in lacks.items()
        if lack > _HARDLY and noun.weight >= _RARE * question.most_telling
    ]
    absent = max((lack * noun.weight / question.most_telling for noun, lack in lacks.items()), default=0.0)
    return Coverage(covered / total if total > 0 else 1.0, tuple(missing), min(absent, 1.0) ** 2)


def _same_act(question: Question, word: str, clause: str) -> bool:
    """Tell whether a clause gives money by another word: 划拨 asked for, 上缴150万元 said."""
    gives = _GIVES.fullmatch(word) or _GIVES_SAID.fullmatch(word)
    return question.kind is Kind.AMOUNT and gives is not None and _GIVES.search(clause) is not None


def _nearness(word: str, texts: Sequence[tuple[str, float]], aliases: Aliases) -> float:
    """Return the best of how much of ``word`` each text has times what the text counts, the weightiest first."""
    best = 0.0
    for text, weight in sorted(texts, key=lambda pair: -pair[1]):
        if best >= weight:
            break
        best = max(best, weight * found(word, text, aliases))
    return best
