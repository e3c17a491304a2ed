"""The results as tables and plots."""

import json
from dataclasses import asdict
from pathlib import Path
from xml.etree import ElementTree

import pytest

from evaluation.bench.chart import chart
from evaluation.bench.measure import Result
from evaluation.bench.report import publish

SVG = "{http://www.w3.org/2000/svg}"
MACHINE = {
    "processor": "测试处理器",
    "cores": 2,
    "memory_gib": 24,
    "load": 0.3,
    "python": "3.11",
    "model": "small-bf16",
    "encoded": 5000,
    "parts": {
        "encode_question_ms": 13.5,
        "search_ms": 17.2,
        "answer_ms": 141,
        "encode_passages_a_second": 146,
    },
    "versions": {"rank-bm25": "0.2.2"},
}


def test_a_chart_has_a_line_a_peer_and_labels_that_can_be_read() -> None:
    series = {"甲": [(1000.0, 1.0), (10000.0, 9.0)], "乙": [(1000.0, 2.0), (10000.0, 9.5)], "空": []}
    root = ElementTree.fromstring(chart("检索", "ms", series, "段落"))
    lines = root.findall(f"{SVG}polyline")
    assert len(lines) == 2
    assert len(root.findall(f"{SVG}circle")) == 4
    (x1, y1), (x2, y2) = (map(float, point.split(",")) for point in lines[0].attrib["points"].split())
    assert x1 < x2 and y1 > y2  # more passages further right, more milliseconds higher up
    heights = [float(text.attrib["y"]) for text in root.findall(f"{SVG}text") if text.text in ("甲", "乙")]
    assert abs(heights[0] - heights[1]) >= 12


def test_a_decade_is_as_wide_as_another() -> None:
    points = [(10.0, 1.0), (100.0, 10.0), (1000.0, 100.0)]
    root = ElementTree.fromstring(chart("检索", "ms", {"甲": points}, "段落"))
    line = root.find(f"{SVG}polyline")
    assert line is not None
    places = [tuple(map(float, point.split(","))) for point in line.attrib["points"].split()]
    assert places[1][0] - places[0][0] == pytest.approx(places[2][0] - places[1][0], abs=0.2)
    assert places[1][1] - places[0][1] == pytest.approx(places[2][1] - places[1][1], abs=0.2)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    for name in ("performance.md", "performance.en.md"):
        page = "# 标题\n\n前\n\n<!-- bench: begin -->\n旧\n<!-- bench: end -->\n\n后\n"
        (tmp_path / name).write_text(page, encoding="utf-8")
    results = [
        Result("youju", 1000, 2.0, 300, 3, 0.1, 200, 150, 2.0, 4.0, 15.0, 17.0, 0.97, 0.98, 100),
        Result("rank-bm25", 1000, 1.0, 300, None, None, 210, 150, 30.0, 60.0, 30.0, 60.0, 0.93, 0.96, 100),
        Result("txtai", 1000, failure="not installed: txtai"),
        Result("haystack", 10000, failure="needs more than 12 GiB to build"),
        Result("youju", 10000, 20.0, 300, 30, 0.1, 250, 150, 3.0, 6.0, 16.0, 18.0, 0.97, 0.98, 100),
    ]
    content = {"machine": MACHINE, "results": [asdict(result) for result in results]}
    (tmp_path / "results.json").write_text(json.dumps(content), encoding="utf-8")
    publish(tmp_path / "results.json", tmp_path)
    return tmp_path


def test_ratios_are_to_ours_at_the_same_size(docs: Path) -> None:
    page = (docs / "performance.md").read_text(encoding="utf-8")
    small, large = page.split("### 1,000 个段落")[1].split("### 10,000 个段落")
    rows = [line.split(" | ") for line in small.splitlines() if line.startswith("| rank-bm25")]
    assert rows[0][3:6] == ["30", "15 ×", "60"]
    assert rows[0][7:9] == ["1", "0.5 ×"]
    assert "| youju | 0.970 | 0.980 | 3 | 1 ×" in large


def test_a_peer_that_is_not_there_is_named(docs: Path) -> None:
    assert "| txtai | 没有安装:txtai |" in (docs / "performance.md").read_text(encoding="utf-8")
    assert "| txtai | not installed: txtai |" in (docs / "performance.en.md").read_text(encoding="utf-8")


def test_why_a_peer_was_given_up_is_said_in_the_language_of_the_page(docs: Path) -> None:
    assert "| haystack | 建立时要的内存超过 12 GiB |" in (docs / "performance.md").read_text(encoding="utf-8")
    assert "| haystack | needs more than 12 GiB to build |" in (docs / "performance.en.md").read_text("utf-8")


def test_the_page_says_what_was_measured_on_what(docs: Path) -> None:
    page = (docs / "performance.en.md").read_text(encoding="utf-8")
    assert (
        "测试处理器, 2 cores, 24 GiB of memory, Python 3.11, load 0.3 at the start; rank-bm25 0.2.2." in page
    )
    assert "5000 of the passages really encoded" in page
    assert "a whole answer 141 ms" in page


def test_only_what_lies_between_the_marks_is_replaced(docs: Path) -> None:
    before = (docs / "performance.md").read_text(encoding="utf-8")
    assert before.startswith("# 标题\n\n前\n\n<!-- bench: begin -->\n")
    assert before.endswith("<!-- bench: end -->\n\n后\n")
    assert "旧" not in before
    publish(docs / "results.json", docs)
    assert (docs / "performance.md").read_text(encoding="utf-8") == before


def test_each_plot_of_the_page_is_there(docs: Path) -> None:
    page = (docs / "performance.en.md").read_text(encoding="utf-8")
    for name in ("bench-latency.svg", "bench-build.svg", "bench-memory.svg"):
        assert f"(images/{name})" in page
        ElementTree.parse(docs / "images" / name)
