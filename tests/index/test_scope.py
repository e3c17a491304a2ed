from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from corpus.models import Document, Metadata, Passage, Section, State
from index.models import Filters
from index.region import names_region
from index.scope import Scope


def document(name: str, title: str, issuer: str = "", text: str = "正文。") -> Document:
    return Document(name, 1, f"{name}.txt", text, (), Metadata(title, issuer), "0" * 64, "text/plain")


DOCUMENTS = [
    document("a", "关于停水的通知", "广东省水利厅"),
    document("b", "粤府办关于校车的意见", "省政府办公厅"),
    document("c", "荔湾区帮扶工作报告", "区协作办"),
    document("d", "关于封路的公告", "贵州省交通厅"),
]
PASSAGES = [Passage(10 + i, d.id, 1, 0, 2) for i, d in enumerate(DOCUMENTS)]
IDS = np.array([10, 11, 12, 13, 99], dtype=np.int64)  # 99: gone from the store


@pytest.fixture
def scope() -> Scope:
    return Scope(IDS, PASSAGES)


def test_rows_are_those_that_the_store_holds(scope: Scope) -> None:
    assert scope.rows(None, []).tolist() == [True, True, True, True, False]
    assert scope.rows(Filters(), []).tolist() == [True, True, True, True, False]
    assert scope.passage(99) is None
    assert scope.passage(12) == PASSAGES[2]
    assert scope.positions(np.array([13, 10])).tolist() == [3, 0]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(regions=("广东",)), "abc"),  # 荔湾区 lies in it
        (Filters(regions=("广东省",)), "abc"),
        (Filters(regions=("广州市",)), "c"),
        (Filters(regions=("荔湾区",)), "c"),
        (Filters(regions=("贵州", "荔湾")), "cd"),
        (Filters(regions=("广东",), issuers=("水利",)), "a"),
        (Filters(regions=("海南",)), ""),
        (Filters(states=(State.REPEALED,)), ""),
        (Filters(issued_from=date(2020, 1, 1)), ""),
        (Filters(documents=("d", "no-such-id")), "d"),
    ],
)
def test_filters_close_rows_and_documents_are_read_once(
    scope: Scope, filters: Filters, expected: str
) -> None:
    for documents in (DOCUMENTS, []):
        mask = scope.rows(filters, documents)
        assert "".join(d.id for d, row in zip(DOCUMENTS, mask, strict=False) if row) == expected
        assert not mask[4]


def test_a_heading_names_a_region_itself_and_not_what_lies_in_it() -> None:
    text = "一、对口帮扶荔湾区\n正文。"
    headed = replace(document("e", "工作报告", text=text), sections=(Section(1, 0, 9, len(text)),))
    scope = Scope(np.array([1]), [Passage(1, "e", 1, 0, 2)])
    assert scope.rows(Filters(regions=("荔湾区",)), [headed]).all()
    assert not scope.rows(Filters(regions=("广州市",)), [headed]).any()


def test_a_sign_of_a_place_counts_only_before_what_an_office_is() -> None:
    assert names_region("广州", "穗协作办的函")
    assert names_region("大连市", "连政发文件")
    assert not names_region("大连", "连续降雨的通知")
