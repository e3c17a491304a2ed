"""Questions over tables: the cell under the heading that answers, in the row that was asked about."""

import pytest
from bot_fakes import asked, is_exact, judged
from table_document import table_document

from bot.models import Kind, Quote
from bot.quote import quote
from bot.refuse import reason_for
from corpus.models import Document, Metadata
from corpus.parse.table import GridCell

FUND = table_document(
    "望溪县财政局2016年工作情况\n表1 2015年乡村子基金分乡镇投资情况表\n单位：亿元",
    [
        ["乡镇", "道路建设（亿元）", "小城镇建设（亿元）", "合计"],
        ["代溪镇", "1.2", "2.5", "3.7"],
        ["白塔镇", "0.8", "1.9", "2.7"],
        ["合计", "2.0", "4.4", "6.4"],
    ],
    "以上数据由县财政局提供。",
    metadata=Metadata("望溪县子基金投资情况", "望溪县财政局"),
)
YEARS = table_document(
    "历年对口帮扶资金划拨情况\n单位：万元",
    [
        ["受援地区", "2013年", "2014年", "2015年", "合计"],
        ["黔南州", "200", "215", "230", "645"],
        ["百色市", "80", "87.5", "95", "262.5"],
    ],
    metadata=Metadata("荔湾区对口帮扶黔南州、百色市、三峡库区情况", "荔湾区协作办公室"),
)
MERGED = table_document(
    "附表 帮扶项目一览",
    [
        [GridCell("县", rows=2), GridCell("项目名称", rows=2), GridCell("资金（万元）", columns=2), GridCell("受益", columns=2)],
        ["中央资金", "省级资金", "户数", "人数（人）"],
        [GridCell("长溪县", rows=2), "蔬菜大棚", "120", "60", "85", "310"],
        ["饮水管网", "300", "150", "412", "1630"],
        ["东陵县", "油茶基地", "260", "90", "140", "533"],
    ],
)  # fmt: skip
INDICATORS = table_document(
    "二、主要指标",
    [
        ["指标", "计量单位", "2022年", "2023年", "增速（%）"],
        ["地区生产总值", "亿元", "271.3", "286.4", "5.8"],
        ["常住人口", "万人", "61.9", "61.3", "-1.0"],
        ["公路里程", "公里", "1820", "1866", "2.5"],
    ],
    metadata=Metadata("临溪区2023年统计公报", "临溪区统计局"),
)
OFFICES = table_document(
    "咨询单位名单",
    [
        ["序号", "单位", "负责人", "联系电话", "办公地址", "受理时限"],
        ["1", "县民政局", "陆景明", "0899-8881234", "望溪大道18号", "5个工作日"],
        ["2", "县教育局", "谭卫东", "0899-8885678", "文昌路2号", "10个工作日"],
    ],
)
GROWTH = table_document(
    "分县主要指标",
    [
        ["县（区）", "地区生产总值（亿元）", "增速（%）", "财政收入（亿元）", "比上年增长（%）"],
        ["长溪县", "118.7", "5.1", "12.4", "-3.2"],
        ["东陵县", "94.2", "5.3", "9.9", "4.0"],
    ],
    metadata=Metadata("2023年青林市统计公报", "青林市统计局"),
)
INVOICE = table_document(
    "设备采购清单",
    [
        ["货物名称", "规格型号", "数 量", "单 价", "金 额", "税率"],
        ["抽水泵", "T-20", "4", "1250.5", "5002", "6%"],
        ["冲锋舟", "C-8", "2", "18000", "36000", "13%"],
        ["合 计", "", "", "", "¥41002.00", ""],
    ],
)
PLACES = table_document(
    "附件 各省招生名额",
    [
        [
            GridCell("省（市）", rows=2),
            GridCell("1995年招生人数", rows=2),
            GridCell("分年度招生名额", columns=2),
        ],
        ["1996年", "1997年"],
        ["总计", "1445", "1600", "1800"],
        ["江苏", "100", "120", "140"],
        ["浙江", "90", "110", "130"],
    ],
    metadata=Metadata("关于下达招生名额的通知", "望海教育委员会"),
)
PAIRS = table_document(
    "项目基本信息",
    [
        ["项目名称", "高陶文化体验中心"],
        ["总投资", "20亿元", "建设期限", "2年"],
    ],
)


def answer(question: str, of: Document) -> Quote:
    understood = asked(question)
    first = judged(understood, of)[0]
    assert first.meets_all, first.conditions
    built = quote(understood, first)
    assert all(is_exact(of, h.text, h.start, h.end) for h in built.highlights)
    return built


@pytest.mark.parametrize(
    ("question", "of", "row", "mark", "kind"),
    [
        ("代溪镇子基金里小城镇建设投了几个亿", FUND, "代溪镇\t1.2\t2.5\t3.7", "2.5", Kind.AMOUNT),
        ("白塔镇道路建设投资多少亿元", FUND, "白塔镇\t0.8\t1.9\t2.7", "0.8", Kind.AMOUNT),
        ("白塔镇一共投资多少亿元", FUND, "白塔镇\t0.8\t1.9\t2.7", "2.7", Kind.AMOUNT),
        ("望溪县2015年小城镇建设总共投了多少亿元", FUND, "合计\t2.0\t4.4\t6.4", "4.4", Kind.AMOUNT),
        ("2014年给黔南州划拨了多少资金", YEARS, "黔南州\t200\t215\t230\t645", "215", Kind.AMOUNT),
        ("荔湾区2015年给百色多少钱", YEARS, "百色市\t80\t87.5\t95\t262.5", "95", Kind.AMOUNT),
        ("荔湾区2013-2015年给黔南州划拨了多少资金", YEARS, "黔南州\t200\t215\t230\t645", "645", Kind.AMOUNT),
        ("饮水管网的中央资金是多少", MERGED, "饮水管网\t300\t150\t412\t1630", "300", Kind.AMOUNT),
        ("长溪县饮水管网省级资金是多少", MERGED, "饮水管网\t300\t150\t412\t1630", "150", Kind.AMOUNT),
        ("饮水管网让多少人受益", MERGED, "饮水管网\t300\t150\t412\t1630", "1630", Kind.COUNT),
        ("东陵县油茶基地受益多少户", MERGED, "东陵县\t油茶基地\t260\t90\t140\t533", "140", Kind.COUNT),
        ("2023年临溪区地区生产总值多少", INDICATORS, "地区生产总值\t亿元\t271.3\t286.4\t5.8", "286.4", Kind.AMOUNT),
        ("临溪区2022年常住人口", INDICATORS, "常住人口\t万人\t61.9\t61.3\t-1.0", "61.9", Kind.COUNT),
        ("临溪区地区生产总值增速是多少", INDICATORS, "地区生产总值\t亿元\t271.3\t286.4\t5.8", "5.8", Kind.PERCENT),
        ("2023年临溪区公路里程多少公里", INDICATORS, "公路里程\t公里\t1820\t1866\t2.5", "1866", Kind.COUNT),
        ("县教育局负责人是谁", OFFICES, "2\t县教育局\t谭卫东\t0899-8885678\t文昌路2号\t10个工作日", "谭卫东", Kind.PERSON),
        ("县民政局的电话", OFFICES, "1\t县民政局\t陆景明\t0899-8881234\t望溪大道18号\t5个工作日", "0899-8881234", Kind.PHONE),
        ("县民政局办公地址在哪里", OFFICES, "1\t县民政局\t陆景明\t0899-8881234\t望溪大道18号\t5个工作日", "望溪大道18号", Kind.PLACE),
        ("县教育局受理时限多久", OFFICES, "2\t县教育局\t谭卫东\t0899-8885678\t文昌路2号\t10个工作日", "10个工作日", Kind.DATE),
        ("长溪县2023年GDP增速", GROWTH, "长溪县\t118.7\t5.1\t12.4\t-3.2", "5.1", Kind.PERCENT),
        ("长溪县财政收入比上年增长了多少", GROWTH, "长溪县\t118.7\t5.1\t12.4\t-3.2", "-3.2", Kind.PERCENT),
        ("东陵县2023年财政收入多少", GROWTH, "东陵县\t94.2\t5.3\t9.9\t4.0", "9.9", Kind.AMOUNT),
        ("采购的冲锋舟金额多少", INVOICE, "冲锋舟\tC-8\t2\t18000\t36000\t13%", "36000", Kind.AMOUNT),
        ("抽水泵单价多少钱", INVOICE, "抽水泵\tT-20\t4\t1250.5\t5002\t6%", "1250.5", Kind.AMOUNT),
        ("设备采购总金额多少", INVOICE, "合 计\t\t\t\t¥41002.00", "¥41002.00", Kind.AMOUNT),
        ("江苏省1997年招生名额多少人", PLACES, "江苏\t100\t120\t140", "140", Kind.COUNT),
        ("1996年全国招生名额总共多少", PLACES, "总计\t1445\t1600\t1800", "1600", Kind.COUNT),
        ("浙江1995年招了多少人", PLACES, "浙江\t90\t110\t130", "90", Kind.COUNT),
        ("高陶文化体验中心总投资多少", PAIRS, "总投资\t20亿元\t建设期限\t2年", "20亿元", Kind.AMOUNT),
    ],
)  # fmt: skip
def test_the_cell_that_answers_is_marked(
    question: str, of: Document, row: str, mark: str, kind: Kind
) -> None:
    built = answer(question, of)
    assert built.text == row
    assert [(h.text, h.kind) for h in built.highlights] == [(mark, kind)]
    assert built.row is not None
    assert [c.text for c in built.row.cells] == [words for words in row.split("\t") if words]


@pytest.mark.parametrize(
    ("question", "of", "why"),
    [
        ("2018年给黔南州划拨了多少资金", YEARS, "库中相关的内容只有2013-2015年的数据，没有2018年的。"),
        ("2012-2015年给黔南州划拨了多少资金", YEARS, "2012-2015年"),
        ("2014年给三峡库区划拨了多少资金", YEARS, None),
        ("青石镇小城镇建设投了几个亿", FUND, "青石镇"),
        ("图书馆建设的中央资金是多少", MERGED, None),
        ("饮水管网下降了百分之多少", MERGED, None),
        ("2021年临溪区地区生产总值多少", INDICATORS, "2021年"),
        ("临溪区常住人口有多少户", INDICATORS, None),
        ("2022年长溪县GDP增速", GROWTH, "2022年"),
        ("青岩县2023年财政收入多少", GROWTH, "青岩县"),
        ("江苏省1998年招生名额多少人", PLACES, "1998年"),
        ("山东省1997年招生名额多少人", PLACES, "山东"),
        ("县水务局的电话", OFFICES, None),
        ("望溪县代溪镇粮食产量多少", FUND, "没有回答"),
        ("代溪镇教育支出多少", FUND, None),
    ],
)
def test_another_year_row_or_measure_is_no_answer(question: str, of: Document, why: str | None) -> None:
    understood = asked(question)
    every = judged(understood, of)
    assert not [j.candidate.text for j in every if j.meets_all]
    assert (why or "") in reason_for(understood, every)


def test_header_rows_are_never_quoted() -> None:
    every = [
        j.candidate.text for of in (FUND, YEARS, MERGED) for j in judged(asked("2014年中央资金多少"), of)
    ]
    assert not [text for text in every if text.startswith(("乡镇", "受援地区", "县\t", "中央资金"))]


def test_a_quoted_row_knows_its_table() -> None:
    row = answer("饮水管网的中央资金是多少", MERGED).row
    assert row is not None
    assert row.caption == "附表 帮扶项目一览"
    assert row.beside == "长溪县"
    assert [(c.heading, c.text) for c in row.cells[:2]] == [
        ("项目名称", "饮水管网"),
        ("资金（万元） 中央资金", "300"),
    ]
