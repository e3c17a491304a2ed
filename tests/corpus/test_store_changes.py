"""What a store tells of its documents without their text, and of which of them changed."""

from dataclasses import replace

import pytest
from stored_documents import FILE, document, file

from corpus.database import touch
from corpus.lifecycle import Change
from corpus.models import Metadata, Section, State, Summary, Touched
from corpus.store import Store


@pytest.fixture
def store(any_store: Store) -> Store:
    return any_store


@pytest.fixture
def three(store: Store) -> Store:
    """A store with the documents a, b and c, one passage each."""
    for id in ("a", "b", "c"):
        store.put_version(document(id), file(id), b"x", [(0, 4)])
    return store


def changed(store: Store, since: int) -> list[str]:
    return [touched.document_id for touched in store.changed_since(since)]


def test_a_summary_says_all_but_the_text(store: Store) -> None:
    text = "停水\x00通知\n一、停水\n今晚停水。\n二、送水 \n明早送水。"
    sections = (Section(1, 6, 10, 17), Section(1, 17, 23, len(text)))
    put = replace(document(text=text), sections=sections)
    store.put_version(put, FILE, b"x", [(0, 4)])
    store.correct("a", {"title": "检修停水通知", "number": None})
    store.assign_groups("a", ["水务"])
    metadata = store.document("a").metadata
    assert metadata.title == "检修停水通知"
    assert metadata.number is None
    assert list(store.summaries()) == [
        Summary(
            "a",
            1,
            "a.txt",
            metadata,
            State.CURRENT,
            len(text),
            ("水务",),
            ("一、停水", "二、送水"),
            store.revision(),
        )
    ]
    assert store.count() == 1


def test_summaries_are_of_the_latest_versions_by_source(three: Store) -> None:
    before = three.revision()
    three.put_version(document("b", 2, "停水通知\n明晚停水,请储水。"), file("b"), b"x", [(0, 4)])
    three.remove("a")
    assert [(s.id, s.version, s.characters) for s in three.summaries()] == [("b", 2, 14), ("c", 1, 10)]
    assert [s.id for s in three.summaries(before)] == ["b"]
    assert three.count() == 2


def test_every_kind_of_change_touches_its_document_and_no_other(three: Store) -> None:
    repealed = Change("b", State.REPEALED, "已被《停水通知》废止", "c")
    changes = [
        lambda: three.put_version(document("b", 2), file("b"), b"y", [(0, 4)]),
        lambda: three.put_metadata("b", 2, Metadata("送水通知")),
        lambda: three.correct("b", {"title": "检修通知"}),
        lambda: three.correct("b", {}, undo=["title"]),
        lambda: three.assign_groups("b", ["水务"]),
        lambda: three.set_states([repealed]),
        lambda: three.set_states([]),
        lambda: three.files.move("/x/b.txt", replace(file("b"), path="/y/b.txt", source="y/b.txt")),
        lambda: three.remove("b"),
    ]
    for change in changes:
        before = three.revision()
        change()
        assert changed(three, before) == ["b"]
        assert changed(three, three.revision()) == []
    assert three.changed_since(0) == [Touched("a", 1), Touched("b", None), Touched("c", 1)]


def test_states_and_groups_that_stay_touch_nothing(three: Store) -> None:
    ended = [Change(id, State.SUPERSEDED, "已被《停水通知》代替", "a") for id in ("b", "c")]
    three.set_states(ended)
    three.set_duplicates([["a", "b"]])
    before = three.revision()
    three.set_states(reversed(ended))
    three.set_duplicates([["a", "b"]])
    assert three.revision() == before
    three.set_states(ended[:1])
    assert changed(three, before) == ["c"]
    assert three.document("c").state is State.CURRENT
    assert three.document("c").successor_id is None
    before = three.revision()
    three.set_duplicates([["a", "c"]])
    assert changed(three, before) == ["a", "b", "c"]
    assert [three.document(id).also for id in "abc"] == [("c",), (), ("a",)]


def test_a_failed_transaction_touches_nothing(three: Store) -> None:
    before = three.revision()
    with pytest.raises(ZeroDivisionError), three.transaction() as connection:
        touch(connection, "a")
        raise ZeroDivisionError
    assert changed(three, before) == []
    assert three.revision() == before


def test_passages_of_a_document_are_those_of_its_latest_version(three: Store) -> None:
    three.put_version(document("b", 2), file("b"), b"y", [(0, 4), (5, 10)])
    found = three.passages_of("b")
    assert [(p.document_id, p.version, p.start, p.end) for p in found] == [("b", 2, 0, 4), ("b", 2, 5, 10)]
    assert found == tuple(p for p in three.passages() if p.document_id == "b")
    three.remove("b")
    assert three.passages_of("b") == three.passages_of("nothing") == ()


def test_profiles_are_kept_until_what_they_are_made_from_changes(three: Store) -> None:
    three.put_version(document("b", 2), file("b"), b"y", [(0, 4)], profile='["old"]')
    before = three.revision()
    three.put_profiles({"a": '["one"]', "b": '["two"]'})
    assert changed(three, before) == []  # nothing that is shown or searched
    three.correct("a", {"title": "检修通知"})
    assert list(three.findings()) == [("a", None, None), ("b", '["two"]', None), ("c", None, None)]
    assert list(three.findings(["b", "x"])) == [("b", '["two"]', None)]
    three.put_metadata("b", 2, Metadata("送水通知"))
    assert [profile for _, profile, _ in three.findings()] == [None, None, None]
