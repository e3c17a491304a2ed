"""Which documents no longer hold, from what other documents say of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.models import State
from corpus.profile import Profile
from corpus.repeals import Repeal
from corpus.title_keys import is_tentative, without_offices

_INNER = str.maketrans("《》", "〈〉")  # a title inside a title


@dataclass(frozen=True, slots=True)
class Change:
    """One document's new state, and the document and words that gave it."""

    document_id: str
    state: State
    reason: str
    successor_id: str


def changes(profiles: Mapping[str, Profile]) -> tuple[Change, ...]:
    """Return the states that documents give to each other, in the order of ``profiles`` (document id -> profile).

    A document that names another as ended ends it: superseded when the speaker takes its place, repealed
    when it only does away with it. Of a rule in several versions the last one holds. Each document gets the
    first of its changes, by the speaker's date.
    """
    found: dict[str, tuple[date, Change]] = {}
    for change in [*_ended(profiles), *_superseded(profiles)]:
        when = profiles[change.successor_id].day or date.max
        known = found.get(change.document_id)
        if known is None or (when, change.successor_id) < (known[0], known[1].successor_id):
            found[change.document_id] = when, change
    return tuple(found[document_id][1] for document_id in profiles if document_id in found)


def _ended(profiles: Mapping[str, Profile]) -> Iterator[Change]:
    """Yield what each document says it ends."""
    catalogue = _Catalogue(profiles)
    for speaker_id, speaker in profiles.items():
        for repeal in speaker.ends:
            for target_id in catalogue.named(repeal):
                if target_id != speaker_id and _may_end(speaker, profiles[target_id]):
                    state = State.REPEALED if repeal.only_repeals else State.SUPERSEDED
                    verb = "废止" if repeal.only_repeals else "代替"
                    yield Change(target_id, state, f"已被{_cited(speaker)}{verb}", speaker_id)


def _superseded(profiles: Mapping[str, Profile]) -> Iterator[Change]:
    """Yield the earlier versions of each standing rule, with the version that follows."""
    versions: dict[str, list[tuple[date, str]]] = defaultdict(list)
    for document_id, one in profiles.items():
        if one.version_day:
            versions[one.title_key].append((one.version_day, document_id))
    for dated in versions.values():
        dated.sort()
        for at, (day, earlier_id) in enumerate(dated):
            earlier = profiles[earlier_id]
            for later_day, later_id in dated[at + 1 :]:
                later = profiles[later_id]
                if later_day > day and _is_version_of(later, earlier):
                    version = _version_name(later, earlier, later_day)
                    reason = f"已被{_quoted(later.title)}({version})代替"
                    yield Change(earlier_id, State.SUPERSEDED, reason, later_id)
                    break


class _Catalogue:
    """The ids of documents by 文号 and by title."""

    def __init__(self, profiles: Mapping[str, Profile]) -> None:
        self._profiles = profiles
        self._by_number: dict[str, list[str]] = defaultdict(list)
        self._by_title: dict[str, list[str]] = defaultdict(list)
        self._by_subject: dict[str, list[str]] = defaultdict(list)
        for document_id, one in profiles.items():
            if one.number_key is not None:
                self._by_number[one.number_key].append(document_id)
            self._by_title[one.title_key].append(document_id)
            self._by_subject[one.subject_key].append(document_id)

    def named(self, repeal: Repeal) -> Sequence[str]:
        """Return the documents that a repeal names: by 文号 if one has it, else by title."""
        for number in _numbers(repeal):
            if number in self._by_number:
                return self._by_number[number]
        title = repeal.title
        if not title:
            return ()
        exact = self._by_title.get(title) or self._by_subject.get(title)
        named = exact or self._by_title.get(without_offices(title)) or ()
        return [one for one in named if not (repeal.number and self._profiles[one].number)]


def names(one: Profile) -> set[str]:
    """Return all that a document is found by, and all that those are found by which it may end."""
    found = {one.title_key, one.subject_key, *([one.number_key] if one.number_key is not None else [])}
    for repeal in one.ends:
        found.update(_numbers(repeal))
        if repeal.title:
            found |= {repeal.title, without_offices(repeal.title)}
    return found


def _numbers(repeal: Repeal) -> Iterator[str]:
    """Yield the 文号 that a repeal may mean: words before the issuing code may have been caught with it."""
    number = repeal.number
    if number:
        yield from (number[at:] for at in range(max(1, number.find("(") - 1)))


def _may_end(speaker: Profile, target: Profile) -> bool:
    """Tell whether a document can end another: it is later, no copy of it, and of the same place."""
    if speaker.number_key is not None and speaker.number_key == target.number_key:
        return False
    days = speaker.day, target.day
    if speaker.title_key == target.title_key and (None in days or days[0] == days[1]):
        return False  # a rule that ends its own former version is not ended by its own copy
    return (days[0] is None or days[1] is None or days[0] > days[1]) and _share_a_place(speaker, target)


def _is_version_of(later: Profile, earlier: Profile) -> bool:
    if is_tentative(later.title) and not is_tentative(earlier.title):
        return False
    return _share_a_place(later, earlier)


def _share_a_place(one: Profile, other: Profile) -> bool:
    """Tell whether two documents may be of one place; the title of a national rule names none."""
    return not one.places or not other.places or bool(one.places & other.places)


def _version_name(later: Profile, earlier: Profile, day: date) -> str:
    """Name a version by its 文号, or by its day where an amended rule keeps the 文号 that it had."""
    if later.number and later.number_key != earlier.number_key:
        return later.number
    return f"{day.year}年{day.month}月{day.day}日"


def _cited(one: Profile) -> str:
    return _quoted(one.title) + (f"({one.number})" if one.number else "")


def _quoted(title: str) -> str:
    return f"《{title.translate(_INNER)}》"
