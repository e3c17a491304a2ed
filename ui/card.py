"""The answer card: one exchange of a conversation as HTML, all that it says escaped."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote as quoted

from bot.cell import is_figure
from bot.figure import plain
from bot.models import Answer, Condition, Kind, Quote, QuoteRow, Status
from corpus.models import State
from ui.cite.place import PlaceView, place_view
from ui.conversation import Exchange, Phase, Successor
from ui.keepsake import keepsake
from ui.leading import leading
from ui.messages import text
from ui.plot import Plot, plot
from ui.settings import Language, Settings
from ui.spans import Piece, marked_pieces
from ui.templates import page_url, render
from ui.validity import expiry

_KEY = 12  # characters of a cell that may stay in sight; a longer one would hide the others on a phone
_SHORT = 8  # characters that are not broken over lines


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell of a quoted row, under the words that stand over its column."""

    heading: str
    pieces: tuple[Piece, ...]
    is_key: bool  # names the row: it stays in sight when the row is wider than its place
    is_figure: bool
    is_short: bool  # is not broken over lines


@dataclass(frozen=True, slots=True)
class QuoteView:
    """One quote as the template shows it."""

    pieces: tuple[Piece, ...]
    caption: str  # of the table that a quoted row stands in, and what merged cells of rows above say of it
    cells: tuple[CellView, ...]  # of a quoted row
    source: tuple[str, ...]  # 《title》, issuer, 文号, date, heading
    link: str
    also_at: tuple[str, ...]
    conditions: tuple[Condition, ...]
    tags: tuple[str, ...]  # what a reader must know of the document: repealed, expired, read by OCR
    successor: str  # link to the document that holds now in its place
    place: PlaceView


@dataclass(frozen=True, slots=True)
class LeadView:
    """A quote that is shown open, with the names of the parts of the question that it answers."""

    view: QuoteView
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A series as a table and a plot."""

    summary: str
    title: str
    unit: str
    rows: tuple[tuple[str, str, str, str], ...]  # year, value, as quoted, link
    description: str
    plot: Plot


def exchanges_html(
    exchanges: Sequence[Exchange],
    language: Language,
    settings: Settings,
    first: int = 0,
    today: date | None = None,
) -> str:
    """Render exchanges one under the other; ``first`` is the number of the first."""
    return "".join(
        exchange_html(exchange, language, settings, number, today)
        for number, exchange in enumerate(exchanges, first)
    )


def exchange_html(
    exchange: Exchange,
    language: Language,
    settings: Settings,
    number: int = 0,
    today: date | None = None,
) -> str:
    """Render one exchange. Documents whose last day lies before ``today`` (the server's, if not told) say so."""
    answer = exchange.answer
    day = today or date.today()
    quotes = answer.quotes if answer else ()
    views = [_view(quote, exchange, language, settings, day) for quote in quotes]
    answered = answer is not None and answer.status is Status.ANSWERED and bool(views)
    reopened = exchange.reopened
    open_quotes = (reopened.leads if reopened else leading(answer)) if answer and answered else 1
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
        leads=_leads(answer, views[:open_quotes]) if answer else (),
        lesser_views=views[open_quotes:],
        missing=[part for part in answer.parts if part.reason] if answer else (),
        computation=answer.computation if answer else None,
        conflicts=answer.conflicts if answer else (),
        series=_series(answer, views, language) if answer and answered else None,
        announce=_announce(exchange, language),
        limits=exchange.limits,
        reopened=exchange.reopened,
        may_upload=exchange.may_upload,
        root=settings.root_path,
        answer_id=(answer.answer_id if answer else None) or "",
        kept=keepsake(exchange, day),
    )


def _leads(answer: Answer, views: Sequence[QuoteView]) -> tuple[LeadView, ...]:
    """Return the quotes that are shown open; more than one bears the names of what it answers."""
    return tuple(
        LeadView(
            view, tuple(part.label for part in answer.parts if part.found and part.found.quote == number)
        )
        for number, view in enumerate(views)
    )


def _series(answer: Answer, views: Sequence[QuoteView], language: Language) -> SeriesView | None:
    series = answer.series
    if series is None:
        return None
    points = series.points
    is_money = answer.quotes[points[0].quote].highlights[0].kind is Kind.AMOUNT
    spoken = [f"{point.year}: {plain(point.value)}{series.unit}" for point in points]
    return SeriesView(
        summary=text("series" if is_money else "series_counts", language),
        title=series.title,
        unit=series.unit,
        rows=tuple((str(p.year), plain(p.value), p.text, views[p.quote].link) for p in points),
        description=("；" if language == "zh" else "; ").join(spoken),
        plot=plot(points),
    )


def _read_as(exchange: Exchange) -> str:
    if exchange.answer is None:
        return ""
    standalone = exchange.answer.standalone_question.strip()
    return "" if standalone == exchange.question.strip() else standalone


def _view(quote: Quote, exchange: Exchange, language: Language, settings: Settings, today: date) -> QuoteView:
    def link(url: str) -> str:
        return page_url(url, settings.root_path, language, settings.language)

    words = quote.text[: exchange.shown]
    successor = exchange.successors.get(quote.document_id)
    spans = [(highlight.start, highlight.end) for highlight in quote.highlights]
    row = quote.row
    return QuoteView(
        pieces=marked_pieces(words, quote.start, spans),
        caption=" · ".join(filter(None, (row.caption, row.beside))) if row else "",
        cells=tuple(_cells(row, quote.start + len(words), spans)) if row else (),
        source=_source(quote, language),
        link=link(quote.url),
        also_at=tuple(link(url) for url in quote.also_at),
        conditions=quote.conditions,
        tags=tuple(_tags(quote, successor, language, today)),
        successor=link(f"/documents/{quoted(successor.document_id, safe='')}") if successor else "",
        place=place_view(quote),
    )


def _cells(row: QuoteRow, end: int, spans: Sequence[tuple[int, int]]) -> Iterator[CellView]:
    """Yield the cells up to ``end``: a quote that is being written is shown as far as it has come."""
    key = next((cell for cell in row.cells if not is_figure(cell.text)), None)
    for cell in row.cells:
        yield CellView(
            cell.heading,
            marked_pieces(cell.text[: max(end - cell.start, 0)], cell.start, spans),
            is_key=cell is key and len(cell.text) <= _KEY,
            is_figure=is_figure(cell.text),
            is_short=len(cell.text) <= _SHORT,
        )


def _tags(quote: Quote, successor: Successor | None, language: Language, today: date) -> Iterator[str]:
    if quote.state is State.SUPERSEDED and successor and successor.year:
        yield text("superseded_by", language, year=successor.year)
    elif quote.state is not State.CURRENT:
        yield quote.state_reason or text(f"state_{quote.state.value}", language)
    expired = expiry(quote.expires_on, today, language)
    if expired:
        yield expired
    if quote.recognised:
        yield text("recognised", language)


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
        quotes = answer.quotes[: leading(answer)]
        said = [f"{_said(quote)} {' '.join(_source(quote, language))}" for quote in quotes]
        said += [f"{part.label}：{part.reason}" for part in answer.parts if part.reason]
        if answer.computation:
            said.append(f"{text('computed', language)}：{answer.computation.text}")
        said += [conflict.sentence for conflict in answer.conflicts]
        return f"{text('answer', language)}：{' '.join(said)}"
    return answer.reason or text("refused", language)


def _said(quote: Quote) -> str:
    """Return a quote to be heard: a table row with the words over its columns."""
    if quote.row is None:
        return quote.text
    return "；".join(f"{c.heading}：{c.text}" if c.heading else c.text for c in quote.row.cells)
