"""Make the golden files of the old office formats: doc, wps and ppt by LibreOffice, rtf by hand.

python tests/golden/make/legacy.py
"""

import sys
import tempfile
from pathlib import Path

import olefile

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))
sys.path.insert(0, str(Path(__file__).parents[3]))

from compound_file import compound_file
from word_maker import (
    cell,
    definition,
    instance,
    level,
    paragraph,
    row,
    run,
    style,
    table,
    word_file,
)

from corpus.parse.office import convert

GOLDEN = Path(__file__).parents[1]

_BY = 'w:id="1" w:author="甲" w:date="2024-01-01T00:00:00Z"'
_NUMBERING = definition(
    1,
    level(0, "chineseCountingThousand", "第%1条"),
    level(1, "chineseCountingThousand", "（%2）", '<w:suff w:val="nothing"/>'),
    level(2, "decimal", "%3."),
) + instance(1, 1)
_STYLES = (
    style("Normal", "Normal")
    + style("Title", "Title")
    + style("Chapter", "heading 1", '<w:outlineLvl w:val="0"/>', more='<w:basedOn w:val="Normal"/>')
)
_BOX = (
    '<w:r><w:pict><v:shape id="box" type="#_x0000_t202" style="position:absolute;width:200pt;height:40pt">'
    "<v:textbox><w:txbxContent><w:p><w:r><w:t>青榆县人民政府办公室文件</w:t></w:r></w:p></w:txbxContent>"
    "</v:textbox></v:shape></w:pict></w:r>"
)
_LETTER = (
    "关于商请提供桥梁检测资料的函",
    "青公路函〔2024〕17号",
    "临溪市交通运输局：",
    "为做好跨河桥梁的安全评估，请于2024年5月10日前提供辖区内7座桥梁的检测报告。",
    "联系人：周工，电话：0000-1234567。",
    "青榆县公路事务中心",
    "2024年4月18日",
)


def main() -> None:
    """Write the files into the folder of golden pairs."""
    letter = word_file("".join(paragraph(line) for line in _LETTER))
    training = (GOLDEN / "training.pptx").read_bytes()
    (GOLDEN / "library-cards.doc").write_bytes(convert(_notice(), "docx", "doc"))
    (GOLDEN / "letter.wps").write_bytes(convert(letter, "docx", "doc"))
    (GOLDEN / "training-97.ppt").write_bytes(_without_thumbnail(convert(training, "pptx", "ppt")))
    (GOLDEN / "quotas.rtf").write_bytes(_rtf())


def _notice() -> bytes:
    body = [
        f"<w:p>{_BOX}</w:p>",
        paragraph("青榆县办理公共图书馆读者证暂行办法", "Title"),
        paragraph("第一章 总则", "Chapter"),
        paragraph(run("为了方便读者借阅图书，制定本办法。") + _note(2), number=(1, 0)),
        paragraph("本办法适用于青榆县公共图书馆，包括：", number=(1, 0)),
        paragraph("县图书馆；", number=(1, 1)),
        paragraph(
            run("乡镇分馆，面积不少于120m") + run("2", '<w:vertAlign w:val="superscript"/>') + run("；"),
            number=(1, 1),
        ),
        paragraph("流动服务点。", number=(1, 2)),
        paragraph("第二章 办证", "Chapter"),
        paragraph(
            run("读者证押金为")
            + f"<w:del {_BY}><w:r><w:delText>200</w:delText></w:r></w:del><w:ins {_BY}>{run('100')}</w:ins>"
            + run("元，退证时全额退还。")
            + run("此处为内部批注", "<w:vanish/>"),
            number=(1, 0),
        ),
        paragraph("各类读者的借阅册数和期限见下表。", number=(1, 0)),
        table(*_CARDS, columns=4),
        paragraph("本办法自2024年3月1日起施行。", number=(1, 0)),
        '<w:sectPr><w:headerReference w:type="default" r:id="header1"/>'
        '<w:footerReference w:type="default" r:id="footer1"/></w:sectPr>',
    ]
    return word_file(
        "".join(body),
        numbering=_NUMBERING,
        styles=_STYLES,
        footnotes='<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
        '<w:footnote w:type="continuationSeparator" w:id="1"><w:p/></w:footnote>'
        f'<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>{run("含电子图书。")}</w:p></w:footnote>',
        header1=paragraph("青榆县人民政府公报"),
        footer1=paragraph("— 1 —"),
    )


def _note(number: int) -> str:
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


_DOWN, _BELOW, _TWO = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
_CARDS = (
    row(cell("读者类别", _DOWN), cell("借阅", _TWO), cell("押金（元）", _DOWN)),
    row(cell("", _BELOW), cell("册数"), cell("期限（天）"), cell("", _BELOW)),
    row(cell("成人"), cell("5"), cell("30"), cell("100", _DOWN)),
    row(cell("少年儿童"), cell("8"), cell("30"), cell("", _BELOW)),
    row(cell("持优待证的老年人和残疾人"), cell("8"), cell("60"), cell("0")),
)


def _without_thumbnail(data: bytes) -> bytes:
    """Return a presentation without the large picture of its first slide that LibreOffice adds."""
    with tempfile.TemporaryFile() as file:
        file.write(data)
        with olefile.OleFileIO(file) as ole:
            streams = {name: ole.openstream(name).read() for name in ("Current User", "PowerPoint Document")}
    return compound_file(streams)


def _rtf() -> bytes:
    r"""Return a notice as Word and WPS Office write it: GBK bytes, \u with substitutes, merged cells, a note."""
    head = (
        r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 " + _gbk("宋体") + r"{\*\falt SimSun};}"
        r"{\f1\fnil\fcharset2 Wingdings;}{\f2\froman\fcharset0 Times New Roman;}}"
        r"{\colortbl;\red255\green0\blue0;}{\stylesheet{\ql Normal;}{\s1\outlinelevel0 heading 1;}{\s2 Title;}}"
        r"{\info{\title " + _gbk("不是正文") + r"}}{\header\pard " + _gbk("青榆县用水简报") + r"\par}"
        r"{\footer\pard\qc " + _gbk("第") + r"{\field{\*\fldinst PAGE}{\fldrslt 1}}" + _gbk("页") + r"\par}"
    )
    body = [
        r"\pard\plain\s2 " + _gbk("关于下达2024年度用水指标的通知"),
        r"\pard\plain\s1{\listtext " + _gbk("一、") + r"}\outlinelevel0 " + _gbk("总体要求"),
        r"\pard\plain{\listtext\f1 \u-3928?\tab}"
        + _gbk("各乡镇要节约用水")
        + r"{\super\chftn}{\footnote\pard {\super"
        r"\chftn} "
        + _gbk("含农村供水站。")
        + r"}"
        + _gbk("，全年用水不超过10")
        + r"{\super 4}"
        + _gbk("立方米")
        + r"\'a1\'a3",
        r"\pard{\deleted "
        + _gbk("试行一年。")
        + r"}{\v "
        + _gbk("此句隐藏。")
        + r"}\uc2\u33258\'d7\'d4\u21360\'d3\'a1"
        r"\u21457\'b7\'a2"
        + _gbk("之日起施行。")
        + r"{\field{\*\fldinst HYPERLINK}{\fldrslt "
        + _gbk("附表")
        + r"}}"
        r"\line {\f1 \'fe}" + _gbk("已审核"),
        r"\pard\s1\outlinelevel0{\listtext " + _gbk("二、") + r"}" + _gbk("指标分配"),
    ]
    rows = [
        _row(
            [("单位", 2000, r"\clvmgf"), ("指标（万立方米）", 6000, ""), ("责任人", 8000, r"\clvmgf")],
            r"\trhdr",
        ),
        _row(
            [("", 2000, r"\clvmrg"), ("上半年", 4000, ""), ("下半年", 6000, ""), ("", 8000, r"\clvmrg")],
            r"\trhdr",
        ),
        _row([("东岭镇", 2000, ""), ("38", 4000, ""), ("42", 6000, ""), ("李明", 8000, r"\clvmgf")]),
        _row([("西河乡", 2000, ""), ("25", 4000, ""), ("27", 6000, ""), ("", 8000, r"\clvmrg")]),
        _row([("合计", 2000, ""), ("132", 4000, r"\clmgf"), ("", 6000, r"\clmrg"), ("", 8000, "")]),
    ]
    end = [
        r"\pard\plain " + _gbk("青榆县水务局"),
        r"\pard 2024" + _gbk("年") + "1" + _gbk("月") + "8" + _gbk("日"),
    ]
    text = head + "".join(f"{line}\\par\n" for line in body) + "".join(rows)
    return (text + "".join(f"{line}\\par\n" for line in end) + "}").encode("ascii")


def _row(cells: list[tuple[str, int, str]], properties: str = "") -> str:
    shape = "".join(f"{merged}\\cellx{edge}" for _, edge, merged in cells)
    texts = "".join(f"\\pard\\intbl {_gbk(text)}\\cell" for text, _, _ in cells)
    return rf"\trowd\trleft0{properties}{shape} {texts}\row" + "\n"


def _gbk(text: str) -> str:
    return "".join(c if c.isascii() else "".join(rf"\'{byte:02x}" for byte in c.encode("gbk")) for c in text)


if __name__ == "__main__":
    main()
