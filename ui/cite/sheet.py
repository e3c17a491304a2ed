"""Quoted figures as a spreadsheet, one a row. Nothing in it is a formula, whatever a document says."""

import io
from collections.abc import Sequence
from datetime import date

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ui.cite.entry import Entry, sound
from ui.cite.figures import QuotedFigure, quoted_figures
from ui.messages import text
from ui.settings import Language

_COLUMNS = (
    ("cite_column_no", 6),
    ("cite_column_value", 18),
    ("cite_column_number", 12),
    ("cite_column_unit", 10),
    ("cite_column_exact", 9),
    ("cite_column_quote", 60),
    ("cite_column_citation", 50),
    ("cite_column_link", 40),
    ("cite_column_note", 24),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet may take for one


def sheet(entries: Sequence[Entry], language: Language, today: date) -> bytes:
    """Return the workbook: one row a figure; a quote without one has a row of its own."""
    out = io.BytesIO()
    # Strings stay strings: neither formulas nor links are made of what a document says.
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet(text("cite_sheet", language))
        head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        # As if typed behind an apostrophe: it stays words also when someone edits the cell.
        defused = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        figure = book.add_format({"valign": "top"})
        for column, (key, width) in enumerate(_COLUMNS):
            page.set_column(column, column, width)
            page.write_string(0, column, text(key, language), head)
        page.freeze_panes(1, 0)
        row = 1
        for number, entry in enumerate(entries, 1):
            for found in quoted_figures(entry.excerpt, entry.marks) or [QuotedFigure("")]:
                exact = text("cite_yes" if found.is_exact else "cite_no", language)
                cells = [
                    str(number),
                    found.text,
                    "",
                    found.unit,
                    exact if found.number is not None else "",
                    entry.excerpt.text,
                    entry.excerpt.citation.gbt7714,
                    entry.excerpt.url,
                    entry.note,
                ]
                for column, words in enumerate(cells):
                    _write(page, row, column, words, plain, defused)
                page.write_number(row, 0, number, figure)
                if found.number is not None:
                    page.write_number(row, 2, float(found.number), figure)
                row += 1
        page.autofilter(0, 0, max(row - 1, 1), len(_COLUMNS) - 1)
        book.set_properties({"title": text("cite_export_title", language), "comments": today.isoformat()})
    return out.getvalue()


def _write(page: Worksheet, row: int, column: int, words: str, plain: Format, defused: Format) -> None:
    if words:
        page.write_string(row, column, sound(words), defused if words.startswith(_FORMULA) else plain)
