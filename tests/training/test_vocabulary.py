"""A model cut to fewer pieces gives the same vectors, where none of the dropped ones is needed."""

import shutil
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer
from tiny_model import make_tiny_model
from tokenizers import Tokenizer

from training.vocabulary import chosen, count_pieces, cut

TEXTS = ["甲县2014年拨付120万元。", "乙市在哪里修桥"]


def test_a_cut_model_is_a_whole_folder_that_gives_the_same_vectors(tmp_path: Path) -> None:
    made = make_tiny_model(tmp_path / "made")
    whole = tmp_path / "whole"
    shutil.copytree(made.start, whole)
    for name in ("config.json", "model.safetensors"):
        shutil.copy(made.retriever / name, whole / name)
    tokenizer = Tokenizer.from_file(str(whole / "tokenizer.json"))
    numbers = tokenizer.get_vocab()
    pieces = sorted(numbers, key=numbers.__getitem__)
    special = {numbers[name] for name in ("<s>", "<pad>", "</s>", "<unk>")}
    kept = chosen(pieces, count_pieces(tokenizer, TEXTS * 2), special, 40)
    assert len(kept) < len(pieces)
    cut(whole, kept, tmp_path / "cut")

    before, after = (
        SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        for folder in (whole, tmp_path / "cut")
    )
    assert np.allclose(before.encode(TEXTS), after.encode(TEXTS), atol=1e-5)
    assert after.tokenizer.vocab_size < before.tokenizer.vocab_size
    assert (tmp_path / "cut" / "1_Pooling" / "config.json").is_file()
