"""The administration's pages, over a small real library."""

import re

from desktop import Desktop
from small_library import id_of

from ui.admin.jobs import JobState


def test_the_list_is_searched_and_hostile_names_are_only_words(desktop: Desktop) -> None:
    water = id_of(desktop.keeper.store, "水.txt")
    evil = "<script>alert(1)</script>"
    desktop.keeper.correct(water, {"title": evil, "number": "=cmd\u202e"})
    page = desktop.client.get("/admin").text
    assert "共 3 份" in page
    assert evil not in page
    assert "&lt;script&gt;" in page
    found = desktop.client.get("/admin", params={"q": "停电 供电"}).text
    assert "找到 1 份" in found and "白塔" not in found
    assert "没有符合的文件" in desktop.client.get("/admin", params={"q": evil * 2 + "x"}).text
    assert "Documents in the library" in desktop.client.get("/admin?lang=en").text


def test_no_page_has_anything_inline(desktop: Desktop) -> None:
    water = id_of(desktop.keeper.store, "水.txt")
    for path in ("", "/aliases", "/questions", f"/documents/{water}", "/questions/none"):
        response = desktop.client.get(f"/admin{path}")
        html = response.text
        assert not re.search(r"\sstyle=|\son\w+=|javascript:", html)
        assert re.findall(r"<script(?! src=\"/static/)", html) == []
        policy = response.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'self'" in policy or "frame-ancestors 'none'" in policy


def test_a_form_corrects_what_was_changed_and_nothing_else(desktop: Desktop) -> None:
    water = id_of(desktop.keeper.store, "水.txt")
    at = f"/admin/documents/{water}"
    page = desktop.client.get(at).text
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page))
    assert fields["title"] == "停水通知"
    same = desktop.client.post(at, data=fields, follow_redirects=False)
    assert same.headers["location"].endswith("said=unchanged")
    saved = desktop.client.post(at, data=fields | {"number": "水〔2024〕3号", "issuer": ""})
    assert "已保存" in saved.text and "原读出：自来水公司" in saved.text
    assert desktop.keeper.store.corrections(water) == {"issuer": None, "number": "水〔2024〕3号"}
    undone = desktop.client.post(f"{at}/undo", data={"field": "issuer"})
    assert "已撤销改正" in undone.text
    assert list(desktop.keeper.store.corrections(water)) == ["number"]
    wrong = desktop.client.post(at, data=fields | {"issued_on": "昨天"})
    assert wrong.status_code == 422
    assert "不是日期" in wrong.text and "<nav" in wrong.text


def test_groups_and_removal(desktop: Desktop) -> None:
    water = id_of(desktop.keeper.store, "水.txt")
    at = f"/admin/documents/{water}"
    assert "办公室、水务" in desktop.client.post(f"{at}/groups", data={"groups": "水务，办公室、 "}).text
    assert desktop.service.document(water).groups == ("办公室", "水务")
    desktop.client.post(f"{at}/groups", data={"groups": ""})
    assert desktop.service.document(water).groups == ()
    removed = desktop.client.post(f"{at}/remove")
    assert "已移除" in removed.text and "停水通知" not in removed.text
    assert desktop.client.get(at).status_code == 410


def test_aliases_are_added_and_removed(desktop: Desktop) -> None:
    assert "还没有自己的别名" in desktop.client.get("/admin/aliases").text
    added = desktop.client.post("/admin/aliases", data={"names": "燃气公司 ＝ 煤气公司 = <b>"})
    assert "已增加" in added.text and "煤气公司" in added.text and "<b>" not in added.text
    assert desktop.client.post("/admin/aliases", data={"names": "一个"}).status_code >= 400
    removed = desktop.client.post("/admin/aliases/remove", data={"name": "<b>"})
    assert "已删除" in removed.text
    assert "煤气公司" in (desktop.library / "aliases.txt").read_text(encoding="utf-8")


def test_failures_stand_in_a_table_with_what_to_do(desktop: Desktop) -> None:
    job = desktop.upload("带密码.pdf", b"x")
    desktop.keeper.jobs.set(job.id, JobState.FAILED, code="encrypted_file", reason="文件有密码保护。")
    page = desktop.client.get("/admin").text
    assert "未能读入的文件" in page and "文件有密码保护。" in page and "请去掉密码后重新上传" in page
    english = desktop.client.get("/admin?lang=en").text
    assert "Remove the password" in english and "文件有密码保护。" not in english
    assert "已重新排队" in desktop.client.post(f"/admin/jobs/{job.id}/retry").text
    assert desktop.keeper.jobs.find(job.id).state is JobState.WAITING


def test_a_question_opens_with_its_quotes_as_they_were(desktop: Desktop) -> None:
    asked = desktop.client.post("/api/ask", json={"question": "城关镇几点停水"}).json()
    desktop.client.post("/api/ask", json={"question": "火星有多少居民<i>"})
    quote = asked["quotes"][0]
    body = {"answer_id": asked["answer_id"], "verdict": "wrong_passage", "comment": "<b>不是</b>"}
    assert desktop.client.post("/api/feedback", json=body).status_code == 200
    page = desktop.client.get("/admin/questions").text
    assert "火星有多少居民&lt;i&gt;" in page
    assert "&lt;b&gt;不是&lt;/b&gt;" in page
    assert "365 天" in page
    one = desktop.client.get(f"/admin/questions/{asked['answer_id']}").text
    assert quote["text"] in one
    assert "admin" in one  # who asked
    desktop.keeper.remove(quote["document_id"])
    later = desktop.client.get(f"/admin/questions/{asked['answer_id']}").text
    assert quote["text"] not in later and "已移除" in later
    assert desktop.client.get("/admin/questions/none").status_code == 404
