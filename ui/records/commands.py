"""``youju records``: what is remembered of a library's use, for other programs."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from corpus.store import Store
from ui.records.export import Words, to_csv, to_jsonl
from ui.records.records import Records

Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def create_command(library_option: Option, open_library: Callable[[Path | None], Store]) -> click.Group:
    """Return the command; ``open_library`` finds the library as all other commands do."""

    @click.group("records")
    def records() -> None:
        """问答记录和评价。"""

    @records.command()
    @library_option
    @click.option(
        "--format", "kind", type=click.Choice(["csv", "jsonl"]), default="csv", show_default=True, help="格式"
    )
    def export(library: Path | None, kind: str) -> None:
        """导出问答记录,连同出处和评价;写到标准输出。"""
        store = open_library(library)
        words = Words(store.document)
        found = Records(store.folder).all()
        for line in to_csv(found, words) if kind == "csv" else to_jsonl(found, words):
            sys.stdout.buffer.write(line.encode("utf-8", "replace"))
        sys.stdout.flush()

    return records
