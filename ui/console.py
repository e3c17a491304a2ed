"""What the command line shows: progress and tables on standard error, results on standard output."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from bot.models import Answer, Quote, Status
from corpus.models import Failure, IngestReport

err = Console(stderr=True, highlight=False)


def out(text: str) -> None:
    """Write one result line; a lone surrogate of a broken file name must not end the program."""
    sys.stdout.write(text.encode("utf-8", "replace").decode("utf-8") + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """Tell what is going on."""
    err.print(Text(text))


@contextmanager
def progress(*labels: str) -> Iterator[tuple[Callable[[int, int], None], ...]]:
    """Show a bar a label while the block runs; yields ``update(done, total)`` for each.

    Only in a terminal: a log gets nothing of it.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, disable=not err.is_terminal) as bar:
        yield tuple(_updater(bar, bar.add_task(label, total=None)) for label in labels)


def _updater(bar: Progress, task: TaskID) -> Callable[[int, int], None]:
    return lambda done, total: bar.update(task, completed=done, total=total)


def show_report(report: IngestReport) -> None:
    """Show what a build did, and a table of what failed and why."""
    line = f"新增 {len(report.added)} · 更新 {len(report.updated)} · 未变 {len(report.unchanged)}"
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


def show_answer(answer: Answer) -> None:
    """Show an answer for reading in a terminal; marks are set in 【】."""
    if answer.standalone_question != answer.question.strip():
        say(f"理解为：{answer.standalone_question}")
    if answer.status is Status.NO_EVIDENCE:
        out(f"没有依据：{answer.reason}")
        if answer.quotes:
            out("\n接近的原文（不是答案）：")
    for i, quote in enumerate(answer.quotes):
        if i == 1 and answer.status is Status.ANSWERED:
            out("\n相关原文：")
        _show_quote(quote)


def _show_quote(quote: Quote) -> None:
    out("\n" + marked(quote))
    if quote.state_reason:
        out(f"  [{quote.state_reason}]")
    out(f"  {quote.citation.plain}")
    if quote.conditions:
        out("  " + "  ".join(f"{'✓' if c.met else '✗'} {c.label}" for c in quote.conditions))


def marked(quote: Quote) -> str:
    """Return a quote with its highlights in 【】."""
    text, shift = quote.text, quote.start
    for highlight in sorted(quote.highlights, key=lambda h: -h.start):
        start, end = highlight.start - shift, highlight.end - shift
        text = f"{text[:start]}【{text[start:end]}】{text[end:]}"
    return text
