import pytest
from bot_fakes import asked

from bot.glossary import PHRASES, translate
from bot.kinds import counts
from bot.models import Kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("荔湾区2013-2015年给黔南州划拨了多少资金？", Kind.AMOUNT),
        ("荔灣區2013-2015年給黔南州劃撥了多少資金？", Kind.AMOUNT),
        ("how much did 荔湾 transfer to 黔南 2013-2015", Kind.AMOUNT),
        ("拨了多少", Kind.AMOUNT),
        ("2021年和2022年各安排多少衔接资金", Kind.AMOUNT),
        ("花了几个亿", Kind.AMOUNT),
        ("办证要多少钱啊", Kind.AMOUNT),
        ("望川县危房改造补助标准", Kind.AMOUNT),
        ("低保户改厕能多拿多少", Kind.AMOUNT),
        ("修厕所公家贴多少", Kind.AMOUNT),
        ("慢城那边投下去多少了", Kind.AMOUNT),
        ("这个提案投票多少", Kind.COUNT),
        ("办低保要啥材料", Kind.LIST),
        ("户厕补助谁审核", Kind.ORGANISATION),
        ("路修了没有", Kind.YES_NO),
        ("评估大会主论坛谁主办的", Kind.ORGANISATION),
        ("滞留的人谁来救助", Kind.ORGANISATION),
        ("补录最低要多少分", Kind.COUNT),
        ("京都府占多少比例", Kind.PERCENT),
        ("调整实施的是条例第几条", Kind.FACT),
        ("旧办法还管用不", Kind.YES_NO),
        ("望川县有多少个贫困县", Kind.COUNT),
        ("2014年派出了几批次医务人员", Kind.COUNT),
        ("派了多少人", Kind.COUNT),
        ("几家企业参加", Kind.COUNT),
        ("how many teachers were trained in 2015", Kind.COUNT),
        ("贫困发生率是多少", Kind.PERCENT),
        ("同比增长多少", Kind.PERCENT),
        ("产值增长了多少？", Kind.PERCENT),
        ("什么时候截止", Kind.DATE),
        ("啥时候能办好呀", Kind.DATE),
        ("哪年开工", Kind.DATE),
        ("多久办结", Kind.DATE),
        ("when does the notice expire", Kind.DATE),
        ("谁是指挥长", Kind.PERSON),
        ("who is the director", Kind.PERSON),
        ("谁负责审批", Kind.ORGANISATION),
        ("哪个部门负责", Kind.ORGANISATION),
        ("咨询电话是多少", Kind.PHONE),
        ("预约电话怎么打", Kind.PHONE),
        ("如何电话预约办税", Kind.FACT),
        ("群众怎么电话向县里反映问题", Kind.FACT),
        ("这个通知的文号是多少", Kind.NUMBER),
        ("在哪里办理", Kind.PLACE),
        ("需要提交什么材料", Kind.LIST),
        ("有哪些条件", Kind.LIST),
        ("能不能异地办理", Kind.YES_NO),
        ("是否收费", Kind.YES_NO),
        ("怎么申请", Kind.FACT),
        ("社区如何处理抵京人员登记", Kind.FACT),  # 何处 is no word here
        ("材料交到何处", Kind.PLACE),
        ("为什么要调整", Kind.FACT),
    ],
)
def test_kinds(question: str, kind: Kind) -> None:
    assert asked(question).kind is kind


@pytest.mark.parametrize(
    ("question", "unit", "counted"),
    [
        ("2014年派出了几批次医务人员", "批次", "医务人员"),
        ("望川县有多少个贫困县", "个", "贫困县"),
        ("派了多少人", "人", ""),
        ("实施多少个项目", "个", None),
        ("完成了多少项", "项", None),
        ("绿化多少平方米", "平方米", None),
        ("办结要几个工作日", "工作日", None),
        ("一共修了几座桥", "座", "桥"),
        ("修了多少座桥", "座", "桥"),
        ("有多少家小微企业拿到贴息", "家", "小微企业"),
        ("有多少家庭脱贫", None, "家庭脱贫"),
        ("实施多少项目", None, "项目"),
        ("有多少户口", None, "户口"),
    ],
)
def test_units(question: str, unit: str | None, counted: str | None) -> None:
    understood = asked(question)
    assert understood.unit == unit
    assert counted is None or understood.counted == counted


def test_what_counts_in_a_unit() -> None:
    assert counts("人", "23名")
    assert counts("个", "33家")
    assert counts("天", "5日")
    assert not counts("批次", "23名")
    assert counts("座", "3个")
    assert not counts("户", "262.5万元")


@pytest.mark.parametrize("value", ["38.6公里", "191.4万元", "57.0%", "2600亩", "100吨", "30天"])
def test_a_measure_of_things_counts_no_lengths_money_or_time(value: str) -> None:
    assert not counts("个", value)
    assert not counts("座", value)


@pytest.mark.parametrize(
    ("question", "word"), [("实施多少项目", "项目"), ("有多少条件", "条件"), ("有多少户口", "户口")]
)
def test_the_beginning_of_a_noun_is_no_unit(question: str, word: str) -> None:
    assert word in [term.text for term in asked(question).terms]


def test_years_places_titles_numbers_offices() -> None:
    understood = asked("根据《望川县“十三五”扶贫办法》和望府〔2020〕 5号，望川县教育局2018年的局长是谁？")
    assert understood.years == {2018}
    assert not understood.whole_span
    assert "望川县" in understood.places
    assert understood.titles == ("望川县十三五扶贫办法",)
    assert [number.endswith("望府〔2020〕5号") for number in understood.numbers] == [True]
    assert any("教育局" in office for office in understood.offices)
    assert understood.role == "局长"
    assert asked("2013-2015年给黔南州多少资金").whole_span


@pytest.mark.parametrize("brackets", ["〔〕", "﹝﹞", "[]", "［］", "()", "（）", "【】"])
def test_document_numbers_of_a_question_have_one_form(brackets: str) -> None:
    numbers = asked(f"望府办{brackets[0]}2020{brackets[1]}第5号是什么时候印发的").numbers
    assert numbers == ("望府办〔2020〕第5号",)


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("谁写的携手共圆小康梦", "记者"),
        ("这篇报道的作者是谁", "记者"),
        ("教育局局长是谁", "局长"),
        ("教育局副局长是谁", "副局长"),
        ("县委书记是谁", "书记"),
        ("副指挥长是谁", "副指挥长"),
        ("领导小组组长是谁", "组长"),
        ("白塔镇镇长是谁", "镇长"),
        ("谁签的字", None),
        ("局长办公室在哪里", None),
    ],
)
def test_roles(question: str, role: str | None) -> None:
    assert asked(question).role == role


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("荔湾区2013-2015年给黔南州划拨了多少资金？", ["划拨", "资金"]),
        ("请问医疗救助怎么申请", ["医疗", "救助", "申请"]),
        ("我想知道贫困发生率是多少", ["贫困", "发生"]),
        ("聘请教师多少人", ["聘请", "教师"]),
        ("how much did 荔湾 transfer to 黔南", ["划拨"]),
        ("是什么？", []),
    ],
)
def test_terms(question: str, terms: list[str]) -> None:
    assert [term.text for term in asked(question).terms] == terms


def test_a_place_is_no_term() -> None:
    understood = asked("东岭县给西岭县多少钱", "东岭县", "西岭县")
    assert understood.places == ("东岭县", "西岭县")
    assert not {term.text for term in understood.terms} & {"东岭县", "西岭县", "东岭", "西岭"}


def test_empty_questions() -> None:
    assert asked("多少？").is_empty
    assert asked("是什么").is_empty
    assert not asked("荔湾区呢").is_empty
    assert not asked("望府〔2020〕5号").is_empty


def test_what_no_longer_holds_may_be_asked_for() -> None:
    assert asked("老办法的补助标准是多少").wants_old
    assert not asked("补助标准是多少").wants_old
    assert asked("以前的补助标准是多少").wants_old
    assert not asked("3月底以前要交什么材料").wants_old
    assert not asked("2016年以前建的房子能不能申请").wants_old


def test_the_glossary_turns_official_english_into_chinese() -> None:
    assert translate("How much did Liwan transfer to Qiannan?") == "How much did 荔湾 划拨 to 黔南?"
    assert translate("荔湾区 transferred") == "荔湾区 划拨"
    assert translate("Transferable") == "Transferable"
    understood = asked("how much money did Liwan give Qiannan in 2014, and how much to Baise?")
    assert understood.places == ("荔湾", "黔南", "百色")
    assert understood.years == {2014}
    assert understood.search_text.startswith("how much money did Liwan")
    assert "黔南" in understood.search_text


def test_every_phrase_is_known_in_the_singular_and_the_plural() -> None:
    for phrase, chinese in PHRASES.items():
        assert translate(phrase) == translate(f"{phrase}s") == translate(phrase.title()) == chinese
    assert translate("school buses") == "校车"


def test_places_may_be_written_in_pinyin() -> None:
    text = "How many cold storages did Wangchuan build?"
    assert translate(text, ["望川县"]) == "How many 冷库 did 望川 建成?"
    assert translate(text, ["望川县", "王川县"]) == "How many 冷库 did Wangchuan 建成?"
    assert translate("Who was the host of Liping", []) == "Who was the host of 黎平"
    assert asked("how many cold storages did Wangchuan build", "望川县").counted == "冷库"


def test_the_rank_of_a_place_is_known() -> None:
    assert asked("去了百色的哪个县采访").rank == "县"
    assert asked("推介会在哪里开").rank is None
