from hypothesis import given
from hypothesis import strategies as st

from corpus.models import Document, Metadata, Section
from ui.spans import document_lines, exact, line_of, line_starts, marked_pieces

# What corpus.clean lets through, and what it should not: a page must be exact for any of it.
ODD = st.sampled_from(
    list("\n\r\t\f\v \u3000\u00a0\u2028\u2029\ufeff\u200b<>&\"'`/{}$𠮷👨‍👩‍👧é①㎡\u0085\u0301")
)
TEXT = st.text(
    st.one_of(ODD, st.characters(exclude_categories=["Cs"], exclude_characters="\0")), max_size=200
)


def plain_document(text: str, sections: tuple[Section, ...] = ()) -> Document:
    return Document("d", 1, "d.txt", text, sections, Metadata("标题"), "", "text/plain")


@st.composite
def spans(draw: st.DrawFn) -> tuple[str, int, int, tuple[Section, ...]]:
    text = draw(TEXT.filter(bool))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    sections = []
    for _ in range(draw(st.integers(0, 4))):
        a, b, c = sorted(draw(st.integers(0, len(text))) for _ in range(3))
        sections.append(Section(draw(st.integers(1, 7)), a, b, c))
    return text, start, end, tuple(sections)


@given(spans())
def test_lines_lose_nothing_and_mark_exactly(case: tuple[str, int, int, tuple[Section, ...]]) -> None:
    text, start, end, sections = case
    lines = list(document_lines(plain_document(text, sections), start, end))
    pieces = [piece for line in lines for piece in line.pieces]
    assert "".join(piece.text for piece in pieces) == text
    assert "".join(piece.text for piece in pieces if piece.marked) == text[start:end]
    assert [line.start for line in lines] == line_starts(text)


@given(
    TEXT, st.integers(0, 1000), st.lists(st.tuples(st.integers(0, 1300), st.integers(0, 1300)), max_size=5)
)
def test_marked_pieces_lose_nothing(text: str, offset: int, marks: list[tuple[int, int]]) -> None:
    pieces = marked_pieces(text, offset, marks)
    assert "".join(piece.text for piece in pieces) == text
    flags = "".join(("m" if piece.marked else "-") * len(piece.text) for piece in pieces)
    wanted = "".join(
        "m" if any(a <= at < b for a, b in marks) else "-" for at in range(offset, offset + len(text))
    )
    assert flags == wanted


def test_a_heading_line_and_a_heading_within_a_line() -> None:
    text = "一、总则\n（一）范围。本办法适用于全区。\n"
    sections = (Section(1, 0, 4, len(text)), Section(2, 5, 11, len(text)))
    first, second = document_lines(plain_document(text, sections))
    assert (first.level, first.anchor) == (1, True)
    assert second.level == 0
    assert [(piece.text, piece.heading) for piece in second.pieces] == [
        ("（一）范围。", True),
        ("本办法适用于全区。\n", False),
    ]
    assert line_of(line_starts(text), 11) == 5


def test_exact_escapes() -> None:
    assert exact("<b>&\r\"'") == "&lt;b&gt;&amp;&#13;&#34;&#39;"
    assert exact("a\0b\ud800") == "a\ufffdb?"
