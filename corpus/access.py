"""What readers of some groups may know of documents: one that is closed to them does not exist for them."""

from collections.abc import Callable
from dataclasses import replace

from corpus.errors import DocumentNotFound
from corpus.models import Document

Groups = frozenset[str] | None  # None: of a reader who may see everything
Load = Callable[..., Document]  # (document id, version or nothing) -> document; raises DocumentNotFound


def open_document(load: Load, groups: Groups, document_id: str, version: int | None = None) -> Document:
    """Return a document as readers of ``groups`` may see it: what closed ones it is tied to is left out.

    Raises:
        DocumentNotFound: also where the document is there, but closed to them.
    """
    document = load(document_id, version)
    if not document.is_open_to(groups):
        raise DocumentNotFound(f"没有编号为 {document_id} 的文件。")
    if groups is None:
        return document
    closed = document.successor_id is not None and not _is_open(load, groups, document.successor_id)
    return replace(
        document,
        also=tuple(other for other in document.also if _is_open(load, groups, other)),
        successor_id=None if closed else document.successor_id,
        state_reason=None if closed else document.state_reason,
    )


def _is_open(load: Load, groups: Groups, document_id: str) -> bool:
    try:
        return load(document_id, None).is_open_to(groups)
    except DocumentNotFound:
        return False
