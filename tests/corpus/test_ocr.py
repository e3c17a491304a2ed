"""What pages say when they are scanned askew, upside down, poorly, or in columns."""

import io
import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from drawn_page import Cell, DrawnPage, has_fonts
from PIL import Image, ImageFilter

from corpus.parse.models import Block
from corpus.parse.ocr import join_pages, recognise, recognise_page

GOLDEN = Path(__file__).parents[1] / "golden"
REPOSITORY = Path(__file__).parents[2]
needs_fonts = pytest.mark.skipif(not has_fonts(), reason="no Noto CJK fonts to draw a page with")


def notice() -> Image.Image:
    return Image.open(GOLDEN / "notice-scan.png").convert("RGB")


def notice_text() -> list[str]:
    shown = json.loads((GOLDEN / "notice-scan.png.json").read_text(encoding="utf-8"))
    return [str(line) for line in shown["text"]]


def texts(image: Image.Image) -> list[str]:
    return [block.text for block in recognise(image)]


def error_rate(truth: list[str], read: list[str]) -> float:
    """Edit distance over the truth's length, after NFKC and without white space."""
    a, b = ("".join(unicodedata.normalize("NFKC", "".join(lines)).split()) for lines in (truth, read))
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1] / len(a)


@pytest.mark.slow
@pytest.mark.parametrize("degrees", [180, 270, -9, 87])
def test_a_page_reads_the_same_any_way_up(degrees: int) -> None:
    turned = notice().rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    read = texts(turned)
    assert error_rate(notice_text(), read) <= 0.005
    assert len(read) == len(notice_text())


def _noisy(image: Image.Image) -> Image.Image:
    rng = np.random.default_rng(7)
    levels = np.asarray(image.convert("L")).astype(float)
    levels = 235 - (235 - levels) * 0.85 + rng.normal(0, 20, levels.shape)
    specks = rng.random(levels.shape)
    levels[specks < 0.002] = 30
    return Image.fromarray(levels.clip(0, 255).astype(np.uint8))


def _compressed(image: Image.Image) -> Image.Image:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=20)
    return Image.open(stream)


def _photographed(image: Image.Image) -> Image.Image:
    """A sheet on a dark desk, taken from slightly aside."""
    width, height = image.size
    corners = (-40, -30, 20, height + 40, width - 60, height + 10, width + 50, -60)
    return _compressed(
        image.transform(
            image.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=(120, 110, 100)
        )
    )


POOR = {
    "photograph": _photographed,
    "noise": _noisy,
    "jpeg": _compressed,
    "100 dots an inch": lambda image: image.resize((827, 1169), Image.Resampling.LANCZOS),
    "blurred": lambda image: image.filter(ImageFilter.GaussianBlur(1.4)),
    "fax": lambda image: image.convert("L").point(lambda v: 255 * (v > 150)).convert("1"),
    "shaded": lambda image: Image.fromarray(
        (np.asarray(image) * np.linspace(0.55, 1, image.width)[None, :, None]).astype(np.uint8)
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", POOR)
def test_a_poor_scan_reads_nearly_as_well(kind: str) -> None:
    seal = (
        ["青榆县人民政府", "2023年5月18日"] if kind in {"noise", "fax"} else []
    )  # a grey seal can't be told from ink
    body = [line for line in notice_text() if line not in seal]
    read = texts(POOR[kind](notice()))
    whole = "".join(read)
    if seal:
        read = read[: next(i for i, line in enumerate(read) if line.startswith("（二）")) + 1]
    assert error_rate(body, read) <= 0.02, whole


@pytest.mark.slow
@needs_fonts
def test_columns_are_read_one_after_the_other() -> None:
    left = [
        "左栏第一段讲的是沟渠的管护责任，由受益的村组共同承担，每年检查两次并公布结果。",
        "左栏第二段讲的是经费的来源，县级财政每年安排三百万元，不足的部分由乡镇自筹解决。",
    ]
    right = [
        "右栏第一段讲的是农村道路的养护，县道由交通运输局负责，乡道由乡镇人民政府负责。",
        "右栏第二段讲的是应急抢险，接到报告后两个小时内到达现场，并在两端设置警示标志。",
    ]
    page = DrawnPage(150)
    page.centred("青榆县人民政府公报")
    page.columns((left, right), size=12)
    page.paragraph("通栏的说明写在两栏的下面。")
    assert texts(page.image) == ["青榆县人民政府公报", *left, *right, "通栏的说明写在两栏的下面。"]


@pytest.mark.slow
@needs_fonts
def test_a_table_keeps_its_cells_on_a_page_that_lies_on_its_side() -> None:
    page = DrawnPage(150)
    page.centred("项目安排一览表", 18)
    rows = [
        [Cell("序号"), Cell("项目名称"), Cell("投资"), Cell("责任单位")],
        [Cell("1"), Cell("青石河堤防加固工程（二期）"), Cell("1280"), Cell("县水务局", rows=2)],
        [Cell("2"), Cell("城区排水管网改造"), Cell("960.5")],
        [Cell("合计", columns=2), Cell("2240.5"), Cell("")],
    ]
    page.table(rows, (1, 4, 2, 3))
    blocks = recognise(page.image.rotate(90, expand=True))
    assert [block.text for block in blocks] == [
        "项目安排一览表",
        "序号\t项目名称\t投资\t责任单位",
        "1\t青石河堤防加固工程（二期）\t1280\t县水务局",
        "2\t城区排水管网改造\t960.5",
        "合计\t2240.5",
    ]
    assert blocks[3].row is not None and blocks[3].row.beside == "县水务局"
    assert blocks[4].row is not None and blocks[4].row.columns == (0, 2)


@pytest.mark.slow
@needs_fonts
def test_a_scrolled_screen_is_read_to_its_end() -> None:
    page = DrawnPage(72, margins=(30, 30))
    page.image = Image.new("RGB", (595, 3000), "white")
    page.draw.__init__(page.image)  # type: ignore[misc]
    lines = [f"第{n}项任务由第{n}工作组在{n}日内完成" for n in range(1, 71)]
    for line in lines:
        page.paragraph(line, indent=0, pitch=40)
    assert error_rate(lines, texts(page.image)) <= 0.01


def test_blank_pages_and_specks_say_nothing() -> None:
    assert recognise(Image.new("RGB", (500, 700), "white"), 3) == []
    assert recognise(Image.new("L", (9, 9))) == []


def test_a_paragraph_over_two_pages_is_one_block_that_knows_where_the_page_turns() -> None:
    tiff = Image.open(io.BytesIO((GOLDEN / "quotas-scan.tiff").read_bytes()))
    width, height = tiff.size
    first = recognise_page(tiff.crop((0, int(height * 0.66), width, int(height * 0.75))), 4)
    tiff.seek(1)
    upright = tiff.rotate(180)
    second = recognise_page(upright.crop((0, int(height * 0.1), width, int(height * 0.19))), 5)
    joined = join_pages([first, second])
    assert [block.page for block in joined] == [4, 5]
    text, (turn,) = joined[0].text, joined[0].breaks
    assert text[turn - 3 : turn + 2] == "取证并于3"
    assert joined[1].text.startswith("第八条")


def test_pages_that_begin_anew_are_not_joined() -> None:
    from corpus.parse.ocr import RecognisedPage

    first = RecognisedPage((Block("上页末段", page=1),), ends_mid=False)
    second = RecognisedPage((Block("下页首段", page=2),), begins_mid=True)
    assert len(join_pages([first, second, RecognisedPage(()), second])) == 3


@pytest.mark.slow
def test_the_models_are_loaded_quietly_and_without_the_network() -> None:
    program = (
        "import socket\n"
        "def refuse(*a, **k): raise AssertionError('the network')\n"
        "socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse\n"
        "from PIL import Image\n"
        "from corpus.parse.ocr import recognise\n"
        f"page = Image.open({str(GOLDEN / 'notice-scan.png')!r}).crop((100, 250, 1100, 500))\n"
        "assert recognise(page)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


TRANSCRIBED = {  # a few words of each real page, from every part of it; typed from the picture
    "scanned/govdoc-cn_397_1.png": [
        "发展改革委办公厅",
        "税务总局办公厅",
        "〔2019〕860号",
        "关于加强个人所得税纳税信用建设的通知",
        "一、总体要求",
    ],
    "scanned/govdoc-cn_397_2.png": [
        "二、建立个人所得税纳税信用管理机制",
        "（二）建立健全个人所得税纳税信用记录",
    ],
    "same_text/test.jpg": ["绝密★启用前", "XX省数据安全厅文件", "SENSITIVITY: TOP-SECRET-LEVEL-5"],
}


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.parametrize("name", TRANSCRIBED)
def test_real_scans(data: Path, name: str) -> None:
    read = texts(Image.open(data / "formats" / name))
    missing = [words for words in TRANSCRIBED[name] if not any(words in text for text in read)]
    assert not missing
    assert not any(text.strip("-—一 ").isdigit() for text in read), "the page's number is not text"
