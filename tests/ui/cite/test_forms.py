from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ui.cite.forms import quoted_in_markdown

# What Markdown could take for something else, and plain words.
LINES = st.text(
    st.sampled_from("-+=*#>_`~|![]()<>&;:.\\/ \t1一甲，。“”\u3000x@https:www"), min_size=0, max_size=14
)


class Words(HTMLParser):
    """Collects what is shown, and the tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(text: str) -> Words:
    return Words(MarkdownIt("commonmark").enable("table").render(quoted_in_markdown(text)))


@given(st.lists(LINES, min_size=1, max_size=4).map("\n".join))
def test_markdown_shows_every_character_and_makes_nothing_of_it(text: str) -> None:
    page = shown(text)
    assert "".join(page.text.split()) == "".join(text.split())
    assert page.tags <= {"blockquote", "p", "br"}


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("一行", "> 一行"),
        ("甲\n乙", "> 甲\\\n> 乙"),
        ("甲\n\n乙\n", "> 甲\n>\n> 乙"),
        ("1. 甲", "> 1\\. 甲"),
        ("- 甲", "> \\- 甲"),
        ("    甲", "> &#32;&#32;&#32;&#32;甲"),
    ],
)
def test_lines_stay_lines(text: str, quoted: str) -> None:
    assert quoted_in_markdown(text) == quoted
