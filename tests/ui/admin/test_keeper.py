"""Uploads on their way into a real library: read by real processes, with the fake encoder."""

import errno
import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from desktop import Desktop, Serve
from small_library import id_of

from corpus.errors import DocumentNotFound, DocumentRemoved, LibraryBusy
from corpus.store import Store
from index import build as building
from index.check import check
from index.refresh import is_behind
from ui.admin import keeper as keeping
from ui.admin.jobs import JobState
from ui.errors import JobNotFound, LibraryEmpty, UploadRejected, UploadUnstored
from ui.people.identity import Identity

Poll = Callable[[Callable[[], object], str], None]
NOTICE = "停气通知\n发布机构：燃气公司\n因管网检修，桃源镇后天九点到十一点停气，请居民关好阀门。\n"
LATER = NOTICE.replace("九点", "十点")


def over(desktop: Desktop, job_id: str) -> bool:
    return desktop.keeper.jobs.find(job_id).is_over


def test_what_is_uploaded_is_in_the_next_answer(desktop: Desktop, wait_until: Poll) -> None:
    job = desktop.upload("停气通知.txt", NOTICE)
    desktop.keeper.start()
    wait_until(lambda: over(desktop, job.id), "the upload is read")
    done = desktop.keeper.jobs.find(job.id)
    assert (done.state, done.outcome, done.person) == (JobState.DONE, "added", "admin")
    answer = desktop.service.answer("桃源镇几点停气")
    assert done.document_id in {quote.document_id for quote in answer.quotes}
    assert (desktop.library / "uploads" / "停气通知.txt").read_text(encoding="utf-8") == NOTICE
    assert list((desktop.library / "uploads" / ".waiting").iterdir()) == []
    assert check(desktop.keeper.store) == []


def test_the_same_name_is_a_new_version_even_before_the_first_is_read(
    desktop: Desktop, wait_until: Poll
) -> None:
    first, second = desktop.upload("停气通知.txt", NOTICE), desktop.upload("停气通知.txt", LATER)
    desktop.keeper.start()
    wait_until(lambda: over(desktop, second.id), "both are read")
    one, two = desktop.keeper.jobs.find(first.id), desktop.keeper.jobs.find(second.id)
    assert (one.outcome, two.outcome) == ("added", "updated")
    assert one.document_id == two.document_id
    assert desktop.service.versions(one.document_id or "") == (1, 2)
    assert "九点" in desktop.service.document(one.document_id or "", 1).text


def test_a_later_build_of_the_folder_finds_uploads_under_their_documents(
    desktop: Desktop, wait_until: Poll
) -> None:
    job = desktop.upload("停气通知.txt", NOTICE)
    desktop.keeper.start()
    wait_until(lambda: over(desktop, job.id), "the upload is read")
    library = desktop.library
    report = building.build(
        [library / "uploads"], library, desktop.keeper._load_embedder, remove_missing=True
    )
    assert report.unchanged == (desktop.keeper.jobs.find(job.id).document_id,)
    assert not report.added and not report.removed and not report.failures


def test_what_cannot_be_read_is_told_with_its_reason_and_can_be_tried_again(
    desktop: Desktop, wait_until: Poll
) -> None:
    bad = desktop.upload("坏.docx", b"PK\x03\x04 no zip")
    good = desktop.upload("停气通知.txt", NOTICE)
    desktop.keeper.start()
    wait_until(lambda: over(desktop, bad.id) and over(desktop, good.id), "both are over")
    failed = desktop.keeper.jobs.find(bad.id)
    assert (failed.state, failed.code) == (JobState.FAILED, "damaged_file")
    assert failed.reason
    assert desktop.keeper.jobs.find(good.id).state is JobState.DONE
    (desktop.library / "uploads" / "坏.docx").write_text(LATER, encoding="utf-8")  # as if mended
    desktop.keeper.retry(bad.id)
    wait_until(lambda: desktop.keeper.jobs.find(bad.id).state is JobState.DONE, "it is read now")


def test_a_failure_is_off_the_list_once_its_file_is_sent_again(desktop: Desktop, wait_until: Poll) -> None:
    bad = desktop.upload("坏.docx", b"PK\x03\x04 no zip")
    desktop.keeper.start()
    wait_until(lambda: over(desktop, bad.id), "it is over")
    mended = desktop.upload("坏.docx", NOTICE)
    wait_until(lambda: over(desktop, mended.id), "the mended one is over")
    assert [job.id for job in desktop.keeper.jobs.recent()] == [mended.id]


def test_a_failed_upload_that_is_dismissed_leaves_nothing(desktop: Desktop, wait_until: Poll) -> None:
    bad = desktop.upload("坏.docx", b"PK\x03\x04 no zip")
    desktop.keeper.start()
    wait_until(lambda: over(desktop, bad.id), "it is over")
    desktop.keeper.dismiss(bad.id)
    assert not (desktop.library / "uploads" / "坏.docx").exists()
    with pytest.raises(JobNotFound):
        desktop.keeper.jobs.find(bad.id)


def test_dismissing_a_broken_new_version_keeps_the_document(desktop: Desktop, wait_until: Poll) -> None:
    good = desktop.upload("停气.txt", NOTICE)
    desktop.keeper.start()
    wait_until(lambda: over(desktop, good.id), "the first is read")
    bad = desktop.upload("停气.txt", b"\x00\xff\x00\xfe\x01" * 50)
    wait_until(lambda: over(desktop, bad.id), "the second is over")
    assert desktop.keeper.jobs.find(bad.id).state is JobState.FAILED
    desktop.keeper.dismiss(bad.id)
    document_id = desktop.keeper.jobs.find(good.id).document_id or ""
    assert desktop.service.document(document_id).text.startswith("停气通知")


def test_a_busy_library_keeps_the_upload_and_reads_it_later(
    desktop: Desktop, wait_until: Poll, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "_RETRY", 0.05)
    with Store.open(desktop.library).write_lock():
        job = desktop.upload("停气通知.txt", NOTICE)
        desktop.keeper.start()
        wait_until(lambda: desktop.keeper.jobs.find(job.id).code == "library_busy", "it has noticed")
        assert desktop.keeper.jobs.find(job.id).state is JobState.WAITING
    wait_until(lambda: over(desktop, job.id), "it is read after all")
    assert desktop.keeper.jobs.find(job.id).outcome == "added"


def test_the_next_server_goes_on_where_one_was_killed(
    desktop: Desktop, serve_library: Serve, wait_until: Poll
) -> None:
    waiting = desktop.upload("停气通知.txt", NOTICE)
    moved = desktop.upload("改期通知.txt", LATER.replace("停气", "改期"))
    desktop.keeper.uploads.settle(moved.id, moved.name)  # killed between moving and reading
    desktop.keeper.jobs.set(moved.id, JobState.READING)
    cut_off = desktop.library / "uploads" / ".waiting" / "cut-off.part"
    cut_off.write_bytes(b"half of a file")
    os.utime(cut_off, (0, 0))
    on_its_way = cut_off.with_name("on-its-way.part")
    on_its_way.write_bytes(b"half of a file")
    desktop.keeper.records.database.close()
    second = serve_library(desktop.library)
    second.keeper.start()
    wait_until(lambda: over(second, waiting.id) and over(second, moved.id), "both are read")
    sources = {row.source for row in second.service.documents()}
    assert {"停气通知.txt", "改期通知.txt"} <= sources
    assert not cut_off.exists()
    assert on_its_way.exists()


def test_an_empty_library_answers_after_the_first_upload(
    tmp_path: Path, serve_library: Serve, wait_until: Poll
) -> None:
    Store.create(tmp_path / "new")
    desktop = serve_library(tmp_path / "new")
    assert desktop.service.ready()
    assert desktop.service.failure() is None
    with pytest.raises(LibraryEmpty, match="还没有文件"):
        desktop.service.answer("桃源镇几点停气")
    job = desktop.upload("停气通知.txt", NOTICE)
    desktop.keeper.start()
    wait_until(lambda: over(desktop, job.id), "the upload is read")
    assert desktop.service.ready()
    assert desktop.service.answer("桃源镇几点停气").quotes


def test_removing_takes_the_upload_along_and_leaves_other_files(desktop: Desktop, wait_until: Poll) -> None:
    job = desktop.upload("停气通知.txt", NOTICE)
    desktop.keeper.start()
    wait_until(lambda: over(desktop, job.id), "the upload is read")
    document_id = desktop.keeper.jobs.find(job.id).document_id or ""
    desktop.keeper.remove(document_id)
    assert not (desktop.library / "uploads" / "停气通知.txt").exists()
    with pytest.raises(DocumentRemoved):
        desktop.service.document(document_id)
    assert document_id not in {q.document_id for q in desktop.service.answer("桃源镇几点停气").quotes}
    water = id_of(desktop.keeper.store, "水.txt")
    (file,) = desktop.keeper.store.files.of(water)
    desktop.keeper.remove(water)
    assert Path(file.path).exists()  # the operator's own file, which is not ours to delete


def test_a_change_waits_for_who_is_writing_but_not_for_ever(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "_PATIENCE", 0.0)
    water = id_of(desktop.keeper.store, "水.txt")
    with Store.open(desktop.library).write_lock(), pytest.raises(LibraryBusy):
        desktop.keeper.remove(water)
    desktop.keeper.remove(water)


def test_groups_hide_a_document_from_other_readers_at_once(desktop: Desktop) -> None:
    water = id_of(desktop.keeper.store, "水.txt")
    desktop.keeper.assign_groups(water, ["水务"])
    sees = {row.id: row.is_open_to(Identity("x").sees) for row in desktop.service.documents()}
    assert not sees[water]
    assert check(desktop.keeper.store) == []
    with pytest.raises(DocumentNotFound):
        desktop.keeper.assign_groups("nothing", ["水务"])


def test_a_full_disk_is_told_and_leaves_no_half_file(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(UploadUnstored, match="磁盘空间不足"):
        desktop.keeper.add("大.txt", 5, Full(), "")
    assert list((desktop.library / "uploads" / ".waiting").iterdir()) == []
    assert desktop.keeper.jobs.recent() == []
    with pytest.raises(UploadRejected):
        desktop.upload("...", "x")


def test_what_another_process_left_without_an_index_is_indexed(desktop: Desktop, wait_until: Poll) -> None:
    """A build was killed after it had read the files, or another machine put them into a shared store."""
    store, engine = desktop.keeper.store, desktop.keeper._engine
    engine.drop()
    assert is_behind(store, engine)
    desktop.keeper.start()
    wait_until(lambda: not is_behind(store, engine), "the index is made")
    assert check(store) == []
