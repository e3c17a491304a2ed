"""What the command line shows: progress and tables on standard error, results on standard output."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from bot.figure import plain
from bot.models import Answer, Quote, Status
from corpus.models import Failure, IngestReport
from ui.leading import leading
from ui.messages import text
from ui.validity import expiry

err = Console(stderr=True, highlight=False)
_told: list[Callable[[str], None]] = []  # where sentences go instead of the terminal
_WHAT = 40  # characters of a file's name beside the bar


def out(text: str) -> None:
    """Write one result line; a lone surrogate of a broken file name must not end the program."""
    sys.stdout.write(text.encode("utf-8", "replace").decode("utf-8") + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """Tell what is going on."""
    if _told:
        _told[-1](text)
    else:
        err.print(Text(text))


def say_through(tell: Callable[[str], None]) -> None:
    """Let ``tell`` have every sentence from now on: a log that programs read has no place for others."""
    _told.append(tell)


@contextmanager
def progress(*labels: str) -> Iterator[tuple["Update", ...]]:
    """Show a bar a label while the block runs; yields ``update(done, total, what)`` for each.

    Only in a terminal: a log gets nothing of it.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[what]}", markup=False),
    )
    with Progress(*columns, console=err, disable=not err.is_terminal) as bar:
        yield tuple(_updater(bar, bar.add_task(label, total=None, what="")) for label in labels)


class Update(Protocol):
    """Tells a bar how far the work is, and what it is at."""

    def __call__(self, done: int, total: int, what: str = "") -> None:
        """Show that ``done`` of ``total`` are done."""


class _RateColumn(ProgressColumn):
    """Items a second, as measured over the last seconds."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:.1f}/s", style="progress.data.speed")


def _updater(bar: Progress, task: TaskID) -> Update:
    def update(done: int, total: int, what: str = "") -> None:
        shown = printable(what)
        shown = shown if len(shown) <= _WHAT else f"…{shown[-_WHAT:]}"
        bar.update(task, completed=done, total=total, what=shown)

    return update


def show_report(report: IngestReport) -> None:
    """Show what a build did, and a table of what failed and why."""
    line = f"新增 {len(report.added)} · 更新 {len(report.updated)} · 未变 {len(report.unchanged)}"
    if report.joined:
        line += f" · 合并 {len(report.joined)}"
    if report.removed:
        line += f" · 移除 {len(report.removed)}"
    out(f"{line} · 失败 {len(report.failures)}")
    if report.failures:
        err.print(failure_table(report.failures))


def failure_table(failures: Sequence[Failure]) -> Table:
    """Return a table of the files that could not be read."""
    table = Table(title="未能读入的文件", title_justify="left")
    table.add_column("文件", overflow="fold")
    table.add_column("原因", overflow="fold")
    for failure in failures:
        # Control characters in a file's name must not reach the terminal.
        table.add_row(Text(printable(failure.path)), Text(failure.reason))
    return table


def printable(text: str) -> str:
    """Return ``text`` with control characters shown as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def show_answer(answer: Answer, today: date | None = None) -> None:
    """Show an answer for reading in a terminal; marks are set in 【】.

    Documents whose last day lies before ``today`` (the machine's, if not told) say so.
    """
    if answer.standalone_question != answer.question.strip():
        say(f"理解为：{answer.standalone_question}")
    if answer.status is Status.NO_EVIDENCE:
        out(f"没有依据：{answer.reason}")
        if answer.quotes:
            out("\n接近的原文（不是答案）：")
    if answer.status is not Status.ANSWERED:
        for quote in answer.quotes:
            _show_quote(quote, today or date.today())
        return
    told = leading(answer)
    for i, quote in enumerate(answer.quotes):
        if i == told:
            _show_together(answer)
            out("\n相关原文：")
        labels = [part.label for part in answer.parts if part.found and part.found.quote == i]
        if labels:
            out(f"\n〔{'、'.join(labels)}〕")
        _show_quote(quote, today or date.today())
    if told >= len(answer.quotes):
        _show_together(answer)


def _show_together(answer: Answer) -> None:
    """Show what the leading quotes say together, and what they leave open."""
    for part in answer.parts:
        if part.reason:
            out(f"\n没有依据（{part.label}）：{part.reason}")
    if answer.computation:
        rounded = text("computed_rounded", "zh") if answer.computation.rounded else ""
        out(f"\n{text('computed', 'zh')}：{answer.computation.text}{rounded}")
    for conflict in answer.conflicts:
        out(f"\n{conflict.sentence}")
    if answer.series:
        out(f"\n{answer.series.title}（{answer.series.unit}）")
        for point in answer.series.points:
            out(f"  {point.year}年\t{plain(point.value)}")


def _show_quote(quote: Quote, today: date) -> None:
    if quote.row is not None and quote.row.caption:
        out(f"\n（{quote.row.caption}）")
    else:
        out("")
    out(marked(quote))
    if quote.state_reason:
        out(f"  [{quote.state_reason}]")
    expired = expiry(quote.expires_on, today, "zh")
    if expired:
        out(f"  [{expired}]")
    out(f"  {quote.citation.plain}")
    if quote.conditions:
        out("  " + "  ".join(f"{'✓' if c.met else '✗'} {c.label}" for c in quote.conditions))


def marked(quote: Quote) -> str:
    """Return a quote with its highlights in 【】; the cells of a table row with what stands over them."""
    row = quote.row
    if row is None or not any(cell.heading for cell in row.cells):
        return _marked(quote, quote.start, quote.end)
    cells = [(cell.heading, _marked(quote, cell.start, cell.end)) for cell in row.cells]
    beside = [row.beside] if row.beside else []
    return "　".join([*beside, *(f"{heading}：{words}" if heading else words for heading, words in cells)])


def _marked(quote: Quote, first: int, last: int) -> str:
    """Return ``document.text[first:last]`` of a quote with its highlights in 【】."""
    text = quote.text[first - quote.start : last - quote.start]
    for highlight in sorted(quote.highlights, key=lambda h: -h.start):
        start, end = highlight.start - first, highlight.end - first
        if 0 <= start < end <= len(text):
            text = f"{text[:start]}【{text[start:end]}】{text[end:]}"
    return text
