from datetime import date
from html.parser import HTMLParser
from time import perf_counter

import pytest
from fakes import EVIL, EVIL_TEXT, FUND, REPORT, ROW, TEXT, FakeService
from hypothesis import given
from starlette.testclient import TestClient
from test_spans import plain_document, spans

from corpus.models import Section
from ui.reader import reader_page
from ui.settings import Settings


class Page(HTMLParser):
    """Collects the text content of #text and of the marks in it, as a browser would."""

    VOID = frozenset({"meta", "link", "br", "img", "input"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.marked = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.stack.append("text" if dict(attrs).get("id") == "text" else tag)

    def handle_endtag(self, tag: str) -> None:
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        if "text" in self.stack:
            self.text += data
            if "mark" in self.stack:
                self.marked += data


def page_of(text: str, start: int, end: int, sections: tuple[Section, ...] = ()) -> Page:
    document = plain_document(text, sections)
    return Page(reader_page(document, [1], (start, end), "zh", Settings()))


@given(spans())
def test_the_mark_is_the_span_exactly(case: tuple[str, int, int, tuple[Section, ...]]) -> None:
    text, start, end, sections = case
    page = page_of(text, start, end, sections)
    assert page.text == text
    assert page.marked == text[start:end]
    assert [tag for tag, attrs in page.tags if attrs.get("id") == "mark"] == ["mark"]


def test_a_mark_across_paragraphs() -> None:
    start = TEXT.index("（二）资金划拨")
    end = TEXT.index("供抢险")
    page = page_of(TEXT, start, end)
    assert page.marked == TEXT[start:end]
    assert "\n\n" in page.marked
    assert sum(tag == "mark" for tag, _ in page.tags) > 1


def test_no_mark_unless_asked(client: TestClient) -> None:
    page = Page(client.get("/documents/liwan").text)
    assert page.text == REPORT.text
    assert page.marked == ""


def test_the_page_over_http(client: TestClient) -> None:
    start = TEXT.index("645万元")
    response = client.get(f"/documents/liwan?version=2&start={start}&end={start + 5}")
    assert response.status_code == 200
    assert Page(response.text).marked == "645万元"
    for words in (
        "广州市荔湾区协作办公室",
        "荔协作〔2015〕8号",
        "2015-11-26",
        "现行有效",
        "第 2 版",
        "liwan.txt",
        "目录",
    ):
        assert words in response.text
    assert "script-src 'self';" in response.headers["content-security-policy"]
    assert "unsafe" not in response.headers["content-security-policy"]


def test_the_outline_leads_to_lines(client: TestClient) -> None:
    page = Page(client.get("/documents/liwan").text)
    ids = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
    links = [
        str(attrs["href"]) for tag, attrs in page.tags if tag == "a" and str(attrs["href"]).startswith("#L")
    ]
    assert len(links) == len(REPORT.sections)
    assert {link[1:] for link in links} <= ids


def test_what_a_document_says_is_never_markup(client: TestClient) -> None:
    response = client.get("/documents/evil")
    page = Page(response.text)
    assert page.text == EVIL_TEXT
    assert [attrs.get("src") for tag, attrs in page.tags if tag == "script"] == [
        f"/static/{name}.js" for name in ("youju-page", "cite", "basket", "select")
    ]
    assert not [tag for tag, _ in page.tags if tag == "img"]
    assert EVIL.metadata.title not in response.text


@pytest.mark.parametrize(
    "query",
    [
        "start=5&end=5",
        "start=6&end=5",
        "start=0&end=999999",
        "start=-1&end=5",
        "start=a&end=5",
        "start=１&end=5",
        "start=1.0&end=5",
        "start=5",
        "end=5",
        "start=&end=",
        "version=x",
        "version=",
        "version=99999999999999999999",
    ],
)
def test_bad_spans_are_told_on_a_page(client: TestClient, query: str) -> None:
    response = client.get(f"/documents/liwan?{query}")
    assert response.status_code == 400
    assert response.headers["content-type"].startswith("text/html")
    assert "链接中的位置不在这份文件里" in response.text


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/documents/none", 404, "没有这份文件"),
        ("/documents/liwan?version=7", 404, "没有这份文件"),
        ("/documents/gone", 410, "已从库中移除"),
        ("/documents/broken", 500, "服务出错"),
    ],
)
def test_what_cannot_be_shown(client: TestClient, path: str, status: int, sentence: str) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert sentence in response.text
    assert "disk on fire" not in response.text


def test_old_and_repealed_texts_say_so(client: TestClient) -> None:
    old = client.get("/documents/liwan?version=1").text
    assert "这是第 1 版" in old
    assert 'href="/documents/liwan"' in old
    assert "640" in old
    assert "yj-notice" not in client.get("/documents/liwan?version=2").text
    repealed = client.get("/documents/old-rule").text
    assert "已被《临溪区户厕补助办法（2024）》废止" in repealed
    assert 'href="/documents/liwan"' in repealed


def test_english(client: TestClient) -> None:
    html = client.get("/documents/liwan?version=1&lang=en").text
    assert 'html lang="en"' in html
    assert "Outline" in html
    assert "/documents/liwan?lang=en" in html
    assert "version=2&amp;lang=en" in html


def test_links_lie_under_the_public_path(service: FakeService) -> None:
    html = reader_page(REPORT, [1, 2], (0, 0), "zh", Settings(root_path="/x"))
    links = [str(attrs.get("href") or attrs.get("src") or "#") for _, attrs in Page(html).tags]
    assert all(link.startswith(("/x/", "#")) for link in links)


def test_a_large_document_is_shown_whole() -> None:
    line = "各级人民政府应当按照规定落实资金安排，确保按时足额到位。" * 3 + "\n"
    text = line * (5_000_000 // 3 // len(line))
    sections = tuple(Section(1, at, at + 10, at + len(line)) for at in range(0, len(text), len(line) * 20))
    begun = perf_counter()
    html = reader_page(plain_document(text, sections), [1], (len(text) - 50, len(text) - 9), "zh", Settings())
    assert perf_counter() - begun < 10
    assert html.count("</mark>") <= 2
    assert text[-50:-9] in html


def test_a_scanned_and_expired_document_says_so() -> None:
    def page(today: date) -> str:
        return reader_page(FUND, [1], (0, 0), "zh", Settings(), today=today)

    after = page(date(2024, 1, 1))
    for words in (
        "有效期已于2023年12月31日届满",
        "施行日期",
        "2021-01-01",
        "有效期至",
        "2023-12-31",
        "扫描件识别",
        "现行有效",
    ):
        assert words in after
    assert "届满" not in page(date(2023, 12, 31))


def test_near_duplicates_are_linked_and_removed_ones_are_not(client: TestClient) -> None:
    html = client.get("/documents/fund").text
    assert "同文另载" in html
    assert f'<a href="/documents/liwan">{REPORT.metadata.title}</a>' in html
    assert "/documents/gone" not in html


def test_the_marked_row_over_http(client: TestClient) -> None:
    page = Page(client.get(ROW.url).text)
    assert page.text == FUND.text
    assert page.marked == ROW.text
