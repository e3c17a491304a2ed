import csv
import io
import json

from fakes import FUNDS, FakeService
from record_maker import answered, refused

from ui.records.export import Words, to_csv, to_jsonl
from ui.records.models import Verdict, Way
from ui.records.records import Records


def table(records: Records, service: FakeService) -> list[dict[str, str]]:
    written = "".join(to_csv(records.all(), Words(service.document)))
    assert written.encode().startswith(b"\xef\xbb\xbf")  # or a spreadsheet shows it garbled
    return list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"))))


def test_a_table_holds_the_question_the_quotes_and_the_verdict(
    records: Records, service: FakeService
) -> None:
    answer_id = records.record(answered(), "李四", Way.EMBED) or ""
    records.give_feedback(answer_id, "李四", Verdict.WRONG_PASSAGE, "不是\n这一段")
    records.record(refused(), "", Way.PAGE)
    first, second = table(records, service)
    assert (first["person"], first["way"], first["outcome"]) == ("李四", "嵌入网页", "已回答")
    assert first["quotes"].startswith(FUNDS.text)
    assert first["citations"].split("\n")[0] == FUNDS.citation.plain
    assert (first["verdicts"], first["comments"]) == ("不对", "不是\n这一段")
    assert (second["outcome"], second["reason"]) == ("没有依据", "没有2018年的。")


def test_no_cell_is_run_as_a_formula(records: Records, service: FakeService) -> None:
    for evil in ("=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"):
        answer_id = records.record(answered(evil), evil, Way.PAGE) or ""
        records.give_feedback(answer_id, evil, Verdict.MISSING, evil)
    rows = table(records, service)
    assert len(rows) == 6
    for row in rows:
        for name in ("question", "person", "comments"):
            assert row[name].startswith("'")


def test_lines_of_json_hold_the_words_that_are_still_kept(records: Records, service: FakeService) -> None:
    records.record(answered(), "", Way.MCP)
    (line,) = to_jsonl(records.all(), Words(service.document))
    body = json.loads(line)
    assert (body["status"], body["way"]) == ("answered", "mcp")
    assert body["quotes"][0]["text"] == FUNDS.text
    assert body["quotes"][0]["citation"] == FUNDS.citation.plain
    service.store.clear()  # as if removed
    (line,) = to_jsonl(records.all(), Words(service.document))
    assert json.loads(line)["quotes"][0]["text"] is None
