"""The store's passages to a new generation of the index; vectors of unchanged passages are kept."""

from collections.abc import Callable, Sequence

import numpy as np

from corpus.store import Store
from index import snapshot
from index.embed import Embedder
from index.entry import Entry, entry
from index.errors import IndexFault
from index.lexical import Lexical
from index.tokenize import tokenize
from index.vectors import Vectors

Progress = Callable[[int, int], None]


def refresh(store: Store, embedder: Embedder, *, progress: Progress | None = None) -> bool:
    """Bring the index to the store's revision; return whether anything had to be done.

    The caller holds the store's write lock.
    """
    before = _previous(store)
    if before and (before.manifest.revision, before.manifest.model) == (store.revision(), embedder.identity):
        return False
    entries = _entries(store)
    keys = [e.key(embedder.identity) for e in entries]
    vectors = _vectors(entries, keys, before, embedder, progress)
    _write(store, entries, keys, vectors, embedder.identity)
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
    embedder: Embedder,
    progress: Progress | None,
) -> np.ndarray:
    """Return a vector for each entry, shape (n, dimension), encoding only those not known yet."""
    known: dict[bytes, int] = {}
    if before is not None and before.manifest.dimension == embedder.dimension:
        known = {bytes(key): row for row, key in enumerate(before.keys)}
    new = [i for i, key in enumerate(keys) if key not in known]
    vectors = np.zeros((len(entries), embedder.dimension), dtype=np.float32)
    if known and before is not None:
        old = _in_row_order(before)
        for i, key in enumerate(keys):
            if key in known:
                vectors[i] = old[known[key]]
    if new:
        vectors[new] = embedder.encode_passages([entries[i].embedding_text() for i in new], progress=progress)
    return vectors


def _in_row_order(before: snapshot.Snapshot) -> np.ndarray:
    """Return the vectors in the order of the snapshot's rows, whatever order FAISS keeps."""
    places = {int(i): place for place, i in enumerate(before.vectors.ids())}
    return before.vectors.all()[np.array([places[int(i)] for i in before.ids], dtype=np.int64)]
