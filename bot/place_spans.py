"""Where something is or happens: the words behind 在, 位于, 地点：, without verbs, dates and what follows."""

import re
from collections.abc import Iterator

import rjieba

Span = tuple[int, int]

_END = (
    r"(?:省|自治区|市|区|县|州|盟|旗|乡(?!村|镇|亲|土)|镇|村|街道|社区|路|街|巷|号|楼|层|厅|室|校|学院|大学|医院|法院|研究[院所]|剧院|堂|宾馆|酒店|饭店"
    r"|广场|中心|会场|大厦|园|基地|局|馆|站|厂|仓库|库区|港|码头|景区|委会|服务所|派出所|窗口|办公室|政府)"
)
_SHAPED = re.compile(rf"(?:[与和及由从向给对赴至到在于])?([\u4e00-\u9fff]{{1,8}}?{_END})")
_LAST_END = re.compile(rf".*{_END}", re.S)
# What leads to where something is or happens; the words behind it, up to a verb, are the place.
_WHERE = re.compile(
    r"(?:设在|设于|位于|坐落于|坐落在|地点|地址|库址|站址|住所|驻(?!马店)|送交|送到|送至|送|寄往|寄至|寄到|迁至|运往|来自|走访了?|抵达|途经"
    r"|前往|赴|在|于(?![都田洪])|到)(?:设在|定在|[是为在:：])*\s*"
)
_DATED = re.compile(r"(?:\d{2,4}年|\d{1,2}月|\d{1,2}日|[一二三四五六七八九十]{1,3}[月日年])")
_EVERYWHERE = re.compile(
    r"(?:全|各|本|我|该|此|这|那|其他|每个?)(?:省|市|区|县|州|乡|镇|村|社区|街道|地区)|农村|乡村|乡镇|城镇|城市"
)
_AND = re.compile(r"[和与及]|以及")


def places(text: str) -> Iterator[Span]:
    """Yield places: what stands behind a word that leads to one; without such, words that end as places do."""
    led = sorted({span for match in _WHERE.finditer(text) if (span := _led_to(text, match.end()))})
    # 于5月1日送至县民政局: of two that end together the inner one is the place.
    inner = [a for a in led if not any(a[0] < b[0] < a[1] for b in led)]
    if inner:
        yield from (part for span in inner for part in _parts(text, *span))
        return
    for match in _SHAPED.finditer(text):
        start, end = match.span(1)
        for word, tag in rjieba.tag(match.group(1)):
            if not tag.startswith(("v", "p", "d", "c")) or tag == "vn" or end - start - len(word) < 2:
                break
            start += len(word)  # 调整县…
        if not _EVERYWHERE.fullmatch(text[start:end]):
            yield start, end


def _led_to(text: str, start: int) -> Span | None:
    phrase = re.match(r"[\u4e00-\u9fffA-Za-z0-9·（）()]{2,40}", text[start:])
    if phrase is None or _DATED.match(phrase.group()):
        return None
    length = 0
    for word, tag in rjieba.tag(phrase.group()):
        # The segmenter takes a name's beginning for a verb now and then (大有广场); a place has two characters at least.
        if length >= 3 and tag.startswith(("v", "p", "c", "u")) and len(word) >= 2 and tag != "vn":
            break
        length += len(word)
    end = _LAST_END.match(phrase.group()[:length])
    if end is None or end.end() < 2 or _EVERYWHERE.fullmatch(end.group()):
        return None
    return start, start + end.end()


def _parts(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the places of 青禾市和东山市; 和平区 is one."""
    for match in _AND.finditer(text, start + 2, end - 2):
        if re.fullmatch(rf".*{_END}", text[start : match.start()]):
            yield start, match.start()
            start = match.end()
    yield start, end
