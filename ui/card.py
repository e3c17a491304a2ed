"""The answer card: one exchange of a conversation as HTML, all that it says escaped."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.models import Answer, Condition, Quote, Status
from corpus.models import State
from ui.conversation import Exchange, Phase
from ui.messages import text
from ui.serialize import linked
from ui.settings import Language, Settings
from ui.spans import Piece, marked_pieces
from ui.templates import page_url, render


@dataclass(frozen=True, slots=True)
class QuoteView:
    """One quote as the template shows it."""

    pieces: tuple[Piece, ...]
    source: tuple[str, ...]  # 《title》, issuer, 文号, date, heading
    link: str
    also_at: tuple[str, ...]
    conditions: tuple[Condition, ...]
    state: str  # "" while the document holds
    permalink: str  # as it stands in what is copied; the browser puts its own address before it
    copy: str
    copy_gbt: str


def exchanges_html(
    exchanges: Sequence[Exchange], language: Language, settings: Settings, first: int = 0
) -> str:
    """Render exchanges one under the other; ``first`` is the number of the first."""
    return "".join(
        exchange_html(exchange, language, settings, number)
        for number, exchange in enumerate(exchanges, first)
    )


def exchange_html(exchange: Exchange, language: Language, settings: Settings, number: int = 0) -> str:
    """Render one exchange."""
    answer = exchange.answer
    views = [_view(quote, language, settings, exchange.shown) for quote in answer.quotes] if answer else []
    answered = answer is not None and answer.status is Status.ANSWERED and bool(views)
    return render(
        "card.html",
        language,
        number=number,
        question=exchange.question,
        phase=exchange.phase.value,
        complete=exchange.phase is Phase.DONE,
        read_as=_read_as(exchange),
        error=exchange.error,
        answered=answered,
        refused=answer is not None and not answered,
        reason=(answer.reason if answer else None) or text("refused", language),
        views=views,
        announce=_announce(exchange, language),
    )


def _read_as(exchange: Exchange) -> str:
    if exchange.answer is None:
        return ""
    standalone = exchange.answer.standalone_question.strip()
    return "" if standalone == exchange.question.strip() else standalone


def _view(quote: Quote, language: Language, settings: Settings, shown: int | None) -> QuoteView:
    def link(url: str) -> str:
        return page_url(url, settings.root_path, language, settings.language)

    words = quote.text[:shown]
    # What is no path of ours is not put before the browser's address, nor copied.
    permalink = settings.root_path + quote.url if link(quote.url) != "#" else ""
    spans = ((highlight.start, highlight.end) for highlight in quote.highlights)
    state = ""
    if quote.state is not State.CURRENT:
        state = quote.state_reason or text(f"state_{quote.state.value}", language)
    return QuoteView(
        pieces=marked_pieces(words, quote.start, spans),
        source=_source(quote, language),
        link=link(quote.url),
        also_at=tuple(link(url) for url in quote.also_at),
        conditions=quote.conditions,
        state=state,
        permalink=permalink,
        copy=f"{quote.text}\n{linked(quote.citation.plain, quote, permalink)}",
        copy_gbt=linked(quote.citation.gbt7714, quote, permalink),
    )


def _source(quote: Quote, language: Language) -> tuple[str, ...]:
    title = quote.title if quote.title.startswith("《") else f"《{quote.title}》"
    parts: list[str | None] = [
        title,
        quote.issuer,
        quote.number,
        quote.issued_on.isoformat() if quote.issued_on else None,
        quote.heading_path[-1].rstrip("。：:") if quote.heading_path else None,
        text("page", language, number=quote.page) if quote.page is not None else None,
    ]
    return tuple(part for part in parts if part)


def _announce(exchange: Exchange, language: Language) -> str:
    """Return what a screen reader says once; a growing quote would be read again and again."""
    answer = exchange.answer
    sentences: dict[Phase, Callable[[], str]] = {
        Phase.LOADING: lambda: text("loading", language),
        Phase.SEARCHING: lambda: text("searching", language),
        Phase.WRITING: lambda: "",
        Phase.STOPPED: lambda: text("stopped", language),
        Phase.FAILED: lambda: exchange.error,
        Phase.DONE: lambda: _spoken(answer, language) if answer else "",
    }
    return sentences[exchange.phase]()


def _spoken(answer: Answer, language: Language) -> str:
    if answer.status is Status.ANSWERED and answer.quotes:
        quote = answer.quotes[0]
        return f"{text('answer', language)}：{quote.text} {' '.join(_source(quote, language))}"
    return answer.reason or text("refused", language)
