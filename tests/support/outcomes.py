"""Answers to suites, made without a library: for the tests of what is measured of them."""

from datetime import date

from bot.models import Answer, Citation, Condition, Highlight, Kind, Quote, Status
from corpus.models import Document, Metadata, State
from evaluation.metrics import Outcome, outcome
from evaluation.suite import Item

TEXTS = {
    "水": "停水通知。因管道检修，城关镇停水三天，请居民提前储水。水费照常收取。",
    "电": "停电通知。因线路改造，白塔镇停电两天，请居民相互转告。",
    "水二": "停水通知。因管道检修，城关镇停水三天，请居民提前储水。",
}
WORDS = "因管道检修，城关镇停水三天，请居民提前储水。"


def document(name: str, version: int = 1) -> Document:
    return Document(name, version, f"通知/{name}.txt", TEXTS[name], (), Metadata(name), name, "text/plain")


def quoted(
    name: str,
    words: str,
    marked: str = "",
    *,
    score: float = 0.8,
    met: bool = True,
    also_at: tuple[str, ...] = (),
) -> Quote:
    """Return a quote of the document ``name`` with a mark on ``marked`` of it."""
    text = TEXTS[name]
    start = text.index(words)
    marks = []
    if marked:
        at = text.index(marked, start)
        marks = [Highlight(marked, at, at + len(marked), Kind.FACT)]
    return Quote(
        text=words,
        start=start,
        end=start + len(words),
        document_id=name,
        version=1,
        source=f"通知/{name}.txt",
        title=name,
        issuer=None,
        number=None,
        issued_on=date(2024, 5, 1),
        heading_path=(),
        page=None,
        state=State.CURRENT,
        state_reason=None,
        score=score,
        highlights=tuple(marks),
        conditions=(Condition("城关镇", met),),
        citation=Citation("", ""),
        url=f"/documents/{name}?version=1",
        also_at=also_at,
    )


def item(*answers: str, documents: tuple[str, ...] = ("水",)) -> Item:
    return Item("q1", "fact", "城关镇停水几天", documents if answers else (), answers, ())


def came(
    of: Item,
    *quotes: Quote,
    answered: bool = True,
    found: tuple[str, ...] = ("水", "电"),
    milliseconds: float = 10.0,
) -> Outcome:
    """Return what came of a question: these quotes, shown as an answer or as near misses."""
    answer = Answer(
        question=of.question,
        standalone_question=of.question,
        status=Status.ANSWERED if answered else Status.NO_EVIDENCE,
        reason=None if answered else "没有依据。",
        quotes=quotes,
        elapsed_ms={"total": milliseconds},
    )
    return outcome(of, answer, found, lambda name, version: document(name, version))
