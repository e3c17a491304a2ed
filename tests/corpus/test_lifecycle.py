import re
import tarfile
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from corpus.lifecycle import Change
from corpus.lifecycle import changes as changes_of
from corpus.models import Document, Metadata, State
from corpus.profile import profile
from corpus.read import read

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"


def changes(documents: list[Document]) -> tuple[Change, ...]:
    return changes_of({one.id: profile(one.metadata, one.text) for one in documents})


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


def repealed_by(
    text: str, title: str = "临溪区户厕建设补助办法", issued: date | None = date(2024, 1, 1)
) -> bool:
    return only(document("new", title, f"{title}\n{text}", issued=issued)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "本办法自2024年2月1日起施行，《临溪区农村户厕改造补助管理办法》（临溪府办〔2019〕12号）同时废止。",
        "本办法自印发之日起施行。2019年5月20日区政府办公室印发的《临溪区农村户厕改造补助管理办法》即行废止。",
        "《临溪区村庄保洁办法》、《临溪区农村户厕改造补助管理办法》和《临溪区公厕办法》同时废止。",
        "原《临溪区农村户厕改造补助管理办法》不再执行。",
        "《临溪区农村户厕改造补助管理办法》(临溪府办[2019]12号)停止执行。",
        "本办法代替《临溪区农村户厕改造补助管理办法》。",
        "现决定废止《临溪区农村户厕改造补助管理办法》。",
        "临溪府办〔2019〕12号文件同时废止。",
        "根据《临溪区村庄规划》要求，原临溪府办〔2019〕12号文停止执行。",
        "《临溪区人民政府办公室关于印发〈临溪区农村户厕改造补助管理办法〉的通知》（临溪府办〔2019〕12号）同时废止。",
    ],
)
def test_words_that_end_a_document(text: str) -> None:
    assert repealed_by(text)


@pytest.mark.parametrize(
    "text",
    [
        "《临溪区农村户厕改造补助管理办法》第三条同时废止。",
        "《临溪区农村户厕改造补助管理办法》（临溪府办〔2019〕12号）第三条、第五条停止执行。",
        "《临溪区农村户厕改造补助管理办法》中关于补助标准的规定同时废止。",
        "《临溪区农村户厕改造补助管理办法》有关规定同时废止。",
        "《临溪区农村户厕改造补助管理办法》附件2作废。",
        "废止《临溪区农村户厕改造补助管理办法》第三条。",
        "《临溪区农村户厕改造补助管理办法》与本办法不一致的，以本办法为准。",
        "《临溪区农村户厕改造补助管理办法》与本办法不一致的规定同时废止。",
        "根据《临溪区农村户厕改造补助管理办法》，原补助表格同时废止。",
        "根据临溪府办〔2019〕12号文件精神，《临溪区公厕办法》同时废止。",
        "《临溪区农村户厕改造补助管理办法》拟于年底废止。",
        "《临溪区农村户厕改造补助管理办法》不得废止。",
        "《临溪区农村户厕改造补助管理办法》的修改和废止，由区政府决定。",
        "《临溪区农村户厕改造补助管理办法》废止后，按新标准执行。",
        "《临溪区公厕办法》已由《临溪区农村户厕改造补助管理办法》废止。",
        "《临溪区农村户厕改造补助管理办法》继续有效。",
        "转发《临溪区农村户厕改造补助管理办法》，请遵照执行。",
    ],
)
def test_words_that_end_a_part_another_or_nothing(text: str) -> None:
    assert not repealed_by(text)


@pytest.mark.parametrize(
    "title",
    [
        "临溪区2023年度工作总结",
        "《临溪区户厕建设补助办法》解读",
        "临溪区户厕建设补助办法（征求意见稿）",
        "关于户厕改造工作情况的汇报",
    ],
)
def test_what_only_speaks_of_rules_ends_none(title: str) -> None:
    assert not repealed_by("《临溪区农村户厕改造补助管理办法》同时废止。", title)


LIST = """临溪区人民政府关于公布行政规范性文件清理结果的通知
各镇人民政府：
现将清理结果公布如下。
附件1
继续有效的行政规范性文件目录
1.临溪区公厕管理办法（临溪府办〔2018〕3号）
附件2
废止和失效的行政规范性文件目录
1.临溪区人民政府办公室关于印发《临溪区农村户厕改造补助管理办法》的通知（临溪府办〔2019〕12号）
2.临溪区村庄保洁办法
附件3
拟修改的行政规范性文件目录
1.临溪区河道管理办法（临溪府办〔2017〕8号）
"""


def test_lists_of_what_is_repealed_and_what_is_kept() -> None:
    others = [
        document("kept", "临溪区公厕管理办法", number="临溪府办〔2018〕3号", issued=date(2018, 1, 1)),
        OLD,
        document("clean", "临溪区村庄保洁办法", issued=date(2016, 1, 1)),
        document("river", "临溪区河道管理办法", number="临溪府办〔2017〕8号", issued=date(2017, 1, 1)),
    ]
    speaker = document("list", LIST.split("\n")[0], LIST, issued=date(2024, 1, 1))
    found = changes([*others, speaker])
    assert [(c.document_id, c.state) for c in found] == [("old", State.REPEALED), ("clean", State.REPEALED)]


@pytest.mark.parametrize(
    "rows",
    [
        "宣布废止的文件目录\n序号\t文件名称\t文号\n1\t临溪区农村户厕改造补助管理办法\t临溪府办〔2019〕12号",
        "文件清理结果一览表\n1\t临溪区农村户厕改造补助管理办法\t临溪府办〔2019〕12号\t废止\n2\t临溪区公厕管理办法\t临溪府办〔2018〕3号\t继续有效",
    ],
)
def test_tables_of_what_is_repealed(rows: str) -> None:
    kept = document("kept", "临溪区公厕管理办法", number="临溪府办〔2018〕3号", issued=date(2018, 1, 1))
    title = "关于公布文件清理结果的公告"
    speaker = document("list", title, f"{title}\n{rows}", issued=date(2024, 1, 1))
    assert [c.document_id for c in changes([kept, OLD, speaker])] == ["old"]


def versions(*given: tuple[str, str, date | None]) -> list[tuple[str, str]]:
    documents = [document(id, title, issued=issued) for id, title, issued in given]
    return [(change.document_id, change.successor_id) for change in changes(documents)]


def test_the_later_version_of_a_rule_takes_the_place_of_the_earlier() -> None:
    a, b, c = date(2010, 1, 1), date(2015, 1, 1), date(2020, 1, 1)
    chain = (("c", "青河省节水条例", c), ("a", "青河省节水条例", a), ("b", "青河省节水条例（2015年修正）", b))
    assert versions(*chain) == [("a", "b"), ("b", "c")]
    assert versions(("a", "青河省节水暂行办法", a), ("b", "青河省节水办法", b)) == [("a", "b")]
    assert versions(("a", "青河省节水办法（试行）", a), ("b", "青河省节水办法", b)) == [("a", "b")]
    assert versions(
        ("a", "青河省节水条例（2010年修订）", None), ("b", "青河省节水条例（2015年修正）", None)
    ) == [("a", "b")]


def test_what_is_no_later_version() -> None:
    a, b = date(2010, 1, 1), date(2015, 1, 1)
    for title, other in (
        ("关于开展安全检查的通知", "关于开展安全检查的通知"),  # each year anew
        ("青河省节水条例", "青河省节水条例实施细则"),
        ("青河省节水条例", "关于修改《青河省节水条例》的决定"),
        ("青河省节水条例", "关于贯彻《青河省节水条例》的通知"),
        ("青河省节水条例", "青河省节水条例（征求意见稿）"),
        ("青河省节水办法", "青河省节水暂行办法"),
        ("2010年节水奖补办法", "2015年节水奖补办法"),
    ):
        assert versions(("a", title, a), ("b", other, b)) == [], (title, other)
    assert versions(("a", "节水条例", a), ("b", "节水条例", a)) == []
    assert versions(("a", "节水条例", a), ("b", "节水条例", None)) == []


def test_rules_of_the_same_name_of_two_places() -> None:
    old = Document(
        "a",
        1,
        "a",
        "a",
        (),
        Metadata("停车管理办法", issuer="青河市人民政府", issued_on=date(2010, 1, 1)),
        "0",
        "text/plain",
    )
    new = Document(
        "b",
        1,
        "b",
        "停车管理办法\n《停车管理办法》同时废止。",
        (),
        Metadata("停车管理办法", issuer="望川市人民政府", issued_on=date(2020, 1, 1)),
        "0",
        "text/plain",
    )
    assert changes([old, new]) == ()


def test_a_rule_that_ends_its_former_version_is_not_ended_by_its_own_copy() -> None:
    text = "青河省节水条例\n2001年通过的《青河省节水条例》同时废止。"
    one = document("one", "青河省节水条例", text, issued=date(2020, 1, 1))
    copy = document("copy", "青河省节水条例", text)
    former = document("former", "青河省节水条例", issued=date(2001, 1, 1))
    assert [c.document_id for c in changes([one, copy, former])] == ["former"]


def test_a_number_in_the_library_is_not_overruled_by_a_title() -> None:
    other = document(
        "x", "临溪区农村户厕改造补助管理办法", number="临溪府办〔2012〕5号", issued=date(2012, 1, 1)
    )
    text = "《临溪区农村户厕改造补助管理办法》（临溪府办〔2019〕12号）同时废止。"
    speaker = document("new", "临溪区户厕建设补助办法", text, issued=date(2024, 1, 1))
    assert [c.document_id for c in changes([other, OLD, speaker]) if c.successor_id == "new"] == ["old"]
    assert changes([other, speaker]) == ()


@pytest.mark.slow
def test_twenty_thousand_documents_take_seconds() -> None:
    documents = [
        document(
            str(n),
            f"第{n}区停车管理办法",
            f"本办法施行后，《第{n - 1}区停车管理办法》同时废止。",
            f"青府〔2020〕{n}号",
            date(2000 + n % 20, 1, 1),
        )
        for n in range(20_000)
    ]
    begun = time.perf_counter()
    assert len(changes(documents)) == 19_000
    assert time.perf_counter() - begun < 20


@pytest.mark.data
@pytest.mark.slow
def test_the_versions_of_real_statutes(data: Path) -> None:
    """The names of these files carry the version's day; nothing else in the library tells us the truth."""
    dated: dict[str, list[tuple[str, Document]]] = {}
    with tarfile.open(data / "scale" / "laws.tar.xz") as archive:
        members = archive.getmembers()
        names = [re.sub(r"^.*/|\(\d{4}-\d\d-\d\d\)\.md$", "", member.name) for member in members]
        several = {name for name, count in Counter(names).items() if count > 1}
        for member in (m for m, name in zip(members, names, strict=True) if name in several):
            named = re.search(r"laws_lawrefbook/.*?([^/]+)\((\d{4}-\d\d-\d\d)\)\.md$", member.name)
            file = archive.extractfile(member) if named else None
            if named and file:
                draft = read(file.read(), member.name.rsplit("/", 1)[1])
                document = Document(
                    member.name, 1, member.name, draft.text, (), draft.metadata, "0", "text/markdown"
                )
                dated.setdefault(named[1], []).append((named[2], document))
    changed = {change.document_id for change in changes([d for group in dated.values() for _, d in group])}
    earlier, last = [], []
    for group in dated.values():
        days = sorted(group, key=lambda pair: pair[0])
        if len({d.metadata.issued_on for _, d in days}) == len(days) > 1:
            earlier += [d.id in changed for _, d in days[:-1]]
            last.append(days[-1][1].id in changed)
    assert len(earlier) > 70
    assert all(earlier)
    assert sum(last) == 0
