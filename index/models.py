"""What the index hands on: passages with their scores."""

from dataclasses import dataclass
from datetime import date

from corpus.models import Passage, State


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that a search returned.

    ``score`` is the fused score in [0, 1]; ``lexical`` and ``dense`` are its parts before fusion
    (BM25 sum, cosine), kept so that a reader of a log can see which arm spoke.
    """

    passage: Passage
    score: float
    lexical: float
    dense: float


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is limited to. Empty fields limit nothing."""

    issuers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()  # provinces, cities, counties; what lies in them counts too
    documents: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    issued_from: date | None = None
    issued_to: date | None = None
    groups: frozenset[str] | None = (
        None  # of the reader, who sees only what is open to them; None: everything
    )
