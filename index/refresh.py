"""The store's passages to a new generation of the index; vectors of unchanged passages are kept."""

from collections.abc import Callable, Sequence

import numpy as np

from corpus.store import Store
from index import snapshot
from index.embed import Embedder
from index.entry import Entry, entry
from index.errors import IndexFault
from index.journal import Journal
from index.lexical import Lexical
from index.tokenize import tokenize
from index.vectors import Vectors

Progress = Callable[[int, int], None]
_BATCH = 512  # passages that an interruption may cost


def refresh(store: Store, embedder: Embedder, *, progress: Progress | None = None) -> bool:
    """Bring the index to the store's revision; return whether anything had to be done.

    The caller holds the store's write lock.
    """
    before = _previous(store)
    now = (snapshot.FORMAT, store.revision(), embedder.identity)
    if before and (before.manifest.format, before.manifest.revision, before.manifest.model) == now:
        return False
    entries = _entries(store)
    keys = [e.key(embedder.identity) for e in entries]
    journal = Journal(store.folder / "index", embedder.identity, embedder.dimension)
    vectors = _vectors(entries, keys, before, journal, embedder, progress)
    _write(store, entries, keys, vectors, embedder.identity)
    journal.clear()
    return True


def shrink(store: Store) -> bool:
    """Drop removed passages from the index without loading the encoder; return whether that was possible.

    It is not where a passage that is left has no vector yet. The caller holds the store's write lock.
    """
    before = _previous(store)
    if before is None:
        return False
    entries = _entries(store)
    keys = [e.key(before.manifest.model) for e in entries]
    rows = {bytes(key): row for row, key in enumerate(before.keys)}
    if not all(key in rows for key in keys):
        return False
    vectors = _in_row_order(before)[[rows[key] for key in keys]]
    _write(store, entries, keys, vectors.reshape(len(keys), before.manifest.dimension), before.manifest.model)
    return True


def _write(
    store: Store, entries: Sequence[Entry], keys: Sequence[bytes], vectors: np.ndarray, model: str
) -> None:
    ids = np.array([e.passage.id for e in entries], dtype=np.int64)
    snapshot.write(
        store.folder / "index",
        revision=store.revision(),
        model=model,
        ids=ids,
        keys=np.frombuffer(b"".join(keys), dtype=np.uint8).reshape(len(keys), 16),
        body=Lexical.fit([tokenize(e.body) for e in entries]),
        context=Lexical.fit([tokenize(e.context) for e in entries]),
        vectors=Vectors.build(ids, vectors),
    )


def _previous(store: Store) -> snapshot.Snapshot | None:
    try:
        return snapshot.read(store.folder / "index", verify=True)
    except IndexFault:
        return None  # none, or damaged: everything is made anew


def _entries(store: Store) -> list[Entry]:
    documents = {document.id: document for document in store.documents()}
    return [entry(documents[p.document_id], p) for p in store.passages() if p.document_id in documents]


def _vectors(
    entries: Sequence[Entry],
    keys: Sequence[bytes],
    before: snapshot.Snapshot | None,
    journal: Journal,
    embedder: Embedder,
    progress: Progress | None,
) -> np.ndarray:
    """Return a vector for each entry, shape (n, dimension), encoding only those not known yet."""
    known = journal.read()
    if before is not None and before.manifest.dimension == embedder.dimension:
        known |= zip(map(bytes, before.keys), _in_row_order(before), strict=True)
    vectors = np.zeros((len(entries), embedder.dimension), dtype=np.float32)
    new: dict[bytes, list[int]] = {}  # the same words under the same headings are encoded once
    for row, key in enumerate(keys):
        if key in known:
            vectors[row] = known[key]
        else:
            new.setdefault(key, []).append(row)
    texts = {key: entries[rows[0]].embedding_text() for key, rows in new.items()}
    order = sorted(texts, key=lambda key: -len(texts[key]))  # like lengths together: little is padded
    for start in range(0, len(order), _BATCH):
        batch = order[start : start + _BATCH]
        encoded = embedder.encode_passages(
            [texts[key] for key in batch],
            progress=_after(progress, start, len(order)),
        )
        journal.append(batch, encoded)
        for key, vector in zip(batch, encoded, strict=True):
            vectors[new[key]] = vector
    return vectors


def _after(progress: Progress | None, start: int, total: int) -> Progress | None:
    """Return the progress of a batch as that of the whole."""
    if progress is None:
        return None
    return lambda done, _: progress(start + done, total)


def _in_row_order(before: snapshot.Snapshot) -> np.ndarray:
    """Return the vectors in the order of the snapshot's rows, whatever order FAISS keeps."""
    places = {int(i): place for place, i in enumerate(before.vectors.ids())}
    return before.vectors.all()[np.array([places[int(i)] for i in before.ids], dtype=np.int64)]
