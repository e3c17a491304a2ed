"""Places that a question names: of China's divisions, of the library, and what looks like a place."""

import re
from collections.abc import Iterable, Iterator

import rjieba

from corpus.places import known_places, stem

_ENDS = tuple("省市区县州盟旗乡镇村")
_ZONES = (
    "库区",
    "高新区",
    "开发区",
    "试验区",
    "示范区",
    "工业园",
    "产业园",
    "园区",
    "特区",
    "新区",
    "林场",
    "农场",
    "茶场",
    "街道",
    "社区",
)
_MANY = "园区"  # behind a listed place, any of those that lie there: 贵州园区
_BETWEEN = 8  # characters of a zone's full name between the place and the end
_OTHERS = re.compile("[与和及同跟给向对]")  # lead to another place
_ORDINARY = frozenset(("n", "vn", "nt"))  # say what a zone is for, or whose: 中医药产业园, 药监局产业园
# What stands before 县, 区, 村 … in words that name no place.
_NOT_NAMES = frozenset(
    "贫困 对口 受援 帮扶 集中 结对 试点 示范 核心 工业 保护 重点 深度 行政 自然 特别 项目 产业 生态 旅游 全部"
    " 所有 有关 各个 相关"
    " 哪个 哪些 什么 多少 几个 两个 一个 其他 每个 本级 全市 全县 我市 我县 民族 欠发达 革命 山区 牧区 农业"
    " 现代 经济 先进 文明 低收入"
    " 扶贫 易地 搬迁 安置 小康 美丽 移民 定点 挂牌 农村 城镇 社会 乡镇 街道 选派 涉及 覆盖 负责 荣获"
    " 创建 新农 中心 特色 建制 城郊 边境".split()
)
_GENERIC = frozenset(("城区", "郊区", "矿区"))  # counties of Shanxi by name, parts of any city by use
_BOUNDED = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|[年月日给对向在从与和跟到去来由往及的拨派驻赴投汇捐]|(?<=[\u4e00-\u9fff]{2}[市区县州]))"
    r"((?:(?![年月日给对向在从与和跟到去来由往及的拨派驻赴投汇捐是各全本我该每某两三几哪这那个])[\u4e00-\u9fff]){2,3}?"
    r"(?:自治州|[县州乡镇村市区]))"
)
_LEADING = re.compile(r"^(?:那|给|对|向|在|从|与|和|跟|到|去|来|由|是|请问|关于|问|查)")


def find_places(folded: str, names: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the places that a folded text names, in the order of the text: 荔湾区, 黔南州, 三峡库区.

    Args:
        folded: simplified script.
        names: places that the library speaks of, besides those of China's divisions.
    """
    extra = set(names)
    listed = (known_places() - _GENERIC) | extra | {stem(name) for name in extra}
    folded = folded.replace("多少", "  ")  # 收治多少 holds no 治多
    found = list(_listed(folded, listed))
    for start, word in (*_shaped(folded), *_bounded(folded)):
        if not any(start < s + len(w) and s < start + len(word) for s, w in found):
            found.append((start, word))
    return tuple(dict.fromkeys(word for _, word in sorted(found)))


def same_place(asked: str, text: str) -> bool:
    """Tell whether ``text`` names the place that was asked about, under its full or its short name."""
    return asked in text or stem(asked) in text or _in_full(asked, text)


def _in_full(asked: str, text: str) -> bool:
    """Tell whether ``text`` has the full name of a zone: 粤澳产业园 is short for 粤澳合作中医药科技产业园."""
    zone = next((zone for zone in _ZONES if asked.endswith(zone)), "")
    head = asked.removesuffix(zone)
    if not zone or len(head) < 2 or head not in text or zone not in text:
        return False
    full = re.compile(rf"{re.escape(head)}([\u4e00-\u9fff]{{1,{_BETWEEN}}}?){zone}")
    return any(not _OTHERS.search(gap) and not find_places(gap) for gap in full.findall(text))


def _listed(folded: str, names: frozenset[str] | set[str]) -> Iterator[tuple[int, str]]:
    i = 0
    while i < len(folded):
        for length in range(min(14, len(folded) - i), 1, -1):
            word = folded[i : i + length]
            if word not in names:
                continue
            rest = folded[i + length :]
            zone = next((zone for zone in _ZONES if rest.startswith(zone)), None)
            if zone and zone != _MANY:
                word += zone  # 大连 + 高新区
            elif rest.startswith(_ENDS) and not word.endswith(_ENDS):
                word += rest[0]  # 黔南 + 州
            yield i, word
            i += len(word)
            break
        else:
            i += 1


def _shaped(folded: str) -> Iterator[tuple[int, str]]:
    """Yield words that end as places do and that no list has, as the segmenter divides the text."""
    position = 0
    before, before_at, before_tag = "", 0, ""
    for word, tag in rjieba.tag(folded):
        start = position
        position += len(word)
        zone = next((zone for zone in _ZONES if word.endswith(zone)), None)
        if word in _ZONES and _is_name(before, before_tag) and before_tag not in _ORDINARY:
            yield before_at, before + word
        elif zone and len(word) >= len(zone) + 2 and tag.startswith("n"):
            yield start, word
        elif word in _ENDS and _is_name(before, before_tag):
            yield before_at, before + word
        elif (
            len(word) >= 3
            and word.endswith(("县", "镇", "乡", "村", "市", "区", "州"))
            and _is_name(word[:-1], "n")
        ):
            bare = _LEADING.sub("", word)
            if len(bare) >= 3:
                yield start + len(word) - len(bare), bare
        before, before_at, before_tag = word, start, tag


def _bounded(folded: str) -> Iterator[tuple[int, str]]:
    """Yield what stands between a word that leads to a place and the end of one, unknown to dictionaries.

    给黔岭州多少, 2022年东陵县: the segmenter takes unknown names apart.
    """
    for match in _BOUNDED.finditer(folded):
        name = match.group(1)
        bare = stem(name)
        tagged = rjieba.tag(bare)
        # An ordinary noun may well be the name of a town (青石镇), hardly that of a county or a city.
        named = ("n", "x") if name.endswith(("镇", "乡")) else ("nr", "ns", "nz", "nt", "x")
        ordinary = len(tagged) == 1 and not tagged[0][1].startswith(named)
        spoken = any(tag[0] in "vfpcdurm" for _, tag in tagged if len(tagged) > 1)
        if (
            bare != name
            and bare not in _NOT_NAMES
            and bare[:2] not in _NOT_NAMES
            and not (ordinary or spoken)
        ):
            yield match.start(1), name


def _is_name(word: str, tag: str) -> bool:
    return (
        2 <= len(word) <= 4
        and bool(re.fullmatch(r"[\u4e00-\u9fff]+", word))
        and word not in _NOT_NAMES
        and word[:2] not in _NOT_NAMES
        and word[0] not in "各全本我该每某两三几哪这那"
        and tag.startswith(("n", "j", "x", "a", "v", "z", "t", "s"))
        and not (tag in {"v", "vn", "a", "n"} and len(rjieba.cut_all(word)) > 2)
    )
