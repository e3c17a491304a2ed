import pytest
from outcomes import WORDS, came, item, quoted

from evaluation.metrics import Outcome
from evaluation.misses import Cause, cause, report

THREE_DAYS = item("停水三天")
REFUSED = item()
CASES: dict[str, tuple[Outcome, Cause | None]] = {
    "right": (came(THREE_DAYS, quoted("水", WORDS, "停水三天")), None),
    "right, without a mark": (came(THREE_DAYS, quoted("水", WORDS)), None),
    "rightly refused": (came(REFUSED, quoted("水", WORDS, met=False), answered=False), None),
    "rightly refused, nothing near": (came(REFUSED, answered=False), None),
    "answered": (came(REFUSED, quoted("水", WORDS, "停水三天")), Cause.ANSWERED),
    "marked elsewhere": (came(THREE_DAYS, quoted("水", WORDS, "储水")), Cause.MARK),
    "unmet": (came(THREE_DAYS, quoted("水", WORDS, met=False), answered=False), Cause.UNMET),
    "unsure": (came(THREE_DAYS, quoted("水", WORDS), answered=False), Cause.UNSURE),
    "nothing near": (came(THREE_DAYS, answered=False), Cause.UNSURE),
    "outranked": (came(THREE_DAYS, quoted("电", "白塔镇停电两天")), Cause.OUTRANKED),
    "not found": (came(THREE_DAYS, quoted("电", "白塔镇停电两天"), found=("电",)), Cause.NOT_FOUND),
    "another passage": (came(THREE_DAYS, quoted("水", "水费照常收取。")), Cause.OTHER_PASSAGE),
    "cut": (came(item("城关镇停水三天，请居民提前储水"), quoted("水", "城关镇停水三天")), Cause.CUT),
}  # fmt: skip


@pytest.mark.parametrize(("outcome", "expected"), CASES.values(), ids=CASES)
def test_causes(outcome: Outcome, expected: Cause | None) -> None:
    assert cause(outcome) is expected


def test_every_cause_is_tested() -> None:
    assert {expected for _, expected in CASES.values()} == {*Cause, None}


def test_the_report_has_the_most_frequent_cause_first() -> None:
    names = ("answered", "right", "cut", "marked elsewhere", "cut", "rightly refused")
    lines = list(report("demo", [CASES[name][0] for name in names]))
    assert lines[0] == "# demo：4 / 6"
    heads = [line.strip() for line in lines if "## " in line]
    assert heads == [f"## {Cause.CUT}：2", f"## {Cause.ANSWERED}：1", f"## {Cause.MARK}：1"]


def test_a_miss_is_shown_with_what_was_expected_and_what_came() -> None:
    lines = list(report("demo", [CASES["marked elsewhere"][0], CASES["answered"][0], CASES["unsure"][0]]))
    text = "\n".join(lines)
    assert "- `q1` 城关镇停水几天\n  - 应为：停水三天\n" in text
    assert "  - 得到：因管道检修，城关镇停水三天，请居民提前【储水】。（0.80）" in text
    assert "  - 应为：拒答" in text
    assert f"  - 得到：拒答：没有依据。 {WORDS}" in text


def test_no_misses() -> None:
    assert list(report("demo", [CASES["right"][0]])) == ["# demo：0 / 1"]
