from dataclasses import replace

import pytest
from outcomes import WORDS, came, document, item, quoted

from bot.models import Quote
from evaluation.metrics import figures, outcome, search_figures

THREE_DAYS = item("停水三天")
RIGHT = came(THREE_DAYS, quoted("水", WORDS, "停水三天"), milliseconds=10)
WRONG_MARK = came(THREE_DAYS, quoted("水", WORDS, "储水", score=0.7), milliseconds=20)
ELSEWHERE = came(
    THREE_DAYS, quoted("电", "白塔镇停电两天", "停电两天", score=0.6), found=("电", "水"), milliseconds=30
)
LOST = came(THREE_DAYS, quoted("水", WORDS, score=0.1), answered=False, found=("电",), milliseconds=40)
REFUSED = came(item(), quoted("水", WORDS, score=0.15), answered=False, milliseconds=50)
FOOLED = came(item(), quoted("水", WORDS, "停水三天", score=0.65), milliseconds=60)


def test_what_is_right_and_marked() -> None:
    assert [(o.right, o.marked) for o in (RIGHT, WRONG_MARK, ELSEWHERE, LOST, FOOLED)] == [
        (True, True), (True, False), (False, False), (False, False), (False, False),
    ]  # fmt: skip


def test_white_space_and_width_of_an_answer_do_not_matter() -> None:
    assert came(item("停水 三天，"), quoted("水", WORDS, "停水三天，")).marked


def test_another_document_with_the_answer_is_not_right_unless_the_words_are_the_same() -> None:
    assert not came(THREE_DAYS, quoted("水二", WORDS)).right
    also = ("/documents/水?version=1&start=5&end=27",)
    assert came(THREE_DAYS, quoted("水二", WORDS, also_at=also)).right
    with pytest.raises(ValueError, match="not a permalink"):
        came(THREE_DAYS, quoted("水二", WORDS, also_at=("/elsewhere",)))


@pytest.mark.parametrize("change", ["text", "start", "mark", "mark outside"])
def test_what_is_no_slice_is_not_exact(change: str) -> None:
    whole = quoted("水", WORDS, "停水三天")
    mark = whole.highlights[0]
    outside = document("水").text.index("水费")
    tampered: dict[str, Quote] = {
        "text": replace(whole, text=WORDS.replace("三", "四")),
        "start": replace(whole, start=whole.start - 1),
        "mark": replace(whole, highlights=(replace(mark, start=mark.start + 1),)),
        "mark outside": replace(
            whole, highlights=(replace(mark, text="水费", start=outside, end=outside + 2),)
        ),
    }
    assert came(THREE_DAYS, whole).exact
    bad = came(THREE_DAYS, whole).answer
    bad = replace(bad, quotes=(tampered[change],))
    assert not outcome(THREE_DAYS, bad, (), document).exact


def test_a_document_is_right_by_its_place() -> None:
    second = came(THREE_DAYS, quoted("电", "白塔镇停电两天"), quoted("水", WORDS))
    assert [second.document_right(depth) for depth in (1, 2, 3)] == [False, True, True]
    assert not ELSEWHERE.document_right(3)


def test_the_score_of_nothing() -> None:
    assert came(THREE_DAYS, answered=False).score == 0.0
    assert RIGHT.score == 0.8


def test_figures_by_hand() -> None:
    measured = figures([RIGHT, WRONG_MARK, ELSEWHERE, LOST, REFUSED, FOOLED])
    expected = {
        "questions": 6,
        "first_quote_right": 0.5,
        "document_first": 0.75,
        "document_in_three": 0.75,
        "hit_1": 0.5,
        "hit_3": 0.75,
        "marked": 0.5,
        "refused": 0.5,
        "false_refusals": 0.25,
        "exact_slices": 1.0,
        "auroc": round(5 / 8, 4),  # 0.8, 0.7 beat both; 0.6 one; 0.1 none
        "median_quote": len(WORDS),
        "median_ms": 35.0,
    }
    assert {key: measured[key] for key in expected} == expected
    # 停水三天 whole; of 储水 one of (2 + 4) / 2; of 停电两天 停 and 天; nothing.
    assert measured["highlight_rouge_l"] == round((1 + 1 / 3 + 0.5 + 0) / 4, 4)
    whole = 2 * 4 / (4 + len(WORDS))
    assert measured["quote_rouge_l"] == round((whole + whole + 2 * 2 / (4 + 7) + 0) / 4, 4)
    assert measured["recall_10"] == 0.75
    assert measured["ndcg_10"] == round((1 + 1 + 0.63093 + 0) / 4, 4)
    assert measured["p95_ms"] == 57.5


def test_figures_of_refusals_alone() -> None:
    measured = figures([REFUSED])
    assert (measured["refused"], measured["false_refusals"], measured["median_quote"]) == (1.0, 1.0, 0)


def test_figures_of_a_search() -> None:
    found = [(THREE_DAYS, ["水", "电"]), (THREE_DAYS, ["电", "甲", "乙", "水"]), (THREE_DAYS, [])]
    measured = search_figures(found)
    assert measured == {
        "questions": 3,
        "hit_1": round(1 / 3, 4),
        "hit_3": round(1 / 3, 4),
        "ndcg_10": round((1 + 0.430677) / 3, 4),
        "recall_10": round(2 / 3, 4),
    }
