from pathlib import Path

import pytest

from corpus.clean import clean
from corpus.parse.models import Block
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
        "字体：大 中 小 | 打印 | 收藏 | 浏览次数：206",
        "登录        电话咨询",
        "  • 分享:",
        "网警",
        "首页 | 要闻 | 政策",
        "网站地图 | 联系我们",
        "上一篇：协作干部访谈录",
        "浏览次数：-",
        "点击: 12 次",
        "相关法律法规",
        "扫一扫在手机打开当前页",
    ],
)
def test_lines_of_page_furniture_go(line: str) -> None:
    assert cleaned(line, BODY) == [BODY]


@pytest.mark.parametrize(
    "line",
    [
        "大中型企业",
        "大、中、小学校",
        "关闭煤矿12处",
        "打印机采购公告",
        "分享到：" + "改革发展成果由人民共享的经验材料" * 2,
        "小组成员",
        "位置在城关镇北环路17号",
        "2013",
        "1 | 2 | 3",
        "浏览器采购",
        "访问贫困户12次，慰问金3万元",
        "首页广告收入 | 增长 | 12%",
    ],
)
def test_lines_that_only_look_like_furniture_stay(line: str) -> None:
    assert cleaned(line, BODY) == [line, BODY]


def test_invisible_characters_and_outer_white_space_go_and_nothing_else_is_rewritten() -> None:
    line = "\ufeff　　“十\u200b二\u00ad五”\u202e 期间　ＡＢ①㎡½\x00共645 万元\x7f。　"
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
    ("name", "gone", "kept"),
    [
        ("000_46f2fc25db675537.txt", ["【打印】"], ["262.5万元", "2015年11月26日"]),
        (
            "001_6afb8d9df6e8dd30.txt",
            ["Flash", "网警", "ICP", "Copyright", "当前位置"],
            ["(记者 韦继川)", "来源:广西日报"],
        ),
        ("002_aca0f001d0eb5bb4.txt", ["您当前的位置"], ["市宁商扶贫协作办公室:", "就业创业脱贫致富。"]),
        (
            "003_6ce49021558779b6.txt",
            ["孙焕华律师", "110网", "登录", "已帮助"],
            ["二〇〇九年七月二十二日", "新发展。"],
        ),
    ],
)
def test_the_furniture_of_the_seeds_goes_and_their_words_stay(
    data: Path, name: str, gone: list[str], kept: list[str]
) -> None:
    text = read((data / "seeds" / name).read_bytes(), name).text
    assert [word for word in gone if word in text] == []
    assert [word for word in kept if word not in text] == []


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
