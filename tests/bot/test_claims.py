import pytest
from bot_fakes import asked, conditions, document, judged

from bot.claims import Claim, asked_claim, is_plan_total, stated_claims
from bot.refuse import reason_for

REACHED = "2025年全县完成工业投资52亿元，新增就业3100人。"
AIMED_AT = "2026年全县力争完成工业投资60亿元，新增就业3500人。"
PLAN = "“十四五”期间全县累计完成工业投资230亿元。"


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("2026年工业投资目标是多少", Claim.TARGET),
        ("2026年计划完成投资多少", Claim.TARGET),
        ("预计户均增收多少元", Claim.TARGET),
        ("what is the target for 2026", Claim.TARGET),
        ("2025年完成了多少投资", Claim.ACHIEVED),
        ("已经投了多少钱", Claim.ACHIEVED),
        ("实际到位资金多少", Claim.ACHIEVED),
        ("2025年工业投资多少", None),
        ("目标任务完成了多少", None),
        ("水位要达到多少才启动响应", None),
    ],
)
def test_what_a_question_wants(question: str, claim: Claim | None) -> None:
    assert asked_claim(question) is claim


@pytest.mark.parametrize(
    ("clause", "claims"),
    [
        (REACHED, {Claim.ACHIEVED}),
        (AIMED_AT, {Claim.TARGET}),
        ("计划投资20亿元，已投入4亿元", {Claim.TARGET, Claim.ACHIEVED}),
        ("争取专项资金1000万元", {None}),
        ("补助标准为每户3000元", {None}),
        ("目标任务已全部完成，建成冷库4座", {Claim.ACHIEVED}),
        ("力争新增就业2万人。去年培训了300人", {Claim.TARGET, Claim.ACHIEVED}),
        ("全面推进，不断提高", set()),
    ],
)
def test_what_a_clause_says(clause: str, claims: set[Claim | None]) -> None:
    assert stated_claims(clause) == claims


def test_what_a_document_says_of_a_later_year_is_aimed_at() -> None:
    clause = "到2026年底，建成冷库12座，新增就业3500人"
    assert stated_claims(clause, this_year=2025) == {Claim.TARGET}
    assert stated_claims(clause, this_year=2026) == {None, Claim.ACHIEVED}


def test_what_governs_a_clause_stands_before_or_over_it() -> None:
    assert stated_claims("新增就业2万人；", before="主要预期目标是：生产总值增长5%；") == {Claim.TARGET}
    assert stated_claims("新增就业2万人。", before="力争增长5%。") == {Claim.ACHIEVED}
    assert stated_claims("新增就业2万人。", heading="三、2026年工作安排") == {Claim.TARGET}
    assert stated_claims("共6820万元。", heading="一、资金安排") == {None}


@pytest.mark.parametrize(
    ("question", "text", "words", "label"),
    [
        ("2026年工业投资目标是多少", "2026年全县完成工业投资52亿元。", "52亿元", "目标"),
        ("2026年完成了多少工业投资", AIMED_AT, "60亿元", "完成"),
    ],
)
def test_a_figure_of_the_other_kind_is_refused(question: str, text: str, words: str, label: str) -> None:
    found = conditions(asked(question), document(text), words)[label]
    assert not found.met
    assert found.reason


def test_a_clause_that_says_neither_is_not_refused() -> None:
    of = document("2026年工业投资60亿元。")
    for question in ("2026年工业投资目标是多少", "2026年完成了多少工业投资"):
        assert all(c.met for c in conditions(asked(question), of, "60亿元").values())


def test_achieved_target_and_plan_are_told_apart() -> None:
    of = document(f"{REACHED}\n{AIMED_AT}\n{PLAN}")

    def first(question: str) -> str:
        best = judged(asked(question), of)[0]
        return best.candidate.text if best.meets_all else ""

    assert "52亿元" in first("全县2025年完成了多少工业投资")
    assert "60亿元" in first("全县2026年工业投资目标是多少")
    assert "230亿元" in first("全县十四五期间工业投资多少")
    assert first("全县2024年工业投资多少") == ""  # the plan's total is no figure for one of its years


def test_the_figure_of_the_claim_is_the_answer() -> None:
    of = document("西岭慢城计划投资20亿元，已投入4亿元。")
    for question, answer in (("西岭慢城计划投资多少", "20亿元"), ("西岭慢城已经投了多少", "4亿元")):
        best = judged(asked(question), of)[0]
        assert [best.candidate.text[a:b] for a, b in best.answers] == [answer]


def test_totals_of_plans() -> None:
    assert is_plan_total("“十四五”期间累计投资50亿元")
    assert is_plan_total("十四五时期，全区共引进项目30个")
    assert not is_plan_total("列入“十四五”规划的项目30个")


def test_the_reason_says_which_kind_is_missing() -> None:
    text = "2026年全县力争完成工业投资60亿元。"
    question = asked("2026年全县完成了多少工业投资")
    found = judged(question, document(text))
    assert reason_for(question, found) == "库中相关的原文只写了目标或计划，没有写完成情况。"
    assert (
        reason_for(question, found, "en")
        == "The passages found state a target or plan, not what was achieved."
    )
