"""The things that answer: amounts, percentages, counts, dates, names, 文号, as spans of text."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from bot.models import Kind
from bot.office_spans import organisations
from bot.person_spans import persons
from bot.place_spans import places

Span = tuple[int, int]

_DIGITS = r"\d+(?:[,，]\d{3})*(?:[.．]\d+)?"
_HAN_DIGITS = (
    r"[〇零一二三四五六七八九十百千两][〇零一二三四五六七八九十百千两万亿]*(?:点[〇零一二三四五六七八九]+)?"
)
_NUMBER = rf"(?:{_DIGITS}|{_HAN_DIGITS})"
_MORE = r"(?:多|余|来)?"
_MAGNITUDE = r"[ \u3000]?(?:十|百|千|万|百万|千万|亿|万亿)?"
_FROM = rf"(?:{_DIGITS}(?:万|亿)?元?(?:[-—–~～]|至|到)(?={_DIGITS}))?"  # 300至 of 300至500元
# Behind 12万 alone, which is money where no noun follows.
_GOES_ON = "的用于投建给以和与及并已由为后来购买奖补贷入是等左上至到"
_AMOUNT = re.compile(
    rf"(?:约|近|逾|超过?|不(?:超过|低于|少于))?(?:人民币)?{_FROM}"
    rf"(?:{_DIGITS}{_MORE}{_MAGNITUDE}{_MORE}(?:美元|欧元|港元|元(?!素|旦)|块钱)|{_DIGITS}{_MORE}(?:十|百"
    rf"|千)?(?:万亿|亿|万){_MORE}(?=[^\u4e00-\u9fff\d]|[{_GOES_ON}]|$)"
    rf"|{_HAN_DIGITS}{_MAGNITUDE}{_MORE}(?:美元|欧元|元(?!素|旦)))"
)
_PERCENT = re.compile(
    rf"{_DIGITS}\s*[%％‰]|百分之{_NUMBER}|{_NUMBER}个百分点|[一二三四五六七八九]成(?!立|为|效|果|员|功)"
    rf"|{_DIGITS}倍"
)
UNITS = (
    "个工作日 个 名 人次 人 户 家 件 项 次 场 批次 批 条 所 座 处 台 套 辆 艘 架 份 本 册 期 届 轮 天 日 小时"
    " 分钟 年 个月 月 周岁 周 岁 亩"
    " 公顷 公里 千米 米 平方米 平方公里 立方米 吨 公斤 千克 克 斤 升 度 间 张 头 只 株 棵 种 类 大类 宗 起 例"
    " 笔 元 户次 标段 床 校"
    " 村 镇 乡 县 区 市 篇 幅 首 部 支 队 对 双 组 位 页 步 级 层 栋 幢 孔 眼 口 门 学时 课时 千瓦 万千瓦"
    " 兆瓦 MW"
).split()
TOD = rf"(?:{_DIGITS}(?:[-—–~～]{{1,2}}|至|到)(?={_DIGITS}))?"  # 3至 of 3至5个工作日
_COUNT = re.compile(
    rf"(?:第)?{TOD}(?:{_DIGITS}{_MORE}(?:万|亿|千|百)?{_MORE}|{_HAN_DIGITS}{_MORE})\s*(?:"
    + "|".join(sorted(UNITS, key=len, reverse=True))
    + ")"
)
_POINTS = re.compile(rf"{_DIGITS}\s*分(?![之钟公局行类])")  # of an examination
_HAN_DATE = (
    r"[〇零○一二三四五六七八九]{4}\s*年"
    r"(?:\s*[一二三四五六七八九十]{1,2}\s*月(?:\s*[一二三四五六七八九十]{1,3}\s*日)?)?"
)
TO = r"\s*(?:[-—–~～]+|至|到)\s*"
_YMD = r"(?:19|20)\d{2}\s*(?:年|[-./])\s*\d{1,2}\s*(?:月|[-./])\s*\d{1,2}\s*日?(?:\d{1,2}时)?"
_YM = r"(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月(?:份|底|初|末|中旬|上旬|下旬)?"
_DATE = re.compile(
    rf"(?:19|20)\d{{2}}\s*年?{TO}(?:19|20)\d{{2}}\s*年?|{_YMD}(?:{TO}(?:{_YMD}|\d{{1,2}}月\d{{1,2}}日"
    rf"|\d{{1,2}}日))?"
    rf"|{_YM}|(?:19|20)\d{{2}}\s*年(?:底|初|末|度)?|{_HAN_DATE}"
    r"|(?:今年|去年|前年|明年|当年|每年)?(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:(?:\d{1,2}"
    r"|[一二三四五六七八九十]{1,3})日|份|底|初|末|[上中下]旬)?"
    r"(?:至\d{1,2}月?\d{0,2}日?)?(?:前|后|起|止)?"
    r"|(?<![\d.])\d{1,2}日(?:起|[上下]午|凌晨|零时|晚)"  # of this month, in the news
    r"|\d{1,3}\s*个?(?:工作日|自然日|日内|天内|年内|个月内)|有效期.{0,4}年|长期有效|\d{1,2}[:：]\d{2}"
)
_DURATION = re.compile(
    rf"{TOD}(?:{_DIGITS}|{_HAN_DIGITS})\s*(?:个?工作日|个?自然日|个月|日(?!期)|天|年(?!度)|周|小时|分钟)(?:内|以内"
    rf"|以上)?|长期有效|永久"
)
_CALENDAR = re.compile(
    rf"(?:19|20)\d{{2}}\s*(?:年度?)?{TO}(?:19|20)\d{{2}}\s*年?|{_YMD}(?:{TO}\d{{1,2}}日)?"
    rf"|(?:19|20)\d{{2}}\s*年(?:度|底|初|末)?(?:\d{{1,2}}月)?|{_HAN_DATE}"
    rf"|\d{{1,2}}月(?:\d{{1,2}}日(?:{TO}\d{{1,2}}日)?|份|底|初|末|[上中下]旬)?"
)
DOC_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{1,14}?(?:字)?[〔﹝\[［(（【]\s*\d{4}\s*[〕﹞\]］)）】]\s*第?\s*\d+\s*号"
    r"|[A-Z0-9]{4,}[A-Z0-9/\-—]*\d[A-Z0-9/\-]*|第\s*\d+\s*号"
)
_BEFORE_NUMBER = re.compile(
    r"根据|按照|依照|依据|参照|落实|印发|转发|下发|发布|废止|代替|执行|文件|通知|文号|[的见由被了及]"
)
_PHONE = re.compile(
    r"(?<![\dA-Za-z.])(?:1[3-9]\d{9}|(?:[(（]0\d{2,3}[)）]|0\d{2,3}[-—－ ]?)?\d{7,8}(?:[-转]\d{1,5})?"
    r"|400[-\s]?\d{3,4}[-\s]?\d{3,4}|12\d{3}|9[56]\d{3,4}|11[049]|12[02])"
    r"(?!\d|\s*[万亿多余元个人名户家件吨米亩条项次天年月日岁公平批辆台所座%％.])"
)
TITLE = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_VAGUE = frozenset("一批 一种 一步 一起 一级 一条 一场 一次性 一名 一个 一年 一日 一天".split())


def spans(kind: Kind, text: str) -> list[Span]:
    """Return the spans of ``text`` that could answer a question of this kind, in order."""
    finder = _FINDERS.get(kind)
    found = list(finder(text)) if finder else []
    if kind in {Kind.DATE, Kind.AMOUNT, Kind.COUNT, Kind.PERCENT}:
        # What stands in a 《title》 is part of a name: 《2013—2020年…协议》 dates nothing.
        titles = [match.span() for match in TITLE.finditer(text)]
        found = [(a, b) for a, b in found if not any(start <= a and b <= end for start, end in titles)]
    return found


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    return (match.span() for match in pattern.finditer(text))


def _numbers(text: str) -> Iterator[Span]:
    """Yield amounts, percentages and counts; days of the calendar and ordinals (第五条) count nothing."""
    taken = list(_matches(_CALENDAR, text))
    calendar = len(taken)
    for pattern in (_AMOUNT, _PERCENT, _COUNT, _POINTS):
        for span in _matches(pattern, text):
            if text[slice(*span)] in _VAGUE:
                continue
            ordinal = text[max(0, span[0] - 1) : span[0]] == "第" or text[span[0]] == "第"
            if not ordinal and not any(span[0] < end and start < span[1] for start, end in taken):
                taken.append(span)
    yield from sorted(taken[calendar:])


def _amounts(text: str) -> Iterator[Span]:
    yield from _matches(_AMOUNT, text)


def durations(text: str) -> list[Span]:
    """Return the spans of lengths of time: 5个工作日, 7天, 有效期5年; a year of the calendar is none."""
    calendar = list(_matches(_CALENDAR, text))
    return [
        span
        for span in _matches(_DURATION, text)
        if not any(span[0] < end and start < span[1] for start, end in calendar)
    ]


def _document_numbers(text: str) -> Iterator[Span]:
    """Yield 文号 and other identifiers, without the words that lead to one: 根据望府〔2020〕5号."""
    for start, end in _matches(DOC_NUMBER, text):
        leads = [match.end() for match in _BEFORE_NUMBER.finditer(text, start, end)]
        yield max((at for at in leads if re.match(r"[\u4e00-\u9fff]", text[at:end])), default=start), end


def _phones(text: str) -> Iterator[Span]:
    yield from sorted([*_matches(_PHONE, text), *_matches(_EMAIL, text)])


_FINDERS: dict[Kind, Callable[[str], Iterator[Span]]] = {
    Kind.AMOUNT: _amounts,
    Kind.PERCENT: partial(_matches, _PERCENT),
    Kind.COUNT: _numbers,
    Kind.DATE: partial(_matches, _DATE),
    Kind.NUMBER: _document_numbers,
    Kind.PHONE: _phones,
    Kind.PERSON: persons,
    Kind.ORGANISATION: organisations,
    Kind.PLACE: places,
}
