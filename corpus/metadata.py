"""Title, issuer, 文号 and dates, as the document itself gives them; nothing is invented.

Order of trust: what the format labels (front matter, <meta>), label tables and labelled lines at the
head, headings of orders and notes of statutes, the signature at the foot, the shape of the first lines,
and last the file's name. One source gives a value; two are never mixed.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TypeVar

from corpus import titles
from corpus.aliases import find_aliases
from corpus.dates import dates_in
from corpus.file_names import NameParts, name_parts
from corpus.labels import given_fields, labelled
from corpus.letterhead import head_number, letterhead_issuer, title_issuer
from corpus.lines import Found, Line, bounded, lines_of, whole_lines
from corpus.models import Ground, Metadata
from corpus.numbers import NUMBER
from corpus.parse.models import Block
from corpus.promulgation import history, order_heading
from corpus.signature import find_signature
from corpus.validity import Validity, find_validity

__all__ = ["NUMBER", "find_metadata"]

T = TypeVar("T")
Fields = Mapping[str, Found[str]]


def find_metadata(
    blocks: Sequence[Block], starts: Sequence[int], fields: Mapping[str, str], name: str
) -> Metadata:
    """Return what the document says of itself, and where.

    Args:
        blocks: the cleaned lines.
        starts: the offset of each line in the text.
        fields: values that the format labels itself.
        name: the file's name; its stem is the title where nothing else can be.
    """
    lines = bounded(lines_of(blocks, starts))
    given, labels, file = given_fields(fields, name), labelled(lines), name_parts(name)
    order = order_heading(lines)
    title = titles.clean_title(
        _first(given.get("title"), labels.get("title"), order.title)
        or _title(lines, fields.get("page_title"), order.number, file)
    )
    in_title = title_issuer(title)
    statute = history(_below(title, bounded(whole_lines(blocks, starts))), title.value)
    forwards = "转发" in title.value or "批转" in title.value
    signature = find_signature(lines, in_title.value if in_title else None, forwards=forwards)

    issuer = _first(
        *(given.get("issuer"), labels.get("issuer"), order.issuer, statute.issuer, signature.offices),
        *(letterhead_issuer(lines), in_title, signature.printer),
    )
    number = _first(
        *(
            _number(given),
            _number(labels),
            order.number,
            head_number(lines, title),
            statute.number,
            file.number,
        )
    )
    issued_on = _first(
        *(_day(given, "issued_on"), _day(labels, "issued_on"), statute.issued_on),
        *(signature.signed_on, signature.printed_on),
    )
    published_on = _first(_day(given, "published_on"), _day(labels, "published_on"))
    if published_on is None:
        issued_on = _first(issued_on, file.day)
    index_number = _first(given.get("index_number"), labels.get("index_number"))
    site = _first(given.get("site"), labels.get("site"))
    made_on = statute.first_on or _value(_first(issued_on, published_on))
    official = number or titles.names_a_kind(
        title.value
    )  # reports in the press quote what others put into force
    validity = find_validity(lines, title.value, made_on) if official else Validity()
    effective_on = _first(
        *(
            _day(given, "effective_on"),
            _day(labels, "effective_on"),
            validity.effective_on,
            statute.effective_on,
        )
    )
    expires_on = _first(_day(given, "expires_on"), _day(labels, "expires_on"), validity.expires_on)

    offices = signature.offices.value if signature.offices else None
    return Metadata(
        title=title.value,
        issuer=_value(issuer),
        number=_value(number),
        issued_on=_value(issued_on),
        published_on=_value(published_on),
        index_number=_value(index_number),
        site=_value(site),
        aliases=find_aliases(
            (offices, _value(issuer), title.value), "\n".join(block.text for block in blocks)
        ),
        effective_on=_value(effective_on),
        expires_on=_value(expires_on),
        grounds=tuple(
            _grounds(
                title=title,
                issuer=issuer,
                number=number,
                issued_on=issued_on,
                published_on=published_on,
                index_number=index_number,
                site=site,
                effective_on=effective_on,
                expires_on=expires_on,
            )
        ),
    )


def _title(
    lines: Sequence[Line], page_title: str | None, order: Found[str] | None, file: NameParts
) -> Found[str]:
    """Return the title of a document that has no label for it."""
    found = _first(titles.heading(lines), titles.page_title(page_title, lines), titles.shaped(lines))
    if order and (found is None or order.value.startswith(found.value)):
        return order  # ××令 第5号 has no other title
    return (
        found or titles.opening(lines, file.title if file.tells else None) or Found(file.title, "file_name")
    )


def _below(title: Found[str], lines: Sequence[Line]) -> Sequence[Line]:
    if title.end is None:
        return lines
    return [line for line in lines if line.start >= title.end]


def _number(fields: Fields) -> Found[str] | None:
    """Return the 文号 in a labelled value, or the value itself: not every office writes 号."""
    found = fields.get("number")
    match = NUMBER.search(found.value) if found else None
    if found is None or match is None:
        return found
    if found.start is None:
        return Found(match.group(), found.rule)
    return Found(match.group(), found.rule, found.start + match.start(), found.start + match.end())


def _day(fields: Fields, name: str) -> Found[date] | None:
    found = fields.get(name)
    if found is None:
        return None
    for day, start, end in dates_in(found.value):
        if found.start is None:
            return Found(day, found.rule)
        return Found(day, found.rule, found.start + start, found.start + end)
    return None


def _first(*candidates: Found[T] | None) -> Found[T] | None:
    """Return the value of the most trusted source that has one."""
    return next((candidate for candidate in candidates if candidate is not None), None)


def _value(found: Found[T] | None) -> T | None:
    return found.value if found else None


def _grounds(**values: Found[str] | Found[date] | None) -> Iterator[Ground]:
    for field, found in values.items():
        if found is not None:
            yield Ground(field, found.rule, found.start, found.end)
