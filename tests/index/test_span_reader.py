"""Readings: a row for each token of a passage, whatever it is read with, as long as it may be."""

from pathlib import Path

import numpy as np
import pytest
from tiny_model import make_tiny_model

from index.reading import Reading, best_span, packed, unpacked
from index.span_reader import SpanReader

LONG = "甲县2014年拨付120万元，用于修桥。" * 40


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> SpanReader:
    made = make_tiny_model(tmp_path_factory.mktemp("tiny"))
    (made.reader / "tokenizer.json").write_bytes((made.start / "tokenizer.json").read_bytes())
    return SpanReader.load(made.reader)


def same(a: Reading, b: Reading) -> bool:
    return (
        np.array_equal(a.offsets, b.offsets)
        and np.allclose(a.starts, b.starts, atol=1e-4)
        and np.allclose(a.ends, b.ends, atol=1e-4)
        and a.answered == pytest.approx(b.answered, abs=1e-4)
    )


def test_each_character_has_its_chances(reader: SpanReader) -> None:
    passage = "甲县2014年拨付120万元。"
    (reading,) = reader.read("甲县拨付了多少？", [passage])
    assert {at for a, b in reading.offsets for at in range(a, b)} == set(range(len(passage)))
    for chances in (reading.starts, reading.ends):
        assert np.exp(chances).sum() == pytest.approx(1, abs=1e-3)
    assert np.isfinite(reading.answered)


def test_a_reading_does_not_hang_on_its_company(reader: SpanReader) -> None:
    question, passages = "在哪里修桥", ["乙市用于修桥。", LONG, "", "丙县"]
    together = reader.read(question, passages)
    alone = [reader.read(question, [passage])[0] for passage in passages]
    assert all(same(a, b) for a, b in zip(together, alone, strict=True))
    assert together[0].answered != together[3].answered


def test_a_long_passage_is_read_to_its_end(reader: SpanReader) -> None:
    (reading,) = reader.read("多少", [LONG])
    assert reading.offsets[-1][1] == len(LONG)
    assert np.isfinite(reading.starts).all() and np.isfinite(reading.ends).all()


def test_nothing_to_read(reader: SpanReader) -> None:
    assert reader.read("多少", []) == []
    (reading,) = reader.read("多少", [""])
    assert reading.answered == -np.inf
    assert reading.starts.shape == reading.ends.shape == (0,)


def test_a_question_of_any_length(reader: SpanReader) -> None:
    for question in ("", "甲" * 2_000):
        (reading,) = reader.read(question, ["甲县拨付120万元。"])
        assert len(reading.starts)


def test_readings_survive_the_way_to_another_process(reader: SpanReader) -> None:
    readings = reader.read("多少", ["甲县拨付120万元。", "", "乙县"])
    back = unpacked(packed(readings))
    assert len(back) == 3
    assert all(same(a, b) for a, b in zip(readings, back, strict=True) if len(a.starts))
    assert back[1].answered == -np.inf
    assert unpacked(packed([])) == []


def test_the_best_span_runs_forwards() -> None:
    starts, ends = np.array([1, 5, 0], dtype=np.float32), np.array([6, 1, 2], dtype=np.float32)
    assert best_span(starts, ends, 3) == (0, 0, 7.0)  # 5 + 6 would end before it begins
    starts, ends = np.array([5, 0, 0], dtype=np.float32), np.array([0, 0, 9], dtype=np.float32)
    assert best_span(starts, ends, 2) == (1, 2, 9.0)  # 5 + 9 would be too long


@pytest.mark.parametrize("script", ["甲縣2014年", "  甲县\n\n\t拨付 ", "😀é甲", "\ud800甲"])
def test_odd_characters(reader: SpanReader, script: str, tmp_path: Path) -> None:
    (reading,) = reader.read("多少", [script])
    assert all(0 <= a <= b <= len(script) for a, b in reading.offsets)
