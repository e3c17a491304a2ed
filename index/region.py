"""Whether a document is about a province, city or county: what the filter by region asks."""

import re
from functools import lru_cache

from corpus.places import ABBREVIATIONS, children_of, stem
from index.tokenize import fold

_SHORT = {name: sign for sign, name in ABBREVIATIONS.items()}
# What stands behind the one-character name of a place, so that it is one: 粤府, 黔政办, 穗协作.
_OF_OFFICES = "(?:府|省|政|办|委|发改|财|教|建|农|协作|扶)"


def names_region(region: str, about: str, headings: str = "") -> bool:
    """Tell whether a document is about a region, or about a city or county in it.

    Args:
        region: 广东, 广东省, 黔南州, 荔湾区.
        about: title, issuer and what 我区 stands for.
        headings: of the document; what lies in the region does not count there, since its name may mean others.
    """
    name, pattern, below = _forms(region)
    return name in about or name in headings or bool(pattern and pattern.search(about)) or _any(below, about)


def _any(names: frozenset[str], text: str) -> bool:
    return any(name in text for name in names)


@lru_cache(maxsize=256)
def _forms(region: str) -> tuple[str, re.Pattern[str] | None, frozenset[str]]:
    folded = fold(region.strip())
    name = stem(folded)
    sign = _SHORT.get(name)
    return name, re.compile(sign + _OF_OFFICES) if sign else None, children_of(folded)
