"""The records of a library: who asked what and what was quoted, and what readers thought of the answers."""

import logging
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.models import Answer
from ui.errors import AnswerNotFound, RecordsUnwritable
from ui.records.database import UsageDatabase
from ui.records.models import RETENTION_DAYS, AnswerRecord, Feedback, Outcome, QuoteRecord, Verdict, Way

logger = logging.getLogger(__name__)

COMMENT_LIMIT = 1000  # characters
_QUESTION_KEPT = 2000  # characters of a question that was too long to be answered
_BATCH = 500  # rows of an export that are read together


class Records:
    """What one library remembers of its use. Safe to use from many threads."""

    def __init__(self, folder: Path, retention_days: int = RETENTION_DAYS) -> None:
        """Remember in ``folder`` for so many days; 0: nothing of what is asked."""
        self.retention_days = retention_days
        self.database = UsageDatabase(folder)
        self.lost = 0  # questions that could not be written down since the start

    # -- writing ---------------------------------------------------------------------------------

    def record(self, answer: Answer, person: str, way: Way) -> str | None:
        """Remember an answer or refusal; return the id that readers refer to it by.

        ``None``: nothing is to be remembered, or it could not be. A full disk must not keep an answer from its
        reader: the log says so, loudly, and the administration page counts it.
        """
        outcome = Outcome(answer.status.value)
        quotes = [
            QuoteRecord(q.document_id, q.version, q.start, q.end, q.title, q.citation.plain)
            for q in answer.quotes
        ]
        return self._record(
            AnswerRecord(
                _new_id(),
                datetime.now(UTC),
                person,
                way,
                answer.question,
                answer.standalone_question,
                outcome,
                answer.reason,
                answer.elapsed_ms.get("total", 0.0),
                tuple(quotes),
            )
        )

    def record_failure(self, question: str, code: str, person: str, way: Way, elapsed_ms: float) -> None:
        """Remember a question that could not be worked on, with the code of the error."""
        kept = question[:_QUESTION_KEPT]
        now = datetime.now(UTC)
        self._record(AnswerRecord(_new_id(), now, person, way, kept, kept, Outcome.FAILED, code, elapsed_ms))

    def _record(self, record: AnswerRecord) -> str | None:
        if self.retention_days == 0:
            return None
        try:
            with self.database.write(durable=False) as connection:
                connection.execute(
                    "INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        record.id,
                        _stamp(record.asked_at),
                        record.person,
                        record.way,
                        _sound(record.question),
                        _sound(record.standalone_question),
                        record.outcome,
                        record.reason,
                        record.elapsed_ms,
                    ),
                )
                connection.executemany(
                    "INSERT INTO quote VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    [
                        (record.id, n, q.document_id, q.version, q.start, q.end, q.title, q.citation)
                        for n, q in enumerate(record.quotes)
                    ],
                )
        except sqlite3.Error:
            self.lost += 1
            logger.exception("a question could not be recorded (%d since the start)", self.lost)
            return None
        return record.id

    def give_feedback(self, answer_id: str, person: str, verdict: Verdict, comment: str = "") -> None:
        """Store what ``person`` thinks of an answer; sent again, it takes the place of what was there.

        Raises:
            AnswerNotFound: nobody was given such an answer, or somebody else was.
            RecordsUnwritable: it could not be stored.
        """
        try:
            with self.database.write() as connection:
                row = connection.execute("SELECT person FROM answer WHERE id = ?", (answer_id,)).fetchone()
                if row is None or row["person"] not in ("", person):
                    raise AnswerNotFound("没有这个回答，或它不是您问的。")
                connection.execute(
                    "INSERT INTO feedback VALUES (?, ?, ?, ?, ?) ON CONFLICT (answer_id, person) DO UPDATE SET"
                    " verdict = excluded.verdict, comment = excluded.comment, given_at = excluded.given_at",
                    (answer_id, person, verdict, _sound(comment), _stamp(datetime.now(UTC))),
                )
        except sqlite3.Error as error:
            logger.exception("feedback could not be stored")
            raise RecordsUnwritable("未能保存，请稍后再试。") from error

    def sweep(self, now: datetime | None = None) -> int:
        """Forget what is older than the retention; return how many answers that was."""
        oldest = (now or datetime.now(UTC)) - timedelta(days=self.retention_days)
        try:
            with self.database.write() as connection:
                gone = connection.execute("DELETE FROM answer WHERE asked_at < ?", (_stamp(oldest),)).rowcount
                connection.execute(
                    "DELETE FROM job WHERE created_at < ? AND state = 'done'", (_stamp(oldest),)
                )
        except sqlite3.Error:
            logger.exception("records past their time could not be removed")
            return 0
        return gone

    # -- reading ---------------------------------------------------------------------------------

    def find(self, answer_id: str) -> AnswerRecord:
        """Return one answer with its quotes and feedback.

        Raises:
            AnswerNotFound
        """
        with self.database.read() as connection:
            found = whole_records(connection, "WHERE id = ?", (answer_id,))
        if not found:
            raise AnswerNotFound("没有这个回答，或已过保存期限。")
        return found[0]

    def all(self) -> Iterator[AnswerRecord]:
        """Yield every answer, oldest first."""
        last = 0
        while True:
            with self.database.read() as connection:
                rows = connection.execute(
                    "SELECT rowid FROM answer WHERE rowid > ? ORDER BY rowid LIMIT ?", (last, _BATCH)
                ).fetchall()
                if not rows:
                    return
                first, last = last, rows[-1]["rowid"]
                batch = whole_records(
                    connection, "WHERE rowid > ? AND rowid <= ? ORDER BY rowid", (first, last)
                )
            yield from batch


def whole_records(
    connection: sqlite3.Connection, where: str, arguments: Sequence[str | int | float]
) -> list[AnswerRecord]:
    """Return the answers that ``where`` selects, with all that belongs to them."""
    rows = connection.execute(f"SELECT answer.* FROM answer {where}", arguments).fetchall()
    return [
        AnswerRecord(
            row["id"],
            datetime.fromisoformat(row["asked_at"]),
            row["person"],
            Way(row["way"]),
            row["question"],
            row["standalone_question"],
            Outcome(row["outcome"]),
            row["reason"],
            row["elapsed_ms"],
            tuple(
                QuoteRecord(*quote)
                for quote in connection.execute(
                    'SELECT document_id, version, start, "end", title, citation FROM quote'
                    " WHERE answer_id = ? ORDER BY position",
                    (row["id"],),
                )
            ),
            tuple(
                Feedback(
                    given["person"],
                    Verdict(given["verdict"]),
                    given["comment"],
                    datetime.fromisoformat(given["given_at"]),
                )
                for given in connection.execute(
                    "SELECT * FROM feedback WHERE answer_id = ? ORDER BY given_at, person", (row["id"],)
                )
            ),
        )
        for row in rows
    ]


def _new_id() -> str:
    return secrets.token_urlsafe(12)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def _sound(text: str) -> str:
    """Return text that SQLite takes: a lone surrogate has no UTF-8."""
    return text.encode("utf-8", "replace").decode("utf-8")
