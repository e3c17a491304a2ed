"""Which documents no longer hold, from what later documents say of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.metadata import NUMBER
from corpus.models import Document, State

_SENTENCE = re.compile(r"[^。；;\n]*[。；;\n]?")
_ENDS = re.compile(r"废止|失效|停止执行|不再执行|代替|替代|取代")
_REPEALING_TITLE = re.compile(r"废止|失效|清理(?:结果)?")
_TITLE = re.compile(r"《([^《》\n]{4,80}(?:《[^《》\n]{2,80}》[^《》\n]{0,40})?)》")


@dataclass(frozen=True, slots=True)
class Change:
    """One document's new state, and the document and words that gave it."""

    document_id: str
    state: State
    reason: str
    successor_id: str


def changes(documents: Sequence[Document]) -> tuple[Change, ...]:
    """Return the states that the documents' own words give to each other.

    A sentence that names another document by title or 文号 and says 废止 or 代替 ends it: superseded when
    the speaker takes its place, repealed when the speaker only does away with it (关于废止…的决定).
    """
    by_title: dict[str, list[Document]] = {}
    by_number: dict[str, list[Document]] = {}
    for document in documents:
        by_title.setdefault(_core(document.metadata.title), []).append(document)
        if document.metadata.number:
            by_number.setdefault(_plain(document.metadata.number), []).append(document)
    found: dict[str, Change] = {}
    for speaker in documents:
        for sentence in _ending_sentences(speaker.text):
            for target in _named(sentence, by_title, by_number):
                if target.id == speaker.id or not _later(speaker, target):
                    continue
                only_repeals = bool(_REPEALING_TITLE.search(speaker.metadata.title))
                state = State.REPEALED if only_repeals else State.SUPERSEDED
                verb = "废止" if only_repeals else "代替"
                number = f"({speaker.metadata.number})" if speaker.metadata.number else ""
                reason = f"已被《{speaker.metadata.title}》{number}{verb}"
                found[target.id] = Change(target.id, state, reason, speaker.id)
    return tuple(found.values())


def _ending_sentences(text: str) -> Iterable[str]:
    return (s for s in _SENTENCE.findall(text) if _ENDS.search(s))


def _named(
    sentence: str, by_title: dict[str, list[Document]], by_number: dict[str, list[Document]]
) -> Iterable[Document]:
    numbered = [d for number in NUMBER.findall(sentence) for d in _at_number(by_number, number)]
    if numbered:
        return numbered
    return [d for title in _TITLE.findall(sentence) for d in by_title.get(_core(title), ())]


def _at_number(by_number: dict[str, list[Document]], text: str) -> list[Document]:
    """Look a 文号 up; words before the issuing code may have been caught with it."""
    plain = _plain(text)
    return next((by_number[plain[i:]] for i in range(len(plain)) if plain[i:] in by_number), [])


def _later(speaker: Document, target: Document) -> bool:
    mine = speaker.metadata.issued_on or speaker.metadata.published_on
    other = target.metadata.issued_on or target.metadata.published_on
    return mine is None or other is None or mine > other


def _plain(number: str) -> str:
    return re.sub(r"[\[(（【〔]", "〔", re.sub(r"[\])）】〕]", "〕", re.sub(r"\s|第(?=\s*\d)", "", number)))


def _core(title: str) -> str:
    """Return what a title is about: without issuer, 关于印发…的通知, brackets, and (试行)."""
    inner = re.search(r"[《〈](.+)[》〉]", title)
    core = inner.group(1) if inner else title
    core = re.sub(r"^.*?关于(?:印发|发布|公布|修订|修改)?", "", core) or core
    core = re.sub(r"[（(][^（）()]*[)）]", "", core)
    core = re.sub(r"的?(?:通知|公告|令)$", "", core)
    return re.sub(r"[\s《》〈〉“”\"]", "", core)
