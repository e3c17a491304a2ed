"""Names of persons: set apart by the text (指挥长：陆景明), behind an office, or as the segmenter tags them."""

import re
from collections.abc import Iterator

import rjieba

from corpus.places import known_places

Span = tuple[int, int]

_NOT_PERSONS = frozenset(
    "许可 高新 安全 温馨 和谐 金融 白皮书 任务 康复 成果 成效 安排 程序 方案 时间 明确 温暖 高级 高效 严格"
    " 严肃 全面 文明 万元 杜绝".split()
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙"
    "史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路"
    "游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明"
    "习佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢唐洪洛唐鹿敖闫"
)
_DOUBLE_SURNAMES = "欧阳|上官|司马|司徒|诸葛|尉迟|皇甫|慕容|令狐|夏侯|端木|东方|公孙|轩辕|宇文|长孙"
_NAME = f"(?:(?:{_DOUBLE_SURNAMES})|[{''.join(sorted(_SURNAMES))}])[\\u4e00-\\u9fff]{{1,2}}"
_ENDS = r"(?=[\s　，,。、；;：:(（)）]|$)"
_NAMED = re.compile(
    rf"(?<=[长任记人员者席理授师影辑对核][:：\s　])\s*({_NAME}){_ENDS}"
    rf"|(?<=由)({_NAME})(?=(?:同志)?(?:兼任|担任|主持|负责|任))"
)
_CHAINED = re.compile(rf"、({_NAME}){_ENDS}")
_OFFICES = (
    r"(?:书记|[市县区省州乡镇村局厅部院校会处科所组站社队]长|主任|主席|记者|教授|医生|医师|教师|老师|工程师|负责人|委员|经理|代表|学生|村民"
    r"|干部|职工|院士|专家|联系人)"
)
_BEHIND_OFFICE = re.compile(rf"{_OFFICES}的?({_NAME})")
_BEFORE_OFFICE = re.compile(
    rf"(?:^|(?<=[，。；、：:\s任命免去由]))({_NAME})(?=(?:同志)?(?:为|任|兼任|担任|主持|出席|率队|带队|说|表示|介绍))"
)
# What goes on behind a name of two characters: 局长王军带队.
_GOES_ON = frozenset(
    "说任率带参出主介表等为被及和与在到对向就先分同又也还一兼指的了讲将已并作做负亲赴前会率深陪"
)
_NEVER_FIRST = frozenset("和任应时成项车官于全党同单")
_CODE = re.compile(r"[〔﹝\[［(（【]\s*\d{4}\s*[〕﹞\]］)）】]|[A-Z0-9]{4,}")
_GIVEN = re.compile(r"[\u4e00-\u9fff]{1,2}")
_TITLE_AFTER = (
    r"(?:同志|书记|市长|县长|区长|省长|局长|主任|厅长|部长|院长|校长|会长|主席|司长|处长|科长|所长|总理"
    r"|教授|记者|副)"
)


def persons(text: str) -> Iterator[Span]:
    """Yield the spans of names of persons; those that the text sets apart go first."""
    found = sorted(_set_apart(text))
    for pattern in (_BEHIND_OFFICE, _BEFORE_OFFICE):
        for match in pattern.finditer(text):
            span = _whole_name(text, *match.span(1))
            if span and not _overlaps(span, found):
                found.append(span)
    yield from found
    for span in _tagged_persons(text):
        if not _overlaps(span, found):
            yield span


def _set_apart(text: str) -> Iterator[Span]:
    for match in _NAMED.finditer(text):
        span: Span | None = match.span(match.lastindex or 0)
        while span is not None:
            yield span
            following = _CHAINED.match(text, span[1])  # 副组长：韩素琴、葛长河
            span = following.span(1) if following else None


def _whole_name(text: str, start: int, end: int) -> Span | None:
    """Return the span of the name that begins here, two characters or three; None where it is an ordinary word."""
    if text[start] in _NEVER_FIRST or text[start : start + 2] in _NOT_PERSONS:
        return None
    double = re.match(_DOUBLE_SURNAMES, text[start:]) is not None
    if end - start == 3 and not double and text[end - 1] in _GOES_ON:
        end -= 1
    for word in (text[start : start + 2], text[start:end]):
        tagged = rjieba.tag(word)
        if len(tagged) == 1 and not tagged[0][1].startswith(("nr", "ns", "nz", "x")):
            return None
    return start, end


def _overlaps(span: Span, found: list[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in found)


def _tagged_persons(text: str) -> Iterator[Span]:
    places = known_places()
    codes = [match.span() for match in _CODE.finditer(text)]
    position = 0
    tagged = rjieba.tag(text)
    for i, (word, tag) in enumerate(tagged):
        start = position
        position += len(word)
        if any(a <= start < b for a, b in codes):
            continue
        if len(word) == 1 and word in _SURNAMES and i + 1 < len(tagged):
            # The segmenter splits names that it does not know: 敖 翼.
            following = tagged[i + 1][0]
            if (
                _GIVEN.fullmatch(following)
                and len(following) <= 2
                and _near_title(text, start, start + 1 + len(following))
            ):
                yield start, start + 1 + len(following)
        elif (
            tag.startswith("nr")
            and 2 <= len(word) <= 4
            and word[0] in _SURNAMES
            and word not in places
            and word not in _NOT_PERSONS
        ):
            yield start, position


def _near_title(text: str, start: int, end: int) -> bool:
    return bool(re.match(_TITLE_AFTER, text[end:])) or bool(
        re.search(r"(?:^|[\s　、，。；])[\u4e00-\u9fff]{2,10}[:：]\s*$", text[:start])
        or re.search(
            r"(?:书记|[市县区省局厅部院校会处科所]长|主任|主席|记者|同志|组长|总理)[:：\s]?$", text[:start]
        )
    )
