"""Where each value is read from, source by source, and that the source is what the ground says."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.dates import find_date
from corpus.metadata import find_metadata
from corpus.models import Metadata
from corpus.parse.models import Block, RowCells
from corpus.read import Draft, read

BODY = "为做好今年的工作，经市政府同意，现就有关事项通知如下，请结合实际认真贯彻执行。\n一、加强领导。\n"


def drafted(text: str, name: str = "a.txt") -> Draft:
    return read(text.encode(), name)


def found(text: str, name: str = "a.txt") -> Metadata:
    return drafted(text, name).metadata


def rules(metadata: Metadata) -> dict[str, str]:
    return {ground.field: ground.rule for ground in metadata.grounds}


def plain(text: str) -> str:
    return re.sub(r"[\s、]", "", text)


def check_grounds(draft: Draft) -> None:
    """Every value has a ground, and what was read from the text stands there."""
    metadata = draft.metadata
    fields = {g.field for g in metadata.grounds}
    for field in ("title", "issuer", "number", "issued_on", "published_on", "index_number", "site"):
        assert (getattr(metadata, field) is not None) == (field in fields), field
    for ground in metadata.grounds:
        value = getattr(metadata, ground.field)
        if ground.start is None or ground.end is None:
            assert ground.rule in {"file_name", "front_matter", "meta"}, ground
            continue
        assert 0 <= ground.start < ground.end <= len(draft.text), ground
        words = draft.text[ground.start : ground.end]
        if ground.field in {"issued_on", "published_on"}:
            assert find_date(words) == value, ground
        elif ground.field in {"number", "index_number", "site"}:
            assert plain(value) in plain(words), ground
        elif ground.field == "title":
            assert plain(value.removesuffix("…")) in plain(words), ground
        elif ground.field == "issuer":  # 第十三届 is left out of a congress's name
            assert all(c in words for c in value if c != "、"), ground


def table(*rows: str) -> Metadata:
    blocks = [
        Block(row, row=RowCells(0, False, tuple(range(n)), (1,) * n, ("",) * n))
        for row in rows
        for n in [row.count("\t") + 1]
    ]
    starts = []
    position = 0
    for block in blocks:
        starts.append(position)
        position += len(block.text) + 1
    return find_metadata(blocks, starts, {}, "a.docx")


def test_a_label_table_of_four_columns() -> None:
    metadata = table(
        "索引号\tQH01/2020-00012\t主题分类\t财政",
        "发布机构\t青河市财政局\t成文日期\t2020年3月2日",
        "名 称\t青河市财政局关于开展检查的通知",
        "文 号\t青财〔2020〕3号\t发布日期\t2020-03-05",
        "有效性\t有效\t失效日期\t",
    )
    assert metadata.index_number == "QH01/2020-00012"
    assert metadata.issuer == "青河市财政局"
    assert metadata.issued_on == date(2020, 3, 2)
    assert metadata.title == "青河市财政局关于开展检查的通知"
    assert metadata.number == "青财〔2020〕3号"
    assert metadata.published_on == date(2020, 3, 5)
    assert metadata.expires_on is None
    assert set(rules(metadata).values()) == {"label"}


def test_a_row_of_headings_is_no_label_table() -> None:
    metadata = table("序号\t文件名称\t文号\t发布日期", "1\t关于某事的通知\t青财〔2020〕3号\t2020-03-05")
    assert metadata.number is None
    assert metadata.published_on is None


def test_labels_whose_values_stand_on_the_next_line() -> None:
    text = (
        "索 引 号：\n000012345/2018-00221\n发文机关：\n青河市人民政府\n成文日期：\n2018年12月07日\n标 题：\n青河市人民政府关于某事的意见\n"
        "发文字号：\n青政发〔2018〕123号\n主 题 词：\n"
    )
    metadata = found(text + "青河市人民政府关于\n某事的意见\n" + BODY)
    assert metadata.title == "青河市人民政府关于某事的意见"
    assert metadata.index_number == "000012345/2018-00221"
    assert metadata.issuer == "青河市人民政府"
    assert metadata.number == "青政发〔2018〕123号"
    assert metadata.issued_on == date(2018, 12, 7)


def test_the_boxed_labels_of_law_databases() -> None:
    text = "青河市停车管理办法\n【发布部门】 青河市人民政府\n【发文字号】青河市人民政府令第12号\n【发布日期】2019.03.01 【实施日期】2019.05.01\n第一条 为了管理。"
    metadata = found(text)
    assert metadata.issuer == "青河市人民政府"
    assert metadata.number == "青河市人民政府令第12号"
    assert metadata.published_on == date(2019, 3, 1)
    assert metadata.effective_on == date(2019, 5, 1)


def test_a_label_below_the_body_is_the_meetings_not_the_documents() -> None:
    metadata = found(f"关于召开会议的通知\n各区：\n{BODY}时间：2020年3月5日上午\n名称：青河市某项目\n")
    assert metadata.published_on is None
    assert metadata.title == "关于召开会议的通知"


def test_a_red_head_and_a_title_on_several_lines() -> None:
    metadata = found(
        "青河市人民政府文件\n青政发〔2020〕 8 号　　签发人：张某\n青河市人民政府关于进一步做好\n全市困难群众救助供养和\n临 时 救 助 工 作 的 通 知\n各区人民政府：\n"
        + BODY
    )
    assert metadata.title == "青河市人民政府关于进一步做好全市困难群众救助供养和临时救助工作的通知"
    assert metadata.number == "青政发〔2020〕 8 号"
    assert metadata.issuer == "青河市人民政府"


@pytest.mark.parametrize(
    "head",
    ["青河市财政局\n青河市教育局文件", "青河市财政局\n文件\n青河市教育局", "青河市财政局 青河市教育局文件"],
)
def test_joint_letterheads(head: str) -> None:
    metadata = found(f"{head}\n青财联〔2020〕3号\n关于做好资金管理的通知\n各区：\n{BODY}")
    assert metadata.issuer == "青河市财政局、青河市教育局"
    assert metadata.title == "关于做好资金管理的通知"


def test_an_order_and_the_rule_that_it_makes_public() -> None:
    metadata = found(
        "青河市人民政府令\n第12号\n《青河市停车管理办法》已经市政府第8次常务会议审议通过，现予公布，自2019年5月1日起施行。\n市长 李某某\n2019年3月1日\n"
        "青河市停车管理办法\n第一条 为了管理。"
    )
    assert metadata.title == "青河市停车管理办法"
    assert metadata.number == "青河市人民政府令第12号"
    assert metadata.issuer == "青河市人民政府"
    assert metadata.issued_on == date(2019, 3, 1)
    assert metadata.effective_on == date(2019, 5, 1)
    alone = found("青河市防汛指挥部令（第3号）\n各区：\n" + BODY)
    assert alone.title == alone.number == "青河市防汛指挥部令（第3号）"


def test_the_note_below_a_statutes_title() -> None:
    metadata = found(
        "# 青河省节约用水条例\n\n2015年3月1日 青河省第十二届人民代表大会常务委员会第十次会议通过\n\n"
        "2019年9月27日 青河省第十三届人民代表大会常务委员会第三次会议《关于修改〈青河省节约用水条例〉的决定》修正\n\n第一条 为了节约用水。",
        "青河省节约用水条例.md",
    )
    assert metadata.issuer == "青河省人民代表大会常务委员会"
    assert metadata.issued_on == date(2019, 9, 27)
    bracketed = found(
        "建设项目管理规定\n(2015年12月8日某某部令第24号公布 自2016年2月1日起施行)\n第一条 为了管理。"
    )
    assert bracketed.number == "某某部令第24号"
    assert bracketed.issued_on == date(2015, 12, 8)
    assert bracketed.effective_on == date(2016, 2, 1)


def test_the_note_is_only_a_statutes() -> None:
    metadata = found("青河市2019年工作总结\n2018年3月1日市政府印发了方案。\n" + BODY)
    assert metadata.issued_on is None


@pytest.mark.parametrize(
    ("foot", "issuer", "issued"),
    [
        ("青河市财政局\n2020年3月2日", "青河市财政局", "2020-03-02"),
        ("青河市财政局（代章）\n二○二○年三月二日", "青河市财政局", "2020-03-02"),
        ("青河市财政局　　2020年3月2日", "青河市财政局", "2020-03-02"),
        ("青河市财政局  青河市教育局\n2020.3.2", "青河市财政局、青河市教育局", "2020-03-02"),
        ("青河市财政局\n青河市教育局\n青河市民政局\n（2020年3月2日）", "青河市财政局、青河市教育局、青河市民政局", "2020-03-02"),
        ("青 河 市 财 政 局\n２０２０年３月２日", "青河市财政局", "2020-03-02"),
        ("青河市应对新型病毒感染\n疫情防控工作领导小组办公室\n2020年3月2日", "青河市应对新型病毒感染疫情防控工作领导小组办公室", "2020-03-02"),
        ("青河市财政局\n2020年3月2日\n（此件公开发布）\n附件\n检查表\n青河市审计局\n2019年1月1日", "青河市财政局", "2020-03-02"),
        ("抄送：市委办公室。\n青河市财政局办公室　　　　2020年3月2日印发", "青河市财政局办公室", "2020-03-02"),
    ],
)  # fmt: skip
def test_signatures(foot: str, issuer: str, issued: str) -> None:
    metadata = found(f"关于做好资金管理的通知\n各区：\n{BODY}{foot}")
    assert metadata.issuer == issuer
    assert metadata.issued_on == date.fromisoformat(issued)
    assert rules(metadata)["issued_on"] == "signature"


def test_the_one_who_passes_a_document_on_is_its_issuer() -> None:
    metadata = found(
        f"青河市人民政府办公室转发市地震局关于防震工作意见的通知\n青政办〔2020〕2号\n各区：\n{BODY}关于防震工作的意见\n{BODY}市地震局\n2019年12月20日"
    )
    assert metadata.issuer == "青河市人民政府办公室"
    assert metadata.issued_on is None


def test_a_document_in_one_line() -> None:
    text = (
        "青河市财政局关于做好资金管理的通知 青财〔2020〕3号 各区财政局： 为规范资金管理，现将有关事项通知如下，请结合实际认真贯彻执行，如有问题及时反馈。"
        " 一、加强领导。各区要落实责任。 青河市财政局 2020年3月2日 [网络编辑：某某]"
    )
    metadata = found(text)
    assert metadata.title == "青河市财政局关于做好资金管理的通知"
    assert metadata.number == "青财〔2020〕3号"
    assert metadata.issuer == "青河市财政局"
    assert metadata.issued_on == date(2020, 3, 2)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("复工复产两不误 服务企业有办法 来源：青河日报 近日，记者从市工信局获悉，全市企业有序复工复产，各级各部门主动上门服务，帮助企业解决原料、用工、物流等困难，一批项目陆续开工。", "复工复产两不误 服务企业有办法"),
        ("青河市开展节水宣传周活动 新华社青河5月1日电（记者 某某）青河市节水宣传周活动在市中心广场启动，市民踊跃参加，现场发放宣传手册三千余份，解答市民咨询二百余次。", "青河市开展节水宣传周活动"),
        ("原标题：青河市举办春季运动会青河市举办春季运动会4月1日上午，运动会开幕。", "青河市举办春季运动会"),
    ],
)  # fmt: skip
def test_headlines_of_texts_in_one_line(text: str, title: str) -> None:
    assert found(text).title == title


@pytest.mark.parametrize(
    ("page", "shown", "title"),
    [
        ("关于做好某事的通知_青河市人民政府门户网站", "<p>关于做好某事的通知</p>", "关于做好某事的通知"),
        (
            "关于做好某事的通知-政策文件-青河市财政局网站",
            "<p>关于做好<br>某事的通知</p>",
            "关于做好某事的通知",
        ),
        ("携手同行——青河扶贫纪实 - 青河新闻网", "<p>携手同行——青河扶贫纪实</p>", "携手同行——青河扶贫纪实"),
    ],
)
def test_page_titles_without_the_site(page: str, shown: str, title: str) -> None:
    html = f"<html><head><title>{page}</title></head><body>{shown}<p>{BODY}</p></body></html>"
    assert found(html, "a.html").title == title


@pytest.mark.parametrize(
    ("name", "title", "number", "issued"),
    [
        ("国发〔2013〕5号 关于某事的意见.txt", "关于某事的意见", "国发〔2013〕5号", None),
        ("20151126-年度总结.txt", "年度总结", None, "2015-11-26"),
        ("2015-11-26_年度总结_最终版(1).txt", "年度总结", None, "2015-11-26"),
        ("某某条例(2016-11-07).txt", "某某条例", None, "2016-11-07"),
        ("001_6afb8d9df6.txt", "001_6afb8d9df6", None, None),
        ("99999999.txt", "99999999", None, None),
    ],
)
def test_file_names(name: str, title: str, number: str | None, issued: str | None) -> None:
    metadata = found("。；", name)
    assert metadata.title == title
    assert metadata.number == number
    assert metadata.issued_on == (date.fromisoformat(issued) if issued else None)
    assert set(rules(metadata).values()) == {"file_name"}


def test_the_document_is_trusted_more_than_its_files_name() -> None:
    metadata = found(
        f"关于做好资金管理的通知\n青财〔2020〕3号\n各区：\n{BODY}青河市财政局\n2020年3月2日",
        "20210101 青财〔2021〕9号 别的通知.txt",
    )
    assert metadata.title == "关于做好资金管理的通知"
    assert metadata.number == "青财〔2020〕3号"
    assert metadata.issued_on == date(2020, 3, 2)


def test_a_programs_default_title_is_none() -> None:
    for title in ("Microsoft Word - 文档1", "无标题", "演示文稿1", "PowerPoint 演示文稿"):
        metadata = find_metadata([Block("关于做好某事的通知")], [0], {"title": title}, "a.docx")
        assert metadata.title == "关于做好某事的通知", title


LINES = st.sampled_from(
    [
        "索引号：QH/2020-1 分类：财政", "发布机构：青河市财政局", "成文日期：2020-03-02", "文号：", "发文字号：青财〔2020〕3号",
        "来源：青河日报|0 时间：2020-03-05", "关于做好\t资金管理", "青河市财政局文件", "青财〔2020〕3号", "（青财〔2020〕3号）",
        "关于做好资金管理的通知", "青河市财政局关于", "临 时 救 助 的 通 知", "各区财政局：", "青河市财政局", "青河市教育局（代章）",
        "2020年3月2日", "二〇二〇年三月二日", "（2020年3月2日印发）", "青河市财政局办公室  2020年3月2日印发", "青河市人民政府令", "第12号",
        "（2015年3月1日青河市第十二届人民代表大会常务委员会第十次会议通过）", "本办法自2020年5月1日起施行，有效期5年。", "第一条 为了管理。",
        "青河市停车管理办法", "标题：青河市财政局关于某事的通知", "名称", "文号\t青财〔2020〕9号\t时间\t2020-01-01", "  ", "附件", "a",
        "青河市财政局关于做好资金管理的通知 青财〔2020〕3号 各区财政局： 为规范资金管理，现将有关事项通知如下，请结合实际认真贯彻执行，如有问题及时反馈。 青河市财政局 2020年3月2日",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=14))
def test_every_ground_is_where_the_value_was_read(lines: list[str]) -> None:
    text = "\n".join(lines)
    if text.strip():
        check_grounds(drafted(text))


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=200), st.text(max_size=20))
def test_no_text_breaks_the_rules(text: str, name: str) -> None:
    blocks = [Block(line.strip()) for line in text.splitlines() if line.strip()] or [Block("a")]
    starts = [sum(len(b.text) + 1 for b in blocks[:n]) for n in range(len(blocks))]
    metadata = find_metadata(blocks, starts, {}, name)
    check_grounds(Draft("a", "\n".join(block.text for block in blocks), (), metadata, "0", "text/plain"))


@pytest.mark.data
def test_the_grounds_of_real_documents(data: Path) -> None:
    for path in (data / "seeds").glob("*.txt"):
        check_grounds(read(path.read_bytes(), path.name))
    with (data / "policy" / "corpus.jsonl").open(encoding="utf-8") as lines:
        documents = [
            document for line in lines if not (document := json.loads(line))["_id"].startswith("crud")
        ]
    right = 0
    government = [document for document in documents if document["_id"].startswith("gov")]
    for document in documents:
        draft = drafted(document["text"], document["_id"] + ".txt")
        check_grounds(draft)
        right += document in government and plain(draft.metadata.title) == plain(document["title"])
    assert right == len(government)
