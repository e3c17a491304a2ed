"""OFD: whole packages, damaged ones, and the real files with the text that they are known to hold."""

import io
import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree
from ofd_maker import (
    NAMESPACE,
    lines,
    ofd_parts,
    ofd_texts,
    page,
    picture,
    text,
    zipped,
)
from PIL import Image, ImageDraw, ImageFont

from corpus.errors import DamagedFile, EncryptedFile, UnreadableFile
from corpus.parse.ofd.parser import parse_ofd

FULL = "各有关单位应当按照职责分工抓好落实并于每季度末报送情况"  # 26 characters: a full line
LEFT, INDENT = 28, 39.2


def body(y: float = 60) -> str:
    """Return two paragraphs that show how wide the text is."""
    return (
        text(INDENT, y, FULL[:24])
        + lines(LEFT, y + 10.2, FULL, FULL, FULL[:9] + "。")
        + text(INDENT, y + 40.8, FULL[:12] + "。")
    )


def test_blocks_and_composite_graphics_are_looked_into() -> None:
    unit = (
        '<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="9" Width="50" Height="10"><ofd:Content>'
        + text(0, 6, "复合图元")
        + "</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>"
    )
    content = (
        f'<ofd:PageBlock ID="0"><ofd:PageBlock ID="0">{text(28, 60, "块中文字")}</ofd:PageBlock></ofd:PageBlock>'
        '<ofd:CompositeObject ID="0" Boundary="28 80 50 10" ResourceID="9"/>'
    )
    assert ofd_texts(page(content), resources=unit) == ["块中文字", "复合图元"]


def test_all_documents_of_a_package_are_read_and_their_pages_counted_on() -> None:
    parts = ofd_parts([page(text(28, 60, "甲文")), page(text(28, 60, "乙文"))])
    parts |= ofd_parts([page(text(28, 60, "丙文"))], folder="Doc_1")
    one, two = (f"<ofd:DocBody><ofd:DocRoot>Doc_{n}/Document.xml</ofd:DocRoot></ofd:DocBody>" for n in (0, 1))
    parts["OFD.xml"] = f'<ofd:OFD xmlns:ofd="{NAMESPACE}">{one}{two}</ofd:OFD>'
    found = parse_ofd(zipped(parts)).blocks
    assert [(block.text, block.page) for block in found] == [("甲文", 1), ("乙文", 2), ("丙文", 3)]


@pytest.mark.parametrize(
    "bend",
    [
        lambda parts: {name.lower(): data for name, data in parts.items()},
        lambda parts: {"/" + name: data for name, data in parts.items()},
        lambda parts: {name.replace("/", "\\"): data for name, data in parts.items()},
        lambda parts: {name: data.replace("BaseLoc=\"Pages", "BaseLoc=\"/Doc_0/Pages") for name, data in parts.items()},
        lambda parts: {name: data.replace("BaseLoc=\"Pages", "BaseLoc=\"Doc_0/Pages") for name, data in parts.items()},
        lambda parts: {name: data.replace(NAMESPACE, "urn:example:other") for name, data in parts.items()},
        lambda parts: {name: data.replace(f' xmlns:ofd="{NAMESPACE}"', "") for name, data in parts.items()},
        lambda parts: {name: data.replace("ofd:", "").replace("xmlns", "xmlns:x") for name, data in parts.items()},
        lambda parts: {name: data.encode("gb18030") for name, data in parts.items()},
        lambda parts: {name: "\n<?xml version='1.0'?>" + data for name, data in parts.items()},
        lambda parts: {name: data for name, data in parts.items() if "PublicRes" not in name},
    ],
    ids="lower rooted backslash absolute from-root namespace unbound plain gbk blank-line no-resources".split(),
)  # fmt: skip
def test_what_producers_get_wrong_is_tolerated(bend) -> None:  # type: ignore[no-untyped-def]
    parts = ofd_parts([page(text(28, 60, "正文"))])
    assert [block.text for block in parse_ofd(zipped(bend(parts))).blocks] == ["正文"]


def test_annotations_and_missing_pages_and_pictures_are_passed_over() -> None:
    parts = ofd_parts(
        [page(text(28, 60, "正文") + picture(77, 0, 0, 210, 297)), page(text(28, 60, "没有了"))]
    )
    del parts["Doc_0/Pages/Page_1/Content.xml"]
    parts["Doc_0/Annots/Annot_0.xml"] = page(text(28, 60, "批注"))
    assert [block.text for block in parse_ofd(zipped(parts)).blocks] == ["正文"]


def test_damaged_and_encrypted_files_are_refused() -> None:
    whole = ofd_parts([page(text(28, 60, "正文"))])
    for bent, error in (
        (whole | {"Encryptions.xml": "<x/>"}, EncryptedFile),
        (whole | {"OFD.xml": "<x"}, DamagedFile),
        (whole | {"Doc_0/Document.xml": "garbage"}, DamagedFile),
        (
            whole | {"Doc_0/Pages/Page_0/Content.xml": whole["Doc_0/Pages/Page_0/Content.xml"][:200]},
            DamagedFile,
        ),
        ({"OFD.xml": whole["OFD.xml"]}, DamagedFile),
        ({"x": "y"}, DamagedFile),
    ):
        with pytest.raises(error):
            parse_ofd(zipped(bent))
    with pytest.raises(DamagedFile):
        parse_ofd(zipped(whole)[:-40])


def test_a_file_that_declares_entities_is_refused() -> None:
    parts = ofd_parts([page(text(28, 60, "正文&x;"))])
    content = str(parts["Doc_0/Pages/Page_0/Content.xml"])
    parts["Doc_0/Pages/Page_0/Content.xml"] = (
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + content
    )
    with pytest.raises(DamagedFile):
        parse_ofd(zipped(parts))


def test_each_page_is_a_sign_of_life() -> None:
    seen: list[tuple[int, int]] = []
    parse_ofd(zipped(ofd_parts([page(body())] * 3)), lambda done, total: seen.append((done, total)))
    assert {(1, 3), (2, 3), (3, 3)} <= set(seen)


def font_path() -> Path:
    found = sorted(Path("/usr/share/fonts").rglob("*CJK*")) + sorted(
        Path("/usr/share/fonts").rglob("wqy*.tt*")
    )
    if not found:
        pytest.skip("no Chinese font on this machine to draw a page with")
    return found[0]


@pytest.mark.slow
def test_a_page_that_is_a_picture_is_recognised() -> None:
    image = Image.new("RGB", (1000, 400), "white")
    ImageDraw.Draw(image).text(
        (60, 100), "青榆县水务局巡查通知", font=ImageFont.truetype(font_path(), 60), fill="black"
    )
    png = io.BytesIO()
    image.save(png, "PNG")
    media = '<ofd:MultiMedias><ofd:MultiMedia ID="5" Type="Image"><ofd:MediaFile>scan.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias>'
    parts = ofd_parts([page(body()), page(picture(5, 0, 0, 210, 84))], resources=media)
    parsed = parse_ofd(zipped({**parts, "Doc_0/Res/scan.png": png.getvalue()}))
    assert parsed.recognised
    assert parsed.blocks[-1].page == 2
    assert "水务局巡查通知" in parsed.blocks[-1].text


# What the tests below do not count: annotations (watermarks and stamps by definition of the format), and
# parts that no page of the document refers to.
def expected_characters(path: Path) -> Counter[str]:
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        document = next(name for name in names if re.search(r"Document(_\d+)?\.xml$", name))
        listed = {posix.get("BaseLoc") for posix in etree.fromstring(package.read(document)).iter("{*}Page")}
        pages = [n for n in names if any(base and n.lower().endswith(base.lower()) for base in listed)]
        used = {
            e.get("TemplateID") for n in pages for e in etree.fromstring(package.read(n)).iter("{*}Template")
        }
        templates = [
            e.get("BaseLoc")
            for e in etree.fromstring(package.read(document)).iter("{*}TemplatePage")
            if e.get("ID") in used
        ]
        pages += [n for n in names if any(n.endswith(base) for base in templates)]
        codes = [e for n in pages for e in etree.fromstring(package.read(n)).iter("{*}TextCode")]
        return Counter(re.sub(r"\s", "", "".join(code.text or "" for code in codes)))


@pytest.mark.data
@pytest.mark.slow
def test_the_real_files_keep_their_characters(data: Path) -> None:
    missed = {}
    for path in sorted((data / "formats" / "ofd").glob("*.ofd")):
        expected = expected_characters(path)
        expected = Counter(
            {c: n for c, n in expected.items() if not "\ue000" <= c <= "\uf8ff"}
        )  # read by their glyphs
        found = Counter("".join(block.text for block in parse_ofd(path.read_bytes()).blocks))
        if (expected & found).total() < 0.95 * expected.total():
            missed[path.name] = "".join((expected - found).elements())[:40]
    assert not missed


@pytest.mark.data
@pytest.mark.slow
def test_private_codes_are_read_from_their_glyphs(data: Path) -> None:
    parsed = parse_ofd((data / "formats" / "ofd" / "layout__ano.ofd").read_bytes())
    text_found = "".join(block.text for block in parsed.blocks)
    assert parsed.recognised
    assert not re.search(r"[\ue000-\uf8ff]", text_found)
    assert "开发指南" in text_found


@pytest.mark.data
def test_the_notice_says_the_same_as_in_word(data: Path) -> None:
    with zipfile.ZipFile(data / "formats" / "same_text" / "test.docx") as package:
        root = etree.fromstring(package.read("word/document.xml"))
    paragraphs = ["".join(t.text or "" for t in p.iter("{*}t")) for p in root.iter("{*}p")]
    words = Counter(re.sub(r"\s", "", "".join(paragraphs)))
    parsed = parse_ofd((data / "formats" / "same_text" / "test.ofd").read_bytes())
    found = Counter(re.sub(r"\s", "", "".join(block.text for block in parsed.blocks)))
    assert (words & found).total() >= 0.97 * words.total()
    lines_found = [block.text for block in parsed.blocks]
    assert lines_found[1:3] == [p for p in (re.sub(r"\s", "", p) for p in paragraphs) if p][1:3]


@pytest.mark.data
def test_cut_off_real_files_are_refused_as_such(data: Path) -> None:
    whole = (data / "formats" / "ofd" / "converter__z.ofd").read_bytes()
    for length in range(0, len(whole), 4_999):
        with pytest.raises(UnreadableFile):
            parse_ofd(whole[:length])
