"""One reader's view of the library: what is not open to them does not exist for them."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from starlette.types import Scope

from bot.errors import QuestionEmpty
from bot.models import Answer, Turn
from corpus.access import open_document
from corpus.errors import DocumentNotFound
from corpus.models import Document
from index.models import Filters
from ui.people.gate import Gate, gate_of
from ui.people.identity import Identity, identity_of
from ui.records.models import Way
from ui.service import EVERYTHING, DocumentRow, Service


class Desk:
    """A service as one person may use it. Made for one request; offers what ``Service`` offers.

    What is asked here is remembered: ``way`` is how it came.
    """

    def __init__(
        self, service: Service, identity: Identity, way: Way = Way.PAGE, gate: Gate | None = None
    ) -> None:
        self.identity = identity
        self._gate = gate
        self.way = way
        self.records = service.records
        self._service = service

    @classmethod
    def of(cls, service: Service, scope: Scope, way: Way = Way.PAGE) -> "Desk":
        """Return the desk of whoever sent the request of ``scope``."""
        return cls(service, identity_of(scope), way, gate_of(scope))

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
        """Answer from the documents that the reader may see, and remember it: the answer bears its id then."""
        limited = replace(filters, groups=self.identity.sees)
        # Whoever has to wait or is turned away here has not asked: nothing is remembered.
        with nullcontext() if self._gate is None else self._gate.answering(self.identity):
            begun = perf_counter()
            try:
                answer = self._service.answer(question, history, top=top, filters=limited, language=language)
            except QuestionEmpty:
                raise  # nothing was asked
            except Exception as error:
                code = str(getattr(error, "code", "internal_error"))
                elapsed_ms = (perf_counter() - begun) * 1000
                self.records.record_failure(question, code, self.identity.name, self.way, elapsed_ms)
                raise
        return replace(answer, answer_id=self.records.record(answer, self.identity.name, self.way))

    def document(self, document_id: str, version: int | None = None) -> Document:
        """Return a document that the reader may see.

        Raises:
            DocumentNotFound: also where the document is there, but not for this reader.
        """
        return open_document(self._service.document, self.identity.sees, document_id, version)

    def documents(self) -> Sequence[DocumentRow]:
        """Return one row a document that the reader may see, of its newest version."""
        return [row for row in self._service.documents() if row.is_open_to(self.identity.sees)]

    def original(self, document_id: str, version: int | None = None) -> Path:
        """Return the original file of a document that the reader may see.

        Raises:
            DocumentNotFound, OriginalMissing
        """
        return self._service.original(self.document(document_id, version))

    def versions(self, document_id: str) -> Sequence[int]:
        """Return the versions that are kept of a document that the reader may see, oldest first."""
        return self._service.versions(document_id) if self._open(document_id) else ()

    def _open(self, document_id: str) -> bool:
        try:
            return self._service.document(document_id).is_open_to(self.identity.sees)
        except DocumentNotFound:
            return False
