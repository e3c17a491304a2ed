from dataclasses import replace
from datetime import date

import pytest
from fakes import FUNDS, ROW, answered

from ui.console import marked, show_answer


def test_a_quote_with_its_marks() -> None:
    assert marked(FUNDS) == FUNDS.text.replace("645万元", "【645万元】")


def test_a_row_is_printed_with_its_headings() -> None:
    words = marked(ROW)
    assert words.startswith("望溪县　乡镇：白塔镇　2009年投资：0.8　")
    assert words.endswith("小城镇建设（亿元）：【1.9】")


def test_a_row_without_headings_is_printed_as_it_is() -> None:
    cells = tuple(replace(cell, heading="") for cell in ROW.row.cells)
    plain = replace(ROW, row=replace(ROW.row, cells=cells))
    assert marked(plain) == ROW.text.replace("1.9", "【1.9】")


def test_caption_and_expiry_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    show_answer(answered("子基金", ROW), date(2024, 1, 1))
    out = capsys.readouterr().out
    assert "（表1 各乡镇历年投资情况 单位：亿元）" in out
    assert "[有效期已于2023年12月31日届满]" in out
    show_answer(answered("子基金", ROW), date(2023, 12, 31))
    assert "届满" not in capsys.readouterr().out
