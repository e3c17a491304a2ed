from itertools import combinations, pairwise

import numpy as np
import pytest

from corpus import bands
from corpus.bands import candidates
from corpus.fingerprint import fingerprint, unpack
from corpus.traits import band_traits, is_band

BODY = "为了节约用水，保障居民生活和生产用水，根据有关法律，结合本地实际，制定本办法。年用水五百吨以上的单位，应当每月报告。"


def variants(count: int, seed: int) -> list[bytes]:
    """Return fingerprints of texts that are more or less alike."""
    chance = np.random.default_rng(seed)
    texts = []
    for _ in range(count):
        cut = int(chance.integers(0, len(BODY)))
        texts.append(
            BODY[:cut]
            + "水务局另行通知。" * int(chance.integers(0, 3))
            + BODY[cut:] * int(chance.integers(1, 3))
        )
    return [fingerprint(text) for text in texts]


def bucket_pairs(prints: list[bytes], members: list[int], crowd: int) -> set[tuple[int, int]]:
    if len(members) <= crowd:
        return set(combinations(members, 2))
    figures: dict[int, list[int]] = {}
    for at in members:
        figures.setdefault(unpack(prints[at]).figures, []).append(at)
    return {pair for alike in figures.values() for pair in pairwise(alike)}


def one_by_one(prints: list[bytes], crowd: int) -> set[tuple[int, int]]:
    """Return the pairs that share four neighbouring minima, found without numbers."""
    found: set[tuple[int, int]] = set()
    for band in range(0, 128, 4):
        buckets: dict[bytes, list[int]] = {}
        for at, data in enumerate(prints):
            if data:
                buckets.setdefault(unpack(data).sketch[band : band + 4].tobytes(), []).append(at)
        for members in buckets.values():
            found |= bucket_pairs(prints, members, crowd)
    return found


@pytest.mark.parametrize("crowd", [64, 5, 1])
def test_pairs_are_those_that_share_a_band(monkeypatch: pytest.MonkeyPatch, crowd: int) -> None:
    monkeypatch.setattr(bands, "_CROWD", crowd)
    prints = [*variants(60, seed=crowd), b"", *variants(20, seed=7)]
    found = candidates(prints)
    assert found.keys() == one_by_one(prints, crowd)
    assert len(found) > 10
    for (one, other), likeness in found.items():
        assert likeness == np.mean(unpack(prints[one]).sketch == unpack(prints[other]).sketch)


def test_many_pairs_are_compared_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    prints = variants(30, seed=3)
    whole = candidates(prints)
    monkeypatch.setattr(bands, "_BATCH", 7)
    assert candidates(prints) == whole


def test_nothing_has_no_pairs() -> None:
    assert candidates([]) == candidates([b""]) == candidates([fingerprint(BODY)]) == {}


def test_documents_share_a_trait_where_their_sketches_share_a_band() -> None:
    prints = variants(40, seed=5)
    traits = [band_traits(data) for data in prints]
    assert all(is_band(trait) for some in traits for trait in some)
    sharing = {pair for pair in combinations(range(len(prints)), 2) if traits[pair[0]] & traits[pair[1]]}
    assert sharing == candidates(prints).keys()
    assert band_traits(None) == band_traits(b"\0") == set()
