"""A library searched through each engine: the same passages in the same order, whichever keeps the index."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from engine_places import Place
from fake_encoder import FakeEncoder
from small_library import FILES, id_of, write_files

from corpus.store import Store
from index.build import build, remove
from index.check import check
from index.engine import Engine
from index.models import Filters
from index.search import Searcher

QUESTIONS = (
    "哪个镇停水？",
    "白塔镇停电到几点",
    "县道207线封闭多久？",
    "居民应当做什么",
    "清河镇补助多少元",
    "xyz",
)
MORE = {
    f"文{n}.txt": f"{town}补助通知\n发布机构：民政局\n发布日期：20{10 + n}-03-01\n{town}今年安排补助{n}00元，由{town}民政办发放，"
    f"第{n}批在五月发完。\n"
    for n, town in enumerate(("清河镇", "白塔镇", "城关镇", "柳林乡", "石桥乡"), 1)
}

pytestmark = pytest.mark.slow


class Library:
    """One library whose index an engine keeps. The local one keeps vectors in half precision."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self.folder, self.engine, self.encoder = folder, engine, FakeEncoder()

    def build(self, files: dict[str, str]) -> None:
        write_files(self.folder / "files", files)
        build([self.folder / "files"], self.folder / "library", lambda: self.encoder, engine=self.engine)
        self.store = Store.open(self.folder / "library")

    def answers(self, filters: Filters | None = None) -> list[list[tuple[str, int, int, object]]]:
        searcher = Searcher(self.store, self.encoder, engine=self.engine)
        sources = {document.id: document.source for document in self.store.documents()}
        found = [searcher.search(question, 8, filters) for question in QUESTIONS]
        return [
            [
                (
                    sources[h.passage.document_id],
                    h.passage.start,
                    h.passage.end,
                    pytest.approx(h.score, abs=5e-3),
                )
                for h in hits
            ]
            for hits in found
        ]


@pytest.fixture(params=["milvus-lite", "milvus-lite server"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Library, Library]]:
    uri = request.getfixturevalue("lite" if request.param == "milvus-lite" else "server")
    engine = Place(tmp_path / "milvus", uri, f"t{uuid.uuid4().hex[:12]}").open()
    yield (
        Library(tmp_path / "local", Place(tmp_path / "local" / "library").open()),
        Library(tmp_path / "milvus", engine),
    )
    engine.drop()


def test_the_same_passages_are_found(pair: tuple[Library, Library]) -> None:
    def same(filters: Filters | None = None) -> None:
        local, milvus = (library.answers(filters) for library in pair)
        assert local == milvus
        assert any(local)

    for library in pair:
        library.build(dict(FILES))
    same()
    for library in pair:
        library.build(FILES | MORE)
    same()
    same(Filters(issuers=("民政局",)))
    same(
        Filters(
            issuers=("民政局", "供电公司"),
            documents=tuple(id_of(pair[0].store, name) for name in (*MORE, "电.txt")),
        )
    )
    for library in pair:
        remove(
            [id_of(library.store, "文2.txt")],
            library.folder / "library",
            lambda: FakeEncoder(),
            library.engine,
        )
    same()
    for library in pair:
        library.build(MORE | {"水.txt": FILES["水.txt"].replace("城关镇", "柳林乡").replace("八点", "九点")})
    same()
    for library in pair:
        assert list(check(library.store, library.engine)) == []
    assert not (pair[1].folder / "library" / "index" / "CURRENT").exists()


def test_what_the_store_removed_is_found_no_more_though_the_index_lags(pair: tuple[Library, Library]) -> None:
    for library in pair:
        library.build(FILES | MORE)
        with library.store.write_lock():
            library.store.remove(id_of(library.store, "水.txt"))
        assert all(hit[0] != "水.txt" for hits in library.answers() for hit in hits)
