"""Figures of one thing over the years, where an answer quotes three or more: for a small table and a plot."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.figure import Figure, comparable, figure_of
from bot.models import Highlight, Point, Quote, Series
from bot.row import NUMERIC, cells_of
from bot.values import spans
from bot.years import years_in

LEAST = 3  # points
_TITLE = 24  # characters


@dataclass(frozen=True, slots=True)
class _Reading:
    figure: Figure
    quote: int
    highlight: Highlight


def find_series(quotes: Sequence[Quote]) -> Series | None:
    """Return the series that the answer's first figure is of, or None where fewer than three are quoted.

    Args:
        quotes: of the answer, the answer first.
    """
    if not quotes or not quotes[0].highlights or quotes[0].highlights[0].kind not in NUMERIC:
        return None
    first = _read(quotes[0], 0, quotes[0].highlights[0])
    if first is None:
        return None
    within = _by_year(first, _within(quotes[0]))
    among = _by_year(first, _among(quotes))
    readings = within if len(within) >= len(among) else among
    if len(readings) < LEAST:
        return None
    finest = min((r.figure.unit for r in readings), key=lambda unit: unit.scale)
    return Series(
        _title(quotes[0], first.figure),
        finest.name,
        tuple(
            Point(
                min(r.figure.years),
                r.figure.value / finest.scale,
                r.highlight.text,
                r.quote,
                r.highlight.start,
                r.highlight.end,
            )
            for r in readings
        ),
    )


def _within(quote: Quote) -> Iterator[_Reading]:
    """Yield the figures of the first quote itself: 2013年280万元、2014年320万元; the cells of a row."""
    kind = quote.highlights[0].kind
    if quote.row is None:
        found = [(quote.start + start, quote.start + end) for start, end in spans(kind, quote.text)]
    else:
        cells = zip(quote.row.cells, cells_of(quote), strict=True)
        found = [(at.start, at.end) for at, cell in cells if not (cell.is_label or cell.is_serial)]
    for start, end in found:
        text = quote.text[start - quote.start : end - quote.start]
        reading = _read(quote, 0, Highlight(text, start, end, kind))
        if reading is not None:
            yield reading


def _among(quotes: Sequence[Quote]) -> Iterator[_Reading]:
    """Yield the figures that the quotes are marked for."""
    for number, quote in enumerate(quotes):
        for highlight in quote.highlights:
            reading = _read(quote, number, highlight)
            if reading is not None:
                yield reading


def _read(quote: Quote, number: int, highlight: Highlight) -> _Reading | None:
    figure = figure_of(quote, highlight)
    return _Reading(figure, number, highlight) if figure else None


def _by_year(first: _Reading, readings: Iterable[_Reading]) -> list[_Reading]:
    """Return the figures of single years that measure what the first does; none where a year has two."""
    chosen: dict[int, _Reading] = {}
    for reading in readings:
        figure = reading.figure
        if len(figure.years) != 1 or not figure.is_exact or not comparable(first.figure, figure):
            continue
        known = chosen.setdefault(min(figure.years), reading)
        if known.figure.value != figure.value:
            return []
    return [chosen[year] for year in sorted(chosen)]


def _title(quote: Quote, figure: Figure) -> str:
    """Return what a series is of: the row's name, or the words before the figure."""
    if quote.row is None:
        return figure.measured[:_TITLE]
    names = [cell.text for cell in cells_of(quote) if cell.is_label and not years_in(cell.text)]
    return " ".join(filter(None, [quote.row.beside, *names]))[:_TITLE] or quote.row.caption[:_TITLE]
