from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from fakes import FakeService, answered, document, quote

from bot.models import Answer, Kind, Status, Turn
from corpus.models import Document, Metadata
from index.models import Filters
from ui.examples import WANTED, Examples, drafts, examples
from ui.service import EVERYTHING, DocumentRow

TEXT = "望川县资金报告\n2022年我县到位衔接资金6800万元，其中产业类2000万元、基建类1000万元。全年建成公路35公里。\n"


def report(number: int = 0) -> Document:
    found = document(f"report{number}", TEXT, "望川县资金报告")
    metadata = Metadata("望川县资金报告", f"望川县财政局{number}", None, date(2023, 1, 16 + number))
    return replace(found, metadata=replace(metadata, aliases=(("我县", "望川县"),)))


class Library(FakeService):
    """Answers every question by the figure of its document, unless told to refuse."""

    def __init__(self, *documents: Document, refuses: bool = False) -> None:
        super().__init__()
        self.store = {(found.id, found.version): found for found in documents}
        self.refuses = refuses
        self.seen: list[Filters] = []

    def answer(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        top: int = 5,
        filters: Filters = EVERYTHING,
        language: str = "zh",
    ) -> Answer:
        self.seen.append(filters)
        if self.refuses:
            return Answer(question, question, Status.NO_EVIDENCE, "没有。", (), {})
        found = list(self.store.values())[-1]
        sentence = "2022年我县到位衔接资金6800万元"
        return answered(question, quote(found, sentence, [("6800万元", Kind.AMOUNT)]))


def test_a_clause_with_one_figure_becomes_a_question() -> None:
    questions = [draft.question for draft in drafts(report(), "zh")]
    assert questions[0] == "2022年望川县到位衔接资金多少万元？"
    assert "望川县资金报告》是哪天印发的" in questions[-1]
    assert not [question for question in questions if "我县" in question]


def test_a_draft_knows_where_its_answer_stands() -> None:
    draft = next(drafts(report(), "zh"))
    assert TEXT[draft.start : draft.end] == "6800万元"


def test_whose_figure_it_is_is_said() -> None:
    text = "望川县资金报告\n全年向六盘水提供财政资金300万元。\n"
    found = replace(report(), text=text, sections=())
    assert next(drafts(found, "zh")).question == "望川县全年向六盘水提供财政资金多少万元？"


@pytest.mark.parametrize(
    "clause",
    [
        "上述资金较上一年增加6800万元",  # points at what stands before it
        "资金共6800万元",  # of whom
        "产业类2000万元和基建类1000万元",  # two figures
        "《办法》第三条规定每户补助500元",
    ],
)
def test_what_would_not_read_well_is_no_question(clause: str) -> None:
    found = replace(document("d", f"材料\n{clause}。\n", "材料"), metadata=Metadata("材料"))
    assert not list(drafts(found, "zh"))


def test_english_readers_get_english() -> None:
    assert [draft.question for draft in drafts(report(), "en")] == ["When was 《望川县资金报告》 issued?"]


def test_only_what_the_bot_answers_from_there() -> None:
    library = Library(report())
    assert list(examples(library, library.documents(), "zh")) == ["2022年望川县到位衔接资金多少万元？"]
    library.refuses = True
    assert not list(examples(library, library.documents(), "zh"))


def test_an_answer_from_elsewhere_is_no_example() -> None:
    library = Library(report(1), report(2))  # it answers all from the second
    assert len(list(examples(library, library.documents(), "zh"))) == 1


def test_asked_as_someone_who_belongs_to_no_group() -> None:
    library = Library(report())
    Examples(library, "zh").draw()
    assert {filters.groups for filters in library.seen} == {frozenset()}


def test_drawn_once_while_the_library_stays() -> None:
    library = Library(report())
    drawn = Examples(library, "zh")
    drawn.draw()
    asked = len(library.seen)
    drawn.draw()
    assert len(library.seen) == asked
    assert drawn.now() == ("2022年望川县到位衔接资金多少万元？",)
    library.store.clear()
    drawn.draw()
    assert drawn.now() == ()


def test_documents_of_groups_give_none() -> None:
    library = Library(report())
    restricted = [replace(row, groups=("财政",)) for row in library.documents()]

    class Closed(Library):
        def documents(self) -> Sequence[DocumentRow]:
            return restricted

    drawn = Examples(Closed(report()), "zh")
    drawn.draw()
    assert drawn.now() == ()


def test_given_ones_are_kept_and_a_fault_is_no_end() -> None:
    assert Examples(Library(report(), refuses=True), "zh", ("甲？", "乙？")).now() == ("甲？", "乙？")

    class Broken(Library):
        def documents(self) -> Sequence[DocumentRow]:
            raise OSError("disk on fire")

    drawn = Examples(Broken(), "zh")
    drawn.draw()
    assert drawn.now() == ()
    assert WANTED == 4
