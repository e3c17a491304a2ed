"""The service behind the pages: one library, loaded beside the server, so that the page answers at once."""

import gc
import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.models import Answer, Turn
from bot.respond import respond
from corpus.models import Document
from corpus.store import Store
from index.encoder import Encoder
from index.engine import Engine
from index.errors import EncoderStopped, IndexFault, IndexMissing
from index.models import Filters
from index.refresh import engine_of
from index.rerank import Reranker
from index.search import Searcher
from ui.errors import LibraryEmpty, NotReady, OriginalMissing
from ui.records.records import Records
from ui.service import EVERYTHING, DocumentRow, Figures

logger = logging.getLogger(__name__)
_AGAIN = 30.0  # seconds after an encoder died while it was loaded


class LibraryService:
    """Answers from the library in one folder. Every method may be called from any thread."""

    def __init__(
        self,
        library: Path,
        load_embedder: Callable[[], Encoder],
        load_reranker: Callable[[], Reranker | None] = lambda: None,
        records: Records | None = None,
        engine: Engine | None = None,
    ) -> None:
        """Open the library's store now; the encoder and the index are loaded by ``load``.

        Raises:
            LibraryNotFound, LibraryDamaged, LibraryTooNew
        """
        self._store = Store.open(library)
        self.records = records or Records(library)
        self._engine = engine_of(self._store, engine)
        self._load_embedder = load_embedder
        self._load_reranker = load_reranker
        self._models: tuple[Encoder, Reranker | None] | None = None
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

    def _open_index(self, models: tuple[Encoder, Reranker | None]) -> None:
        """Open the index as it is now; a library without documents has none yet, which is no failure."""
        try:
            self._failed_on = self._engine.generation()
            searcher = Searcher(self._store, *models, engine=self._engine)
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
            if self._searcher is None and self._engine.generation() != self._failed_on:
                self._open_index(self._models)

    def load_in_background(self) -> None:
        """Start ``load`` in a thread of its own.

        Garbage isn't looked for meanwhile: what is imported and loaded stays, and looking through it again and
        again costs a tenth of the start. Nor is it looked through later, when questions would have to wait.
        """
        gc.disable()
        threading.Thread(target=self._load_and_keep, name="youju-load", daemon=True).start()

    def _load_and_keep(self) -> None:
        try:
            self.load()
        finally:
            gc.freeze()
            gc.enable()
        while isinstance(self._failure, EncoderStopped):  # there may be memory again
            time.sleep(_AGAIN)
            self.load()

    def ready(self) -> bool:
        """Whether the model and the index are loaded; a library without documents needs no index."""
        if not self._done.is_set():
            return False
        self._look_again()
        return self._failure is None

    def failure(self) -> Exception | None:
        """Why loading failed, if it did."""
        return self._failure

    def figures(self) -> Figures:
        """Return how large the library is, and what of it is searched."""
        ready = self.ready()
        state = self._searcher.reader().state if ready and self._searcher is not None else None
        made = self._store.folder / "index" / "CURRENT"  # an index elsewhere does not tell when it was made
        return Figures(
            ready,
            documents=self._store.count(),
            passages=state.passages if state else None,
            revision=self._store.revision(),
            index_revision=state.revision if state else None,
            indexed_at=made.stat().st_mtime if made.is_file() else None,
        )

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
            DocumentRow(s.id, s.version, s.source, s.metadata, s.state, s.characters, s.groups)
            for s in self._store.summaries()
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
