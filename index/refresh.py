"""What changed in the store to the next generation of the index; vectors of unchanged passages are kept."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from corpus.errors import DocumentNotFound
from corpus.models import Touched
from corpus.store import Store
from index.encoder import Encoder
from index.engine import FORMAT, Engine, Floats, Row, State, Writer
from index.engines.local.engine import LocalEngine
from index.entry import Entry, entry
from index.errors import IndexDamaged, IndexMissing, IndexOutdated
from index.journal import Journal
from index.tokenize import tokenize

Progress = Callable[[int, int], None]
Encode = Callable[[Sequence[str], Progress | None], Floats]
_BATCH = 512  # passages that an interruption may cost
_TOGETHER = 4096  # passages that are gone through together: enough of like length to fill batches with


def engine_of(store: Store, engine: Engine | None = None) -> Engine:
    """Return the engine to be used: the local one where none is given."""
    return engine or LocalEngine(store.folder / "index")


def refresh(
    store: Store, embedder: Encoder, engine: Engine | None = None, *, progress: Progress | None = None
) -> bool:
    """Bring the index to the store's revision; return whether anything had to be done.

    The caller holds the store's write lock.

    Raises:
        EngineUnavailable
    """
    engine = engine_of(store, engine)
    state = _state(engine)
    if state and (state.format, state.revision, state.model) == (FORMAT, store.revision(), embedder.identity):
        return False
    anew = state is None or (state.format, state.model) != (FORMAT, embedder.identity)
    journal = Journal(store.folder / "index", embedder.identity, embedder.dimension)

    def encode(texts: Sequence[str], told: Progress | None) -> Floats:
        return embedder.encode_passages(texts, progress=told)

    update = _Update(store, embedder.identity, embedder.dimension, journal, encode, progress)
    _bring_up(engine, update, anew=anew, since=0 if state is None or anew else state.revision)
    journal.clear()
    return True


def is_behind(store: Store, engine: Engine | None = None) -> bool:
    """Tell whether the store holds what the index does not: of an interrupted build, or from another machine.

    Raises:
        EngineUnavailable
    """
    state = _state(engine_of(store, engine))
    if state is None:
        return store.has_documents()
    return (state.format, state.revision) != (FORMAT, store.revision())


def shrink(store: Store, engine: Engine | None = None) -> bool:
    """Bring the index to the store's revision without the encoder; return whether that was possible.

    It is not where a passage has no vector yet. The caller holds the store's write lock.
    """
    engine = engine_of(store, engine)
    state = _state(engine)
    if state is None or state.format != FORMAT:
        return False
    if state.revision == store.revision():
        return True
    update = _Update(store, state.model, state.dimension, None, None, None)
    try:
        _bring_up(engine, update, anew=False, since=state.revision)
    except _EncoderNeeded:
        return False
    return True


class _EncoderNeeded(Exception):
    """A passage has no vector, and there is no encoder."""


@dataclass(frozen=True, slots=True)
class _Update:
    """What an update works with."""

    store: Store
    model: str
    dimension: int
    journal: Journal | None
    encode: Encode | None
    progress: Progress | None


def _state(engine: Engine) -> State | None:
    try:
        return engine.state()
    except (IndexMissing, IndexDamaged, IndexOutdated):
        return None  # none, or none that can be used: everything is made anew


def _bring_up(engine: Engine, update: _Update, *, anew: bool, since: int) -> None:
    store = update.store
    revision = store.revision()
    touched = store.changed_since(since)
    total = sum(len(store.passages_of(each.document_id)) for each in touched) if update.progress else 0
    known = update.journal.read() if update.journal else {}
    done = 0
    with engine.writer(update.model, update.dimension, anew=anew) as writer:
        for documents in _together(store, touched):
            entries = [each for _, every in documents for each in every]
            keys = {each.passage.id: each.key(update.model) for each in entries}
            before = writer.keys([document_id for document_id, _ in documents])
            kept = {
                passage_id: key
                for document_id, _ in documents
                for passage_id, key in before.get(document_id, {}).items()
            }
            if not anew:
                writer.remove(kept.keys() - keys.keys())
            new = [each for each in entries if anew or kept.get(each.passage.id) != keys[each.passage.id]]
            told = _after(update.progress, done + len(entries) - len(new), total)
            vectors = _vectors(new, keys, kept, writer, known, update, told)
            done += len(entries)
            if new:
                writer.add(
                    [
                        Row(e.passage, keys[e.passage.id], tokenize(e.body), _tokens(e.context), vector)
                        for e, vector in zip(new, vectors, strict=True)
                    ]
                )
        writer.commit(revision)
        writer.tidy()


@lru_cache(maxsize=256)
def _tokens(context: str) -> tuple[str, ...]:
    """Return the tokens of a context, which the passages of one section share."""
    return tuple(tokenize(context))


def _together(store: Store, touched: Sequence[Touched]) -> Iterator[list[tuple[str, list[Entry]]]]:
    """Yield documents with their entries, none for those that are gone, so many at a time."""
    batch: list[tuple[str, list[Entry]]] = []
    size = 0
    for each in touched:
        entries: list[Entry] = []
        if each.version is not None:
            try:
                document = store.document(each.document_id)
                entries = [entry(document, passage) for passage in store.passages_of(document.id)]
            except DocumentNotFound:  # a row without its version, which ``youju check`` tells
                entries = []
        batch.append((each.document_id, entries))
        size += len(entries)
        if size >= _TOGETHER or len(batch) >= _TOGETHER:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _vectors(
    entries: Sequence[Entry],
    keys: Mapping[int, bytes],
    kept: Mapping[int, bytes],
    writer: Writer,
    known: Mapping[bytes, Floats],
    update: _Update,
    progress: Progress | None,
) -> Floats:
    """Return a vector for each entry, shape (n, dimension), encoding only those not known yet."""
    vectors = np.zeros((len(entries), update.dimension), dtype=np.float32)
    place = {key: passage_id for passage_id, key in kept.items()}
    new: dict[bytes, list[int]] = {}  # the same words under the same headings are encoded once
    reused: list[tuple[int, int]] = []
    for row, each in enumerate(entries):
        key = keys[each.passage.id]
        if key in place:
            reused.append((row, place[key]))
        elif key in known:
            vectors[row] = known[key]
        else:
            new.setdefault(key, []).append(row)
    if reused:
        vectors[[row for row, _ in reused]] = writer.vectors([passage_id for _, passage_id in reused])
    if not new:
        return vectors
    if update.encode is None:
        raise _EncoderNeeded
    texts = {key: entries[rows[0]].embedding_text() for key, rows in new.items()}
    order = sorted(texts, key=lambda key: -len(texts[key]))  # like lengths together: little is padded
    known_rows = len(entries) - sum(map(len, new.values()))
    for start in range(0, len(order), _BATCH):
        batch = order[start : start + _BATCH]
        encoded = update.encode([texts[key] for key in batch], _after(progress, known_rows + start))
        if update.journal:
            update.journal.append(batch, encoded)
        for key, vector in zip(batch, encoded, strict=True):
            vectors[new[key]] = vector
    return vectors


def _after(progress: Progress | None, before: int, total: int | None = None) -> Progress | None:
    """Return the progress of a part as that of the whole, which comes after ``before`` others."""
    if progress is None:
        return None
    return lambda done, all_of: progress(before + done, all_of if total is None else total)


def rebuild(
    store: Store, embedder: Encoder, engine: Engine | None = None, *, progress: Progress | None = None
) -> None:
    """Make the index anew from the store, trusting nothing of the one that is there but the journal of vectors.

    The caller holds the store's write lock.
    """
    engine = engine_of(store, engine)
    engine.drop()
    refresh(store, embedder, engine, progress=progress)
