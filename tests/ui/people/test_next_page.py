import pytest

from ui.people.next_page import asked_page, next_page


@pytest.mark.parametrize(
    "wanted",
    [
        None,
        "",
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "/\\/evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "/x//evil.example",
        "/a/../../evil",
        "/中文",
        "/login",
        "/login?next=/login",
        "/logout",
        "evil",
    ],
)
def test_what_leads_elsewhere_becomes_the_first_page(wanted: str | None) -> None:
    assert next_page(wanted, "") == "/"
    assert next_page(wanted, "/youju") == "/youju/"


@pytest.mark.parametrize(
    "wanted", ["/documents/liwan?version=1&start=2&end=3", "/?q=%E8%8D%94", "/zh/?next=//evil.example", "/@x"]
)
def test_our_own_pages_stay(wanted: str) -> None:
    assert next_page(wanted, "") == wanted
    assert next_page(f"/youju{wanted}", "/youju") == f"/youju{wanted}"


def test_only_under_the_prefix() -> None:
    assert next_page("/other/app", "/youju") == "/youju/"
    assert next_page("/youjuX/", "/youju") == "/youju/"


def test_what_was_asked_for_survives_the_round_trip() -> None:
    scope = {"path": "/documents/荔湾 1", "query_string": b"start=1&q=%E8"}
    asked = asked_page(scope)
    assert asked == "/documents/%E8%8D%94%E6%B9%BE%201?start=1&q=%E8"
    assert next_page(asked, "") == asked
    assert next_page(asked_page({"path": "//evil.example", "query_string": b""}), "") == "/"
