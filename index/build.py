"""Files to a searchable library: the pipeline of building, one stage a line."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from corpus import ingest as reading
from corpus.ingest import DEFAULT_LIMIT, ingest
from corpus.isolate import IsolatedReaders, Readers
from corpus.models import IngestReport
from corpus.settle import settle
from corpus.store import Store
from index import refresh as indexing
from index.encoder import Encoder
from index.engine import Engine
from index.refresh import refresh, shrink


def build(
    paths: Sequence[Path],
    library: Path,
    load_embedder: Callable[[], Encoder],
    *,
    limit: int = DEFAULT_LIMIT,
    remove_missing: bool = False,
    reread: bool = False,
    readers: Readers | None = None,
    engine: Engine | None = None,
    reading_progress: reading.Progress | None = None,
    indexing_progress: indexing.Progress | None = None,
) -> IngestReport:
    """Read files and folders into a library and index it.

    Args:
        paths: files or folders.
        library: the library's folder; made where there is none.
        load_embedder: gives the encoder; called after the files are read, since loading takes seconds.
        limit: the largest file that is read, in bytes.
        remove_missing: also remove documents below ``paths`` whose files are gone.
        reread: read files again that have not changed.
        readers: read the files; closed in the end. Processes of their own, unless given.
        engine: keeps the index; the one in the library's folder, unless given.
        reading_progress: called before each file.
        indexing_progress: called as passages are encoded, with (done, total).

    Raises:
        LibraryBusy: another process is writing.
    """
    store = Store.create(library)
    readers = readers or IsolatedReaders()
    with store.write_lock():
        try:
            report = ingest(
                paths,
                store,
                readers,
                limit=limit,
                remove_missing=remove_missing,
                reread=reread,
                progress=reading_progress,
            )
        finally:
            readers.close()
        refresh(store, load_embedder(), engine, progress=indexing_progress)
    return report


def remove(
    document_ids: Sequence[str],
    library: Path,
    load_embedder: Callable[[], Encoder],
    engine: Engine | None = None,
) -> None:
    """Remove documents from store and index. They are in no answer from the first line on.

    Raises:
        DocumentNotFound: before anything is removed, if one of the ids is unknown.
        LibraryBusy: another process is writing.
    """
    store = Store.open(library)
    with store.write_lock():
        for document_id in document_ids:
            store.document(document_id)
        for document_id in dict.fromkeys(document_ids):
            store.remove(document_id)
        settle(store)
        if not shrink(store, engine):
            refresh(store, load_embedder(), engine)


def correct(
    document_id: str,
    values: Mapping[str, str | None],
    undo: Sequence[str],
    library: Path,
    load_embedder: Callable[[], Encoder],
    engine: Engine | None = None,
) -> None:
    """Put a person's values over a document's metadata, in the store and in what it is searched by.

    Args:
        document_id: of a document that is there.
        values: field of ``corpus.records.CORRECTABLE`` -> value, dates in ISO 8601; ``None``: it has none.
        undo: fields whose correction is taken back.
        library: the library's folder.
        load_embedder: gives the encoder.
        engine: keeps the index; the one in the library's folder, unless given.

    Raises:
        DocumentNotFound: there is none of this id.
        LibraryBusy: another process is writing.
    """
    store = Store.open(library)
    with store.write_lock():
        store.correct(document_id, values, undo)
        settle(store)
        if not shrink(store, engine):
            refresh(store, load_embedder(), engine)
