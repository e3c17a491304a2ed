import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.models import Kind
from bot.values import durations, spans


def found(kind: Kind, text: str) -> list[str]:
    return [text[start:end] for start, end in spans(kind, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("划拨资金262.5万元，其中", ["262.5万元"]),
        ("总投资20多亿元", ["20多亿元"]),
        ("产值达1.83亿元", ["1.83亿元"]),
        ("每户5000元", ["5000元"]),
        ("1,200.50万元、1，200万元", ["1,200.50万元", "1，200万元"]),
        ("补助六百四十五万元，另加三万五千元", ["六百四十五万元", "三万五千元"]),
        ("约人民币3000万元", ["约人民币3000万元"]),
        ("罚款不超过5万元", ["不超过5万元"]),
        ("每人300-500元，每户300至500元", ["300-500元", "300至500元"]),
        ("共计 262.5 万元，每人 5000 元", ["262.5 万元", "5000 元"]),
        ("捐赠１２３万元，1．5亿元", ["１２３万元", "1．5亿元"]),
        ("贷款12万，欠款5亿", ["12万", "5亿"]),
        ("3000美元、5000块钱、1.2万亿元", ["3000美元", "5000块钱", "1.2万亿元"]),
        ("2014年第五条，2013-2015年", []),
        ("4929.12万人次，1.2万户，3万个，2万平方米，4万千瓦，2万立方米，5万公斤", []),
        ("2020元旦晚会", []),
    ],
)
def test_amounts(text: str, expected: list[str]) -> None:
    assert found(Kind.AMOUNT, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("增长12.5%，下降5％，死亡率2.5‰", ["12.5%", "5％", "2.5‰"]),
        ("百分之三十、百分之十二点五", ["百分之三十", "百分之十二点五"]),
        ("提高3个百分点，回落十个百分点", ["3个百分点", "十个百分点"]),
        ("占五成，翻了2倍", ["五成", "2倍"]),
        ("一成立就办公，三成效显著", []),
        ("262.5万元，33个", []),
    ],
)
def test_percents(text: str, expected: list[str]) -> None:
    assert found(Kind.PERCENT, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("先后派出7批次", ["7批次"]),
        ("33个贫困县、三个村", ["33个", "三个"]),
        ("接待游客4929.12万人次", ["4929.12万人次"]),
        ("200多家企业，五千余人，10余万亩", ["200多家", "五千余人", "10余万亩"]),
        ("2014年8月27日共23名", ["23名"]),
        ("2015年11月26日至28日共12人，12月3日至5日共9人", ["12人", "9人"]),
        ("3月底前完成12项", ["12项"]),
        ("二〇〇九年七月二十二日有3件", ["3件"]),
        ("5个工作日内，年满60周岁", ["5个工作日", "60周岁"]),
        ("第五条、第3批、一批、2013-2015年、12月3日、11月", []),
    ],
)
def test_counts(text: str, expected: list[str]) -> None:
    assert found(Kind.COUNT, text) == expected


def test_a_count_is_also_an_amount_or_a_percentage() -> None:
    assert found(Kind.COUNT, "33名干部，262.5万元，10%") == ["33名", "262.5万元", "10%"]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2014年8月27日",
            "二〇〇九年七月二十二日",
            "二○一五年",
            "2013-2015年",
            "2013年到2015年",
            "2014-08-27",
        ),
        *("3月底", "六月底前", "每年3月底前", "今年3月", "2019年底", "2015.11.26", "8月27日至9月3日"),
        *("5个工作日", "30日内", "3个月内", "有效期为5年", "2014年8月27日至29日", "9:30"),
    ],
)
def test_dates(text: str) -> None:
    assert found(Kind.DATE, f"(于{text},)") == [text]


def test_durations_are_no_years_of_the_calendar() -> None:
    assert [("5个工作日内")[a:b] for a, b in durations("5个工作日内")] == ["5个工作日内"]
    assert durations("2015年、2014年8月27日") == []
    assert durations("长期有效") == [(0, 4)]


@pytest.mark.parametrize("brackets", ["〔〕", "﹝﹞", "[]", "［］", "()", "（）", "【】"])
def test_document_numbers_in_all_brackets(brackets: str) -> None:
    number = f"望府办{brackets[0]}2024{brackets[1]}12号"
    assert found(Kind.NUMBER, f"{number}，第7项") == [number]
    assert found(Kind.NUMBER, f"根据县人民政府文件{number}执行") == [number]
    assert found(Kind.NUMBER, f"按照《办法》({number})的规定") == [number]


def test_other_identifiers() -> None:
    assert found(Kind.NUMBER, "索引号：11450000007565473Y/2020-00012") == ["11450000007565473Y/2020-00012"]
    assert found(Kind.NUMBER, "公告第12号") == ["第12号"]
    assert found(Kind.NUMBER, "2014年划拨262.5万元") == []


@pytest.mark.parametrize(
    "text",
    [
        *("020-81234567", "(020)81234567", "0755 12345678", "0771-1234567转802", "88881234", "13800138000"),
        *("400-800-1234", "12345", "12329", "119", "wang.chuan@example.gov.cn"),
    ],
)
def test_phones_and_mail_addresses(text: str) -> None:
    assert found(Kind.PHONE, f"联系电话：{text}，欢迎来电") == [text]


@pytest.mark.parametrize(
    "text", ["12345元", "120名", "114个", "2014年", "201408271号", "1234567890123", "A12345678"]
)
def test_figures_are_no_phones(text: str) -> None:
    assert found(Kind.PHONE, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("指挥长：陆景明", ["陆景明"]),
        ("主任一职由丁跃进兼任", ["丁跃进"]),
        ("本报讯(记者 韦继川)", ["韦继川"]),
        ("（记者 韦继川 通讯员 黄小明）", ["韦继川", "黄小明"]),
        ("联系人:陆景明,电话", ["陆景明"]),
        ("负责人：尉迟恭", ["尉迟恭"]),
        ("副组长：谭卫东  成员：周立", ["谭卫东", "周立"]),
        ("局长王建国主持会议", ["王建国"]),
        ("温馨提示：高新技术企业许可程序", []),
    ],
)
def test_persons(text: str, expected: list[str]) -> None:
    assert found(Kind.PERSON, text) == expected


def test_organisations_and_places() -> None:
    assert found(Kind.ORGANISATION, "由望川县水利局负责，各部门配合") == ["望川县水利局"]
    assert found(Kind.PLACE, "望川县城关镇") == ["望川县", "城关镇"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("两区在望川县会议中心负一层多功能厅签了协议", ["望川县会议中心负一层多功能厅"]),
        ("当天在大有广场组织特产推介会,展示宣传展板", ["大有广场"]),
        ("领导小组办公室设在县发改局,由局长兼任主任", ["县发改局"]),
        ("地点：白塔镇人民路26号镇便民服务中心一楼3号窗口。", ["白塔镇人民路26号镇便民服务中心一楼3号窗口"]),
        (
            "纸质材料送青河市滨江大道188号市政务中心B座612室；电子版另发",
            ["青河市滨江大道188号市政务中心B座612室"],
        ),
    ],
)
def test_a_place_is_what_stands_behind_the_word_that_leads_to_it(text: str, places: list[str]) -> None:
    assert found(Kind.PLACE, text) == places


@pytest.mark.parametrize("kind", [Kind.AMOUNT, Kind.COUNT, Kind.PERCENT, Kind.DATE])
def test_titles_say_nothing(kind: Kind) -> None:
    text = "《2013—2020年〈33个县〉500万元增长5%的协议》"
    assert found(kind, text) == []
    assert found(kind, f"{text}，2021年6月1日增长6%，到账600万元，36个") != []


PIECES = st.sampled_from(
    [
        *"0123456789.,，．年月日元万亿个名第条%％至到-—《》〈〉〔〕()（）:： \n由任长记者王李一二十百千两多余约近〇零",
        "百分之",
        "2014",
        "人次",
        "工作日",
        "局",
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=40).map("".join))


@given(text=TEXTS)
def test_spans_lie_in_the_text_in_order(text: str) -> None:
    for kind in Kind:
        every = spans(kind, text)
        assert all(0 <= start < end <= len(text) for start, end in every)
        if kind is not Kind.PERSON:
            assert every == sorted(every)
        assert len(set(every)) == len(every)
    assert all(0 <= start < end <= len(text) for start, end in durations(text))
