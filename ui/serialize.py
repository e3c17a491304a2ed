"""Answers and documents as JSON: the shapes of the contract, the same from everywhere."""

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any

from bot.figure import plain
from bot.models import Answer, Computation, Operand, Quote, QuoteRow, Series
from corpus.models import Document, Metadata
from ui.service import DocumentRow


def answer_to_json(answer: Answer, *, root_path: str = "") -> dict[str, Any]:
    """Return the answer of the contract. ``root_path`` is set before each ``url``."""
    return {
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "status": answer.status.value,
        "reason": answer.reason,
        "quotes": [_quote(quote, root_path) for quote in answer.quotes],
        "elapsed_ms": dict(answer.elapsed_ms),
        "answer_id": answer.answer_id,
        "parts": [
            {
                "label": part.label,
                "found": _operand(part.found) if part.found else None,
                "reason": part.reason,
            }
            for part in answer.parts
        ],
        "computation": None if answer.computation is None else _computation(answer.computation),
        "series": None if answer.series is None else _series(answer.series),
        "conflicts": [
            {"quotes": list(conflict.quotes), "sentence": conflict.sentence} for conflict in answer.conflicts
        ],
    }


def document_to_json(
    document: Document, versions: Sequence[int] = (), *, root_path: str = ""
) -> dict[str, Any]:
    """Return one version of a document with its text."""
    return {
        "id": document.id,
        "version": document.version,
        "versions": list(versions) or [document.version],
        "source": document.source,
        **_metadata(document.metadata),
        "state": document.state.value,
        "state_reason": document.state_reason,
        "successor_id": document.successor_id,
        "sha256": document.sha256,
        "media_type": document.media_type,
        "recognised": document.recognised,
        "also": list(document.also),
        "pages": list(document.pages),
        "grounds": [
            {"field": ground.field, "rule": ground.rule, "start": ground.start, "end": ground.end}
            for ground in document.metadata.grounds
        ],
        "characters": len(document.text),
        "url": f"{root_path}/documents/{document.id}?version={document.version}",
        "sections": [
            {
                "level": section.level,
                "heading": document.text[section.start : section.heading_end].strip(),
                "start": section.start,
                "heading_end": section.heading_end,
                "end": section.end,
            }
            for section in document.sections
        ],
        "text": document.text,
    }


def row_to_json(row: DocumentRow, *, root_path: str = "") -> dict[str, Any]:
    """Return one line of the list of documents."""
    return {
        "id": row.id,
        "version": row.version,
        "source": row.source,
        **_metadata(row.metadata),
        "state": row.state.value,
        "characters": row.characters,
        "url": f"{root_path}/documents/{row.id}",
    }


def _quote(quote: Quote, root_path: str) -> dict[str, Any]:
    citation, url = quote.citation, root_path + quote.url  # behind a prefix, permalinks are longer
    return {
        "text": quote.text,
        "start": quote.start,
        "end": quote.end,
        "document_id": quote.document_id,
        "version": quote.version,
        "source": quote.source,
        "title": quote.title,
        "issuer": quote.issuer,
        "number": quote.number,
        "issued_on": _day(quote.issued_on),
        "heading_path": list(quote.heading_path),
        "page": quote.page,
        "state": quote.state.value,
        "state_reason": quote.state_reason,
        "score": quote.score,
        "highlights": [
            {"text": mark.text, "start": mark.start, "end": mark.end, "kind": mark.kind.value}
            for mark in quote.highlights
        ],
        "conditions": [
            {"label": condition.label, "met": condition.met, "reason": condition.reason}
            for condition in quote.conditions
        ],
        "citation": {
            "plain": citation.plain.replace(quote.url, url),
            "gbt7714": citation.gbt7714.replace(quote.url, url),
            "official": citation.official,
            "markdown": citation.markdown.replace(quote.url, url),
            "html": citation.html.replace(escape(quote.url), escape(url)),
        },
        "url": root_path + quote.url,
        "also_at": [root_path + url for url in quote.also_at],
        "row": None if quote.row is None else _row(quote.row),
        "recognised": quote.recognised,
        "expires_on": _day(quote.expires_on),
    }


def _operand(operand: Operand) -> dict[str, int]:
    return {"quote": operand.quote, "highlight": operand.highlight}


def _computation(computation: Computation) -> dict[str, Any]:
    return {
        "operation": computation.operation.value,
        "expression": computation.expression,
        "result": computation.result,
        "rounded": computation.rounded,
        "text": computation.text,
        "operands": [_operand(operand) for operand in computation.operands],
    }


def _series(series: Series) -> dict[str, Any]:
    """Return a series; values are strings, so that 87.50 stays exact in every reader of JSON."""
    return {
        "title": series.title,
        "unit": series.unit,
        "points": [
            {
                "label": str(point.year),
                "value": plain(point.value),
                "text": point.text,
                "quote": point.quote,
                "start": point.start,
                "end": point.end,
            }
            for point in series.points
        ],
    }


def _row(row: QuoteRow) -> dict[str, Any]:
    """Return how a quoted row stands in its table; of these words only the cells' texts are quoted."""
    return {
        "caption": row.caption,
        "beside": row.beside,
        "cells": [
            {"heading": cell.heading, "text": cell.text, "start": cell.start, "end": cell.end}
            for cell in row.cells
        ],
    }


def _metadata(metadata: Metadata) -> dict[str, Any]:
    return {
        "title": metadata.title,
        "issuer": metadata.issuer,
        "number": metadata.number,
        "issued_on": _day(metadata.issued_on),
        "published_on": _day(metadata.published_on),
        "effective_on": _day(metadata.effective_on),
        "expires_on": _day(metadata.expires_on),
        "index_number": metadata.index_number,
        "site": metadata.site,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
