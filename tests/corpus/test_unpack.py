"""Files that hold files: real archives and mails, some of them made to harm."""

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from direct_readers import DirectReaders

from corpus.errors import DamagedFile, EmptyFile
from corpus.ingest import ingest
from corpus.parse.eml import parse_eml
from corpus.store import Store
from corpus.unpack import MAX_DEPTH, Member, unpack

NOTICE = "停水通知\n城关镇今晚八点到十点停水。\n"
LIMIT = 1 << 20


def archive(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return buffer.getvalue()


def members(data: bytes, name: str = "a.zip") -> dict[str, Member]:
    return {member.name: member for member in unpack(data, name, limit=LIMIT)}


def mail(attachment: bytes = NOTICE.encode(), filename: str = "停水通知.txt") -> bytes:
    message = EmailMessage()
    message["From"] = "办公室 <office@example.invalid>"
    message["To"] = "city@example.invalid"
    message["Subject"] = "关于报送停水通知的函"
    message["Date"] = "Thu, 02 May 2024 09:00:00 +0800"
    message.set_content("现将停水通知送上，请查收。\n")
    message.add_alternative("<p>现将停水通知送上，<b>请查收</b>。</p>", subtype="html")
    message.add_attachment(attachment, maintype="application", subtype="octet-stream", filename=filename)
    return message.as_bytes()


def test_members_are_found_with_their_paths_also_in_archives_inside() -> None:
    inner = archive({"二.txt": b"2"})
    found = members(archive({"一.txt": b"1", "sub/三.txt": b"3", "inner.zip": inner}))
    assert {name: member.data for name, member in found.items()} == {
        "一.txt": b"1",
        "sub/三.txt": b"3",
        "inner.zip/二.txt": b"2",
    }


def test_names_that_windows_wrote_in_gbk_are_read_as_such() -> None:
    data = archive({"abcdefgh.txt": b"x"}).replace(b"abcdefgh", "停水通知".encode("gbk"))
    assert list(members(data)) == ["停水通知.txt"]


def test_hidden_members_and_links_are_passed_over() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name in (".DS_Store", "__MACOSX/a.txt", ".git/config", "a.txt"):
            package.writestr(name, "x")
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        package.writestr(link, "/etc/passwd")
    assert list(members(buffer.getvalue())) == ["a.txt"]


@pytest.mark.parametrize(
    "name", ["../evil.txt", "/etc/evil.txt", "a/../../evil.txt", "C:\\evil.txt", "..\\evil.txt"]
)
def test_a_name_that_leads_out_is_refused_and_the_rest_goes_on(name: str) -> None:
    found = members(archive({name: b"x", "good.txt": b"y"}))
    assert found["good.txt"].data == b"y"
    (error,) = [member.error for member in found.values() if member.error]
    assert "包外" in str(error)


def test_bombs_are_refused_by_what_they_would_unpack_to() -> None:
    found = members(archive({"bomb.txt": b"0" * (300 << 20)}))
    assert [member.error.code for member in found.values() if member.error] == ["file_too_large"]
    found = members(archive({"large.txt": b"0" * (LIMIT + 1), "small.txt": b"1"}))
    assert found["large.txt"].error is not None
    assert found["large.txt"].error.code == "file_too_large"
    assert found["small.txt"].data == b"1"


def test_archives_within_archives_end_somewhere() -> None:
    data = archive({"a.txt": b"x"})
    for depth in range(MAX_DEPTH + 2):
        data = archive({f"{depth}.zip": data})
    (member,) = members(data).values()
    assert member.error is not None
    assert member.error.code == "file_too_large"
    assert "嵌套" in str(member.error)


def test_an_encrypted_member_is_told_and_the_rest_goes_on() -> None:
    data = bytearray(archive({"secret.txt": b"x", "open.txt": b"y"}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + offset] |= 1  # says that the first member is encrypted
    found = members(bytes(data))
    assert found["secret.txt"].error is not None
    assert found["secret.txt"].error.code == "encrypted_file"
    assert found["open.txt"].data == b"y"


@pytest.mark.parametrize("kept", [0.2, 0.6, 0.95])
def test_a_cut_archive_is_damaged(kept: float) -> None:
    data = archive({f"{i}.txt": bytes(str(i) * 500, "ascii") for i in range(20)})
    (member,) = members(data[: int(len(data) * kept)]).values()
    assert member.error is not None
    assert member.error.code == "damaged_file"


def test_a_mail_is_a_document_and_so_are_its_attachments() -> None:
    found = members(mail(), "函.eml")
    assert list(found) == ["", "停水通知.txt"]
    assert found["停水通知.txt"].data.decode() == NOTICE
    parsed = parse_eml(found[""].data)
    assert [block.text for block in parsed.blocks] == [
        "关于报送停水通知的函",
        "发件人：办公室 <office@example.invalid>",
        "收件人：city@example.invalid",
        "日期：Thu, 02 May 2024 09:00:00 +0800",
        "现将停水通知送上，请查收。",
    ]


def test_an_attachment_named_as_a_path_is_only_a_name() -> None:
    assert list(members(mail(filename="../../etc/通知.txt"), "a.eml")) == ["", "通知.txt"]


def test_mails_that_nest_without_end_are_refused() -> None:
    data = b"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nend"
    for number in range(500):
        boundary = b"b%d" % number
        data = b"".join(
            (b"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=", boundary)
        ) + b"\r\n\r\n--%b\r\nContent-Type: message/rfc822\r\n\r\n%b\r\n--%b--\r\n" % (
            boundary,
            data,
            boundary,
        )
    with pytest.raises(DamagedFile, match="嵌套"):
        parse_eml(data)


def test_an_archive_is_unpacked_again_only_when_it_changes(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "library")
    folder = tmp_path / "files"
    folder.mkdir()
    path = folder / "包.zip"
    path.write_bytes(archive({"a.txt": NOTICE.encode(), "b/b.txt": "封路公告\n县道封闭。\n".encode()}))
    report = ingest([folder], store, DirectReaders())
    assert sorted(d.source for d in store.documents()) == ["包.zip/a.txt", "包.zip/b/b.txt"]
    first, second = report.added
    assert store.originals.path(store.document(first).sha256).read_bytes() == NOTICE.encode()
    revision = store.revision()
    assert set(ingest([folder], store, DirectReaders()).unchanged) == {first, second}
    assert store.revision() == revision
    path.write_bytes(archive({"a.txt": (NOTICE + "请储水。\n").encode()}))
    assert ingest([folder], store, DirectReaders()).updated == (first,)
    assert store.document(second).version == 1  # build removes nothing
    report = ingest([folder], store, DirectReaders(), remove_missing=True)
    assert (report.unchanged, report.removed) == ((first,), (second,))
    path.unlink()
    assert ingest([folder], store, DirectReaders(), remove_missing=True).removed == (first,)
    assert list(store.files.all()) == []


def test_a_member_that_fails_is_told_each_time_and_loses_nothing(tmp_path: Path) -> None:
    store = Store.create(tmp_path / "library")
    path = tmp_path / "包.zip"
    path.write_bytes(archive({"a.txt": NOTICE.encode(), "b.txt": b""}))
    for _ in range(2):
        report = ingest([path], store, DirectReaders(), remove_missing=True)
        assert [(Path(f.path).name, f.code) for f in report.failures] == [("b.txt", "empty_file")]
    assert len(report.unchanged) == 1
    path.write_bytes(path.read_bytes()[:60])
    report = ingest([path], store, DirectReaders(), remove_missing=True)
    assert ([f.code for f in report.failures], report.removed) == (["damaged_file"], ())


@pytest.mark.parametrize("files", [{}, {".hidden": b"x"}, {"__MACOSX/a.txt": b"x"}])
def test_an_archive_without_files_is_reported(files: dict[str, bytes]) -> None:
    [member] = unpack(archive(files), "a.zip", limit=LIMIT)
    assert isinstance(member.error, EmptyFile)


def test_an_archive_with_a_nameless_member_is_damaged() -> None:
    data = archive({"a": NOTICE.encode()})
    at = data.rfind(b"PK\x01\x02")
    nameless = data[: at + 28] + b"\0\0" + data[at + 30 : at + 46] + data[at + 47 :]
    [member] = unpack(nameless, "a.zip", limit=LIMIT)
    assert isinstance(member.error, DamagedFile)
