"""A service with a few documents and a few answers, for the tests of the pages."""

import shutil
import tempfile
import threading
import time
import weakref
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from fastapi import FastAPI
from table_document import table_document

from bot.errors import QuestionEmpty
from bot.models import (
    Answer,
    Citation,
    Condition,
    Highlight,
    Kind,
    Quote,
    QuoteCell,
    QuoteRow,
    Status,
    Turn,
)
from corpus.errors import DocumentNotFound, DocumentRemoved
from corpus.models import Document, Ground, Metadata, Section, State
from corpus.parse.table import GridCell
from index.models import Filters
from ui import error_handlers, openapi, reader, rest
from ui.cite import originals
from ui.cite import routes as cite_routes
from ui.embed import page as embed
from ui.embed.origins import Cors
from ui.errors import OriginalMissing
from ui.middleware import BodyLimit, Guard
from ui.operations import routes as operations
from ui.operations.metrics import Metrics
from ui.operations.observe import Observe
from ui.operations.questions import QuestionLog
from ui.people import sign_in
from ui.people.gate import Gate
from ui.records import routes as records_routes
from ui.records.records import Records
from ui.service import EVERYTHING, DocumentRow, Figures, Service
from ui.settings import Settings

TEXT = """荔湾区“十二五”期间对口支援和对口帮扶情况的报告

市协作办：

接你办穗协作函〔2015〕350号文后，我区对五年来承担的对口支援、对口帮扶任务作了全面梳理，现将有关情况和今后打算报告如下。

一、对口帮扶贵州省黔南州福泉市

（一）结对安排。按照穗协作〔2013〕23号文印发的框架协议，我区与福泉市结成帮扶对子，时间为2013年到2020年，双方于2013年7月开始接触。2013年10月17日，两地党委、政府在荔湾区会议中心签署合作框架协议，教育、卫生、农业、扶贫等口的负责同志到场见证。

（二）资金划拨。2013—2015年，我区通过市协作办向黔南州划拨对口帮扶财政援助资金共645万元。上述款项每年均按市里规定的时限足额到位，没有拖欠。

（三）救灾支援。2014年8月27日，福泉市道坪镇英坪村小坝组山体滑坡，23人不幸遇难。得知灾情，我区随即拨出救灾款30万元交福泉市政府，供抢险和慰问受灾群众之用。

二、其他对口支援任务

（一）广西百色市。2013—2015年，我区负担的百色市扶贫协作无偿财政资金为262.5万元，已全数缴入市协作办专户。

（二）三峡库区。同一时期，我区上缴三峡库区无偿援助资金150万元。

三、今后打算

1.把招商作为重点，围绕福泉的农产品、药材、矿产、旅游等资源，再动员一批企业前去洽谈。

2.把教育、卫生帮扶做细，推动校际结对，选派教师轮流赴福泉授课。

特此报告。

广州市荔湾区协作办公室
2015年11月26日
"""

EVIL_TEXT = (
    "<script>window.pwned = 1</script>\n"
    '一、<img src=x onerror="window.pwned = 2"> ${window.pwned = 3} {{value}}\n'
    "脚本文件规定的金额为 <b>5万元</b> &amp; 其他\n"
)


def sections(text: str, headings: Sequence[tuple[int, str]]) -> tuple[Section, ...]:
    """Return sections for headings in the order in which they stand in the text."""
    starts = []
    at = 0
    for level, heading in headings:
        at = text.index(heading, at)
        starts.append((level, at, at + len(heading)))
        at += len(heading)
    out = []
    for number, (level, start, heading_end) in enumerate(starts):
        end = next((s for lv, s, _ in starts[number + 1 :] if lv <= level), len(text))
        out.append(Section(level, start, heading_end, end))
    return tuple(out)


def document(
    id: str,
    text: str,
    title: str,
    *,
    version: int = 1,
    headings: Sequence[tuple[int, str]] = (),
    state: State = State.CURRENT,
    state_reason: str | None = None,
    successor_id: str | None = None,
) -> Document:
    return Document(
        id=id,
        version=version,
        source=f"{id}.txt",
        text=text,
        sections=sections(text, headings),
        metadata=Metadata(
            title,
            "广州市荔湾区协作办公室",
            "荔协作〔2015〕8号",
            date(2015, 11, 26),
            date(2015, 11, 30),
            "455380417E/2015-15816",
        ),
        sha256="0" * 64,
        media_type="text/plain",
        state=state,
        state_reason=state_reason,
        successor_id=successor_id,
    )


REPORT = document(
    "liwan",
    TEXT,
    "荔湾区“十二五”期间对口支援和对口帮扶情况的报告",
    version=2,
    headings=[
        (1, "一、对口帮扶贵州省黔南州福泉市"),
        (2, "（一）结对安排。"),
        (2, "（二）资金划拨。"),
        (2, "（三）救灾支援。"),
        (1, "二、其他对口支援任务"),
        (2, "（一）广西百色市。"),
        (2, "（二）三峡库区。"),
        (1, "三、今后打算"),
    ],
)
REPORT_OLD = document("liwan", TEXT.replace("645", "640"), REPORT.metadata.title, version=1)
EVIL = document("evil", EVIL_TEXT, "<script>window.pwned = 4</script>", headings=[(1, "一、<img")])
REPEALED = document(
    "old-rule",
    "临溪区户厕补助办法\n每户补助500元。\n",
    "临溪区户厕补助办法",
    state=State.REPEALED,
    state_reason="已被《临溪区户厕补助办法（2024）》废止",
    successor_id="liwan",
)
FUND_YEARS = 12
FUND = table_document(
    "望溪县子基金历年投资情况的通报\n现将2009年以来各乡镇投资情况通报如下。\n表1 各乡镇历年投资情况\n单位：亿元",
    [
        ["县", "乡镇", *(f"{2009 + n}年投资" for n in range(FUND_YEARS)), "小城镇建设（亿元）"],
        [GridCell("望溪县", rows=2), "代溪镇", *("1.2" for _ in range(FUND_YEARS)), "2.5"],
        ["白塔镇", *("0.8" for _ in range(FUND_YEARS)), "1.9"],
    ],
    "特此通报。\n望溪县财政局",
    metadata=Metadata(
        "望溪县子基金历年投资情况的通报",
        "望溪县财政局",
        effective_on=date(2021, 1, 1),
        expires_on=date(2023, 12, 31),
        grounds=(Ground("issuer", "signature", 3, 9), Ground("title", "file_name")),
    ),
    id="fund",
    source="子基金通报.pdf",
    recognised=True,
    also=("liwan", "gone"),
)
FUND = replace(FUND, pages=(0, FUND.tables[0].rows[2].start))


def quote(
    found: Document, text: str, marks: Sequence[tuple[str, Kind]] = (), conditions: Sequence[Condition] = ()
) -> Quote:
    start = found.text.index(text)
    highlights = []
    for mark, kind in marks:
        at = start + text.index(mark)
        highlights.append(Highlight(mark, at, at + len(mark), kind))
    meta = found.metadata
    return Quote(
        text=text,
        start=start,
        end=start + len(text),
        document_id=found.id,
        version=found.version,
        source=found.source,
        title=meta.title,
        issuer=meta.issuer,
        number=meta.number,
        issued_on=meta.issued_on,
        heading_path=found.heading_path(start),
        page=found.page_at(start),
        state=found.state,
        state_reason=found.state_reason,
        score=0.9,
        highlights=tuple(highlights),
        conditions=tuple(conditions),
        citation=Citation(
            f"《{meta.title}》（{meta.issuer}，{meta.number}，2015-11-26）",
            f"{meta.issuer}. {meta.title}[R]. 2015-11-26.",
        ),
        url=f"/documents/{found.id}?version={found.version}&start={start}&end={start + len(text)}",
        row=row_of(found, start),
        recognised=found.recognised,
        expires_on=meta.expires_on,
    )


def row_of(found: Document, start: int) -> QuoteRow | None:
    row = found.row_at(start)
    if row is None:
        return None
    cells = (QuoteCell(c.heading, found.text[c.start : c.end], c.start, c.end) for c in row.cells)
    return QuoteRow(tuple(cells), "表1 各乡镇历年投资情况 单位：亿元", row.beside)


FUNDS = quote(
    REPORT,
    "2013—2015年，我区通过市协作办向黔南州划拨对口帮扶财政援助资金共645万元。",
    [("645万元", Kind.AMOUNT)],
    [
        Condition("荔湾区", True),
        Condition("黔南州", True),
        Condition("2013-2015年", True),
        Condition("金额", True),
    ],
)
ON_TIME = quote(REPORT, "上述款项每年均按市里规定的时限足额到位，没有拖欠。")
GORGES = quote(
    REPORT,
    "同一时期，我区上缴三峡库区无偿援助资金150万元。",
    [("150万元", Kind.AMOUNT)],
    [Condition("荔湾区", True), Condition("三峡库区", True)],
)
MISS = quote(
    REPORT,
    FUNDS.text,
    [("645万元", Kind.AMOUNT)],
    [Condition("黔南州", True), Condition("2018年", False, "原文说的是2013-2015年")],
)
EVIL_QUOTE = quote(EVIL, EVIL_TEXT, [("5万元", Kind.AMOUNT)])
REPEALED_QUOTE = quote(REPEALED, "每户补助500元。", [("500元", Kind.AMOUNT)])
_ROW = FUND.tables[0].rows[2]
ROW = quote(FUND, FUND.text[_ROW.start : _ROW.end], [("1.9", Kind.AMOUNT)], [Condition("白塔镇", True)])


def answered(question: str, *quotes: Quote, standalone: str | None = None) -> Answer:
    return Answer(question, standalone or question, Status.ANSWERED, None, quotes, {"total": 1.0})


class FakeService:
    """Answers by what words the question holds."""

    def __init__(self, *, ready: bool = True) -> None:
        self.loaded = threading.Event()
        if ready:
            self.loaded.set()
        self.load_failure: Exception | None = None
        self.asked: list[tuple[str, list[Turn], str]] = []
        self.filters = EVERYTHING
        self.top = 0
        folder = tempfile.mkdtemp(prefix="youju-fake-")
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.records = Records(Path(folder))
        self.originals: dict[tuple[str, int], Path] = {}
        self.hold = threading.Event()  # a question with 慢 waits for it
        self.store = {
            (found.id, found.version): found for found in (REPORT_OLD, REPORT, EVIL, REPEALED, FUND)
        }

    def ready(self) -> bool:
        return self.loaded.is_set()

    def failure(self) -> Exception | None:
        return self.load_failure

    def figures(self) -> Figures:
        return Figures(
            self.ready(), documents=len(self.documents()), passages=40, revision=7, index_revision=6
        )

    def wait_ready(self, timeout: float) -> bool:
        if self.load_failure is not None:
            return False
        return self.loaded.wait(timeout)

    def answer(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        top: int = 5,
        filters: Filters = EVERYTHING,
        language: str = "zh",
    ) -> Answer:
        self.asked.append((question, list(history), language))
        self.filters, self.top = filters, top
        if not question.strip():
            raise QuestionEmpty("请先输入问题。")
        if "崩溃" in question:
            raise RuntimeError("secret path /var/lib")
        if "慢" in question:
            self.hold.wait(20)
        if "脚本" in question:
            return answered(question, EVIL_QUOTE)
        if "子基金" in question:
            return answered(question, ROW)
        if "户厕" in question:
            return answered(question, REPEALED_QUOTE)
        if "库区" in question:
            return answered(question, GORGES, standalone="荔湾区2013-2015年给三峡库区划拨了多少资金？")
        if "2018" in question:
            reason = (
                "库中只有2013-2015年的数据，没有2018年的。" if language == "zh" else "No figures for 2018."
            )
            return Answer(question, question, Status.NO_EVIDENCE, reason, (MISS, ON_TIME), {"total": 1.0})
        time.sleep(0.05)
        return answered(question, FUNDS, ON_TIME)

    def document(self, document_id: str, version: int | None = None) -> Document:
        if document_id == "gone":
            raise DocumentRemoved("文件“gone”已从库中移除。")
        if document_id == "broken":
            raise OSError("disk on fire")
        versions = self.versions(document_id)
        found = self.store.get((document_id, version if version is not None else max(versions, default=0)))
        if found is None:
            raise DocumentNotFound(f"没有文件“{document_id}”，或没有这个版本。")
        return found

    def documents(self) -> Sequence[DocumentRow]:
        newest = {found.id: found for found in self.store.values()}
        return [
            DocumentRow(d.id, d.version, d.source, d.metadata, d.state, len(d.text)) for d in newest.values()
        ]

    def original(self, document: Document) -> Path:
        path = self.originals.get((document.id, document.version))
        if path is None:
            raise OriginalMissing("库中没有保存这份文件的原始文件。")
        return path

    def versions(self, document_id: str) -> Sequence[int]:
        return sorted(version for id, version in self.store if id == document_id)


def plain_app(service: Service, settings: Settings) -> FastAPI:
    """Return the application without Gradio, which takes seconds to import."""
    app = FastAPI(openapi_url=f"{settings.root_path}/openapi.json", docs_url=None, redoc_url=None)
    app.include_router(rest.create_router(service, settings))
    app.include_router(reader.create_router(service, settings))
    app.include_router(cite_routes.create_router(service, settings))
    app.include_router(originals.create_router(service, settings))
    app.include_router(records_routes.create_router(service, settings))
    app.include_router(embed.create_router(service, settings))
    metrics = Metrics()
    gate = Gate(settings.people)
    metrics.watch(service.figures)
    metrics.watch_gate(gate)
    app.include_router(operations.create_router(metrics, settings))
    error_handlers.install(app)
    openapi.install(app, settings.root_path)
    sign_in.install(app, settings, gate, service.records.database)
    app.add_middleware(
        BodyLimit,
        prefixes=tuple(f"{settings.root_path}/{part}/" for part in ("api", "embed")),
        uploads=f"{settings.root_path}/api/documents",
    )
    app.add_middleware(Guard, frame_ancestors=settings.frame_ancestors, root_path=settings.root_path)
    app.add_middleware(Cors, sources=settings.frame_ancestors, prefix=f"{settings.root_path}/api/")
    questions = QuestionLog(metrics, with_words=settings.operation.log_questions)
    app.add_middleware(Observe, metrics=metrics, questions=questions, root_path=settings.root_path)
    return app
