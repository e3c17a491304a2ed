"""What became of questions, counted and logged; their words only where the operator asks for them."""

import logging

from starlette.types import Scope

from bot.models import Answer
from ui.operations.logs import fields
from ui.operations.metrics import Metrics
from ui.records.models import Way

logger = logging.getLogger(__name__)

_KEY = "youju.questions"


class QuestionLog:
    """Told of every question; one for each application."""

    def __init__(self, metrics: Metrics, *, with_words: bool = False) -> None:
        self._metrics = metrics
        self._with_words = with_words

    def answered(self, way: Way, answer: Answer) -> None:
        """Note an answer or a refusal."""
        self._metrics.answered(way, answer)
        self._log(
            way, answer.question, answer.status.value, answer.elapsed_ms.get("total"), len(answer.quotes)
        )

    def failed(self, way: Way, question: str, code: str, elapsed_ms: float) -> None:
        """Note a question that ended with the error ``code``."""
        self._metrics.failed(way, code)
        self._log(way, question, code, round(elapsed_ms, 1), 0)

    def _log(self, way: Way, question: str, outcome: str, elapsed_ms: float | None, quotes: int) -> None:
        words = {"question": question} if self._with_words else {}
        told = fields(way=way.value, outcome=outcome, elapsed_ms=elapsed_ms, quotes=quotes, **words)
        logger.info("question", extra=told)


def note_questions(scope: Scope, questions: QuestionLog) -> None:
    """Note on a request who is told of its questions."""
    scope[_KEY] = questions


def questions_of(scope: Scope) -> QuestionLog | None:
    """Return who is told of a request's questions; ``None``: nobody, as in an application made for a test."""
    questions: QuestionLog | None = scope.get(_KEY)
    return questions
