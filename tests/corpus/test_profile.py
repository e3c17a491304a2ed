from datetime import date
from hashlib import sha256

import pytest

from corpus.models import Ground, Metadata
from corpus.profile import RULES, Profile, profile, profile_from_json, profile_to_json
from corpus.repeals import Repeal

FULL = Metadata(
    "青河市人民政府关于印发《青河市节水办法（试行）》的通知",
    issuer="青河市人民政府",
    number="青政发〔2012〕5号",
    issued_on=date(2012, 3, 1),
    published_on=date(2012, 3, 9),
    effective_on=date(2012, 4, 1),
    grounds=(Ground("title", "heading", 0, 4), Ground("issued_on", "signature", 9, 12)),
)
TEXT = "《青河市节水暂行规定》（青政发〔2008〕9号）同时废止。"


def test_a_profile_says_how_a_document_is_named_and_what_it_ends() -> None:
    assert profile(FULL, TEXT) == Profile(
        title=FULL.title,
        is_named=True,
        number="青政发〔2012〕5号",
        title_key="青河市节水办法",
        subject_key="青河市节水办法",
        number_key="青政发(2012)5号",
        places=frozenset({"青河"}),
        day=date(2012, 3, 1),
        version_day=date(2012, 3, 1),
        written_on=date(2012, 3, 1),
        effective_on=date(2012, 4, 1),
        ends=(Repeal("青政发(2008)9号", "青河市节水规定", only_repeals=False),),
    )


@pytest.mark.parametrize(
    ("metadata", "text"),
    [
        (FULL, TEXT),
        (Metadata("停水通知"), "今晚停水。"),
        (Metadata("", grounds=(Ground("title", "text"),)), ""),
        (Metadata("“引号”\n\\与\x00"), "《“引号”停水办法》同时废止。"),
    ],
)
def test_a_profile_comes_back_from_json(metadata: Metadata, text: str) -> None:
    made = profile(metadata, text)
    assert profile_from_json(profile_to_json(made)) == made


def test_a_profile_by_other_rules_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = profile_to_json(profile(FULL, TEXT))
    assert profile_from_json(None) is None
    for other in (RULES + 1, RULES * 10, 0):
        monkeypatch.setattr("corpus.profile.RULES", other)
        assert profile_from_json(kept) is None


def test_only_standing_rules_have_a_day_among_versions() -> None:
    day = date(2020, 1, 1)
    assert profile(Metadata("节水条例", issued_on=day), "").version_day == day
    assert profile(Metadata("节水条例（2018年修正）"), "").version_day == date(2018, 1, 1)
    assert profile(Metadata("节水条例", published_on=day), "").version_day is None
    assert profile(Metadata("节水条例（征求意见稿）", issued_on=day), "").version_day is None
    assert profile(Metadata("关于停水的通知", issued_on=day), "").version_day is None


def test_what_a_files_name_says_is_not_what_the_document_says() -> None:
    named = (Ground("title", "file_name"), Ground("issued_on", "file_name"))
    made = profile(Metadata("a", issued_on=date(2020, 1, 1), grounds=named), "")
    assert not made.is_named
    assert made.written_on is None
    assert made.day == date(2020, 1, 1)


LIST = """关于公布文件清理结果的通知
附件1
废止和失效的文件目录
1.青河市人民政府办公室关于印发《青河市节水补助办法（试行）》的通知（青政办发〔2009〕12号）
附件2
宣布废止的文件目录
1\t青河市公厕管理办法\t青政发〔2010〕3号"""
SAID = (
    (FULL, TEXT),
    (Metadata("青河市节水条例（2018年修正）", issuer="青河市人大常委会"), "原《节水规定》不再执行。"),
    (Metadata("关于公布文件清理结果的通知", number="青政发[2015] 第 9 号"), LIST),
    (Metadata("青河市节水办法（征求意见稿）"), TEXT),
    (Metadata("商务部公告2020年第5号", issuer="中华人民共和国商务部"), "商务部公告2019年第二十号同时废止。"),
)


def test_whoever_changes_the_rules_raises_their_revision() -> None:
    made = "\n".join(profile_to_json(profile(metadata, text)) for metadata, text in SAID)
    digest = sha256(made.encode()).hexdigest()[:16]
    assert (RULES, digest) == (1, "34a5f41e5b1c2a39"), (
        "profiles have changed: raise corpus.profile.RULES, note both here"
    )
