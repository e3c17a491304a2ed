"""What a library holds: documents, versions and passages, read from its database."""

import json
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select

from corpus import records
from corpus.database import Database, Found
from corpus.errors import DocumentNotFound, DocumentRemoved
from corpus.models import Document, Metadata, Passage, State, Summary, Touched
from corpus.tables import JsonObject, correction, document, passage, version
from corpus.traits import in_batches

_corrections = (
    select(JsonObject(correction.c.field, correction.c.value))
    .where(correction.c.document_id == document.c.id)
    .scalar_subquery()
    .label("corrections")
)
_is_there = document.c.removed_at.is_(None)
_is_latest = version.c.version == document.c.version
_versions = document.join(version, version.c.document_id == document.c.id)
_latest = document.join(version, (version.c.document_id == document.c.id) & _is_latest)
_searched = passage.join(
    document, (document.c.id == passage.c.document_id) & (document.c.version == passage.c.version) & _is_there
)
_by_source = (document.c.source, document.c.id)

_DOCUMENT = select(
    document.c.id,
    version.c.version,
    document.c.source,
    version.c.text,
    version.c.sections,
    version.c.metadata.label("found"),
    version.c.sha256,
    version.c.media_type,
    document.c.state,
    document.c.state_reason,
    document.c.successor_id,
    version.c.tables,
    version.c.pages,
    version.c.recognised,
    document.c.also,
    document.c.groups,
    _corrections,
).select_from(_versions)
_ONE = _DOCUMENT.where(document.c.id == bindparam("id"))
_LATEST = _ONE.where(_is_latest)
_VERSION = _ONE.where(version.c.version == bindparam("version"))
_DOCUMENTS = _DOCUMENT.where(_is_latest, _is_there).order_by(*_by_source)
_KNOWN = select(document.c.version, document.c.removed_at).where(document.c.id == bindparam("id"))
_SUMMARIES = (
    select(
        document.c.id,
        version.c.version,
        document.c.source,
        version.c.metadata.label("found"),
        document.c.state,
        version.c.characters,
        document.c.groups,
        version.c.headings,
        document.c.revision,
        _corrections,
    )
    .select_from(_latest)
    .where(_is_there, document.c.revision > bindparam("since"))
    .order_by(*_by_source)
)
# Not ordered: SQLite would go through all ids to give them in their order.
_CHANGED = select(document.c.id, document.c.version, document.c.removed_at).where(
    document.c.revision > bindparam("since")
)
_NUMBERS = (
    select(version.c.version).where(version.c.document_id == bindparam("id")).order_by(version.c.version)
)
_PASSAGES = select(passage).select_from(_searched).order_by(passage.c.id)
_PASSAGES_OF = _PASSAGES.where(document.c.id == bindparam("id"))
_COUNT = select(func.count()).select_from(document).where(_is_there)
_ANY = select(exists().where(_is_there))
_CORRECTED = (
    select(correction.c.field, correction.c.value)
    .where(correction.c.document_id == bindparam("id"))
    .order_by(correction.c.field)
)
_FOUND = select(version.c.metadata).select_from(_latest).where(document.c.id == bindparam("id"))
_FINDINGS = (
    select(document.c.id, version.c.profile, version.c.fingerprint)
    .select_from(_latest)
    .where(_is_there)
    .order_by(document.c.id)
)


class Holdings:
    """Documents, versions and passages of one library, to read. Safe to use from many threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def revision(self) -> int:
        """Return the number of transactions that the library has seen."""
        return self._database.mark("revision") or 0

    def document(self, document_id: str, version: int | None = None) -> Document:
        """Return a document's latest version, or the one asked for.

        Raises:
            DocumentNotFound, DocumentRemoved
        """
        if version is None:
            row = self._database.row(_LATEST, {"id": document_id})
        else:
            # No version has a number that a database can't hold, but somebody may ask for it.
            asked = max(0, min(version, 2**31 - 1))
            row = self._database.row(_VERSION, {"id": document_id, "version": asked})
        if row is not None:
            return _document(row)
        known = self._database.row(_KNOWN, {"id": document_id})
        if known is None:
            raise DocumentNotFound(f"没有编号为 {document_id} 的文件。")
        if known.removed_at is not None:
            raise DocumentRemoved(f"文件 {document_id} 已从资料库中移除。")
        raise DocumentNotFound(f"文件 {document_id} 没有第 {version} 版。")

    def documents(self) -> Iterator[Document]:
        """Yield the latest version of every document, by source."""
        return map(_document, self._database.rows(_DOCUMENTS))

    def summaries(self, since: int = 0) -> Iterator[Summary]:
        """Yield all but the text of every document that changed after a revision of the library, by source."""
        return map(_summary, self._database.rows(_SUMMARIES, {"since": since}))

    def changed_since(self, revision: int) -> list[Touched]:
        """Return the documents that changed in any way after a revision of the library, by id."""
        rows = sorted(self._database.all(_CHANGED, {"since": revision}), key=lambda row: row.id)
        return [Touched(row.id, None if row.removed_at else row.version) for row in rows]

    def versions(self, document_id: str) -> tuple[int, ...]:
        """Return the numbers of a document's versions, oldest first."""
        return tuple(row.version for row in self._database.all(_NUMBERS, {"id": document_id}))

    def passages(self) -> Iterator[Passage]:
        """Yield the passages of the latest versions, by id: what there is to search."""
        return (Passage(*row) for row in self._database.rows(_PASSAGES))

    def passages_of(self, document_id: str) -> tuple[Passage, ...]:
        """Return the passages of a document's latest version, by id; none if it is not there."""
        return tuple(Passage(*row) for row in self._database.all(_PASSAGES_OF, {"id": document_id}))

    def count(self) -> int:
        """Return the number of documents."""
        return int(self._database.all(_COUNT)[0][0])

    def has_documents(self) -> bool:
        """Tell whether there is anything to search."""
        return bool(self._database.all(_ANY)[0][0])

    def corrections(self, document_id: str) -> dict[str, str | None]:
        """Return what a person has corrected in a document's metadata: field -> value."""
        return {row.field: row.value for row in self._database.all(_CORRECTED, {"id": document_id})}

    def found_metadata(self, document_id: str) -> Metadata:
        """Return the metadata of the latest version as it was found, without corrections."""
        return records.metadata_from_json(self._database.all(_FOUND, {"id": document_id})[0][0])

    def findings(
        self, document_ids: Collection[str] | None = None
    ) -> Iterator[tuple[str, str | None, bytes | None]]:
        """Yield id, profile and fingerprint of the latest version of every document, by id, or of those asked for."""
        return (
            (row.id, row.profile, row.fingerprint) for row in self._of(_FINDINGS, document.c.id, document_ids)
        )

    def knows(self, document_id: str) -> int | None:
        """Return the latest version number ever given under this id, also of a removed document."""
        row = self._database.row(_KNOWN, {"id": document_id})
        return None if row is None else int(row.version)

    def _of(
        self, statement: Select[Any], column: ColumnElement[str], document_ids: Collection[str] | None
    ) -> Iterator[Found]:
        """Yield the rows of a statement: all, or those whose column has one of these ids."""
        if document_ids is None:
            yield from self._database.rows(statement)
            return
        some_of = statement.where(column.in_(bindparam("some", expanding=True)))
        for some in in_batches(document_ids):
            yield from self._database.all(some_of, {"some": some})


def _document(row: Found) -> Document:
    (document_id, number, source, text, sections, found, sha256, media_type, state, *rest) = row
    reason, successor, tables, pages, recognised, also, groups, corrections = rest
    return Document(
        id=document_id,
        version=number,
        source=source,
        text=text,
        sections=records.sections_from_json(sections),
        metadata=_metadata(found, corrections),
        sha256=sha256,
        media_type=media_type,
        state=State(state),
        state_reason=reason,
        successor_id=successor,
        tables=records.tables_from_json(tables),
        pages=_values(pages),
        recognised=bool(recognised),
        also=_values(also),
        groups=_values(groups),
    )


def _summary(row: Found) -> Summary:
    document_id, number, source, found, state, characters, groups, headings, revision, corrections = row
    return Summary(
        id=document_id,
        version=number,
        source=source,
        metadata=_metadata(found, corrections),
        state=State(state),
        characters=characters,
        groups=_values(groups),
        headings=_values(headings),
        revision=revision,
    )


def _metadata(found: str, corrections: str) -> Metadata:
    metadata = records.metadata_from_json(found)
    if corrections == "{}":
        return metadata
    # Not strict: a person's value may hold any character.
    return records.corrected(metadata, json.loads(corrections, strict=False))


def _values(text: str) -> tuple[Any, ...]:
    return tuple(json.loads(text)) if text != "[]" else ()  # most are empty, and reading them takes time
