"""What the operator of a server sets: how it logs, who may read its metrics, how many may connect.

``ui.settings`` reads the environment.
"""

from dataclasses import dataclass, field
from typing import Literal

LogFormat = Literal["text", "json"]
LOG_FORMATS: tuple[LogFormat, ...] = ("text", "json")
LogLevel = Literal["debug", "info", "warning", "error"]
LOG_LEVELS: tuple[LogLevel, ...] = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class OperationSettings:
    """How a server is watched."""

    log_format: LogFormat = "text"
    log_level: LogLevel = "warning"  # of our own parts; other libraries speak from warning on
    log_questions: bool = False  # whether the words of questions are logged
    metrics_token: str = field(default="", repr=False)  # opens /metrics, nothing else; empty: none does
    connections: int = 2000  # that are held open at once
