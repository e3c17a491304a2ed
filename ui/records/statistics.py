"""What the records say of the use of a library: what was left open, what was found wrong, how much is asked."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ui.records.models import AnswerRecord, DayCount, Outcome, QuoteCount
from ui.records.records import Records, whole_records

_LISTED = 100


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question that the library had no answer to, however often it was asked."""

    answer_id: str  # of the last time
    question: str  # as a standalone question
    reason: str
    asked_at: datetime
    count: int


class Statistics:
    """Sums over the records of one library."""

    def __init__(self, records: Records) -> None:
        self._database = records.database

    def unanswered(self, days: int = 7) -> list[OpenQuestion]:
        """Return the questions of the last days that were refused, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                # SQLite takes the other columns from the row that holds the maximum.
                "SELECT id, standalone_question, reason, max(asked_at) AS last, count(*) AS count FROM answer"
                f" WHERE outcome = '{Outcome.NO_EVIDENCE}' AND asked_at >= ?"
                " GROUP BY standalone_question ORDER BY last DESC LIMIT ?",
                (_since(days), _LISTED),
            ).fetchall()
        return [
            OpenQuestion(
                row["id"],
                row["standalone_question"],
                row["reason"] or "",
                datetime.fromisoformat(row["last"]),
                row["count"],
            )
            for row in rows
        ]

    def disputed(self) -> list[AnswerRecord]:
        """Return the answers that a reader has found wrong or incomplete, the last verdict first."""
        with self._database.read() as connection:
            return whole_records(
                connection,
                "JOIN (SELECT answer_id, max(given_at) AS last FROM feedback WHERE verdict != 'right'"
                " GROUP BY answer_id) ON answer_id = id ORDER BY last DESC LIMIT ?",
                (_LISTED,),
            )

    def days(self, days: int = 14) -> list[DayCount]:
        """Return the counts of the last days, today first, as far back as there were questions."""
        with self._database.read() as connection:
            rows = _by_day(connection, days)
        today = datetime.now().astimezone().date()
        first = min((day for day, _ in rows), default=today.isoformat())
        every = [(today - timedelta(days=n)).isoformat() for n in range(days)]
        shown = [day for n, day in enumerate(every) if n == 0 or day >= first]
        return [
            DayCount(
                day,
                rows.get((day, Outcome.ANSWERED), 0),
                rows.get((day, Outcome.NO_EVIDENCE), 0),
                rows.get((day, Outcome.FAILED), 0),
            )
            for day in shown
        ]

    def most_quoted(self, days: int = 30) -> list[QuoteCount]:
        """Return the documents that were the answer most often in the last days."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT document_id, title, count(*) AS count FROM quote JOIN answer ON id = answer_id"
                f" WHERE position = 0 AND outcome = '{Outcome.ANSWERED}' AND asked_at >= ?"
                " GROUP BY document_id ORDER BY count DESC, title LIMIT 10",
                (_since(days),),
            ).fetchall()
        return [QuoteCount(*row) for row in rows]

    def times_quoted(self, document_id: str) -> int:
        """Return how often a document was the answer, as far back as is remembered."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT count(*) FROM quote JOIN answer ON id = answer_id"
                f" WHERE position = 0 AND outcome = '{Outcome.ANSWERED}' AND document_id = ?",
                (document_id,),
            ).fetchone()
        return int(row[0])


def _by_day(connection: sqlite3.Connection, days: int) -> dict[tuple[str, str], int]:
    rows = connection.execute(
        "SELECT date(asked_at, 'localtime') AS day, outcome, count(*) AS count FROM answer WHERE asked_at >= ?"
        " GROUP BY day, outcome",
        (_since(days),),
    )
    return {(row["day"], row["outcome"]): row["count"] for row in rows}


def _since(days: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="milliseconds")
