"""Questions from a file of JSON lines, one answer a line, in their order."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import BotError
from bot.models import Answer, Status, Turn
from bot.respond import respond
from index.models import Filters
from index.search import Searcher
from ui.serialize import answer_to_json


class BatchError(ValueError):
    """The file is not what ``ask --batch`` takes; ``str(error)`` names the line."""


@dataclass(frozen=True, slots=True)
class Row:
    """One question of a batch."""

    id: str | int | None
    question: str
    history: tuple[Turn, ...]


def read_rows(path: Path) -> list[Row]:
    """Read and check the whole file before the first question is answered.

    Raises:
        BatchError: it can't be read, or a line is not a JSON object with a question.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BatchError(f"无法读取 {path}:需要一个 UTF-8 编码的 JSONL 文件。") from error
    return [_row(line, number) for number, line in enumerate(lines, 1) if line.strip()]


def answer_rows(
    rows: Sequence[Row], searcher: Searcher, top: int, filters: Filters | None = None
) -> Iterator[dict[str, Any]]:
    """Yield one answer a row. A question that can't be asked is refused with its reason."""
    for row in rows:
        try:
            answer = respond(row.question, searcher, history=row.history, top=top, filters=filters)
        except BotError as error:
            if error.code not in {"question_empty", "question_too_long"}:
                raise
            answer = Answer(row.question, row.question, Status.NO_EVIDENCE, str(error), (), {"total": 0.0})
        yield ({} if row.id is None else {"id": row.id}) | answer_to_json(answer)


def _row(line: str, number: int) -> Row:
    try:
        values = json.loads(line)
        question, history = values["question"], values.get("history") or []
        turns = tuple(Turn(str(turn["role"]), str(turn["content"])) for turn in history)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BatchError(f"第 {number} 行不是含有 question 的 JSON 对象。") from error
    if not isinstance(question, str):
        raise BatchError(f"第 {number} 行的 question 不是文字。")
    return Row(values.get("id"), question, turns)
