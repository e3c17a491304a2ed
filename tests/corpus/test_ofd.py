"""OFD: files made here for each mechanism, and the real files with the text that they are known to hold."""

from ofd_maker import NAMESPACE, lines, ofd_blocks, ofd_parts, ofd_texts, page, rule, table, text, zipped

from corpus.parse.ofd.parser import parse_ofd
from corpus.parse.ofd.shapes import deltas

FULL = "各有关单位应当按照职责分工抓好落实并于每季度末报送情况"  # 26 characters: a full line
LEFT, INDENT = 28, 39.2


def body(y: float = 60) -> str:
    """Return two paragraphs that show how wide the text is."""
    return (
        text(INDENT, y, FULL[:24])
        + lines(LEFT, y + 10.2, FULL, FULL, FULL[:9] + "。")
        + text(INDENT, y + 40.8, FULL[:12] + "。")
    )


def test_repeats_in_the_list_of_advances_are_written_out() -> None:
    assert deltas("g 3 5.5 2 g 2 -1", 10) == [5.5, 5.5, 5.5, 2, -1, -1]
    assert deltas("g 3 5.5 2", 2) == [5.5, 5.5]
    assert deltas("g 1000000000 1", 4) == [1, 1, 1, 1]
    assert deltas("x 1 g 2", 4) == [1]


def test_lines_become_paragraphs() -> None:
    assert ofd_texts(page(body())) == [FULL[:24] + FULL + FULL + FULL[:9] + "。", FULL[:12] + "。"]


def test_a_numbered_line_begins_a_paragraph_even_after_a_full_line() -> None:
    content = lines(LEFT, 60, FULL, FULL, FULL) + text(LEFT, 90.6, "（一）" + FULL[:5])
    assert ofd_texts(page(content)) == [FULL * 3, "（一）" + FULL[:5]]


def test_text_objects_that_stand_on_one_line_are_one_line_in_whatever_order_they_are_drawn() -> None:
    content = text(56, 60, "发〔2031〕7号") + text(39.2, 60, "青水办")
    assert ofd_texts(page(content)) == ["青水办发〔2031〕7号"]


def test_a_gap_between_words_is_a_space_and_one_between_chinese_and_figures_is_not() -> None:
    content = (
        text(28, 60, "电话")
        + text(28 + 11.2 + 1.4, 60, "0000")
        + text(120, 60, "OFD")
        + text(131, 60, "Reader")
    )
    assert ofd_texts(page(content)) == ["电话0000 OFD Reader"]


def test_text_that_is_drawn_twice_to_look_bold_is_there_once() -> None:
    assert ofd_texts(page(text(28, 60, "通知") + text(28.1, 60, "通知"))) == ["通知"]


def test_a_title_on_two_centred_lines_is_one() -> None:
    title = text(59.8, 30, "青榆县水务局关于开展河道", 7.7) + text(79, 42, "巡查工作的通知", 7.7)
    assert ofd_texts(page(title + body()))[0] == "青榆县水务局关于开展河道巡查工作的通知"


def test_a_paragraph_that_runs_over_pages_is_one_block_that_knows_where_the_page_turns() -> None:
    first = page(body() + lines(LEFT, 111, FULL) + text(95, 284, "— 1 —", 4))
    second = page(lines(LEFT, 60, FULL, FULL, FULL[:7] + "。") + text(95, 284, "— 2 —", 4))
    block = ofd_blocks(first, second)[-1]
    assert (block.text, block.page, block.breaks) == (FULL * 3 + FULL[:7] + "。", 1, (len(FULL),))


def test_a_date_below_a_signature_does_not_run_on_to_the_next_page() -> None:
    first = page(body() + text(134, 140, "2031年4月18日"))
    assert ofd_texts(first, page(text(LEFT, 60, "抄送：县政府办公室。")))[-2:] == [
        "2031年4月18日",
        "抄送：县政府办公室。",
    ]


def test_running_heads_and_page_numbers_are_dropped() -> None:
    pages = [page(text(80, 20, "水务公报", 4) + body() + text(100, 284, str(n), 4)) for n in (1, 2, 3)]
    found = ofd_blocks(*pages)
    assert {block.page for block in found} == {1, 2, 3}
    assert not any("水务公报" in block.text or block.text in "123" for block in found)


def test_a_heading_that_stands_on_two_pages_stays() -> None:
    assert ofd_texts(*[page(text(80, 20, "填报说明") + body())] * 2).count("填报说明") == 2


def test_text_of_a_template_is_kept_once() -> None:
    template = {1: page(text(28, 200, "申请人承诺所填内容属实"))}
    found = ofd_texts(page(body(), 1), page(body(), 1), templates=template)
    assert found.count("申请人承诺所填内容属实") == 1


def test_a_template_and_its_page_are_read_together() -> None:
    template = {1: page(text(28, 60, "姓名："))}
    assert ofd_texts(page(text(45, 60, "方一鸣"), 1), templates=template) == ["姓名：方一鸣"]


def test_watermarks_stand_after_the_text_once() -> None:
    light = '<ofd:FillColor Value="200 200 200"/>'
    askew = "".join(text(40, y, "内部资料", 12, turn=45, extra=light) for y in (60, 160))
    assert ofd_texts(page(askew + text(28, 60, "正文"))) == ["正文"]
    repeated = "".join(text(x, y, "仅供查阅", 12, turn=45) for x in (30, 120) for y in (60, 160))
    assert ofd_texts(page(repeated + text(28, 60, "正文"))) == ["正文"]
    assert ofd_texts(*[page(text(40, 60, "内部资料", 12, turn=45) + text(28, 60, "正文"))] * 2) == [
        "正文",
        "正文",
        "内部资料",
    ]


def test_the_words_of_annotations_stand_after_the_text_once() -> None:
    words = "".join(
        f"<ofd:TextObject><ofd:TextCode>{said}</ofd:TextCode></ofd:TextObject>"
        for said in ("内部资料", "受", "控", "内部资料")
    )
    whole = f'<ofd:PageAnnot xmlns:ofd="{NAMESPACE}"><ofd:Annot><ofd:Appearance>{words}</ofd:Appearance></ofd:Annot></ofd:PageAnnot>'
    for annotation, expected in ((whole, ["正文", "内部资料", "受控"]), (whole[:90], ["正文"])):
        parts = ofd_parts([page(text(28, 60, "正文"))])
        document = str(parts["Doc_0/Document.xml"])
        parts["Doc_0/Document.xml"] = document.replace(
            "</ofd:Document>", "<ofd:Annotations>Annots.xml</ofd:Annotations></ofd:Document>"
        )
        listed = '<ofd:Page PageID="0"><ofd:FileLoc>Annot.xml</ofd:FileLoc></ofd:Page>'
        parts["Doc_0/Annots.xml"] = f'<ofd:Annotations xmlns:ofd="{NAMESPACE}">{listed}</ofd:Annotations>'
        parts["Doc_0/Annot.xml"] = annotation
        assert [block.text for block in parse_ofd(zipped(parts)).blocks] == expected


def test_light_text_that_repeats_in_the_size_of_the_body_is_none() -> None:
    grey = '<ofd:FillColor Value="180 180 180"/>'
    content = "".join(text(28, y, "已经办结", extra=grey) for y in (60, 70, 80)) + text(120, 60, "正文")
    assert "".join(ofd_texts(page(content))).count("已经办结") == 3


def test_slanted_text_that_stands_once_is_kept() -> None:
    assert ofd_texts(page(text(40, 60, "作废", 12, turn=45) + text(28, 60, "正文"))) == ["正文", "作废"]


def test_a_page_that_is_turned_is_read_along_its_lines() -> None:
    content = text(150, 60, "第一行文字", turn=90) + text(140, 60, "第二行文字", turn=90)
    assert ofd_texts(page(content)) == ["第一行文字", "第二行文字"]


def test_columns_of_prose_are_read_one_after_the_other() -> None:
    left = lines(20, 60, *[FULL[:14]] * 7, "左栏末。", leading=8)
    right = lines(110, 60, *[FULL[:14]] * 7, "右栏末。", leading=8)
    assert ofd_texts(page(text(80, 40, "公报") + left + right)) == [
        "公报",
        FULL[:14] * 7 + "左栏末。",
        FULL[:14] * 7 + "右栏末。",
    ]


def test_a_folded_sheet_is_read_half_by_half() -> None:
    left = lines(20, 40, FULL, FULL, FULL, "左页末。")
    right = lines(230, 42, "许可证", "青榆县印制")
    assert ofd_texts(page(left + right, size=(366, 260))) == [FULL * 3 + "左页末。", "许可证", "青榆县印制"]


def test_a_table_in_a_cell_of_another_is_read_once() -> None:
    outer = table((28, 60, 180), (60, 120, 128), (("附表",), ("备注", "无")))
    inner = table((70, 100, 150), (70, 78, 86), (("项目", "金额"), ("清淤", "12")))
    assert sorted(ofd_texts(page(outer + inner))) == sorted(["附表", "备注\t无", "项目\t金额", "清淤\t12"])


def test_a_ruled_table_becomes_rows_with_the_headings_above_their_cells() -> None:
    found = ofd_blocks(
        page(text(28, 50, "见下表：") + table((28, 60, 100, 180), (60, 68, 76), HEAD) + text(28, 90, "完"))
    )
    assert [block.text for block in found] == ["见下表：", "序号\t河段\t次数", "1\t石桥河\t4", "完"]
    assert found[2].row is not None
    assert found[2].row.headings == ("序号", "河段", "次数")


HEAD = (("序号", "河段", "次数"), ("1", "石桥河", "4"))


def test_a_table_that_is_open_at_its_sides_is_a_table() -> None:
    ruled = "".join(rule(28, y, 180, y) for y in (60, 68, 76)) + rule(60, 60, 60, 76) + rule(100, 60, 100, 76)
    words = "".join(
        text(x, y, cell, 4)
        for y, row in zip((65, 73), HEAD, strict=True)
        for x, cell in zip((30, 62, 102), row, strict=True)
    )
    assert ofd_texts(page(ruled + words)) == ["序号\t河段\t次数", "1\t石桥河\t4"]


def test_merged_cells_cover_rows_and_columns() -> None:
    ruled = (
        "".join(rule(28, y, 180, y) for y in (60, 84))
        + "".join(rule(x, 60, x, 84) for x in (28, 60, 180))
        + rule(60, 68, 180, 68)
        + rule(60, 76, 180, 76)
        + rule(120, 68, 120, 84)
    )
    words = (
        text(30, 73, "科目", 4) + text(80, 65, "预算", 4) + text(62, 73, "收入", 4) + text(122, 73, "支出", 4)
    )
    found = ofd_blocks(page(ruled + words + text(62, 81, "12", 4) + text(122, 81, "15", 4)))
    assert [block.text for block in found] == ["科目\t预算", "收入\t支出", "12\t15"]
    assert found[0].row is not None and found[0].row.spans == (1, 2)


def test_rows_without_rules_between_them_are_told_by_their_baselines() -> None:
    xs, ys = (28, 50, 110, 150, 180), (60, 68, 100)
    rows = [("序号", "项目", "金额", "税率"), ("1", "清淤", "120.00", "3%"), ("2", "护坡", "98.50", "3%")]
    words = "".join(
        text(x + 2, y, cell, 4)
        for y, row in zip((65, 74, 82), rows, strict=True)
        for x, cell in zip(xs, row, strict=False)
    )
    ruled = table(xs, ys, [])
    assert ofd_texts(page(ruled + words)) == ["\t".join(row) for row in rows]


def test_a_table_without_rules_is_told_by_its_columns() -> None:
    rows = (("项目", "数量", "金额"), ("清淤", "3", "120.00"), ("护坡", "", "98.50"), ("合计", "", "218.50"))
    words = "".join(
        text(x, y, cell, 4)
        for y, row in zip((60, 68, 76, 84), rows, strict=True)
        for x, cell in zip((30, 82, 142), row, strict=True)
        if cell
    )
    assert ofd_texts(page(words)) == [
        "项目\t数量\t金额",
        "清淤\t3\t120.00",
        "护坡\t\t98.50",
        "合计\t\t218.50",
    ]
    frame = "".join(rule(28, y, 180, y) for y in (54, 90, 98)) + rule(28, 54, 28, 98) + rule(180, 54, 180, 98)
    found = ofd_blocks(
        page(frame + rule(60, 90, 60, 98) + words + text(30, 95, "备注", 4) + text(62, 95, "已核", 4))
    )
    assert [block.text for block in found][-2:] == ["合计\t\t218.50", "备注\t已核"]
    assert found[1].row is not None and found[1].row.headings == ("项目", "数量", "金额")


def test_a_table_goes_on_over_the_page_without_its_repeated_head() -> None:
    xs = (28, 60, 100, 180)
    first = page(table(xs, (60, 68, 76), HEAD))
    second = page(table(xs, (40, 48, 56), (HEAD[0], ("2", "清溪河", "6"))))
    found = ofd_blocks(first, second)
    assert [(block.text, block.page) for block in found] == [
        ("序号\t河段\t次数", 1),
        ("1\t石桥河\t4", 1),
        ("2\t清溪河\t6", 2),
    ]
    assert {block.row.table for block in found if block.row} == {0}
