"""The service behind the pages: one library, loaded beside the server, so that the page answers at once."""

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.models import Answer, Turn
from bot.respond import respond
from corpus.models import Document
from corpus.store import Store
from index.embed import Embedder
from index.models import Filters
from index.rerank import Reranker
from index.search import Searcher
from ui.errors import LibraryEmpty, NotReady
from ui.service import EVERYTHING, DocumentRow

logger = logging.getLogger(__name__)


class LibraryService:
    """Answers from the library in one folder. Every method may be called from any thread."""

    def __init__(
        self,
        library: Path,
        load_embedder: Callable[[], Embedder],
        load_reranker: Callable[[], Reranker | None] = lambda: None,
    ) -> None:
        """Open the library's store now; the encoder and the index are loaded by ``load``.

        Raises:
            LibraryNotFound, LibraryDamaged, LibraryTooNew
        """
        self._store = Store.open(library)
        self._load_embedder = load_embedder
        self._load_reranker = load_reranker
        self._searcher: Searcher | None = None
        self._failure: Exception | None = None
        self._done = threading.Event()

    def load(self) -> None:
        """Load the encoder and the index, in this thread; failures are kept for ``failure``."""
        try:
            self._searcher = Searcher(self._store, self._load_embedder(), self._load_reranker())
            self._searcher.search("预热", 1)  # the first encoding is slower than the others
        except Exception as error:  # told to every reader, not only to the log
            logger.exception("loading failed")
            self._failure = error
        finally:
            self._done.set()

    def load_in_background(self) -> None:
        """Start ``load`` in a thread of its own."""
        threading.Thread(target=self.load, name="youju-load", daemon=True).start()

    def ready(self) -> bool:
        """Whether the model and the index are loaded."""
        return self._done.is_set() and self._failure is None

    def failure(self) -> Exception | None:
        """Why loading failed, if it did."""
        return self._failure

    def wait_ready(self, timeout: float) -> bool:
        """Wait until loading has ended, at most ``timeout`` seconds; whether it is ready then."""
        self._done.wait(timeout)
        return self.ready()

    def answer(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        top: int = 5,
        filters: Filters = EVERYTHING,
        language: str = "zh",
    ) -> Answer:
        """Answer by quotes, or refuse with a reason in ``language``.

        Raises:
            NotReady, LibraryEmpty, QuestionEmpty, QuestionTooLong
        """
        if self._failure is not None:
            raise self._failure
        if self._searcher is None:
            raise NotReady("正在准备模型，请稍候再试。")
        if not self._store.has_documents():
            raise LibraryEmpty("资料库里还没有文件，请先用 youju build 读入文件。")
        return respond(question, self._searcher, history=history, top=top, filters=filters, language=language)

    def document(self, document_id: str, version: int | None = None) -> Document:
        """Return a document, the newest version unless told.

        Raises:
            DocumentNotFound, DocumentRemoved
        """
        return self._store.document(document_id, version)

    def documents(self) -> Sequence[DocumentRow]:
        """Return one row a document, of its newest version."""
        return [
            DocumentRow(d.id, d.version, d.source, d.metadata, d.state, len(d.text), d.groups)
            for d in self._store.documents()
        ]

    def versions(self, document_id: str) -> Sequence[int]:
        """Return the versions that are kept, oldest first."""
        return self._store.versions(document_id)
