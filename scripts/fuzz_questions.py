"""Ask what nobody would: no question, history or filter may end in a fault, a wrong quote or a long wait.

    python scripts/fuzz_questions.py --inputs 10000 --seed 1
    python scripts/fuzz_questions.py --inputs 500 --encoder model      with the embedding model

Asks a library of the samples through ``bot.respond``. Ends with 1 where something was raised that the tree of
errors does not foresee, a quote was not ``document.text[start:end]``, or an answer took longer than ``--slow``
seconds of processor time. The same seed asks the same.
"""

import argparse
import heapq
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from fake_encoder import FakeEncoder  # noqa: E402

from bot.errors import BotError  # noqa: E402
from bot.models import Answer, Turn  # noqa: E402
from bot.respond import MAX_QUESTION, respond  # noqa: E402
from corpus.errors import CorpusError  # noqa: E402
from corpus.models import State  # noqa: E402
from corpus.store import Store  # noqa: E402
from index.build import build  # noqa: E402
from index.embed import Embedder  # noqa: E402
from index.errors import IndexFault  # noqa: E402
from index.model_folder import default_cache_dir  # noqa: E402
from index.models import Filters  # noqa: E402
from index.search import Searcher  # noqa: E402

SAMPLES = ROOT / "corpus" / "samples"
FORESEEN = (BotError, IndexFault, CorpusError)
SHOWN = 5  # slowest inputs, and faults of one kind

PIECES = (
    "荔湾区2013-2015年给黔南州划拨了多少资金?", "那三峡库区呢?", "谁", "为什么", "和", "、", "的", "年", "第", "条", "款",
    "（", "）", "(", ")", "【", "《", "》", "“", "[", "{", "零", "一", "十", "百", "千", "万", "亿", "点", "分之", "0",
    "1", "9", "０", "-", "—", "～", ".", ",", "，", "。", "？", "?", "!", ":", ";", " ", "\u3000", "\t", "\n", "\r\n",
    "\x00", "\x1b[31m", "\u200b", "\u202e", "\u200f", "\ufeff", "\u0301", "\ud800", "\udfff", "\U0001f600",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U00020000", "ﷺ", "ǅ", "İ", "ß", "㎡", "①", "½", "％", "%", "％s", "a", "é",
    "2015年", "11月26日", "2015-11-26", "穗协作〔2013〕23号", "〔", "645万元", "万元", "共", "合计", "比", "增长", "多少", "分别",
    "' OR 1=1 --", '"; DROP TABLE document; --', "* AND NEAR(a b)", '{"question": null}', "${jndi:x}", "{{7*7}}", "%00",
    "../../etc/passwd", "<script>alert(1)</script>", "\\", "/", "(?:a+)+$", "$^", "NaN", "1e999", "null", "让", "被", "由",
)  # fmt: skip

piece = st.sampled_from(PIECES)
length = st.integers(1, MAX_QUESTION)
anything = st.text(st.characters(), max_size=200)  # surrogates and controls included
run = st.builds(lambda one, size: (one * size)[:size], piece, length)
alternating = st.builds(
    lambda pieces, size: ("".join(pieces) * size)[:size], st.lists(piece, min_size=2, max_size=5), length
)
mixed = st.lists(st.one_of(piece, anything), max_size=30).map("".join)
around = st.builds(lambda a, b, c: a + b + c, mixed, run, mixed)
question = st.one_of(run, alternating, mixed, around, anything)
turn = st.builds(Turn, st.sampled_from(("user", "assistant")), question)
day = st.one_of(st.none(), st.dates(date(1, 1, 1), date(9999, 12, 31)))
names = st.lists(st.one_of(piece, anything), max_size=5).map(tuple)
filters = st.builds(
    Filters,
    issuers=names,
    regions=names,
    documents=names,
    states=st.lists(st.sampled_from(State), max_size=3).map(tuple),
    issued_from=day,
    issued_to=day,
)


@dataclass
class Findings:
    """What came of the inputs."""

    outcomes: Counter[str] = field(default_factory=Counter)
    faults: dict[str, list[str]] = field(default_factory=dict)
    slowest: list[tuple[float, str]] = field(default_factory=list)
    keep: Path | None = None

    def fault(self, kind: str, what: str) -> None:
        """Note a fault; the same kind is shown a few times only."""
        self.outcomes["FAULT"] += 1
        self.faults.setdefault(kind, []).append(what[:600])
        if self.keep is not None:
            with self.keep.open("a", encoding="utf-8") as file:
                file.write(f"{kind}: {what}\n")

    def took(self, seconds: float, what: str) -> None:
        """Note how long an answer took."""
        heapq.heappush(self.slowest, (seconds, what))
        if len(self.slowest) > SHOWN:
            heapq.heappop(self.slowest)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slow", type=float, default=5.0, help="seconds of processor time for one answer")
    parser.add_argument("--keep", type=Path, help="write the whole of every faulty input here, one a line")
    parser.add_argument("--encoder", choices=("fake", "model"), default="fake")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        findings = Findings(keep=options.keep)
        return fuzz(Path(folder), options.inputs, options.seed, options.slow, options.encoder, findings)


def fuzz(folder: Path, inputs: int, number: int, slow: float, encoder: str, findings: Findings) -> int:
    """Return 0 where every input came to a right answer or a foreseen error, soon enough."""
    loaded = FakeEncoder() if encoder == "fake" else Embedder.load(None, default_cache_dir())
    build([SAMPLES], folder, lambda: loaded)
    store = Store.open(folder)
    searcher = Searcher(store, loaded)
    begun = time.monotonic()

    def ask(asked: str, history: list[Turn], limits: Filters, top: int) -> Answer:
        return respond(asked, searcher, history=history, top=top, filters=limits)

    fuzz_with(ask, store, inputs, number, slow, findings)
    for kind, seen in findings.faults.items():
        print(f"\n{kind}: {len(seen)} times", *seen[:SHOWN], sep="\n  ")
    print(
        f"\n{sum(findings.outcomes.values())} inputs in {time.monotonic() - begun:.0f} s: {dict(findings.outcomes)}"
    )
    print("slowest:", *(f"  {seconds:.2f} s {what}" for seconds, what in sorted(findings.slowest)), sep="\n")
    return 1 if findings.faults else 0


def fuzz_with(
    ask: Callable[[str, list[Turn], Filters, int], Answer],
    store: Store,
    inputs: int,
    number: int,
    slow: float,
    findings: Findings,
) -> None:
    """Ask ``inputs`` times, and note what came of it."""

    @seed(number)
    @settings(
        max_examples=inputs,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(question, st.one_of(st.just([]), st.lists(turn, max_size=6)), st.one_of(st.just(Filters()), filters),
           st.integers(1, 20))  # fmt: skip
    def one(asked: str, history: list[Turn], limits: Filters, top: int) -> None:
        what = ascii((asked, history, limits, top))
        begun = time.process_time()
        try:
            answer = ask(asked, history, limits, top)
        except FORESEEN as error:
            findings.outcomes[type(error).__name__] += 1
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            findings.fault(f"{type(error).__name__} at {where.filename}:{where.lineno}: {error}"[:200], what)
        else:
            findings.outcomes[answer.status.value] += 1
            if (wrong := misquoted(answer, store)) is not None:
                findings.fault(wrong, what)
        seconds = time.process_time() - begun
        findings.took(seconds, what[:300])
        if seconds > slow:
            findings.fault(f"slower than {slow} s", f"{seconds:.1f} s {what}")

    one()


def misquoted(answer: Answer, store: Store) -> str | None:
    """Return what is wrong of the quotes; ``None``: each is the text between its offsets, and so is each mark."""
    for quote in answer.quotes:
        text = store.document(quote.document_id, quote.version).text
        if text[quote.start : quote.end] != quote.text:
            return "a quote that is not in its document"
        for mark in quote.highlights:
            inside = quote.start <= mark.start < mark.end <= quote.end
            if not inside or text[mark.start : mark.end] != mark.text:
                return "a mark that is not in its quote"
    return None


if __name__ == "__main__":
    sys.exit(main())
