import re
import tarfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.duplicates import Item, groups
from corpus.errors import UnreadableFile
from corpus.fingerprint import fingerprint
from corpus.models import Ground, Metadata
from corpus.profile import profile
from corpus.read import read

NOTICE = """青河市财政局关于做好2020年度节水奖补资金申报工作的通知
青财〔2020〕3号
各区财政局：
为鼓励企业节约用水，根据《青河市节水条例》，市财政安排节水奖补资金350万元，用于支持62家企业开展节水改造。现就申报工作通知如下。
一、申报条件。在本市注册满2年，上一年度节水量达到5000吨以上，无重大违法记录的企业，均可申报节水奖补资金。
二、申报材料。申报企业应当提交申请表、用水台账、第三方节水评估报告和承诺书各3份，并对材料的真实性负责。
三、申报时间。2020年4月1日至5月15日，逾期不予受理。各区财政局应当于6月10日前完成初审并上报汇总表。
四、资金使用。奖补资金应当专款专用，不得挤占挪用，市财政局将会同市水务局开展绩效评价。
联系电话：0999-1234567。
青河市财政局
2020年3月2日"""


def described(id: str, print_: bytes, metadata: Metadata) -> Item:
    return Item(id, print_, profile(metadata, ""))


def item(id: str, text: str, name: str = "a.txt") -> Item:
    draft = read(text.encode(), name)
    return described(id, fingerprint(draft.text), draft.metadata)


def grouped(*texts: str) -> bool:
    return bool(groups([item(str(n), text) for n, text in enumerate(texts)]))


def test_the_same_text_gives_the_same_bytes_everywhere() -> None:
    assert fingerprint(NOTICE) == fingerprint(NOTICE)
    assert fingerprint("青河市节水办法").hex().startswith("0107000000")
    assert len(fingerprint(NOTICE)) < 1500


@pytest.mark.parametrize(
    "copy",
    [
        NOTICE.replace("\n", "\n\n"),
        NOTICE.replace("，", ",").replace("（", "(").replace("：", ":"),
        NOTICE.replace("各企业", "各 企 业").replace("。", "。 "),
        "首页 > 政务公开\n发布时间：2020-03-05 浏览次数：206\n" + NOTICE,
        "发布日期：2020-04-09 点击：17 来源：青河日报\n" + NOTICE + "\n责任编辑：某某 备案号：青ICP备12345号",
        re.sub("(通知如下。)", "\\1\n— 2 —\n", NOTICE),
        NOTICE.replace("350万元，用于", "350万元，\n用于"),
    ],
)
def test_the_same_notice_with_another_sites_furniture(copy: str) -> None:
    assert groups([item("a", NOTICE), item("b", copy)]) == (("a", "b"),)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2020", "2021"),  # the same notice of the next year
        ("350万元", "360万元"),
        ("62家", "63家"),
        ("青财〔2020〕3号", "青财〔2020〕4号"),
        ("青河", "望川"),  # another place's notice from the same template
        ("2020年3月2日", "2020年3月9日"),
        ("各3份", "各三份"),
        ("满2年", "满3年"),
    ],
)
def test_one_template_filled_in_otherwise(old: str, new: str) -> None:
    assert old in NOTICE
    assert not grouped(NOTICE, NOTICE.replace(old, new))


def test_another_districts_notice() -> None:
    text = "{0}区民政局关于开展救助对象核查的通知\n各街道：\n现就{0}区救助对象核查通知如下。请各街道认真组织，逐户核对家庭收入和财产状况，做到应保尽保、应退尽退，确保{0}区救助政策落到实处。"
    assert not grouped(text.format("荔湾"), text.format("越秀"))


def test_a_revised_rule_is_another_document() -> None:
    revised = NOTICE.replace("满2年，上一年度节水量达到5000吨以上", "满3年，上一年度节水量达到4000吨以上")
    assert not grouped(NOTICE, revised)


def test_numbers_titles_and_dates_tell_the_same_text_apart() -> None:
    print_ = fingerprint(NOTICE)

    def pair(one: Metadata, other: Metadata) -> bool:
        return bool(groups([described("a", print_, one), described("b", print_, other)]))

    heading = (Ground("title", "heading", 0, 4),)
    assert pair(Metadata("某通知", grounds=heading), Metadata("某通知", grounds=heading))
    assert pair(Metadata("某局关于某通知", grounds=heading), Metadata("关于某通知", grounds=heading))
    assert not pair(Metadata("甲通知", grounds=heading), Metadata("乙通知", grounds=heading))
    named = (Ground("title", "file_name"),)
    assert pair(Metadata("a", grounds=named), Metadata("某通知", grounds=heading))
    assert pair(Metadata("a", number="青财〔2020〕3号"), Metadata("a", number="青财[2020] 3 号"))
    assert not pair(Metadata("a", number="青财〔2020〕3号"), Metadata("a", number="青财〔2020〕4号"))
    days = date(2020, 3, 2), date(2020, 3, 3)
    assert not pair(Metadata("a", issued_on=days[0]), Metadata("a", issued_on=days[1]))
    saved = (Ground("issued_on", "file_name"),)
    assert pair(Metadata("a", issued_on=days[0], grounds=saved), Metadata("a", issued_on=days[1]))
    assert pair(Metadata("a", published_on=days[0]), Metadata("a", published_on=days[1]))


def test_short_texts_must_be_the_same() -> None:
    assert grouped("今晚停水", "今晚停水。")
    assert not grouped("今晚停水", "今晚停电")
    assert not grouped("今晚停水", "明晚停水")
    assert not grouped("……", "。；")


def test_a_document_between_two_others_does_not_join_them() -> None:
    plain = NOTICE.replace("青财〔2020〕3号\n", "")
    third, fourth = NOTICE, NOTICE.replace("青财〔2020〕3号", "青财〔2020〕4号")
    found = groups([item("3", third), item("none", plain), item("4", fourth)])
    assert len(found) == 1
    assert len(found[0]) == 2


def test_fingerprints_of_another_version_and_of_nothing_match_none() -> None:
    for strange in (b"", b"\0", b"\2" + fingerprint(NOTICE)[1:]):
        assert groups([described("a", strange, Metadata("a")), described("b", strange, Metadata("a"))]) == ()
    assert groups([]) == ()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=80).map(lambda text: text + "文"), max_size=6))
def test_any_texts_are_grouped_with_themselves_only_once(texts: list[str]) -> None:
    items = [described(str(n), fingerprint(text), Metadata("a")) for n, text in enumerate([*texts, *texts])]
    found = groups(items)
    ids = [id for group in found for id in group]
    assert len(ids) == len(set(ids))
    assert len(ids) == len(items)  # each has its copy
    order = {item.document_id: at for at, item in enumerate(items)}
    assert all(list(group) == sorted(group, key=order.__getitem__) for group in found)


@pytest.mark.slow
def test_thousands_of_one_template_and_thousands_of_copies_take_seconds() -> None:
    texts = [
        NOTICE.replace("350", str(1000 + n)).replace("青财〔2020〕3号", f"青财〔2020〕{n}号")
        for n in range(3000)
    ]
    prints = [(fingerprint(text), Metadata("a", number=f"青财〔2020〕{n}号")) for n, text in enumerate(texts)]
    same = fingerprint(NOTICE)
    items = [described(f"t{n}", *pair) for n, pair in enumerate(prints)]
    items += [described(f"c{n}", same, Metadata("a")) for n in range(3000)]
    begun = time.perf_counter()
    (found,) = groups(items)
    assert found == tuple(f"c{n}" for n in range(3000))
    assert time.perf_counter() - begun < 20


def real_files(folder: Path) -> Iterator[Item]:
    for path in sorted(path for path in folder.iterdir() if path.suffix not in {".jpg", ".png"}):
        try:
            draft = read(path.read_bytes(), path.name)
        except UnreadableFile:
            continue
        yield described(path.name, fingerprint(draft.text), draft.metadata)


@pytest.mark.data
@pytest.mark.slow
def test_one_notice_as_docx_wps_ofd_and_pdf(data: Path) -> None:
    found = groups([*real_files(data / "formats" / "same_text"), *real_files(data / "formats" / "converted")])
    notice = next(group for group in found if "test.docx" in group)
    assert {"test.docx", "test.wps", "test.ofd", "test.pdf"} <= set(notice)
    assert "test.doc" not in notice  # a variant: other figures
    for name in ("gov_5345459", "gov_5345808"):
        group = next(group for group in found if f"{name}.docx" in group)
        assert {f"{name}.{kind}" for kind in ("doc", "docx", "html", "odt", "pdf", "truth.txt")} <= set(group)


def versions_of_statutes(archive: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    """Yield the files whose name holds a day, of statutes that have several."""
    members = archive.getmembers()
    statutes = [re.search(r"([^/]+)\(\d{4}-\d\d-\d\d\)\.md$", member.name) for member in members]
    count = Counter(match[1] for match in statutes if match)
    for member, match in zip(members, statutes, strict=True):
        file = archive.extractfile(member) if match and count[match[1]] > 1 else None
        if file:
            yield member.name, file.read()


@pytest.mark.data
@pytest.mark.slow
def test_no_two_versions_of_a_real_statute_are_one(data: Path) -> None:
    items, texts, days = [], {}, {}
    with tarfile.open(data / "scale" / "laws.tar.xz") as archive:
        for name, data_ in versions_of_statutes(archive):
            draft = read(data_, name.rsplit("/", 1)[1])
            items.append(described(name, fingerprint(draft.text), draft.metadata))
            days[name] = draft.metadata.issued_on
            texts[name] = re.sub(r"\W", "", draft.text)
    assert len(items) > 150
    begun = time.perf_counter()
    found = groups(items)
    assert time.perf_counter() - begun < 30
    for group in found:
        assert len({days[id] for id in group} - {None}) <= 1, group
        lengths = sorted(len(texts[id]) for id in group)
        assert lengths[0] > 0.85 * lengths[-1], group
