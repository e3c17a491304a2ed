"""Which documents still hold, and which are the same: found anew around what has changed, and nowhere else.

Documents that share no trait, neither a name nor a band of their sketches, say nothing of each other. So only
those are looked at that a chain of shared traits joins to a changed document, by what it shares now or by what
it shared when the library was settled last. What is found is what a look at the whole library would find.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from corpus.duplicates import Item, groups
from corpus.lifecycle import Change, changes
from corpus.profile import RULES, Profile, profile, profile_from_json, profile_to_json
from corpus.store import Store
from corpus.traits import band_traits, in_batches, is_band, name_traits

_MANY = 2_000  # changed documents: from here on the whole library is read at once


@dataclass(frozen=True, slots=True)
class _Known:
    """A document as settling reads it."""

    profile: Profile
    fingerprint: bytes | None

    def names(self) -> set[int]:
        return name_traits(self.profile)

    def bands(self) -> set[int]:
        return band_traits(self.fingerprint)


def settle(store: Store) -> None:
    """Let the documents say of each other which still hold, and find those that are the same.

    The caller holds the store's write lock.
    """
    since = store.settled_at(RULES)
    if since == store.revision():
        return
    touched = {changed.document_id for changed in store.changed_since(since)}
    if since == 0 or len(touched) > _MANY:
        _settle_all(store)
    else:
        _settle_near(store, touched)


def _settle_all(store: Store) -> None:
    known = _read(store)
    store.set_states(_changes(known))
    store.set_duplicates(_groups(known))
    store.forget_settled()  # a process that is killed while it writes traits leaves too few of them
    for ids in in_batches(known):
        store.put_traits({document_id: _traits(known[document_id]) for document_id in ids})
    store.mark_settled(RULES, {})


def _settle_near(store: Store, touched: Collection[str]) -> None:
    before = store.traits.of(touched)
    named = _joined(store, touched, {trait for trait in before if not is_band(trait)}, _Known.names)
    alike = _joined(store, touched, {trait for trait in before if is_band(trait)}, _Known.bands)
    store.set_states(_changes(named), among=named)
    store.set_duplicates(_groups(alike), among=alike)
    store.mark_settled(RULES, {one: _traits(named[one]) if one in named else set() for one in touched})


def _joined(
    store: Store, touched: Collection[str], before: Collection[int], traits_of: Callable[[_Known], set[int]]
) -> dict[str, _Known]:
    """Return the documents that a chain of shared traits joins to those touched, by id.

    Args:
        store: the library's documents, with the traits of all but those touched.
        touched: ids of documents that have changed or were removed.
        before: the traits that these had.
        traits_of: gives the traits of the kind that is meant.
    """
    known: dict[str, _Known] = {}
    seen = set(before)
    ids = store.traits.sharing(before) | set(touched)
    while ids:
        fresh = _read(store, ids)
        known |= fresh
        traits = {trait for one in fresh.values() for trait in traits_of(one)} - seen
        seen |= traits
        ids = store.traits.sharing(traits) - known.keys()
    return dict(sorted(known.items()))


def _read(store: Store, document_ids: Collection[str] | None = None) -> dict[str, _Known]:
    """Return the documents of these ids that are there, or all, by id; profiles that are missing are made."""
    known: dict[str, _Known] = {}
    made: dict[str, str] = {}
    for document_id, kept, fingerprint in store.findings(document_ids):
        found = profile_from_json(kept)
        if found is None:
            document = store.document(document_id)
            found = profile(document.metadata, document.text)
            made[document_id] = profile_to_json(found)
        known[document_id] = _Known(found, fingerprint)
    for ids in in_batches(made):
        store.put_profiles({document_id: made[document_id] for document_id in ids})
    return known


def _changes(known: Mapping[str, _Known]) -> tuple[Change, ...]:
    return changes({document_id: one.profile for document_id, one in known.items()})


def _groups(known: Mapping[str, _Known]) -> tuple[tuple[str, ...], ...]:
    return groups([Item(i, one.fingerprint, one.profile) for i, one in known.items() if one.fingerprint])


def _traits(one: _Known) -> set[int]:
    return one.names() | one.bands()
