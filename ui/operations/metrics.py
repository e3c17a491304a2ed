"""What a server counts and measures of itself, for Prometheus. No words of questions, no names of people.

Every label has few values: routes by their template, outcomes by the codes of ``ui.errors``.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from platform import python_version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from bot.models import Answer
from ui.people.gate import Gate
from ui.records.models import Way
from ui.service import Figures

logger = logging.getLogger(__name__)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_REQUEST_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_ANSWER_SECONDS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0, 5.0, 10.0)


class Metrics:
    """The figures of one application; two in one process share nothing but the process's own figures."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Histogram(
            "youju_request_seconds",
            "Duration of requests, from the head to the end of the answer.",
            ("method", "route", "status"),
            buckets=_REQUEST_SECONDS,
            registry=self.registry,
        )
        self.requests_in_progress = Gauge(
            "youju_requests_in_progress", "Requests that are being answered.", registry=self.registry
        )
        self._answers = Counter(
            "youju_answers",
            "Questions by what became of them: answered, no_evidence or the code of an error.",
            ("way", "outcome"),
            registry=self.registry,
        )
        self._answer_seconds = Histogram(
            "youju_answer_seconds",
            "Duration of answers without the wait for a place, and of their parts.",
            ("part",),
            buckets=_ANSWER_SECONDS,
            registry=self.registry,
        )
        for way in Way:  # a series that is not there can't be told from one that stands still
            for outcome in ("answered", "no_evidence"):
                self._answers.labels(way.value, outcome)
        build = Info("youju_build", "Which release this is.", registry=self.registry)
        build.info({"version": _version(), "python": python_version()})
        ProcessCollector(registry=self.registry)

    def watch(self, figures: Callable[[], Figures]) -> None:
        """Let the figures of the library be asked for each time that the metrics are read."""
        self.registry.register(_Library(figures))

    def watch_gate(self, gate: Gate) -> None:
        """Let the questions be counted that stand at the gate, and that are past it."""
        waiting = Gauge("youju_questions_waiting", "Questions in line for a place.", registry=self.registry)
        waiting.set_function(lambda: float(gate.waiting))
        answering = Gauge(
            "youju_questions_in_progress", "Questions that are being answered.", registry=self.registry
        )
        answering.set_function(lambda: float(gate.answered_now))

    def watch_uploads(self, counts: Callable[[], Mapping[str, int]]) -> None:
        """Let the uploads be counted by state each time that the metrics are read."""
        self.registry.register(_Uploads(counts))

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; ``route`` is a template, never a path."""
        self._requests.labels(method, route, str(status)).observe(seconds)

    def answered(self, way: Way, answer: Answer) -> None:
        """Count an answer or a refusal; its ``elapsed_ms`` are the durations of its parts."""
        self._answers.labels(way.value, answer.status.value).inc()
        for part, milliseconds in answer.elapsed_ms.items():
            self._answer_seconds.labels(part).observe(milliseconds / 1000)

    def failed(self, way: Way, code: str) -> None:
        """Count a question that ended with an error."""
        self._answers.labels(way.value, code).inc()

    def text(self) -> bytes:
        """Return all of it in Prometheus' text format."""
        return generate_latest(self.registry)


class _Library(Collector):
    """The figures of the library, as it is when the metrics are read."""

    def __init__(self, figures: Callable[[], Figures]) -> None:
        self._figures = figures

    def describe(self) -> Iterable[Metric]:
        """Yield nothing: the library is not asked when the collector is registered."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Yield one gauge a figure; what is not known is left out."""
        try:
            figures = self._figures()
        except Exception:  # a library that can't be read must show in the metrics of the server, not end them
            logger.exception("the library can't be counted")
            return
        age = None if figures.indexed_at is None else max(0.0, time.time() - figures.indexed_at)
        for name, value, meaning in (
            ("youju_ready", figures.ready, "1: questions are answered."),
            ("youju_documents", figures.documents, "Documents of the library."),
            ("youju_passages", figures.passages, "Passages that are searched."),
            ("youju_library_revision", figures.revision, "Revision of the library."),
            ("youju_index_revision", figures.index_revision, "Revision of the library that the index shows."),
            ("youju_index_age_seconds", age, "Since the index that is searched was made."),
        ):
            if value is not None:
                yield GaugeMetricFamily(name, meaning, value=float(value))


class _Uploads(Collector):
    """How many uploads are in each state when the metrics are read."""

    def __init__(self, counts: Callable[[], Mapping[str, int]]) -> None:
        self._counts = counts

    def describe(self) -> Iterable[Metric]:
        """Yield nothing, as above."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """Yield one gauge with a value a state."""
        try:
            counts = self._counts()
        except Exception:  # as above
            logger.exception("the uploads can't be counted")
            return
        family = GaugeMetricFamily("youju_uploads", "Uploads by how far they are.", labels=("state",))
        for state, count in counts.items():
            family.add_metric((state,), count)
        yield family


def _version() -> str:
    try:
        return version("youju")
    except PackageNotFoundError:
        return "unknown"
