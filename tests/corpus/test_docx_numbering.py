"""Automatic numbering of Word: the labels that no text of the file holds."""

import pytest
from word_maker import definition, instance, level, paragraph, style, word_file

from corpus.parse.docx.parser import parse_docx

_NOTHING = '<w:suff w:val="nothing"/>'


def _texts(body: str, numbering: str, styles: str = "") -> list[str]:
    return [block.text for block in parse_docx(word_file(body, numbering=numbering, styles=styles)).blocks]


def _labels(items: list[tuple[int, int]], numbering: str) -> list[str]:
    """Return the labels of paragraphs, each given by its list and level."""
    body = "".join(paragraph("文", number=item) for item in items)
    return [text.removesuffix("文").rstrip() for text in _texts(body, numbering)]


def _outline(*more: str) -> str:
    """Return a list of the form 1, 1.1, 1.1.1; ``more`` is XML for each level."""
    levels = []
    for depth, text in enumerate(("%1", "%1.%2", "%1.%2.%3")):
        levels.append(level(depth, "decimal", text, more[depth] if depth < len(more) else ""))
    return definition(1, *levels)


def test_levels_count_and_begin_anew() -> None:
    items = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1), (1, 2)]
    shown = ["1", "1.1", "1.2", "1.2.1", "2", "2.1", "2.1.1"]
    assert _labels(items, _outline() + instance(1, 1)) == shown


def test_a_level_that_is_left_out_counts_as_begun() -> None:
    assert _labels([(1, 1), (1, 0), (1, 2), (1, 1)], _outline() + instance(1, 1)) == [
        "1.1",
        "2",
        "2.1.1",
        "2.2",
    ]


def test_articles_count_on_through_the_chapters() -> None:
    numbering = definition(
        1,
        level(0, "chineseCountingThousand", "第%1章"),
        level(1, "chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/>'),
        level(2, "chineseCountingThousand", "（%3）", _NOTHING),
    ) + instance(1, 1)
    items = [(1, 0), (1, 1), (1, 2), (1, 2), (1, 1), (1, 2), (1, 0), (1, 1)]
    shown = ["第一章", "第一条", "（一）", "（二）", "第二条", "（一）", "第二章", "第三条"]
    assert _labels(items, numbering) == shown


def test_a_level_may_begin_anew_after_a_higher_level_only() -> None:
    numbering = _outline("", "", '<w:lvlRestart w:val="1"/>') + instance(1, 1)
    items = [(1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 1), (1, 2)]
    assert _labels(items, numbering) == ["1", "1.1", "1.1.1", "1.2", "1.2.2", "2", "2.1", "2.1.1"]


def test_figures_of_higher_levels_where_the_format_is_legal() -> None:
    numbering = definition(
        1,
        level(0, "chineseCounting", "第%1章"),
        level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        level(2, "decimal", "%1.%2"),
    ) + instance(1, 1)
    assert _labels([(1, 0), (1, 1), (1, 2)], numbering) == ["第一章", "1.1", "一.1"]


def test_lists_of_one_definition_count_together_unless_they_start_anew() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = _outline() + instance(1, 1) + instance(2, 1) + instance(3, 1, override)
    items = [(1, 0), (2, 0), (3, 0), (3, 0), (1, 0)]
    assert _labels(items, numbering) == ["1", "2", "5", "6", "7"]


def test_a_list_may_have_levels_of_its_own() -> None:
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1)", start=3)}</w:lvlOverride>'
    assert _labels([(2, 0), (2, 0)], _outline() + instance(2, 1, own)) == ["III)", "IV)"]


def test_lists_start_where_they_say() -> None:
    numbering = definition(1, level(0, "decimal", "%1)", start=0)) + instance(1, 1)
    assert _labels([(1, 0), (1, 0)], numbering) == ["0)", "1)"]


def test_numbering_through_styles_and_what_turns_it_off() -> None:
    linked = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    styles = (
        style("Chapter", "章", linked)
        + style("Article", "条", linked)
        + style("Child", "子", more='<w:basedOn w:val="Chapter"/>')
        + style("Off", "无", '<w:numPr><w:numId w:val="0"/></w:numPr>', more='<w:basedOn w:val="Chapter"/>')
    )
    numbering = definition(
        1,
        level(0, "chineseCounting", "第%1章", '<w:pStyle w:val="Chapter"/>'),
        level(1, "chineseCounting", "第%2条", '<w:pStyle w:val="Article"/>'),
    ) + instance(1, 1)
    body = (
        paragraph("总则", "Chapter")
        + paragraph("甲", "Article")
        + paragraph("无号", "Chapter", number=(0, 0))
        + paragraph("也无号", "Off")
        + paragraph("乙", "Article")
        + paragraph("附则", "Child")
    )
    shown = ["第一章 总则", "第一条 甲", "无号", "也无号", "第二条 乙", "第二章 附则"]
    assert _texts(body, numbering, styles) == shown


def test_a_definition_may_be_kept_in_a_style_of_lists() -> None:
    styles = style("List", "清单", '<w:numPr><w:numId w:val="1"/></w:numPr>', kind="numbering")
    numbering = (
        definition(1, level(0, "upperLetter", "%1."), more='<w:styleLink w:val="List"/>')
        + definition(2, more='<w:numStyleLink w:val="List"/>')
        + instance(1, 1)
        + instance(2, 2)
    )
    body = paragraph("甲", number=(2, 0)) + paragraph("乙", number=(1, 0))
    assert _texts(body, numbering, styles) == ["A. 甲", "B. 乙"]


def test_definitions_that_stand_for_each_other_are_survived() -> None:
    styles = style("List", "清单", '<w:numPr><w:numId w:val="1"/></w:numPr>', kind="numbering")
    numbering = definition(1, more='<w:numStyleLink w:val="List"/>') + instance(1, 1)
    assert _texts(paragraph("甲", number=(1, 0)), numbering, styles) == ["甲"]


@pytest.mark.parametrize(
    ("sign", "shown"),
    [("\uf06c", "文"), ("n", "文"), ("•", "文"), ("注：", "注：文")],
    ids=["pua", "n", "dot", "word"],
)
def test_bullets_are_no_text_unless_they_are_words(sign: str, shown: str) -> None:
    numbering = definition(1, level(0, "bullet", sign)) + instance(1, 1)
    assert _texts(paragraph("文", number=(1, 0)), numbering) == [shown]


@pytest.mark.parametrize(("follow", "shown"), [("tab", "%1 文"), ("space", "%1 文"), ("nothing", "%1文")])
def test_what_stands_between_number_and_text(follow: str, shown: str) -> None:
    numbering = definition(1, level(0, "decimal", "第%1款", f'<w:suff w:val="{follow}"/>')) + instance(1, 1)
    assert _texts(paragraph("文", number=(1, 0)), numbering) == [shown.replace("%1", "第1款")]


def test_a_number_that_ends_in_punctuation_needs_no_space() -> None:
    numbering = definition(1, level(0, "chineseCounting", "%1、")) + instance(1, 1)
    assert _texts(paragraph("总体要求", number=(1, 0)), numbering) == ["一、总体要求"]


def test_formats_of_later_releases_come_with_an_alternative() -> None:
    custom = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><mc:AlternateContent><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="01, 02, 03, ..."/></mc:Choice><mc:Fallback>'
        '<w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent><w:lvlText w:val="%1"/></w:lvl>'
    )
    assert _labels([(1, 0)], definition(1, custom) + instance(1, 1)) == ["01"]


def test_an_empty_paragraph_at_the_end_of_a_section_takes_no_number() -> None:
    body = (
        paragraph("甲", number=(1, 0))
        + paragraph("", number=(1, 0), properties="<w:sectPr/>")
        + paragraph("乙", number=(1, 0))
    )
    assert _texts(body, _outline() + instance(1, 1)) == ["1 甲", "2 乙"]


def test_text_boxes_and_notes_count_by_themselves() -> None:
    inside = paragraph("框", number=(1, 0))
    box = f"<w:r><w:pict><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></w:pict></w:r>"
    body = paragraph("甲", number=(1, 0)) + paragraph(box) + paragraph("乙", number=(1, 0))
    assert _texts(body, _outline() + instance(1, 1)) == ["1 甲", "1 框", "2 乙"]


def test_numbers_that_make_no_sense_are_survived() -> None:
    numbering = (
        definition(1, level(0, "decimal", "%1.%9", start=-7), level(99, "decimal", "%1"))
        + '<w:num w:numId="x"><w:abstractNumId w:val="?"/></w:num>'
        + instance(1, 1)
        + instance(2, 77)
    )
    body = (
        paragraph("甲", number=(1, 0))
        + paragraph("乙", number=(1, 12))
        + paragraph("丙", number=(1, -2))
        + paragraph("丁", number=(2, 0))
        + paragraph("戊", number=(12345, 0))
    )
    assert _texts(body, numbering) == ["-7. 甲", "乙", "-6. 丙", "丁", "戊"]
