"""Which judged questions a model is trained on, which its thresholds are tuned on, and which are only measured on.

A digest of the question tells, so that it is the same on every machine, whatever else is in a set.
"""

import hashlib
from enum import StrEnum


class Part(StrEnum):
    """What a question may be used for."""

    TRAINING = "training"
    TUNING = "tuning"
    MEASURING = "measuring"


_SHARES = {"policy": 3, "statute": 5}  # every n-th question is for measuring
_TUNED = {"policy": 2, "statute": 2}  # of each n-th of the rest's shares the m-th is for tuning


def part_of(suite: str, question: str) -> Part:
    """Return what a question of a suite may be used for; of other suites, nothing is trained on.

    Of ``policy``, a third is for measuring and a sixth for tuning; of ``statute``, a fifth and a tenth.
    """
    if suite not in _SHARES:
        return Part.MEASURING
    turn, rest = divmod(digest(question), _SHARES[suite])
    if rest == 0:
        return Part.MEASURING
    return Part.TUNING if suite in _TUNED and rest == 1 and turn % _TUNED[suite] == 0 else Part.TRAINING


def digest(text: str) -> int:
    """Return a number that tells ``text`` from others; the same on every machine."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
