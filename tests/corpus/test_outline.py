from corpus.models import Section
from corpus.read import Draft, read

LAW = """临溪区户厕管理办法
第一章　总则
第一条　为规范管理，制定本办法。
第二条　适用于下列情形：
（一）新建；
（二）改建。
第二章　附则
第三条　自发布之日起施行。"""

REPORT = """关于对口帮扶工作情况的报告
一、资金划拨情况
（一）黔岭州。2013年划拨150万元，2014年划拨160万元，2015年划拨170万元，每年递增10万元。
1.到位情况。资金已经全部到位，并且按照要求拨付到了具体的项目上，没有拖欠、截留和挪用的问题。
（1）明细
（二）百阳市。同上。
二、下一步安排
第一，抓紧。
2013年完成。
12.5%的项目"""


def outline(draft: Draft) -> list[tuple[int, str]]:
    return [(s.level, draft.text[s.start : s.heading_end]) for s in draft.sections]


def section(draft: Draft, heading: str) -> Section:
    return next(s for s in draft.sections if draft.text[s.start : s.heading_end] == heading)


def test_chapters_articles_and_items_nest() -> None:
    draft = read(LAW.encode(), "a.txt")
    assert outline(draft) == [
        (1, "第一章　总则"),
        (2, "第一条"),
        (2, "第二条"),
        (3, "（一）新建；"),
        (3, "（二）改建。"),
        (1, "第二章　附则"),
        (2, "第三条"),
    ]
    text = draft.text
    chapter = section(draft, "第一章　总则")
    assert text[chapter.start : chapter.end].endswith("（二）改建。\n")
    assert section(draft, "第二章　附则").end == len(text)
    assert section(draft, "第二条").end == chapter.end


def test_the_four_ranks_of_official_documents_nest_and_run_in_headings_end_at_their_stop() -> None:
    assert outline(read(REPORT.encode(), "a.txt")) == [
        (1, "一、资金划拨情况"),
        (2, "（一）黔岭州。"),
        (3, "1.到位情况。"),
        (4, "（1）明细"),
        (2, "（二）百阳市。"),
        (1, "二、下一步安排"),
    ]


def test_headings_of_a_format_stand_above_numbers() -> None:
    draft = read("# 关于某事的通知\n\n## 一、背景\n\n（一）现状\n\n## 二、任务\n".encode(), "a.md")
    assert outline(draft) == [(2, "一、背景"), (3, "（一）现状"), (2, "二、任务")]


def test_the_path_of_a_place_runs_from_the_outermost_heading_inwards() -> None:
    draft = read(LAW.encode(), "a.txt")
    from corpus.models import Document

    document = Document(
        "a", 1, "a", draft.text, draft.sections, draft.metadata, draft.sha256, draft.media_type
    )
    assert document.heading_path(draft.text.index("改建")) == ("第一章　总则", "第二条", "（二）改建。")
    assert document.heading_path(draft.text.index("自发布")) == ("第二章　附则", "第三条")
    assert document.heading_path(0) == ()


def test_rows_of_tables_and_decimals_are_no_headings() -> None:
    draft = read("一、\t甲\t乙\n1.5万元\n3.14\n二〇一五年\n".encode(), "a.txt")
    assert outline(draft) == []
