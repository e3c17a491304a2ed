"""Make Youju's own model: ``python -m training COMMAND``; see training/README.md.

The order is vocabulary, reader, measure, retriever, retrieval; hits come before the reader's mixture of what is found.
Each writes into the folder of the run.
"""

import json
from dataclasses import asdict
from pathlib import Path

import click
import torch
from tokenizers import Tokenizer

from index.embedded_model import ensure_embedded_model
from index.model_folder import default_cache_dir
from index.own_model import SHIPPED
from index.span_reader import SpanReader
from training import measure as measuring
from training import retriever as retrieving
from training.distil import taught
from training.export import export
from training.hits import keep_hits
from training.memory import keep_freed_memory
from training.mixture import MIXTURES, reader_examples
from training.negatives import hard_negatives
from training.network import fast_type, load_encoder
from training.pairs import all_pairs, judged_texts
from training.reader import Recipe, train
from training.reading import parts, read_examples
from training.retrieval import measure as measure_retrieval
from training.runs import mean, save
from training.texts import official_texts
from training.vocabulary import chosen, count_pieces, cut

data_option = click.option(
    "--data", type=click.Path(path_type=Path, exists=True), envvar="YOUJU_DATA", required=True
)
run_option = click.option(
    "--run", type=click.Path(path_type=Path), default=Path("build/model"), show_default=True
)
_HITS = "hits.jsonl"
_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


@click.group()
def app() -> None:
    """Train, export and measure the model that Youju ships."""
    keep_freed_memory()


@app.command()
@data_option
@run_option
@click.option("--size", default=25_000, show_default=True, help="pieces that are kept")
@click.option("--every", default=4, show_default=True, help="n: each n-th text is counted")
def vocabulary(data: Path, run: Path, size: int, every: int) -> None:
    """Cut the embedded model to the pieces that official Chinese needs."""
    folder = ensure_embedded_model(default_cache_dir())
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    numbers = tokenizer.get_vocab()
    pieces = sorted(numbers, key=numbers.__getitem__)
    counts = count_pieces(tokenizer, official_texts(data, every))
    kept = chosen(pieces, counts, {numbers[name] for name in _SPECIAL}, size)
    cut(folder, kept, run / "start")
    covered = sum(counts[number] for number in kept) / counts.total()
    click.echo(json.dumps({"pieces": len(kept), "of": len(pieces), "tokens covered": round(covered, 5)}))


@app.command()
@data_option
@run_option
def hits(data: Path, run: Path) -> None:
    """Keep what the product's search finds for the judged questions, for the mixture "found"."""
    click.echo(json.dumps({"examples": keep_hits(data, default_cache_dir(), run / _HITS)}))


@app.command()
@data_option
@run_option
@click.option("--epochs", default=2, show_default=True)
@click.option("--rate", default=2e-4, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--layers", type=int, default=None)
@click.option(
    "--mixture",
    type=click.Choice(sorted(MIXTURES)),
    default="general",
    help="what is read; later passes with --onto",
)
@click.option("--limit", type=int, default=None, help="examples, to try it out")
@click.option(
    "--onto", type=click.Path(path_type=Path), help="an earlier run, whose reader is trained further"
)
def reader(
    data: Path,
    run: Path,
    epochs: int,
    rate: float,
    seed: int,
    layers: int | None,
    mixture: str,
    limit: int | None,
    onto: Path | None,
) -> None:
    """Train the reader; a run that was killed goes on."""
    start = onto / "reader" / "model" if onto else run / "start"
    device = "cuda" if torch.cuda.is_available() else "cpu"
    examples = reader_examples(data, seed, MIXTURES[mixture], run / _HITS)
    recipe = Recipe(seed=seed, epochs=epochs, rate=rate, layers=layers, device=device)
    network = train(start, examples[:limit], recipe, run / "reader")
    save(network, run / "start", run / "reader" / "model")


@app.command(name="mean")
@run_option
@click.argument("runs", type=click.Path(path_type=Path, exists=True), nargs=-1, required=True)
def reader_mean(run: Path, runs: tuple[Path, ...]) -> None:
    """Make a reader of the mean of the weights of several runs' readers."""
    mean([each / "reader" / "model" for each in runs], run / "reader" / "model")


@app.command()
@data_option
@run_option
@click.option("--epochs", default=1, show_default=True)
@click.option("--rate", default=5e-5, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--negatives", default=1, show_default=True, help="BM25 negatives of each pair")
@click.option("--limit", type=int, default=None, help="pairs, to try it out")
def retriever(
    data: Path, run: Path, epochs: int, rate: float, seed: int, negatives: int, limit: int | None
) -> None:
    """Train the retriever, drawn to the reader's scores where there is a reader; a run that was killed goes on."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    pairs = all_pairs(data, read_examples(data / "reading"), seed)[:limit]
    further = [text for source in ("policy", "statute") for text in judged_texts(data / source, source)]
    found = hard_negatives(pairs, negatives, further)
    lessons = [retrieving.Lesson(pair, others) for pair, others in zip(pairs, found, strict=True)]
    if (run / "reader" / "model").is_dir():
        precision = str(fast_type()).removeprefix("torch.")
        lessons = taught(lessons, SpanReader.load(run / "reader" / "model", dtype=precision))
    recipe = retrieving.Recipe(seed=seed, epochs=epochs, rate=rate, negatives=negatives, device=device)
    encoder = retrieving.train(run / "start", lessons, recipe, run / "retriever")
    save(encoder, run / "start", run / "retriever" / "model")


@app.command()
@data_option
@run_option
@click.option("--trained/--start", default=True, help="the trained retriever, or what it started from")
def retrieval(data: Path, run: Path, trained: bool) -> None:
    """Measure the retriever on judged questions that no training touches."""
    folder = run / "retriever" / "model" if trained else run / "start"
    encoder = load_encoder(str(folder))
    encoder.eval()  # type: ignore[no-untyped-call]
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    for source in ("policy", "statute"):
        figures = measure_retrieval(encoder, tokenizer, data / source, source)
        click.echo(json.dumps({"source": source, **asdict(figures)}))


@app.command()
@data_option
@run_option
@click.option(
    "--precision", type=click.Choice(["bfloat16", "float32"]), default="bfloat16", show_default=True
)
def measure(data: Path, run: Path, precision: str) -> None:
    """Measure the reader on what no training touches."""
    reader = SpanReader.load(run / "reader" / "model", dtype=precision)
    _, held_out = parts(read_examples(data / "reading"))
    for source in ("cmrc_dev", "drcd_dev", "drcd_test", "cjrc_dev", "cjrc_test", "squad"):
        examples = [example for example in held_out if example.source == source]
        found = measuring.answers_of(reader, [(e.question, e.passage) for e in examples])
        click.echo(json.dumps({"source": source, **asdict(measuring.figures(examples, found))}))


@app.command(name="export")
@run_option
@click.option("--reader", "reader_folder", type=click.Path(path_type=Path), default=None)
@click.option("--retriever", "retriever_folder", type=click.Path(path_type=Path), default=None)
@click.option("--target", type=click.Path(path_type=Path), default=SHIPPED, show_default=False)
def ship(run: Path, reader_folder: Path | None, retriever_folder: Path | None, target: Path) -> None:
    """Write the model that the package ships."""
    reader_folder = reader_folder or run / "reader" / "model"
    retriever_folder = retriever_folder or run / "retriever" / "model"
    size = export(run / "start", retriever_folder, reader_folder, target)
    click.echo(json.dumps({"folder": str(target), "megabytes": round(size / 1e6, 1)}))


if __name__ == "__main__":
    app()
