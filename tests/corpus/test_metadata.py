from datetime import date
from pathlib import Path

import pytest

from corpus.models import Ground, Metadata
from corpus.read import read

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"


def found(text: str, name: str = "a.txt") -> Metadata:
    return read(text.encode(), name).metadata


# What the files themselves say, read by a person.
SAMPLE_METADATA = [
    (
        "临溪区协作报告2013-2015.txt",
        "临溪区“十二五”时期对口帮扶工作情况的报告",
        "青河市临溪区协作办公室",
        "临溪协作〔2015〕18号",
        "2015-12-03",
        "2015-12-07",
        "QH0102-2015-00873",
    ),
    (
        "临溪区协作报告2016-2018.txt",
        "临溪区2016—2018年对口帮扶工作情况的报告",
        "青河市临溪区协作办公室",
        "临溪协作〔2018〕27号",
        "2018-12-10",
        "2018-12-12",
        "QH0102-2018-01145",
    ),
    (
        "临溪区户厕补助办法2019.html",
        "临溪区农村户厕改造补助管理办法",
        "临溪区人民政府办公室",
        "临溪府办〔2019〕12号",
        "2019-05-20",
        "2019-06-05",
        "QH0102-2019-00356",
    ),
    (
        "临溪区户厕补助办法2024.html",
        "临溪区农村卫生户厕建设与改造补助办法",
        "临溪区人民政府办公室",
        "临溪府办〔2024〕7号",
        "2024-04-18",
        "2024-04-26",
        "QH0102-2024-00291",
    ),
    (
        "大连高新区2020帮扶报告.html",
        "大连高新区2020年对口帮扶情况报告",
        "领导小组办公室",
        None,
        "2020-12-18",
        "2020-12-21",
        "DEMO-2020-0418",
    ),
    (
        "望川县衔接资金报告2021.md",
        "望川县人民政府关于2021年度财政衔接推进乡村振兴补助资金使用情况的报告",
        "望川县人民政府",
        "望政报〔2022〕3号",
        "2022-01-12",
        "2022-01-18",
        None,
    ),
    (
        "望川县衔接资金报告2022.md",
        "望川县人民政府关于2022年度财政衔接推进乡村振兴补助资金使用情况的报告",
        "望川县人民政府",
        "望政报〔2023〕5号",
        "2023-01-16",
        None,
        None,
    ),
    (
        "望川县防汛指挥部通知.txt",
        "关于调整县防汛抗旱指挥部成员及做好2024年汛期值守工作的通知",
        "望川县防汛抗旱指挥部",
        "望汛〔2024〕2号",
        "2024-04-15",
        None,
        None,
    ),
    (
        "柞水县宁商协作2017.txt",
        "柞水县人民政府关于2017年度苏陕（宁商）协作情况的汇报",
        "柞水县人民政府",
        None,
        "2017-12-18",
        "2017-12-18",
        None,
    ),
    (
        "梅州穗梅帮扶意见2009.md",
        "梅州市人民政府办公室关于印发穗梅对口帮扶工作意见的通知",
        "梅州市人民政府办公室",
        None,
        "2009-07-22",
        None,
        None,
    ),
    (
        "白塔镇低保申请通知.txt",
        "白塔镇人民政府关于做好2024年度低保申请和复核工作的通知",
        "白塔镇人民政府",
        "白政发〔2024〕9号",
        "2024-03-04",
        None,
        None,
    ),
    (
        "白塔镇低保通知_县政府网.html",
        "白塔镇人民政府关于做好2024年度低保申请和复核工作的通知",
        "白塔镇人民政府",
        "白政发〔2024〕9号",
        "2024-03-04",
        "2024-03-05",
        None,
    ),
    ("粤桂扶贫协作综述.html", "两广携手二十余载 扶贫协作再启新程", None, None, None, "2018-06-14", None),
    (
        "荔湾区十二五对口支援报告.txt",
        "荔湾区“十二五”期间对口支援和对口帮扶情况的报告",
        "广州市荔湾区协作办公室",
        None,
        "2015-11-26",
        "2015-11-26",
        "455380417E/2015-15816",
    ),
    (
        "青河市小微企业贴息申报.md",
        "关于组织申报2023年度小微企业贷款贴息资金的通知",
        "青河市工业和信息化局、青河市财政局",
        "青工信〔2023〕41号",
        "2023-08-07",
        "2023-08-09",
        None,
    ),
    (
        "青河市校车许可复函.md",
        "青河市教育局关于望川县校车使用许可有关问题的复函",
        "青河市教育局",
        "青教函(2013)45号",
        "2013-09-06",
        None,
        None,
    ),
    (
        "青河市统计公报2023.html",
        "青河市2023年国民经济和社会发展统计公报（摘要）",
        "青河市统计局",
        "青统公〔2024〕1号",
        "2024-03-18",
        "2024-03-20",
        None,
    ),
]

SEED_METADATA = [
    (
        "000_46f2fc25db675537.txt",
        "荔湾区关于十二五时期…下一步工作计划的报告",
        "荔湾区协作办",
        "2015-11-26",
        "2015-11-26",
        "455380417E/2015-15816",
    ),
    ("001_6afb8d9df6e8dd30.txt", "携手共圆小康梦——粤桂推动东西扶贫协作纪实", None, None, "2018-06-14", None),
    ("002_aca0f001d0eb5bb4.txt", "关于2017年度宁商扶贫协作工作总结的报告", None, None, "2017-12-18", None),
    (
        "003_6ce49021558779b6.txt",
        "广东省梅州市人民政府办公室印发…的通知",
        "梅州市人民政府办公室",
        "2009-07-22",
        None,
        None,
    ),
    (
        "004_4af18b35c03c9a8a.txt",
        None,
        "大连高新技术产业园区对口支援定点帮扶工作领导小组办公室",
        "2020-12-18",
        None,
        None,
    ),
]


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def test_every_sample_is_in_the_list() -> None:
    assert {row[0] for row in SAMPLE_METADATA} == {p.name for p in SAMPLES.iterdir() if p.is_file()}


@pytest.mark.parametrize("row", SAMPLE_METADATA, ids=[row[0] for row in SAMPLE_METADATA])
def test_metadata_of_the_samples(row: tuple[str | None, ...]) -> None:
    name, title, issuer, number, issued, published, index_number = row
    assert name
    metadata = read((SAMPLES / name).read_bytes(), name).metadata
    assert metadata.title == title
    assert metadata.issuer == issuer
    assert metadata.number == number
    assert metadata.issued_on == day(issued)
    assert metadata.published_on == day(published)
    assert metadata.index_number == index_number


@pytest.mark.data
@pytest.mark.parametrize("row", SEED_METADATA, ids=[row[0] for row in SEED_METADATA])
def test_metadata_of_the_seeds(data: Path, row: tuple[str | None, ...]) -> None:
    name, title, issuer, issued, published, index_number = row
    assert name
    draft = read((data / "seeds" / name).read_bytes(), name)
    metadata = draft.metadata
    if title is None:  # the page has no title: its first words stand for it
        assert metadata.title.startswith("按照市委、市政府的工作部署")
        assert len(metadata.title) <= 40
    else:  # the words of the page itself are not kept here: a title is one of its lines
        beginning, _, end = title.partition("…")
        assert metadata.title.startswith(beginning)
        assert metadata.title.endswith(end)
        assert metadata.title in draft.text.split("\n")
    assert metadata.issuer == issuer
    assert metadata.number is None
    assert metadata.issued_on == day(issued)
    assert metadata.published_on == day(published)
    assert metadata.index_number == index_number


@pytest.mark.data
def test_what_the_seeds_call_themselves(data: Path) -> None:
    def aliases(name: str) -> dict[str, str]:
        return dict(read((data / "seeds" / name).read_bytes(), name).metadata.aliases)

    assert aliases("000_46f2fc25db675537.txt")["我区"] == "荔湾区"
    assert aliases("002_aca0f001d0eb5bb4.txt")["我县"] == "柞水县"
    assert aliases("003_6ce49021558779b6.txt")["我市"] == "梅州市"
    assert aliases("004_4af18b35c03c9a8a.txt")["我区"] == "大连高新技术产业园区"


def test_the_innermost_place_of_an_issuer_is_meant() -> None:
    text = "关于某项工作情况的报告\n现将我区工作报告如下，我区已完成。\n{}协作办公室\n2018年12月10日"
    assert dict(found(text.format("青河市临溪区")).aliases) == {"我区": "临溪区"}
    assert dict(found(text.format("广州市荔湾区")).aliases) == {"我区": "荔湾区"}


def test_a_label_without_a_value_does_not_take_its_neighbours() -> None:
    metadata = found("索引号: X/2015-1 分类:\n文号: 发布日期: 2015-11-26\n主题词:\n关于某事的通知\n正文。")
    assert metadata.number is None
    assert metadata.published_on == date(2015, 11, 26)
    assert metadata.index_number == "X/2015-1"


def test_a_number_in_the_text_is_not_the_documents_own() -> None:
    metadata = found("关于某事的通知\n根据《关于某某的通知》(穗协作〔2012〕31号)要求,现通知如下。\n正文。")
    assert metadata.number is None


def test_joint_issuers_and_names_on_two_lines() -> None:
    text = "关于某事的通知\n正文正文正文。\n{}\n2023年8月7日"
    assert found(text.format("某市财政局\n某市教育局")).issuer == "某市财政局、某市教育局"
    assert (
        found(text.format("大连高新技术产业园区\n工作领导小组办公室")).issuer
        == "大连高新技术产业园区工作领导小组办公室"
    )


def test_a_title_on_two_lines_is_joined() -> None:
    assert (
        found("某县防汛抗旱指挥部文件\n关于调整成员\n及做好值守工作的通知\n各乡镇：\n正文。").title
        == "关于调整成员及做好值守工作的通知"
    )


def test_nothing_is_invented_where_the_file_says_nothing() -> None:
    metadata = found("今晚停水", "停水.txt")
    assert metadata == Metadata(title="今晚停水", grounds=(Ground("title", "text", 0, 4),))
    assert found("。；", "关于\n停水\x1b的说明.txt").title == "关于 停水 的说明"
    assert found("。；", "\n.txt").title == "无标题"


def test_impossible_dates_are_no_dates() -> None:
    metadata = found("成文日期：2015-13-45\n发布日期：2015-02-30\n关于某事的通知\n正文。")
    assert metadata.issued_on is None
    assert metadata.published_on is None
