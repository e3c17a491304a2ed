"""The model that is shipped: written by training, unpacked once, loaded by the two libraries without network."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from tiny_model import TinyModel, make_tiny_model
from transformers import BertForTokenClassification, BertModel

from index.errors import ModelDamaged, ModelNotFound
from index.own_model import DESCRIPTION, RETRIEVER, WEIGHTS, ensure_own_model, narrowed, part_file, widened
from training.export import export

TEXTS = ["甲县2014年拨付120万元。", "乙市在哪里修桥"]


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> TinyModel:
    return make_tiny_model(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def shipped(tiny: TinyModel, tmp_path: Path) -> Path:
    export(tiny.start, tiny.retriever, tiny.reader, tmp_path / "shipped")
    return tmp_path / "shipped"


def test_the_retriever_is_a_folder_of_sentence_transformers(
    shipped: Path, tiny: TinyModel, tmp_path: Path
) -> None:
    folder = ensure_own_model(tmp_path / "cache", shipped).retriever
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    vectors = model.encode(TEXTS, normalize_embeddings=True)
    before = BertModel.from_pretrained(str(tiny.retriever), add_pooling_layer=False).eval()
    tokens = model.tokenizer(TEXTS, return_tensors="pt", padding=True)
    with torch.inference_mode():
        states = before(
            input_ids=tokens["input_ids"], attention_mask=tokens["attention_mask"]
        ).last_hidden_state
    weights = tokens["attention_mask"].unsqueeze(-1)
    wanted = torch.nn.functional.normalize((states * weights).sum(1) / weights.sum(1), dim=-1).numpy()
    assert np.sum(vectors * wanted, axis=1).min() > 0.999


def test_the_reader_is_a_folder_of_transformers(shipped: Path, tiny: TinyModel, tmp_path: Path) -> None:
    folder = ensure_own_model(tmp_path / "cache", shipped).reader
    tokens = torch.tensor([[0, 6, 7, 2, 2, 8, 9, 10, 2]])
    with torch.inference_mode():
        after, before = (
            BertForTokenClassification.from_pretrained(str(path), dtype=torch.float32)
            .eval()(input_ids=tokens)
            .logits
            for path in (folder, tiny.reader)
        )
    assert after.shape == (1, 9, 3)
    assert torch.allclose(after, before, atol=0.05 * float(before.std()) + 0.02)


def test_it_is_unpacked_once(shipped: Path, tmp_path: Path) -> None:
    first = ensure_own_model(tmp_path / "cache", shipped)
    written = (first.reader / WEIGHTS).stat().st_mtime_ns
    assert ensure_own_model(tmp_path / "cache", shipped) == first
    assert (first.reader / WEIGHTS).stat().st_mtime_ns == written
    (first.reader / WEIGHTS).write_bytes(b"")
    ensure_own_model(tmp_path / "cache", shipped)
    assert (first.reader / WEIGHTS).stat().st_size > 0


def test_what_is_damaged_or_missing_is_said(shipped: Path, tmp_path: Path) -> None:
    part = shipped / part_file(RETRIEVER)
    weights = bytearray(part.read_bytes())
    weights[-1] ^= 1
    part.write_bytes(weights)
    with pytest.raises(ModelDamaged, match="SHA-256"):
        ensure_own_model(tmp_path / "cache", shipped)
    part.unlink()
    with pytest.raises(ModelNotFound, match="重新安装"):
        ensure_own_model(tmp_path / "cache", shipped)
    (shipped / DESCRIPTION).write_text("[]", encoding="utf-8")
    with pytest.raises(ModelDamaged, match="说明"):
        ensure_own_model(tmp_path / "cache", shipped)
    (shipped / DESCRIPTION).unlink()
    with pytest.raises(ModelNotFound):
        ensure_own_model(tmp_path / "cache", shipped)
    assert not list((tmp_path / "cache").glob("models/*.partial"))


def test_tables_that_differ_are_not_shipped(tiny: TinyModel, tmp_path: Path) -> None:
    other = make_tiny_model(tmp_path / "other", seed=1)
    with pytest.raises(ValueError, match="share"):
        export(tiny.start, tiny.retriever, other.reader, tmp_path / "shipped")


def test_the_description_says_nothing_of_the_machine(shipped: Path) -> None:
    assert "/" not in json.dumps([*json.loads((shipped / DESCRIPTION).read_text("utf-8"))["reader"].values()])


def test_eight_bits_keep_a_row_within_a_half_step() -> None:
    rng = np.random.default_rng(1)
    values = rng.normal(size=(80, 7)).astype(np.float32) * rng.uniform(0.01, 10, size=(80, 1)).astype(
        np.float32
    )
    values[3] = 0
    back = widened(narrowed({"a.weight": values, "a.bias": values[:, 0]}))
    step = np.abs(values).max(axis=1, keepdims=True) / 127
    assert np.all(np.abs(back["a.weight"] - values) <= 0.51 * step + 1e-2 * step)
    assert back["a.bias"] == pytest.approx(values[:, 0], rel=1e-3)
    assert narrowed({"a": values})["a"].dtype == np.int8
