"""A table row as a question reads it: which cell answers, what stands over and beside it."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot import values, years
from bot.candidates import Candidate
from bot.cell import Measure, bare, closed, counts_in, is_label, is_serial, is_unit, measure
from bot.highlight import measured
from bot.kinds import counts
from bot.match import found, place_sounds_in
from bot.models import Kind, Quote
from bot.place_names import same_place
from bot.question import Question, match_form
from corpus.models import Cell, Document, Row, Table
from corpus.places import known_places
from corpus.sentences import Span
from index.caption import caption
from index.tokenize import fold

NUMERIC = frozenset({Kind.AMOUNT, Kind.PERCENT, Kind.COUNT})
_LABEL_LENGTH = 30  # characters of a cell that can be the heading of the one to its right
_NEIGHBOURS = 15  # rows on either side that tell what is common to the rows of a table
_PART = 0.4  # of a row's name that the question must say, unless it says three characters of it in a row
_TOTAL = re.compile(r"合计|总计|小计|共计|累计|总数|总额|全[省市县区州镇乡国]|平均")
_SUM_ASKED = re.compile(r"一共|总共|共计|合计|总计|累计|总|全部|全[省市县区州镇乡国]")
_RATIO = re.compile(
    r"(?:(?:比|较)?(?:上年|去年|上期)|同比|环比)?(?:实际|名义)?(?:增长|增减|增速|增幅|降幅|占比|比重|[±+-])?率?"
)
_ANY = re.compile("")
# What stands over a column whose cells answer whole.
_COLUMNS = {
    Kind.DATE: (re.compile(r"日期|时间|期限|时限|截止|年份|年度|有效期"), re.compile(r"\d|[一二三四五六七八九十]|长期|永久|即")),
    Kind.PERSON: (
        re.compile(r"姓名|负责人|联系人|经办人|责任人|代表人|记者|领导|[局厅部院校处科所会队组站镇乡村县市区州省]长|主任|主席|书记"),
        re.compile(r"^[\u4e00-\u9fff·、 ]{2,20}$"),
    ),
    Kind.PHONE: (re.compile(r"电话|手机|热线|联系方式|邮箱|传真"), re.compile(r"\d{3}|@")),
    Kind.PLACE: (re.compile(r"地点|地址|位置|所在|住所|区域|场所|[省市县区州乡镇村]$"), _ANY),
    Kind.ORGANISATION: (re.compile(r"单位|部门|机构|企业|公司|学校|医院|主体|窗口"), _ANY),
    Kind.NUMBER: (re.compile(r"文号|编号|证号|代码|号码?$"), re.compile(r"\d")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RowCell:
    """A cell, with what is known of it from its place in the table. The heading is folded."""

    text: str
    start: int  # of the row's text
    heading: str
    is_label: bool  # names the row
    is_serial: bool  # numbers it


@dataclass(frozen=True, slots=True)
class Reading:
    """The cell of a row that answers a question. Spans count from the row's start."""

    kind: Kind  # of what the cell holds
    spans: tuple[Span, ...]
    heading: str  # folded
    years: frozenset[int]  # that the column speaks of, or the columns beside it


@lru_cache(maxsize=2_000)
def row_cells(text: str, row: Row) -> tuple[RowCell, ...]:
    """Return the cells of a row; in a table without headings, words head the cell to their right.

    A heading that only says 增速 or 占比 is that of the column before it: 地区生产总值（亿元） | 增速（%）.

    Args:
        text: of the row.
        row: the row.
    """
    cells = []
    left = measured = ""
    headed = any(cell.heading for cell in row.cells)
    for number, cell in enumerate(row.cells):
        words = text[cell.start - row.start : cell.end - row.start]
        heading = closed(fold(cell.heading if headed else left))
        first = number == 0
        label = is_label(words, heading, first=first)
        if heading and _RATIO.fullmatch(bare(heading)):
            heading = f"{measured} {heading}".strip()
        elif not label:
            measured = bare(heading)
        cells.append(
            RowCell(words, cell.start - row.start, heading, label, is_serial(words, heading, first=first))
        )
        left = words if label and len(words) <= _LABEL_LENGTH else ""
    return tuple(cells)


def cells_of(quote: Quote) -> tuple[RowCell, ...]:
    """Return the cells of a quoted row; none of a quote that is no row."""
    if quote.row is None:
        return ()
    cells = tuple(Cell(c.start, c.end, i, 1, c.heading) for i, c in enumerate(quote.row.cells))
    return row_cells(quote.text, Row(quote.start, quote.end, cells, False, quote.row.beside))


def labels(candidate: Candidate, reading: Reading | None = None) -> tuple[str, ...]:
    """Return what names a row, folded: its cells of words, but for the one that answers, and merged cells."""
    row = candidate.row
    if row is None:
        return ()
    answered = {span[0] for span in reading.spans} if reading else set()
    names = [
        cell.text
        for cell in row_cells(candidate.text, row)
        if cell.is_label and not any(cell.start <= at < cell.start + len(cell.text) for at in answered)
    ]
    return tuple(_plain(name) for name in [*names, row.beside] if name)


def table_caption(candidate: Candidate) -> str:
    """Return what stands over the table of a row, folded."""
    return "" if candidate.table is None else _caption(candidate.document, candidate.table)


def read_row(question: Question, candidate: Candidate) -> Reading | None:
    """Return the cell that answers best, or ``None`` where no cell of the row holds what is asked for."""
    row = candidate.row
    if row is None:
        return None
    beside, over = labels(candidate), table_caption(candidate)
    drafts = [
        draft for cell in row_cells(candidate.text, row) if (draft := _draft(question, cell, beside, over))
    ]
    if not drafts:
        return None
    among = frozenset[int]().union(*(draft.years for draft in drafts))
    read = [
        draft if draft.years and _year_fit(question, draft.years) > 0 else _of_years(draft, among)
        for draft in drafts
    ]

    def fit(i: int) -> tuple[int, float, int]:
        return _year_fit(question, read[i].years), _closeness(question, drafts[i]), -i

    return read[max(range(len(read)), key=fit)]


@lru_cache(maxsize=8_000)
def _plain(text: str) -> str:
    return match_form(fold(text))


def is_total(names: tuple[str, ...]) -> bool:
    """Tell whether a row sums up the others."""
    return any(_TOTAL.search(name) for name in names)


def names_row(question: Question, candidate: Candidate, names: tuple[str, ...]) -> bool:
    """Tell whether a question speaks of this row: it says what names it and not all the rows around it."""
    if any(same_place(place, name) for place in question.places for name in names):
        return True
    others = [_plain(candidate.document.text[row.start : row.end]) for row in _neighbours(candidate)]
    return any(_is_said(question, name, others) for name in names)


def sum_is_asked(question: Question) -> bool:
    """Tell whether a question asks for a sum."""
    return _SUM_ASKED.search(question.folded) is not None


def _draft(question: Question, cell: RowCell, beside: tuple[str, ...], over: str) -> Reading | None:
    """Return the cell as an answer, where it holds one of the kind asked for."""
    kind = question.kind
    names_all = cell.start == 0 and cell.is_label  # the first words of a row name it
    if cell.is_serial or is_unit(cell.text) or (names_all and kind in NUMERIC):
        return None
    spans: list[Span] = []
    if kind in NUMERIC and not cell.is_label:
        measured = measure(cell.text, cell.heading, beside, over)
        kind = measured.kind if measured else Kind.COUNT
        if _fits(question, measured, cell.heading):
            spans = [(0, len(cell.text))]
    elif kind in _COLUMNS and _answers_whole(question, cell):
        spans = [(0, len(cell.text))]
    elif kind in _COLUMNS or kind in NUMERIC:
        spans = _within(question, cell)
    elif any(found(term.text, cell.heading, question.aliases) >= 0.7 for term in question.terms):
        spans = [(0, len(cell.text))]
    if not spans:
        return None
    placed = tuple((cell.start + a, cell.start + b) for a, b in spans)
    return Reading(kind, placed, cell.heading, years.years_in(cell.heading))


def _fits(question: Question, measured: Measure | None, heading: str) -> bool:
    """Tell whether a figure is of the kind asked for; a number may be of any, unless its unit was asked for."""
    if question.kind is not Kind.COUNT:
        return measured is not None and measured.kind is question.kind
    return question.unit is None or counts_in(question.unit, measured, heading)


def _answers_whole(question: Question, cell: RowCell) -> bool:
    over, holds = _COLUMNS[question.kind]
    named = over.search(cell.heading) or (question.role or question.rank or "\0") in cell.heading
    return bool(named) and holds.search(cell.text) is not None and fold(cell.text) not in question.folded


def _within(question: Question, cell: RowCell) -> list[Span]:
    """Return the values that a cell of words holds: 645万元（含上年结转）."""
    spans = values.spans(question.kind, cell.text)
    if question.unit:
        spans = [span for span in spans if counts(question.unit, cell.text[slice(*span)])]
    if question.kind is Kind.DATE:
        spans = [span for span in spans if not re.fullmatch(r"\d{4}年?度?", cell.text[slice(*span)])]
    return [span for span in spans if fold(cell.text[slice(*span)]) not in question.folded]


def _of_years(draft: Reading, among: frozenset[int]) -> Reading:
    return Reading(draft.kind, draft.spans, draft.heading, among)


def _year_fit(question: Question, spoken: frozenset[int]) -> int:
    """Return 2 for just the years asked for, 1 where they are covered, 0 where none are told, -1 for others."""
    if not question.years or not spoken:
        return 0
    if spoken == question.years:
        return 2
    covered = question.years <= spoken if question.whole_span else bool(question.years & spoken)
    return 1 if covered else -1


def _closeness(question: Question, draft: Reading) -> float:
    """Return how well a column's heading fits what is asked."""
    heading = draft.heading
    score = sum(term.weight * found(term.text, heading, question.aliases) for term in question.terms)
    score += sum(4.0 for place in question.places if same_place(place, heading))
    score += 4.0 * measured(question.folded, bare(heading))
    if question.unit and question.unit in heading:
        score += 3.0
    if question.role and question.role in heading:
        score += 4.0
    if question.counted and question.counted[:2] in heading:
        score += 6.0
    if _TOTAL.search(heading):
        score += 3.0 if sum_is_asked(question) else 1.0
    return score + (0.5 if draft.kind is question.kind else 0.0)


def _is_said(question: Question, name: str, others: list[str]) -> bool:
    if any(place not in known_places() and place_sounds_in(place, name) for place in question.places):
        return True  # mistyped
    if any(
        term.text.isascii() and found(term.text, name, question.aliases) >= 0.7 for term in question.terms
    ):
        return True
    pairs = [name[i : i + 2] for i in range(len(name) - 1)]
    asked = match_form(question.folded)
    if not pairs:
        return name in asked
    common = len(others) / 2
    said = [pair in asked and sum(pair in other for other in others) <= common for pair in pairs]
    return sum(said) >= _PART * len(pairs) or any(a and b for a, b in pairwise(said))


def _neighbours(candidate: Candidate) -> list[Row]:
    if candidate.table is None or candidate.row is None:
        return []
    rows = candidate.table.rows
    at = bisect_left(rows, candidate.start, key=lambda row: row.start)
    near = rows[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS + 1]
    return [row for row in near if not row.is_header and row.start != candidate.start]


_captions: dict[tuple[str, int, str, int], str] = {}


def _caption(document: Document, table: Table) -> str:
    key = (document.id, document.version, document.sha256, table.start)
    if key not in _captions:
        if len(_captions) >= 1_000:
            _captions.clear()
        _captions[key] = fold(caption(document, table))
    return _captions[key]
