from datetime import date
from itertools import product

import pytest

from bot.cite import cite, permalink
from corpus.models import Metadata

URL = permalink("ab12", 3, 10, 25)
TITLE = "2015年对口帮扶工作总结"


def test_the_permalink_names_document_version_and_span() -> None:
    assert URL == "/documents/ab12?version=3&start=10&end=25"


@pytest.mark.parametrize(
    ("number", "issuer", "issued", "published", "headings"),
    [
        *product(
            (None, "荔协〔2015〕7号"),
            (None, "荔湾区协作办"),
            (None, date(2015, 11, 26)),
            (None, date(2015, 12, 1)),
            ((), ("二、资金", "(二)黔南州：")),
        )
    ],
)
def test_what_is_missing_is_left_out(
    number: str | None,
    issuer: str | None,
    issued: date | None,
    published: date | None,
    headings: tuple[str, ...],
) -> None:
    metadata = Metadata(TITLE, issuer, number, issued, published)
    when = issued or published
    citation = cite(metadata, headings, URL)

    plain = f"《{TITLE}》" + (f"（{number}）" if number else "")
    plain += f"，{issuer}" if issuer else ""
    plain += f"，{when.year}年{when.month}月{when.day}日" if when else ""
    plain += "，“二、资金 (二)黔南州”" if headings else ""
    assert citation.plain == f"{plain}。{URL}"

    gbt = (f"{issuer}. " if issuer else "") + TITLE + (f": {number}" if number else "")
    assert citation.gbt7714 == f"{gbt}[R/OL]. " + (f"({when.isoformat()}). " if when else "") + f"{URL}."
    assert "None" not in citation.plain + citation.gbt7714


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
    assert citation.gbt7714 == f"{shown}[Z/OL]. {URL}."


def test_joint_issuers() -> None:
    assert cite(Metadata("通知", "财政局、扶贫办"), (), URL).gbt7714.startswith(
        "财政局, 扶贫办. 通知[Z/OL]. "
    )


@pytest.mark.parametrize("issued", [date(2015, 11, 26), None])
def test_the_page_stands_in_both_forms(issued: date | None) -> None:
    citation = cite(Metadata(TITLE, issued_on=issued), ("一、资金",), URL, 3)
    when = ("，2015年11月26日", ". (2015-11-26)") if issued else ("", "")
    assert citation.plain == f"《{TITLE}》{when[0]}，“一、资金”，第3页。{URL}"
    assert citation.gbt7714 == f"{TITLE}[R/OL]{when[1]}: 3. {URL}."


def test_text_from_a_scan_says_so_in_the_plain_form() -> None:
    metadata = Metadata(TITLE)
    assert (
        cite(metadata, (), URL, 2, recognised=True).plain == f"《{TITLE}》，第2页（据扫描件文字识别）。{URL}"
    )
    english = cite(metadata, (), URL, 2, recognised=True, language="en")
    assert english.plain == f"《{TITLE}》，第2页 (from OCR)。{URL}"
    assert english.gbt7714 == cite(metadata, (), URL, 2).gbt7714
