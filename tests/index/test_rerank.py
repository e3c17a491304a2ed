from pathlib import Path

import numpy as np
import pytest
from fake_encoder import FakeEncoder
from small_library import build_library

from index.errors import ModelDamaged, ModelNotFound
from index.rerank import Reranker
from index.search import Searcher

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"停水电路通知公告今晚"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder of one small layer with weights drawn at random."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    path = tmp_path_factory.mktemp("cross-encoder")
    (path / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=64, num_labels=1,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(path)
    BertTokenizer(str(path / "vocab.txt")).save_pretrained(path)
    return path


@pytest.mark.slow
def test_a_reranker_takes_the_place_of_cosines(folder: Path, tmp_path: Path, encoder: FakeEncoder) -> None:
    reranker = Reranker.load(folder)
    texts = ["停水通知", "停电公告", "今晚\ud800"]
    scores = reranker.scores("停水", texts)
    assert scores.shape == (3,) and np.isfinite(scores).all()
    assert scores[0] != scores[1]
    assert reranker.scores("停水", []).shape == (0,)
    store = build_library(tmp_path, encoder)
    searcher = Searcher(store, encoder, reranker)
    assert searcher.similarities("停水", texts) == pytest.approx(scores, abs=1e-6)
    assert searcher.similarities("停水", []).shape == (0,)
    assert Searcher(store, encoder).rerank("停水", texts) is None


@pytest.mark.slow
def test_a_damaged_reranker_says_so(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text((folder / "config.json").read_text("utf-8"), "utf-8")
    (tmp_path / "model.safetensors").write_bytes(b"cut")
    with pytest.raises(ModelDamaged, match="重排模型"):
        Reranker.load(tmp_path)


def test_a_folder_without_a_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="重排模型"):
        Reranker.load(tmp_path / "none")
