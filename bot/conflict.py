"""Quotes of different documents that state different figures for the same thing: shown, never settled."""

from collections.abc import Sequence
from decimal import Decimal

from bot.figure import Figure, comparable, shared
from bot.models import Conflict, Quote
from bot.place_names import find_places
from bot.question import Question
from bot.row import NUMERIC
from corpus.models import State
from corpus.places import stem
from index.tokenize import fold

_ALIKE = 0.5  # of the pairs of characters of the shorter clause, figures aside
_SENTENCES = {
    "zh": "另有文件说法不同：{figures}。",
    "en": "Other documents state it differently: {figures}.",
}


def find_conflicts(
    question: Question, quotes: Sequence[Quote], figures: Sequence[Figure | None], language: str = "zh"
) -> tuple[Conflict, ...]:
    """Return the quotes that contradict the first one; all must be evidence, each meeting every condition.

    Args:
        question: what is asked.
        quotes: of the answer.
        figures: the first marked figure of each.
        language: of the sentence.
    """
    if question.kind not in NUMERIC or not figures or figures[0] is None:
        return ()
    others = [
        number
        for number, (quote, figure) in enumerate(zip(quotes, figures, strict=True))
        if number and figure and _contradicts(question, (quotes[0], figures[0]), (quote, figure))
    ]
    if not others:
        return ()
    ordered = tuple(sorted([0, *others], key=lambda number: _standing(quotes[number])))
    say = _SENTENCES.get(language, _SENTENCES["zh"])
    stated = [_stated(quotes[number], language) for number in ordered if number]
    return (Conflict(ordered, say.format(figures=("; " if language == "en" else "；").join(stated))),)


def _contradicts(question: Question, a: tuple[Quote, Figure], b: tuple[Quote, Figure]) -> bool:
    (quote, figure), (other, stated) = a, b
    if quote.document_id == other.document_id and quote.version == other.version:
        return False  # one text that says two things speaks of two things
    if figure.years != stated.years or not comparable(figure, stated) or not _differ(figure, stated):
        return False
    return _same_subject(question, quote, other) and shared(_words(quote), _words(other)) >= _ALIKE


def _differ(a: Figure, b: Figure) -> bool:
    """Tell whether values differ by more than what 约, or fewer digits, leave open: 6.45 and 6.4 亿元 do not."""
    return abs(a.value - b.value) > max(_left_open(a), _left_open(b))


def _left_open(figure: Figure) -> Decimal:
    """Return by how much the value may be off: 约650万元 by 10万元, 600多万元 by 100万元, 6.4亿元 by half of 0.1亿元.

    A whole number that nothing calls rounded is not.
    """
    exponent = figure.number.normalize().as_tuple().exponent if figure.number else 0
    if not isinstance(exponent, int):
        return Decimal(0)
    worth = figure.unit.scale.scaleb(exponent)
    if not figure.is_exact:
        return worth
    written = figure.number.as_tuple().exponent
    return figure.unit.scale.scaleb(written) / 2 if isinstance(written, int) and written < 0 else Decimal(0)


def _same_subject(question: Question, a: Quote, b: Quote) -> bool:
    """Tell whether two quotes are of the same places: those of the question, else those of their documents."""
    asked = {stem(place) for place in question.places}
    own = [_places(quote) for quote in (a, b)]
    return own[0] - asked == own[1] - asked if asked else own[0] == own[1]


def _places(quote: Quote) -> set[str]:
    words = f"{quote.title} {quote.issuer or ''} {quote.text}"
    return {stem(place) for place in find_places(fold(words))}


def _words(quote: Quote) -> str:
    return "".join(c for c in fold(quote.text) if "\u4e00" <= c <= "\u9fff")


def _standing(quote: Quote) -> tuple[bool, int]:
    """Return what sorts quotes: what holds now first, then the newest."""
    return quote.state is not State.CURRENT, -(quote.issued_on.toordinal() if quote.issued_on else 0)


def _stated(quote: Quote, language: str) -> str:
    mark = quote.highlights[0].text
    by = [part for part in (quote.issuer, quote.issued_on.isoformat() if quote.issued_on else None) if part]
    title = quote.title if quote.title.startswith("《") else f"《{quote.title}》"
    if language == "en":
        return f"{title} ({', '.join(by)}): {mark}" if by else f"{title}: {mark}"
    return f"{title}（{'，'.join(by)}）为{mark}" if by else f"{title}为{mark}"
