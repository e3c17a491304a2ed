import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from original_files import AGAIN, SPENT, as_document, kept, ofd_file, pdf_file, png_file, scan_document
from PIL import Image

from corpus.models import Document
from ui.cite.pages import process
from ui.cite.pages.paint import MAX_PIXELS, WIDTH, scale_for
from ui.cite.pages.places import Wanted, found_at, wanted_on
from ui.cite.pages.process import has_pictures, page_picture
from ui.errors import PageUndrawable

FIGURE = "帮扶资金320万元"


@pytest.fixture(scope="module")
def pdf() -> tuple[Document, bytes]:
    data = pdf_file()
    return as_document(data, "报告.pdf"), data


@pytest.fixture(scope="module")
def ofd() -> tuple[Document, bytes]:
    data = ofd_file()
    return as_document(data, "报告.ofd"), data


def span(document: Document, words: str, after: str = "") -> tuple[int, int]:
    start = document.text.index(words, document.text.index(after))
    return start, start + len(words)


def yellow_rows(png: bytes) -> tuple[float, float] | None:
    """Return where the mark begins and ends, in shares of the page's height."""
    pixels = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)
    marked = (pixels[:, :, 2] < 180) & (pixels[:, :, 0] > 230) & (pixels[:, :, 1] > 200)
    rows = np.flatnonzero(marked.sum(axis=1) > 20)
    return (rows[0] / len(pixels), rows[-1] / len(pixels)) if len(rows) else None


def test_a_pdf_page_bears_the_mark_where_the_words_stand(pdf: tuple[Document, bytes], tmp_path: Path) -> None:
    document, data = pdf
    path = kept(tmp_path, "a.pdf", data)
    first = page_picture(document, path, 1, span(document, FIGURE))
    assert first.is_marked
    top, bottom = yellow_rows(first.png) or (0.0, 0.0)
    assert 180 / 842 < top < bottom < 210 / 842  # the line at 200 of 842 points
    # The same words further down: the second place, not the first, is the one that is quoted.
    second = page_picture(document, path, 1, span(document, FIGURE, AGAIN[:6]))
    top, bottom = yellow_rows(second.png) or (0.0, 0.0)
    assert 300 / 842 < top < bottom < 332 / 842


def test_a_quote_over_lines_is_marked_on_each(pdf: tuple[Document, bytes], tmp_path: Path) -> None:
    document, data = pdf
    drawn = page_picture(document, kept(tmp_path, "a.pdf", data), 1, span(document, AGAIN))
    top, bottom = yellow_rows(drawn.png) or (0.0, 0.0)
    assert bottom - top > 28 / 842


def test_other_pages_and_no_span_bear_no_mark(pdf: tuple[Document, bytes], tmp_path: Path) -> None:
    document, data = pdf
    path = kept(tmp_path, "a.pdf", data)
    for page, where in ((2, span(document, FIGURE)), (1, (0, 0))):
        drawn = page_picture(document, path, page, where)
        assert not drawn.is_marked
        assert yellow_rows(drawn.png) is None


def test_words_that_are_not_on_the_page_are_not_marked(pdf: tuple[Document, bytes], tmp_path: Path) -> None:
    document, data = pdf
    start, end = span(document, SPENT)
    other = replace(document, text=document.text[:start] + "乙" * (end - start) + document.text[end:])
    drawn = page_picture(other, kept(tmp_path, "a.pdf", data), 1, (start, end))
    assert not drawn.is_marked
    assert yellow_rows(drawn.png) is None


def test_an_ofd_page_is_drawn_and_marked(ofd: tuple[Document, bytes], tmp_path: Path) -> None:
    document, data = ofd
    drawn = page_picture(document, kept(tmp_path, "a.ofd", data), 1, span(document, FIGURE))
    assert drawn.is_marked
    top, bottom = yellow_rows(drawn.png) or (0.0, 0.0)
    assert 62 / 297 < top < bottom < 73 / 297  # the baseline at 70 of 297 mm
    pixels = np.asarray(Image.open(io.BytesIO(drawn.png)).convert("L"))
    assert (pixels < 100).sum() > 500  # ink


def test_a_picture_is_shown_without_a_mark(tmp_path: Path) -> None:
    document = scan_document()
    for mode in ("RGB", "L", "1", "RGBA", "P"):
        drawn = page_picture(document, kept(tmp_path, "a.png", png_file(mode)), 1, (3, 9))
        assert not drawn.is_marked
        assert Image.open(io.BytesIO(drawn.png)).size == (300, 200)


@pytest.mark.parametrize("page", [0, 3, 99_999])
def test_a_page_that_is_not_there(pdf: tuple[Document, bytes], tmp_path: Path, page: int) -> None:
    document, data = pdf
    with pytest.raises(PageUndrawable):
        page_picture(document, kept(tmp_path, "a.pdf", data), page, (0, 0))


@pytest.mark.parametrize("name", ["a.pdf", "a.ofd", "a.png"])
def test_a_broken_file_is_told(
    pdf: tuple[Document, bytes], ofd: tuple[Document, bytes], tmp_path: Path, name: str
) -> None:
    document = {"a.pdf": pdf[0], "a.ofd": ofd[0], "a.png": scan_document()}[name]
    for data in (b"", b"%PDF-1.4 nonsense", b"PK\x03\x04" + b"\0" * 50):
        with pytest.raises(PageUndrawable):
            page_picture(document, kept(tmp_path, name, data), 1, (0, 5))


def test_a_page_that_takes_too_long_is_given_up(
    pdf: tuple[Document, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "SECONDS", 0.01)
    document, data = pdf
    with pytest.raises(PageUndrawable, match="用时过长"):
        page_picture(document, kept(tmp_path, "a.pdf", data), 1, (0, 0))


def test_which_documents_have_pictures(pdf: tuple[Document, bytes]) -> None:
    assert has_pictures(pdf[0])
    assert not has_pictures(replace(pdf[0], pages=()))
    assert not has_pictures(replace(pdf[0], media_type="text/html"))


def test_pixels_are_bounded() -> None:
    for width, height in ((595, 842), (14_400, 14_400), (1, 14_400), (0, 0), (14_400, 1)):
        scale = scale_for(width, height)
        assert width * scale <= WIDTH + 1
        assert max(width * height, 1) * scale * scale <= MAX_PIXELS + 1 or width * height <= 1


@pytest.mark.parametrize(
    ("page", "words", "nth", "found"),
    [
        ("帮扶 资金\n３２０万元", "帮扶资金320万元", 0, "帮扶资金３２０万元"),
        ("甲1乙1", "1", 1, "1"),
        ("甲1乙1", "1", 7, "1"),  # fewer on the page than in the text: the last
        ("白塔镇 备注 1.9", "白塔镇\t1.9", 0, "白塔镇1.9"),  # a cell stands between
        ("⾦额", "金额", 0, "⾦额"),  # a radical that looks the same
        ("全不相干", "帮扶资金", 0, ""),
    ],
)
def test_where_words_stand(page: str, words: str, nth: int, found: str) -> None:
    at = found_at(page, Wanted(words, nth))
    assert "".join(page[index] for index in at if not page[index].isspace()) == found


def test_the_nth_place_is_counted_on_the_page() -> None:
    text = "甲甲\n甲乙\n甲甲甲"
    document = replace(scan_document(), text=text, pages=(0, 3, 6))
    assert wanted_on(document, 1, 0, 1) == Wanted("甲", 0)
    assert wanted_on(document, 1, 1, 2) == Wanted("甲", 1)
    assert wanted_on(document, 3, 8, 9) == Wanted("甲", 2)
    assert wanted_on(document, 3, 7, 9) == Wanted("甲甲", 1)
    assert wanted_on(document, 2, 1, 5) == Wanted("甲乙", 0)
    assert wanted_on(document, 2, 6, 7) is None
