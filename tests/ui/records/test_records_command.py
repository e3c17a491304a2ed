"""`youju records export`, run as a user runs it."""

import json
from pathlib import Path

import pytest
from cli_runner import Youju
from fake_encoder import FakeEncoder
from record_maker import answered
from small_library import build_library

from ui.records.models import Way
from ui.records.records import Records
from ui.settings import Settings, SettingsError


def test_records_are_exported_to_standard_output(tmp_path: Path, encoder: FakeEncoder, youju: Youju) -> None:
    library = build_library(tmp_path, encoder).folder
    records = Records(library)
    records.record(answered("=多少资金？"), "李四", Way.REST)
    table = youju("records", "export", "--library", library)
    assert table.status == 0
    assert table.out.startswith("\ufeffasked_at,") and ",'=多少资金？," in table.out
    lines = youju("records", "export", "--library", library, "--format", "jsonl")
    (row,) = map(json.loads, lines.out.splitlines())
    assert (row["person"], row["question"]) == ("李四", "=多少资金？")
    assert row["quotes"][0]["text"] is None  # of a document that this library does not hold
    records.database.close()
    assert youju("check", "--library", library).status == 0


def test_a_library_that_nobody_has_used_exports_nothing(
    tmp_path: Path, encoder: FakeEncoder, youju: Youju
) -> None:
    library = build_library(tmp_path, encoder).folder
    lines = youju("records", "export", "--library", library, "--format", "jsonl")
    assert (lines.status, lines.out) == (0, "")
    assert youju("records", "export", "--library", tmp_path / "none").status == 1


def test_the_retention_is_a_setting() -> None:
    assert Settings.from_env({}).retention_days == 365
    assert Settings.from_env({"YOUJU_RETENTION_DAYS": "0"}).retention_days == 0
    with pytest.raises(SettingsError, match="YOUJU_RETENTION_DAYS"):
        Settings.from_env({"YOUJU_RETENTION_DAYS": "ever"})
