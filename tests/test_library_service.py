"""The service behind the pages, over a real library on disk."""

import gc
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from small_library import FILES, build_library, id_of, write_files

from corpus.errors import DocumentRemoved, LibraryNotFound
from corpus.store import Store
from index import build as building
from index.errors import EncoderStopped, IndexMissing, ModelNotFound
from ui.errors import LibraryEmpty, NotReady
from ui.library_service import LibraryService


@pytest.fixture
def store(tmp_path: Path, encoder: FakeEncoder) -> Store:
    return build_library(tmp_path, encoder)


def test_it_says_that_it_is_not_ready_until_the_model_is_loaded(store: Store) -> None:
    go = threading.Event()

    def slow() -> FakeEncoder:
        assert go.wait(30)
        return FakeEncoder()

    service = LibraryService(store.folder, slow)
    service.load_in_background()
    assert not service.ready()
    assert not service.wait_ready(0.01)
    with pytest.raises(NotReady):
        service.answer("城关镇几点停水")
    assert len(service.documents()) == 3  # reading needs no model
    go.set()
    assert service.wait_ready(30)
    assert service.failure() is None
    answer = service.answer("城关镇几点停水")
    for quote in answer.quotes:
        assert service.document(quote.document_id, quote.version).text[quote.start : quote.end] == quote.text


@pytest.mark.parametrize("failing", [False, True])
@pytest.mark.filterwarnings("ignore")
def test_garbage_is_looked_for_again_once_it_is_loaded(store: Store, failing: bool) -> None:
    collecting = []

    def load() -> FakeEncoder:
        collecting.append(gc.isenabled())
        if failing:
            raise ModelNotFound("找不到语义模型。")
        return FakeEncoder()

    LibraryService(store.folder, load).load_in_background()
    try:
        for thread in threading.enumerate():
            if thread.name == "youju-load":
                thread.join(30)
        assert collecting == [False]
        assert gc.isenabled()
        assert gc.get_freeze_count() > 0
    finally:
        gc.enable()
        gc.unfreeze()


@pytest.mark.filterwarnings("ignore")
def test_a_model_that_cannot_be_loaded_is_told_to_every_reader(store: Store) -> None:
    def missing() -> FakeEncoder:
        raise ModelNotFound("找不到语义模型。")

    service = LibraryService(store.folder, missing)
    service.load()
    assert not service.ready()
    assert isinstance(service.failure(), ModelNotFound)
    for _ in range(2):
        with pytest.raises(ModelNotFound):
            service.answer("城关镇几点停水")


def test_an_encoder_that_died_while_it_was_loaded_is_tried_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, wait_until: Callable[[Callable[[], object], str], None]
) -> None:
    monkeypatch.setattr("ui.library_service._AGAIN", 0.01)
    enough = threading.Event()

    def load() -> FakeEncoder:
        if not enough.is_set():
            raise EncoderStopped("语义模型的进程异常退出。")
        return FakeEncoder()

    service = LibraryService(store.folder, load)
    service.load_in_background()
    assert not service.wait_ready(30)
    with pytest.raises(EncoderStopped):
        service.answer("城关镇几点停水")
    enough.set()
    wait_until(service.ready, "the service is ready after all")
    assert service.answer("城关镇几点停水").quotes


def test_a_library_without_an_index_is_a_failure_not_a_refusal(store: Store) -> None:
    (store.folder / "index" / "CURRENT").unlink()
    service = LibraryService(store.folder, FakeEncoder)
    service.load()
    assert isinstance(service.failure(), IndexMissing)


def test_an_index_that_a_later_build_makes_is_taken_up(store: Store) -> None:
    (store.folder / "index" / "CURRENT").unlink()
    service = LibraryService(store.folder, FakeEncoder)
    service.load()
    assert not service.ready()
    building.build([], store.folder, FakeEncoder)
    assert service.ready()
    assert service.failure() is None
    assert service.answer("城关镇几点停水").quotes


def test_a_library_without_documents_is_ready_and_says_that_it_is_empty(tmp_path: Path) -> None:
    Store.create(tmp_path / "new")
    service = LibraryService(tmp_path / "new", FakeEncoder)
    service.load()
    assert service.ready()
    with pytest.raises(LibraryEmpty):
        service.answer("城关镇几点停水")
    write_files(tmp_path / "files")
    building.build([tmp_path / "files"], tmp_path / "new", FakeEncoder)
    assert service.answer("城关镇几点停水").quotes


def test_no_library_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(LibraryNotFound):
        LibraryService(tmp_path, FakeEncoder)


def test_what_another_process_changes_is_seen_while_serving(tmp_path: Path, store: Store) -> None:
    service = LibraryService(store.folder, FakeEncoder)
    service.load()
    water = id_of(store, "水.txt")
    write_files(tmp_path / "files", {"水.txt": FILES["水.txt"].replace("八点", "七点")})
    building.build([tmp_path / "files"], store.folder, FakeEncoder)
    assert service.versions(water) == (1, 2)
    assert "七点" in service.document(water).text
    assert {q.version for q in service.answer("城关镇几点停水").quotes if q.document_id == water} <= {2}
    building.remove([d.id for d in store.documents()], store.folder, FakeEncoder)
    assert service.documents() == []
    with pytest.raises(DocumentRemoved):
        service.document(water)
    with pytest.raises(LibraryEmpty):
        service.answer("城关镇几点停水")
