"""The model that the package really ships: small enough, loaded without network, and good for its two tasks."""

from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from index.embed import Embedder
from index.encoder_process import EncoderProcess
from index.own_model import SHIPPED, ensure_own_model
from index.reading import Reading, best_span
from index.span_reader import SpanReader

pytestmark = pytest.mark.slow

QUESTION = "望川县给青石乡拨付了多少资金？"
ANSWERS = "2015年，望川县给青石乡拨付帮扶资金30万元，用于修建两座桥。"
NEAR = "2015年，望川县在白塔镇举办了农民运动会，共有300人参加。"
FAR = "图书馆每周一闭馆，读者可以把书还到门口的箱子里。"


@pytest.fixture(scope="module")
def model(model_cache: Path) -> Embedder:
    return Embedder.load(Path("youju"), model_cache, precision="fp32")


def test_it_takes_no_more_than_sixty_megabytes() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) <= 60_000_000


def test_the_retriever_prefers_what_answers(model: Embedder) -> None:
    assert "youju" in model.identity
    cosines = model.encode_passages([ANSWERS, NEAR, FAR]) @ model.encode_queries([QUESTION])[0]
    assert cosines[0] > cosines[1] > cosines[2]


def test_the_reader_finds_the_answer_and_misses_it_where_there_is_none(model: Embedder) -> None:
    read = model.read(QUESTION, [ANSWERS, NEAR, FAR])
    assert read is not None
    assert read[0].answered > 0 > max(read[1].answered, read[2].answered)
    assert "30万元" in answer(read[0], ANSWERS)


def test_in_8_bits_it_reads_nearly_the_same(model: Embedder, model_cache: Path) -> None:
    narrow = SpanReader.load(ensure_own_model(model_cache).reader, int8=True)
    exact = model.read(QUESTION, [ANSWERS, NEAR, FAR])
    assert exact is not None
    for ours, theirs, passage in zip(
        exact, narrow.read(QUESTION, [ANSWERS, NEAR, FAR]), (ANSWERS, NEAR, FAR), strict=True
    ):
        assert 0 < abs(theirs.answered - ours.answered) < 0.5
        assert ours.answered < 0 or answer(theirs, passage) == answer(ours, passage)


@pytest.mark.parametrize(
    ("capabilities", "precision", "expected"),
    [
        ({"avx512_vnni": True}, "auto", True),
        ({"avx512_vnni": True}, "fp32", False),  # was asked for
        ({"avx512_vnni": True, "amx_bf16": True}, "auto", False),
        ({}, "auto", False),
    ],
)
def test_the_reader_computes_in_8_bits_where_that_is_fastest(
    capabilities: dict[str, bool],
    precision: Literal["auto", "fp32"],
    expected: bool,
    model_cache: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("torch.cpu.get_capabilities", lambda: capabilities)
    loaded: list[bool] = []
    monkeypatch.setattr(SpanReader, "load", lambda *_, int8, **__: loaded.append(int8))
    Embedder.load(Path("youju"), model_cache, precision=precision, device="cpu")
    assert loaded == [expected]


def test_a_process_of_its_own_reads_the_same(model: Embedder, model_cache: Path) -> None:
    here = model.read(QUESTION, [ANSWERS, FAR])
    with EncoderProcess(Path("youju"), model_cache) as process:
        there = process.read(QUESTION, [ANSWERS, FAR])
    assert here is not None and there is not None
    for ours, theirs in zip(here, there, strict=True):
        assert np.array_equal(ours.offsets, theirs.offsets)
        np.testing.assert_allclose(theirs.answered, ours.answered, atol=0.5)  # its precision may be another
        assert answer(theirs, ANSWERS) == answer(ours, ANSWERS)


def test_the_default_is_the_embedded_retriever_with_the_same_reader(
    model: Embedder, model_cache: Path
) -> None:
    default = Embedder.load(None, model_cache, precision="fp32")
    alone = Embedder.load(Path("multilingual-e5-small"), model_cache, precision="fp32")
    assert default.identity == alone.identity != model.identity
    assert np.array_equal(default.encode_queries([QUESTION]), alone.encode_queries([QUESTION]))
    assert alone.read(QUESTION, [ANSWERS]) is None
    read, expected = default.read(QUESTION, [ANSWERS]), model.read(QUESTION, [ANSWERS])
    assert read is not None and expected is not None
    assert read[0].answered == expected[0].answered


def answer(reading: Reading, passage: str) -> str:
    first, last, _ = best_span(reading.starts, reading.ends, 64)
    return passage[reading.offsets[first][0] : reading.offsets[last][1]]
