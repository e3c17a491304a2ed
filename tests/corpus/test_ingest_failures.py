"""Files that cannot be read, and what builds leave behind, in a real store on a real disk."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from small_files import FIRST, SECOND, counts, ingest, put, sources

from corpus.errors import UnreadableFile
from corpus.models import State
from corpus.read import read
from corpus.store import Store


def test_files_that_cannot_be_read_are_listed_and_stop_no_other(store: Store, folder: Path) -> None:
    put(folder / "a.txt")
    put(folder / "empty.txt", "")
    put(folder / "blank.txt", " \n\u3000\n")
    put(folder / "menu.html", "<html><body><nav>首页</nav></body></html>")
    put(folder / "b.xyz", "\x00\x01\x02" * 500)
    (folder / "c.txt").write_bytes(b"%PDF-1.4 \xe2\xe3\xcf\xd3")
    (folder / "d.txt").write_bytes(bytes(3000))
    os.mkfifo(folder / "pipe.txt")
    put(folder / "z.txt", SECOND)
    report = ingest([folder, folder / "nowhere"], store)
    assert sources(store) == ["a.txt", "z.txt"]
    assert {Path(f.path).name: f.code for f in report.failures} == {
        "empty.txt": "empty_file",
        "blank.txt": "empty_file",
        "menu.html": "empty_file",
        "b.xyz": "unknown_format",
        "c.txt": "damaged_file",
        "d.txt": "not_text",
        "pipe.txt": "file_forbidden",
        "nowhere": "path_not_found",
    }
    assert all(f.reason for f in report.failures)


def test_a_file_over_the_limit_is_refused_unread_and_fast(store: Store, folder: Path) -> None:
    huge = folder / "huge.txt"
    with huge.open("wb") as file:  # one line of 200 MB, sparse
        file.write(FIRST.encode())
        file.truncate(200 * 2**20)
    started = time.monotonic()
    report = ingest([folder], store)
    assert time.monotonic() - started < 5
    (failure,) = report.failures
    assert failure.code == "file_too_large"
    assert "200 MB" in failure.reason
    assert "64 MB" in failure.reason
    put(folder / "huge.txt")
    assert counts(ingest([folder], store, limit=10)) == (0, 0, 0, 0, 1)
    assert counts(ingest([folder], store, limit=len(FIRST.encode()))) == (1, 0, 0, 0, 0)


def test_a_document_whose_file_turned_unreadable_stays_as_it_was(store: Store, folder: Path) -> None:
    put(folder / "a.txt")
    (id,) = ingest([folder], store).added
    (folder / "a.txt").write_bytes(bytes(3000))
    report = ingest([folder], store, remove_missing=True)
    assert (report.removed, [f.code for f in report.failures]) == ((), ["not_text"])
    assert store.document(id).version == 1


CLOSED = """
import sys
from pathlib import Path
from corpus.ingest import ingest
from corpus.isolate import IsolatedReaders
from corpus.store import Store
store = Store.open(Path(sys.argv[1]))
with IsolatedReaders() as readers:
    report = ingest([Path(sys.argv[2])], store, readers, remove_missing=True)
for failure in report.failures:
    print(failure.code, Path(failure.path).name)
print("removed", len(report.removed), "unchanged", len(report.unchanged), "added", len(report.added))
"""


@pytest.mark.parametrize("mode", [0o000, 0o444, 0o111])
def test_a_closed_folder_is_listed_stops_no_other_and_loses_nothing(
    store: Store, folder: Path, mode: int, obey_permissions: Callable[[], None] | None
) -> None:
    put(folder / "closed" / "a.txt")
    put(folder / "open.txt", SECOND)
    put(folder / "locked.txt", SECOND + "。")
    ingest([folder], store)
    put(folder / "new.txt", FIRST + "。")
    (folder / "closed").chmod(mode)
    (folder / "locked.txt").chmod(0)
    try:
        done = subprocess.run(
            [sys.executable, "-c", CLOSED, store.folder, folder],
            preexec_fn=obey_permissions,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    finally:
        (folder / "closed").chmod(0o755)
    assert done.returncode == 0, done.stderr
    *failures, summary = done.stdout.splitlines()
    closed = "file_forbidden a.txt" if mode == 0o444 else "file_forbidden closed"  # 0o444: listed, not read
    assert sorted(failures) == sorted([closed, "file_forbidden locked.txt"])
    assert summary == "removed 0 unchanged 1 added 1"


def test_progress_names_each_file_and_ends_at_the_total(store: Store, folder: Path) -> None:
    put(folder / "a.txt")
    put(folder / "b.txt", SECOND)
    calls: list[tuple[int, int, str]] = []
    ingest([folder], store, progress=lambda *call: calls.append(call))
    assert list(dict.fromkeys(calls)) == [(0, 2, "a.txt"), (1, 2, "b.txt"), (2, 2, "")]


def test_states_follow_what_the_documents_say_of_each_other(store: Store, folder: Path) -> None:
    put(folder / "old.txt", "某县户厕补助办法\n发布日期：2019-01-01\n第一条 每户补助500元。\n")
    put(
        folder / "new.txt",
        "某县新户厕补助办法\n发布日期：2024-01-01\n第一条 《某县户厕补助办法》同时废止。\n",
    )
    ingest([folder], store)
    states = {d.source: (d.state, d.successor_id) for d in store.documents()}
    new = next(d.id for d in store.documents() if d.source == "new.txt")
    assert states == {"old.txt": (State.SUPERSEDED, new), "new.txt": (State.CURRENT, None)}
    (folder / "new.txt").unlink()
    ingest([folder], store, remove_missing=True)
    assert [(d.source, d.state, d.state_reason) for d in store.documents()] == [
        ("old.txt", State.CURRENT, None)
    ]


# Inputs that drive careless patterns and recursions out of all bounds. Each is read in well under a second.
HOSTILE = {
    "columns.txt": " | ".join(str(i) for i in range(40)),
    "sizes.txt": "大 中 小 " * 15 + "完",
    "tools.txt": "打印 " * 30 + "甲",
    "views.txt": "浏览次数 " * 20 + "甲",
    "home.txt": "首页|" * 20_000,
    "spaces.txt": "甲。" + " " * 100_000 + "x\n版权所有",
    "comments.txt": "<!-- -->" * 60 + "<span>x",
    "divs.html": "<div>" * 8_000 + "内容",
    "dashes.html": "<html><title>" + "-" * 30_000 + "</title><body><p>内容内容内容",
    "tables.html": "<html><body>" + "<table><tr><td>" * 1_500 + "甲</td><td>乙",
    "less.md": "<" * 50_000,
    "brackets.md": "[" * 20_000,
    "stars.md": "*a " * 20_000,
    "quotes.md": ">" * 5_000 + "甲",
    "table.md": "|a" * 2_000 + "|\n" + "|-" * 2_000 + "|\n",
    "label.txt": "索" + " " * 50_000 + "引号",
    "numbers.txt": "1." * 50_000,
    "quotes.txt": "《" * 20_000 + "同时废止。",
    "dots.txt": "…" * 100_000 + "“" * 1000,
    "same.txt": "一样的一行字要有二十个字以上才会被当作锚点。\n" * 20_000,
    "line.txt": "政" * 500_000,
}


@pytest.mark.timeout(30)
@pytest.mark.parametrize("name", HOSTILE)
def test_no_content_takes_more_than_seconds(store: Store, folder: Path, name: str) -> None:
    put(folder / name, HOSTILE[name])
    started = time.process_time()
    try:
        read(HOSTILE[name].encode(), name)
    except UnreadableFile:
        return
    ingest([folder], store)
    assert time.process_time() - started < 10
