"""Fits ``bot/data/calibration.json`` on the policy and demo suites: ``python -m evaluation.calibrate DATA CACHE``.

Fitted on are the questions for tuning, and without a reader, which has learnt from the others, those for training
too, and all of demo, which has the questions for figures that policy lacks; the policy questions for measuring are
reported, and drawn in the reliability diagram.
"""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot import confidence
from bot.find import Finder
from bot.question import understand
from evaluation.held_out import Part, part_of
from evaluation.ranking import auroc
from evaluation.reliability import calibration_error, drawing, reliability
from evaluation.run import open_named
from evaluation.suite import Item
from index.embed import Embedder
from index.search import Searcher

SUITES = ("policy", "demo")
_THRESHOLD = 0.15  # chosen on demo and policy: right refusals against false ones (docs/quality.md)
_RIDGE = 1e-3
Row = tuple[dict[str, float], bool, Part, str]  # features, whether there is an answer, its part, its suite


def calibrate(
    data: Path, cache_dir: Path, model: Path | None = None, diagram: Path | None = None
) -> dict[str, float]:
    """Fit, write the calibration, and return the figures on the questions for measuring; draw it, if told where."""
    embedder = Embedder.load(model, cache_dir)
    has_reader = embedder.read("", []) is not None
    names = confidence.READ_FEATURES if has_reader else confidence.FEATURES
    used = {Part.TUNING} if has_reader else {Part.TUNING, Part.TRAINING}
    rows: list[Row] = []
    for name in SUITES:
        suite, searcher = open_named(name, data, cache_dir, embedder)
        for item in suite.items:
            part = Part.TUNING if name != "policy" else part_of(name, item.question)
            if part in {*used, Part.MEASURING} and (values := _measure(item, searcher)):
                rows.append((values, bool(item.answers), part, name))
    x = np.array([[values[name] for name in names] for values, *_ in rows])
    y = np.array([answerable for _, answerable, *_ in rows], dtype=np.float64)
    fitted = np.array([part in used for _, _, part, _ in rows])
    weights, intercept = fit(x[fitted], y[fitted], _shares([row for row in rows if row[2] in used]))
    held, y = 1 / (1 + np.exp(-(x[~fitted] @ weights + intercept))), y[~fitted]
    found = {
        "weights": {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)},
        "intercept": round(float(intercept), 4),
        "threshold": _THRESHOLD,
    }
    target = Path(confidence.__file__).with_name("data") / "calibration.json"
    kept = json.loads(target.read_text(encoding="utf-8"))
    target.write_text(
        json.dumps(kept | ({"with_reader": found} if has_reader else found)) + "\n", encoding="utf-8"
    )
    bins = reliability(held, y)
    if diagram is not None:
        diagram.write_text(drawing(bins), encoding="utf-8")
    return {
        "rows": len(rows),
        "calibration_error": round(calibration_error(bins), 4),
        "auroc": round(auroc(held, y), 4),
        "false_refusals": round(float((held < _THRESHOLD)[y == 1].mean()), 4),
        "refused": round(float((held < _THRESHOLD)[y == 0].mean()), 4),
    }


def _shares(rows: Sequence[Row]) -> NDArray[np.float64]:
    """Return how much each row counts: each suite as much as the other, and in it what has an answer as much as what has none."""
    sizes = Counter((name, answerable) for _, answerable, _, name in rows)
    shares = np.array([1 / sizes[name, answerable] for _, answerable, _, name in rows])
    return np.asarray(shares / shares.sum())


def fit(
    x: NDArray[np.float64], y: NDArray[np.float64], shares: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Return coefficients and intercept of a logistic regression with a little ridge.

    Args:
        x: features, shape (n, k).
        y: 1 where the question has an answer, shape (n,).
        shares: how much each row counts, shape (n,); they sum up to 1.
    """

    def loss(parameters: NDArray[np.float64]) -> float:
        logits = x @ parameters[:-1] + parameters[-1]
        return float(shares @ (np.logaddexp(0, logits) - y * logits) + _RIDGE * np.sum(parameters[:-1] ** 2))

    best = minimize(loss, np.zeros(x.shape[1] + 1), method="BFGS").x
    return best[:-1], float(best[-1])


def _measure(item: Item, searcher: Searcher) -> dict[str, float] | None:
    """Return the features of the best candidate, or None where no candidate meets every condition."""
    question = understand(item.question, searcher.idf, searcher.place_names())
    found = Finder(searcher).find(question)
    if not found.judged or not found.judged[0].meets_all:
        return None
    return confidence.features(question, found.judged[0], found.hits)


@click.command()
@click.argument("data", type=click.Path(path_type=Path, exists=True))
@click.argument("cache_dir", type=click.Path(path_type=Path))
@click.option("--model", type=click.Path(path_type=Path), help="as YOUJU_MODEL names it; the embedded one")
@click.option("--diagram", type=click.Path(path_type=Path), help="an SVG, the reliability diagram")
def main(data: Path, cache_dir: Path, model: Path | None, diagram: Path | None) -> None:
    """Fit the calibration of models with a reader, or of those without one."""
    click.echo(json.dumps(calibrate(data, cache_dir, model, diagram)))


if __name__ == "__main__":
    main()
