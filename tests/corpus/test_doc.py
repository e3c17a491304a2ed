"""Word 97 files: against the same documents as docx, against LibreOffice, and damaged ones."""

import re
import shutil
import struct
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from compound_file import compound_file
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DamagedFile, EncryptedFile, HelperMissing, UnreadableFile
from corpus.parse import office
from corpus.parse.doc import parser as doc
from corpus.parse.doc.file import WordFile, open_word_file
from corpus.parse.doc.numbering import Counters, Numbering
from corpus.parse.doc.parser import parse_doc
from corpus.parse.doc.rows import row_shape
from corpus.parse.doc.styles import Style
from corpus.parse.doc.text import read_pieces
from corpus.parse.docx.parser import parse_docx
from corpus.parse.models import Block

GOLDEN = Path(__file__).parents[1] / "golden"
NOTICE = (GOLDEN / "library-cards.doc").read_bytes()
NEEDS_OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def _recall(truth: str, text: str, length: int = 8) -> float:
    """Return the share of the truth's character n-grams that the text has, white space aside."""
    wanted, found = (
        Counter(packed[i : i + length] for i in range(len(packed) - length + 1))
        for packed in ("".join(truth.split()), "".join(text.split()))
    )
    return sum((wanted & found).values()) / sum(wanted.values())


def _text(blocks: tuple[Block, ...]) -> str:
    return "\n".join(block.text for block in blocks)


@pytest.mark.data
@pytest.mark.parametrize("name", ["gov_5345459", "gov_5345808"])
def test_a_document_reads_as_its_docx_does(data: Path, name: str) -> None:
    folder = data / "formats" / "converted"
    blocks = parse_doc((folder / f"{name}.doc").read_bytes()).blocks
    assert blocks == parse_docx((folder / f"{name}.docx").read_bytes()).blocks
    assert _recall((folder / f"{name}.truth.txt").read_text(encoding="utf-8"), _text(blocks)) >= 0.99


@pytest.mark.data
def test_a_wps_file_reads_as_its_docx_does(data: Path) -> None:
    folder = data / "formats" / "same_text"
    wps = parse_doc((folder / "test.wps").read_bytes()).blocks
    assert wps == parse_docx((folder / "test.docx").read_bytes()).blocks


@pytest.mark.data
@pytest.mark.slow
@NEEDS_OFFICE
@pytest.mark.parametrize("number", range(5))
def test_files_of_word_itself_read_as_libreoffice_converts_them(data: Path, number: int) -> None:
    source = sorted((data / "formats" / "doc").glob("*.doc"))[number].read_bytes()
    ours = parse_doc(source).blocks
    theirs = parse_docx(office.convert(source, "doc", "docx")).blocks
    # LibreOffice counts the pages anew, so page numbers in a footer differ
    assert [re.sub(r"\d+\s*页", "", b.text) for b in ours] == [
        re.sub(r"\d+\s*页", "", b.text) for b in theirs
    ]
    assert [(b.level, b.row and (b.row.columns, b.row.spans, b.row.beside)) for b in ours] == [
        (b.level, b.row and (b.row.columns, b.row.spans, b.row.beside)) for b in theirs
    ]


def test_what_stands_beside_the_text_is_in_its_place() -> None:
    text = _text(parse_doc(NOTICE).blocks)
    assert "第一条 为了方便读者借阅图书，制定本办法。[1]\n[1] 含电子图书。\n第二条" in text
    assert text.startswith("青榆县人民政府公报\n青榆县人民政府办公室文件\n")
    assert "押金为100元" in text  # as revised
    assert "120m²" in text
    assert "内部批注" not in text  # hidden


def test_reading_gives_signs_of_life() -> None:
    calls: list[tuple[int, int]] = []
    parse_doc(NOTICE, lambda done, total: calls.append((done, total)))
    assert calls
    assert all(0 <= done <= total for done, total in calls)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_file_that_is_cut_off_is_damaged(share: float) -> None:
    with pytest.raises(DamagedFile):
        parse_doc(NOTICE[: int(len(NOTICE) * share)])


def _with_main_stream(change: bytes, at: int) -> bytes:
    file = open_word_file(NOTICE)
    main = bytearray(file.main)
    main[at : at + len(change)] = change
    return compound_file({"WordDocument": bytes(main), "0Table": file.table, "1Table": file.table})


def test_an_encrypted_file_says_so() -> None:
    flags = struct.unpack_from("<H", open_word_file(NOTICE).main, 0x0A)[0]
    with pytest.raises(EncryptedFile):
        parse_doc(_with_main_stream(struct.pack("<H", flags | 0x0100), 0x0A))


def test_word_95_needs_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(HelperMissing, match="apt-get install libreoffice-writer-nogui"):
        parse_doc(_with_main_stream(struct.pack("<H", 0x0065), 0x02))


def test_a_file_made_of_streams_alone_reads_the_same() -> None:
    assert parse_doc(_with_main_stream(b"", 0)).blocks == parse_doc(NOTICE).blocks


def _word_file(parts: Mapping[int, bytes], text: bytes = b"", length: int = 0) -> WordFile:
    """Return a file whose table stream holds these parts, by the indices of their pairs; text begins at 0x400."""
    main, table = bytearray(0x400) + text, b""
    for index, part in parts.items():
        struct.pack_into("<II", main, 0x9A + 8 * index, len(table), len(part))
        table += part
    return WordFile(bytes(main), table, b"", {"main": (0, length)})


def test_pieces_of_one_and_of_two_bytes_a_character() -> None:
    first, second = "caf\xe9 “5”\r".encode("cp1252"), "平方米𠮷\r".encode("utf-16-le")
    positions = (0, len(first), len(first) + len(second) // 2)
    table = struct.pack("<3I", *positions)
    table += struct.pack("<HIH", 0, 0x40000000 | 0x400 * 2, 0) + struct.pack("<HIH", 0, 0x400 + len(first), 0)
    clx = b"\x02" + struct.pack("<I", len(table)) + table
    pieces = read_pieces(_word_file({33: clx}, first + second, positions[-1]))
    assert pieces.text == "café “5”\r平方米\ud842\udfb7\r"
    assert [piece.width for piece in pieces.pieces] == [1, 2]


def test_a_row_tells_where_cells_end_and_which_are_merged() -> None:
    cells = struct.pack("<B5h", 4, 0, 1000, 2000, 3000, 4000)
    flags = (0x01, 0x02, 0x60, 0x20)  # first and rest of a merged pair, first and rest of a merged column
    cells += b"".join(struct.pack("<H18x", flag) for flag in flags)
    grpprl = struct.pack("<HH", 0xD608, len(cells) + 1) + cells + struct.pack("<HB", 0x3404, 1)
    shape = row_shape(grpprl, is_gone=False)
    assert shape.edges == (0, 1000, 2000, 3000, 4000)
    assert (shape.joins_left, shape.joins_above) == (frozenset({1}), frozenset({3}))
    assert shape.is_header


def _level(number_format: int, template: str, flags: int = 0, follow: int = 0) -> bytes:
    head = struct.pack("<iBB9xB8xBBBB", 1, number_format, flags, follow, 0, 0, 0, 0)
    return head + struct.pack("<H", len(template)) + template.encode("utf-16-le")


def test_lists_begin_anew_and_where_an_override_says() -> None:
    chapters, in_figures = _level(0x27, "第\0章"), _level(0, "\0.\1", flags=0x04, follow=2)
    lists = struct.pack("<Hi4x9HBB", 1, 7, *[0xFFF] * 9, 0, 0) + chapters + in_figures + 7 * _level(0xFF, "")
    overrides = struct.pack("<I", 2) + struct.pack("<i8xB3x", 7, 0) + struct.pack("<i8xB3x", 7, 1)
    overrides += struct.pack("<I", 0xFFFFFFFF) + struct.pack("<IiI", 0xFFFFFFFF, 5, 0x10)
    numbering = Numbering(_word_file({73: lists, 74: overrides}))
    counters = Counters()
    labels = [
        numbering.label(Style(list=number, list_level=level), 0, counters)
        for number, level in [(1, 0), (1, 1), (1, 1), (1, 0), (1, 1), (2, 0)]
    ]
    shown = [label.before("文") if label else None for label in labels]
    assert shown == ["第一章 文", "1.1文", "1.2文", "第二章 文", "2.1文", "第五章 文"]


@given(st.data())
def test_no_broken_file_breaks_the_reader(choose: st.DataObject) -> None:
    broken = bytearray(NOTICE)
    for _ in range(choose.draw(st.integers(1, 12))):
        broken[choose.draw(st.integers(0x200, len(broken) - 1))] = choose.draw(st.integers(0, 255))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", "")  # no LibreOffice for what seems to be Word 95
        patch.setattr(doc, "read_pictures", lambda pictures, progress: {})
        try:
            parse_doc(bytes(broken))
        except UnreadableFile as error:
            assert str(error).endswith(("。", "nogui"))
