"""Proves a library sound: every passage, hash and index row."""

import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from corpus.models import Document
from corpus.store import Store
from index import snapshot
from index.entry import entry
from index.errors import IndexFault

_WORD = re.compile(r"\w")


def unfinished(store: Store) -> str | None:
    """Return a sentence where a build was interrupted: nothing is lost, and the next build goes on from there."""
    index = store.folder / "index"
    if snapshot.current(index) is None:
        left = "还没有索引" if store.has_documents() and not _generations(store) else None
    else:
        try:
            left = None if snapshot.read(index).manifest.revision == store.revision() else "索引还不是最新的"
        except IndexFault:
            return None  # a fault, which ``check`` tells
    return None if left is None else f"上次建立没有完成，{left}；请再运行一次 youju build，会从中断处继续。"


def _generations(store: Store) -> list[Path]:
    folder = store.folder / "index"
    return (
        [p for p in folder.iterdir() if p.is_dir() and not p.name.startswith(".")] if folder.is_dir() else []
    )


def check(store: Store, *, progress: Callable[[int, int], None] | None = None) -> list[str]:
    """Return what is wrong with a library, a sentence each; empty when it is sound.

    An index that is behind the store is sound: see ``unfinished``.
    """
    try:
        faults = list(_store_faults(store, progress))
        faults += _index_faults(store)
    except sqlite3.DatabaseError as error:
        return [f"数据库无法读取（{error}）。"]
    except (ValueError, TypeError, KeyError) as error:  # rows whose JSON or state says nothing we know
        return [f"数据库中有无法解读的内容（{error}）。"]
    return faults


def _store_faults(store: Store, progress: Callable[[int, int], None] | None) -> Iterator[str]:
    for fault in store.integrity_errors():
        yield f"数据库：{fault}"
    documents = list(store.documents())
    spans: dict[str, list[tuple[int, int]]] = {}
    for passage in store.passages():
        spans.setdefault(passage.document_id, []).append((passage.start, passage.end))
    for done, document in enumerate(documents):
        if progress:
            progress(done + 1, len(documents))
        for version in store.versions(document.id):
            yield from _version_faults(store, store.document(document.id, version))
        yield from _passage_faults(document, sorted(spans.get(document.id, [])))


def _version_faults(store: Store, document: Document) -> Iterator[str]:
    name = f"{document.source} 第 {document.version} 版"
    original = store.originals.path(document.sha256)
    if not original.is_file():
        yield f"{name}：原件缺失。"
    elif hashlib.sha256(original.read_bytes()).hexdigest() != document.sha256:
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


def _index_faults(store: Store) -> Iterator[str]:
    if snapshot.current(store.folder / "index") is None and not _generations(store):
        return
    try:
        index = snapshot.read(store.folder / "index", verify=True)
    except IndexFault as error:
        yield str(error)
        return
    yield from _vector_faults(index)
    if index.manifest.revision != store.revision():
        return
    documents = {document.id: document for document in store.documents()}
    passages = list(store.passages())
    if any(p.document_id not in documents for p in passages):
        yield "数据库中有段落没有所属的文件。"
        return
    if [p.id for p in passages] != index.ids.tolist():
        yield "索引中的段落与文件库不一致，请运行 youju build 重建。"
        return
    keys = [entry(documents[p.document_id], p).key(index.manifest.model) for p in passages]
    wrong = sum(key != bytes(row) for key, row in zip(keys, index.keys, strict=True))
    if wrong:
        yield f"索引中有 {wrong} 个段落的内容与文件库不一致，请运行 youju build 重建。"


def _vector_faults(index: snapshot.Snapshot) -> Iterator[str]:
    if sorted(index.vectors.ids().tolist()) != sorted(index.ids.tolist()):
        yield "向量与段落不是一一对应，请运行 youju build 重建。"
    lengths = np.linalg.norm(index.vectors.all(), axis=1)
    if len(lengths) and not np.allclose(lengths, 1.0, atol=1e-2):
        yield "有向量的长度不为 1，请运行 youju build 重建。"
