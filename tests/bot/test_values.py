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
        ("20余万志愿者，投入20万建桥，3亿善款", ["20万"]),
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
        ("每组3至5人，选出2-6个，3—5个工作日", ["3至5人", "2-6个", "3—5个工作日"]),
        ("第五条、第3批、一批、2013-2015年、12月3日、11月", []),
        ("最低控制分数为526分，满分 60.5 分，3分之2，十分重要，12分公司", ["526分", "60.5 分"]),
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
        *(
            "5个工作日",
            "30日内",
            "3个月内",
            "有效期为5年",
            "2014年8月27日至29日",
            "9:30",
            "16日起",
            "9日上午",
        ),
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
        *("400-800-1234", "12345", "12329", "119", "95518", "96123", "wang.chuan@example.gov.cn"),
    ],
)
def test_phones_and_mail_addresses(text: str) -> None:
    assert found(Kind.PHONE, f"联系电话：{text}，欢迎来电") == [text]


@pytest.mark.parametrize(
    "text", ["12345元", "95500元", "120名", "114个", "2014年", "201408271号", "1234567890123", "A12345678"]
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
        ("推进乡村振兴", []),
        (
            "纸质材料送青河市滨江大道188号市政务中心B座612室；电子版另发",
            ["青河市滨江大道188号市政务中心B座612室"],
        ),
    ],
)
def test_a_place_is_what_stands_behind_the_word_that_leads_to_it(text: str, places: list[str]) -> None:
    assert found(Kind.PLACE, text) == places


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("由青禾市农业农村局牵头负责", ["青禾市农业农村局"]),
        ("经县自然资源局审核后报批", ["县自然资源局"]),
        ("向望川县人民法院提起诉讼", ["望川县人民法院"]),
        ("请与市经协办联系", ["市经协办"]),
        ("报市教育局备案", ["市教育局"]),
        ("以及县民政局和县财政局共同管理", ["县民政局", "县财政局"]),
        ("委托青禾建设集团有限公司承建", ["青禾建设集团有限公司"]),
        ("中标单位为禾川路桥有限公司", ["禾川路桥有限公司"]),
        ("由禾丰农业发展有限责任公司投资兴建", ["禾丰农业发展有限责任公司"]),
        ("协议由县人民医院与省第三人民医院签订", ["县人民医院", "省第三人民医院"]),
        ("主管部门是区卫生健康局", ["区卫生健康局"]),
        ("与北原大学合作共建实验室", ["北原大学"]),
        ("县供电公司负责抢修", ["县供电公司"]),
        ("各镇人民政府应当配合", ["镇人民政府"]),
        ("联合市场监督管理局开展检查", ["市场监督管理局"]),
        ("提交县行政审批服务局办理", ["县行政审批服务局"]),
        ("其中禾川银行发放贷款3亿元", ["禾川银行"]),
        ("可到镇便民服务中心办理", ["镇便民服务中心"]),
        ("根据省发展改革委批复", ["省发展改革委"]),
        ("市住房城乡建设局、市公安局联合印发", ["市住房城乡建设局", "市公安局"]),
        ("本办法由区农业农村局解释", ["区农业农村局"]),
        ("全市布局合理", []),
        ("格局进一步优化", []),
        ("送县退役军人事务局审定", ["县退役军人事务局"]),
        ("牵头单位：县应急管理局", ["县应急管理局"]),
        ("责任单位为县水利局、县气象局", ["县水利局", "县气象局"]),
        ("国家税务总局青禾市税务局负责征收", ["国家税务总局青禾市税务局"]),
    ],
)
def test_offices_without_the_words_that_lead_to_them(text: str, expected: list[str]) -> None:
    assert found(Kind.ORGANISATION, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("仪式在县文化广场举行", ["县文化广场"]),
        ("会议于禾川宾馆三楼会议室召开", ["禾川宾馆三楼会议室"]),
        ("申请人到县政务服务大厅二楼办理", ["县政务服务大厅二楼"]),
        ("报名地点：县体育馆一楼。", ["县体育馆一楼"]),
        ("办公地址为青禾市建设路8号", ["青禾市建设路8号"]),
        ("办公室设在县水利局", ["县水利局"]),
        ("项目位于石门镇东侧的李家村", ["石门镇东侧的李家村"]),
        ("材料寄往青禾市人民路15号", ["青禾市人民路15号"]),
        ("训练基地坐落于禾川县白石镇", ["禾川县白石镇"]),
        ("赴福安县开展调研", ["福安县"]),
        ("前往北岭村看望群众", ["北岭村"]),
        ("考察团到禾川县石桥镇考察", ["禾川县石桥镇"]),
        ("展销会设在市会展中心3号馆", ["市会展中心3号馆"]),
        ("请于5月1日前送至县民政局304室", ["县民政局304室"]),
        ("仓库在城关镇北环路17号", ["城关镇北环路17号"]),
        ("库址在城关镇北环路17号", ["城关镇北环路17号"]),
        ("在白塔镇新建冷库一座", ["白塔镇"]),
        ("首期在市第二职业学校开班", ["市第二职业学校"]),
        ("来自禾川县石门乡", ["禾川县石门乡"]),
        ("在县委党校举办培训班", ["县委党校"]),
        ("于2020年5月在禾川县人民会堂举行", ["禾川县人民会堂"]),
        ("培训地点在县职教中心", ["县职教中心"]),
        ("代表团走访了青禾市和东山市", ["青禾市", "东山市"]),
        ("在全县推广", []),
        ("村民到村委会领取", ["村委会"]),
    ],
)
def test_places_without_verbs_and_dates(text: str, expected: list[str]) -> None:
    assert found(Kind.PLACE, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("局长敖立新带队", ["敖立新"]),
        ("县委书记李明华、县长王建军出席", ["李明华", "王建军"]),
        ("由副县长赵国强分管", ["赵国强"]),
        ("记者 钱小雨 摄影 孙大伟", ["钱小雨", "孙大伟"]),
        ("组长：周文斌（县委常委）", ["周文斌"]),
        ("联系人：吴晓燕，电话", ["吴晓燕"]),
        ("郑立国任组长", ["郑立国"]),
        ("主任一职由冯桂兰兼任", ["冯桂兰"]),
        ("高级工程师 罗永强", ["罗永强"]),
        ("签发人：梁志远", ["梁志远"]),
        ("法定代表人：宋长河", ["宋长河"]),
        ("医生张海波被评为先进", ["张海波"]),
        ("任命陈向东为县教育局局长", ["陈向东"]),
        ("免去林国栋同志的副局长职务", ["林国栋"]),
        ("受助学生何小芳说", ["何小芳"]),
        ("县长马文涛说", ["马文涛"]),
        ("曾任政协主席的胡耀祖先后捐资", ["胡耀祖"]),
        ("经办人　霍建平", ["霍建平"]),
        ("和谐社区建设任务明确", []),
        ("高度重视安全工作", []),
        ("时任县长丁学良", ["丁学良"]),
        ("（联系人：欧阳文，13800138000）", ["欧阳文"]),
        ("第一书记谢春生", ["谢春生"]),
        ("副组长：韩素琴、葛长河", ["韩素琴", "葛长河"]),
    ],
)
def test_names_of_persons_whole(text: str, expected: list[str]) -> None:
    assert sorted(found(Kind.PERSON, text)) == sorted(expected)


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
