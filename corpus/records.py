"""Documents as JSON and back: what the store keeps in its columns and what a reading process hands over."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from corpus.models import Cell, Ground, Metadata, Row, Section, Table

DATES = ("issued_on", "published_on", "effective_on", "expires_on")
CORRECTABLE = tuple(f.name for f in fields(Metadata) if f.name not in {"aliases", "grounds"})


def sections_to_json(sections: Iterable[Section]) -> str:
    """Return sections as rows of numbers."""
    return json.dumps([[s.level, s.start, s.heading_end, s.end] for s in sections])


def sections_from_json(text: str) -> tuple[Section, ...]:
    """Return what ``sections_to_json`` was given."""
    return tuple(Section(*values) for values in json.loads(text))


def headings_to_json(text: str, sections: Iterable[Section]) -> str:
    """Return the words of the sections' headings, in their order."""
    return json.dumps([text[s.start : s.heading_end].strip() for s in sections], ensure_ascii=False)


def tables_to_json(tables: Iterable[Table]) -> str:
    """Return tables as nested rows."""
    return json.dumps(
        [
            [
                [row.start, row.end, int(row.is_header), row.beside]
                + [[c.start, c.end, c.column, c.span, c.heading] for c in row.cells]
                for row in table.rows
            ]
            for table in tables
        ],
        ensure_ascii=False,
    )


def tables_from_json(text: str) -> tuple[Table, ...]:
    """Return what ``tables_to_json`` was given."""
    if text == "[]":
        return ()  # most documents have none, and are read often
    tables = []
    for rows in json.loads(text):
        built = tuple(
            Row(start, end, tuple(Cell(*cell) for cell in cells), bool(is_header), beside)
            for start, end, is_header, beside, *cells in rows
        )
        tables.append(Table(built[0].start, built[-1].end, built))
    return tuple(tables)


def metadata_to_json(metadata: Metadata) -> str:
    """Return metadata as one object; dates in ISO 8601."""
    return json.dumps(_values(metadata), ensure_ascii=False, default=_plain)


def _values(record: Metadata | Ground) -> dict[str, Any]:
    """Return the fields of a record; ``asdict`` would copy every value of every value."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _plain(value: date | Ground) -> object:
    return value.isoformat() if isinstance(value, date) else _values(value)


def metadata_from_json(text: str) -> Metadata:
    """Return what ``metadata_to_json`` was given; fields that an earlier release did not write are absent."""
    values: dict[str, Any] = json.loads(text)
    for key in DATES:
        values[key] = date.fromisoformat(values[key]) if values.get(key) else None
    values["aliases"] = tuple((alias, name) for alias, name in values["aliases"])
    values["grounds"] = tuple(Ground(**ground) for ground in values.get("grounds", ()))
    return Metadata(**values)


def corrected(metadata: Metadata, corrections: Mapping[str, str | None]) -> Metadata:
    """Return metadata with what a person has corrected put over what was found.

    Args:
        metadata: as found in the document.
        corrections: field of ``CORRECTABLE`` -> value, dates in ISO 8601; ``None``: the document has none.
    """
    if not corrections:
        return metadata
    values = {f.name: getattr(metadata, f.name) for f in fields(Metadata)}
    for name, value in corrections.items():
        values[name] = date.fromisoformat(value) if value and name in DATES else value
    kept = tuple(ground for ground in metadata.grounds if ground.field not in corrections)
    values["grounds"] = kept + tuple(Ground(name, "human") for name in corrections)
    return Metadata(**values)
