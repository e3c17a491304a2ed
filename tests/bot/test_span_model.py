from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import span_model as module
from bot.models import Kind
from bot.pieces import pieces
from bot.span_features import MAX_LENGTH, MAX_PIECES, Spans, grams, span_features
from bot.span_model import LIMIT, SpanModel, span_model

NOTICE = "关于停水的通知\n城关镇今晚停水。因主管道老化破裂，需要更换，决定停水两天。请居民储水；勿用井水。"


def idf(token: str) -> float:
    return 2.0


def spans(question: str, text: str, kind: Kind = Kind.FACT) -> Spans:
    return span_features(question, kind, idf, pieces(text, 0, len(text)))


@pytest.mark.parametrize(
    ("folded", "expected"),
    [
        ("停水通知", ["停水", "水通", "通知"]),
        ("停水停水", ["停水", "水停"]),
        ("gdp增长3.5%", ["gdp", "增长", "3.5%"]),
        ("水，电", ["水", "电"]),
        ("？！", []),
    ],
)
def test_grams(folded: str, expected: list[str]) -> None:
    assert grams(folded) == expected


def test_every_run_of_pieces_is_a_span_once() -> None:
    found = spans("为什么停水", NOTICE)
    n = len(pieces(NOTICE, 0, len(NOTICE)))
    assert n == 7
    pairs = list(zip(found.first.tolist(), found.last.tolist(), strict=True))
    assert sorted(pairs) == [(i, j) for i in range(n) for j in range(i, n)]
    assert found.features.shape == (n * (n + 1) // 2, len(span_model().mean))


def test_spans_are_bounded() -> None:
    many = spans("停水", "停水，" * 40)
    assert int((many.last - many.first).max()) == MAX_PIECES - 1
    stretch = pieces(text := f"{'水' * 300}，{'电' * 200}，{'气' * 500}。", 0, 1003)
    long = span_features("停水", Kind.FACT, idf, stretch)
    assert list(zip(long.first.tolist(), long.last.tolist(), strict=True)) == [(0, 0), (1, 1), (2, 2)]
    assert len(text) == 1003 > MAX_LENGTH


def test_the_first_feature_is_the_share_of_the_question_inside() -> None:
    found = spans("停水两天", "停水。两天。")
    inside = {
        (i, j): value
        for i, j, value in zip(
            found.first.tolist(), found.last.tolist(), found.features[:, 0].tolist(), strict=True
        )
    }
    assert inside == pytest.approx({(0, 0): 1 / 3, (1, 1): 1 / 3, (0, 1): 2 / 3})


def test_rare_words_weigh_more() -> None:
    stretch = pieces("停水。两天。", 0, 6)
    found = span_features("停水两天", Kind.FACT, lambda gram: 8.0 if gram == "停水" else 1.0, stretch)
    whole = {
        int(i): float(v)
        for i, j, v in zip(found.first, found.last, found.features[:, 0], strict=True)
        if i == j
    }
    assert whole == pytest.approx({0: 0.8, 1: 0.1})


@given(st.text(alphabet="停水因3万元，。；：\n（）、和", min_size=1, max_size=60), st.sampled_from(Kind))
def test_features_are_finite(text: str, kind: Kind) -> None:
    stretch = pieces(text, 0, len(text))
    if stretch:
        found = span_features("为什么停水", kind, idf, stretch)
        assert np.isfinite(found.features).all()
        assert np.isfinite(span_model().logits(found.features)).all()


def test_a_question_without_a_word_has_features() -> None:
    assert np.isfinite(spans("？", NOTICE).features).all()


def test_the_reason_is_likelier_than_the_title_for_why() -> None:
    stretch = pieces(NOTICE, 0, len(NOTICE))
    found = span_features("城关镇为什么停水", Kind.FACT, idf, stretch)
    logits = span_model().logits(found.features)
    of = {(int(i), int(j)): float(v) for i, j, v in zip(found.first, found.last, logits, strict=True)}
    assert stretch[2].folded.startswith("因主管道")
    assert of[2, 4] > of[0, 0]
    assert of[2, 4] > of[5, 6]


def small_model() -> SpanModel:
    return SpanModel(
        mean=np.array([1.0, 0.0], dtype=np.float32),
        deviation=np.array([2.0, 1.0], dtype=np.float32),
        hidden=np.array([[1.0, 0.0], [0.0, 2.0]], dtype=np.float32),
        hidden_bias=np.array([0.5, 0.0], dtype=np.float32),
        output=np.array([3.0, -1.0], dtype=np.float32),
    )


def test_logits_by_hand() -> None:
    features = np.array([[1.0, 0.0], [3.0, 0.5]], dtype=np.float32)
    expected = [3 * np.tanh(0.5), 3 * np.tanh(1.5) - np.tanh(1.0)]
    assert small_model().logits(features) == pytest.approx(expected, rel=1e-5)


def test_what_was_never_seen_is_clipped() -> None:
    model = small_model()
    edge, beyond = ([[1.0 + 2 * LIMIT * k, -LIMIT * k]] for k in (1, 100))
    assert model.logits(np.array(edge, dtype=np.float32)) == model.logits(np.array(beyond, dtype=np.float32))


def test_weights_survive_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "span_model.npz"
    small_model().save(path)
    monkeypatch.setattr(module, "_FILE", path)
    loaded = span_model.__wrapped__()
    for name in ("mean", "deviation", "hidden", "hidden_bias", "output"):
        assert np.array_equal(getattr(loaded, name), getattr(small_model(), name))


def test_the_shipped_weights_fit_each_other() -> None:
    model = span_model()
    features, units = model.hidden.shape
    assert model.mean.shape == model.deviation.shape == (features,)
    assert model.hidden_bias.shape == model.output.shape == (units,)
    assert (model.deviation > 0).all()
