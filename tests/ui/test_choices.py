from dataclasses import replace
from datetime import date

from fakes import FakeService

from corpus.models import Metadata, State
from ui.choices import choices_of
from ui.service import DocumentRow


def row(number: int, title: str, issuer: str | None, issued: date | None = None) -> DocumentRow:
    metadata = Metadata(title, issuer, None, issued)
    return DocumentRow(f"d{number}", 1, f"{number}.txt", metadata, State.CURRENT, 10)


ROWS = (
    row(1, "望川县资金报告", "望川县人民政府", date(2021, 1, 2)),
    row(2, "望川县值守通知", "望川县人民政府", date(2023, 1, 2)),
    row(3, "荔湾区支援报告", "荔湾区协作办公室", date(2015, 1, 2)),
    row(4, "一份没有落款的材料", None),
)


def test_what_is_offered() -> None:
    choices = choices_of(ROWS)
    assert choices.issuers == ("望川县人民政府", "荔湾区协作办公室")
    assert choices.regions == ("望川县", "荔湾区")
    assert choices.years == (2023, 2021, 2015)
    assert {document_id for document_id, _ in choices.documents} == {"d1", "d2", "d3", "d4"}
    assert not choices.more


def test_a_publication_date_counts_where_no_other_is_known() -> None:
    published = replace(ROWS[3].metadata, published_on=date(2019, 5, 1))
    assert choices_of([replace(ROWS[3], metadata=published)]).years == (2019,)


def test_what_is_typed_narrows() -> None:
    choices = choices_of(ROWS, " 望川 ")
    assert choices.issuers == ("望川县人民政府",)
    assert [title for _, title in choices.documents] == ["望川县值守通知", "望川县资金报告"]
    assert choices.years == (2023, 2021, 2015), "years are few: they are always all there"


def test_long_lists_are_cut_and_say_so() -> None:
    many = [row(number, f"文件{number:04}", f"机关{number:04}") for number in range(500)]
    choices = choices_of(many)
    assert choices.more
    assert len(choices.issuers) == len(choices.documents) == 200
    assert choices_of(many, "0499").issuers == ("机关0499",)


def test_the_fake_library_offers_its_own() -> None:
    assert "望溪县财政局" in choices_of(FakeService().documents()).issuers
