"""Make Youju's own model: ``python -m training COMMAND``; see training/README.md.

The order is vocabulary, reader, measure, retriever, retrieval; each writes into the folder of the run.
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
from training.memory import keep_freed_memory
from training.mixture import CLOSER, GENERAL, reader_examples
from training.negatives import hard_negatives
from training.network import fast_type, load_encoder
from training.pairs import all_pairs, judged_texts
from training.reader import Recipe, train
from training.reading import parts, read_examples
from training.retrieval import measure as measure_retrieval
from training.runs import save
from training.texts import official_texts
from training.vocabulary import chosen, count_pieces, cut

data_option = click.option(
    "--data", type=click.Path(path_type=Path, exists=True), envvar="YOUJU_DATA", required=True
)
run_option = click.option(
    "--run", type=click.Path(path_type=Path), default=Path("build/model"), show_default=True
)
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
@click.option("--epochs", default=2, show_default=True)
@click.option("--rate", default=2e-4, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--layers", type=int, default=None)
@click.option("--closer", is_flag=True, help="more of what is asked of documents; a second pass, with --onto")
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
    closer: bool,
    limit: int | None,
    onto: Path | None,
) -> None:
    """Train the reader; a run that was killed goes on."""
    start = onto / "reader" / "model" if onto else run / "start"
    device = "cuda" if torch.cuda.is_available() else "cpu"
    examples = reader_examples(data, seed, CLOSER if closer else GENERAL)
    recipe = Recipe(seed=seed, epochs=epochs, rate=rate, layers=layers, device=device)
    network = train(start, examples[:limit], recipe, run / "reader")
    save(network, run / "start", run / "reader" / "model")


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
