"""Reading order and paragraphs, from where pieces of text stand."""

from collections.abc import Sequence

import pytest

from corpus.parse.ocr_order import Column, Piece, columns
from corpus.parse.ocr_paragraphs import Paragraph, paragraphs

EM = 20.0
PITCH = 36.0
LEFT = 100.0
WIDE = 30  # characters of a full line
PAGE = 2 * LEFT + WIDE * EM


def piece(
    text: str, line: float, indent: float = 0, size: float = 1, red: bool = False, left: float = LEFT
) -> Piece:
    x, y = left + indent * EM, 100 + line * PITCH
    return Piece(text, x, y, x + len(text) * EM * size, y + 22 * size, red)


def full(start: str, line: float, indent: float = 0, width: int = WIDE, left: float = LEFT) -> Piece:
    """A line from its indent to the right margin."""
    return piece((start + "文" * width)[: width - int(indent)], line, indent, left=left)


def read(pieces: Sequence[Piece]) -> list[str]:
    return [p.text for column in columns(pieces) for p in paragraphs(column, PAGE)]


def starts(pieces: Sequence[Piece]) -> list[str]:
    return [text[:3] for text in read(pieces)]


def test_pieces_of_one_line_stand_side_by_side() -> None:
    assert read([piece("后面", 0.1, 6), piece("前面", 0)]) == ["前面 后面"]


def test_columns_are_read_one_after_the_other() -> None:
    left = [full(f"左{n}", n, width=13) for n in range(5)]
    right = [full(f"右{n}", n + 0.3, width=13, left=LEFT + 17 * EM) for n in range(5)]
    title, note = full("标题横跨两栏", -2), full("结尾横跨两栏", 7)
    order = [line[0].text[:2] for column in columns([note, *right, *left, title]) for line in column.lines]
    assert order == ["标题", *(f"左{n}" for n in range(5)), *(f"右{n}" for n in range(5)), "结尾"]


def test_a_list_with_a_wide_gap_is_not_two_columns() -> None:
    rows = [p for n in range(6) for p in (piece(f"甲某某{n}", n), piece(f"财政所{n}", n, 20))]
    assert starts(rows) == ["甲某某"] * 6


def test_a_word_beside_two_lines_follows_them() -> None:
    head = [
        Piece("发改局办公室", 236, 227, 821, 309, True),
        Piece("税务局办公室", 236, 297, 820, 381, True),
        Piece("文件", 887, 260, 1049, 352, True),
    ]
    assert [line[0].text for line in columns(head)[0].lines] == ["发改局办公室", "税务局办公室", "文件"]


def test_stacked_characters_are_a_line_of_their_own() -> None:
    stacked = Piece("竖排文字", 100, 100, 122, 190)
    assert read([stacked, piece("横排", 0.5, 6)]) == ["竖排文字", "横排"]


def test_an_indented_line_begins_a_paragraph() -> None:
    lines = [full("第一段", 0, 2), full("续", 1), full("第二段", 2, 2), full("续", 3)]
    assert starts(lines) == ["第一段", "第二段"]


def test_a_line_that_ends_early_ends_its_paragraph() -> None:
    lines = [full("第一段", 0), piece("短行", 1), full("第二段", 2), full("续", 3)]
    assert starts(lines) == ["第一段", "第二段"]


def test_a_line_that_a_bracket_shortens_runs_on() -> None:
    lines = [full("第一段", 0), full("续", 1, width=WIDE - 2), full("再续", 2), piece("完。", 3)]
    assert len(read(lines)) == 1


def test_a_number_in_mid_sentence_begins_nothing() -> None:
    lines = [full("根据", 0, 2), full("第三条规定", 1), piece("执行。", 2)]
    assert starts(lines) == ["根据文"]


def test_a_number_after_a_full_sentence_begins_a_paragraph() -> None:
    first = piece("文" * (WIDE - 1) + "。", 0)
    assert starts([first, full("（二）", 1), full("续", 2)]) == ["文文文", "（二）"]


def test_the_lines_of_a_title_are_joined_and_not_with_the_text() -> None:
    title = [piece("青榆县人民政府关于进一步", 0, 6, 1.5), piece("做好防汛工作的通知", 1.5, 8.25, 1.5)]
    body = [piece("各乡镇人民政府：", 3.2), full("正文", 4.2, 2), full("续", 5.2), full("续", 6.2)]
    assert read([*title, *body])[:2] == ["青榆县人民政府关于进一步做好防汛工作的通知", "各乡镇人民政府："]


def test_red_lines_are_each_their_own() -> None:
    head = [
        piece("青榆县发展和改革局", 0, 5, 1.5, red=True),
        piece("青榆县财政局文件", 1.4, 5, 1.5, red=True),
    ]
    assert len(read([*head, full("正文", 4, 2), full("续", 5)])) == 3


def test_signature_and_date_are_two_lines() -> None:
    body = [full("正文", 0, 2), piece("如下。", 1)]
    assert starts([*body, piece("青榆县人民政府", 4, 19), piece("2023年5月18日", 5, 18.5)]) == [
        "正文文",
        "青榆县",
        "202",
    ]


@pytest.mark.parametrize(
    ("last", "runs_on"),
    [(full("末行", 3), True), (piece("末行", 3), False), (piece("文" * 29 + "。", 3), False)],
)
def test_a_page_that_ends_in_mid_paragraph_says_so(last: Piece, runs_on: bool) -> None:
    found = _paragraphs([full("正文", 0, 2), full("续", 1), full("续", 2), last])
    assert found[-1].ends_mid is runs_on


@pytest.mark.parametrize(
    ("first", "rest"), [(full("续上页", 0), True), (full("新段", 0, 2), False), (full("（二）", 0), False)]
)
def test_a_page_that_begins_in_mid_paragraph_says_so(first: Piece, rest: bool) -> None:
    assert _paragraphs([first, full("续", 1), full("续", 2)])[0].begins_mid is rest


def _paragraphs(pieces: Sequence[Piece]) -> list[Paragraph]:
    return paragraphs(Column(tuple((p,) for p in pieces)), PAGE)
