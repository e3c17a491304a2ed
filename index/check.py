"""Proves a library sound: every passage, hash and index row."""

import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterator

from corpus.models import Document
from corpus.store import Store
from index.engine import Engine
from index.entry import entry
from index.errors import IndexFault, IndexMissing, IndexOutdated
from index.refresh import engine_of

_WORD = re.compile(r"\w")


def unfinished(store: Store, engine: Engine | None = None) -> str | None:
    """Return a sentence where a build was interrupted: nothing is lost, and the next build goes on from there."""
    try:
        state = engine_of(store, engine).state()
        left = None if state.revision == store.revision() else "索引还不是最新的"
    except IndexMissing:
        left = "还没有索引" if store.has_documents() else None
    except IndexOutdated as error:
        return str(error)
    except IndexFault:
        return None  # a fault, which ``check`` tells
    return None if left is None else f"上次建立没有完成，{left}；请再运行一次 youju build，会从中断处继续。"


def check(
    store: Store, engine: Engine | None = None, *, progress: Callable[[int, int], None] | None = None
) -> list[str]:
    """Return what is wrong with a library, a sentence each; empty when it is sound.

    An index that is behind the store is sound: see ``unfinished``.
    """
    try:
        faults = list(_store_faults(store, progress))
        faults += _index_faults(store, engine_of(store, engine))
    except sqlite3.DatabaseError as error:
        return [f"数据库无法读取（{error}）。"]
    except (ValueError, TypeError, KeyError) as error:  # rows whose JSON or state says nothing we know
        return [f"数据库中有无法解读的内容（{error}）。"]
    return faults


def _store_faults(store: Store, progress: Callable[[int, int], None] | None) -> Iterator[str]:
    for fault in store.integrity_errors():
        yield f"数据库：{fault}"
    ids = [summary.id for summary in store.summaries()]
    known = set(ids)
    if any(passage.document_id not in known for passage in store.passages()):
        yield "数据库中有段落没有所属的文件。"
    for done, document_id in enumerate(ids):
        if progress:
            progress(done + 1, len(ids))
        latest = store.document(document_id)
        for version in store.versions(document_id):
            yield from _version_faults(store, store.document(document_id, version))
        spans = sorted((passage.start, passage.end) for passage in store.passages_of(document_id))
        yield from _passage_faults(latest, spans)


def _version_faults(store: Store, document: Document) -> Iterator[str]:
    name = f"{document.source} 第 {document.version} 版"
    original = store.originals.read(document.sha256)
    if original is None:
        yield f"{name}：原件缺失。"
    elif hashlib.sha256(original).hexdigest() != document.sha256:
        yield f"{name}：原件与校验值不符。"
    length = len(document.text)
    if any(not 0 <= s.start <= s.heading_end <= s.end <= length for s in document.sections):
        yield f"{name}：标题位置超出正文。"


def _passage_faults(document: Document, spans: list[tuple[int, int]]) -> Iterator[str]:
    position = 0
    for start, end in spans:
        if not position <= start < end <= len(document.text):
            yield f"{document.source}：段落 {start}-{end} 重叠或超出正文。"
            return
        if _WORD.search(document.text, position, start):
            yield f"{document.source}：第 {position}-{start} 字不在任何段落中。"
        position = end
    if _WORD.search(document.text, position):
        yield f"{document.source}：第 {position} 字以后不在任何段落中。"


def _index_faults(store: Store, engine: Engine) -> Iterator[str]:
    try:
        state = engine.state()
    except IndexMissing as error:
        if store.has_documents() and engine.has_leftovers():
            yield str(error)
        return
    except IndexOutdated:
        return  # nothing is wrong: the next build makes it anew
    except IndexFault as error:
        yield str(error)
        return
    yield from engine.faults()
    if state.revision != store.revision():
        return
    kept = {passage.id: (passage, key) for passage, key in engine.rows()}
    wrong = 0
    for document_id in [summary.id for summary in store.summaries()]:
        document = store.document(document_id)
        for passage in store.passages_of(document_id):
            wrong += kept.pop(passage.id, None) != (passage, entry(document, passage).key(state.model))
    if wrong:
        yield f"索引中有 {wrong} 个段落的内容与文件库不一致，请运行 youju check --repair 重建。"
    if kept:
        yield f"索引中有 {len(kept)} 个段落在文件库中没有，请运行 youju check --repair 重建。"
