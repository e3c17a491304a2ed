from pathlib import Path

import pytest
from fake_encoder import FakeEncoder
from small_library import build_library

from index.aliases import FILE
from index.errors import AliasFileInvalid
from index.search import Searcher

FILES = {
    "新.txt": "高新区公告\n发布机构：高新区管委会\n高新区今年新落户企业十二家，投入六百四十五万元。\n",
    "广.txt": "广东省通报\n广东省本月查处违规排污案件。\n",
    "农.txt": "农业公告\n望府〔2019〕12号文件要求各乡镇加快春耕备耕。\n",
}


@pytest.fixture
def searcher(tmp_path: Path, encoder: FakeEncoder) -> Searcher:
    return Searcher(build_library(tmp_path, encoder, FILES), encoder)


def lexical_first(searcher: Searcher, question: str) -> str:
    hits = [hit for hit in searcher.search(question) if hit.lexical > 0]
    assert hits, question
    best = max(hits, key=lambda hit: hit.lexical)
    return searcher.store.document(best.passage.document_id).source


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("高薪区落户", "新.txt"),
        ("6450000元", "新.txt"),
        ("粤桂两地", "广.txt"),
        ("望府12号文", "农.txt"),
        ("望府(2019)第12号", "农.txt"),
        ("廣東省排污", "广.txt"),
    ],
)
def test_other_ways_to_say_it_find_the_passage(searcher: Searcher, question: str, source: str) -> None:
    assert lexical_first(searcher, question) == source


def test_what_was_typed_counts_more_than_what_it_is_also_called(searcher: Searcher) -> None:
    typed = searcher.search("广东省排污案件")[0].lexical
    (searcher.store.folder / FILE).write_text("广东省排污案件 = 春耕备耕\n", encoding="utf-8")
    by_source = {
        searcher.store.document(hit.passage.document_id).source: hit.lexical
        for hit in searcher.search("广东省排污案件")
    }
    assert by_source["广.txt"] == pytest.approx(typed)
    assert 0 < by_source["农.txt"] < typed


def test_the_librarys_aliases_may_change_while_it_is_searched(searcher: Searcher) -> None:
    path = searcher.store.folder / FILE
    assert not searcher.aliases().same_name("新城", "高新区")
    path.write_text("新城 = 高新区\n", encoding="utf-8")
    assert searcher.aliases().same_name("新城", "高新区")
    assert lexical_first(searcher, "新城") == "新.txt"
    path.write_text("新城\n", encoding="utf-8")
    with pytest.raises(AliasFileInvalid, match="第 1 行"):
        searcher.search("新城")
    path.unlink()
    assert not searcher.aliases().same_name("新城", "高新区")
