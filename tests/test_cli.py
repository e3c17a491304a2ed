"""Every command of the contract, in this process where that is enough and as a real program where it is not."""

import json
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cli_runner import PROGRAM, REAL_PROGRAM, REPOSITORY, Ran, Youju, environment, finish, start

SAMPLES = REPOSITORY / "corpus" / "samples"
COMMANDS = ("build", "sync", "list", "show", "remove", "ask", "serve", "check", "evaluate")
FUNDS = "荔湾区2013-2015年给黔南州划拨了多少资金？"
ANSWER_FIELDS = {"question", "standalone_question", "status", "reason", "quotes", "elapsed_ms"}
QUOTE_FIELDS = (
    {"text", "start", "end", "document_id", "version", "source", "title", "issuer", "number", "issued_on"}
    | {"heading_path", "page", "state", "score", "highlights", "citation", "url"}
)  # fmt: skip


@pytest.fixture(scope="module")
def sample_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples, built once by the real program with the fake encoder; tests that change it copy it."""
    folder = tmp_path_factory.mktemp("samples")
    ran = finish(start("build", SAMPLES, "--library", folder / "library", cache=folder / "cache"))
    assert ran.status == 0, ran.err
    assert ran.out == "新增 17 · 更新 0 · 未变 0 · 失败 0\n"
    return folder / "library"


@pytest.fixture
def library(sample_library: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sample_library, tmp_path / "library"))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a.txt").write_text("停水通知\n城关镇今晚八点到十点停水。\n", encoding="utf-8")
    (folder / "b.txt").write_text("停电通知\n白塔镇明早六点到八点停电。\n", encoding="utf-8")
    return folder


def ids(youju: Youju, library: Path) -> dict[str, str]:
    rows = json.loads(youju("list", "--json", "--library", library).out)
    return {row["source"]: row["id"] for row in rows}


def assert_is_the_contracts_answer(answer: dict[str, Any], youju: Youju, library: Path) -> None:
    assert answer.keys() >= ANSWER_FIELDS
    assert answer["status"] in {"answered", "no_evidence"}
    assert (answer["reason"] is None) == (answer["status"] == "answered")
    assert answer["elapsed_ms"]["total"] >= 0
    assert answer["quotes"] or answer["status"] == "no_evidence"
    for quote in answer["quotes"]:
        assert quote.keys() >= QUOTE_FIELDS
        text = youju("show", quote["document_id"], "--text", "--library", library).out
        assert quote["text"] == text[quote["start"] : quote["end"]] != ""
        for mark in quote["highlights"]:
            assert mark.keys() >= {"text", "start", "end", "kind"}
            assert quote["start"] <= mark["start"] < mark["end"] <= quote["end"]
            assert mark["text"] == text[mark["start"] : mark["end"]]
        assert quote["state"] in {"current", "superseded", "repealed"}
        assert 0 <= quote["score"] <= 1
        assert quote["issued_on"] is None or re.fullmatch(r"\d{4}-\d\d-\d\d", quote["issued_on"])
        assert quote["citation"]["plain"] and quote["citation"]["gbt7714"]
        assert quote["url"] == (
            f"/documents/{quote['document_id']}?version={quote['version']}"
            f"&start={quote['start']}&end={quote['end']}"
        )


# -- build, sync, list, show, remove -------------------------------------------------------------


def test_build_counts_and_the_second_build_changes_nothing(youju: Youju, files: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    assert youju("build", files, "--library", library).out == "新增 2 · 更新 0 · 未变 0 · 失败 0\n"
    assert youju("build", files / "a.txt", files, "--library", library).out == (
        "新增 0 · 更新 0 · 未变 2 · 失败 0\n"
    )
    (files / "a.txt").write_text("停水通知\n改为后天停水。\n", encoding="utf-8")
    assert youju("build", files, "--library", library).out == "新增 0 · 更新 1 · 未变 1 · 失败 0\n"
    assert youju("check", "--library", library) == Ran(
        0, "资料库完好。\n", youju("check", "--library", library).err
    )


def test_files_that_fail_are_told_on_standard_error_and_only_strict_fails(
    youju: Youju, files: Path, tmp_path: Path
) -> None:
    library = tmp_path / "library"
    (files / "图\n纸\x1b[31m.xyz").write_bytes(bytes(range(256)) * 9)
    (files / "空.txt").touch()
    ran = youju("build", files, "--library", library)
    assert (ran.status, ran.out) == (0, "新增 2 · 更新 0 · 未变 0 · 失败 2\n")
    assert "暂不支持" in ran.err
    assert "文件是空的。" in ran.err
    assert "图\\n纸\\x1b[31m.xyz" in ran.err
    assert "\x1b" not in ran.err
    assert youju("build", files, "--library", library, "--strict").status == 1
    assert youju("build", files / "空.txt", "--library", tmp_path / "other").status == 1  # nothing at all


def test_sync_removes_what_is_gone_and_build_does_not(youju: Youju, files: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    youju("build", files, "--library", library)
    (files / "a.txt").unlink()
    assert youju("build", files, "--library", library).out == "新增 0 · 更新 0 · 未变 1 · 失败 0\n"
    assert youju("sync", files, "--library", library).out == "新增 0 · 更新 0 · 未变 1 · 移除 1 · 失败 0\n"
    assert list(ids(youju, library)) == ["b.txt"]
    assert youju("check", "--library", library).status == 0


def test_list_has_a_line_a_document_and_all_fields_in_json(youju: Youju, library: Path) -> None:
    ran = youju("list", "--library", library)
    assert (ran.status, len(ran.lines())) == (0, 17)
    assert all(re.fullmatch(r"[0-9a-f]{12}\tv1\t[^\t]+\t[^\t]+", line) for line in ran.lines())
    assert any("[superseded]" in line for line in ran.lines())
    rows = json.loads(youju("list", "--json", "--library", library).out)
    assert [row["source"] for row in rows] == sorted(p.name for p in SAMPLES.iterdir())
    for row in rows:
        assert row.keys() >= {"id", "version", "versions", "source", "title", "state", "number", "issuer"}
        assert row["versions"] == [1]
    states = {row["source"]: row["state"] for row in rows}
    assert states.pop("临溪区户厕补助办法2019.html") == "superseded"
    assert set(states.values()) == {"current"}


def test_show_gives_the_metadata_and_the_text_to_the_byte(youju: Youju, library: Path) -> None:
    document = ids(youju, library)["荔湾区十二五对口支援报告.txt"]
    shown = json.loads(youju("show", document, "--library", library).out)
    assert shown["title"] == "荔湾区“十二五”期间对口支援和对口帮扶情况的报告"
    assert shown["versions"] == [1]
    assert "text" not in shown
    ran = youju("show", document, "--text", "--library", library)
    connection = sqlite3.connect(library / "library.sqlite")
    (stored,) = connection.execute("SELECT text FROM version WHERE document_id = ?", (document,)).fetchone()
    connection.close()
    assert ran.out == stored
    assert ran.err == ""
    assert shown["characters"] == len(stored)
    for section in shown["sections"]:
        assert stored[section["start"] : section["heading_end"]].strip() == section["heading"]


def test_show_opens_an_old_version(youju: Youju, files: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    youju("build", files, "--library", library)
    (files / "a.txt").write_text("停水通知\n改为后天停水。\n", encoding="utf-8")
    youju("build", files, "--library", library)
    document = ids(youju, library)["a.txt"]
    assert "今晚" in youju("show", document, "--text", "--version", "1", "--library", library).out
    assert "后天" in youju("show", document, "--text", "--library", library).out
    ran = youju("show", document, "--version", "3", "--library", library)
    assert (ran.status, ran.out) == (1, "")
    assert "没有第 3 版" in ran.err


def test_remove_takes_a_document_out_of_everything_at_once(youju: Youju, library: Path) -> None:
    documents = ids(youju, library)
    gone = documents["荔湾区十二五对口支援报告.txt"]
    before = json.loads(youju("ask", FUNDS, "--json", "--library", library).out)
    assert gone in {quote["document_id"] for quote in before["quotes"]}
    ran = youju("remove", gone, documents["青河市统计公报2023.html"], "--library", library)
    assert (ran.status, ran.out) == (0, "移除 2\n")
    assert gone not in ids(youju, library).values()
    after = json.loads(youju("ask", FUNDS, "--json", "--top", "20", "--library", library).out)
    assert gone not in {quote["document_id"] for quote in after["quotes"]}
    assert not any(gone in url for quote in after["quotes"] for url in quote["also_at"])
    for arguments in (("show", gone), ("show", gone, "--text"), ("remove", gone)):
        ran = youju(*arguments, "--library", library)
        assert (ran.status, ran.out) == (1, "")
        assert "已从资料库中移除" in ran.err
    assert youju("check", "--library", library).status == 0
    left = b"".join(p.read_bytes() for p in (library / "originals").rglob("*") if p.is_file()).decode(
        "utf-8", "ignore"
    )
    assert "资金共645万元" not in left


def test_remove_of_an_unknown_document_removes_none(youju: Youju, library: Path) -> None:
    documents = ids(youju, library)
    ran = youju("remove", documents["青河市统计公报2023.html"], "ffffffffffff", "--library", library)
    assert (ran.status, ran.out) == (1, "")
    assert "没有编号为 ffffffffffff 的文件" in ran.err
    assert ids(youju, library) == documents


# -- ask -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        FUNDS,
        "户厕改造每户补助多少钱？",
        "how much did Liwan transfer to Qiannan in 2013-2015?",
        "荔灣區給三峽庫區多少資金",
        "火星上有多少人",
        "1",
        "望川县\x00\x1b[31m衔接资金",
        "'; DROP TABLE document; --",
    ],
)
def test_every_quote_is_an_exact_slice_of_the_stored_text(youju: Youju, library: Path, question: str) -> None:
    ran = youju("ask", question, "--json", "--library", library)
    assert ran.status == 0, ran.err
    (line,) = ran.lines()
    answer = json.loads(line)
    assert answer["question"] == question
    assert_is_the_contracts_answer(answer, youju, library)


def test_top_limits_the_quotes(youju: Youju, library: Path) -> None:
    answer = json.loads(youju("ask", FUNDS, "--json", "--top", "1", "--library", library).out)
    assert len(answer["quotes"]) == 1


def test_an_answer_for_the_terminal_has_its_citation(youju: Youju, library: Path) -> None:
    ran = youju("ask", FUNDS, "--library", library)
    assert ran.status == 0
    assert "《" in ran.out
    assert "Traceback" not in ran.err
    refused = youju("ask", "火星上2077年有多少个居委会？", "--library", library)
    assert refused.status == 0
    assert refused.out.startswith("没有依据：")


def test_a_batch_is_answered_in_its_order_with_its_ids(youju: Youju, library: Path, tmp_path: Path) -> None:
    history = [{"role": "user", "content": FUNDS}, {"role": "assistant", "content": "645万元"}]
    rows: list[dict[str, Any]] = [
        {"id": "z", "question": FUNDS},
        {"id": 7, "question": "那三峡库区呢?", "history": history},
        {"question": "没有编号的问题"},
        {"id": "空", "question": " "},
        {"id": "长", "question": "长" * 3000},
        {"id": "半", "question": "荔湾\ud800区划拨多少"},
        {"id": "a", "question": FUNDS, "history": None},
    ]
    path = tmp_path / "in.jsonl"
    lines = [json.dumps(row) for row in rows]
    path.write_bytes(b"\xef\xbb\xbf" + ("\r\n".join(lines[:3]) + "\n\n  \n" + "\n".join(lines[3:])).encode())
    ran = youju("ask", "--batch", path, "--json", "--library", library)
    assert ran.status == 0, ran.err
    answers = [json.loads(line) for line in ran.lines()]
    assert [answer.get("id") for answer in answers] == ["z", 7, None, "空", "长", "半", "a"]
    assert "id" not in answers[2]
    for answer in answers:
        assert_is_the_contracts_answer(answer, youju, library)
    assert "三峡库区" in answers[1]["standalone_question"]
    assert answers[1]["question"] == "那三峡库区呢?"
    assert [a["status"] for a in answers[3:5]] == ["no_evidence", "no_evidence"]
    assert "3000" in answers[4]["reason"]
    first, last = answers[0], answers[-1]
    assert [q["url"] for q in first["quotes"]] == [q["url"] for q in last["quotes"]]
    alone = json.loads(youju("ask", FUNDS, "--json", "--library", library).out)
    assert [q["url"] for q in alone["quotes"]] == [q["url"] for q in first["quotes"]]


def test_an_empty_batch_is_no_error(youju: Youju, library: Path, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("\n\n")
    assert youju("ask", "--batch", tmp_path / "in.jsonl", "--json", "--library", library).out == ""


# -- the library -----------------------------------------------------------------------------------


def test_the_library_falls_back_to_the_environment_and_then_to_the_demo(
    youju: Youju, library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = youju("list")
    assert first.status == 0
    assert "正在建立示例资料库" in first.err
    assert len(first.lines()) == 17
    again = youju("list")
    assert (again.out, again.err) == (first.out, "")
    (demo,) = (tmp_path / "cache").glob("demo-*")
    assert youju("list", "--library", demo).out == first.out
    shutil.rmtree(demo / "index")  # left half built
    assert "正在建立示例资料库" in youju("list").err
    monkeypatch.setenv("YOUJU_LIBRARY", str(library))
    gone = ids(youju, library)["青河市统计公报2023.html"]
    assert youju("remove", gone).status == 0
    assert len(youju("list").lines()) == 16
    assert len(youju("list", "--library", demo).lines()) == 17


def test_help_is_on_standard_output_and_names_every_command(youju: Youju) -> None:
    ran = youju("--help")
    assert (ran.status, ran.err) == (0, "")
    for command in COMMANDS:
        assert re.search(rf"^  {command}\b", ran.out, re.M), command
        ran_help = youju(command, "--help")
        assert (ran_help.status, ran_help.err) == (0, "")
        assert "Usage: youju" in ran_help.out
    assert youju("--version").out.startswith("youju ")


# -- real programs -----------------------------------------------------------------------------------


def test_the_program_keeps_results_and_the_rest_apart(sample_library: Path, tmp_path: Path) -> None:
    here = ("--library", sample_library)
    answer, check, too_long, nowhere = map(
        finish,
        [
            start("ask", FUNDS, "--json", *here, cache=tmp_path, more={"LC_ALL": "C"}),
            start("check", *here, cache=tmp_path),
            start("ask", "a" * 100_000, *here, cache=tmp_path),
            start("list", "--library", tmp_path / "nowhere", cache=tmp_path),
        ],
    )
    assert answer.status == 0, answer.err
    assert json.loads(answer.out)["question"] == FUNDS
    assert (check.status, check.out) == (0, "资料库完好。\n")
    assert (too_long.status, too_long.out) == (2, "")
    assert "问题太长（100000 字）" in too_long.err
    assert (nowhere.status, nowhere.out) == (1, "")
    assert "里没有资料库" in nowhere.err


def test_a_reader_that_goes_away_is_no_reason_for_a_trace(sample_library: Path, tmp_path: Path) -> None:
    command = [*PROGRAM, "list", "--json", "--library", str(sample_library)]
    program = subprocess.Popen(
        command, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert program.stdout and program.stderr
    program.stdout.close()
    err = program.stderr.read().decode()
    program.wait(60)
    program.stderr.close()
    assert "Traceback" not in err


@pytest.mark.slow
def test_the_real_program_answers_from_the_demo_library(model_cache: Path) -> None:
    ran = finish(start("ask", FUNDS, "--json", cache=model_cache, program=REAL_PROGRAM), timeout=280)
    assert ran.status == 0, ran.err
    answer = json.loads(ran.out)
    assert answer["status"] == "answered"
    assert "645万元" in answer["quotes"][0]["text"]
    assert answer["quotes"][0]["source"] == "荔湾区十二五对口支援报告.txt"
    assert any(mark["text"] == "645万元" for mark in answer["quotes"][0]["highlights"])
    refused = finish(
        start(
            "ask", "荔湾区2018年给黔南州划拨了多少资金？", "--json", cache=model_cache, program=REAL_PROGRAM
        )
    )
    assert json.loads(refused.out)["status"] == "no_evidence"
