"""Every format against its golden pair: a source file of ours and what is made of it."""

import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from corpus.read import Draft, read

GOLDEN = Path(__file__).parents[1] / "golden"
SOURCES = sorted(p for p in GOLDEN.iterdir() if p.is_file() and p.suffix not in {".json", ".md", ".py"})


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_the_file_reads_as_expected(source: Path, request: pytest.FixtureRequest) -> None:
    shown = _shown(read(source.read_bytes(), source.name))
    expected = source.with_name(source.name + ".json")
    if request.config.getoption("--regenerate-golden"):
        expected.write_text(json.dumps(shown, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert shown == json.loads(expected.read_text(encoding="utf-8"))


def test_the_switch_is_off_unless_given(request: pytest.FixtureRequest) -> None:
    assert (
        request.config.getoption("--regenerate-golden") is False
        or "--regenerate-golden" in request.config.invocation_params.args
    )


def test_no_expectation_has_lost_its_source() -> None:
    orphans = [p.name for p in GOLDEN.glob("*.json") if not p.with_suffix("").is_file()]
    assert not orphans


def _shown(draft: Draft) -> dict[str, Any]:
    """Return a draft as JSON that a person can read and compare."""
    metadata = {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(draft.metadata).items()}
    metadata["aliases"] = [list(pair) for pair in draft.metadata.aliases]
    metadata["grounds"] = [
        [g.field, g.rule, None if g.start is None else draft.text[g.start : g.end]]
        for g in draft.metadata.grounds
    ]
    return {
        "media_type": draft.media_type,
        "recognised": draft.recognised,
        "metadata": metadata,
        "text": draft.text.split("\n"),
        "headings": [[s.level, draft.text[s.start : s.heading_end]] for s in draft.sections],
        "tables": [
            [
                {
                    "header": row.is_header,
                    "beside": row.beside,
                    "cells": [[c.column, c.span, c.heading, draft.text[c.start : c.end]] for c in row.cells],
                }
                for row in table.rows
            ]
            for table in draft.tables
        ],
        "pages": [draft.text[start : start + 12] for start in draft.pages],
    }
