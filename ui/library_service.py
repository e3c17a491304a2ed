"""The service behind the pages: one library, loaded beside the server, so that the page answers at once."""

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.models import Answer, Turn
from bot.respond import respond
from corpus.models import Document
from corpus.store import Store
from index import snapshot
from index.embed import Embedder
from index.errors import IndexFault, IndexMissing
from index.models import Filters
from index.rerank import Reranker
from index.search import Searcher
from ui.errors import LibraryEmpty, NotReady, OriginalMissing
from ui.records.records import Records
from ui.service import EVERYTHING, DocumentRow

logger = logging.getLogger(__name__)


class LibraryService:
    """Answers from the library in one folder. Every method may be called from any thread."""

    def __init__(
        self,
        library: Path,
        load_embedder: Callable[[], Embedder],
        load_reranker: Callable[[], Reranker | None] = lambda: None,
        records: Records | None = None,
    ) -> None:
        """Open the library's store now; the encoder and the index are loaded by ``load``.

        Raises:
            LibraryNotFound, LibraryDamaged, LibraryTooNew
        """
        self._store = Store.open(library)
        self.records = records or Records(library)
        self._load_embedder = load_embedder
        self._load_reranker = load_reranker
        self._models: tuple[Embedder, Reranker | None] | None = None
        self._searcher: Searcher | None = None
        self._failure: Exception | None = None
        self._failed_on: str | None = None  # the generation of the index that could not be used
        self._opening = threading.Lock()
        self._done = threading.Event()

    def load(self) -> None:
        """Load the encoder and the index, in this thread; failures are kept for ``failure``."""
        try:
            self._models = (self._load_embedder(), self._load_reranker())
            self._open_index(self._models)
        except Exception as error:  # told to every reader, not only to the log
            logger.exception("loading failed")
            self._failure = error
        finally:
            self._done.set()

    def _open_index(self, models: tuple[Embedder, Reranker | None]) -> None:
        """Open the index as it is now; a library without documents has none yet, which is no failure."""
        self._failed_on = snapshot.current(self._store.folder / "index")
        try:
            searcher = Searcher(self._store, *models)
            searcher.search("预热", 1)  # the first encoding is slower than the others
        except IndexMissing as error:
            self._failure = error if self._store.has_documents() else None
        except IndexFault as error:
            logger.exception("the index can't be opened")
            self._failure = error
        else:
            self._searcher, self._failure = searcher, None

    def _look_again(self) -> None:
        """Open the index if there was none that could be used, and a build has made one since."""
        if self._searcher is not None or self._models is None:
            return
        with self._opening:
            index = self._store.folder / "index"
            if self._searcher is None and snapshot.current(index) != self._failed_on:
                self._open_index(self._models)

    def load_in_background(self) -> None:
        """Start ``load`` in a thread of its own."""
        threading.Thread(target=self.load, name="youju-load", daemon=True).start()

    def ready(self) -> bool:
        """Whether the model and the index are loaded; a library without documents needs no index."""
        if not self._done.is_set():
            return False
        self._look_again()
        return self._failure is None

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
        if not self.ready() and self._failure is None:
            raise NotReady("正在准备模型，请稍候再试。")
        if self._failure is not None:
            raise self._failure
        if not self._store.has_documents():
            raise LibraryEmpty("资料库里还没有文件，请先读入文件。")
        if self._searcher is None:  # the first documents are being read in just now
            raise NotReady("正在读入第一批文件，请稍候再试。")
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

    def original(self, document: Document) -> Path:
        """Return the original file of a document's version.

        Raises:
            OriginalMissing
        """
        path = self._store.originals.path(document.sha256)
        if not path.is_file():
            raise OriginalMissing("库中没有保存这份文件的原始文件。")
        return path

    def versions(self, document_id: str) -> Sequence[int]:
        """Return the versions that are kept, oldest first."""
        return self._store.versions(document_id)
