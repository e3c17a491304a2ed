from hypothesis import given, settings
from hypothesis import strategies as st
from table_document import table_document
from test_reader import Page
from test_spans import plain_document

from corpus.models import Cell, Document, Row, Table
from corpus.parse.table import GridCell
from ui.reader import reader_page
from ui.settings import Settings
from ui.spans import Line
from ui.tables import TableView, document_blocks

GRID = [
    [GridCell("县", rows=2), GridCell("项目", rows=2), GridCell("资金（万元）", columns=2)],
    ["中央", "省级"],
    [GridCell("长溪县", rows=2), "蔬菜大棚", "120", "60"],
    ["饮水管网", "", "150"],
    ["东陵县", "油茶基地", "260", "90"],
]
PROJECTS = table_document("表1 帮扶项目\n单位：万元", GRID, "以上为年末数。")

WORDS = st.text("县乡 <&'\"\u30002015.%x", max_size=6)
CELLS = st.builds(GridCell, WORDS, st.integers(1, 4), st.integers(1, 4), st.booleans())
GRIDS = st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=7)


def view_of(document: Document) -> TableView:
    return next(block for block in document_blocks(document) if isinstance(block, TableView))


def shown(document: Document, start: int = 0, end: int = 0) -> Page:
    return Page(reader_page(document, [1], (start, end), "zh", Settings()))


@settings(max_examples=200)
@given(GRIDS, st.data())
def test_a_table_loses_nothing_and_is_marked_exactly(grid: list[list[GridCell]], data: st.DataObject) -> None:
    document = table_document("前文", grid, "后文")
    pages = data.draw(st.lists(st.integers(0, len(document.text)), max_size=4).map(sorted))
    document = table_document("前文", grid, "后文", pages=tuple(pages))
    start = data.draw(st.integers(0, len(document.text) - 1))
    end = data.draw(st.integers(start + 1, len(document.text)))
    page = shown(document, start, end)
    assert page.text == document.text
    assert page.marked == document.text[start:end]
    assert page.stack == []


@given(GRIDS)
def test_every_row_fills_the_grid(grid: list[list[GridCell]]) -> None:
    for block in document_blocks(table_document("前文", grid)):
        if isinstance(block, TableView):
            for part in (block.head, block.body):
                widths = [0] * (len(part) + 8)
                for number, row in enumerate(part):
                    for cell in row.cells:
                        for below in range(number, number + cell.rows):
                            widths[below] += cell.columns
                assert len(set(widths[: len(part)])) <= 1


def test_merged_cells_are_merged_again() -> None:
    view = view_of(PROJECTS)
    assert [[(c.columns, c.rows, c.scope) for c in row.cells] for row in view.head] == [
        [(1, 2, "col"), (1, 2, "col"), (2, 1, "col")],
        [(1, 1, "col"), (1, 1, "col")],
    ]
    words = [["".join(p.text for p in c.pieces).strip() for c in row.cells] for row in view.body]
    assert words == [
        ["长溪县", "蔬菜大棚", "120", "60"],
        ["饮水管网", "", "150"],
        ["东陵县", "油茶基地", "260", "90"],
    ]
    assert [[c.rows for c in row.cells] for row in view.body] == [[2, 1, 1, 1], [1, 1, 1], [1, 1, 1, 1]]
    assert [c.scope for c in view.body[2].cells] == ["row", "", "", ""]
    assert view.label == "表1 帮扶项目 单位：万元"


def test_the_page_has_a_real_table() -> None:
    start = PROJECTS.text.index("饮水管网")
    page = shown(PROJECTS, start, PROJECTS.text.index("\n", start))
    assert page.marked == "饮水管网\t\t150"
    tags = [tag for tag, _ in page.tags]
    assert tags.count("table") == 1
    assert tags.count("tr") == 5
    assert {a["scope"] for tag, a in page.tags if tag == "th"} == {"col", "colgroup", "row"}
    region = next(a for _, a in page.tags if a.get("class") == "yj-wide")
    assert (region["tabindex"], region["aria-label"]) == ("0", "表1 帮扶项目 单位：万元")


def test_a_title_over_the_whole_width_is_the_caption() -> None:
    document = table_document(
        "前文", [[GridCell("各乡镇资金表", columns=3)], ["乡镇", "2014年", "2015年"], ["白塔镇", "3", "4"]]
    )
    view = view_of(document)
    assert view.title is not None
    assert view.size == 3
    assert "caption" in [tag for tag, _ in shown(document).tags]
    assert shown(document).text == document.text


def test_rows_that_are_not_lines_are_shown_as_text() -> None:
    row = Row(1, 4, (Cell(1, 2, 0, 1), Cell(3, 4, 1, 1)))
    document = plain_document("甲乙\t丙\n丁")
    broken = Document(
        **{f: getattr(document, f) for f in document.__slots__} | {"tables": (Table(1, 4, (row,)),)}
    )
    assert all(isinstance(block, Line) for block in document_blocks(broken))
    assert shown(broken).text == broken.text


def test_pages_are_told_apart() -> None:
    text = "第一页的文字。\n跨页的一句话，到这里才完。\n末页。\n"
    turn = text.index("到这里")
    document = plain_document(text)
    paged = Document(
        **{f: getattr(document, f) for f in document.__slots__}
        | {"pages": (0, turn, text.index("末页"), text.index("末页"))}
    )
    page = shown(paged, turn - 2, turn + 2)
    assert page.text == text
    assert page.marked == text[turn - 2 : turn + 2]
    labels = [a["data-page"] for _, a in page.tags if a.get("class") == "yj-page"]
    assert labels == ["第 1 页", "第 2 页", "第 4 页"]
    assert not [a for _, a in shown(document).tags if a.get("class") == "yj-page"]
