"""RTF: against the same documents in other formats, and construct by construct."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DamagedFile, UnreadableFile
from corpus.parse.doc.parser import parse_doc
from corpus.parse.models import Block
from corpus.parse.rtf.parser import parse_rtf

GOLDEN = Path(__file__).parents[1] / "golden"


def _blocks(body: str, head: str = "") -> tuple[Block, ...]:
    fonts = r"{\fonttbl{\f0\fcharset134 SimSun;}{\f1\fcharset2 Symbol;}{\f2\fcharset0 Arial;}}"
    return parse_rtf((r"{\rtf1\ansi\ansicpg936" + fonts + head + body + "}").encode("gbk")).blocks


def _lines(body: str, head: str = "") -> list[str]:
    return [block.text for block in _blocks(body, head)]


@pytest.mark.data
@pytest.mark.parametrize("name", ["gov_5345459", "gov_5345808"])
def test_a_document_reads_as_its_doc_does(data: Path, name: str) -> None:
    folder = data / "formats" / "converted"
    assert (
        parse_rtf((folder / f"{name}.rtf").read_bytes()).blocks
        == parse_doc((folder / f"{name}.doc").read_bytes()).blocks
    )


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (r"\'d6\'d0\'b9\'fa", "中国"),
        ("中国云彩乗車", "中国云彩乗車"),  # bytes as they are; the second of 乗 is a backslash
        (r"\u20013?\u22269?", "中国"),
        (r"\uc2\u20013\'d6\'d0\u22269\'b9\'fa", "中国"),
        (r"\uc0\u20013\u22269", "中国"),
        (r"\u-10179?\u-8704 ?", "😀"),
        (r"{\f2 \'d6\'d0}", "中"),  # the font claims to be Western
        (r"{\f1 D\'b0\u-3999?}", "Δ°α"),
        (r"10{\super 4}m{\sub 2}{\super a}", "10⁴m₂a"),
        (r"a\~b\_c\-d\emdash e", "a\u00a0b-cd—e"),
        (r"a{\v hidden}b{\deleted gone}c{\*\unknown x}d", "abcd"),
        (r"a{\pict\bin4 }}}}00ff}b{\object{\*\objdata 0105}{\result c}}", "abc"),
        (r"{\field{\*\fldinst HYPERLINK a}{\fldrslt 附件}}", "附件"),
        (r"{\field{\*\fldinst EQ \\o\\ac(○,3)}}第一", "③第一"),
        (r"\{a\}\\", r"{a}\\"[:-1]),
    ],
)
def test_text_is_what_is_shown(source: str, shown: str) -> None:
    assert _lines(source + r"\par") == [shown]


def test_numbers_are_kept_and_bullets_are_not() -> None:
    body = r"{\listtext 第一条\tab}总则\par{\listtext\f1 \'b7\tab}要点\par{\listtext （一）}内容\par"
    assert _lines(body) == ["第一条 总则", "要点", "（一）内容"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    assert _lines(r"前半{\deleted\par}后半\par") == ["前半后半"]


def test_headings_come_from_outline_levels_and_styles() -> None:
    styles = r"{\stylesheet{\s0 Normal;}{\s1 heading 2;}{\s2 Title;}}"
    body = r"\pard\s2 办法\par\pard\outlinelevel0 第一章 总则\par\pard\s1 第一节 职责\par\pard 正文。\par"
    assert [(b.level, b.text) for b in _blocks(body, styles)] == [
        (1, "办法"),
        (2, "第一章 总则"),
        (3, "第一节 职责"),
        (0, "正文。"),
    ]


def test_merged_cells_stand_once() -> None:
    body = (
        r"\trowd\cellx1000\clmgf\cellx2000\clmrg\cellx3000\intbl 乡镇\cell 面积\cell\cell\row"
        r"\trowd\clvmgf\cellx1000\cellx2000\cellx3000\intbl 东岭\cell 12\cell 8\cell\row"
        r"\trowd\clvmrg\cellx1010\cellx2010\cellx2990\intbl\cell 13\cell 9\cell\row\pard 完\par"
    )
    rows = [(b.text, b.row.columns, b.row.spans, b.row.beside) for b in _blocks(body) if b.row]
    assert rows == [
        ("乡镇\t面积", (0, 1), (1, 2), ""),
        ("东岭\t12\t8", (0, 1, 2), (1, 1, 1), ""),
        ("13\t9", (1, 2), (1, 1), "东岭"),
    ]


def test_a_table_in_a_cell_follows_where_its_row_stands() -> None:
    inner = (
        r"\pard\intbl\itap2 甲\nestcell 1\nestcell{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}"
        r"\pard\intbl\itap2 乙\nestcell 2\nestcell{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}"
    )
    outer = r"\pard\intbl 外\cell" + inner + r"\pard\intbl\itap1\cell\row"
    assert _lines(r"\trowd\cellx1000\cellx2000" + outer + r"\pard 后\par") == ["外", "甲\t1", "乙\t2", "后"]


def test_notes_follow_the_paragraph_that_refers_to_them() -> None:
    note = r"{\super\chftn}{\footnote\pard{\super\chftn} 注释。\par}"
    end = r"{\super\chftn}{\footnote\ftnalt\pard{\super\chftn} 尾注。}"
    assert _lines("甲" + note + r"乙\par 丙" + end + r"\par 丁\par") == [
        "甲[1]乙",
        "[1] 注释。",
        "丙[i]",
        "[i] 尾注。",
        "丁",
    ]


def test_running_heads_stand_once_and_without_page_numbers() -> None:
    heads = (
        r"{\header 青榆县公报\par}{\footer 第{\field{\*\fldinst PAGE}{\fldrslt 1}}页\par}{\headerf 首页\par}"
    )
    assert _lines(heads + r"正文一\sect\sectd\titlepg" + heads + r"正文二\par") == [
        "青榆县公报",
        "正文一",
        "首页",
        "正文二",
    ]


def test_text_boxes_stand_before_or_after_the_paragraph() -> None:
    box = r"{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt\pard 框内\par}}{\shprslt{\*\do 框内}}}"
    assert _lines(box + r"先\par") == ["框内", "先"]
    assert _lines("先" + box + r"后\par") == ["先后", "框内"]


@pytest.mark.parametrize(
    "source",
    [
        r"{\rtf1 cut off",
        r"{\rtf1 {\pict 00ff",
        r"{\rtf1 a\bin99999999 b}",
        "{\\rtf1 " + "{" * 100_000 + "}" * 100_001,
    ],
)
def test_a_file_that_is_cut_off_or_absurd_is_damaged(source: str) -> None:
    with pytest.raises(DamagedFile):
        parse_rtf(source.encode())


def test_what_follows_the_end_is_passed_over() -> None:
    assert [b.text for b in parse_rtf(b"{\\rtf1 a\\par}\0\0\r\n{").blocks] == ["a"]


def test_large_pictures_are_passed_over_quickly() -> None:
    begun = time.process_time()
    picture = "{\\pict\\jpegblip " + "00ff" * 2_000_000 + "}"
    assert [b.text for b in parse_rtf(("{\\rtf1 a" + picture + "b\\par}").encode()).blocks] == ["ab"]
    assert time.process_time() - begun < 5


@given(st.data())
def test_no_broken_file_breaks_the_reader(choose: st.DataObject) -> None:
    broken = bytearray((GOLDEN / "quotas.rtf").read_bytes())
    for _ in range(choose.draw(st.integers(1, 12))):
        broken[choose.draw(st.integers(6, len(broken) - 1))] = choose.draw(st.sampled_from(b"{}\\ 0a'\xff"))
    try:
        parse_rtf(bytes(broken))
    except UnreadableFile as error:
        assert str(error).endswith("。")
