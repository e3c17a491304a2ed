"""PDF files as a whole: what opens, what doesn't, and what is read of real ones."""

import contextlib
import difflib
import io
import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pdf_maker import HEIGHT, WIDTH, Sheet, make_pdf, mapped_pdf, raw_pdf
from PIL import Image
from reportlab.lib.utils import ImageReader

from corpus.errors import DamagedFile, EncryptedFile, FileTooLarge, UnreadableFile
from corpus.parse import parse
from corpus.parse.models import Block, RowCells
from corpus.parse.ocr import RecognisedPage
from corpus.parse.pdf import parser as pdf
from corpus.parse.pdf.layer import Layer, overlap
from corpus.parse.pdf.parser import parse_pdf
from corpus.read import read

ROADS = (
    "为保障农村道路畅通，县交通运输局会同各乡镇对全县村道进行了普查，共登记村道三百二十条、"
    "桥梁四十一座，并逐条确定了养护责任人和养护标准。"
)
GOLDEN = Path(__file__).parents[1] / "golden"
GARBAGE = b"%PDF-1.4" + bytes(range(256)) * 40 + b"%%EOF"
NO_PAGES = raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>")


def page(sheet: Sheet) -> None:
    sheet.paragraph(100, ROADS)
    sheet.text(80, 300, f"本页是第{sheet.number}份清单")


def scan(sheet: Sheet) -> None:
    """A page that a picture covers, with the text invisible over it, as scanners leave it."""
    picture = ImageReader(Image.new("RGB", (40, 60), "white"))
    sheet.canvas.drawImage(picture, 0, 0, WIDTH, HEIGHT)
    hidden(sheet)


def hidden(sheet: Sheet) -> None:
    text = sheet.canvas.beginText(80, 700)
    text.setFont("STSong-Light", 12)
    text.setTextRenderMode(3)
    for i in range(4):
        text.textLine("全县共登记村道三百二十条桥梁四十一座养护经费由县财政承担" + "一二三四"[i])
    sheet.canvas.drawText(text)


_SMALL = make_pdf(page)


def texts(data: bytes) -> list[str]:
    return [block.text for block in parse_pdf(data).blocks]


@pytest.fixture
def no_ocr(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Recognise nothing; the list gets the pages that would have been."""
    asked: list[int] = []

    def recognise(page: object, number: int) -> RecognisedPage:
        asked.append(number)
        return RecognisedPage(())

    monkeypatch.setattr(pdf, "_recognise", recognise)
    return asked


def test_text_keeps_its_page() -> None:
    parsed = parse_pdf(make_pdf(page, page, page))
    assert parsed.media_type == "application/pdf"
    assert not parsed.recognised
    assert [(b.page, b.text) for b in parsed.blocks if "清单" in b.text] == [
        (1, "本页是第1份清单"),
        (2, "本页是第2份清单"),
        (3, "本页是第3份清单"),
    ]
    assert parsed.blocks[0].text == ROADS


def test_progress_is_told_for_every_page() -> None:
    told: list[tuple[int, int]] = []
    parse_pdf(make_pdf(page, page), lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_a_password_is_needed() -> None:
    with pytest.raises(EncryptedFile, match="密码"):
        parse_pdf(make_pdf(page, user_password="geheim", owner_password="geheimer"))


def test_a_file_that_anyone_may_open_is_read_whatever_else_is_forbidden() -> None:
    assert texts(make_pdf(page, owner_password="geheim"))[0] == ROADS


def test_a_file_that_is_cut_off_is_damaged() -> None:
    whole = make_pdf(*[page] * 6)
    for share in (0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99):
        with pytest.raises(DamagedFile):
            parse_pdf(whole[: int(len(whole) * share)])
    assert texts(whole[:-1])  # only the line end is gone


def test_a_file_that_was_added_to_and_cut_off_then_is_damaged() -> None:
    with pytest.raises(DamagedFile):
        parse_pdf(make_pdf(page) + b"\n90 0 obj\n<</Type/Page")


@pytest.mark.parametrize("data", [b"%PDF-1.7\n%%EOF", GARBAGE, NO_PAGES])
def test_what_only_begins_like_a_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        parse_pdf(data)


@given(st.data())
@settings(max_examples=60)
def test_broken_bytes_never_raise_anything_else(draws: st.DataObject) -> None:
    data = bytearray(_SMALL)
    for _ in range(draws.draw(st.integers(1, 12))):
        at = draws.draw(st.integers(0, len(data) - 1))
        data[at] = draws.draw(st.integers(0, 255))
    with pytest.MonkeyPatch.context() as patch, contextlib.suppress(UnreadableFile):
        patch.setattr(pdf, "_recognise", lambda page, number: RecognisedPage(()))
        parse_pdf(bytes(data))


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_PAGES", 2)
    with pytest.raises(FileTooLarge, match="3 页"):
        parse_pdf(make_pdf(page, page, page))


def test_a_page_with_more_characters_than_paper_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.parse.pdf.glyphs.MAX_CHARS", 50)
    with pytest.raises(FileTooLarge, match="字符"):
        parse_pdf(make_pdf(page))


def test_the_text_layer_over_a_scan_is_used(no_ocr: list[int]) -> None:
    assert "全县共登记村道三百二十条" in "".join(texts(make_pdf(scan)))
    assert not no_ocr


def test_hidden_text_without_a_scan_is_not_text(no_ocr: list[int]) -> None:
    def both(sheet: Sheet) -> None:
        page(sheet)
        hidden(sheet)

    assert texts(make_pdf(both)) == [ROADS, "本页是第1份清单"]


def test_a_scan_without_text_is_recognised(no_ocr: list[int]) -> None:
    def bare(sheet: Sheet) -> None:
        sheet.canvas.drawImage(ImageReader(Image.new("RGB", (40, 60), "gray")), 0, 0, WIDTH, HEIGHT)
        sheet.text(80, 820, "扫描件", 9)  # what the scanner's program stamps on it

    parse_pdf(make_pdf(page, bare, page))
    assert no_ocr == [2]


def test_letters_that_are_drawn_are_recognised(no_ocr: list[int]) -> None:
    def outlined(sheet: Sheet) -> None:
        for i in range(120):
            sheet.canvas.circle(80 + i * 3, 500, 2, stroke=0, fill=1)

    parse_pdf(make_pdf(outlined))
    assert no_ocr == [1]


def test_a_blank_page_is_not_recognised(no_ocr: list[int]) -> None:
    assert len(texts(make_pdf(page, lambda sheet: None, page))) == 4
    assert not no_ocr


def test_what_the_fonts_say_their_codes_mean_is_read(no_ocr: list[int]) -> None:
    assert texts(mapped_pdf(ROADS, ROADS)) == [ROADS]
    assert not no_ocr


@pytest.mark.parametrize("shift", [0xE000 - 0x4E00, 37, -0x1A00], ids=["private", "shifted", "rare"])
def test_a_page_whose_fonts_say_it_wrongly_is_recognised(no_ocr: list[int], shift: int) -> None:
    wrong = "".join(chr((ord(c) + shift) % 0x10000) if "\u4e00" <= c <= "\u9fff" else c for c in ROADS)
    assert texts(mapped_pdf(ROADS, wrong)) == []
    assert no_ocr == [1]


def test_a_doubtful_layer_that_the_picture_confirms_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    names = "镕堃淼垚犇骉羴鑫森焱磊晶喆赟翀祎玥琯珵瑆璟昉昀晔晗晞暄暠曦朓杕柷栩桉梽棪楒槿樨橦"
    asked: list[int] = []

    def recognise(page: object, number: int) -> RecognisedPage:
        asked.append(number)
        return RecognisedPage((Block(names[:-3] + "O", page=number),))

    monkeypatch.setattr(pdf, "_recognise", recognise)
    monkeypatch.setattr(pdf, "judged", lambda glyphs: Layer.DOUBTFUL)
    roster = make_pdf(*[lambda sheet: sheet.paragraph(100, names)] * 5)
    assert set(texts(roster)) == {names}
    assert asked == [1, 2], "after two pages that the picture confirms, the layer is trusted"


def test_recognised_pages_lose_their_running_head_and_keep_their_tables_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def recognise(page: object, number: int) -> RecognisedPage:
        row = RowCells(0, False, (0, 1), (1, 1), ("", ""))
        text = (ROADS[:40], ROADS[40:], "二、其他事项")[number - 1]
        blocks = (
            Block(f"青石县人民政府公报 第{number}页", page=number),
            Block(text, page=number),
            Block(f"白石镇\t{number}", page=number, row=row),
        )
        return RecognisedPage(blocks[: 2 if number < 3 else 3], begins_mid=False, ends_mid=number == 1)

    monkeypatch.setattr(pdf, "_recognise", recognise)
    monkeypatch.setattr(pdf, "_is_picture", lambda content: content.edges == ())

    def ruled(sheet: Sheet) -> None:
        sheet.table(100, [["乡镇", "里程"], ["柳河乡", "31"]], [80, 200, 320])

    found = parse_pdf(make_pdf(page, page, page, ruled)).blocks
    assert [b.text for b in found[:3]] == ["青石县人民政府公报 第1页", ROADS, "二、其他事项"]
    assert (found[1].page, found[1].breaks) == (1, (40,))
    assert [(b.row.table, b.text) for b in found if b.row] == [
        (0, "白石镇\t3"),
        (1, "乡镇\t里程"),
        (1, "柳河乡\t31"),
    ]


def test_what_was_filled_into_a_form_is_read() -> None:
    def form(sheet: Sheet) -> None:
        sheet.text(80, 100, "申请人姓名和联系电话如下，请核对：", 12)
        sheet.canvas.acroForm.textfield(
            name="phone", value="13800001234", x=80, y=650, width=200, height=20, fontSize=12
        )

    assert "13800001234" in texts(make_pdf(form))


def test_a_page_that_is_turned_reads_as_it_is_shown() -> None:
    def turned(sheet: Sheet) -> None:
        sheet.canvas.setPageRotation(90)
        sheet.canvas.translate(HEIGHT, 0)
        sheet.canvas.rotate(90)
        page(sheet)

    assert texts(make_pdf(turned)) == [ROADS, "本页是第1份清单"]


def test_a_table_that_lies_on_its_side_is_read_upright() -> None:
    def sideways(sheet: Sheet) -> None:
        sheet.canvas.translate(WIDTH, 0)
        sheet.canvas.rotate(90)
        sheet.canvas.translate(0, WIDTH - HEIGHT)
        sheet.table(100, [["乡镇", "里程"], ["白石镇", "20"], ["柳河乡", "31"]], [80, 200, 320])

    assert texts(make_pdf(sideways)) == ["乡镇\t里程", "白石镇\t20", "柳河乡\t31"]


def test_text_beside_the_page_is_not_shown() -> None:
    def beside(sheet: Sheet) -> None:
        page(sheet)
        sheet.text(700, 200, "印刷厂的记号")

    assert texts(make_pdf(beside)) == [ROADS, "本页是第1份清单"]


@pytest.mark.slow
def test_three_thousand_pages_take_minutes_at_most(capsys: pytest.CaptureFixture[str]) -> None:
    data = make_pdf(*[page] * 3_000)
    start = time.process_time()
    parsed = parse_pdf(data)
    took = time.process_time() - start
    with capsys.disabled():
        print(f" {3_000 / took:.0f} pages/s", end="")
    assert len(parsed.blocks) == 6_000
    assert took < 120


# --- real files ---------------------------------------------------------------------------------------


def _solid(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.data
@pytest.mark.parametrize("name", ["gov_5345459", "gov_5345808"])
def test_real_text_is_read_whole(data: Path, name: str) -> None:
    folder = data / "formats" / "converted"
    truth = _solid((folder / f"{name}.truth.txt").read_text())
    found = _solid("".join(texts((folder / f"{name}.pdf").read_bytes())))
    matcher = difflib.SequenceMatcher(None, truth, found, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    assert (
        same / len(truth) >= 0.998
    )  # what is missing, the program that made the file left out: ，at line ends
    assert same / len(found) >= 0.999


@pytest.mark.data
def test_one_notice_reads_alike_from_pdf_and_docx(data: Path) -> None:
    folder = data / "formats" / "same_text"
    bodies = {
        name: [_solid(line) for line in read((folder / name).read_bytes(), name).text.splitlines()]
        for name in ("test.pdf", "test.docx")
    }
    assert bodies["test.pdf"] == bodies["test.docx"]


@pytest.mark.data
@pytest.mark.slow
def test_a_page_whose_text_is_in_a_picture_is_recognised(data: Path) -> None:
    parsed = parse_pdf((data / "formats" / "scanned" / "chatchat_ocr_test.pdf").read_bytes())
    assert parsed.recognised
    assert {"横向文本框", "English text"} <= {block.text for block in parsed.blocks}


@pytest.mark.slow
def test_a_bad_layer_over_a_scan_gives_way_to_ocr() -> None:
    def badly_recognised(sheet: Sheet) -> None:
        sheet.canvas.drawImage(ImageReader(Image.open(GOLDEN / "notice-scan.png")), 0, 0, WIDTH, HEIGHT)
        text = sheet.canvas.beginText(80, 700)
        text.setFont("STSong-Light", 12)
        text.setTextRenderMode(3)
        for i in range(4):
            text.textLine("".join(chr(0x4E10 + (j * 97 + i * 31) % 20_000) for j in range(30)))
        sheet.canvas.drawText(text)

    parsed = parse_pdf(make_pdf(badly_recognised))
    assert parsed.recognised
    assert parsed.blocks[0].page == 1
    recognised = parse(Path(GOLDEN / "notice-scan.png").read_bytes(), "notice-scan.png")
    ours, theirs = ("".join(block.text for block in p.blocks) for p in (parsed, recognised))
    assert overlap(ours, theirs) > 0.9


@pytest.mark.data
def test_a_scanned_page_without_any_layer_goes_to_ocr(data: Path, no_ocr: list[int]) -> None:
    out = io.BytesIO()
    Image.open(data / "formats" / "scanned" / "govdoc-cn_397_1.png").convert("RGB").save(out, "PDF")
    parse_pdf(out.getvalue())
    assert no_ocr == [1]
