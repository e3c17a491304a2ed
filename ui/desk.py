"""One reader's view of the library: what is not open to them does not exist for them."""

import asyncio
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter

from starlette.types import Scope

from bot.errors import QuestionEmpty
from bot.models import Answer, Turn
from corpus.access import open_document
from corpus.errors import DocumentNotFound
from corpus.models import Document
from index.models import Filters
from ui.errors import Busy, TooOften
from ui.operations.questions import QuestionLog, questions_of
from ui.people.gate import Gate, gate_of
from ui.people.identity import Identity, identity_of
from ui.records.models import Way
from ui.service import EVERYTHING, DocumentRow, Service


class Desk:
    """A service as one person may use it. Made for one request; offers what ``Service`` offers.

    What is asked here is remembered: ``way`` is how it came.
    """

    def __init__(
        self,
        service: Service,
        identity: Identity,
        way: Way = Way.PAGE,
        gate: Gate | None = None,
        questions: QuestionLog | None = None,
    ) -> None:
        self.identity = identity
        self._gate = gate
        self._questions = questions
        self.way = way
        self.records = service.records
        self._service = service

    @classmethod
    def of(cls, service: Service, scope: Scope, way: Way = Way.PAGE) -> "Desk":
        """Return the desk of whoever sent the request of ``scope``."""
        return cls(service, identity_of(scope), way, gate_of(scope), questions_of(scope))

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
        begun = perf_counter()
        try:
            with nullcontext() if self._gate is None else self._gate.answering(self.identity):
                begun = perf_counter()
                answer = self._service.answer(question, history, top=top, filters=limited, language=language)
        except QuestionEmpty:
            raise  # nothing was asked
        except Exception as error:
            self._failed(question, error, (perf_counter() - begun) * 1000)
            raise
        if self._questions is not None:
            self._questions.answered(self.way, answer)
        return replace(answer, answer_id=self.records.record(answer, self.identity.name, self.way))

    async def answer_in_thread(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        top: int = 5,
        filters: Filters = EVERYTHING,
        language: str = "zh",
    ) -> Answer:
        """Answer as ``answer`` does, without standing in the way of other requests meanwhile."""
        call = partial(self.answer, question, history, top=top, filters=filters, language=language)
        return await (asyncio.to_thread(call) if self._gate is None else self._gate.in_thread(call))

    def _failed(self, question: str, error: Exception, elapsed_ms: float) -> None:
        code = str(getattr(error, "code", "internal_error"))
        if self._questions is not None:
            self._questions.failed(self.way, question, code, elapsed_ms)
        if not isinstance(
            error, (Busy, TooOften)
        ):  # whoever is turned away has not asked: it is not remembered
            self.records.record_failure(question, code, self.identity.name, self.way, elapsed_ms)

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
