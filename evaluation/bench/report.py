"""The results as tables of ratios and plots, put into the pages on performance between two marks."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.bench.chart import chart
from evaluation.bench.kinds import KINDS
from evaluation.bench.measure import Result

_BEGIN, _END = "<!-- bench: begin -->", "<!-- bench: end -->"
_OURS = "youju"


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a page in its language."""

    page: str
    size: str  # heading of a size; {} is the number of passages
    columns: tuple[str, ...]
    peer: str
    how: str
    machine: str
    parts: str
    english: bool


_CHINESE = _Words(
    "performance.md",
    "{} 个段落",
    (
        "对照",
        "hit@1",
        "nDCG@10",
        "检索,中位数(毫秒)",
        "倍数",
        "p95(毫秒)",
        "连同编码问题(毫秒)",
        "建立(秒)",
        "倍数",
        "内存(MiB)",
        "磁盘(MiB)",
    ),
    "对照",
    "设置",
    "{processor},{cores} 核,{memory_gib} GiB 内存,Python {python},开始时的负载 {load};{versions}。"
    "向量:`{model}`,其中 {encoded} 段真正编码。",
    "有据在政策测试集上(中位数):编码一个问题 {encode_question_ms} 毫秒,连同编码的检索 {search_ms} 毫秒,整个回答"
    " {answer_ms} 毫秒;编码约 105 个词元的段落,每秒 {encode_passages_a_second} 段。",
    english=False,
)
_ENGLISH = _Words(
    "performance.en.md",
    "{} passages",
    (
        "peer",
        "hit@1",
        "nDCG@10",
        "search, median (ms)",
        "times",
        "p95 (ms)",
        "with encoding (ms)",
        "build (s)",
        "times",
        "memory (MiB)",
        "disk (MiB)",
    ),
    "peer",
    "set-up",
    "{processor}, {cores} cores, {memory_gib} GiB of memory, Python {python}, load {load} at the start; {versions}."
    " Vectors: `{model}`, {encoded} of the passages really encoded.",
    "Youju on the policy suite (medians): encoding a question {encode_question_ms} ms, search with encoding"
    " {search_ms} ms, a whole answer {answer_ms} ms; passages of about 105 tokens encoded a second:"
    " {encode_passages_a_second}.",
    english=True,
)
_CHARTS: tuple[tuple[str, str, str, Callable[[Result], float | None]], ...] = (
    ("bench-latency.svg", "检索 search, median", "ms", lambda result: result.median_ms),
    ("bench-build.svg", "建立索引 build", "s", lambda result: result.build_s),
    ("bench-memory.svg", "内存 memory", "MiB", lambda result: result.memory_mib),
)


def publish(results: Path, docs: Path) -> None:
    """Bring the tables and plots of both pages in the folder ``docs`` up to date with a file of results."""
    content = json.loads(results.read_text(encoding="utf-8"))
    found = [Result(**row) for row in content["results"]]
    (docs / "images").mkdir(exist_ok=True)
    for name, title, unit, value in _CHARTS:
        drawing = chart(title, unit, _series(found, value), "段落 passages")
        (docs / "images" / name).write_text(drawing, encoding="utf-8")
    for words in (_CHINESE, _ENGLISH):
        page = docs / words.page
        before, _, rest = page.read_text(encoding="utf-8").partition(_BEGIN)
        after = rest.partition(_END)[2]
        tables = "\n".join(_report(content["machine"], found, words))
        page.write_text(f"{before}{_BEGIN}\n\n{tables}\n\n{_END}{after}", encoding="utf-8")


_FAILURES = (
    (re.compile(r"needs more than ([\d.]+) GiB to build"), r"建立时要的内存超过 \1 GiB"),
    (re.compile(r"needs more than ([\d.]+) GiB to \w+"), r"要的内存超过 \1 GiB"),
    (re.compile(r"took more than (\d+) s to build"), r"建立超过 \1 秒"),
    (re.compile(r"took more than (\d+) s to \w+"), r"检索超过 \1 秒"),
    (re.compile(r"not installed: "), "没有安装:"),
)


def _report(machine: Mapping[str, Any], results: Sequence[Result], words: _Words) -> Iterator[str]:
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    yield words.machine.format(**{**machine, "versions": versions})
    if "parts" in machine:
        yield f"\n{words.parts.format(**machine['parts'])}"
    for size in sorted({result.size for result in results}):
        yield f"\n### {words.size.format(f'{size:,}')}\n"
        yield _row(words.columns)
        yield _row(["---"] * len(words.columns))
        here = [result for result in results if result.size == size]
        ours = next((result for result in here if result.peer == _OURS), None)
        for result in here:
            yield _row(_cells(result, ours, words))
    for name, *_ in _CHARTS:
        yield f"\n![{name.removesuffix('.svg')}](images/{name})"
    yield f"\n{_row((words.peer, words.how))}"
    yield _row(("---", "---"))
    for kind in KINDS:
        yield _row((kind.name, kind.how_english if words.english else kind.how))


def _cells(result: Result, ours: Result | None, words: _Words) -> list[str]:
    failure = result.failure or ""
    if not words.english:
        for pattern, chinese in _FAILURES:
            failure = pattern.sub(chinese, failure)
    if result.median_ms is None:
        return [result.peer, failure, *[""] * 9]
    return [
        result.peer + (f" ({failure})" if failure else ""),
        _share(result.hit_1),
        _share(result.ndcg_10),
        _figure(result.median_ms),
        _times(result.median_ms, None if ours is None else ours.median_ms),
        _figure(result.p95_ms),
        _figure(result.with_encoding_median_ms),
        _figure(result.build_s),
        _times(result.build_s, None if ours is None else ours.build_s),
        _figure(result.memory_mib),
        _figure(result.disk_mib),
    ]


def _series(
    results: Sequence[Result], value: Callable[[Result], float | None]
) -> dict[str, list[tuple[float, float]]]:
    """Return the points of each peer in its best set-up, by size."""
    names = [kind.name for kind in KINDS if not kind.as_shipped]
    return {
        name: sorted(
            (float(result.size), float(y))
            for result in results
            if result.peer == name and (y := value(result))
        )
        for name in names
    }


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _figure(value: float | None) -> str:
    """Return three significant digits, and whole numbers from 100 on."""
    if value is None:
        return "—"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _times(value: float | None, ours: float | None) -> str:
    """Return by how much a value is larger than ours."""
    return "—" if not value or not ours else f"{_figure(value / ours)} ×"
