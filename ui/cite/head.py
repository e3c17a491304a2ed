"""What a page loads so that its quotes can be copied and kept."""

from ui.settings import Language
from ui.templates import render


def cite_head(root_path: str, language: Language) -> str:
    """Return the tags for the page's head."""
    return render("cite_head.html", language, root=root_path)
