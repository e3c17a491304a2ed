"""English words of official business and what Chinese documents call them, for questions in English.

The encoder reads both languages, but BM25 and the conditions of the evidence need Chinese words.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from corpus.places import known_places, stem
from index.sounds import syllables

GLOSSARY = {
    "transfer": "划拨", "transferred": "划拨", "allocate": "划拨", "allocated": "划拨",
    "appropriated": "划拨", "fund": "资金", "funds": "资金", "funding": "资金", "money": "资金",
    "aid": "援助", "assistance": "帮扶", "invest": "投资", "invested": "投资", "investment": "投资",
    "donate": "捐", "donated": "捐", "donation": "捐赠", "subsidy": "补助", "subsidies": "补助",
    "grant": "补助", "loan": "贷款", "revenue": "收入", "income": "收入", "spend": "支出", "spent": "支出",
    "budget": "预算", "cost": "费用", "tax": "税", "notice": "通知", "report": "报告", "document": "文件",
    "regulation": "规定", "measures": "办法", "law": "法律", "issued": "印发", "published": "发布",
    "effective": "施行", "deadline": "截止", "expire": "有效期", "district": "区", "county": "县",
    "city": "市", "province": "省", "village": "村", "villages": "村", "town": "镇", "government": "政府",
    "office": "办公室", "department": "部门", "company": "公司", "companies": "企业", "enterprise": "企业",
    "enterprises": "企业", "project": "项目", "projects": "项目", "household": "户", "households": "户",
    "people": "人", "person": "人", "persons": "人", "population": "人口", "teacher": "教师",
    "teachers": "教师", "doctor": "医生", "doctors": "医务人员", "official": "干部", "officials": "干部",
    "cadre": "干部", "cadres": "干部", "worker": "劳动力", "workers": "劳动力", "labor": "劳动力",
    "labour": "劳动力", "student": "学生", "students": "学生", "poverty": "贫困", "poor": "贫困",
    "alleviation": "扶贫", "relief": "救灾", "disaster": "灾", "landslide": "山体滑坡", "flood": "洪水",
    "cooperation": "协作", "agreement": "协议", "signed": "签订", "training": "培训", "trained": "培训",
    "tourist": "游客", "tourists": "游客", "scenic": "景区", "growth": "增长", "increase": "增长",
    "increased": "增长", "total": "总", "output": "产值", "industrial": "工业", "agricultural": "农业",
    "school": "学校", "hospital": "医院", "contact": "联系", "address": "地址", "reporter": "记者",
    "journalist": "记者", "materials": "材料", "apply": "申请", "application": "申请", "plan": "计划",
    "meeting": "会议", "build": "建成", "built": "建成", "constructed": "建成", "completed": "完成",
    "arranged": "安排", "road": "公路", "bridge": "桥", "reservoir": "水库", "housing": "住房", "water": "水",
    "pension": "养老金", "insurance": "保险", "unemployment": "失业", "employment": "就业",
    "quota": "指标", "bus": "客车", "winner": "获奖", "award": "奖", "standard": "标准", "toilet": "厕", "flooding": "汛",
    "job": "岗位", "jobs": "岗位",
    "welfare": "公益", "telephone": "电话", "number": "", "rate": "率", "area": "面积", "gdp": "地区生产总值",
    "liwan": "荔湾", "qiannan": "黔南", "baise": "百色", "guangdong": "广东", "guangxi": "广西",
    "guangzhou": "广州", "guizhou": "贵州", "beijing": "北京", "shanghai": "上海", "shenzhen": "深圳",
    "dalian": "大连", "tibet": "西藏", "xinjiang": "新疆", "meizhou": "梅州", "nanjing": "南京",
    "yunnan": "云南", "sichuan": "四川", "chongqing": "重庆",
}  # fmt: skip
PHRASES = {
    "cold storage": "冷库", "rural revitalization": "乡村振兴", "poverty alleviation": "扶贫",
    "poverty relief": "扶贫", "school bus": "校车", "living allowance": "低保", "subsistence allowance": "低保",
    "small and micro enterprise": "小微企业", "interest subsidy": "贴息", "drinking water": "饮水",
    "flood control": "防汛", "public welfare": "公益", "paired assistance": "对口支援",
}  # fmt: skip
_PHRASE = re.compile(rf"\b({'|'.join(PHRASES)})(?:e?s)?\b", re.I)
_WORD = re.compile(r"[A-Za-z]+")
_SHORTEST = 5  # letters of a place's name: Shanxi, but not he, li, an


def translate(text: str, names: Iterable[str] = ()) -> str:
    """Return ``text`` with the English words that the glossary knows put into Chinese.

    Args:
        text: a question.
        names: places that the library speaks of, which may be written in pinyin: Wangchuan, 望川县.
    """
    if not _WORD.search(text):
        return text
    text = _PHRASE.sub(lambda match: PHRASES[match.group(1).lower()], text)
    places = _by_pinyin(tuple(names)) if any(map(_unknown, _WORD.findall(text))) else {}

    def chinese(match: re.Match[str]) -> str:
        word = match.group().lower()
        known = GLOSSARY.get(word, GLOSSARY.get(word.removesuffix("s")))
        return places.get(word, match.group()) if known is None else known

    return _WORD.sub(chinese, text)


def _unknown(word: str) -> bool:
    return len(word) >= _SHORTEST and word.lower() not in GLOSSARY


@lru_cache(maxsize=8)
def _by_pinyin(names: tuple[str, ...]) -> dict[str, str]:
    """Return the places that one name in pinyin stands for; a library's own go before others, none is guessed at."""
    found: dict[str, str] = {}
    for group in (names, known_places()):
        read: dict[str, set[str]] = defaultdict(set)
        for name in {stem(name) for name in group}:
            read["".join(syllables(name))].add(name)
        for pinyin, stems in read.items():
            if len(stems) == 1 and len(pinyin) >= _SHORTEST:
                found.setdefault(pinyin, *stems)
    return found
