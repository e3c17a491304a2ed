"""Fits ``bot/data/calibration.json`` on the policy suite: ``python -m evaluation.calibrate DATA CACHE``.

Half of the questions are fitted on, the other half is reported.
"""

import json
import sys
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bot import confidence
from bot.candidates import find_candidates
from bot.evidence import judge
from bot.question import understand
from bot.respond import cosines
from corpus.store import Store
from evaluation.suite import Item, load_suite
from index.build import build
from index.embed import Embedder
from index.search import Searcher

_THRESHOLD = 0.2  # chosen on demo and policy: right refusals against false ones (docs/quality.md)
_RIDGE = 1e-3


def calibrate(data: Path, cache_dir: Path) -> dict[str, float]:
    """Fit, write the calibration, and return the figures on the half that was held out."""
    suite = load_suite("policy", data, cache_dir / "suites")
    if suite is None:
        raise SystemExit(f"{data} has no policy suite")
    embedder = Embedder.load(None, cache_dir)
    library = cache_dir / "suites" / "policy.library"
    build(suite.paths, library, lambda: embedder, remove_missing=True)
    searcher = Searcher(Store.open(library), embedder)
    measured = [_measure(item, searcher) for item in suite.items]
    rows = [
        (values, bool(item.answers)) for values, item in zip(measured, suite.items, strict=True) if values
    ]
    x = np.array([[values[name] for name in confidence.FEATURES] for values, _ in rows])
    y = np.array([answerable for _, answerable in rows], dtype=np.float64)
    half = np.arange(len(y)) % 2 == 0
    weights, intercept = fit(x[half], y[half])
    held = 1 / (1 + np.exp(-(x[~half] @ weights + intercept)))
    values = {
        "weights": {name: round(float(w), 4) for name, w in zip(confidence.FEATURES, weights, strict=True)},
        "intercept": round(float(intercept), 4),
        "threshold": _THRESHOLD,
    }
    target = Path(confidence.__file__).with_name("data") / "calibration.json"
    target.write_text(json.dumps(values) + "\n", encoding="utf-8")
    return {
        "rows": len(y),
        "auroc": round(auroc(held, y[~half]), 4),
        "false_refusals": round(float((held < _THRESHOLD)[y[~half] == 1].mean()), 4),
        "refused": round(float((held < _THRESHOLD)[y[~half] == 0].mean()), 4),
    }


def fit(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return coefficients and intercept of a logistic regression with a little ridge.

    Args:
        x: features, shape (n, k).
        y: 1 where the question has an answer, shape (n,).
    """

    def loss(parameters: NDArray[np.float64]) -> float:
        logits = x @ parameters[:-1] + parameters[-1]
        return float(np.mean(np.logaddexp(0, logits) - y * logits) + _RIDGE * np.sum(parameters[:-1] ** 2))

    best = minimize(loss, np.zeros(x.shape[1] + 1), method="BFGS").x
    return best[:-1], float(best[-1])


def auroc(scores: NDArray[np.float64], labels: NDArray[np.float64]) -> float:
    """Return the chance that an answerable question scores above another one (Mann-Whitney U, ties half)."""
    positive, negative = scores[labels == 1], scores[labels == 0]
    above = (positive[:, None] > negative[None, :]).mean() + 0.5 * (
        positive[:, None] == negative[None, :]
    ).mean()
    return float(above)


def _measure(item: Item, searcher: Searcher) -> dict[str, float] | None:
    """Return the features of the best candidate, or None where no candidate meets every condition."""
    question = understand(item.question, searcher.idf, searcher.place_names())
    hits = searcher.search(question.search_text, 20)
    candidates = find_candidates(hits, lru_cache(searcher.store.document), question.kind)
    judged = judge(question, candidates, lambda likely: cosines(searcher, question, likely))
    if not judged or not judged[0].meets_all:
        return None
    return confidence.features(question, judged[0], hits[0])


if __name__ == "__main__":
    print(json.dumps(calibrate(Path(sys.argv[1]), Path(sys.argv[2]))))
