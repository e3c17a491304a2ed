from pathlib import Path

import pytest

from corpus.clean import clean
from corpus.parse.models import Block, RowCells
from corpus.read import read

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
BODY = "为改善农村人居环境，规范户厕改造补助资金管理，结合本区实际，制定本办法，请遵照执行。"


def cleaned(*lines: str) -> list[str]:
    return [block.text for block in clean([Block(line) for line in lines])]


@pytest.mark.parametrize(
    "line",
    [
        "请先安装 Adobe Flash Player 再查看本页。",
        "获取 Adobe Flash Player",
        "当前位置:首页 > 正文",
        "您当前的位置:网站首页  >  政府信息公开 > 政策 > ",
        "您所在的位置：首页 / 信息公开",
        "【打印】 【字体:    ",
        "【字号：大 中 小】【打印】【关闭】",
        "【字号：大 中 小】 【打印】 【关闭】 分享到：微信 微博",
        "[大] [中] [小]",
        "字体：大 中 小 | 打印 | 收藏 | 浏览次数：206",
        "  • 分享:",
        "首页 | 要闻 | 政策",
        "网站地图 | 联系我们",
        "上一篇：协作干部访谈录",
        "浏览次数：-",
        "点击: 12 次",
        "扫一扫在手机打开当前页",
        "打开微信，点击底部的“发现”，使用“扫一扫”即可将网页分享至朋友圈。",
        "您是第 1024 位访问者",
    ],
)
def test_lines_of_page_furniture_go(line: str) -> None:
    assert cleaned(line, BODY) == [BODY]


WEAK = [
    "登录        电话咨询",
    "网警",
    "打印",
    "打印本页 | 关闭窗口",
    "微信 微博",
    "无障碍阅读 长者模式 登录",
    "今天是2023年4月5日 星期三",
]


@pytest.mark.parametrize("line", WEAK)
def test_lines_that_may_be_an_offices_own_go_only_from_a_page(line: str) -> None:
    assert cleaned(BODY, line, BODY[1:]) == [BODY, line, BODY[1:]]
    assert cleaned("【打印】【关闭】", BODY, line, "结尾的一行") == [BODY, "结尾的一行"]


def test_what_stands_below_a_list_of_other_pages_goes_with_its_heading() -> None:
    below = ["相关法律法规", "咨询律师", "张三律师", "已帮助 42 人"]
    assert cleaned("【打印】【关闭】", BODY, *below) == [BODY]
    assert cleaned(BODY, *below) == [BODY, *below]
    news = ["相关新闻", "去年同期，全县投入资金1200万元，改造户厕3600座，群众满意度达到97.5%。"]
    assert cleaned("【打印】【关闭】", BODY, *news) == [BODY, *news]


@pytest.mark.parametrize(
    "line",
    [
        "大中型企业",
        "大、中、小学校",
        "关闭煤矿12处",
        "打印机采购公告",
        "分享到：" + "改革发展成果由人民共享的经验材料" * 2,
        "分享经验，共同提高",
        "小组成员",
        "位置在城关镇北环路17号",
        "位置：城关镇北环路17号",
        "2013",
        "1 | 2 | 3",
        "浏览器采购",
        "访问贫困户12次，慰问金3万元",
        "首页广告收入 | 增长 | 12%",
        "来源：财政部",
        "上一篇文章谈了政策背景",
        "中",
        "主办单位：青河市林业局",
        "Flash Player 的停用安排",
        "ICP 许可证办理情况",
        "■ 相关新闻",
    ],
)
def test_lines_that_only_look_like_furniture_stay(line: str) -> None:
    assert cleaned(line, BODY) == [line, BODY]
    assert cleaned(BODY, line) == [BODY, line]


def test_a_programme_of_a_meeting_keeps_its_organisers() -> None:
    programme = ["会议议程", BODY, "主办单位：青河市林业局", "协办：石桥县", "技术支持：某公司", "地点：三楼"]
    assert cleaned(*programme) == programme


def test_rows_of_a_table_are_never_furniture() -> None:
    cells = RowCells(0, False, (0, 1), (1, 1), ("", ""))
    row = Block("打印\t关闭", row=cells)
    assert clean([Block("【打印】【关闭】"), row, Block(BODY)])[0] == row


def test_counters_are_cut_out_of_a_line_of_labels() -> None:
    assert cleaned("发布日期:2015-11-26\u00a0 浏览次数:-", BODY) == ["发布日期:2015-11-26", BODY]
    assert cleaned("来源: 访问量: 发布日期:2019-06-03", BODY) == ["发布日期:2019-06-03", BODY]
    assert cleaned("来源：区政府办 浏览次数：893 字号：大 中 小 打印 分享：微信 微博", BODY) == [
        "来源：区政府办",
        BODY,
    ]
    assert (
        cleaned("青河市统计局　发布时间：2024-03-20　【大 中 小】　【打印】", BODY)[0]
        == "青河市统计局　发布时间：2024-03-20"
    )


def test_a_label_without_a_value_goes_but_not_where_the_value_is_the_next_line() -> None:
    page = [
        "主题词:",
        "【打印】【关闭】",
        "发文机关：",
        "青河市人民政府",
        "成文日期：",
        "2005年07月14日",
        BODY,
    ]
    assert cleaned(*page) == ["发文机关：", "青河市人民政府", "成文日期：", "2005年07月14日", BODY]
    assert cleaned("主题词:", "来源：", BODY) == ["主题词:", "来源：", BODY]


def test_the_banner_of_a_site_goes_from_a_page_only() -> None:
    banner = ["政府信息公开 规章库", "青河市林业局(青河市绿化办)政府信息公开", "法律法规"]
    title = "关于开展春季造林工作的通知"
    assert cleaned(*banner, title, "【打印】【关闭】", BODY) == [title, BODY]
    assert cleaned(*banner, title, BODY) == [*banner, title, BODY]


def test_invisible_characters_and_outer_white_space_go_and_nothing_else_is_rewritten() -> None:
    line = "\ufeff　　“十\u200b二\u00ad五”\u202e\ud83d 期间　ＡＢ①㎡½\x00共645 万元\x7f。　"
    assert cleaned(line) == ["“十二五” 期间　ＡＢ①㎡½共645 万元。"]
    assert cleaned("甲\x0b乙\u2028丙\x85丁\r\n\r\n戊") == ["甲", "乙", "丙", "丁", "戊"]


def test_the_footer_goes_with_what_stands_around_it() -> None:
    footer = [
        "主办单位：某县人民政府办公室",
        "地址：中山路1号",
        "桂ICP备 12007659 号",
        "技术支持：某公司",
        "网警",
    ]
    assert cleaned(BODY, *footer) == [BODY]


@pytest.mark.parametrize(
    "last",
    [
        "第十一条　本办法由区卫生健康局负责解释。",
        "第十二条　本办法自2019年7月1日起施行，有效期5年。",
        "（二）按时报送。",
        "3.加强督查。",
        "本办法自印发之日起施行。",
        "特此报告。",
        "2015年11月26日",
        "二〇二〇年十二月十八日",
        "附件：申请表",
        "（联系人：张三，电话：0789-1234567）",
        "抄送：市政府办公室。",
        "全市\t572.8",
    ],
)
def test_short_last_lines_of_the_body_are_not_taken_for_its_footer(last: str) -> None:
    assert cleaned(BODY, last, "版权所有：某县人民政府") == [BODY, last]


def test_a_short_text_with_a_footer_is_not_lost_whole() -> None:
    assert cleaned("停水通知", "今晚停水", "版权所有：自来水公司", "电话") == ["停水通知", "今晚停水"]


def test_lines_after_the_body_stay_where_there_is_no_footer() -> None:
    assert cleaned(BODY, "柞水县人民政府", "完") == [BODY, "柞水县人民政府", "完"]


def test_a_body_that_stands_twice_stands_once() -> None:
    body = [
        f"第{i}项工作已经按照要求全部完成，累计投入资金{i}00万元，惠及群众{i}千人。" for i in range(1, 12)
    ]
    assert cleaned("标题", *body, *body) == ["标题", *body]
    assert cleaned("标题", *body, "页脚", *body, "完") == ["标题", *body, "页脚", "完"]


def test_one_repeated_line_or_a_short_run_is_no_second_body() -> None:
    line = "市财政局、市审计局按照各自职责对资金使用情况进行监督检查和绩效评价。"
    assert cleaned(line, "甲", line, "乙", line) == [line, "甲", line, "乙", line]
    assert cleaned(line, "甲", "中间", line, "甲") == [line, "甲", "中间", line, "甲"]


def test_forms_that_repeat_a_note_stay_whole() -> None:
    note = [f"填表说明第{i}条：请如实填写有关情况，并附证明材料的复印件一份备查。" for i in range(1, 10)]
    text = [f"第{i}项任务由市林业局牵头，各县区配合，于年底前完成并报送书面总结材料。" for i in range(60)]
    assert cleaned(*text, "附件1", *note, "附件2", *note) == [*text, "附件1", *note, "附件2", *note]


def test_the_last_articles_of_the_sample_statute_are_there() -> None:
    name = "临溪区户厕补助办法2019.html"
    text = read((SAMPLES / name).read_bytes(), name).text
    assert text.endswith("第十二条 本办法自2019年7月1日起施行，有效期5年。")
    assert "第十一条 本办法由区卫生健康局负责解释。" in text
    for furniture in ("首页", "政务公开", "打印", "ICP", "IE8"):
        assert furniture not in text


@pytest.mark.data
def test_the_seed_whose_body_stands_twice_is_read_once(data: Path) -> None:
    name = "004_4af18b35c03c9a8a.txt"
    content = (data / "seeds" / name).read_bytes()
    raw, text = content.decode(), read(content, name).text
    for sentence in (
        "引进大型项目2个,小型项目3个",
        "援建方塘、道路、河道漫水桥等工程",
        "二、2021年重点工作计划",
    ):
        assert raw.count(sentence) == 2
        assert text.count(sentence) == 1


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "gone", "first", "last"),
    [
        (
            "000_46f2fc25db675537.txt",
            ["打印", "字体", "浏览次数", "规章库", "主题词", "荔湾区协作办公室(广州市荔湾区科创"],
            "索引号: 455380417E",
            "2015年11月26日",
        ),
        (
            "001_6afb8d9df6e8dd30.txt",
            ["Flash", "网警", "ICP", "Copyright", "当前位置", "分享:", "点击", "转载", "访问者", "主办单位"],
            "携手共圆小康梦——粤桂推动东西扶贫协作纪实",
            "(记者 韦继川)",
        ),
        (
            "002_aca0f001d0eb5bb4.txt",
            ["您当前的位置", "网站首页", "访问量"],
            "关于2017年度宁商扶贫协作工作总结的报告",
            "就业创业脱贫致富。",
        ),
        (
            "003_6ce49021558779b6.txt",
            ["律师", "110网", "登录", "已帮助", "电话咨询", "法律热点", "法律法规\n"],
            "广东省梅州市人民政府办公室印发",
            "新发展。",
        ),
        ("004_4af18b35c03c9a8a.txt", [], "按照市委、市政府的工作部署", "2020年12月18日"),
    ],
)
def test_the_furniture_of_the_seeds_goes_and_their_words_stay(
    data: Path, name: str, gone: list[str], first: str, last: str
) -> None:
    content = (data / "seeds" / name).read_bytes()
    text = read(content, name).text
    assert [word for word in gone if word in text] == []
    assert text.startswith(first)
    assert text.endswith(last)
    raw = content.decode()
    assert [line for line in text.split("\n") if line not in raw] == []
    long = {line.strip() for line in raw.splitlines() if len(line.strip()) > 90}
    assert long <= set(text.split("\n"))


@pytest.mark.data
def test_every_answer_of_the_seed_questions_survives_cleaning(data: Path) -> None:
    import json
    import unicodedata

    def plain(text: str) -> str:
        return "".join(unicodedata.normalize("NFKC", text).split())

    texts = {p.name: plain(read(p.read_bytes(), p.name).text) for p in (data / "seeds").iterdir()}
    rows = [json.loads(line) for line in (data / "questions" / "seeds.jsonl").read_text("utf-8").splitlines()]
    asked = [row for row in rows if row["answers"]]
    assert len(asked) > 30
    for row in asked:
        name = next(n for n in texts if n.startswith(str(row["document"]).removesuffix(".txt")))
        assert any(plain(answer) in texts[name] for answer in row["answers"]), row["id"]
