from pathlib import Path

import pytest

from index.alias_file import add_group, remove_name
from index.aliases import FILE, Aliases, own_groups, parse_groups, read_aliases, shipped_aliases
from index.errors import AliasFileInvalid
from index.tokenize import fold


def names(text: str, aliases: Aliases | None = None) -> list[str]:
    return [mention.name for mention in (aliases or shipped_aliases()).mentions(fold(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("粤桂协作投入多少", ["粤", "桂"]),
        ("京津冀协同发展", ["京", "津", "冀"]),
        ("穗府办〔2020〕3号", ["穗"]),
        ("连高12号文", ["连"]),
        ("黔籍劳动力", ["黔"]),
        ("连续三年", []),
        ("青年创业", []),
        ("深入推进港口建设", []),
        ("宁晋县", []),
        ("黑土地", []),
        ("桂林的米粉", []),
    ],
)
def test_a_name_of_one_character_counts_only_where_it_is_one(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_the_longest_name_is_found_and_tells_the_others() -> None:
    (mention,) = shipped_aliases().mentions("人社局的电话")
    assert (mention.name, mention.start) == ("人社局", 0)
    assert "人力资源和社会保障局" in mention.others
    assert names("广东省财政厅") == ["广东省"]


def test_same_name_holds_both_ways_and_not_beyond_a_group() -> None:
    aliases = Aliases([("甲局", "甲一局"), ("甲局", "甲二局")])
    assert aliases.same_name("甲一局", "甲局") and aliases.same_name("甲局", "甲二局")
    assert not aliases.same_name("甲一局", "甲二局")
    assert aliases.forms("甲局") == ("甲局", "甲一局", "甲二局")
    assert aliases.forms("乙局") == ("乙局",)


def test_every_shipped_group_is_one() -> None:
    groups = shipped_aliases().groups
    assert len(groups) > 100
    assert shipped_aliases().same_name("穗", "广州")
    assert shipped_aliases().same_name("黔南", "黔南布依族苗族自治州")


def test_the_librarys_own_file_is_added(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("\ufeff# 说明\n\n望川 = 望川县＝望  # 县\n", encoding="utf-8")
    assert own_groups(tmp_path) == [("望川", "望川县", "望")]
    aliases = read_aliases(tmp_path)
    assert aliases.same_name("望川", "望川县") and aliases.same_name("穗", "广州")


@pytest.mark.parametrize("line", ["广州", "广州 =", "= 穗", "甲 = " + "乙" * 61])
def test_a_wrong_line_is_named(line: str) -> None:
    with pytest.raises(AliasFileInvalid, match="第 3 行"):
        list(parse_groups(f"# 说明\n穗 = 广州\n{line}\n"))


def test_a_file_in_another_encoding_says_so(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes("穗 = 广州\n".encode("gb18030"))
    with pytest.raises(AliasFileInvalid, match="UTF-8"):
        read_aliases(tmp_path)


def test_groups_are_added_and_names_removed_and_remarks_stay(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("# 我县\n望川 = 望川县", encoding="utf-8")
    add_group(tmp_path, ["高新办", "高新区管委会", "高新办公室"])
    add_group(tmp_path, ["望川", "望川县"])  # is there
    assert own_groups(tmp_path) == [("望川", "望川县"), ("高新办", "高新区管委会", "高新办公室")]
    assert remove_name(tmp_path, "高新办公室") == 1
    assert remove_name(tmp_path, "望川") == 1
    assert remove_name(tmp_path, "没有") == 0
    assert (tmp_path / FILE).read_text("utf-8") == "# 我县\n高新办 = 高新区管委会\n"
    with pytest.raises(AliasFileInvalid):
        add_group(tmp_path, ["甲 = 乙", "丙"])
    with pytest.raises(AliasFileInvalid):
        add_group(tmp_path, ["只有一个"])
