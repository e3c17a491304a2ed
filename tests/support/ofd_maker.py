"""OFD files for tests: text, rules and pictures put at places in millimetres, as producers write them."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from corpus.parse.models import Block
from corpus.parse.ofd.parser import parse_ofd

NAMESPACE = "http://www.ofdspec.org/2016"
SIZE = 5.6  # mm: the type size of official documents


def text(
    x: float,
    y: float,
    words: str,
    size: float = SIZE,
    *,
    turn: int = 0,
    step: float | None = None,
    extra: str = "",
) -> str:
    """Return a text object whose first character stands at ``x`` on the baseline ``y``.

    Chinese is set solid and figures at half its width, unless ``step`` says how far apart all are.
    """
    matrix = {0: "", 90: ' CTM="0 1 -1 0 0 0"', 45: ' CTM="0.7071 0.7071 -0.7071 0.7071 0 0"'}[turn]
    steps = [step or (size / 2 if character.isascii() else size) for character in words[:-1]]
    width = sum(steps) + size
    return (
        f'<ofd:TextObject ID="0" Boundary="{x} {y - size} {width} {size * 1.2}"{matrix} Font="1" Size="{size}">{extra}'
        f'<ofd:TextCode X="0" Y="{0 if turn else size}" DeltaX="{_deltas(steps)}">{words}</ofd:TextCode>'
        "</ofd:TextObject>"
    )


def lines(x: float, y: float, *rows: str, size: float = SIZE, leading: float = 10.2) -> str:
    """Return lines of text, one below the other."""
    return "".join(text(x, y + number * leading, row, size) for number, row in enumerate(rows))


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    """Return a straight line."""
    return (
        f'<ofd:PathObject ID="0" Boundary="{x0} {y0} {x1 - x0 + 0.2} {y1 - y0 + 0.2}" LineWidth="0.2">'
        f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def table(xs: Sequence[float], ys: Sequence[float], cells: Sequence[Sequence[str]], size: float = 4.0) -> str:
    """Return a fully ruled table with one line in each cell."""
    ruled = [rule(xs[0], y, xs[-1], y) for y in ys] + [rule(x, ys[0], x, ys[-1]) for x in xs]
    words = [
        text(x + 2, y + 5, cell, size)
        for y, row in zip(ys, cells, strict=False)
        for x, cell in zip(xs, row, strict=False)
        if cell
    ]
    return "".join([*ruled, *words])


def picture(resource: int, x: float, y: float, width: float, height: float) -> str:
    """Return an image that fills a box."""
    box = f"{x} {y} {width} {height}"
    return (
        f'<ofd:ImageObject ID="0" Boundary="{box}" CTM="{width} 0 0 {height} 0 0" ResourceID="{resource}"/>'
    )


def page(content: str, template: int | None = None, size: tuple[float, float] = (210, 297)) -> str:
    """Return a page's part."""
    reference = f'<ofd:Template TemplateID="{template}"/>' if template is not None else ""
    return (
        f'<ofd:Page xmlns:ofd="{NAMESPACE}"><ofd:Area><ofd:PhysicalBox>0 0 {size[0]} {size[1]}</ofd:PhysicalBox>'
        f'</ofd:Area>{reference}<ofd:Content><ofd:Layer ID="0">{content}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def ofd_parts(
    pages: Sequence[str],
    *,
    templates: Mapping[int, str] | None = None,
    resources: str = "",
    title: str = "",
    folder: str = "Doc_0",
) -> dict[str, str | bytes]:
    """Return the parts of a file with one document; tests bend them as they like."""
    listed = "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages)))
    templates = templates or {}
    beneath = "".join(f'<ofd:TemplatePage ID="{i}" BaseLoc="Tpls/Tpl_{i}/Content.xml"/>' for i in templates)
    parts: dict[str, str | bytes] = {
        "OFD.xml": f'<ofd:OFD xmlns:ofd="{NAMESPACE}"><ofd:DocBody><ofd:DocInfo><ofd:Title>{title}</ofd:Title>'
        f"</ofd:DocInfo><ofd:DocRoot>{folder}/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        f"{folder}/Document.xml": f'<ofd:Document xmlns:ofd="{NAMESPACE}"><ofd:CommonData><ofd:PageArea>'
        "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
        f"{beneath}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>",
        f"{folder}/PublicRes.xml": f'<ofd:Res xmlns:ofd="{NAMESPACE}" BaseLoc="Res">{resources}</ofd:Res>',
    }
    parts |= {f"{folder}/Pages/Page_{i}/Content.xml": content for i, content in enumerate(pages)}
    parts |= {f"{folder}/Tpls/Tpl_{i}/Content.xml": content for i, content in templates.items()}
    return parts


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Return a package of parts, the same bytes each time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _deltas(steps: Sequence[float]) -> str:
    """Write steps with the format's shorthand for repeats."""
    words: list[str] = []
    at = 0
    while at < len(steps):
        end = at
        while end < len(steps) and steps[end] == steps[at]:
            end += 1
        words.append(f"g {end - at} {steps[at]:g}" if end - at > 1 else f"{steps[at]:g}")
        at = end
    return " ".join(words)


def ofd_blocks(*pages: str, **options: object) -> list[Block]:
    """Return what is read of a document of ``pages``; ``options`` are those of ``ofd_parts``."""
    return list(parse_ofd(zipped(ofd_parts(list(pages), **options))).blocks)  # type: ignore[arg-type]


def ofd_texts(*pages: str, **options: object) -> list[str]:
    """Return the text of each block of it."""
    return [block.text for block in ofd_blocks(*pages, **options)]
