"""One reading into the store: a new document, a new version, another place of a known one, or nothing new."""

import hashlib
from collections.abc import Set
from dataclasses import dataclass
from typing import Literal

from corpus.files import File
from corpus.find import is_gone
from corpus.handover import Reading
from corpus.models import Document
from corpus.parse.models import REVISION
from corpus.read import Draft
from corpus.store import Store

Outcome = Literal["added", "updated", "joined", "unchanged"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a content was found. ``container`` is the path of the file that holds it, if one does."""

    path: str
    source: str
    sha256: str
    container: str | None = None

    def file(self, document_id: str) -> File:
        """Return the row of this place."""
        return File(self.path, self.source, self.sha256, document_id, self.container)


def settle_known(
    place: Place, known: File | None, store: Store, present: Set[str]
) -> tuple[Outcome, str] | None:
    """Take in a place whose content the store knows; return what was done and the document, or None.

    Args:
        place: where the content was found.
        known: what the store knows of the file there.
        store: the library's documents.
        present: the paths that exist now, so that a move is told from a copy.
    """
    if known is not None and known.document_id is not None:
        if known.sha256 != place.sha256 or known.reader != REVISION:
            return None
        if known.source != place.source:
            store.files.put(place.file(known.document_id))
        return "unchanged", known.document_id
    homes = store.files.with_hash(place.sha256)
    if not homes or homes[0].document_id is None:
        return None
    document_id = homes[0].document_id
    left = next((home for home in homes if home.path not in present and is_gone(home.path)), None)
    if left is None:
        store.files.put(place.file(document_id))
        return "joined", document_id
    store.files.move(left.path, place.file(document_id))
    return "updated", document_id


def take_in(
    reading: Reading,
    draft: Draft,
    original: bytes,
    place: Place,
    store: Store,
    present: Set[str],
    *,
    reread: bool,
) -> tuple[Outcome, str]:
    """Take in what a file says; return what was done and the document.

    Args:
        reading: the result of reading it.
        draft: the document of that reading.
        original: the file's content.
        place: where it was found.
        store: the library's documents.
        present: the paths that exist now.
        reread: the file may be one that the store knows, read anew.
    """
    known = store.files.at(place.path)
    if not reread:
        settled = settle_known(place, known, store, present)
        if settled is not None:
            return settled
    if known is None or known.document_id is None or _is_shared(known, place, store):
        document_id, version = _new_id(store, place)
        outcome: Outcome = "added"
    else:
        latest = store.document(known.document_id)
        if (draft.text, draft.sections, draft.tables, draft.pages) == (
            latest.text,
            latest.sections,
            latest.tables,
            latest.pages,
        ):
            return _same_text(draft, latest, place, store), latest.id
        document_id, version = latest.id, latest.version + 1
        outcome = "updated"
    document = Document(
        id=document_id,
        version=version,
        source=place.source,
        text=draft.text,
        sections=draft.sections,
        metadata=draft.metadata,
        sha256=place.sha256,
        media_type=draft.media_type,
        tables=draft.tables,
        pages=draft.pages,
        recognised=draft.recognised,
    )
    # What a person has corrected is part of a profile: then it is made when the library is settled.
    is_corrected = outcome == "updated" and bool(store.corrections(document_id))
    profile = None if is_corrected else reading.profile
    file = place.file(document_id)
    store.put_version(document, file, original, reading.spans, reading.fingerprint, profile)
    return outcome, document_id


def _is_shared(known: File, place: Place, store: Store) -> bool:
    """Tell whether other files still say what this one said before it changed: it goes its own way then."""
    if known.sha256 == place.sha256 or known.document_id is None:
        return False
    return any(file.path != known.path for file in store.files.of(known.document_id))


def _same_text(draft: Draft, latest: Document, place: Place, store: Store) -> Outcome:
    """Note new metadata of a file whose text has not changed; its permalinks stay as they are."""
    store.files.put(place.file(latest.id))
    if draft.metadata == store.found_metadata(latest.id):
        return "unchanged"
    store.put_metadata(latest.id, latest.version, draft.metadata)
    return "updated"


def _new_id(store: Store, place: Place) -> tuple[str, int]:
    """Return an id and a version for a new document.

    The id comes from the content, so that the same file gets the same id in every library; where another
    document holds it by now, the path goes in. A removed document that comes back goes on under its id.
    """
    salted = hashlib.sha256(f"{place.sha256}\n{place.path}".encode()).hexdigest()
    for document_id in (place.sha256[:12], salted[:12], salted[:24]):
        last = store.knows(document_id)
        if last is None:
            return document_id, 1
        if not store.versions(document_id):
            return document_id, last + 1
    raise AssertionError("two paths have one hash")
