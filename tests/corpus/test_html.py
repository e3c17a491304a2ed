from pathlib import Path

import pytest

from corpus.parse.html.parser import parse_html
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
    assert lines(page) == ["表1", "县（区）\t增速（%）", "临溪区\t5.8", "望川县\t\t备注"]


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


def test_attachments_stay_however_many_there_are() -> None:
    page = """<p>正文。</p><div>附件：<ul><li><a href=a.doc>1.名录.doc</a></li><li><a href=b.xls>2.分工表</a></li>
    <li><a href=/get?id=3>附件3 申报表</a></li><li><a href=/get?id=4>4.分布图.pdf</a></li></ul></div>"""
    assert lines(page) == ["正文。", "附件：", "1.名录.doc", "2.分工表", "附件3 申报表", "4.分布图.pdf"]


def test_the_heading_of_a_link_list_goes_with_it() -> None:
    links = "".join(f"<li><a href=/{i}>第{i}次全体会议召开</a></li>" for i in range(4))
    assert lines(f"<p>正文。</p><h3>最新动态</h3><ul>{links}</ul>") == ["正文。"]
    assert lines(f"<p>正文。</p><p>青河市林业局</p><ul>{links}</ul>") == ["正文。", "青河市林业局"]


def test_targets_of_links_that_are_never_closed_are_no_links() -> None:
    assert lines("<a name=top><p>第一段。</p><p>第二段。</p><p>第三段。</p>") == [
        "第一段。",
        "第二段。",
        "第三段。",
    ]


def test_a_form_around_the_whole_page_is_read() -> None:
    body = "<p>各乡镇人民政府：</p><p>现将有关事项通知如下，请遵照执行。</p>"
    assert lines(f"<form method=post><input type=hidden value=x>{body}</form>") == [
        "各乡镇人民政府：",
        "现将有关事项通知如下，请遵照执行。",
    ]


@pytest.mark.parametrize(
    "furniture",
    [
        "<div class=crumb>当前位置：<a href=/>首页</a> &gt; 通知</div>",
        "<div class='nav_main clear'><span>本站导航</span></div>",
        "<div id=topShare>转给朋友</div>",
        "<div>【字号：<a href=#>大</a> <a href=#>中</a> <a href=#>小</a>】 <a href=#>打印</a></div>",
        "<div><a href=#>打印本页</a> | <a href=#>关闭窗口</a></div>",
        "<span>今天是2023年4月5日 星期三 多云</span>",
        "<table><tr><td>青河市林业局</td><td>星期三 <a href=/en>English</a></td></tr></table>",
        "<div>上一篇：<a href=/1>关于防火的通知</a></div>",
        "<div>相关阅读：<a href=/1>一图读懂规划</a></div>",
        "<object>获取 Adobe Flash Player</object>",
        "<p style='DISPLAY: none'>藏起来的</p>",
        "<p style='color:red;visibility:hidden'>看不见的</p>",
        "<i aria-hidden=true>图标</i>",
        "<div role=navigation>导航</div>",
        "<frameset><frame src=a.html></frameset>",
        "<iframe src=a>浏览器不支持框架</iframe>",
    ],
)
def test_furniture_goes_wherever_it_stands(furniture: str) -> None:
    page = "<h1>关于开展春季造林工作的通知</h1>{}<p>各乡镇人民政府：</p><p>全县计划造林2.3万亩，请抓紧实施。</p>{}"
    for before, after in ((furniture, ""), ("", furniture)):
        assert lines(page.format(before, after)) == [
            "关于开展春季造林工作的通知",
            "各乡镇人民政府：",
            "全县计划造林2.3万亩，请抓紧实施。",
        ]


def test_counters_are_cut_out_of_the_line_of_labels() -> None:
    page = "<p>来源：县政府办 点击数：128 发布时间：2008-3-1 【打印】</p><p>正文。</p>"
    assert lines(page) == ["来源：县政府办", "发布时间：2008-3-1", "正文。"]


def test_unknown_words_above_the_title_and_below_the_body_go() -> None:
    paragraphs = "".join(
        f"<p>第{i}项任务由市林业局牵头，各县区配合，年底前完成并报送总结。</p>" for i in range(9)
    )
    page = f"""<title>关于湿地保护工作的通知_青河市林业局</title><div><span>守护绿水青山</span></div>
    <div class=t>关于湿地保护工作的通知</div><div>青林发〔2023〕7号</div><div id=zoom>{paragraphs}
    <p>青河市林业局</p><p>2023年4月5日</p></div><div>扫码领奖</div>"""
    shown = lines(page)
    assert shown[:2] == ["关于湿地保护工作的通知", "青林发〔2023〕7号"]
    assert shown[-2:] == ["青河市林业局", "2023年4月5日"]
    assert len(shown) == 13


def test_a_body_that_stands_twice_is_read_once_by_reading() -> None:
    items = [f"第{i}项工作已经按期完成，累计投入资金{i}00万元，惠及群众{i}千人。" for i in range(1, 9)]
    page = f"<h1>工作总结</h1><div><p>{'<p>'.join(items)}</div><div>{'<br>'.join(items)}</div>"
    assert read(page.encode(), "a.html").text == "\n".join(["工作总结", *items])


def test_details_and_plain_text_are_read() -> None:
    assert lines("<details><summary>摘要</summary><p>细节。</p></details>") == ["摘要", "细节。"]
    assert lines("<pre>通知\n\n各村：\n    请做好准备。\n</pre>") == ["通知", "各村：", "请做好准备。"]


def test_a_page_that_is_hidden_until_its_scripts_have_run_is_read() -> None:
    assert lines("<div style='display:none'><p>正文。</p></div>") == ["正文。"]


def test_raised_and_lowered_figures_stay_what_they_are() -> None:
    page = "<p>10<sup>4</sup>吨，8 m<sup>2</sup>，CO<sub>2</sub>，见注<sup>[1]</sup>，<ruby>漢<rt>han</rt></ruby></p>"
    assert lines(page) == ["10⁴吨，8 m²，CO₂，见注[1]，漢"]


@pytest.mark.parametrize(
    ("items", "shown"),
    [
        ("<ol><li>甲<li>乙</ol>", ["1. 甲", "2. 乙"]),
        ("<ol type=a start=3><li>甲<li>乙<ul><li>丙</ul></ol>", ["c. 甲", "d. 乙", "丙"]),
        ("<ol type=I><li>甲<li value=9>乙</ol>", ["I. 甲", "IX. 乙"]),
        (
            "<ol style='list-style-type: cjk-ideographic' start=10><li>甲<li value=21>乙<li><p>丙</p><p>续</p></ol>",
            ["十、甲", "二十一、乙", "二十二、丙", "续"],
        ),
        ("<ol style='list-style:simp-chinese-informal inside' start=105><li>甲</ol>", ["一百零五、甲"]),
        ("<ol reversed><li>甲<li>乙</ol>", ["2. 甲", "1. 乙"]),
        ("<ol style='list-style:none'><li>甲</ol>", ["甲"]),
        ("<ol><li>1.甲<li>（二）乙<li>第三条 丙</ol>", ["1.甲", "（二）乙", "第三条 丙"]),
        ("<ol><li><ol><li>甲</ol><li>乙</ol>", ["1. 1. 甲", "2. 乙"]),
        ("<ol><li></li><li>乙</ol>", ["2. 乙"]),
    ],
)
def test_numbers_of_ordered_lists_are_shown(items: str, shown: list[str]) -> None:
    assert lines(items) == shown


def test_cells_know_their_headings() -> None:
    page = """<table border=1><tr><th rowspan=2>县</th><th colspan=2>资金</th></tr><tr><th>市级</th><th>县级</th></tr>
    <tr><td rowspan=2>甲县</td><td>12</td><td>34</td></tr><tr><td>56</td><td>78</td></tr></table>"""
    rows = [block.row for block in parse_html(page.encode()).blocks]
    assert lines(page) == ["县\t资金", "市级\t县级", "甲县\t12\t34", "56\t78"]
    assert [row.is_header for row in rows if row] == [True, True, False, False]
    assert rows[3] is not None
    assert rows[3].headings == ("资金 市级", "资金 县级")
    assert rows[3].columns == (1, 2)
    assert rows[3].beside == "甲县"


def test_a_table_of_linked_names_is_data_and_one_of_linked_titles_is_not() -> None:
    row = "<tr><td>{0}</td><td><a href=/{0}>青河市第{0}机械有限公司</a></td><td>{0}0</td></tr>"
    names = "".join(row.format(i) for i in range(1, 4))
    page = f"<p>公示如下。</p><table><tr><th>序号</th><th>企业</th><th>万元</th></tr>{names}</table>"
    assert lines(page)[2] == "1\t青河市第1机械有限公司\t10"
    titles = "".join(
        f"<tr><td><a href=/{i}>第{i}次会议召开</a></td><td>2024-0{i}-02</td></tr>" for i in range(1, 5)
    )
    assert lines(f"<p>正文。</p><table>{titles}</table>") == ["正文。"]


def test_a_small_table_in_a_cell_is_that_cells_text() -> None:
    page = """<table border=1><tr><th>项目</th><th>内容</th></tr>
    <tr><td>甲</td><td><table><tr><td>子一</td></tr><tr><td>子二</td></tr></table></td></tr><tr><td>乙</td><td>无</td></tr></table>"""
    assert lines(page) == ["项目\t内容", "甲\t子一 子二", "乙\t无"]


def test_a_long_value_in_a_table_of_names_and_values_does_not_undo_it() -> None:
    long = "应当提交的材料和程序，" * 40
    page = f"<table><tr><td>事项</td><td>取水许可</td></tr><tr><td>依据</td><td>{long}</td></tr><tr><td>时限</td><td>20日</td></tr></table>"
    assert lines(page) == ["事项\t取水许可", "依据", long, "时限\t20日"]


def test_the_site_is_the_source_where_no_other_is_named() -> None:
    head = '<meta name="SiteName" content="青河市人民政府"><meta name="ContentSource" content="本站"><p>正文。</p>'
    assert parse_html(head.encode()).fields["site"] == "青河市人民政府"


@pytest.mark.data
@pytest.mark.parametrize("name", ["gov_5345459", "gov_5345808"])
def test_no_character_of_a_real_page_is_lost(data: Path, name: str) -> None:
    folder = data / "formats" / "converted"
    text = read((folder / f"{name}.html").read_bytes(), f"{name}.html").text
    assert "".join(text.split()) == "".join((folder / f"{name}.truth.txt").read_text("utf-8").split())
