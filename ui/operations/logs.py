"""What a server writes on standard error: one event a line, as text for people or as JSON for programs.

Everything goes through ``logging``, also what uvicorn says and what other code prints. The words of a question
are in none of it, unless the operator asks for them (``YOUJU_LOG_QUESTIONS``).
"""

import io
import json
import logging
import sys
import threading
from datetime import UTC, datetime
from typing import Any, TextIO

from ui import console
from ui.operations import request_id
from ui.operations.settings import OperationSettings

_OURS = ("corpus", "index", "bot", "ui", "evaluation", "uvicorn")

logger = logging.getLogger(__name__)


def fields(**values: object) -> dict[str, dict[str, object]]:
    """Return values to log with an event: ``logger.info("request", extra=fields(status=200))``."""
    return {"youju_fields": values}


class JsonFormatter(logging.Formatter):
    """One JSON object: ``time`` (UTC), ``level``, ``logger``, ``event``, what belongs to it, ``exception``."""

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        self._ascii_only = ascii_only

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        values: dict[str, Any] = {
            "time": _moment(record).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            values["exception"] = self.formatException(record.exc_info)
        return json.dumps(values, ensure_ascii=self._ascii_only, default=str)


class TextFormatter(logging.Formatter):
    """``2026-11-22 08:30:00 WARNING event name=value``, local time; an exception stands below."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, or the lines where an exception belongs to it."""
        told = [f"{name}={_shown(value)}" for name, value in _fields(record).items()]
        moment = _moment(record).astimezone().strftime("%Y-%m-%d %H:%M:%S")
        line = " ".join([moment, record.levelname, console.printable(record.getMessage()), *told])
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def configure(settings: OperationSettings) -> None:
    """Let the whole process log as the operator has set it."""
    stream = sys.stderr
    handler = logging.StreamHandler(stream)
    structured = settings.log_format == "json"
    is_utf8 = (stream.encoding or "").lower().replace("-", "") == "utf8"
    handler.setFormatter(JsonFormatter(ascii_only=not is_utf8) if structured else TextFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # Others never speak below a warning: what they say at length of a request may hold its words.
    root.setLevel(logging.WARNING)
    for name in _OURS:
        logging.getLogger(name).setLevel(settings.log_level.upper())
    logging.captureWarnings(True)
    threading.excepthook = _log_thread
    if structured:
        console.say_through(lambda sentence: logger.info(sentence))
        sys.stdout = sys.stderr = _Printed()


def _log_thread(ended: threading.ExceptHookArgs) -> None:
    if ended.exc_value is not None and not isinstance(ended.exc_value, SystemExit):
        name = ended.thread.name if ended.thread else ""
        logger.error("a thread ended", exc_info=ended.exc_value, extra=fields(thread=name))


class _Printed(io.TextIOBase, TextIO):
    """Takes the place of standard output and error: what other code prints becomes an event a line."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rest = ""

    def writable(self) -> bool:
        """It can be written to."""
        return True

    def write(self, text: str) -> int:
        """Log the lines that are whole; keep the rest."""
        with self._lock:
            *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            if line.strip():
                logger.warning("printed", extra=fields(text=line))
        return len(text)


def _fields(record: logging.LogRecord) -> dict[str, object]:
    known = request_id.current.get()
    told: dict[str, object] = getattr(record, "youju_fields", {})
    return {"request_id": known, **told} if known else told


def _moment(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _shown(value: object) -> str:
    """Return a value so that none can be taken for two, or for another line."""
    plain = isinstance(value, str) and value.isprintable() and value and " " not in value and '"' not in value
    return value if plain and isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
