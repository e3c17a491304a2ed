"""The several names that a question for a list asks for."""

import pytest
from bot_fakes import asked, document, judged

from bot.enumeration import enumerated, listed_kind
from bot.models import Kind
from bot.quote import quote


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("签了投资协议的是哪两家公司", Kind.ORGANISATION),
        ("由哪些部门配合", Kind.ORGANISATION),
        ("涉及哪几个乡镇", Kind.PLACE),
        ("依据哪些文件制定", Kind.NUMBER),
        ("需要哪些材料", None),
        ("哪些人员可以申请", None),
        ("哪个部门负责", None),
    ],
)
def test_what_is_wanted_listed(question: str, kind: Kind | None) -> None:
    assert listed_kind(question) is kind


@pytest.mark.parametrize(
    ("kind", "text", "names"),
    [
        (
            Kind.ORGANISATION,
            "望江电器有限公司、灶台电器有限公司分别与东陵县签订了协议",
            ["望江电器有限公司", "灶台电器有限公司"],
        ),
        (Kind.ORGANISATION, "县财政局负责拨付，其余由县民政局办理", []),
        (
            Kind.NUMBER,
            "根据《望川县救助办法》（望府〔2019〕3号）和《望川县低保细则》制定",
            ["《望川县救助办法》", "《望川县低保细则》"],
        ),
    ],
)
def test_the_names_that_stand_together(kind: Kind, text: str, names: list[str]) -> None:
    assert [text[start:end] for start, end in enumerated(kind, text)] == names


def test_every_name_of_the_run_is_marked() -> None:
    of = document(
        "10月17日，望江电器有限公司、灶台电器有限公司分别与东陵县签订了投资意向协议，这有利于发展。"
    )
    best = judged(asked("跟东陵县签投资意向协议的是哪两家公司"), of)[0]
    marks = [
        highlight.text for highlight in quote(asked("跟东陵县签投资意向协议的是哪两家公司"), best).highlights
    ]
    assert marks == ["望江电器有限公司", "灶台电器有限公司"]
