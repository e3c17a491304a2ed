"""English words of official business and what Chinese documents call them, for questions in English.

The encoder reads both languages, but BM25 and the conditions of the evidence need Chinese words.
"""

import re

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
    "meeting": "会议", "standard": "标准", "toilet": "厕", "flooding": "汛", "job": "岗位", "jobs": "岗位",
    "welfare": "公益", "telephone": "电话", "number": "", "rate": "率", "area": "面积", "gdp": "地区生产总值",
    "liwan": "荔湾", "qiannan": "黔南", "baise": "百色", "guangdong": "广东", "guangxi": "广西",
    "guangzhou": "广州", "guizhou": "贵州", "beijing": "北京", "shanghai": "上海", "shenzhen": "深圳",
    "dalian": "大连", "tibet": "西藏", "xinjiang": "新疆", "meizhou": "梅州", "nanjing": "南京",
    "yunnan": "云南", "sichuan": "四川", "chongqing": "重庆",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]+")


def translate(text: str) -> str:
    """Return ``text`` with the English words that the glossary knows put into Chinese."""
    return _WORD.sub(lambda match: GLOSSARY.get(match.group().lower(), match.group()), text)
