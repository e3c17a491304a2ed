"""How likely a candidate is to answer: a logistic regression over what the judgement measured.

Platt's form, P = 1 / (1 + exp(-(w·x + b))), fitted by ``evaluation.calibrate`` on questions with and without
an answer in the library; coefficients and threshold lie in ``data/calibration.json``. The encoder's cosines
are left out: they add 0.001 of AUROC here, and their scale is another with every model.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.evidence import Judgement
from bot.question import Question
from index.models import Hit

FEATURES = ("coverage", "score", "lexical", "agreement", "ahead", "absent")
READ_FEATURES = (*FEATURES, "answered", "chance")
_LOOKED_AT = 5  # hits
_FILE = Path(__file__).with_name("data") / "calibration.json"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Coefficients by feature, intercept, and the probability from which an answer is given."""

    weights: dict[str, float]
    intercept: float
    threshold: float


def features(question: Question, judgement: Judgement, hits: Sequence[Hit]) -> dict[str, float]:
    """Return what the regression looks at, by name of ``READ_FEATURES``."""
    telling = sum(term.weight for term in question.terms)
    first = hits[0].passage.document_id
    own = [hit.passage.document_id == judgement.candidate.document.id for hit in hits[:_LOOKED_AT]]
    return {
        "coverage": judgement.coverage,
        "score": judgement.score - judgement.bonus,  # the reader has features of its own
        "lexical": max(hit.lexical for hit in hits) / (telling + 1.0),  # 1: BM25 saw every word about once
        "agreement": sum(own) / len(own),  # of the best hits: those of the candidate's document
        "ahead": hits[0].score - next((hit.score for hit in hits if hit.passage.document_id != first), 0.0),
        "absent": judgement.absent,
        "answered": judgement.readings.answered(),
        "chance": judgement.chance,
    }


def confidence(question: Question, judgement: Judgement, hits: Sequence[Hit]) -> float:
    """Return the probability in (0, 1) that the candidate answers the question."""
    model = calibration(with_reader=bool(judgement.readings))
    values = features(question, judgement, hits)
    logit = model.intercept + sum(weight * values[name] for name, weight in model.weights.items())
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))


@cache
def calibration(*, with_reader: bool = False) -> Calibration:
    """Return the calibration that is shipped, for models with a reader or without one."""
    values = json.loads(_FILE.read_text(encoding="utf-8"))
    values = values.get("with_reader", values) if with_reader else values
    return Calibration(values["weights"], values["intercept"], values["threshold"])
