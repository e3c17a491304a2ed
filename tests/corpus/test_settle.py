"""Settling around what has changed finds what a look at the whole library finds."""

import random
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from small_files import ingest, put
from stored_documents import file

from corpus import bands
from corpus.duplicates import Item, groups
from corpus.fingerprint import fingerprint
from corpus.lifecycle import changes
from corpus.models import Document, Metadata, State
from corpus.profile import RULES, Profile, profile, profile_to_json
from corpus.read import read
from corpus.settle import settle
from corpus.store import Store

RULE = """{title}
{number}
第一条 为了节约用水，保障{place}居民生活和生产用水，根据有关法律，结合本地实际，制定本办法。
第二条 年用水{amount}吨以上的单位，应当每月报告用水情况，并按照规定安装计量设施。
第三条 违反本办法规定的，由水务部门责令改正；拒不改正的，处以罚款。
{end}
{place}人民政府
{day}"""


def rule(title: str, number: str, day: str, end: str = "", amount: int = 500, place: str = "青河市") -> str:
    return RULE.format(title=title, number=number, day=day, end=end, amount=amount, place=place)


OLD = rule("青河市节水办法", "青政发〔2012〕5号", "2012年3月1日")
TEXTS = (
    OLD,
    OLD.replace("，", ","),  # the same from another site
    rule("青河市节水暂行办法", "青政发〔2008〕9号", "2008年3月1日"),
    rule(
        "青河市节水办法",
        "青政发〔2018〕7号",
        "2018年3月1日",
        "《青河市节水办法》（青政发〔2012〕5号）同时废止。",
    ),
    rule("青河市用水条例", "青政发〔2020〕1号", "2020年5月1日", "《青河市节水暂行办法》同时废止。"),
    rule("关于废止部分文件的决定", "青政发〔2021〕2号", "2021年1月4日", "现决定废止《青河市节水办法》。"),
    rule("望川市节水办法", "望政发〔2012〕5号", "2012年3月1日", place="望川市"),
    *(rule("关于申报节水奖补的通知", f"青水〔2020〕{n}号", "2020年3月2日", amount=n) for n in (3, 4, 5, 6)),
    "今晚停水。",
    "今晚停水",
    "……",
)
TITLES = ("青河市节水办法", "青河市用水条例", "关于废止部分文件的决定", None)

Step = tuple[str, int, int]


def steps(seed: int) -> Iterator[Step]:
    """Yield a long history of a few documents."""
    chance = random.Random(seed)
    for _ in range(120):
        kind = chance.choices(("put", "remove", "correct", "settle", "interrupt"), (8, 3, 2, 5, 2))[0]
        yield kind, chance.randrange(len(TEXTS)), chance.randrange(len(TEXTS))


class Killed(Exception):
    """The process ended here."""


def put_text(store: Store, document_id: str, text: str) -> None:
    draft = read(text.encode(), f"{document_id}.txt")
    version = (store.knows(document_id) or 0) + 1
    found = Document(
        document_id, version, f"{document_id}.txt", draft.text, (), draft.metadata, "0", "text/plain"
    )
    made = None if store.corrections(document_id) else profile_to_json(profile(draft.metadata, draft.text))
    store.put_version(found, file(document_id), b"x", [(0, 1)], fingerprint(draft.text), made)


def take(store: Store, step: Step, monkeypatch: pytest.MonkeyPatch) -> None:
    kind, number, value = step
    document_id = f"d{number:02}"
    if kind == "put":
        put_text(store, document_id, TEXTS[value])
    elif kind == "settle":
        settle(store)
    elif kind == "interrupt":
        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr(store, ("set_states", "set_duplicates", "mark_settled")[number % 3], raise_killed)
            settle(store)
            raise Killed  # there was nothing to settle
    elif store.versions(document_id):
        title = TITLES[value % len(TITLES)]
        if kind == "remove":
            store.remove(document_id)
        elif title is None:
            store.correct(document_id, {}, undo=("title",))
        else:
            store.correct(document_id, {"title": title})


def raise_killed(*_: object, **__: object) -> None:
    raise Killed


def stored(store: Store) -> tuple[dict[str, tuple[object, ...]], dict[str, tuple[str, ...]]]:
    """Return the states and groups that are kept."""
    documents = sorted(store.documents(), key=lambda one: one.id)
    states = {
        one.id: (one.state, one.state_reason, one.successor_id) for one in documents if one.state_reason
    }
    return states, {one.id: one.also for one in documents if one.also}


def scratch(store: Store) -> tuple[dict[str, tuple[object, ...]], dict[str, tuple[str, ...]]]:
    """Return the states and groups that follow from all documents at once."""
    documents = sorted(store.documents(), key=lambda one: one.id)
    profiles = {one.id: profile(one.metadata, one.text) for one in documents}
    found = groups([Item(one.id, fingerprint(one.text), profiles[one.id]) for one in documents])
    states = {c.document_id: (c.state, c.reason, c.successor_id) for c in changes(profiles)}
    return states, {id: tuple(x for x in group if x != id) for group in found for id in group}


@pytest.fixture
def near_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let templates be crowds early, and the whole library never be read."""
    monkeypatch.setattr(bands, "_CROWD", 3)
    monkeypatch.setattr("corpus.settle._settle_all", raise_killed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_any_history_ends_as_if_all_were_read_at_once(
    any_store: Store, near_only: None, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    store = any_store
    store.mark_settled(RULES, {})
    for step in steps(seed):
        take(store, step, monkeypatch)
        if step[0] == "settle":
            assert stored(store) == scratch(store)
            revision = store.revision()
            settle(store)
            assert store.revision() == revision


def notices(folder: Path, **texts: str) -> list[Path]:
    return [put(folder / f"{name}.txt", text) for name, text in texts.items()]


def state_of(store: Store, path: Path) -> tuple[State, str | None]:
    known = store.files.at(str(path))
    assert known is not None
    assert known.document_id is not None
    document = store.document(known.document_id)
    return document.state, document.state_reason


def test_a_file_read_in_is_settled_without_its_text(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, decision = notices(folder, old=OLD, decision=TEXTS[5])
    monkeypatch.setattr("corpus.settle.profile", raise_killed)
    ingest([old], store)
    assert state_of(store, old)[0] is State.CURRENT
    ingest([decision], store)
    assert state_of(store, old)[0] is State.REPEALED


def test_only_what_shares_a_name_or_a_band_with_a_changed_document_is_read(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = {
        f"other{n}": f"第{n}号停水通知\n{place}明天停水。" for n, place in enumerate("甲乙丙丁戊己庚辛")
    }
    ingest(notices(folder, old=OLD, **others), store)
    asked: list[str] = []
    findings = store.findings

    def record(ids: Collection[str] | None) -> Iterator[tuple[str, str | None, bytes | None]]:
        assert ids is not None
        asked.extend(ids)
        return findings(ids)

    monkeypatch.setattr(store, "findings", record)
    (decision,) = notices(folder, decision=TEXTS[5])
    ingest([decision], store)
    assert {store.document(id).source for id in asked} == {"old.txt", "decision.txt"}


def test_rules_of_a_later_release_read_every_text_once(
    any_store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = any_store
    old, _ = paths = notices(folder, old=OLD, decision=TEXTS[5])
    ingest(paths, store)
    for module in ("profile", "settle"):
        monkeypatch.setattr(f"corpus.{module}.RULES", RULES + 1)
    read_anew: list[str] = []

    def note(metadata: Metadata, text: str) -> Profile:
        read_anew.append(metadata.title)
        return replace(profile(metadata, text), ends=())

    monkeypatch.setattr("corpus.settle.profile", note)
    settle(store)
    assert sorted(read_anew) == ["关于废止部分文件的决定", "青河市节水办法"]
    assert state_of(store, old)[0] is State.CURRENT  # as these rules find that nothing ends it
    settle(store)
    assert len(read_anew) == 2


def test_a_corrected_title_counts_for_later_versions_too(store: Store, folder: Path) -> None:
    old, decision = notices(folder, old=OLD, decision=TEXTS[5])
    ingest([old, decision], store)
    known = store.files.at(str(decision))
    assert known is not None
    assert known.document_id is not None
    store.correct(known.document_id, {"title": "关于废止部分文件的决定(征求意见稿)"})
    settle(store)
    assert state_of(store, old) == (State.CURRENT, None)
    put(decision, TEXTS[5] + "\n请遵照执行。")
    assert ingest([decision], store).updated == (known.document_id,)
    assert state_of(store, old) == (State.CURRENT, None)
    store.correct(known.document_id, {}, undo=["title"])
    settle(store)
    assert state_of(store, old) == (State.REPEALED, "已被《关于废止部分文件的决定》(青政发〔2021〕2号)废止")


def test_a_removed_document_ends_nothing_any_more(store: Store, folder: Path) -> None:
    old, decision = notices(folder, old=OLD, decision=TEXTS[5])
    ingest([old, decision], store)
    assert state_of(store, old)[0] is State.REPEALED
    decision.unlink()
    removed = ingest([folder], store, remove_missing=True).removed
    assert state_of(store, old) == (State.CURRENT, None)
    assert store.traits.of(removed) == set()


def test_a_whole_library_that_is_interrupted_is_settled_as_a_whole_again(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, decision = notices(folder, old=OLD, decision=TEXTS[5])
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(store, "mark_settled", raise_killed)
        ingest([old, decision], store)
    decision.unlink()
    ingest([folder], store, remove_missing=True)
    assert state_of(store, old) == (State.CURRENT, None)
    assert stored(store) == scratch(store)
