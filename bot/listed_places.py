"""Whether a heading that lists places is of a candidate's place too: 一、对口支援百色、三峡库区和波密县工作情况.

The figure under it belongs to the place that is named nearer to it, not to all that the heading lists.
"""

import re
from collections.abc import Callable

from bot.candidates import Candidate
from bot.place_names import find_places, same_place
from bot.question import match_form
from bot.surroundings import Surroundings
from index.tokenize import fold

_NUMBERING = re.compile(
    r"^(?:[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十百\d]{1,4}[章节条])"
)
_NEXT = re.compile(r"、|和|及|与")


def is_of_others(stands_in: Callable[[str], bool], candidate: Candidate, around: Surroundings) -> bool:
    """Tell whether a place stands only in a heading's list, and nearer to the candidate others of that list do.

    Args:
        stands_in: whether a text names the place.
        candidate: under the headings of its document.
        around: what stands around it.
    """
    nearer = around.paragraph
    for heading in reversed(candidate.document.heading_path(candidate.start)):
        if stands_in(nearer):
            return False
        listed = _NUMBERING.sub("", match_form(fold(heading)))
        if "、" in listed and stands_in(listed):
            others = [item for item in _NEXT.split(listed) if not stands_in(item)]
            return any(same_place(name, nearer) for item in others for name in find_places(item))
        nearer += listed
    return False
