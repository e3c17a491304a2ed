import pytest

from corpus.parse.html import parse_html
from corpus.read import read


def lines(page: str) -> list[str]:
    return [block.text for block in parse_html(page.encode()).blocks]


def test_headings_keep_their_level_and_paragraphs_have_none() -> None:
    blocks = parse_html("<h1>标题</h1><p>第一段</p><h3><div>小标题</div></h3><p>第二段</p>".encode()).blocks
    assert [(b.text, b.level) for b in blocks] == [("标题", 1), ("第一段", 0), ("小标题", 3), ("第二段", 0)]


def test_scripts_forms_and_navigation_are_left_out() -> None:
    page = """<nav><a href=/>首页</a></nav><script>var a="脚本"</script><style>p{}</style>
    <form><p>表单</p></form><p hidden>隐藏</p><p>正文。</p><!-- 注释 --><template><p>模板</p></template><noscript>无脚本</noscript><footer>页脚</footer>"""
    assert lines(page) == ["正文。"]


@pytest.mark.parametrize(
    "menu",
    [
        "<ul><li><a href=/a>首页</a></li><li><a href=/b>政务公开</a></li><li><a href=/c>互动交流</a></li></ul>",
        "<div><a href=/a>首页</a> <a href=/b>政务公开</a> <a href=/c>互动交流</a></div>",
        "<table><tr><td><a href=/a>首页</a></td><td><a href=/b>政务公开</a></td><td><a href=/c>互动交流</a></td></tr></table>",
        "<li><a href=/1>望川县民政局召开2024年度社会救助工作推进会议</a> 02-27</li>"
        "<li><a href=/2>城关镇多措并举开展春季森林防火宣传教育活动</a> 02-22</li>"
        "<li><a href=/3>我县组织收听收看全省防汛抗旱工作电视电话会议</a> 02-20</li>",
    ],
)
def test_menus_and_link_lists_are_left_out(menu: str) -> None:
    assert lines(f"<p>开头的正文。</p>{menu}<p>结尾的正文。</p>") == ["开头的正文。", "结尾的正文。"]


def test_one_or_two_links_are_references_and_stay() -> None:
    page = "<p>见<a href=/x>附件</a>。</p><p><a href=/y>附件1：申请表</a></p><p><a href=/z>附件2：说明</a></p><p>完。</p>"
    assert lines(page) == ["见附件。", "附件1：申请表", "附件2：说明", "完。"]


def test_a_linked_heading_stays() -> None:
    assert lines("<h1><a href=/>关于某事的通知</a></h1><p>正文。</p>") == ["关于某事的通知", "正文。"]


def test_rows_of_data_are_lines_with_tabs() -> None:
    page = """<table><caption>表1</caption><thead><tr><th>县（区）</th><th>增速（%）</th></tr></thead>
    <tr><td>临溪区</td><td><p>5.8</p></td></tr><tr><td> 望川
    县 </td><td></td><td>备注</td></tr></table>"""
    assert lines(page) == ["表1", "县（区）\t增速（%）", "临溪区\t5.8", "望川 县\t\t备注"]


def test_layout_tables_are_read_as_running_text() -> None:
    page = """<table><tr><td><table><tr><td>左栏</td></tr></table></td><td>
    <table><tr><td><p>第一段。</p><p>第二段。</p></td></tr></table></td></tr></table>"""
    assert lines(page) == ["左栏", "第一段。", "第二段。"]
    long = "很长的一段。" * 60
    assert lines(f"<table><tr><td>栏</td><td>{long}</td></tr></table>") == ["栏", long]


def test_inline_tags_do_not_break_a_word_and_line_breaks_do_break_a_line() -> None:
    page = "<p>共<b>645</b>万<font color=red>元</font>&nbsp;&nbsp;整</p><p>甲<br>乙<br/><br/>丙</p>无标签的文字<p>段</p>"
    assert lines(page) == ["共645万元 整", "甲", "乙", "丙", "无标签的文字", "段"]


def test_what_the_page_labels_itself_becomes_fields() -> None:
    page = """<head><title> 通知 - 政府网 </title><meta name="ArticleTitle" content="关于&#10;某事"><meta name="PubDate"
    content="2024-03-05 10:00"><meta name="ContentSource" content="县政府"><meta name="pubdate2" content="x">"""
    assert parse_html(page.encode()).fields == {
        "title": "关于 某事",
        "published_on": "2024-03-05 10:00",
        "site": "县政府",
        "page_title": "通知 - 政府网",
    }


def test_broken_and_empty_pages_are_read_as_far_as_they_go() -> None:
    assert lines("") == []
    assert lines("<html></html>") == []
    assert lines("<p>甲<p>乙<td>丙<div>丁") == ["甲", "乙丙", "丁"]
    assert lines("<p>5 < 6 &lt; 7 &unknown; &amp;") == ["5 < 6 < 7 &unknown; &"]


@pytest.mark.parametrize("tag", ["div", "font", "b", "ul><li", "blockquote", "table><tr><td"])
def test_a_page_may_nest_deeper_than_python_calls(tag: str) -> None:
    page = "<html><body>" + f"<{tag}>" * 1500 + "深处的正文。"
    assert read(page.encode(), "a.html").text == "深处的正文。"
