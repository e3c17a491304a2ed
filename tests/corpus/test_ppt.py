"""PowerPoint 97 files: against the same slides as pptx, and record by record."""

import struct
from pathlib import Path

import pytest
from compound_file import compound_file
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DamagedFile, EncryptedFile, UnreadableFile
from corpus.parse.blips import pictures
from corpus.parse.ppt import parser as ppt
from corpus.parse.ppt.parser import parse_ppt
from corpus.parse.ppt.records import Record
from corpus.parse.ppt.text import Text, box_text, texts
from corpus.parse.pptx.parser import parse_pptx

GOLDEN = Path(__file__).parents[1] / "golden"
DECK = (GOLDEN / "training-97.ppt").read_bytes()


def _record(kind: int, data: bytes, instance: int = 0, *, is_container: bool = False) -> Record:
    return Record(kind, instance, is_container, data)


def _stored(kind: int, data: bytes, version: int = 0) -> bytes:
    return struct.pack("<HHI", version, kind, len(data)) + data


def test_slides_read_as_their_pptx_does_but_for_automatic_numbers() -> None:
    ours = parse_ppt(DECK).blocks
    theirs = parse_pptx((GOLDEN / "training.pptx").read_bytes()).blocks
    assert [(b.page, b.level, b.row) for b in ours] == [(b.page, b.level, b.row) for b in theirs]
    assert all(t.text.endswith(o.text) for o, t in zip(ours, theirs, strict=True))


def test_a_text_box_shows_its_own_text_or_the_one_of_the_outline() -> None:
    outline = [Text("标题", 0), Text("正文", 1)]
    own = _stored(0x0F9F, struct.pack("<I", 4)) + _stored(0x0FA8, b"caf\xe9")
    assert box_text(_record(0xF00D, own, is_container=True), outline) == Text("café", 4)
    referring = _stored(0x0F9E, struct.pack("<I", 1))
    assert box_text(_record(0xF00D, referring, is_container=True), outline) == Text("正文", 1)
    beyond = _stored(0x0F9E, struct.pack("<I", 9))
    assert box_text(_record(0xF00D, beyond, is_container=True), outline) is None


def test_the_place_of_a_page_number_is_no_text() -> None:
    records = [_record(0x0F9F, b"\4\0\0\0"), _record(0x0FA0, "第*页".encode("utf-16-le"))]
    assert [text.text for text in texts([*records, _record(0x0FD8, b"\1\0\0\0")])] == ["第页"]


def test_pictures_are_found_in_their_records() -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(40)
    jpeg = b"\xff\xd8\xff\xe0" + bytes(30)
    stream = _stored(0xF01E, bytes(17) + png, 0x6E00) + b"junk" + _stored(0xF01D, bytes(33) + jpeg, 0x46B0)
    assert list(pictures(stream)) == [png, jpeg]
    assert list(pictures(stream[:40])) == []


def test_an_encrypted_file_says_so() -> None:
    user = bytes(12) + struct.pack("<II", 0xF3D1C4DF, 0)
    with pytest.raises(EncryptedFile):
        parse_ppt(compound_file({"Current User": user, "PowerPoint Document": b"\0"}))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_file_that_is_cut_off_is_damaged(share: float) -> None:
    with pytest.raises(DamagedFile):
        parse_ppt(DECK[: int(len(DECK) * share)])


@given(st.data())
def test_no_broken_file_breaks_the_reader(choose: st.DataObject) -> None:
    broken = bytearray(DECK)
    for _ in range(choose.draw(st.integers(1, 12))):
        broken[choose.draw(st.integers(0x200, len(broken) - 1))] = choose.draw(st.integers(0, 255))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ppt, "read_pictures", lambda pictures, progress: {})
        try:
            parse_ppt(bytes(broken))
        except UnreadableFile as error:
            assert str(error).endswith("。")
