"""What an official document says of itself is no answer about its matter."""

import pytest
from bot_fakes import asked, candidate, candidates, document

from bot.aim import aim, stretch_around
from bot.evidence import judge_one
from bot.formalities import formalities, is_address, is_formula, is_own_line
from bot.models import Kind

LETTER = document(
    "青河市水务局关于云水县堤防加固有关问题的复函\n"
    "青水函〔2021〕8号\n"
    "云水县水务局：\n"
    "你局《关于加固城南堤防的请示》收悉。现函复如下：\n"
    "同意分两期加固城南堤防，一期从六月动工，先加高北段。施工期间保留行人便道，汛期停工。\n"
    "青河市水务局\n"
    "2021年4月6日\n"
    "抄送：市财政局。",
    "青河市水务局关于云水县堤防加固有关问题的复函",
    number="青水函〔2021〕8号",
)


@pytest.mark.parametrize(
    "words",
    [
        "《云水县用水办法》已经县政府第9次常务会议通过，现予印发，请认真贯彻执行。",
        "现将《工作方案》印发给你们，请结合实际落实。",
        "你局《关于加固城南堤防的请示》收悉。",
    ],
)
def test_words_of_issue_are_a_formula(words: str) -> None:
    assert is_formula(words)


@pytest.mark.parametrize(
    "words",
    [
        "同意分两期加固城南堤防。",
        "补助资金由县财政局发放。",
        "县水务局发布汛情预警，各乡镇值班人员到岗。",
        "为了保障供水，" * 20 + "现将《工作方案》印发给你们。",
    ],
)
def test_what_says_something_of_the_matter_is_none(words: str) -> None:
    assert not is_formula(words)


def test_addressees_and_own_lines_are_told_from_headings() -> None:
    assert is_address("各镇人民政府、街道办事处，县直有关单位：")
    assert not is_address("申报单位应当具备下列条件：")
    assert is_own_line("文号：青水函〔2021〕8号", LETTER)
    assert is_own_line("青水函〔2021〕8号", LETTER)
    assert not is_own_line("同意分两期加固城南堤防。", LETTER)


def test_a_signature_is_one_only_above_a_date() -> None:
    text = LETTER.text
    found = [text[start:end] for start, end in formalities(LETTER, 0, len(text))]
    assert sorted(found) == sorted(line for n, line in enumerate(text.split("\n")) if n not in {4, 7})
    unsigned = document("成员单位如下。\n县水务局\n县财政局\n以上单位每月报送一次。")
    assert list(formalities(unsigned, 0, len(unsigned.text))) == []


def test_quotes_keep_off_the_form_of_a_document() -> None:
    start, end = stretch_around(candidate(LETTER, "分两期加固"))
    assert LETTER.text[start:end].strip() == LETTER.text.split("\n")[4]
    question = asked("云水县怎样加固城南堤防")
    moved = aim(question, judge_one(question, candidate(LETTER, "分两期加固")), lambda _: 2.0)
    quoted = LETTER.text[moved.candidate.start : moved.candidate.end]
    assert "收悉" not in quoted and "2021年" not in quoted


def test_a_formula_gives_way_to_what_answers() -> None:
    question = asked("城南堤防的请示怎样答复")
    own = judge_one(question, candidate(LETTER, "收悉"))
    assert own.candidate.is_formula
    plain = judge_one(question, candidate(document("城南堤防的请示县里已经看过。"), "请示"))
    assert own.score < plain.score
    assert [c.text for c in candidates(LETTER, Kind.FACT) if c.is_formula] == [
        "云水县水务局：",
        "你局《关于加固城南堤防的请示》收悉。",
    ]
