import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.encoding import decode
from corpus.errors import NotText, UnreadableFile
from corpus.read import read

OPENING = "国务院关于印发“十四五”数字经济发展规划的通知\n国发〔2021〕29号\n"
HAN = st.text(
    st.one_of(
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), st.sampled_from("，。；：（）0123ab\n")
    )
)


@given(HAN, st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-32"]))
def test_chinese_text_comes_back_from_every_encoding(text: str, encoding: str) -> None:
    decoded, name = decode((OPENING + text).encode(encoding))
    assert decoded == OPENING + text
    assert name in {encoding, "gb18030"}


@pytest.mark.parametrize("text", ["𠮷野家㐂", "〇○　“”—…·€", "ẞ ñ é ü 日本語 한국어"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_rare_characters_come_back(text: str, encoding: str) -> None:
    assert decode((OPENING + text).encode(encoding))[0] == OPENING + text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("last", ["区", "𠮷"])
def test_a_file_cut_inside_its_last_character_loses_that_character_only(encoding: str, last: str) -> None:
    whole = (OPENING + last).encode(encoding)
    size = len(whole) - len(OPENING.encode(encoding))
    for cut in range(1, size):
        assert decode(whole[:-cut])[0] == OPENING


@pytest.mark.parametrize("broken", [b"\xe5\x8c", b"\xff", b"\x80\x80"])
def test_a_broken_character_of_utf8_costs_that_character_only(broken: bytes) -> None:
    text, name = decode(OPENING.encode() + broken + OPENING.encode())
    assert name == "utf-8"
    assert text.startswith(OPENING)
    assert text.endswith(OPENING)
    assert text.strip(OPENING) in {"\ufffd", "\ufffd\ufffd"}


def test_a_character_of_gb18030_that_was_cut_in_a_database_costs_that_character_only() -> None:
    body = (OPENING * 3).encode("gb18030")
    text, name = decode(body + "规".encode("gb18030")[:1] + b"...\n" + body)
    assert name == "gb18030"
    assert text.count(OPENING) == 6


TRADITIONAL = "國務院關於印發數位經濟發展規劃的通知，請各縣市政府依照規定辦理，並於年底前報告執行情況。\n"


@pytest.mark.parametrize("label", [None, "big5", "gb2312", "utf-8", "no-such-charset"])
def test_big5_is_told_from_gb18030_whatever_the_label_says(label: str | None) -> None:
    assert decode(TRADITIONAL.encode("cp950"), label) == (TRADITIONAL, "big5")
    assert decode(OPENING.encode("gbk"), label) == (OPENING, "gb18030")
    assert decode(TRADITIONAL.encode("gbk"), label) == (TRADITIONAL, "gb18030")


def test_a_label_counts_where_the_bytes_do_not_tell() -> None:
    names = "渡邉\u3000鷹彥\u3000龍馬"
    assert decode(names.encode("shift_jis", "ignore"), "shift_jis")[1] == "shift_jis"
    page = '<meta charset="euc-kr">대한민국 정부'
    assert decode(page.encode("euc-kr")) == (page, "euc_kr")
    wrong = f'<meta charset="big5">{OPENING}'
    assert decode(wrong.encode("gbk")) == (wrong, "gb18030")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [OPENING, TRADITIONAL, "Notice No. 3\r\nof 2024\r\n", "关于印发规划的通知"])
def test_utf16_without_a_mark_is_recognised(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == (text, encoding)
    assert decode(text.encode(encoding)[:-1])[0] == text[:-1]


def test_ascii_is_never_taken_for_utf16() -> None:
    for text in ("Bush hid the facts", "this app can break", "ab", "MZ"):
        assert decode(text.encode()) == (text, "utf-8")


@pytest.mark.parametrize("text", ["MZ县关于印发规划的通知", "BMW采购公告", "MZ"])
def test_a_text_that_begins_like_a_program_is_a_text(text: str) -> None:
    assert decode(text.encode())[0] == text
    assert decode(text.encode("gb18030"))[0] == text


def test_western_letters_are_the_last_resort() -> None:
    text = "Le café de la préfecture reste fermé, à voir plus tôt l'été prochain. "
    assert decode(text.encode("cp1252")) == (text, "cp1252")


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "cp950"])
def test_reading_takes_time_in_proportion(encoding: str) -> None:
    def seconds(copies: int) -> float:
        content = (TRADITIONAL * copies).encode(encoding)
        begin = time.process_time()
        decode(content)
        return time.process_time() - begin

    seconds(1_000)
    assert seconds(160_000) < 40 * max(seconds(10_000), 0.005)


@pytest.mark.parametrize("stray", ["\x00", "\x1a", "\x1b[0m", "\x7f"])
def test_a_stray_control_character_does_not_turn_a_text_into_another_encoding(stray: str) -> None:
    assert decode((OPENING + stray).encode()) == (OPENING + stray, "utf-8")
    assert read((OPENING + stray).encode(), "a.txt").text.startswith(OPENING.strip())


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        b"\x7fELF\x02\x01\x01" + bytes(100),
        b"MZ\x90\x00\x03\x00\x00\x00" + bytes(100) + b"\x0e\x1f\xba\x0e" * 20,
        b"SQLite format 3\x00" + bytes(100),
        b"{\\rtf1\\ansi \\u22269?}",
        bytes(1000),
        bytes(range(256)) * 20,
        b"text\x00\x01\x02\x03\x04" * 50,
    ],
)
def test_binary_content_is_no_text(content: bytes) -> None:
    with pytest.raises(NotText):
        decode(content)


@pytest.mark.parametrize(
    "content", [b"\x7fELF\x02\x01\x01" + bytes(100), bytes(1000), b"MZ\x90\x00" + bytes(999)]
)
def test_binary_content_named_txt_is_refused_with_a_reason(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"[\u4e00-\u9fff]"):
        read(content, "通知.txt")


@pytest.mark.data
@pytest.mark.parametrize(
    ("file", "title", "number"),
    [
        (
            "derived_gov_5338761_gb2312-meta.html",
            "国务院办公厅关于印发《政府网站集约化试点工作方案》的通知",
            "国办函〔2018〕71号",
        ),
        (
            "derived_gov_5342665_gb18030-meta.html",
            "国务院关于支持自由贸易试验区深化改革创新若干措施的通知",
            "国发〔2018〕38号",
        ),
        (
            "derived_gov_5345284_wrong-meta-utf8.html",
            "国务院办公厅转发国家教委关于内地西藏班（校）扩大规模有关问题请示的通知",
            "国办发〔1996〕32号",
        ),
        (
            "derived_gov_5345293_gbk-meta.html",
            "国务院办公厅转发民政部关于清理整顿社会团体意见的通知",
            "国办发〔1997〕11号",
        ),
        (
            "derived_gov_5345295_no-meta.html",
            "国务院办公厅关于湖北省在温家宝总理考察工作时所提问题和建议办理情况的函",
            "国办函〔2004〕25号",
        ),
    ],
)
def test_real_pages_are_read_whatever_their_label_says(data, file: str, title: str, number: str) -> None:
    draft = read((data / "formats" / "gbk" / file).read_bytes(), file)
    assert draft.metadata.title == title
    assert draft.metadata.number == number
    assert draft.metadata.issuer in {"国务院", "国务院办公厅"}
    assert "\ufffd" not in draft.text
    assert len(draft.text) > 1000


@pytest.mark.data
def test_every_real_file_in_gb18030_is_decoded_whole(data: Path) -> None:
    for path in sorted((data / "formats" / "gbk").iterdir()):
        text, name = decode(path.read_bytes())
        assert name == "gb18030", path.name
        assert "\ufffd" not in text, path.name


@pytest.mark.data
def test_a_page_and_its_plain_text_hold_the_same_words(data) -> None:
    for name in ("gov_5345459", "gov_5345808"):
        folder = data / "formats" / "converted"
        page = read((folder / f"{name}.html").read_bytes(), f"{name}.html").text
        truth = read((folder / f"{name}.truth.txt").read_bytes(), f"{name}.txt").text
        assert "".join(page.split()) == "".join(truth.split())
