from datetime import date
from pathlib import Path

from corpus.lifecycle import changes
from corpus.models import Document, Metadata, State
from corpus.read import read

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"


def document(
    id: str, title: str, text: str = "", number: str | None = None, issued: date | None = None
) -> Document:
    return Document(
        id, 1, id, text or title, (), Metadata(title, number=number, issued_on=issued), "0", "text/plain"
    )


OLD = document(
    "old", "临溪区农村户厕改造补助管理办法", number="临溪府办〔2019〕12号", issued=date(2019, 5, 20)
)


def only(speaker: Document, *others: Document) -> tuple[str, State, str, str] | None:
    found = changes([*(others or (OLD,)), speaker])
    if not found:
        return None
    (change,) = found
    return change.document_id, change.state, change.reason, change.successor_id


def test_the_sample_of_2024_takes_the_place_of_that_of_2019_and_nothing_else_changes() -> None:
    documents = []
    for path in sorted(SAMPLES.iterdir()):
        draft = read(path.read_bytes(), path.name)
        documents.append(
            Document(
                path.name, 1, path.name, draft.text, draft.sections, draft.metadata, "0", draft.media_type
            )
        )
    (change,) = changes(documents)
    assert change.document_id == "临溪区户厕补助办法2019.html"
    assert change.state is State.SUPERSEDED
    assert change.successor_id == "临溪区户厕补助办法2024.html"
    assert change.reason == "已被《临溪区农村卫生户厕建设与改造补助办法》(临溪府办〔2024〕7号)代替"


def test_a_decision_that_only_repeals_leaves_its_target_repealed() -> None:
    decision = document(
        "new",
        "临溪区人民政府关于废止部分规范性文件的决定",
        "经研究，决定废止《临溪区农村户厕改造补助管理办法》（临溪府办〔2019〕12号）。",
        number="临溪府〔2025〕1号",
        issued=date(2025, 1, 1),
    )
    assert only(decision) == (
        "old",
        State.REPEALED,
        "已被《临溪区人民政府关于废止部分规范性文件的决定》(临溪府〔2025〕1号)废止",
        "new",
    )


def test_a_target_is_found_by_its_number_in_any_brackets() -> None:
    for number in (
        "临溪府办〔2019〕12号",
        "临溪府办[2019]12号",
        "临溪府办（2019）12号",
        "临溪府办〔 2019 〕第 12 号",
    ):
        new = document("new", "新办法", f"原{number}文同时废止。", issued=date(2024, 1, 1))
        assert only(new) is not None, number


def test_a_target_is_found_by_its_title_inside_a_notice() -> None:
    old = document(
        "old", "临溪区人民政府办公室关于印发《临溪区户厕补助办法（试行）》的通知", issued=date(2019, 1, 1)
    )
    new = document("new", "新办法", "本办法施行后，《临溪区户厕补助办法》即行废止。", issued=date(2024, 1, 1))
    assert only(new, old) is not None


def test_an_earlier_document_ends_no_later_one() -> None:
    early = document("new", "旧办法", "《临溪区农村户厕改造补助管理办法》同时废止。", issued=date(2010, 1, 1))
    assert only(early) is None


def test_mentioning_a_document_does_not_end_it() -> None:
    for text in (
        "根据《临溪区农村户厕改造补助管理办法》（临溪府办〔2019〕12号），现通知如下。旧表格同时废止。",
        "《临溪区农村户厕改造补助管理办法》已经区政府常务会议通过。",
        "《临溪区农村户厕改造补助管理办法实施细则》同时废止。",
    ):
        assert only(document("new", "新通知", text, issued=date(2024, 1, 1))) is None, text


def test_a_document_does_not_end_itself() -> None:
    old = document("old", "户厕补助办法", "《户厕补助办法》有效期满后自动失效。", issued=date(2019, 1, 1))
    assert changes([old]) == ()


def test_dates_that_are_not_known_do_not_stand_in_the_way() -> None:
    new = document("new", "新办法", "《临溪区农村户厕改造补助管理办法》同时废止。")
    assert only(new) is not None
