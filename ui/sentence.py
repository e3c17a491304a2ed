"""What went wrong, as one sentence in the reader's language."""

from ui.errors import Problem
from ui.messages import has, text
from ui.service import QUESTION_LIMIT
from ui.settings import Language


def sentence(problem: Problem, language: Language) -> str:
    """Return what ``problem`` says to a reader; what no message tells is the sentence for faults."""
    if has(problem.code):
        return text(problem.code, language, limit=QUESTION_LIMIT)
    return problem.message if problem.status < 500 and language == "zh" else text("fault", language)
