"""The same notice in several files: on two sites, or as docx, pdf and wps."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from corpus.bands import candidates
from corpus.fingerprint import Fingerprint, has_words, unpack
from corpus.profile import Profile

_LIKE = 0.85  # likeness of the same text in two files
_LIKE_TITLED = 0.6  # the same where the titles are the same too: on a short notice furniture weighs much
_SHORT = 40  # characters; a shorter text must be the same


@dataclass(frozen=True, slots=True)
class Item:
    """A document as the comparison needs it."""

    document_id: str
    fingerprint: bytes
    profile: Profile


def groups(items: Sequence[Item]) -> tuple[tuple[str, ...], ...]:
    """Return the ids of documents that hold the same text, in the order of ``items``; those alone are left out."""
    copies = _copies(items)
    firsts = [items[members[0]] for members in copies]
    likeness = candidates([item.fingerprint for item in firsts])
    prints = {at: unpack(firsts[at].fingerprint) for at in {at for pair in likeness for at in pair}}
    members = {at: [at] for at in range(len(firsts))}  # the first of each group -> all of it
    group_of = list(range(len(firsts)))

    def same(one: int, other: int) -> bool:
        return _same(firsts[one].profile, firsts[other].profile, prints[one], prints[other])

    for one, other in sorted(likeness, key=lambda pair: (-likeness[pair], pair)):
        first, second = sorted((group_of[one], group_of[other]))
        if first != second and all(same(a, b) for a, b in product(members[first], members[second])):
            for at in members[second]:
                group_of[at] = first
            members[first] += members.pop(second)
    found = (sorted(at for copy in group for at in copies[copy]) for _, group in sorted(members.items()))
    return tuple(tuple(items[at].document_id for at in group) for group in found if len(group) > 1)


def _copies(items: Sequence[Item]) -> list[list[int]]:
    """Put together what differs in nothing that is compared, so that a thousand copies count as one."""
    alike: dict[object, list[int]] = {}
    for at, item in enumerate(items):
        one = item.profile
        written = (one.title, one.number, one.written_on, one.effective_on, one.is_named)
        key = (item.fingerprint, written) if has_words(item.fingerprint) else at
        alike.setdefault(key, []).append(at)
    return list(alike.values())


def _same(one: Profile, other: Profile, print_one: Fingerprint, print_other: Fingerprint) -> bool:
    """Tell whether two documents hold the same text: alike, and nothing that tells them apart."""
    likeness = float(np.mean(print_one.sketch == print_other.sketch))
    if min(print_one.length, print_other.length) < _SHORT:
        return print_one.length > 0 and (
            likeness == 1.0
            and print_one.length == print_other.length
            and print_one.figures == print_other.figures
        )
    titled = one.is_named and _folded(one.title) == _folded(other.title)
    if likeness < (_LIKE_TITLED if titled else _LIKE):
        return False
    return not _filled_otherwise(print_one, print_other) and not _conflict(one, other)


def _filled_otherwise(one: Fingerprint, other: Fingerprint) -> bool:
    """Tell whether any slot that both texts have holds another figure or place."""
    if one.figures == other.figures:
        return False
    _, mine, yours = np.intersect1d(
        one.slots["place"], other.slots["place"], assume_unique=True, return_indices=True
    )
    return bool(np.any(one.slots["value"][mine] != other.slots["value"][yours]))


def _conflict(one: Profile, other: Profile) -> bool:
    """Tell whether the documents say of themselves that they are two: by 文号, dates or titles."""
    for mine, yours in (
        (one.number_key, other.number_key),
        (one.written_on, other.written_on),
        (one.effective_on, other.effective_on),
    ):
        if mine is not None and yours is not None and mine != yours:
            return True
    titles = sorted((_folded(one.title), _folded(other.title)), key=len)
    return one.is_named and other.is_named and titles[0] not in titles[1]


def _folded(title: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", title)).lower()
