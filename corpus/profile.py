"""What settling knows of a document: how it is named, when and where it was made, what it ends. No text.

A profile is made once, where the text is at hand, and kept as JSON beside the version: to settle a library
takes no text, no metadata and no rule.
"""

import json
import re
from dataclasses import dataclass
from datetime import date

from corpus.models import Metadata
from corpus.numbers import number_key
from corpus.places import known_places, stem
from corpus.repeals import Repeal, repeals
from corpus.title_keys import is_draft, is_standing_rule, subject_key, title_key, version_year

RULES = 1  # of profiles: raised when any rule changes that one is made by; older ones are made anew
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,10}?(?:省|市|自治[区州县旗]|区|县|州|旗)")


@dataclass(frozen=True, slots=True)
class Profile:
    """A document as it is compared with others."""

    title: str
    is_named: bool  # the title is one, not the first words of the text or the name of the file
    number: str | None  # 文号, as written
    title_key: str
    subject_key: str
    number_key: str | None
    places: frozenset[str]  # stems: of the issuer and in the title
    day: date | None  # of issue, or the nearest that is known
    version_day: date | None  # that orders it among versions of one rule; None: it is not such a rule
    written_on: date | None  # of issue, if the document itself says so
    effective_on: date | None
    ends: tuple[Repeal, ...]


def profile(metadata: Metadata, text: str) -> Profile:
    """Return what settling needs of a document; its metadata are those that count, corrected ones included."""
    title = metadata.title
    return Profile(
        title=title,
        is_named=not _found_by(metadata, "title", "text", "file_name"),
        number=metadata.number,
        title_key=title_key(title),
        subject_key=subject_key(title),
        number_key=number_key(metadata.number) if metadata.number else None,
        places=_places(metadata),
        day=metadata.issued_on or metadata.published_on or metadata.effective_on,
        version_day=_version_day(metadata) if is_standing_rule(title) and not is_draft(title) else None,
        # A file's name may hold the day it was saved.
        written_on=None if _found_by(metadata, "issued_on", "file_name") else metadata.issued_on,
        effective_on=metadata.effective_on,
        ends=repeals(title, text),
    )


def profile_to_json(made: Profile) -> str:
    """Return a profile as one list, with the revision of the rules in front; dates in ISO 8601."""
    values = (
        *(RULES, made.title, made.is_named, made.number, made.title_key, made.subject_key, made.number_key),
        *(sorted(made.places), made.day, made.version_day, made.written_on, made.effective_on),
        [[repeal.number, repeal.title, repeal.only_repeals] for repeal in made.ends],
    )
    return json.dumps(values, ensure_ascii=False, default=date.isoformat, separators=(",", ":"))


def profile_from_json(text: str | None) -> Profile | None:
    """Return what ``profile_to_json`` was given; None where there is nothing, or by the rules of another release."""
    if text is None or not text.startswith(f"[{RULES},"):
        return None
    _, title, is_named, number, title_key_, subject, number_key_, places, *days, ends = json.loads(text)
    day, version_day, written_on, effective_on = (d and date.fromisoformat(d) for d in days)
    return Profile(
        title,
        is_named,
        number,
        title_key_,
        subject,
        number_key_,
        frozenset(places),
        day,
        version_day,
        written_on,
        effective_on,
        tuple(Repeal(*repeal) for repeal in ends),
    )


def _found_by(metadata: Metadata, field: str, *rules: str) -> bool:
    return any(ground.field == field and ground.rule in rules for ground in metadata.grounds)


def _places(metadata: Metadata) -> frozenset[str]:
    known = known_places()
    names = set()
    for text in (metadata.issuer or "", metadata.title):
        for match in _PLACE.finditer(text):
            own = match.group()
            names.add(stem(next((own[i:] for i in range(len(own) - 1) if own[i:] in known), own)))
    return frozenset(names)


def _version_day(metadata: Metadata) -> date | None:
    """Return the day that orders versions. The day a site published one says nothing of it."""
    return metadata.issued_on or version_year(metadata.title) or metadata.effective_on
