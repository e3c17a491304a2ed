"""People sign in, ask, see what is open to them, and sign out: in a real browser, over a real library."""

import json
from collections.abc import Callable

import pytest
from fake_encoder import FakeEncoder
from playwright.sync_api import BrowserContext, Page, expect

from corpus.store import Store
from index.build import build
from ui.admin.keeper import Keeper
from ui.library_service import LibraryService
from ui.people.identity import Role
from ui.people.passwords import PasswordFile
from ui.people.settings import PeopleSettings
from ui.settings import Settings

PASSWORD = "望溪县的一个长长的密码"
OPEN = "临溪区户厕改造补助办法\n\n临溪区对改造户厕的农户每户补助500元，由区农业农村局发放。\n\n临溪区农业农村局\n2023年3月1日\n"
CLOSED = "临溪区应急物资采购方案\n\n临溪区2023年安排应急物资采购资金73万元，由区财政局拨付。\n\n临溪区财政局\n2023年5月8日\n"
ASKED = "临溪区2023年安排多少应急物资采购资金？"


@pytest.fixture(scope="module")
def address(serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Serve a library with one document for everyone and one for the group 财政."""
    folder = tmp_path_factory.mktemp("people")
    for name, text in (("户厕.txt", OPEN), ("物资.txt", CLOSED)):
        (folder / "files" / name).parent.mkdir(exist_ok=True)
        (folder / "files" / name).write_text(text, "utf-8")
    library = folder / "library"
    build([folder / "files"], library, FakeEncoder)
    store = Store.open(library)
    closed = next(found for found in store.documents() if "采购" in found.metadata.title)
    store.assign_groups(closed.id, ["财政"])
    file = PasswordFile(folder / "users")
    file.put("guanli", PASSWORD, Role.ADMINISTRATOR, ())
    file.put("caizheng", PASSWORD, Role.READER, ("财政",))
    file.put("duzhe", PASSWORD, Role.READER, ("民政",))
    people = PeopleSettings(way="password", password_file=folder / "users", secret="s" * 40)
    service = LibraryService(library, FakeEncoder)
    service.load()
    settings = Settings(library=library, cache_dir=folder / "cache", people=people)
    return serve(service, settings, Keeper(library, settings, FakeEncoder, service.records))


ADMINISTRATION = [
    ("GET", "admin"),
    ("GET", "admin/questions"),
    ("GET", "admin/questions/x"),
    ("GET", "admin/aliases"),
    ("POST", "admin/aliases"),
    ("POST", "admin/aliases/remove"),
    ("GET", "admin/documents/x"),
    ("POST", "admin/documents/x"),
    ("POST", "admin/documents/x/groups"),
    ("POST", "admin/documents/x/remove"),
    ("POST", "api/documents"),
    ("PATCH", "api/documents/x"),
    ("DELETE", "api/documents/x"),
    ("GET", "api/jobs"),
    ("GET", "api/jobs/x"),
]


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("用户名").fill(name)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def ask(page: Page, question: str) -> None:
    page.locator("#yj-box textarea").fill(question)
    page.locator("#yj-box textarea").press("Enter")


@pytest.mark.slow
def test_sign_in_ask_sign_out(page: Page, address: str) -> None:
    page.goto(address)
    expect(page).to_have_url(f"{address}login?next=/")
    expect(page.get_by_label("用户名")).to_be_focused()
    sign_in(page, "caizheng", "not the password")
    expect(page.get_by_role("alert")).to_have_text("名称或密码不对，请重新输入。")
    sign_in(page, "caizheng")
    expect(page).to_have_url(address)
    expect(page.locator(".yj-person-name")).to_contain_text("caizheng")
    ask(page, ASKED)
    expect(page.locator("#yj-current [data-phase=done]")).to_contain_text("73万元")
    page.get_by_role("button", name="退出登录").click()
    expect(page).to_have_url(f"{address}login?out=1")
    expect(page.locator("main")).to_contain_text("您已退出登录。")
    page.go_back()
    expect(page.get_by_label("用户名")).to_be_visible()
    assert page.locator("text=73万元").count() == 0, "the button back shows nothing that was seen before"


@pytest.mark.slow
def test_an_event_of_someone_who_has_left_fails_with_a_sentence(
    page: Page, context: BrowserContext, address: str
) -> None:
    page.goto(address)
    sign_in(page, "duzhe")
    ask(page, "户厕每户补助多少？")
    expect(page.locator("#yj-current [data-phase=done]")).to_be_visible()
    context.clear_cookies()
    with page.expect_response("**/gradio_api/queue/join*") as joined:
        ask(page, ASKED)
    assert joined.value.status == 401
    expect(page.get_by_role("alert")).to_contain_text("登录")
    assert page.locator("text=73万元").count() == 0


@pytest.mark.slow
def test_what_one_may_not_see_is_nowhere(page: Page, address: str) -> None:
    page.goto(address)
    sign_in(page, "duzhe")
    ask(page, ASKED)
    expect(page.locator("#yj-current [data-phase=done]")).to_be_visible()
    shown = page.content()
    assert "73万元" not in shown and "应急物资采购方案" not in shown
    listed = page.request.get(f"{address}api/documents").json()
    assert listed["total"] == 1
    answer = page.request.post(f"{address}api/ask", data={"question": ASKED, "top": 20}).text()
    assert "73万元" not in answer and "采购方案" not in answer and "财政局" not in answer
    hidden = closed_id(address, page)
    for path in (
        f"api/documents/{hidden}",
        f"documents/{hidden}",
        f"documents/{hidden}?version=1&start=0&end=5",
    ):
        assert page.request.get(f"{address}{path}").status == 404
    never = page.request.get(f"{address}api/documents/000000000000").json()
    assert (
        page.request.get(f"{address}api/documents/{hidden}").json()["error"]["code"] == never["error"]["code"]
    )


@pytest.mark.slow
def test_a_reader_has_no_administration(page: Page, context: BrowserContext, address: str) -> None:
    page.goto(f"{address}admin")
    sign_in(page, "duzhe")
    expect(page.locator("main")).to_contain_text("管理员")
    for method, path in ADMINISTRATION:
        answer = page.request.fetch(f"{address}{path}", method=method)
        assert (path, answer.status) == (path, 403)
    context.clear_cookies()
    page.goto(f"{address}admin")
    sign_in(page, "guanli")
    expect(page).to_have_url(f"{address}admin")
    assert page.request.get(f"{address}admin").status == 200


@pytest.mark.slow
def test_the_form_needs_no_script_and_speaks_english(
    browser_context_without_scripts: Page, address: str
) -> None:
    page = browser_context_without_scripts
    page.goto(f"{address}en/")
    expect(page.get_by_label("User name")).to_be_visible()
    page.get_by_label("User name").fill("duzhe")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{address}en/")


@pytest.fixture
def browser_context_without_scripts(context: BrowserContext) -> Page:
    assert context.browser is not None
    return context.browser.new_context(java_script_enabled=False, locale="zh-CN").new_page()


def closed_id(address: str, page: Page) -> str:
    """Return the id of the closed document, as its readers know it."""
    assert page.context.browser is not None
    other = page.context.browser.new_context()
    other.request.post(f"{address}login", form={"name": "caizheng", "password": PASSWORD})
    rows = json.loads(other.request.get(f"{address}api/documents").text())["documents"]
    other.close()
    assert len(rows) == 2
    return next(row["id"] for row in rows if "采购" in row["title"])
