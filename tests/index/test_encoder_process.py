import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cli_runner import REPOSITORY

from index.embed import Embedder
from index.encoder import Encoder
from index.encoder_process import EncoderProcess
from index.errors import EncoderStopped, ModelDamaged, ModelNotFound

pytestmark = pytest.mark.slow

Poll = Callable[[Callable[[], object], str], None]
TEXTS = [f"第{number}条　违反本条例规定的，处{number}万元罚款。" * (1 + number % 5) for number in range(60)]


@pytest.fixture(scope="module")
def process(model_cache: Path) -> Iterator[EncoderProcess]:
    with EncoderProcess(None, model_cache) as made:
        made.start()
        yield made.loaded()


@pytest.fixture(scope="module")
def embedder(model_cache: Path) -> Encoder:
    return Embedder.load(None, model_cache)


def is_running(pid: int) -> bool:
    """Whether a process is there, and no zombie that nobody has asked after."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def kill(process: EncoderProcess) -> None:
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)


def test_vectors_are_those_of_this_process_bit_for_bit(process: EncoderProcess, embedder: Encoder) -> None:
    assert (process.dimension, process.identity) == (embedder.dimension, embedder.identity)
    assert process.encode_passages(TEXTS).tobytes() == embedder.encode_passages(TEXTS).tobytes()
    for text in [*TEXTS[:5], "", "\ud800上", "罚多少钱"]:
        assert process.encode_queries([text]).tobytes() == embedder.encode_queries([text]).tobytes()


def test_no_texts_give_no_vectors(process: EncoderProcess) -> None:
    calls: list[tuple[int, int]] = []
    assert process.encode_passages([], progress=lambda *told: calls.append(told)).shape == (0, 384)
    assert process.encode_queries([]).shape == (0, 384)
    assert calls == []


def test_a_model_without_a_reader_is_asked_to_read_once(model_cache: Path) -> None:
    with EncoderProcess(Path("multilingual-e5-small"), model_cache) as own:
        assert own.read("罚多少钱", ["处一万元罚款。"]) is None
        own.close()  # whoever is asked now could not answer
        assert own.read("罚多少钱", ["处一万元罚款。"]) is None


def test_progress_is_told_in_the_thread_that_asked(process: EncoderProcess) -> None:
    calls: list[tuple[int, int]] = []
    threads: set[int] = set()

    def note(done: int, total: int) -> None:
        calls.append((done, total))
        threads.add(threading.get_ident())

    process.encode_passages(["甲" * 200] * 70, progress=note)
    assert len(calls) > 2 and calls == sorted(calls) and calls[-1] == (70, 70)
    assert threads == {threading.get_ident()}


def test_many_threads_get_what_they_asked_for(process: EncoderProcess) -> None:
    expected = [process.encode_queries([text]) for text in TEXTS[:10]]
    with ThreadPoolExecutor(16) as pool:
        found = pool.map(lambda number: process.encode_queries([TEXTS[number % 10]]), range(160))
        for number, vectors in enumerate(found):
            assert vectors.tobytes() == expected[number % 10].tobytes()


def test_a_question_does_not_wait_for_a_whole_library(process: EncoderProcess) -> None:
    waits: list[int] = []
    done: list[int] = []
    started = threading.Event()

    def note(finished: int, _total: int) -> None:
        done.append(finished)
        started.set()

    library = threading.Thread(
        target=process.encode_passages, args=(["乙" * 300] * 200,), kwargs={"progress": note}
    )
    library.start()
    assert started.wait(60)
    for _ in range(5):
        before = len(done)
        process.encode_queries(["何时施行"])
        waits.append(len(done) - before)
    assert library.is_alive(), "the questions were asked while passages were encoded"
    library.join()
    assert max(waits) <= 4, waits  # the batches that ran, and those that slip past while we count


def test_what_nobody_waits_for_is_not_encoded(process: EncoderProcess) -> None:
    def fail(_done: int, _total: int) -> None:
        raise ValueError("the caller gave up")

    with pytest.raises(ValueError, match="gave up"):
        process.encode_passages(["丙" * 300] * 400, progress=fail)
    assert process.encode_queries(["甲"]).shape == (1, 384)


def test_it_heeds_no_signal_that_is_meant_for_the_server(process: EncoderProcess) -> None:
    before = process.pid
    assert before is not None
    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(before, number)
    assert process.encode_queries(["甲"]).shape == (1, 384)
    assert process.pid == before


def test_where_memory_runs_out_it_falls_before_the_server(process: EncoderProcess) -> None:
    adjusted = Path(f"/proc/{process.pid}/oom_score_adj")
    assert int(adjusted.read_text(encoding="ascii")) >= 500


def test_killed_once_the_result_still_comes(process: EncoderProcess) -> None:
    before = process.pid
    expected = process.encode_passages(TEXTS)
    killed: list[int] = []

    def note(_done: int, _total: int) -> None:
        if not killed:
            killed.append(1)
            kill(process)

    with ThreadPoolExecutor(1) as pool:
        vectors = process.encode_passages(TEXTS, progress=note)
        other = pool.submit(process.encode_queries, ["罚多少钱"]).result()
    assert killed
    assert process.pid != before
    assert vectors.tobytes() == expected.tobytes()
    assert other.shape == (1, 384)


def test_killed_while_idle_the_next_question_is_answered(process: EncoderProcess, wait_until: Poll) -> None:
    before = process.pid
    assert before is not None
    kill(process)
    wait_until(lambda: not is_running(before), "the process is dead")
    assert process.encode_queries(["罚多少钱"]).shape == (1, 384)


def test_killed_twice_it_says_so_and_the_next_question_is_answered(process: EncoderProcess) -> None:
    killed: set[int | None] = set()

    def note(_done: int, _total: int) -> None:
        if process.pid not in killed:
            killed.add(process.pid)
            kill(process)

    with pytest.raises(EncoderStopped, match="内存不足"):
        process.encode_passages(["丁" * 300] * 60, progress=note)
    assert len(killed) == 2
    assert process.encode_queries(["罚多少钱"]).shape == (1, 384)


def test_a_missing_or_damaged_model_is_told_as_such(tmp_path: Path) -> None:
    with EncoderProcess(tmp_path / "missing", tmp_path) as process:
        with pytest.raises(ModelNotFound) as raised:
            process.loaded()
        with pytest.raises(ModelNotFound):
            process.encode_queries(["甲"])
    with pytest.raises(ModelNotFound) as here:
        Embedder.load(tmp_path / "missing", tmp_path)
    assert str(raised.value) == str(here.value)
    (tmp_path / "modules.json").write_text("[", encoding="utf-8")
    with EncoderProcess(tmp_path, tmp_path) as process, pytest.raises(ModelDamaged, match="无法加载"):
        process.loaded()


def test_closed_it_is_gone_and_stays_so(model_cache: Path) -> None:
    with EncoderProcess(None, model_cache) as process:
        process.start()
        pid = process.pid
        assert pid is not None and is_running(pid)
    assert not is_running(pid)
    with pytest.raises(EncoderStopped, match="已停止"):
        process.encode_queries(["甲"])


PARENT = """
import sys
from pathlib import Path
from index.encoder_process import EncoderProcess

process = EncoderProcess(None, Path(sys.argv[1]))
process.start()
if sys.argv[2] == "encoding":
    process.loaded()
    process.encode_passages(["甲" * 300] * 4000, progress=lambda *_: print(process.pid, flush=True))
print(process.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("moment", ["loading", "encoding"])
def test_the_parent_killed_it_is_gone(moment: str, model_cache: Path, wait_until: Poll) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(model_cache), moment],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    assert is_running(pid)
    parent.kill()
    _, said = parent.communicate()
    wait_until(lambda: not is_running(pid), "the encoding process has ended with its parent")
    assert said == "", "neither of them complains"


CLEAN = """
import sys
from pathlib import Path
from index.encoder_process import EncoderProcess

with EncoderProcess(None, Path(sys.argv[1])) as process:
    assert process.encode_queries(["甲"]).shape == (1, 384)
assert not {"torch", "transformers", "sentence_transformers"} & set(sys.modules)
"""


def test_nothing_is_printed_and_nothing_heavy_imported(model_cache: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CLEAN, str(model_cache)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
