import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.admin.names import safe_name
from ui.errors import UploadRejected


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("报告.docx", "报告.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\文件\\通知 .txt", "通知 .txt"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("~$报告.docx", "报告.docx"),
        (".隐藏.txt", "隐藏.txt"),
        ("一\x00二\r\n三.txt", "一二三.txt"),
        ("<script>alert(1)</script>.txt", "script_.txt"),
        ('"x" onload="y".txt', "_x_ onload=_y_.txt"),
        ("e\u0301.txt", "\u00e9.txt"),
        ("name. . ", "name"),
    ],
)
def test_what_a_browser_sends_is_made_safe(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept


@pytest.mark.parametrize("given_name", ["", "...", "/", "\u202e", "___", "（）.docx"])
def test_a_name_of_nothing_is_refused(given_name: str) -> None:
    with pytest.raises(UploadRejected):
        safe_name(given_name)


def test_a_long_name_keeps_its_suffix() -> None:
    name = safe_name("字" * 300 + ".docx")
    assert name.endswith("字.docx")
    assert len(name.encode()) <= 200


@given(st.text(alphabet=st.characters(), max_size=300))
def test_whatever_comes_stays_in_its_folder(given_name: str) -> None:
    try:
        name = safe_name(given_name)
    except UploadRejected:
        return
    assert name not in (".", "..")
    assert not set(name) & set("/\\\0\n\r\u202e")
    assert not name.startswith((".", "~$", " "))
    assert 0 < len(name.encode("utf-8")) <= 200
