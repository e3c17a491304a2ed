"""One reader's view of the library: what is not open to them does not exist for them."""

from collections.abc import Sequence
from dataclasses import replace

from starlette.types import Scope

from bot.models import Answer, Turn
from corpus.errors import DocumentNotFound
from corpus.models import Document
from index.models import Filters
from ui.people.identity import Identity, identity_of
from ui.service import EVERYTHING, DocumentRow, Service


class Desk:
    """A service as one person may use it. Made for one request; offers what ``Service`` offers."""

    def __init__(self, service: Service, identity: Identity) -> None:
        self.identity = identity
        self._service = service

    @classmethod
    def of(cls, service: Service, scope: Scope) -> "Desk":
        """Return the desk of whoever sent the request of ``scope``."""
        return cls(service, identity_of(scope))

    def ready(self) -> bool:
        """Whether the model and the index are loaded."""
        return self._service.ready()

    def failure(self) -> Exception | None:
        """Why loading failed, if it did."""
        return self._service.failure()

    def wait_ready(self, timeout: float) -> bool:
        """Wait until loading has ended, at most ``timeout`` seconds; whether it is ready then."""
        return self._service.wait_ready(timeout)

    def answer(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        top: int = 5,
        filters: Filters = EVERYTHING,
        language: str = "zh",
    ) -> Answer:
        """Answer from the documents that the reader may see."""
        limited = replace(filters, groups=self.identity.sees)
        return self._service.answer(question, history, top=top, filters=limited, language=language)

    def document(self, document_id: str, version: int | None = None) -> Document:
        """Return a document that the reader may see.

        Raises:
            DocumentNotFound: also where the document is there, but not for this reader.
        """
        document = self._service.document(document_id, version)
        if not document.is_open_to(self.identity.sees):
            raise DocumentNotFound(f"没有编号为 {document_id} 的文件。")
        sees = self.identity.sees
        if sees is None:
            return document
        hidden = document.successor_id is not None and not self._open(document.successor_id)
        return replace(
            document,
            also=tuple(other for other in document.also if self._open(other)),
            successor_id=None if hidden else document.successor_id,
            state_reason=None if hidden else document.state_reason,
        )

    def documents(self) -> Sequence[DocumentRow]:
        """Return one row a document that the reader may see, of its newest version."""
        return [row for row in self._service.documents() if row.is_open_to(self.identity.sees)]

    def versions(self, document_id: str) -> Sequence[int]:
        """Return the versions that are kept of a document that the reader may see, oldest first."""
        return self._service.versions(document_id) if self._open(document_id) else ()

    def _open(self, document_id: str) -> bool:
        try:
            return self._service.document(document_id).is_open_to(self.identity.sees)
        except DocumentNotFound:
            return False
