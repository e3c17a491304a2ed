import os
from pathlib import Path

import numpy as np
import pytest
from direct_readers import DirectReaders
from fake_encoder import FakeEncoder
from small_library import FILES, build_library, id_of, write_files

from corpus.ingest import ingest
from corpus.store import Store
from index import refresh as refresh_module
from index.build import build
from index.check import check, unfinished
from index.engines.local import engine as local_engine
from index.engines.local import generation
from index.engines.local.engine import LocalEngine
from index.entry import entry
from index.errors import IndexOutdated
from index.journal import Journal
from index.refresh import refresh, shrink


def engine(store: Store) -> LocalEngine:
    return LocalEngine(store.folder / "index")


@pytest.fixture
def store(tmp_path: Path, encoder: FakeEncoder) -> Store:
    return build_library(tmp_path, encoder)


def test_a_library_that_has_not_changed_is_left_alone(store: Store, encoder: FakeEncoder) -> None:
    name = engine(store).generation()
    encoded = len(encoder.passages)
    assert encoded == len(list(store.passages()))
    assert refresh(store, encoder) is False
    assert len(encoder.passages) == encoded
    assert engine(store).generation() == name


def test_only_new_passages_are_encoded(tmp_path: Path, store: Store, encoder: FakeEncoder) -> None:
    encoder.passages.clear()
    files = write_files(tmp_path / "files", {"新.txt": "新的公告\n县城新开一家书店。\n"})
    build([files], store.folder, lambda: encoder)
    assert len(encoder.passages) == 1
    assert "书店" in encoder.passages[0]
    encoder.passages.clear()
    write_files(files, {"水.txt": FILES["水.txt"].replace("八点", "七点")})
    build([files], store.folder, lambda: encoder)
    assert len(encoder.passages) == 1
    assert check(store) == []


def test_vectors_stay_with_their_passages_when_rows_move(
    tmp_path: Path, store: Store, encoder: FakeEncoder
) -> None:
    write_files(tmp_path / "files", {"水.txt": FILES["水.txt"] + "另行通知。\n"})
    build([tmp_path / "files"], store.folder, lambda: encoder)
    passages = list(store.passages())
    with engine(store).writer(encoder.identity, encoder.dimension) as writer:
        vectors = writer.vectors([passage.id for passage in passages])
    for passage, vector in zip(passages, vectors, strict=True):
        text = entry(store.document(passage.document_id), passage).embedding_text()
        assert np.allclose(vector, FakeEncoder().encode_passages([text])[0], atol=1e-3)


def test_an_index_of_an_earlier_format_is_made_anew_from_its_vectors(
    store: Store, encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder.passages.clear()
    later = refresh_module.FORMAT + 1
    for module in (refresh_module, local_engine, generation):
        monkeypatch.setattr(module, "FORMAT", later)
    with pytest.raises(IndexOutdated):
        engine(store).reader()
    assert shrink(store) is False
    assert refresh(store, encoder) is True
    assert encoder.passages == []
    assert engine(store).state().format == later
    assert refresh(store, encoder) is False
    assert check(store) == []


def test_an_index_of_the_first_releases_is_made_anew(store: Store, encoder: FakeEncoder) -> None:
    name = str(engine(store).generation())
    (store.folder / "index" / name / "manifest.json").write_text(
        '{"format": 2, "revision": 3, "model": "m", "dimension": 64, "passages": 3, "files": {}}'
    )
    with pytest.raises(IndexOutdated):
        engine(store).reader()
    assert check(store) == []
    assert "另一个版本" in str(unfinished(store))
    assert refresh(store, encoder) is True
    assert (check(store), unfinished(store)) == ([], None)


def test_another_model_makes_every_vector_anew(store: Store, encoder: FakeEncoder) -> None:
    other = FakeEncoder("another-model")
    assert refresh(store, other) is True
    assert len(other.passages) == len(list(store.passages()))
    assert engine(store).state().model == "another-model"


def test_shrinking_drops_rows_without_an_encoder(store: Store) -> None:
    store.remove(id_of(store, "水.txt"))
    assert shrink(store) is True
    assert check(store) == []
    for source in ("电.txt", "路.txt"):
        store.remove(id_of(store, source))
    assert shrink(store) is True
    assert check(store) == []
    state = engine(store).state()
    assert (state.passages, state.dimension, list(engine(store).rows())) == (0, 64, [])


def test_shrinking_is_refused_where_a_passage_has_no_vector_yet(tmp_path: Path, store: Store) -> None:
    write_files(tmp_path / "files", {"新.txt": "新的公告\n县城新开一家书店。\n"})
    ingest([tmp_path / "files"], store, DirectReaders())
    assert shrink(store) is False
    assert check(store) == []
    (store.folder / "index" / "CURRENT").unlink()
    assert shrink(store) is False


def test_an_emptied_library_can_be_filled_again(tmp_path: Path, store: Store, encoder: FakeEncoder) -> None:
    for path in (tmp_path / "files").iterdir():
        path.unlink()
    report = build([tmp_path / "files"], store.folder, lambda: encoder, remove_missing=True)
    assert len(report.removed) == 3
    assert check(store) == []
    write_files(tmp_path / "files")
    build([tmp_path / "files"], store.folder, lambda: encoder)
    assert check(store) == []
    assert {d.version for d in store.documents()} == {2}


@pytest.mark.parametrize(
    "file", ["segments/*/segment.safetensors", "0*/dead.safetensors", "0*/manifest.json", "CURRENT"]
)
@pytest.mark.parametrize("damage", ["cut", "flip", "gone"])
def test_a_spoilt_index_is_found_by_check_and_repaired_by_the_next_build(
    store: Store, encoder: FakeEncoder, file: str, damage: str
) -> None:
    (path,) = (store.folder / "index").glob(file)
    content = path.read_bytes()
    if damage == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "flip":
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 0x15]) + content[middle + 1 :])
    else:
        path.unlink()
    assert check(store)
    build([store.folder.parent / "files"], store.folder, lambda: encoder)
    assert check(store) == []


def test_a_failed_write_leaves_the_old_generation_current(
    store: Store, encoder: FakeEncoder, monkeypatch
) -> None:
    name = engine(store).generation()
    for failing in ("fsync", "rename", "replace"):

        def fail(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(*((os, "fsync") if failing == "fsync" else (Path, failing)), fail)
        with pytest.raises(OSError, match="No space"):
            refresh(store, FakeEncoder(f"model-{failing}"))
        monkeypatch.undo()
        assert engine(store).generation() == name
        assert engine(store).state().model == encoder.identity
    assert check(store) == []
    assert not list((store.folder / "index").glob(".0*"))  # nothing half written is left
    assert len(list((store.folder / "index" / "segments").iterdir())) == 1


def test_old_generations_go_but_the_last_one_stays_for_its_readers(store: Store) -> None:
    index = store.folder / "index"
    before = engine(store).generation()
    for number in range(4):
        last = engine(store).generation()
        refresh(store, FakeEncoder(f"model-{number}"))
    generations = {p.name for p in index.iterdir() if p.is_dir()} - {"segments"}
    assert generations == {engine(store).generation(), last}
    assert before not in generations


def test_progress_is_told_while_encoding(tmp_path: Path, encoder: FakeEncoder) -> None:
    calls: list[tuple[int, int]] = []
    build(
        [write_files(tmp_path / "files")],
        tmp_path / "library",
        lambda: encoder,
        indexing_progress=lambda done, total: calls.append((done, total)),
    )
    assert calls == [(3, 3)]


class Interrupted(Exception):
    pass


def test_an_interrupted_encoding_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index import refresh as module

    monkeypatch.setattr(module, "_BATCH", 2)
    files = {f"{i}.txt": f"第{i}号公告\n第{i}条街道封闭{i}小时。\n" for i in range(7)}

    class Failing(FakeEncoder):
        def encode_passages(self, texts, *, progress=None):
            if len(self.passages) >= 4:
                raise Interrupted
            return super().encode_passages(texts, progress=progress)

    failing = Failing()
    with pytest.raises(Interrupted):
        build_library(tmp_path, failing, files)
    store = Store.open(tmp_path / "library")
    assert check(store) == []
    pending = next((store.folder / "index").glob("pending-*"))
    with pending.open("ab") as file:
        file.write(b"\x02\x00\x00\x00cut")  # a batch that was being written when the process died
    encoder = FakeEncoder()
    build([tmp_path / "files"], store.folder, lambda: encoder)
    assert len(failing.passages) == 4
    assert len(encoder.passages) == len(list(store.passages())) - 4
    assert not set(failing.passages) & set(encoder.passages)
    assert check(store) == []
    assert not list((store.folder / "index").glob("pending-*"))


def test_a_batch_that_is_not_what_was_written_is_encoded_again(tmp_path: Path) -> None:
    journal = Journal(tmp_path, "model", 2)
    assert journal.read() == {}
    first, second = [bytes([i]) * 16 for i in (1, 2)]
    journal.append([first], np.array([[0.0, 1.0]], dtype=np.float32))
    journal.append([second], np.array([[1.0, 0.0]], dtype=np.float32))
    assert {key: vector.tolist() for key, vector in journal.read().items()} == {first: [0, 1], second: [1, 0]}
    (path,) = tmp_path.iterdir()
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert list(journal.read()) == [first]
    assert Journal(tmp_path, "other", 2).read() == {}
    journal.clear()
    assert list(tmp_path.iterdir()) == []
