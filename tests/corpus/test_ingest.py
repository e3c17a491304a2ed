"""Files and folders into a real store on a real disk."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from direct_readers import DirectReaders

from corpus.errors import DocumentNotFound, DocumentRemoved, UnreadableFile
from corpus.ingest import ingest as ingest_with
from corpus.models import IngestReport, State
from corpus.read import read
from corpus.store import Store

FIRST = "停水通知\n城关镇今晚八点到十点停水。\n"
SECOND = "停电通知\n白塔镇明早六点到八点停电。\n"


def ingest(paths: list[Path], store: Store, **options: Any) -> IngestReport:
    return ingest_with(paths, store, DirectReaders(), **options)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create(tmp_path / "library")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    return folder


def put(path: Path, text: str = FIRST) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def counts(report: IngestReport) -> tuple[int, int, int, int, int]:
    return (
        len(report.added),
        len(report.updated),
        len(report.unchanged),
        len(report.removed),
        len(report.failures),
    )


def sources(store: Store) -> list[str]:
    return [document.source for document in store.documents()]


def test_a_file_is_added_once_and_then_unchanged(store: Store, folder: Path) -> None:
    put(folder / "b" / "通知.txt")
    report = ingest([folder], store)
    assert counts(report) == (1, 0, 0, 0, 0)
    (document,) = store.documents()
    assert document.id == report.added[0]
    assert (document.source, document.version, document.text) == ("b/通知.txt", 1, FIRST.strip())
    assert store.originals.path(document.sha256).read_text(encoding="utf-8") == FIRST
    assert [document.text[p.start : p.end] for p in store.passages()] == [FIRST.strip()]
    revision = store.revision()
    assert counts(ingest([folder], store)) == (0, 0, 1, 0, 0)
    assert store.revision() == revision


def test_the_same_file_gets_the_same_id_in_every_library(tmp_path: Path, folder: Path) -> None:
    put(folder / "a.txt")
    ids = {ingest([folder], Store.create(tmp_path / name)).added for name in ("one", "two")}
    assert len(ids) == 1


def test_a_changed_file_makes_a_new_version_and_the_old_one_still_opens(store: Store, folder: Path) -> None:
    put(folder / "a.txt")
    (id,) = ingest([folder], store).added
    put(folder / "a.txt", SECOND)
    report = ingest([folder], store)
    assert report.updated == (id,)
    assert store.versions(id) == (1, 2)
    assert store.document(id).text == SECOND.strip()
    assert store.document(id, 1).text == FIRST.strip()
    assert {p.version for p in store.passages()} == {2}
    with pytest.raises(DocumentNotFound, match="第 3 版"):
        store.document(id, 3)
    put(folder / "a.txt", FIRST)
    assert ingest([folder], store).updated == (id,)
    assert store.document(id).version == 3


def test_a_moved_file_keeps_its_id(store: Store, folder: Path) -> None:
    put(folder / "old" / "a.txt")
    (id,) = ingest([folder], store).added
    (folder / "new").mkdir()
    (folder / "old" / "a.txt").rename(folder / "new" / "b.txt")
    report = ingest([folder], store, remove_missing=True)
    assert (report.updated, report.removed, report.added) == ((id,), (), ())
    document = store.document(id)
    assert (document.source, document.version) == ("new/b.txt", 1)


def test_the_same_file_built_by_another_path_changes_only_its_source(store: Store, folder: Path) -> None:
    put(folder / "sub" / "a.txt")
    (id,) = ingest([folder], store).added
    assert ingest([folder / "sub" / "a.txt"], store).unchanged == (id,)
    assert sources(store) == ["a.txt"]


def test_a_removed_document_says_so_and_comes_back_under_its_id_with_a_higher_version(
    store: Store, folder: Path
) -> None:
    path = put(folder / "a.txt")
    (id,) = ingest([folder], store).added
    original = store.originals.path(store.document(id).sha256)
    path.unlink()
    assert counts(ingest([folder], store)) == (0, 0, 0, 0, 0)  # build removes nothing
    assert sources(store) == ["a.txt"]
    assert ingest([folder], store, remove_missing=True).removed == (id,)
    assert list(store.documents()) == []
    assert list(store.passages()) == []
    assert not original.exists()
    for version in (None, 1):
        with pytest.raises(DocumentRemoved):
            store.document(id, version)
    with pytest.raises(DocumentRemoved):
        store.remove(id)
    with pytest.raises(DocumentNotFound) as never:
        store.document("ffffffffffff")
    assert not isinstance(never.value, DocumentRemoved)
    put(path)
    assert ingest([folder], store).added == (id,)
    document = store.document(id)
    assert (document.version, document.text) == (2, FIRST.strip())
    with pytest.raises(DocumentNotFound):
        store.document(id, 1)


def test_exact_copies_join_in_one_document_that_stays_while_one_of_them_does(
    store: Store, folder: Path
) -> None:
    put(folder / "a" / "x.txt")
    put(folder / "b" / "x.txt")
    report = ingest([folder], store)
    assert (len(report.added), report.joined) == (1, report.added)
    (id,) = report.added
    assert [file.source for file in store.files.of(id)] == ["a/x.txt", "b/x.txt"]
    assert counts(ingest([folder], store)) == (0, 0, 2, 0, 0)
    (folder / "a" / "x.txt").unlink()
    assert ingest([folder], store, remove_missing=True).removed == ()
    assert sources(store) == ["b/x.txt"]
    (folder / "b" / "x.txt").unlink()
    assert ingest([folder], store, remove_missing=True).removed == (id,)
    assert list(store.files.all()) == []


def test_a_copy_that_changes_goes_its_own_way(store: Store, folder: Path) -> None:
    put(folder / "a.txt")
    put(folder / "b.txt")
    (id,) = ingest([folder], store).added
    put(folder / "a.txt", SECOND)
    report = ingest([folder], store)
    assert (len(report.added), report.unchanged) == (1, (id,))
    assert sources(store) == ["a.txt", "b.txt"]
    assert (store.document(id).text, store.versions(id)) == (FIRST.strip(), (1,))


def test_removing_a_document_of_several_copies_removes_it_whole(store: Store, folder: Path) -> None:
    put(folder / "a.txt")
    put(folder / "b.txt")
    (id,) = ingest([folder], store).added
    store.remove(id)
    assert list(store.files.all()) == []
    assert list(store.documents()) == []


def test_a_file_whose_bytes_change_but_not_its_text_keeps_its_version(store: Store, folder: Path) -> None:
    put(folder / "a.html", "<html><body><p>停水通知</p><p>今晚停水。</p><!-- 1 --></body></html>")
    (id,) = ingest([folder], store).added
    put(folder / "a.html", "<html><body><p>停水通知</p><p>今晚停水。</p><!-- 2 --></body></html>")
    assert ingest([folder], store).unchanged == (id,)
    assert store.versions(id) == (1,)
    assert counts(ingest([folder], store)) == (0, 0, 1, 0, 0)


def test_files_are_read_again_once_when_the_readers_have_changed(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder / "a.txt")
    put(folder / "b.txt", SECOND)
    first, second = ingest([folder], store).added
    with store.transaction() as connection:  # as an earlier release left it, which read one of them worse
        connection.execute("UPDATE file SET reader = 1")
        connection.execute("UPDATE version SET text = '停水' WHERE document_id = ?", (first,))
    report = ingest([folder], store)
    assert (report.updated, report.unchanged) == ((first,), (second,))
    assert store.document(first).text == FIRST.strip()
    assert store.versions(second) == (1,)

    def never(*_: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(DirectReaders, "read", never)
    assert ingest([folder], store).unchanged == (first, second)


def test_a_correction_survives_a_new_version_and_reading_again(store: Store, folder: Path) -> None:
    put(folder / "a.txt")
    (id,) = ingest([folder], store).added
    store.correct(id, {"issuer": "城关镇人民政府", "issued_on": "2024-05-01", "number": None})
    for _ in range(2):
        metadata = store.document(id).metadata
        assert (metadata.issuer, str(metadata.issued_on)) == ("城关镇人民政府", "2024-05-01")
        assert {g.rule for g in metadata.grounds if g.field in {"issuer", "issued_on"}} == {"human"}
        assert ingest([folder], store, reread=True).unchanged == (id,)
    put(folder / "a.txt", SECOND)
    ingest([folder], store)
    assert store.document(id).metadata.issuer == "城关镇人民政府"
    store.correct(id, {}, undo=["issuer"])
    assert store.document(id).metadata.issuer is None
    assert store.corrections(id) == {"issued_on": "2024-05-01", "number": None}


def test_what_is_outside_the_given_paths_is_never_removed(store: Store, tmp_path: Path, folder: Path) -> None:
    other = put(tmp_path / "other" / "o.txt", SECOND)
    beside = put(tmp_path / "files-2" / "o.txt", SECOND + "。")
    put(folder / "a.txt")
    ingest([folder, other.parent, beside], store)
    other.unlink()
    beside.unlink()
    (folder / "a.txt").unlink()
    assert len(ingest([folder], store, remove_missing=True).removed) == 1
    assert sources(store) == ["o.txt", "o.txt"]


def test_a_folder_that_is_gone_is_a_failure_and_its_documents_are_removed_by_sync(
    store: Store, folder: Path
) -> None:
    put(folder / "sub" / "a.txt")
    (id,) = ingest([folder / "sub"], store).added
    (folder / "sub" / "a.txt").unlink()
    (folder / "sub").rmdir()
    report = ingest([folder / "sub"], store, remove_missing=True)
    assert report.removed == (id,)
    assert [f.code for f in report.failures] == ["path_not_found"]


def test_hidden_files_and_links_out_of_the_folder_are_passed_over(
    store: Store, tmp_path: Path, folder: Path
) -> None:
    secret = put(tmp_path / "secret" / "密.txt", "不得外传的内容")
    put(folder / ".hidden.txt")
    put(folder / ".git" / "a.txt")
    put(folder / "real.txt")
    (folder / "out.txt").symlink_to(secret)
    (folder / "outdir").symlink_to(secret.parent)
    (folder / "up").symlink_to(folder.parent)
    (folder / "inside.txt").symlink_to(folder / "real.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    (folder / "broken.txt").symlink_to(folder / "nowhere.txt")
    report = ingest([folder], store)
    assert [file.source for file in store.files.all()] == ["inside.txt", "real.txt"]
    assert {Path(f.path).name for f in report.failures} == {"loop.txt", "broken.txt"}
    assert len(ingest([folder / "out.txt"], store).added) == 1  # named, so it is meant


@pytest.mark.parametrize(
    "name",
    [
        "通\n知.txt",
        "a\tb.txt",
        "\x1b[31m红.txt",
        "; rm -rf ~.txt",
        "'\".txt",
        "％s%s{}.txt",
        "甲" * 80 + ".txt",
    ],
)
def test_odd_file_names_are_only_names(store: Store, folder: Path, name: str) -> None:
    put(folder / name)
    (id,) = ingest([folder], store).added
    document = store.document(id)
    assert document.source == name
    assert document.metadata.title == "停水通知"
    assert ingest([folder], store, remove_missing=True).unchanged == (id,)


def test_a_file_name_that_is_no_utf8_is_read_and_kept_in_escapes(store: Store, folder: Path) -> None:
    name = "停水通知.txt".encode("gbk")
    where = os.fsencode(folder)
    with open(os.path.join(where, name), "wb") as file:  # noqa: PTH118, PTH123 - bytes, which Path has not
        file.write(FIRST.encode())
    (id,) = ingest([folder], store).added
    assert store.document(id).source == name.decode("utf-8", "backslashreplace")
    put(folder / "copy.txt")
    assert ingest([folder], store, remove_missing=True).joined == (id,)
    assert counts(ingest([folder], store, remove_missing=True)) == (0, 0, 2, 0, 0)
    (folder / "copy.txt").unlink()
    os.unlink(os.path.join(where, name))  # noqa: PTH108, PTH118
    assert ingest([folder], store, remove_missing=True).removed == (id,)


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
