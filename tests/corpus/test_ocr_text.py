"""Spaces and punctuation of recognised lines."""

import pytest

from corpus.parse.ocr_text import join, tidy


@pytest.mark.parametrize(
    ("read", "written"),
    [
        ("第一条 为规范管理", "第一条 为规范管理"),  # a gap that the page shows
        ("2019 年 1 月起,执行", "2019年1月起，执行"),
        ("通 知", "通知"),
        ("联系人:李四", "联系人：李四"),
        ("办公时间9:30-17:00", "办公时间9:30-17:00"),
        ("青政发〔2023] 27号", "青政发〔2023〕27号"),
        ("青政发[2023〕27号", "青政发〔2023〕27号"),
        ("青政发[2023]27号", "青政发〔2023〕27号"),
        ("公告（2023）第5号", "公告〔2023〕第5号"),
        ("（2023）云01民终12号", "（2023）云01民终12号"),
        ("表1[2023]", "表1[2023]"),
        ("补助(每亩)按标准", "补助（每亩）按标准"),
        ("电话(0876)", "电话（0876）"),
        ("f(x) = 1, 2", "f(x) = 1, 2"),
        ("（试行)", "（试行）"),
        ("TOP-SECRET: LEVEL 5", "TOP-SECRET: LEVEL 5"),
    ],
)
def test_a_line_is_written_as_the_page_shows_it(read: str, written: str) -> None:
    assert tidy(read) == written


@pytest.mark.parametrize(
    ("before", "after", "gap", "joined"),
    [
        ("各部", "门要", None, "各部门要"),
        ("OFFICE of", "the year", None, "OFFICE of the year"),
        ("签发人", "张三", 3.0, "签发人 张三"),
        ("签发人", "张三", 0.4, "签发人张三"),
        ("0876-", "5512340", None, "0876-5512340"),
        ("", "后文", None, "后文"),
    ],
)
def test_pieces_are_put_together(before: str, after: str, gap: float | None, joined: str) -> None:
    assert join(before, after, gap) == joined
