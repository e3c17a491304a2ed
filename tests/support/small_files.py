"""Small files read into a store, without processes of their own."""

from pathlib import Path
from typing import Any

from direct_readers import DirectReaders

from corpus.ingest import ingest as ingest_with
from corpus.models import IngestReport
from corpus.store import Store

FIRST = "停水通知\n城关镇今晚八点到十点停水。\n"
SECOND = "停电通知\n白塔镇明早六点到八点停电。\n"


def ingest(paths: list[Path], store: Store, **options: Any) -> IngestReport:
    """Read files in this process."""
    return ingest_with(paths, store, DirectReaders(), **options)


def put(path: Path, text: str = FIRST) -> Path:
    """Write a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def counts(report: IngestReport) -> tuple[int, int, int, int, int]:
    """Return how many were added, updated, unchanged, removed, and not read."""
    return (
        len(report.added),
        len(report.updated),
        len(report.unchanged),
        len(report.removed),
        len(report.failures),
    )


def sources(store: Store) -> list[str]:
    """Return the sources of all documents."""
    return [document.source for document in store.documents()]
