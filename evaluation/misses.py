"""The error report: what went wrong, grouped by its cause."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from enum import StrEnum

from bot.models import Quote
from evaluation.metrics import Outcome
from evaluation.overlap import rouge_l

_PART = 0.3  # ROUGE-L from which a quote is about the answer, only cut elsewhere


class Cause(StrEnum):
    """Why a question was not answered as expected."""

    ANSWERED = "答了应拒答的问题"
    UNMET = "误拒：一项条件被判为不符"
    UNSURE = "误拒：把握不足"
    NOT_FOUND = "正确的文件不在前十"
    OUTRANKED = "正确的文件在前十，首条引文出自别的文件"
    OTHER_PASSAGE = "文件对，引的是别处"
    CUT = "位置对，引文不完整"
    MARK = "引文对，标记不对"


def cause(outcome: Outcome) -> Cause | None:
    """Return why an outcome is a miss, or None where it is none."""
    item, answer = outcome.item, outcome.answer
    if not item.answers:
        return Cause.ANSWERED if outcome.answered else None
    if outcome.right:
        return None if outcome.marked or not answer.quotes[0].highlights else Cause.MARK
    if not outcome.answered:
        unmet = answer.quotes and not all(c.met for c in answer.quotes[0].conditions)
        return Cause.UNMET if unmet else Cause.UNSURE
    if not outcome.document_right(1):
        return Cause.OUTRANKED if set(outcome.found) & set(item.documents) else Cause.NOT_FOUND
    overlap = max(rouge_l(answer.quotes[0].text, expected) for expected in item.answers)
    return Cause.CUT if overlap >= _PART else Cause.OTHER_PASSAGE


def report(name: str, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield the lines of a Markdown report: the misses of a suite under their causes, the most frequent first."""
    groups: dict[Cause, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        found = cause(each)
        if found:
            groups[found].append(each)
    yield f"# {name}：{sum(map(len, groups.values()))} / {len(outcomes)}"
    for why, misses in sorted(groups.items(), key=lambda group: -len(group[1])):
        yield f"\n## {why}：{len(misses)}\n"
        for miss in misses:
            yield f"- `{miss.item.id}` {_line(miss.answer.standalone_question)}"
            yield f"  - 应为：{_line(' / '.join(miss.item.answers)) or '拒答'}"
            yield f"  - 得到：{_got(miss)}"


def _got(miss: Outcome) -> str:
    quotes = miss.answer.quotes
    shown = _line(_marked(quotes[0])) if quotes else ""
    return f"{shown}（{miss.score:.2f}）" if miss.answered else f"拒答：{miss.answer.reason} {shown}"


def _marked(quote: Quote) -> str:
    """Return a quote with its first mark in brackets."""
    if not quote.highlights:
        return quote.text
    start, end = (at - quote.start for at in (quote.highlights[0].start, quote.highlights[0].end))
    return f"{quote.text[:start]}【{quote.text[start:end]}】{quote.text[end:]}"


def _line(text: str) -> str:
    return " ".join(text.split())[:300]
