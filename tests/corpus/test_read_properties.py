"""What holds of every text and every file, whatever is in it."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.chunk import passages
from corpus.errors import UnreadableFile
from corpus.models import Section
from corpus.read import Draft, read
from corpus.sentences import clauses, sentences, trim

WORD = re.compile(r"\w")

# fmt: off
PIECES = [
    "第一章 总则", "第二章 附则", "第三条", "第十二条 ", "一、", "二、资金", "（一）", "(二)安排。", "1.", "2、", "①", "㈠",
    "\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\n\n\n", "\t", " ", "\u3000", "\u00a0", "\u200b",
    "。", "！", "？”", "；", "…", "……", "，", "、", "：", "。”）", "「", "』", "……”",
    "划拨645万元", "荔湾区", "2013—2015年", "索引号：X/1", "发布日期：2015-11-26", "〔2015〕8号", "二〇〇九年七月二十二日",
    "政府" * 200, "𠮷野家", "e\u0301\u0301\u0301", "👩‍👩‍👧", "\ufeff", "\x00", "\x1b[31m", "abc", "٣", "版权所有", "首页 | 新闻 | ",
]
TAGS = [
    "<html>", "<body>", "<p>", "</p>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<br>", "<h1>", "</h2>", "<a>", "</a>",
    "<ul><li>", "<script>x</script>", "<title>", "</title>", "<!--", "-->", "<meta name=pubdate content=2015-1-1>", "&nbsp;", "<",
]
MARKS = [
    "# ", "## ", "1. ", "2) ", "- ", "> ", "|a|b|\n|-|-|\n", "---\n", "```\n", "**", "![图](x)", "[文](y)", "<div>", "\\", "    ",
]
# fmt: on
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=300),
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
)
FILES = st.one_of(
    st.binary(max_size=400),
    st.builds(
        lambda text, encoding: text.encode(encoding, "replace"),
        TEXTS,
        st.sampled_from(
            ["utf-8", "utf-8-sig", "gb18030", "gbk", "big5", "utf-16", "utf-16-le", "utf-32", "latin-1"]
        ),
    ),
    st.lists(st.sampled_from(TAGS + PIECES), max_size=60).map(
        lambda parts: ("<p>" + "".join(parts)).encode()
    ),
    st.lists(st.sampled_from([*MARKS, *PIECES]), max_size=60).map(lambda parts: "".join(parts).encode()),
)
NAMES = st.sampled_from(
    ["a.txt", "通知.md", "公告.html", "README", "x.HTM", "a.pdf", ".txt", "\n.md", "甲.2015"]
)


def spans_of_headings(sections: tuple[Section, ...]) -> set[int]:
    return {i for section in sections for i in range(section.start, section.heading_end)}


def assert_sound(draft: Draft) -> None:
    text = draft.text
    assert text == text.strip()
    assert "\n\n" not in text
    assert draft.metadata.title.strip()
    assert "\n" not in draft.metadata.title
    open_sections: list[Section] = []
    for section in draft.sections:
        assert 0 <= section.start < section.heading_end <= section.end <= len(text)
        assert "\n" not in text[section.start : section.heading_end]
        assert section.start == 0 or text[section.start - 1] == "\n"
        while open_sections and open_sections[-1].end <= section.start:
            open_sections.pop()
        if open_sections:
            assert open_sections[-1].start < section.start
            assert section.end <= open_sections[-1].end
            assert open_sections[-1].level < section.level
        open_sections.append(section)
    spans = list(passages(text, draft.sections))
    assert_covering(text, spans)
    headings = spans_of_headings(draft.sections)
    for start, end in spans:
        for section in draft.sections:
            if start < section.start < end:  # only headings may stand before it in the same passage
                assert all(i in headings or not WORD.match(text[i]) for i in range(start, section.start))


def assert_covering(text: str, spans: list[tuple[int, int]]) -> None:
    position = 0
    for start, end in spans:
        assert position <= start < end <= len(text)
        assert not WORD.search(text, position, start)
        assert WORD.search(text, start, end)
        assert not text[start].isspace()
        assert not text[end - 1].isspace()
        position = end
    assert not WORD.search(text, position)


@given(TEXTS)
@example("")
@example("\n \u3000")
@example("。" * 400)
@example("政" * 2000)
@example("政。" * 2000 + "\n" * 500 + "府" * 700)
def test_passages_hold_every_word_once(text: str) -> None:
    assert_covering(text, list(passages(text, ())))


def test_passages_of_a_line_longer_than_the_splitter_is_given_at_once() -> None:
    for text in ("政" * 250_000, "政府，" * 90_000, " " * 150_000 + "府"):
        spans = list(passages(text, ()))
        assert_covering(text, spans)
        assert max(end - start for start, end in spans) <= 320


@given(TEXTS, st.data())
def test_sentences_and_clauses_cover_their_range_exactly(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for spans in (list(sentences(text, start, end)), list(clauses(text, start, end))):
        edges = [start, *(b for _, b in spans)] if spans else [start]
        assert edges == [*(a for a, _ in spans), end if spans else start]
        assert spans or start == end
        assert all(a < b for a, b in spans)
    a, b = trim(text, start, end)
    assert start <= a <= b <= end
    assert text[a:b] == text[start:end].strip()


def test_a_closing_quotation_mark_belongs_to_the_sentence_that_it_closes() -> None:
    text = "他说：“好。”于是签约！再见……完"
    assert [text[a:b] for a, b in sentences(text)] == ["他说：“好。”", "于是签约！", "再见……", "完"]
    text = "甲出资；乙出力；丙"
    assert [text[a:b] for a, b in clauses(text, 0, len(text))] == ["甲出资；", "乙出力；", "丙"]


@settings(max_examples=400)
@given(FILES, NAMES)
@example("第一章 总则\n第一条 甲\n第二章 附则\n第二条 乙".encode(), "a.txt")
@example(b"<h1>\xe4\xb8\x80</h1><h2>\xe4\xba\x8c</h2><p>\xe4\xb8\x89", "a.html")
@example(b"\xff\xfe", "a.txt")
@example(b"\xef\xbb\xbf", "a.txt")
@example(b"---\ntitle:\n---\n", "a.md")
def test_reading_any_file_gives_a_sound_draft_or_says_why_not(content: bytes, name: str) -> None:
    try:
        draft = read(content, name)
    except UnreadableFile as error:
        assert re.search(r"[\u4e00-\u9fff]", str(error))
        assert error.code
    else:
        assert draft.source == name
        assert_sound(draft)


@given(TEXTS.map(lambda text: text.encode()), st.sampled_from(["a.txt", "a.md", "a.html"]))
def test_reading_is_the_same_twice(content: bytes, name: str) -> None:
    try:
        first = read(content, name)
    except UnreadableFile:
        return
    assert read(content, name) == first


@given(
    st.lists(st.sampled_from([p for p in PIECES if not re.search("版权|首页", p)]), min_size=1, max_size=40)
)
def test_no_word_of_plain_text_is_lost_without_furniture(pieces: list[str]) -> None:
    """Only what nobody sees goes: no letter, digit or ideograph of a text without furniture."""
    content = "".join(pieces)
    try:
        draft = read(content.encode(), "a.txt")
    except UnreadableFile:
        return
    if len(set(re.findall(r"[^\n\r\x0b\x0c\x1c\x85\u2028]+", content))) != len(
        re.findall(r"[^\n\r\x0b\x0c\x1c\x85\u2028]+", content)
    ):
        return  # a line that stands twice may be a second copy of the body
    assert re.findall(r"\w", draft.text) == re.findall(r"\w", content)
