from datetime import date

import pytest

from corpus.models import Metadata
from corpus.read import read

NOTICE = """青河市财政局关于印发《青河市节水奖补资金管理办法》的通知
青财规〔2020〕3号
各区财政局：
现将《青河市节水奖补资金管理办法》印发给你们。
青河市财政局
2020年3月2日
青河市节水奖补资金管理办法
第一条 为了规范资金管理，制定本办法。
"""


def found(tail: str, before: str = NOTICE) -> Metadata:
    return read((before + tail).encode(), "a.txt").metadata


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("tail", "first", "last"),
    [
        ("本办法自2020年4月1日起施行，有效期5年。", "2020-04-01", "2025-03-31"),
        ("第九条 本办法自2020年4月1日起施行。有效期三年。", "2020-04-01", "2023-03-31"),
        ("本办法自印发之日起施行，有效期至2025年12月31日。", "2020-03-02", "2025-12-31"),
        ("本办法自公布之日起30日后施行，试行期两年。", "2020-04-01", "2022-03-31"),
        ("本办法自发布之日起三十日后施行。", "2020-04-01", None),
        ("本办法自2020年4月1日起至2022年12月31日止执行。", "2020-04-01", "2022-12-31"),
        ("本办法自2020年4月1日起施行至2022年12月31日。", "2020-04-01", "2022-12-31"),
        ("本办法由市财政局负责解释，自2020年5月1日起执行，试行一年。", "2020-05-01", "2021-04-30"),
        ("本办法有效期限自2020年5月1日至2023年4月30日。", "2020-05-01", "2023-04-30"),
        ("本通知有效期为2年。", None, "2022-03-01"),
        ("以上意见，自印发之日起执行。", "2020-03-02", None),
        ("本办法自二〇二〇年四月一日起施行。", "2020-04-01", None),
        ("本办法自２０２０年４月１日起实施。", "2020-04-01", None),
        ("本办法自2020年2月29日起施行，有效期一年。", "2020-02-29", "2021-02-27"),
    ],
)
def test_the_first_and_the_last_day(tail: str, first: str | None, last: str | None) -> None:
    metadata = found(tail)
    assert metadata.effective_on == day(first)
    assert metadata.expires_on == day(last)


@pytest.mark.parametrize(
    "tail",
    [
        "《青河市旧办法》自2018年1月1日起施行，成效明显。",
        "本办法第三条自2021年1月1日起施行。",
        "取水许可证有效期5年，期满前30日申请延续。",
        "将第九条修改为：“本办法自2014年1月1日起施行，有效期5年。”",
        "自2019年1月1日以来，全市共发放资金300万元。",
        "本办法所称证书，自颁发之日起有效期三年。",
    ],
)
def test_what_others_and_parts_hold_for_is_not_the_documents_own(tail: str) -> None:
    metadata = found(tail)
    assert metadata.effective_on is None
    assert metadata.expires_on is None


def test_the_rule_that_the_title_names_comes_first() -> None:
    text = "青河市人民政府关于修改《青河市停车管理办法》的决定\n第一条照旧。\n"
    tail = "本决定自2021年6月1日起施行。\n青河市停车管理办法\n第二十条 本办法自2015年1月1日起施行。"
    assert found(tail, text).effective_on == date(2021, 6, 1)


def test_the_first_act_counts_for_an_amended_rule() -> None:
    text = "青河市停车管理条例\n（2010年5月6日青河市第三届人民代表大会常务委员会第二次会议通过 2019年7月8日修正）\n第一条 为了管理。\n"
    metadata = found("第二十条 本条例自公布之日起施行。", text)
    assert metadata.issued_on == date(2019, 7, 8)
    assert metadata.effective_on == date(2010, 5, 6)


def test_labels_are_trusted_more_than_the_text() -> None:
    label = "【实施日期】2020-06-01 【失效日期】2024-05-31\n"
    metadata = found("本办法自2020年4月1日起施行，有效期5年。", label + NOTICE)
    assert (metadata.effective_on, metadata.expires_on) == (date(2020, 6, 1), date(2024, 5, 31))


def test_a_report_puts_nothing_into_force() -> None:
    text = "三部门调整停车收费，车主怎么看\n青河日报讯 记者获悉，"
    assert found("通知自2021年9月1日起施行。本公告自2021年9月1日起正式实施。", text).effective_on is None


def test_the_ground_is_the_phrase() -> None:
    draft = read((NOTICE + "本办法自2020年4月1日起施行，有效期5年。").encode(), "a.txt")
    words = {g.field: draft.text[g.start : g.end] for g in draft.metadata.grounds}
    assert words["effective_on"] == "自2020年4月1日起施行"
    assert words["expires_on"] == "有效期5年"
