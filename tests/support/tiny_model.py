"""A retriever and a reader with random weights, small enough to be made in a moment: right in form, not in answers."""

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertForTokenClassification, BertModel

LETTERS = "甲乙丙县市年拨付了多少万元。，？0123456789在哪里修桥用于资金"
_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
_MODULES = "sentence_transformers.base.modules"


@dataclass(frozen=True, slots=True)
class TinyModel:
    """The folders that ``training.export`` takes."""

    start: Path
    retriever: Path
    reader: Path


def make_tiny_model(folder: Path, seed: int = 0) -> TinyModel:
    """Write the three folders; both networks share their table of pieces."""
    torch.manual_seed(seed)
    vocabulary = [*_SPECIAL, "▁", *dict.fromkeys(LETTERS)]
    # Rows enough for matrices to be rounded to 8 bits.
    config = BertConfig(
        vocab_size=max(len(vocabulary), 96),
        hidden_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=96,
        max_position_embeddings=512,
        num_labels=3,
        **{"bos_token_id": 0, "pad_token_id": 1, "eos_token_id": 2},
    )
    made = TinyModel(folder / "start", folder / "retriever", folder / "reader")
    reader = BertForTokenClassification(config)
    torch.nn.init.normal_(reader.classifier.weight, std=2.0)  # so that it is of some opinion
    retriever = BertModel(config, add_pooling_layer=False)
    retriever.embeddings.word_embeddings.load_state_dict(reader.bert.embeddings.word_embeddings.state_dict())
    made.start.mkdir(parents=True)
    _tokenizer(vocabulary).save(str(made.start / "tokenizer.json"))
    for name, content in _descriptions(config).items():
        (made.start / name).parent.mkdir(exist_ok=True)
        (made.start / name).write_text(json.dumps(content), encoding="utf-8")
    retriever.save_pretrained(made.retriever)
    reader.save_pretrained(made.reader)
    return made


def _tokenizer(vocabulary: list[str]) -> Tokenizer:
    numbers = {name: n for n, name in enumerate(vocabulary)}
    made = Tokenizer(models.Unigram([(name, -1.0) for name in vocabulary], unk_id=numbers["<unk>"]))
    made.normalizer = normalizers.NFKC()
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    made.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", numbers["<s>"]), ("</s>", numbers["</s>"])]
    )
    made.add_special_tokens(list(_SPECIAL))
    return made


def _descriptions(config: BertConfig) -> dict[str, object]:
    return {
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": 512,
            "model_input_names": ["input_ids", "attention_mask"],
            "bos_token": "<s>",
            "eos_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{_MODULES}.transformer.Transformer"},
            {
                "idx": 1,
                "name": "1",
                "path": "1_Pooling",
                "type": "sentence_transformers.sentence_transformer.modules.pooling.Pooling",
            },
        ],
        "sentence_bert_config.json": {"transformer_task": "feature-extraction"},
        "1_Pooling/config.json": {"embedding_dimension": config.hidden_size, "pooling_mode": "mean"},
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "prompts": {"query": "query: ", "passage": "passage: "},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }
