"""Web archives as browsers write them."""

import base64
import quopri

import pytest

from corpus.errors import DamagedFile
from corpus.parse.mht import parse_mht
from corpus.read import read

PAGE = "<html><head><title>通知</title></head><body><h1>关于湿地保护的通知</h1><p>各县区：请遵照执行。</p></body></html>"
FRAME = "<html><frameset><frame src=cid:a><frame src=cid:b></frameset></html>"


def archive(*parts: bytes, head: str = "") -> bytes:
    lines = [
        b'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n'
    ]
    lines += [head.encode(), b"\r\n"]
    for part in parts:
        lines += [b"--x\r\n", part, b"\r\n"]
    return b"".join([*lines, b"--x--\r\n"])


def part(
    text: str, kind: str = "text/html", charset: str = "utf-8", coding: str = "8bit", head: str = ""
) -> bytes:
    content = text.encode(charset)
    if coding == "base64":
        content = base64.encodebytes(content)
    elif coding == "quoted-printable":
        content = quopri.encodestring(content)
    label = f"Content-Type: {kind}; charset={charset}\r\nContent-Transfer-Encoding: {coding}\r\n{head}\r\n"
    return label.encode() + content


PICTURE = b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(
    bytes(999)
)


def lines(data: bytes) -> list[str]:
    return [block.text for block in parse_mht(data).blocks]


@pytest.mark.parametrize("coding", ["8bit", "base64", "quoted-printable"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gb18030"])
def test_the_page_is_read_and_pictures_are_not(coding: str, charset: str) -> None:
    data = archive(PICTURE, part(PAGE, charset=charset, coding=coding), PICTURE)
    assert lines(data) == ["关于湿地保护的通知", "各县区：请遵照执行。"]
    assert parse_mht(data).media_type == "multipart/related"
    assert read(data, "通知.mht").text == "关于湿地保护的通知\n各县区：请遵照执行。"


def test_the_charset_label_of_the_part_is_only_a_hint() -> None:
    mislabelled = part(PAGE, charset="gb18030").replace(b"gb18030", b"utf-8", 1)
    assert lines(archive(mislabelled))[0] == "关于湿地保护的通知"
    big5 = part("<p>國務院關於印發規劃的通知</p>", charset="big5", coding="base64")
    assert lines(archive(big5)) == ["國務院關於印發規劃的通知"]


@pytest.mark.parametrize(
    "head",
    ["Snapshot-Content-Location: http://x/2.html\r\n", "X-Other: 1\r\n"],
)
def test_the_page_that_was_saved_is_read_and_not_what_it_embeds(head: str) -> None:
    embedded = part("<p>广告</p>", head="Content-Location: http://x/1.html\r\n")
    saved = part(PAGE, head="Content-Location: http://x/2.html\r\n")
    parts = (embedded, saved) if "Snapshot" in head else (saved, embedded)
    assert lines(archive(*parts, head=head)) == ["关于湿地保护的通知", "各县区：请遵照执行。"]


def test_the_frames_of_a_page_of_frames_are_read_in_order() -> None:
    first, second = part("<p>第一帧的正文。</p>"), part("<p>第二帧的正文。</p>")
    assert lines(archive(part(FRAME), first, second)) == ["第一帧的正文。", "第二帧的正文。"]


def test_a_plain_text_archive_works() -> None:
    assert lines(archive(part("第一行\n第二行", "text/plain", coding="base64"))) == ["第一行", "第二行"]


def test_a_page_that_is_the_whole_message_works() -> None:
    assert lines(b"MIME-Version: 1.0\r\n" + part(PAGE, coding="quoted-printable"))[0] == "关于湿地保护的通知"


def test_the_subject_is_the_page_title_where_the_page_has_none() -> None:
    subject = base64.b64encode("湿地通知".encode()).decode()
    data = archive(part("<p>正文。</p>"), head=f"Subject: =?utf-8?B?{subject}?=\r\n")
    assert parse_mht(data).fields == {"page_title": "湿地通知"}
    broken = archive(part("<p>正文。</p>"), head="Subject: =?no-such-charset?B?xxx?=\r\n")
    assert lines(broken) == ["正文。"]


@pytest.mark.parametrize(
    "data", [archive(PICTURE), archive(), b"MIME-Version: 1.0\r\nContent-Type: image/png\r\n\r\nx"]
)
def test_an_archive_without_a_page_is_damaged(data: bytes) -> None:
    with pytest.raises(DamagedFile, match="网页"):
        parse_mht(data)


def test_an_archive_that_was_cut_off_is_read_as_far_as_it_goes() -> None:
    data = archive(part(PAGE, coding="base64"), PICTURE)
    assert lines(data[: data.index(b"image/png")]) == ["关于湿地保护的通知", "各县区：请遵照执行。"]
