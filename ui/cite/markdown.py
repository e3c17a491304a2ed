"""Quotes as a Markdown file, each with its source in a footnote."""

from collections.abc import Sequence
from datetime import date

from bot.cite import in_markdown
from ui.cite.entry import Entry
from ui.cite.forms import line_in_markdown, quoted_in_markdown
from ui.messages import text
from ui.settings import Language


def markdown(entries: Sequence[Entry], language: Language, today: date) -> bytes:
    """Return the file of quotes and the reader's notes on them."""
    parts = [
        f"# {text('cite_export_title', language)}",
        text("cite_export_day", language, day=today.isoformat()),
    ]
    for number, entry in enumerate(entries, 1):
        parts.append(f"{quoted_in_markdown(entry.excerpt.text)} [^{number}]")
        if entry.note.strip():
            shown = "\\\n".join(filter(None, map(line_in_markdown, entry.note.strip().split("\n"))))
            parts.append(f"{in_markdown(text('cite_note', language))}{shown}")
    parts += [f"[^{number}]: {entry.excerpt.citation.markdown}" for number, entry in enumerate(entries, 1)]
    return ("\n\n".join(parts) + "\n").encode("utf-8", "replace")
