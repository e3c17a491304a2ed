"""Figures under a heading that lists places belong to the one that is named nearest to them."""

import pytest
from bot_fakes import asked, conditions, document

from corpus.models import Document, Section

LISTED = "一、对口支援百色市、黔南州和波密县工作情况"
GIVEN = "（一）帮扶百色市、黔南州的资金"
TEXT = f"{LISTED}\n{GIVEN}\n2015年划拨百色市80万元、黔南州60万元。\n（二）其他工作\n全年派出干部12名。"


def report(text: str = TEXT) -> Document:
    second, third = text.index("（一）"), text.index("（二）")
    return document(
        text,
        "荔湾区对口支援工作总结",
        sections=(
            Section(1, 0, text.index("\n"), len(text)),
            Section(2, second, text.index("\n", second), third),
            Section(2, third, text.index("\n", third), len(text)),
        ),
    )


@pytest.mark.parametrize(
    ("question", "place", "words", "met"),
    [
        ("给百色市多少资金", "百色市", "80万元", True),
        ("给黔南州多少资金", "黔南州", "60万元", True),
        ("给波密县多少资金", "波密县", "80万元", False),
        ("给西藏多少资金", "西藏", "80万元", False),  # what 波密县 belongs to
        ("给新疆多少资金", "新疆", "80万元", False),
        ("给波密县派出多少名干部", "波密县", "12名", True),  # nothing nearer is of another place
        ("给黔南州派出多少名干部", "黔南州", "12名", True),
    ],
)
def test_a_list_of_places_is_of_each_only_where_no_other_is_nearer(
    question: str, place: str, words: str, met: bool
) -> None:
    assert conditions(asked(question), report(), words)[place].met is met


def test_places_that_a_heading_does_not_list_are_both_of_what_is_under_it() -> None:
    text = TEXT.replace(LISTED, "一、荔湾区对口帮扶百色市工作情况")
    assert conditions(asked("荔湾区给百色市多少资金"), report(text), "80万元")["荔湾区"].met
