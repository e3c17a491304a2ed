"""Whom 我区, 本市, 全县 mean in a document."""

import re
from collections import Counter
from collections.abc import Sequence

from corpus.places import known_places, stem

_SELF_NAMES = re.compile(r"(?:我|本|全)[省市区县州](?!域|间|长|委|政府)")


def find_aliases(sources: Sequence[str | None], text: str) -> tuple[tuple[str, str], ...]:
    """Say what the names stand for that a document gives to itself.

    Args:
        sources: names of offices and titles that tell the place, the surest first.
        text: the whole document; the place that it names most is the last resort.
    """
    places = known_places()
    aliases = []
    for name in sorted(set(_SELF_NAMES.findall(text))):
        rank = name[-1]
        candidates = [
            place for source in sources if source for place in _places_of_rank(source, rank, places)
        ]
        if not candidates:
            named = Counter(
                place for place in re.findall(rf"[\u4e00-\u9fff]{{1,7}}?{rank}", text) if place in places
            )
            candidates = [place for place, _ in named.most_common(1)]
        if candidates:
            aliases.append((name, candidates[0]))
    return tuple(aliases)


def _places_of_rank(text: str, rank: str, places: frozenset[str]) -> list[str]:
    """Return the places of one rank that ``text`` names, the innermost first: 广州市荔湾区… -> 荔湾区."""
    found = []
    for match in re.finditer(rank, text):
        before = text[: match.end()]
        for length in range(min(12, len(before)), 2, -1):
            if before[-length:] in places:
                found.append(before[-length:])
                break
        else:
            own = re.search(rf"(?:.*(?:[省市县、共]|自治[州区])|^)([\u4e00-\u9fff]{{2,12}}?{rank})$", before)
            if own and (stem(own.group(1)) != own.group(1) or rank == "区"):
                found.append(own.group(1))
    return found[::-1]
