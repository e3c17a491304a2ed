from datetime import date
from itertools import product

import pytest

from bot.cite import cite, cite_span, in_markdown, permalink
from corpus.models import Document, Metadata, Section

URL = permalink("ab12", 3, 10, 25)
TITLE = "2015年对口帮扶工作总结"
READ = date(2026, 3, 5)


def test_the_permalink_names_document_version_and_span() -> None:
    assert URL == "/documents/ab12?version=3&start=10&end=25"


@pytest.mark.parametrize(
    ("number", "issuer", "issued", "published", "headings", "accessed"),
    [
        *product(
            (None, "荔协〔2015〕7号"),
            (None, "荔湾区协作办"),
            (None, date(2015, 11, 26)),
            (None, date(2015, 12, 1)),
            ((), ("二、资金", "(二)黔南州：")),
            (None, READ),
        )
    ],
)
def test_what_is_missing_is_left_out(
    number: str | None,
    issuer: str | None,
    issued: date | None,
    published: date | None,
    headings: tuple[str, ...],
    accessed: date | None,
) -> None:
    metadata = Metadata(TITLE, issuer, number, issued, published)
    when = issued or published
    citation = cite(metadata, headings, URL, accessed=accessed)

    day = f"{when.year}年{when.month}月{when.day}日" if when else ""
    rest = f"，{issuer}" if issuer else ""
    rest += f"，{day}" if when else ""
    rest += "，“二、资金 (二)黔南州”" if headings else ""
    in_brackets = f"（{number}）" if number else ""
    assert citation.plain == f"《{TITLE}》{in_brackets}{rest}。{URL}"
    assert citation.markdown == f"[《{TITLE}》](<{URL}>){in_markdown(in_brackets + rest)}。"
    assert citation.html == f'<a href="{URL.replace("&", "&amp;")}">《{TITLE}》</a>{in_brackets}{rest}。'

    inside = "，".join(filter(None, (number, day)))
    assert citation.official == f"《{TITLE}》" + (f"（{inside}）" if inside else "")

    gbt = (f"{issuer}. " if issuer else "") + TITLE + (f": {number}" if number else "")
    days = (f"({when.isoformat()})" if when else "") + ("[2026-03-05]" if accessed else "")
    assert citation.gbt7714 == f"{gbt}[R/OL]. " + (f"{days}. " if days else "") + f"{URL}."
    assert "None" not in "".join((citation.plain, citation.gbt7714, citation.official, citation.markdown))


# Entries written by us after the rules of GB/T 7714-2015: 4.6 (electronic resources), 8.1.2 (at most three
# authors), 8.8 (pages behind the year), appendix B (type and carrier marks).
@pytest.mark.parametrize(
    ("metadata", "page", "is_web_page", "entry"),
    [
        (
            Metadata("望川县衔接资金使用情况报告", "望川县财政局", "望财〔2022〕5号", date(2022, 1, 18)),
            None,
            False,
            "望川县财政局. 望川县衔接资金使用情况报告: 望财〔2022〕5号[R/OL]. (2022-01-18)[2026-03-05]. {url}.",
        ),
        (
            Metadata("望川县衔接资金使用情况报告", "望川县财政局", None, date(2022, 1, 18)),
            12,
            False,
            "望川县财政局. 望川县衔接资金使用情况报告[R/OL]. 2022: 12(2022-01-18)[2026-03-05]. {url}.",
        ),
        (
            Metadata("关于做好防汛工作的通知", "望川县防汛指挥部", "望汛〔2021〕3号", date(2021, 5, 6)),
            None,
            False,
            "望川县防汛指挥部. 关于做好防汛工作的通知: 望汛〔2021〕3号[Z/OL]. (2021-05-06)[2026-03-05]. {url}.",
        ),
        (
            Metadata("低保申请怎么办", "白塔镇人民政府", None, None, date(2020, 9, 1)),
            None,
            True,
            "白塔镇人民政府. 低保申请怎么办[EB/OL]. (2020-09-01)[2026-03-05]. {url}.",
        ),
        (
            Metadata("青河市2023年统计公报", "青河市统计局", None, date(2024, 3, 1)),
            None,
            True,  # a report stays one where it is published
            "青河市统计局. 青河市2023年统计公报[R/OL]. (2024-03-01)[2026-03-05]. {url}.",
        ),
        (
            Metadata("关于报告制度的通知", "甲局、乙局、丙局、丁局"),
            None,
            False,
            "甲局, 乙局, 丙局, 等. 关于报告制度的通知[Z/OL]. [2026-03-05]. {url}.",
        ),
        (
            Metadata("通知", "甲局、乙局、丙局"),
            2,
            False,
            "甲局, 乙局, 丙局. 通知[Z/OL]: 2[2026-03-05]. {url}.",
        ),
        (Metadata("工作总结（2020年）"), None, False, "工作总结（2020年）[R/OL]. [2026-03-05]. {url}."),
    ],
)
def test_worked_examples_after_the_standard(
    metadata: Metadata, page: int | None, is_web_page: bool, entry: str
) -> None:
    url = f"https://youju.example{URL}"
    found = cite(metadata, (), url, page, is_web_page=is_web_page, accessed=READ)
    assert found.gbt7714 == entry.format(url=url)


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("望川县扶贫办法", "望川县扶贫办法"),
        ("《望川县扶贫办法》", "望川县扶贫办法"),
        ("关于印发《望川县扶贫办法》的通知", "关于印发〈望川县扶贫办法〉的通知"),
        ("《甲办法》和《乙办法》", "〈甲办法〉和〈乙办法〉"),
    ],
)
def test_titles_inside_titles(title: str, shown: str) -> None:
    citation = cite(Metadata(title), (), URL)
    assert citation.plain == f"《{shown}》。{URL}"
    assert citation.official == f"《{shown}》"
    assert citation.gbt7714 == f"{shown}[Z/OL]. {URL}."


@pytest.mark.parametrize("issued", [date(2015, 11, 26), None])
def test_the_page_stands_in_both_forms(issued: date | None) -> None:
    citation = cite(Metadata(TITLE, issued_on=issued), ("一、资金",), URL, 3)
    when = ("，2015年11月26日", ". 2015: 3(2015-11-26)") if issued else ("", ": 3")
    assert citation.plain == f"《{TITLE}》{when[0]}，“一、资金”，第3页。{URL}"
    assert citation.gbt7714 == f"{TITLE}[R/OL]{when[1]}. {URL}."


def test_text_from_a_scan_says_so_in_the_plain_form() -> None:
    metadata = Metadata(TITLE)
    assert (
        cite(metadata, (), URL, 2, recognised=True).plain == f"《{TITLE}》，第2页（据扫描件文字识别）。{URL}"
    )
    english = cite(metadata, (), URL, 2, recognised=True, language="en")
    assert english.plain == f"《{TITLE}》，第2页 (from OCR)。{URL}"
    assert english.gbt7714 == cite(metadata, (), URL, 2).gbt7714


def test_a_hostile_title_is_words_in_every_form() -> None:
    title = "<script>x</script>](javascript:alert(1))\u202e*通知*\n"
    citation = cite(Metadata(title, "a\u202eb"), (), URL)
    assert "<script" not in citation.html
    assert citation.markdown.startswith(r"[《\<script\>x\</script\>\]\(javascript:alert\(1\)\)\*通知\*》](<")
    for form in (citation.plain, citation.official, citation.gbt7714, citation.markdown, citation.html):
        assert "\u202e" not in form
        assert "\n" not in form


def test_a_span_is_cited_from_its_document() -> None:
    text = "一、资金\n共3万元。\n"
    document = Document(
        id="d",
        version=1,
        source="d.html",
        text=text,
        sections=(Section(1, 0, 4, len(text)),),
        metadata=Metadata("通知"),
        sha256="",
        media_type="text/html",
        pages=(0, 5),
    )
    citation = cite_span(document, 5, URL, accessed=READ)
    assert citation.plain == f"《通知》，“一、资金”，第2页。{URL}"
    assert citation.gbt7714 == f"通知[EB/OL]: 2[2026-03-05]. {URL}."
