"""A small copy of the layout of the real documents, with sentences of our own, for the tests of the bench."""

import io
import json
import tarfile
from pathlib import Path

TOWNS = ["青河镇", "白塔镇", "临江镇", "石桥镇", "松岭镇", "云溪镇", "南坪镇", "东湖镇"]


def write_bench_data(data: Path) -> Path:
    """Write policy documents, questions, news and laws below ``data``, and return it."""
    policy = data / "policy"
    policy.mkdir(parents=True)
    documents, queries, judged = [], [], ["query-id\tcorpus-id\tscore"]
    for number, town in enumerate(TOWNS):
        text = (
            f"{town}自来水价格从{number + 3}月起调整。" + f"{town}居民用水每吨{number + 2}元{number}角。" * 12
        )
        # the last ones hold no answer, and yet come first by name
        documents.append({"_id": f"d{9 - number}", "title": f"{town}水价通知", "text": text})
        if number < 3:
            queries.append({"_id": f"q{number}", "text": f"{town}居民用水每吨多少钱?", "answers": ["元"]})
            judged.append(f"q{number}\td{9 - number}\t1")
    _lines(policy / "corpus.jsonl", documents)
    _lines(policy / "queries.jsonl", queries)
    _lines(policy / "unanswerable.jsonl", [{"_id": "u0", "text": "东湖镇的机场几点开门?"}])
    (policy / "qrels.tsv").write_text("\n".join(judged) + "\n", encoding="utf-8")
    news = [
        {"doc_id": f"n{number}", "text": f"第{number}届庙会开幕。\n" + f"当天有{number + 40}个摊位。" * 30}
        for number in range(6)
    ]
    rows = "\n".join(json.dumps(row, ensure_ascii=False) for row in news).encode()
    laws = {
        f"laws/{n}.md": f"# 第{n}号河道条例\n\n第一条 保护第{n}条河。\n\n第二条 禁止倾倒。\n"
        for n in range(6)
    }
    (data / "scale").mkdir()
    _pack(data / "scale" / "news.tar.xz", {"news/docs.jsonl": rows, "news/NOTICE.md": b"not a document"})
    _pack(data / "scale" / "laws.tar.xz", {name: text.encode() for name, text in laws.items()})
    return data


def _lines(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def _pack(path: Path, files: dict[str, bytes]) -> None:
    with tarfile.open(path, "w:xz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
