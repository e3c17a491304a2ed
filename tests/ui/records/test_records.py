import logging
import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fakes import FUNDS
from record_maker import answered, refused

from corpus.errors import LibraryNotFound
from corpus.sqlite import SqliteDatabase
from ui.errors import AnswerNotFound, RecordsUnreadable, RecordsUnwritable
from ui.records.database import NAME
from ui.records.models import Outcome, Verdict, Way
from ui.records.records import Records


def test_an_answer_is_remembered_with_where_it_was_quoted_from(records: Records) -> None:
    answer_id = records.record(answered(), "李四", Way.REST)
    assert answer_id is not None
    found = records.find(answer_id)
    assert (found.person, found.way, found.question, found.outcome) == (
        "李四",
        Way.REST,
        "多少资金？",
        Outcome.ANSWERED,
    )
    assert abs(datetime.now(UTC) - found.asked_at) < timedelta(minutes=1)
    first = found.quotes[0]
    assert (first.document_id, first.version, first.start, first.end) == (
        FUNDS.document_id,
        FUNDS.version,
        FUNDS.start,
        FUNDS.end,
    )
    assert (first.title, first.citation, first.url) == (FUNDS.title, FUNDS.citation.plain, FUNDS.url)
    assert len(found.quotes) == 2


def test_the_words_of_a_document_are_not_kept_a_second_time(records: Records, tmp_path: Path) -> None:
    records.record(answered(), "", Way.PAGE)
    records.database.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert FUNDS.title.encode() in kept
    assert FUNDS.text.encode() not in kept


def test_refusals_and_failures_are_remembered_too(records: Records) -> None:
    records.record(refused(), "", Way.PAGE)
    records.record_failure("崩" * 5000, "internal_error", "", Way.PAGE, 3.0)
    assert [(r.outcome, r.reason, len(r.question)) for r in records.all()] == [
        (Outcome.NO_EVIDENCE, "没有2018年的。", 10),
        (Outcome.FAILED, "internal_error", 2000),
    ]


def test_feedback_is_stored_once_and_the_last_counts(records: Records) -> None:
    answer_id = records.record(answered(), "", Way.PAGE) or ""
    records.give_feedback(answer_id, "", Verdict.RIGHT)
    records.give_feedback(answer_id, "", Verdict.RIGHT)
    records.give_feedback(answer_id, "", Verdict.MISSING, "还有2012年的。")
    given = records.find(answer_id).feedback
    assert [(one.verdict, one.comment) for one in given] == [(Verdict.MISSING, "还有2012年的。")]


def test_two_clicks_at_once_store_one_verdict(records: Records) -> None:
    answer_id = records.record(answered(), "", Way.PAGE) or ""
    together = threading.Barrier(2)

    def click() -> None:
        together.wait(10)
        records.give_feedback(answer_id, "", Verdict.RIGHT)

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(records.find(answer_id).feedback) == 1


def test_only_who_asked_may_judge(records: Records) -> None:
    hers = records.record(answered(), "王五", Way.PAGE) or ""
    with pytest.raises(AnswerNotFound):
        records.give_feedback(hers, "赵六", Verdict.RIGHT)
    with pytest.raises(AnswerNotFound):
        records.give_feedback("nobody-was-given-this", "王五", Verdict.RIGHT)
    records.give_feedback(hers, "王五", Verdict.RIGHT)
    assert len(records.find(hers).feedback) == 1


def test_what_is_past_its_time_is_forgotten_with_all_that_belongs_to_it(records: Records) -> None:
    old = records.record(answered(), "", Way.PAGE) or ""
    records.give_feedback(old, "", Verdict.WRONG_PASSAGE)
    later = datetime.now(UTC) + timedelta(days=366)
    assert records.sweep(datetime.now(UTC)) == 0
    assert records.sweep(later) == 1
    with pytest.raises(AnswerNotFound):
        records.find(old)
    with records.database.read() as connection:
        assert connection.execute("SELECT count(*) FROM quote").fetchone()[0] == 0
        assert connection.execute("SELECT count(*) FROM feedback").fetchone()[0] == 0


def test_no_retention_keeps_nothing_and_forgets_what_there_was(tmp_path: Path, records: Records) -> None:
    records.record(answered(), "", Way.PAGE)
    records.database.close()
    none = Records(tmp_path, 0)
    assert none.record(answered(), "", Way.PAGE) is None
    assert none.sweep(datetime.now(UTC) + timedelta(seconds=1)) == 1
    assert list(none.all()) == []
    none.database.close()


def test_a_log_that_cannot_be_written_is_loud_and_costs_no_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / NAME).mkdir()  # nothing can be written there
    records = Records(tmp_path)
    with caplog.at_level(logging.ERROR):
        assert records.record(answered(), "", Way.PAGE) is None
    assert records.lost == 1
    assert "could not be recorded" in caplog.text
    with pytest.raises(RecordsUnwritable):
        records.give_feedback("x", "", Verdict.RIGHT)
    with pytest.raises(RecordsUnreadable):
        records.find("x")


def test_a_later_release_is_not_written_over(records: Records, tmp_path: Path) -> None:
    records.record(answered(), "", Way.PAGE)
    records.database.close()
    with sqlite3.connect(tmp_path / NAME) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    later = Records(tmp_path)
    assert later.record(answered(), "", Way.PAGE) is None
    later.database.close()


def test_two_processes_may_begin_the_file_at_once(tmp_path: Path) -> None:
    several = [Records(tmp_path) for _ in range(4)]
    threads = [threading.Thread(target=r.record, args=(answered(), "", Way.PAGE)) for r in several]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sum(1 for _ in several[0].all()) == 4
    for one in several:
        one.database.close()


def test_many_are_exported_in_their_order(records: Records) -> None:
    for number in range(1203):
        records.record_failure(str(number), "internal_error", "", Way.PAGE, 0.0)
    assert [int(r.question) for r in records.all()] == list(range(1203))


def test_a_library_with_records_is_still_one_and_records_alone_are_none(
    records: Records, tmp_path: Path
) -> None:
    records.record(answered(), "", Way.PAGE)
    with pytest.raises(LibraryNotFound):
        SqliteDatabase(tmp_path).create()
    library = tmp_path / "library"
    SqliteDatabase(library).create()
    own = Records(library)
    own.record(answered(), "", Way.PAGE)
    SqliteDatabase(library).create()
    SqliteDatabase(library).check()
    with SqliteDatabase(library).write_lock():  # a build, which records do not wait for
        assert own.record(answered(), "", Way.PAGE)
    own.database.close()
