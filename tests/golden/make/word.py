"""Make the golden Word document: a regulation with all that Word keeps apart from its text.

python tests/golden/make/word.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "support"))

from word_maker import cell, definition, instance, level, paragraph, row, run, style, table, word_file

GOLDEN = Path(__file__).parents[1]

_NOTHING = '<w:suff w:val="nothing"/>'
_NUMBERING = (
    definition(1, level(0, "chineseCountingThousand", "第%1章", '<w:pStyle w:val="Chapter"/>'))
    + definition(2, level(0, "decimalEnclosedCircle", "%1", _NOTHING))
    + definition(
        3,
        level(0, "chineseCountingThousand", "第%1条", '<w:pStyle w:val="Article"/>'),
        level(1, "chineseCountingThousand", "（%2）", _NOTHING),
        level(2, "decimal", "%3."),
    )
)
_STYLES = (
    style("Normal", "Normal")
    + style("Title", "Title")
    + style(
        "Chapter",
        "heading 1",
        '<w:keepNext/><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/>',
        more='<w:basedOn w:val="Normal"/>',
    )
    + style(
        "Article",
        "条文",
        '<w:numPr><w:numId w:val="3"/></w:numPr>',
        more='<w:basedOn w:val="Normal"/>',
    )
)
_BY = 'w:id="9" w:author="法制科" w:date="2031-02-01T09:00:00Z"'
_BOX = paragraph("咨询电话：望川县水务局供水科 0599-6120031。")
_SHAPE = "width:300pt;height:40pt"


def _article(content: str) -> str:
    return paragraph(content, "Article")


def _item(text: str, depth: int = 1) -> str:
    return paragraph(text, number=(3, depth))


def _inserted(text: str) -> str:
    return f"<w:ins {_BY}>{run(text)}</w:ins>"


def _deleted(text: str) -> str:
    return f"<w:del {_BY}><w:r><w:delText>{text}</w:delText></w:r></w:del>"


def _field(instruction: str, shown: str) -> str:
    def turn(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    inside = f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
    return turn("begin") + inside + turn("separate") + run(shown) + turn("end")


def _text_box() -> str:
    """A text box as Word stores it: once for Word 2010 and later, once for those before."""
    new = (
        '<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" '
        'behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
        '<wp:extent cx="3810000" cy="508000"/><wp:wrapTopAndBottom/><wp:docPr id="1" name="文本框 1"/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        '<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
        '<a:ext cx="3810000" cy="508000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr>'
        f"<wps:txbx><w:txbxContent>{_BOX}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>"
        "</a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )
    old = (
        f'<w:pict><v:shape style="{_SHAPE}"><v:textbox><w:txbxContent>{_BOX}</w:txbxContent></v:textbox>'
        "</v:shape></w:pict>"
    )
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{new}</mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def _table() -> str:
    begins, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    wide = '<w:gridSpan w:val="2"/>'
    top = "<w:tblHeader/>"
    return table(
        row(
            cell("乡镇", begins),
            cell("日供水量（立方米）", wide),
            cell("水质合格率", begins),
            properties=top,
        ),
        row(cell("", goes_on), cell("2029年"), cell("2030年"), cell("", goes_on), properties=top),
        row(cell("白塔镇", begins), cell("一厂 1200"), cell("一厂 1560"), cell("98.5%")),
        row(cell("", goes_on), cell("二厂 840"), cell("二厂 910"), cell("97.2%")),
        row(cell("青石乡"), cell("370"), cell("415"), cell("95.0%")),
        columns=4,
    )


def _body() -> str:
    control = (
        "<w:sdt><w:sdtPr><w:alias w:val='单位'/></w:sdtPr><w:sdtContent>"
        + _article("县水务局是农村供水的主管部门，乡镇人民政府负责本辖区内供水工程的日常管理。")
        + "</w:sdtContent></w:sdt>"
    )
    return "".join(
        (
            paragraph("望川县农村供水管理办法", "Title"),
            paragraph("（2031年3月5日望川县人民政府第12次常务会议通过）"),
            paragraph("总则", "Chapter"),
            _article(
                run("为了保障农村居民饮水安全，根据国家有关规定，结合本县实际，制定本办法。")
                + '<w:r><w:footnoteReference w:id="2"/></w:r>'
            ),
            control,
            paragraph("供水管理", "Chapter"),
            _article("供水单位应当遵守下列规定："),
            _item("每日检测出厂水，检测记录保存两年；"),
            paragraph(_deleted("每月公示水价；"), number=(3, 1), properties=f"<w:rPr><w:del {_BY}/></w:rPr>"),
            _item("水池清洗每年不少于两次："),
            _item("清洗前3日公告；", 2),
            _item("清洗后检测合格方可供水。", 2),
            _article("供水水价按照下列标准执行，各乡镇供水情况见下表："),
            paragraph(
                run("居民生活用水每")
                + run("m")
                + run("3", '<w:vertAlign w:val="superscript"/>')
                + run("不高于2.80元；"),
                number=(2, 0),
            ),
            paragraph(run("经营用水每立方米") + _field("REF price", "4.10") + run("元。"), number=(2, 0)),
            _table(),
            paragraph("附则", "Chapter"),
            _article(
                run("本办法自2031年")
                + _deleted("4月1日")
                + _inserted("5月1日")
                + run("起施行，有效期")
                + _deleted("三")
                + _inserted("五")
                + run("年。")
            ),
            paragraph(_text_box()),
            paragraph(run("仅供校对", "<w:vanish/>")),
            paragraph("望川县人民政府办公室"),
            paragraph("2031年3月18日"),
            '<w:sectPr><w:headerReference w:type="first" r:id="header1"/>'
            '<w:footerReference w:type="default" r:id="footer1"/>'
            '<w:footerReference w:type="first" r:id="footer1"/><w:titlePg/></w:sectPr>',
        )
    )


def make() -> bytes:
    """Return the document."""
    note = (
        '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        '<w:footnote w:id="2">'
        + paragraph("<w:r><w:footnoteRef/></w:r>" + run(" 本办法所称农村供水，包括集中供水和分散供水。"))
        + "</w:footnote>"
    )
    return word_file(
        _body(),
        styles=_STYLES,
        numbering=_NUMBERING + instance(1, 1) + instance(2, 2) + instance(3, 3),
        footnotes=note,
        header1=paragraph("望川县人民政府文件"),
        footer1=paragraph(run("— ") + _field("PAGE", "1") + run(" —")),
    )


if __name__ == "__main__":
    (GOLDEN / "regulation.docx").write_bytes(make())
