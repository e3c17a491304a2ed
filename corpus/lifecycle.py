"""Which documents no longer hold, from what other documents say of them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.models import Document, Metadata, State
from corpus.numbers import number_key
from corpus.places import known_places, stem
from corpus.repeals import Repeal, repeals
from corpus.title_keys import is_draft, is_standing_rule, is_tentative, subject_key, title_key, version_year

_INNER = str.maketrans("《》", "〈〉")  # a title inside a title
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,10}?(?:省|市|自治[区州县旗]|区|县|州|旗)")


@dataclass(frozen=True, slots=True)
class Change:
    """One document's new state, and the document and words that gave it."""

    document_id: str
    state: State
    reason: str
    successor_id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as the comparison needs it: what it is, and what it ends. No text."""

    document_id: str
    metadata: Metadata
    repeals: tuple[Repeal, ...]


def changes(documents: Sequence[Document]) -> tuple[Change, ...]:
    """Return the states that the documents' own words give to each other."""
    return settle([Entry(document.id, document.metadata, repeals(document)) for document in documents])


def settle(entries: Sequence[Entry]) -> tuple[Change, ...]:
    """Return the states that follow from what is known of each document.

    A document that names another as ended ends it: superseded when the speaker takes its place, repealed
    when it only does away with it. Of a rule in several versions the last one holds. Each document gets the
    first of its changes, by the speaker's date.
    """
    found: dict[str, tuple[date, Change]] = {}
    for speaker, target, change in [*_ended(entries), *_superseded(entries)]:
        when = _day(speaker.metadata) or date.max
        known = found.get(target.document_id)
        if known is None or (when, speaker.document_id) < (known[0], known[1].successor_id):
            found[target.document_id] = when, change
    order = {entry.document_id: at for at, entry in enumerate(entries)}
    return tuple(change for _, change in sorted(found.values(), key=lambda pair: order[pair[1].document_id]))


def _ended(entries: Sequence[Entry]) -> Iterable[tuple[Entry, Entry, Change]]:
    """Yield what each document says it ends."""
    catalogue = _Catalogue(entries)
    for speaker in entries:
        for repeal in speaker.repeals:
            for target in catalogue.named(repeal):
                if target.document_id != speaker.document_id and _may_end(speaker, target):
                    state = State.REPEALED if repeal.only_repeals else State.SUPERSEDED
                    verb = "废止" if repeal.only_repeals else "代替"
                    reason = f"已被{_cited(speaker.metadata)}{verb}"
                    yield speaker, target, Change(target.document_id, state, reason, speaker.document_id)


def _superseded(entries: Sequence[Entry]) -> Iterable[tuple[Entry, Entry, Change]]:
    """Yield the earlier versions of each standing rule, with the version that follows."""
    versions: dict[str, list[tuple[date, Entry]]] = defaultdict(list)
    for entry in entries:
        day = _version_day(entry.metadata)
        if day and is_standing_rule(entry.metadata.title) and not is_draft(entry.metadata.title):
            versions[title_key(entry.metadata.title)].append((day, entry))
    for dated in versions.values():
        dated.sort(key=lambda pair: (pair[0], pair[1].document_id))
        for at, (day, earlier) in enumerate(dated):
            for later_day, later in dated[at + 1 :]:
                if later_day > day and _is_version_of(later.metadata, earlier.metadata):
                    version = _version_name(later.metadata, earlier.metadata, later_day)
                    reason = f"已被{_quoted(later.metadata.title)}({version})代替"
                    change = Change(earlier.document_id, State.SUPERSEDED, reason, later.document_id)
                    yield later, earlier, change
                    break


class _Catalogue:
    """Documents by 文号 and by title."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._by_number: dict[str, list[Entry]] = defaultdict(list)
        self._by_title: dict[str, list[Entry]] = defaultdict(list)
        self._by_subject: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            if entry.metadata.number:
                self._by_number[number_key(entry.metadata.number)].append(entry)
            self._by_title[title_key(entry.metadata.title)].append(entry)
            self._by_subject[subject_key(entry.metadata.title)].append(entry)

    def named(self, repeal: Repeal) -> Sequence[Entry]:
        """Return the documents that a repeal names: by 文号 if one has it, else by title."""
        number = repeal.number
        if number:
            # Words before the issuing code may have been caught with it.
            starts = range(max(1, number.find("(") - 1)) if "(" in number else range(1)
            found = next((self._by_number[number[i:]] for i in starts if number[i:] in self._by_number), [])
            if found:
                return found
        if not repeal.title:
            return ()
        named = self._by_title.get(repeal.title) or self._by_subject.get(repeal.title) or []
        if not named and repeal.title.find("关于") > 0:
            named = self._by_title.get(repeal.title[repeal.title.find("关于") :]) or []
        return [entry for entry in named if not (number and entry.metadata.number)]


def _may_end(speaker: Entry, target: Entry) -> bool:
    """Tell whether a document can end another: it is later, no copy of it, and of the same place."""
    mine, other = speaker.metadata, target.metadata
    if mine.number and other.number and number_key(mine.number) == number_key(other.number):
        return False
    days = _day(mine), _day(other)
    if title_key(mine.title) == title_key(other.title) and (None in days or days[0] == days[1]):
        return False  # a rule that ends its own former version is not ended by its own copy
    return (days[0] is None or days[1] is None or days[0] > days[1]) and _share_a_place(mine, other)


def _is_version_of(later: Metadata, earlier: Metadata) -> bool:
    if is_tentative(later.title) and not is_tentative(earlier.title):
        return False
    return _share_a_place(later, earlier)


def _share_a_place(one: Metadata, other: Metadata) -> bool:
    """Tell whether two documents may be of one place; the title of a national rule names none."""
    mine, yours = _places(one), _places(other)
    return not mine or not yours or bool(mine & yours)


def _places(metadata: Metadata) -> set[str]:
    places = known_places()
    names = set()
    for text in (metadata.issuer or "", metadata.title):
        for match in _PLACE.finditer(text):
            own = match.group()
            known = next((own[i:] for i in range(len(own) - 1) if own[i:] in places), own)
            names.add(stem(known))
    return names


def _day(metadata: Metadata) -> date | None:
    return metadata.issued_on or metadata.published_on or metadata.effective_on


def _version_day(metadata: Metadata) -> date | None:
    """Return the day that orders versions. The day a site published one says nothing of it."""
    return metadata.issued_on or version_year(metadata.title) or metadata.effective_on


def _version_name(later: Metadata, earlier: Metadata, day: date) -> str:
    """Name a version by its 文号, or by its day where an amended rule keeps the 文号 that it had."""
    own = later.number and (not earlier.number or number_key(later.number) != number_key(earlier.number))
    return later.number if own and later.number else f"{day.year}年{day.month}月{day.day}日"


def _cited(metadata: Metadata) -> str:
    return _quoted(metadata.title) + (f"({metadata.number})" if metadata.number else "")


def _quoted(title: str) -> str:
    return f"《{title.translate(_INNER)}》"
