"""Original files with a page each way that pages are shown: pdf, ofd, a picture."""

import io
from pathlib import Path

import ofd_maker
from pdf_maker import Sheet, make_pdf
from PIL import Image

from corpus.models import Document, Metadata
from corpus.read import read

FIRST = "望川县二〇二三年帮扶资金使用情况的报告"
SPENT = "全年共拨付帮扶资金320万元，其中产业发展180万元。"
AGAIN = "次年计划拨付帮扶资金320万元，其中产业发展200万元，余下用于道路维修和饮水工程。"


def pdf_file() -> bytes:
    def one(sheet: Sheet) -> None:
        sheet.centred(120, FIRST, 18)
        sheet.paragraph(200, SPENT)
        sheet.paragraph(320, AGAIN)

    def two(sheet: Sheet) -> None:
        sheet.paragraph(120, "第二页说明拨付的时间和方式，由县财政局解释。")

    return make_pdf(one, two)


def ofd_file() -> bytes:
    first = ofd_maker.text(40, 40, FIRST, 6.0) + ofd_maker.lines(30, 70, SPENT, "特此报告。")
    box = ofd_maker.rule(30, 100, 120, 100)
    return ofd_maker.zipped(ofd_maker.ofd_parts([ofd_maker.page(first + box), ofd_maker.page("")]))


def png_file(mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (300, 200), 0).save(out, "PNG")
    return out.getvalue()


def as_document(data: bytes, name: str, id: str = "paged") -> Document:
    """Return the document that a file is read as."""
    draft = read(data, name)
    return Document(
        id=id,
        version=1,
        source=name,
        text=draft.text,
        sections=draft.sections,
        metadata=draft.metadata,
        sha256=draft.sha256,
        media_type=draft.media_type,
        tables=draft.tables,
        pages=draft.pages,
        recognised=draft.recognised,
    )


def scan_document(id: str = "scan") -> Document:
    """Return what a picture might have been read as; reading one takes seconds."""
    text = "收据\n今收到帮扶款三千元。\n"
    return Document(
        id=id,
        version=1,
        source="收据.png",
        text=text,
        sections=(),
        metadata=Metadata("收据"),
        sha256="",
        media_type="image/png",
        pages=(0,),
        recognised=True,
    )


def kept(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
