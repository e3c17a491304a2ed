"""Small documents as the store takes them."""

from datetime import date

from corpus.files import File
from corpus.models import Document, Metadata, Section


def document(id: str = "a", version: int = 1, text: str = "停水通知\n今晚停水。") -> Document:
    """A notice from the file <id>.txt."""
    metadata = Metadata(
        "停水通知", "自来水公司", "水〔2024〕1号", date(2024, 1, 2), None, "X/1", None, (("我县", "某县"),)
    )
    return Document(
        id, version, f"{id}.txt", text, (Section(1, 0, 4, len(text)),), metadata, "ab" * 32, "text/plain"
    )


def file(id: str) -> File:
    """The file that says the document."""
    return File(f"/x/{id}.txt", f"{id}.txt", "ab" * 32, id)


FILE = file("a")
