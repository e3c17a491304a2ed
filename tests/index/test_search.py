import threading
from datetime import date
from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from small_library import FILES, build_library, id_of, write_files

from corpus.models import State
from corpus.store import Store
from index import build as building
from index.build import build
from index.errors import IndexDamaged, IndexMissing, ModelChanged
from index.models import Filters
from index.search import Searcher

QUESTION = "哪里停水，哪里停电，哪里封路？"


@pytest.fixture
def store(tmp_path: Path, encoder: FakeEncoder) -> Store:
    return build_library(tmp_path, encoder)


@pytest.fixture
def searcher(store: Store, encoder: FakeEncoder) -> Searcher:
    return Searcher(store, encoder)


def found(searcher: Searcher, question: str = QUESTION, filters: Filters | None = None) -> set[str]:
    return {
        searcher.store.document(hit.passage.document_id).source
        for hit in searcher.search(question, filters=filters)
    }


def test_the_passage_that_speaks_of_it_comes_first(searcher: Searcher) -> None:
    for question, source in (
        ("城关镇什么时候停水", "水.txt"),
        ("白塔镇停电到几点", "电.txt"),
        ("县道207线", "路.txt"),
    ):
        hits = searcher.search(question)
        document = searcher.store.document(hits[0].passage.document_id)
        assert document.source == source
        assert hits == sorted(hits, key=lambda h: (-h.score, h.passage.id))
        assert all(0 <= h.score <= 1 + 1e-9 and -1 - 1e-6 <= h.dense <= 1 + 1e-6 for h in hits)
        assert len({h.passage.id for h in hits}) == len(hits)


def test_limit_and_questions_without_words(searcher: Searcher) -> None:
    assert len(searcher.search(QUESTION, limit=1)) == 1
    assert searcher.search("？！", limit=3)  # the encoder still ranks
    assert searcher.search("荔湾\ud800区")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), {"水.txt", "电.txt", "路.txt"}),
        (Filters(issuers=("自来水公司", "交通局")), {"水.txt", "路.txt"}),
        (Filters(issuers=("供电",)), {"电.txt"}),
        (Filters(issuers=("没有的单位",)), set()),
        (Filters(issued_from=date(2024, 1, 1)), {"水.txt"}),
        (Filters(issued_to=date(2023, 12, 31)), {"电.txt"}),
        (Filters(issued_from=date(2023, 5, 1), issued_to=date(2024, 5, 1)), {"水.txt", "电.txt"}),
        (Filters(states=(State.CURRENT,)), {"水.txt", "电.txt", "路.txt"}),
        (Filters(states=(State.REPEALED,)), set()),
        (Filters(documents=("no-such-id",)), set()),
    ],
)
def test_filters(searcher: Searcher, filters: Filters, expected: set[str]) -> None:
    assert found(searcher, filters=filters) == expected


def test_a_filter_by_document(searcher: Searcher) -> None:
    one = id_of(searcher.store, "路.txt")
    assert found(searcher, filters=Filters(documents=(one,))) == {"路.txt"}


def test_a_filter_finds_what_many_better_passages_would_hide(tmp_path: Path, encoder: FakeEncoder) -> None:
    files = {f"{i:03}.txt": f"停水通知第{i}号\n城关镇今晚停水。\n" for i in range(300)} | {
        "路.txt": FILES["路.txt"]
    }
    searcher = Searcher(build_library(tmp_path, encoder, files), encoder)
    filters = Filters(documents=(id_of(searcher.store, "路.txt"),))
    assert found(searcher, "城关镇今晚停水", filters) == {"路.txt"}


def test_what_the_store_removed_is_gone_at_once_before_the_index_is_rewritten(searcher: Searcher) -> None:
    gone = id_of(searcher.store, "水.txt")
    other = Store.open(searcher.store.folder)  # as another process would
    other.remove(gone)
    assert found(searcher, "城关镇停水") == {"电.txt", "路.txt"}
    assert found(searcher, "城关镇停水", Filters(documents=(gone,))) == set()
    assert found(Searcher(other, FakeEncoder()), "城关镇停水") == {"电.txt", "路.txt"}


def test_removed_passages_do_not_crowd_out_what_is_left(tmp_path: Path, encoder: FakeEncoder) -> None:
    files = {f"{i:03}.txt": f"停水通知第{i}号\n城关镇今晚停水。\n" for i in range(150)} | {
        "路.txt": FILES["路.txt"]
    }
    searcher = Searcher(build_library(tmp_path, encoder, files), encoder)
    for document in list(searcher.store.documents()):
        if document.source != "路.txt":
            searcher.store.remove(document.id)
    (hit,) = searcher.search("城关镇今晚停水", limit=1)
    assert hit.passage.document_id == id_of(searcher.store, "路.txt")


def test_remove_takes_all_or_nothing_and_needs_no_encoder(
    store: Store, encoder: FakeEncoder, searcher: Searcher
) -> None:
    from corpus.errors import DocumentNotFound

    def no_encoder() -> FakeEncoder:
        raise AssertionError("removing loaded the encoder")

    water, road = id_of(store, "水.txt"), id_of(store, "路.txt")
    with pytest.raises(DocumentNotFound):
        building.remove([water, "no-such-id"], store.folder, no_encoder)
    assert found(searcher) == {"水.txt", "电.txt", "路.txt"}
    building.remove([water, road, water], store.folder, no_encoder)
    assert found(searcher) == {"电.txt"}
    building.remove([id_of(store, "电.txt")], store.folder, no_encoder)
    assert found(searcher) == set()
    assert found(Searcher(store, encoder)) == set()


def test_an_open_searcher_follows_new_generations(tmp_path: Path, store: Store, searcher: Searcher) -> None:
    assert "图.txt" not in found(searcher)
    write_files(tmp_path / "files", {"图.txt": "图书馆公告\n县图书馆周一闭馆整理图书。\n"})
    build([tmp_path / "files"], store.folder, FakeEncoder)
    assert found(searcher, "图书馆周几闭馆") >= {"图.txt"}
    write_files(tmp_path / "files", {"图.txt": "图书馆公告\n县图书馆周二闭馆整理图书。\n"})
    build([tmp_path / "files"], store.folder, FakeEncoder)
    hit = searcher.search("图书馆周几闭馆")[0]
    assert hit.passage.version == 2
    assert "周二" in searcher.store.document(hit.passage.document_id, 2).text


def test_many_threads_search_while_the_library_is_rebuilt(
    tmp_path: Path, store: Store, searcher: Searcher
) -> None:
    wrong: list[BaseException] = []
    stop = threading.Event()

    def look() -> None:
        try:
            while not stop.is_set():
                for hit in searcher.search("城关镇停水"):
                    document = store.document(hit.passage.document_id, hit.passage.version)
                    assert document.text[hit.passage.start : hit.passage.end].strip()
        except BaseException as error:
            wrong.append(error)
        finally:
            store.close()

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(6):
        write_files(tmp_path / "files", {"水.txt": FILES["水.txt"] + f"第{number}次修改。\n"})
        build([tmp_path / "files"], store.folder, FakeEncoder)
    stop.set()
    for thread in threads:
        thread.join(30)
    assert not wrong, wrong[0]


def test_a_library_without_an_index_says_so(store: Store, encoder: FakeEncoder) -> None:
    (store.folder / "index" / "CURRENT").unlink()
    with pytest.raises(IndexMissing, match="youju build"):
        Searcher(store, encoder)


def test_an_index_of_another_model_is_not_searched_with_this_one(store: Store) -> None:
    with pytest.raises(ModelChanged, match="youju build"):
        Searcher(store, FakeEncoder("another-model")).search("停水")
    build([store.folder.parent / "files"], store.folder, lambda: FakeEncoder("another-model"))
    assert Searcher(store, FakeEncoder("another-model")).search("停水")


def test_a_damaged_index_says_so(store: Store, encoder: FakeEncoder) -> None:
    for file in (store.folder / "index").glob("segments/*/segment.safetensors"):
        file.write_bytes(file.read_bytes()[:-7])
    with pytest.raises(IndexDamaged, match="--repair"):
        Searcher(store, encoder)


def test_idf_and_place_names(tmp_path: Path, encoder: FakeEncoder, searcher: Searcher) -> None:
    assert searcher.idf("停水") > searcher.idf("请居") > 0  # in one passage, in two
    assert searcher.idf("从未出现") > searcher.idf("停水")
    assert list(searcher.place_names()) == []
    write_files(
        tmp_path / "files", {"区.txt": "荔湾区公告\n我区今日开会。\n广州市荔湾区人民政府\n2024年1月2日\n"}
    )
    build([tmp_path / "files"], searcher.store.folder, FakeEncoder)
    assert list(searcher.place_names()) == ["荔湾区"]


def test_similarities_are_cosines(searcher: Searcher) -> None:
    same, other = searcher.similarities("停水通知", ["停水通知", "人事任免"])
    assert same == pytest.approx(1.0, abs=1e-5)
    assert other < 0.9
    assert searcher.similarities("停水", []).shape == (0,)
