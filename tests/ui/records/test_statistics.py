from datetime import UTC, datetime, timedelta

from fakes import FUNDS
from record_maker import answered, refused

from ui.records.models import Verdict, Way
from ui.records.records import Records
from ui.records.statistics import Statistics


def _move(records: Records, answer_id: str, days: int) -> None:
    """Let an answer have been given so many days ago."""
    then = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="milliseconds")
    with records.database.write() as connection:
        connection.execute("UPDATE answer SET asked_at = ? WHERE id = ?", (then, answer_id))


def test_open_questions_of_the_week_are_counted_once_each(records: Records) -> None:
    records.record(refused("甲？"), "", Way.PAGE)
    last = records.record(refused("甲？"), "", Way.PAGE)
    records.record(refused("乙？"), "", Way.PAGE)
    records.record(answered("丙？"), "", Way.PAGE)
    _move(records, records.record(refused("丁？"), "", Way.PAGE) or "", 8)
    found = {one.question: one for one in Statistics(records).unanswered()}
    assert {question: one.count for question, one in found.items()} == {"甲？": 2, "乙？": 1}
    assert found["甲？"].answer_id == last
    assert found["乙？"].reason == "没有2018年的。"


def test_disputed_answers_leave_out_those_found_right(records: Records) -> None:
    right, wrong = (records.record(answered(q), "", Way.PAGE) or "" for q in ("对？", "错？"))
    records.give_feedback(right, "", Verdict.RIGHT)
    records.give_feedback(wrong, "", Verdict.WRONG_PASSAGE, "不是这段")
    (found,) = Statistics(records).disputed()
    assert (found.id, found.feedback[0].comment, found.quotes[0].start) == (wrong, "不是这段", FUNDS.start)


def test_days_are_counted_from_today_back_to_the_first(records: Records) -> None:
    assert [day.total for day in Statistics(records).days()] == [0]
    records.record(answered(), "", Way.PAGE)
    records.record(refused(), "", Way.PAGE)
    records.record_failure("？", "internal_error", "", Way.PAGE, 1.0)
    _move(records, records.record(answered(), "", Way.PAGE) or "", 2)
    days = Statistics(records).days()
    assert [(d.answered, d.refused, d.failed) for d in days] == [(1, 1, 1), (0, 0, 0), (1, 0, 0)]
    assert days[0].total == 3


def test_documents_quoted_most_count_first_quotes_of_answers(records: Records) -> None:
    for _ in range(3):
        records.record(answered(), "", Way.PAGE)
    records.record(refused(), "", Way.PAGE)
    assert [(q.document_id, q.count) for q in Statistics(records).most_quoted()] == [(FUNDS.document_id, 3)]
