"""From whom to whom: 荔湾区给黔南州 is not 黔南州给荔湾区."""

import re
from collections.abc import Sequence
from functools import lru_cache

from corpus.places import children_of, stem

_TO = (  # what leads to the one who takes
    r"(?:给|向|对|支援|援助|帮扶|支持|捐助|捐赠|资助|援建|派往|派到|赴|前往|输送到|转移到|交(?![通流易])"
    r"|\bto\b)(?:给|了|到|往|由|\s)*"
)
_GETS = r"(?:收到|得到|获得|接受|获|拿到|收)(?:了|过)?(?:来自)?"
_NOT_A_GIFT = r"(?!.{0,8}(?:争取|申请|申报|借|索要|学习|取经|报送|上报|请示|汇报))"
_BETWEEN = r"[^，,。；;]{0,8}?"


def asked_direction(folded: str, places: Sequence[str]) -> tuple[str, str] | None:
    """Return giver and taker of a question that names both, in the order of its places; None where unclear."""
    if len(places) != 2:
        return None
    first, second = (re.escape(place) for place in places)
    if re.search(rf"{first}[^，,。；;]{{0,24}}?{_GETS}[^，,。；;]{{0,4}}?{second}", folded) or re.search(
        rf"{first}(?:从|由){second}", folded
    ):
        return places[1], places[0]
    if re.search(rf"{first}[^，,。；;]{{0,40}}?{_TO}{second}", folded):
        return places[0], places[1]
    return None


def is_reversed(direction: tuple[str, str], clause: str, before: str = "") -> bool:
    """Tell whether a clause gives to the one who should give, and nothing to the one who should take.

    Args:
        direction: giver and taker.
        clause: folded; where it names neither (其中2016年210万元), the sentence before it says who gives.
        before: the paragraph up to the clause.
    """
    named, to_giver, to_taker = _patterns(*direction)
    if not named.search(clause):
        clause = re.split("[。；;]", before.rstrip("。；;"))[-1]
    return bool(to_giver.search(clause)) and not to_taker.search(clause)


@lru_cache(maxsize=200)
def _patterns(giver: str, taker: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return what finds either name, a gift to the giver, and a gift to the taker."""
    gives, takes = _names(giver), _names(taker)
    return (
        re.compile(f"{gives}|{takes}"),
        re.compile(rf"{_TO}{_BETWEEN}{gives}{_NOT_A_GIFT}"),
        re.compile(rf"{_TO}{_BETWEEN}{takes}|{takes}[^，,。；;]{{0,8}}?{_GETS}"),
    )


def _names(place: str) -> str:
    """Return a pattern of what a place and the cities and counties in it are called."""
    return "(?:" + "|".join(map(re.escape, (stem(place), *sorted(children_of(place))))) + ")"
