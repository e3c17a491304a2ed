"""Units of measure: what a unit counts, and how many of the smallest unit of its family it is."""

import re
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is written. Figures of one family can be put together; others never."""

    name: str  # 万元
    family: str  # 元
    scale: Decimal  # 10000


_MAGNITUDES = {
    "十": 1, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "十亿": 9, "百亿": 10, "千亿": 11,
    "万亿": 12,
}  # fmt: skip
# Family, and how many of its base unit each name is. What is not listed is a family of its own.
_FAMILIES: dict[str, dict[str, str]] = {
    "元": {"元": "1", "块": "1", "块钱": "1", "人民币元": "1"},
    "%": {"%": "1", "％": "1", "‰": "0.1"},
    "百分点": {"个百分点": "1", "百分点": "1"},
    "人": {"人": "1", "名": "1", "位": "1"},
    "天": {"天": "1", "日": "1"},
    "亩": {"亩": "1", "公顷": "15", "平方公里": "1500"},
    "米": {"米": "1", "公里": "1000", "千米": "1000"},
    "克": {"克": "1", "斤": "500", "公斤": "1000", "千克": "1000", "吨": "1000000"},
    "瓦": {"千瓦": "1000", "兆瓦": "1000000", "MW": "1000000", "mw": "1000000"},
}
_BASES = {
    name: (family, Decimal(scale)) for family, names in _FAMILIES.items() for name, scale in names.items()
}
_MAGNITUDE = re.compile("|".join(sorted(_MAGNITUDES, key=len, reverse=True)))


def unit_of(written: str) -> Unit | None:
    """Return the unit that ``written`` is (万元, 公顷, 个), or None where it is empty.

    Args:
        written: what stands behind the digits, without spaces.
    """
    if not written:
        return None
    magnitude = _MAGNITUDE.match(written)
    # 千瓦, 千米 and 百分点 are units themselves; 亿 alone is money, as in 投资3亿.
    if magnitude is None or written in _BASES:
        family, scale = _BASES.get(written, (written, Decimal(1)))
        return Unit(written, family, scale)
    rest = written[magnitude.end() :]
    factor = Decimal(10) ** _MAGNITUDES[magnitude.group()]
    if not rest:
        return Unit(f"{written}元", "元", factor)
    family, scale = _BASES.get(rest, (rest, Decimal(1)))
    return Unit(written, family, factor * scale)
