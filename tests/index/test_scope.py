from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest

from corpus.models import Metadata, State, Summary, Touched
from index.catalogue import Catalogue
from index.engine import FORMAT
from index.engine import State as IndexState
from index.models import Filters
from index.scope import Scope


def summary(
    name: str, title: str, issuer: str = "", headings: tuple[str, ...] = (), revision: int = 1
) -> Summary:
    return Summary(name, 1, f"{name}.txt", Metadata(title, issuer), State.CURRENT, 3, (), headings, revision)


@dataclass
class Stored:
    """A store as far as a scope looks at it."""

    kept: dict[str, Summary]
    now: int = 1
    removed: dict[str, int] = field(default_factory=dict)
    read: int = 0

    def revision(self) -> int:
        return self.now

    def put(self, each: Summary) -> None:
        self.now = each.revision
        self.kept[each.id] = each

    def remove(self, name: str) -> None:
        self.now += 1
        self.removed[name] = self.now
        del self.kept[name]

    def changed_since(self, revision: int) -> list[Touched]:
        gone = [Touched(name, None) for name, at in self.removed.items() if at > revision]
        return gone + [Touched(s.id, s.version) for s in self.kept.values() if s.revision > revision]

    def summaries(self, since: int = 0) -> Iterator[Summary]:
        for each in self.kept.values():
            if each.revision > since:
                self.read += 1
                yield each


@dataclass
class Indexed:
    """A generation of revision 1, which holds version 1 of some documents."""

    names: str
    state: IndexState = field(default_factory=lambda: IndexState(FORMAT, 1, "m", 4, 4))

    def versions(self, document_ids: Iterable[str]) -> dict[str, int]:
        return {name: 1 for name in document_ids if name in self.names}


@pytest.fixture
def store() -> Stored:
    return Stored(
        {
            s.id: s
            for s in (
                summary("a", "关于停水的通知", "广东省水利厅"),
                summary("b", "粤府办关于校车的意见", "省政府办公厅"),
                summary("c", "荔湾区帮扶工作报告", "区协作办"),
                summary("d", "关于封路的公告", "贵州省交通厅"),
            )
        }
    )


def scope_of(store: Stored) -> Scope:
    return Scope(Indexed("abcd"), store, Catalogue(store))  # type: ignore[arg-type]


def test_without_filters_everything_is_open_and_nothing_is_read(store: Stored) -> None:
    scope = scope_of(store)
    for filters in (None, Filters()):
        allowed = scope.allowed(filters)
        assert (allowed.only, allowed.never) == (None, frozenset())
    assert store.read == 0


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(regions=("广东",)), "abc"),  # 荔湾区 lies in it
        (Filters(regions=("广东省",)), "abc"),
        (Filters(regions=("广州市",)), "c"),
        (Filters(regions=("荔湾区",)), "c"),
        (Filters(regions=("贵州", "荔湾")), "cd"),
        (Filters(regions=("广东",), issuers=("水利",)), "a"),
        (Filters(regions=("海南",)), ""),
        (Filters(states=(State.REPEALED,)), ""),
        (Filters(issued_from=date(2020, 1, 1)), ""),
        (Filters(documents=("d", "no-such-id")), "d"),
    ],
)
def test_filters_close_documents_which_are_read_once(store: Stored, filters: Filters, expected: str) -> None:
    scope = scope_of(store)
    allowed = scope.allowed(filters)
    assert allowed.only == frozenset(expected)
    assert scope.allowed(filters) is allowed
    scope.allowed(Filters(regions=("湖南",)))
    assert store.read == 4


def test_a_heading_names_a_region_itself_and_not_what_lies_in_it(store: Stored) -> None:
    store.put(summary("e", "工作报告", headings=("一、对口帮扶荔湾区",)))
    assert scope_of(store).allowed(Filters(regions=("荔湾区",))).only == frozenset("ce")
    assert scope_of(store).allowed(Filters(regions=("广州市",))).only == frozenset("c")


def test_what_was_removed_or_read_anew_since_is_in_no_answer(store: Stored) -> None:
    store.remove("a")
    newer = summary("b", "粤府办关于校车的新意见", revision=5)
    store.put(Summary(newer.id, 2, *[getattr(newer, n) for n in newer.__slots__[2:]]))
    store.put(summary("c", "荔湾区帮扶工作报告(更正)", revision=6))  # metadata only: its passages still hold
    store.put(summary("f", "新文件", revision=7))  # not in the generation yet
    scope = scope_of(store)
    assert scope.allowed(None).never == frozenset("ab")
    assert scope.allowed(Filters(regions=("荔湾区",))).never == frozenset("ab")


def test_a_catalogue_reads_only_what_changed(store: Stored) -> None:
    catalogue = Catalogue(store)  # type: ignore[arg-type]
    everything = Filters(states=(State.CURRENT,))
    assert catalogue.passing(everything) == frozenset("abcd")
    store.remove("a")
    store.put(summary("e", "新的公告", "荔湾区政府", revision=9))
    assert catalogue.passing(everything) == frozenset("bcde")
    assert catalogue.passing(Filters(issuers=("荔湾",))) == frozenset("e")
    assert store.read == 5
